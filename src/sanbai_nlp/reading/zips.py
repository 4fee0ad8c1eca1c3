"""Archives and packages, opened without trust: what they claim and what they yield are both held to limits."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from sanbai_nlp.errors import EncryptedFileError, OversizedFileError, SanbaiError, UnreadableFileError
from sanbai_nlp.reading.formats import Format, detect

_MB = 1 << 20
_SMALL = 8 * _MB  # below this nobody minds how well it was packed
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_BROKEN: tuple[type[Exception], ...]
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
try:
    from lzma import LZMAError
except ImportError:  # a Python built without it
    pass
else:
    _BROKEN += (LZMAError,)


@dataclass(frozen=True)
class Limits:
    """What an archive may hold, with all that is nested in it; sizes are in bytes, unpacked.

    `ratio` is how many times a member of more than 8 MB may be larger than it was packed: text packs to a tenth,
    a bomb to a thousandth. `depth` counts archives in archives.
    """

    members: int = 20_000
    size: int = 256 * _MB
    total: int = 4096 * _MB
    ratio: int = 200
    depth: int = 3


@dataclass(frozen=True)
class Member:
    """A file in an archive; `path` is that of the archive, then `!/` and the name inside."""

    path: str
    data: bytes


class _Spent:
    def __init__(self) -> None:
        self.members = 0
        self.size = 0


def walk_zip(data: bytes, path: str = "<bytes>", limits: Limits | None = None) -> Iterator[Member | SanbaiError]:
    """The files of a zip archive in its own order, those of archives in it too; what cannot be had is an error.

    Folders, and what macOS leaves beside files, are passed over. Nothing is written to the disk, and a name that
    would lead out of a folder (`..`, an absolute path, a link) is an error all the same. Errors are yielded in the
    member's place, so that a bad member never costs a good one; a limit on all of the archive ends it.
    """
    yield from _walk(data, path, limits or Limits(), _Spent(), 1)


def _walk(data: bytes, path: str, limits: Limits, spent: _Spent, depth: int) -> Iterator[Member | SanbaiError]:
    if depth > limits.depth:
        yield OversizedFileError(path, f"is an archive in an archive, more than {limits.depth} deep")
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        yield _damaged(path, error)
        return
    with archive:
        for info, name in _named(archive):
            place = f"{path}!/{name}"
            spent.members += 1
            if over := _over(info, place, limits, spent):
                yield over
                if spent.members > limits.members or spent.size > limits.total:
                    return
                continue
            got = _get(archive, info, place, limits.size)
            if isinstance(got, Member) and detect(got.data, place) is Format.ZIP:
                spent.size += len(got.data)
                yield from _walk(got.data, place, limits, spent, depth + 1)
            else:
                spent.size += len(got.data) if isinstance(got, Member) else 0
                yield got


def _named(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    seen: dict[str, int] = {}
    for info in archive.infolist():
        name = _name(info)
        if info.is_dir() or name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._"):
            continue
        seen[name] = seen.get(name, 0) + 1
        yield info, name if seen[name] == 1 else f"{name}#{seen[name]}"


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: without the flag for UTF-8, Chinese programs write UTF-8 or GBK all the same."""
    name = info.orig_filename if "\0" in info.orig_filename else info.filename
    if info.flag_bits & _UTF8_NAMES:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _over(info: zipfile.ZipInfo, place: str, limits: Limits, spent: _Spent) -> SanbaiError | None:
    if spent.members > limits.members:
        return OversizedFileError(place, f"the archive has more than {limits.members} members: unpack it by hand")
    if reason := _unsafe(info, place.rpartition("!/")[2]):
        return UnreadableFileError(place, reason)
    if info.flag_bits & _ENCRYPTED:
        return EncryptedFileError(place)
    if oversized := _claims_too_much(info, place, limits):
        return oversized
    if spent.size + info.file_size > limits.total:
        spent.size = limits.total + 1
        return OversizedFileError(
            place, f"the archive unpacks to more than {limits.total // _MB} MB: unpack it by hand"
        )
    return None


def _unsafe(info: zipfile.ZipInfo, name: str) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, not a file: archives are read without following any"
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0] or any(char < " " for char in name):
        return "has a name that leads out of the archive, which no honest archive has: it is not read"
    return None


def _claims_too_much(info: zipfile.ZipInfo, place: str, limits: Limits) -> OversizedFileError | None:
    if info.file_size > limits.size:
        return OversizedFileError(
            place, f"claims to hold {info.file_size // _MB} MB, and the limit is {limits.size // _MB}"
        )
    if info.file_size > max(_SMALL, limits.ratio * info.compress_size):
        return OversizedFileError(place, f"is packed to less than a {limits.ratio}th, as zip bombs are: it is not read")
    return None


def _get(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, size: int) -> Member | SanbaiError:
    try:
        with archive.open(info) as stream:
            data = stream.read(size + 1)  # zipfile gives no more than was claimed, and checks the sum
    except _BROKEN as error:
        return _damaged(place, error)
    return Member(place, data)


def _damaged(place: str, error: Exception) -> UnreadableFileError:
    reason = UnreadableFileError(place, f"is damaged and cannot be unpacked ({error}): get it anew from where it came")
    reason.__cause__ = error
    return reason


_PACKAGE = Limits(members=5_000, size=512 * _MB, total=1024 * _MB)


class Package:
    """The parts of a docx or ofd file, checked against the limits before any is unpacked.

    Raises:
        OversizedFileError: where the parts claim more than is safe.
        EncryptedFileError: where one is locked.
        UnreadableFileError: where the file is damaged.
    """

    def __init__(self, data: bytes, path: str, part: int = 96 * _MB) -> None:
        self._path = path
        self._part = part
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise _damaged(path, error) from error
        infos = self._zip.infolist()
        if len(infos) > _PACKAGE.members or sum(info.file_size for info in infos) > _PACKAGE.total:
            raise OversizedFileError(path, f"claims more than {_PACKAGE.total // _MB} MB in {len(infos)} parts")
        for info in infos:
            if info.flag_bits & _ENCRYPTED:
                raise EncryptedFileError(path)
            if oversized := _claims_too_much(info, f"{path}!/{info.filename}", _PACKAGE):
                raise oversized
        self.names = {info.filename.replace("\\", "/").lower(): info for info in infos}

    def read(self, name: str) -> bytes | None:
        """A part by its name, whatever its case; None where there is none."""
        info = self.names.get(name.lower())
        if info is None:
            return None
        place = f"{self._path}!/{name}"
        if info.file_size > self._part:
            raise OversizedFileError(
                place, f"claims to hold {info.file_size // _MB} MB, and the limit is {self._part // _MB}"
            )
        got = _get(self._zip, info, place, self._part)
        if isinstance(got, Member):
            return got.data
        raise got
