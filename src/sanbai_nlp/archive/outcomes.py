"""An entry of the tree → the reports of each file in it, or why there are none."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sanbai_nlp.archive.columns import FileStatus
from sanbai_nlp.archive.failures import Failure, Skipped, failure_of, plain
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.archive.source import Entry, Source, no_material
from sanbai_nlp.errors import SanbaiError
from sanbai_nlp.parser import Parser
from sanbai_nlp.reading import Format, Limits, Material, Member, detect, read_bytes, walk_zip
from sanbai_nlp.schema import Report

Tell = Callable[[str], None]

_DOUBTS = {
    Format.TEXT: "编码存疑，请抽查有无乱码",
    Format.DOC: "自动编号等可能不全，请抽查",
    Format.DOCX: "有内嵌的部分没有读，请抽查",
    Format.PDF: "有的页可能不全，请抽查",
    Format.RTF: "有的字读不出，请抽查",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its row in `files`, its reports, and its failure where it failed."""

    path: str
    status: FileStatus
    format: str | None = None
    encoding: str | None = None
    size: int | None = None
    sha256: str | None = None
    reports: tuple[Report, ...] = ()
    seconds: float = 0.0
    note: str | None = None
    failure: Failure | None = None
    error: SanbaiError | None = None


class EntryReader:
    """Reads entries with one parser.

    Args:
        source: where the bytes are.
        parser: what parses them.
        meta: what is known of files from outside.
        tell: is told each path before it is read, so that whoever watches knows what takes so long.
        limits: what an archive may hold.
    """

    def __init__(
        self, source: Source, parser: Parser, meta: Meta, tell: Tell | None = None, limits: Limits | None = None
    ) -> None:
        self._source = source
        self._parser = parser
        self._meta = meta
        self._tell: Tell = tell or (lambda _: None)
        self._limits = limits

    def outcomes(self, entry: Entry, spare: Mapping[str, Failure] | None = None) -> Iterator[Outcome]:
        """The outcome of the entry's own file, and behind it those of the files in it where it is an archive.

        Args:
            entry: what to read.
            spare: files that must not be tried again, with the failure that each has caused.
        """
        spare = spare or {}
        if entry.path in spare:
            yield _failed(entry.path, spare[entry.path], size=entry.stamp.size if entry.stamp else None)
        elif isinstance(entry.trouble, Skipped):
            yield Outcome(entry.path, FileStatus.SKIPPED, note=entry.trouble.reason)
        elif entry.trouble is not None:
            yield _failed(entry.path, entry.trouble)
        else:
            yield from self._file(entry, spare)

    def _file(self, entry: Entry, spare: Mapping[str, Failure]) -> Iterator[Outcome]:
        self._tell(entry.path)
        started = time.perf_counter()
        try:
            data, _ = self._source.read(entry)
        except (SanbaiError, OSError) as error:
            yield _failed(entry.path, failure_of(error, entry.path), error=error)
            return
        if detect(data, entry.path) is not Format.ZIP:
            yield self._parsed(entry.path, data, started)
            return
        about = _about(data)
        yield replace(about, path=entry.path, status=FileStatus.READ, format=Format.ZIP, note="压缩包，里面的文件另列")
        yield from self._members(entry.path, data, spare)

    def _members(self, path: str, data: bytes, spare: Mapping[str, Failure]) -> Iterator[Outcome]:
        started = time.perf_counter()
        for member in walk_zip(data, path, self._limits):
            if isinstance(member, Member):
                yield self._member(member, spare, started)
            else:
                yield _failed(plain(str(getattr(member, "path", path))), failure_of(member), error=member)
            self._tell(path)
            started = time.perf_counter()

    def _member(self, member: Member, spare: Mapping[str, Failure], started: float) -> Outcome:
        path = plain(member.path)
        if path in spare:
            return _failed(path, spare[path], size=len(member.data))
        if skipped := no_material(path.rpartition("/")[2]):
            return Outcome(path, FileStatus.SKIPPED, size=len(member.data), note=skipped.reason)
        self._tell(path)
        return self._parsed(path, member.data, started)

    def _parsed(self, path: str, data: bytes, started: float) -> Outcome:
        about = _about(data)
        try:
            material = read_bytes(data, None, path)
            reports = tuple(self._parser.parse_material(material, self._meta.of(path)))
        except Exception as error:  # noqa: BLE001  (whatever a file does to a library below must not cost the others)
            failed = _failed(path, failure_of(error, path), size=about.size, error=error)
            kind = getattr(error, "looks_like", None) or detect(data, path)
            return replace(failed, sha256=about.sha256, format=kind, seconds=_since(started))
        return replace(
            about,
            path=path,
            status=FileStatus.READ,
            format=material.format,
            encoding=material.encoding,
            reports=reports,
            seconds=_since(started),
            note=_doubt(material),
        )


def _about(data: bytes) -> Outcome:
    return Outcome("", FileStatus.READ, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 4)


def _failed(path: str, failure: Failure, *, size: int | None = None, error: Exception | None = None) -> Outcome:
    ours = error if isinstance(error, SanbaiError) else None
    return Outcome(path, FileStatus.FAILED, size=size, failure=replace(failure, path=path), error=ours)


def _doubt(material: Material) -> str | None:
    if not material.doubtful:
        return None
    return _DOUBTS.get(material.format, "请抽查") + (f"（{material.note}）" if material.note else "")
