"""What a worker does: a batch of entries → the files of a part, and its record. Rows never travel between processes."""

import json
import os
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Self

from sanbai_nlp.archive.columns import FAILED, FILES, SKETCHES, FileStatus, part_tables
from sanbai_nlp.archive.failures import Failure
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.archive.outcomes import EntryReader, Outcome
from sanbai_nlp.archive.parts import FLUSH, PartFormat, PartWriter
from sanbai_nlp.archive.place import Place
from sanbai_nlp.archive.records import Counts, ItemRecord, PartFile, PartRecord, total
from sanbai_nlp.archive.sketch import sketch
from sanbai_nlp.archive.source import Entry, Source
from sanbai_nlp.archive.store import JOURNAL, part_name
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.parser import Parser
from sanbai_nlp.schema import Dimension, Report
from sanbai_nlp.tabulation import TABLES, report_key, report_rows
from sanbai_nlp.tagging import TextTagger


@dataclass(frozen=True)
class Setup:
    """All that a worker has to know, once for the whole run."""

    source: Source
    place: Place
    form: PartFormat
    meta: Meta
    lexicon: Path | None = None
    tagger: Path | None = None

    def parser(self) -> Parser:
        """The parser, with the lexicon and the tagger that were asked for.

        Raises:
            LexiconError, ModelError: where one of them cannot be used.
        """
        words = Lexicon.load(self.lexicon) if self.lexicon else None
        return Parser(lexicon=words, tagger=TextTagger.load(self.tagger) if self.tagger else "default")


@dataclass(frozen=True)
class Job:
    """A batch of entries that becomes a part; `folder` is where its files are written, `spare` what not to try."""

    part: int
    entries: tuple[Entry, ...]
    folder: Path
    spare: Mapping[str, Failure] = field(default_factory=dict)

    @property
    def journal(self) -> Path:
        """Where the worker notes what it is at."""
        return self.folder.with_suffix(JOURNAL)


class Worker:
    """Reads, parses and writes batches, one after the other."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._parser = setup.parser()
        self._tables = part_tables(setup.meta.keys)

    def run(self, job: Job) -> PartRecord:
        """Do a batch.

        Raises:
            OSError, RunError: where the part cannot be written. Whatever is wrong with an entry is in the record instead.
        """
        with Journal(job.journal, os.getppid()) as journal:
            writer = PartWriter(job.folder, self._tables, self._setup.form)
            try:
                part = _Part(writer, journal, self._setup.meta)
                reader = EntryReader(self._setup.source, self._parser, self._setup.meta, journal.at)
                items = tuple(part.item(entry, reader, job.spare) for entry in job.entries)
                journal.at("")
                rows = writer.close()
            except BaseException:
                writer.abandon()
                raise
        self._setup.place.stage(job.folder)
        name = part_name(job.part, self._setup.form)
        return PartRecord(job.part, 0, {table: PartFile(name, count) for table, count in rows.items()}, items)


class Journal:
    """What a worker is at, line by line in a file, for the process that watches it: how much is done, and the path.

    A worker whose watcher was killed ends here: nobody will take what it makes.
    """

    def __init__(self, path: Path, watcher: int) -> None:
        self._watcher = watcher
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.done = Counts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def at(self, path: str) -> None:
        """Note that this path is next; none after the last."""
        if os.getppid() != self._watcher:
            os._exit(1)
        line = [path, self.done.files, self.done.bytes, self.done.reports, self.done.failed]
        os.write(self._file, json.dumps(line).encode() + b"\n")


class _Part:
    """A part in the making."""

    def __init__(self, writer: PartWriter, journal: Journal, meta: Meta) -> None:
        self._writer = writer
        self._journal = journal
        self._meta = meta
        self._unwritten = 0

    def item(self, entry: Entry, reader: EntryReader, spare: Mapping[str, Failure]) -> ItemRecord:
        """Put all that is in an entry into the part."""
        counts, own = Counts(), None
        for outcome in reader.outcomes(entry, spare):
            own = own or outcome
            found = self._add(outcome)
            counts += found
            self._journal.done += found
        assert own is not None  # an entry has at least its own outcome
        return ItemRecord(entry.path, entry.stamp, own.sha256, own.status is FileStatus.FAILED, counts)

    def _add(self, outcome: Outcome) -> Counts:
        self._writer.add(FILES.name, [_file_row(outcome)])
        if outcome.failure is not None:
            failure = outcome.failure
            row = (failure.path, failure.reason, failure.advice, failure.error, failure.detail)
            self._writer.add(FAILED.name, [row])
        for report in outcome.reports:
            self._report(report, outcome.path)
        if self._unwritten > FLUSH:
            self._writer.flush()
            self._unwritten = 0
        return counted(outcome)

    def _report(self, report: Report, path: str) -> None:
        key = archive_key(report, path)
        rows = report_rows(report, key)
        more = tuple(report.meta.get(name) for name in self._meta.keys)
        for table in TABLES:
            self._writer.add(table.name, ((*row, *more) for row in rows.of(table.name)))
        index = report.source.index if report.source else 0
        made = sketch(report.text)
        exact = sha256(report.text.encode()).hexdigest()
        self._writer.add(SKETCHES.name, [(key, path, index, exact, made.hex() if made else None)])
        self._unwritten += len(report.text)


def archive_key(report: Report, path: str) -> str:
    """The key of a report in an archive: `report_key`, `~`, and eight digits of the path's SHA-256.

    It depends on the file alone, whatever else is in the archive and in which order it is read, and a second copy of
    the file has another one. What stands before the `~` is the same for all copies.
    """
    return f"{report_key(report)}~{sha256(path.encode()).hexdigest()[:8]}"


def _file_row(outcome: Outcome) -> tuple[str | int | float | None, ...]:
    characters = sum(len(report.text) for report in outcome.reports)
    about = (outcome.path, outcome.status.value, outcome.format, outcome.encoding, outcome.size, outcome.sha256)
    return (*about, len(outcome.reports), characters, outcome.seconds, outcome.note)


def counted(outcome: Outcome) -> Counts:
    """What there is to count in a file."""
    alone = Counts(
        files=1,
        failed=int(outcome.status is FileStatus.FAILED),
        skipped=int(outcome.status is FileStatus.SKIPPED),
        bytes=outcome.size or 0,
        reports=len(outcome.reports),
    )
    return total((alone, *map(_in_report, outcome.reports)))


def _in_report(report: Report) -> Counts:
    labelled: Counter[Dimension | None] = Counter()
    for block in report.blocks:
        labelled[block.label] += block.end - block.start
    return Counts(
        characters=len(report.text),
        work=labelled[Dimension.WORK],
        conduct=labelled[Dimension.CONDUCT],
        integrity=labelled[Dimension.INTEGRITY],
        review=sum(bool(block.review) for block in report.blocks),
    )


_worker: Worker | None = None


def start(setup: Setup) -> None:
    """Make this process a worker. Ctrl-C is for the process that watches it."""
    global _worker  # noqa: PLW0603  (a worker process does one work, handed to it at its start)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Worker(setup)


def run(job: Job) -> PartRecord:
    """Do a batch in this worker."""
    assert _worker is not None
    return _worker.run(job)
