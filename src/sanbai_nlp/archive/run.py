"""`tag(source, out)`: a tree of files → tables, exactly once, whatever happens in between."""

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sanbai_nlp.archive import fingerprint as prints
from sanbai_nlp.archive.batches import batch_size, batches
from sanbai_nlp.archive.bucket import place_at
from sanbai_nlp.archive.cluster import DaskWorkers, connected, threads
from sanbai_nlp.archive.columns import DUPLICATES, FILES, SKETCHES, Alike, FileStatus, part_tables
from sanbai_nlp.archive.duplicates import Sketched, find_duplicates
from sanbai_nlp.archive.ledger import Ledger
from sanbai_nlp.archive.meta import Meta, MetaTable, Unmatched
from sanbai_nlp.archive.parts import PartFormat, PartWriter
from sanbai_nlp.archive.pattern import PathPattern
from sanbai_nlp.archive.place import RUN, Place
from sanbai_nlp.archive.pool import Pool, Workers, unwritable
from sanbai_nlp.archive.progress import Progress, Show
from sanbai_nlp.archive.records import total
from sanbai_nlp.archive.remote import source_at
from sanbai_nlp.archive.source import Source
from sanbai_nlp.archive.store import Store, part_name
from sanbai_nlp.archive.summary import Summary
from sanbai_nlp.archive.systems import is_url
from sanbai_nlp.archive.work import Job, Setup
from sanbai_nlp.archive.workbook import write_workbook
from sanbai_nlp.errors import MissingExtraError, RunError
from sanbai_nlp.reading import Format as Archive
from sanbai_nlp.schema import SCHEMA_VERSION
from sanbai_nlp.tabulation import Row
from sanbai_nlp.tabulation.parquet import need_pyarrow
from sanbai_nlp.tagging import model_path

if TYPE_CHECKING:
    from distributed import Client

StrPath = str | os.PathLike[str]

TIMEOUT = 300.0
"""Seconds that a file may take."""

_SET_UP = f"{RUN}/run.json"
_AT_ONCE = 2_000  # rows of duplicates that are held before they are written


class Format(StrEnum):
    """What a run writes."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    XLSX = "xlsx"


def tag(  # noqa: PLR0913  (a run's settings, each by its name)
    source: StrPath,
    out: StrPath,
    *,
    format: str = Format.PARQUET,  # noqa: A002  (what the command calls it too)
    jobs: int | None = None,
    resume: bool = False,
    meta: StrPath | None = None,
    meta_from_path: str | None = None,
    timeout: float = TIMEOUT,
    lexicon: StrPath | None = None,
    tagger: StrPath | None = None,
    client: "Client | str | None" = None,
    show: Show | None = None,
) -> Summary:
    """Read every file of a folder and write what the reports in them say as tables.

    What goes wrong with a file is a row of the table `failed`, and never an exception. Parts are written whole or not
    at all, so that a run that was killed goes on with `resume`, and ends up with what it would have had.

    Args:
        source: a folder, or one file; a URL for fsspec (`s3://…`) too.
        out: the folder of the tables; made where it is absent. With `client`, every worker must find it by this path.
            A URL for fsspec (`s3://bucket/…`) too: of an object store, where a put is whole or not at all.
        format: "parquet", "jsonl", or "xlsx".
        jobs: processes to work in; as many as there are cores where None. They are started afresh, so a script that
            calls this must do so under `if __name__ == "__main__"`.
        resume: go on with the run in `out`: read what is new, has changed or had failed, and nothing else.
        meta: a CSV table of what is known of files (see `MetaTable`).
        meta_from_path: a pattern of folders (see `PathPattern`). The table is right where the two disagree.
        timeout: seconds that a file may take, in an archive each of its files.
        lexicon: a lexicon file laid over the built-in one.
        tagger: a model file in the place of the built-in one.
        client: a Dask cluster to work on, or its scheduler's address (`tcp://…`), in the place of processes here.
            Workers are sent pickles, as Dask does: only a cluster that you trust.
        show: is called with a `State` whenever the run has got further.

    Raises:
        RunError: if `out` holds a run and `resume` is not given, or one that was set up otherwise; if another run
            writes there; if the disk is full; if the store behind a URL does not answer, or does not let us in; if
            the cluster does not answer, goes away, or does not see what it has to.
        MetaError, LexiconError, ModelError, UnreadableFileError: if what was given cannot be used.
        MissingExtraError: where pyarrow, pebble or filelock is not installed, or distributed for `client`.
        ValueError: if `format`, `jobs` or `timeout` is none of the above, or both `jobs` and `client` are given.
        TypeError: if `client` is none.
    """
    if format not in list(Format):
        raise ValueError(f"format must be one of {', '.join(Format)}, not {format!r}")
    if timeout <= 0 or (jobs is not None and jobs < 1):
        raise ValueError(f"jobs must be 1 or more and timeout more than 0, not {jobs!r} and {timeout!r}")
    if client is not None and jobs is not None:
        raise ValueError("a cluster has as many jobs as it has threads: give jobs or client, not both")
    _need_extra()
    place = place_at(out if client is None or is_url(out) else Path(out).absolute())
    if place.private:
        raise _private(str(place.root))
    told = Meta(MetaTable(meta) if meta else None, PathPattern(meta_from_path) if meta_from_path else None)
    setup = Setup(
        _source(source, out),
        place,
        PartFormat.JSONL if format == Format.JSONL else PartFormat.PARQUET,
        told,
        Path(lexicon).absolute() if lexicon else None,
        Path(tagger).absolute() if tagger else None,
    )
    setup.parser()  # whatever is wrong with lexicon or tagger is said before anything is written
    run = Run(setup, Format(format), jobs or os.cpu_count() or 1, timeout)
    if client is None:
        return run.carry_out(Progress(show), resume=resume)
    with connected(client) as cluster:
        run = replace(run, jobs=max(1, threads(cluster)), client=cluster)
        return run.carry_out(Progress(show), resume=resume)


@dataclass
class Run:
    """One run: a set-up, a form of output, how many processes may take how long, and the cluster, if on one."""

    setup: Setup
    format: Format
    jobs: int
    timeout: float
    client: "Client | None" = None

    def carry_out(self, progress: Progress, *, resume: bool) -> Summary:
        """Do what is to be done, and say what there is at the end."""
        began = time.monotonic()
        tables = part_tables(self.setup.meta.keys)
        place = self.setup.place
        with _writing(place), place.hold() as hold:
            store = Store(place, hold, tables, self.setup.form, hidden=self.format is Format.XLSX)
            self._begin(store, resume=resume)
            with Ledger(store.work / "ledger.sqlite", store.records()) as ledger:
                files, size = self._take_stock(ledger)
                taken_out = _take_out(store, ledger)
                progress.begin(files, size)
                self._work(store, ledger, progress, batch_size(files, self.jobs))
            duplicates, exact = _write_duplicates(store)
            book = write_workbook(store, self.setup.meta.keys) if self.format is Format.XLSX else None
            unmatched = _unmatched(store, self.setup.meta)
            store.tidy()
            return Summary(
                out=place.root,
                counts=total(record.counts for record in store.records()),
                duplicates=duplicates,
                exact=exact,
                done_now=progress.state.files,
                taken_out=taken_out,
                seconds=time.monotonic() - began,
                unused_rows=tuple(unmatched.rows()),
                bare_files=unmatched.files,
                some_bare_files=tuple(unmatched.some_files),
                workbook=_inside(place, book) if book else None,
            )

    def _begin(self, store: Store, *, resume: bool) -> None:
        """See that this run may write here, and make the folders."""
        place, now = self.setup.place, self._fingerprint()
        was = place.read(_SET_UP)
        if was is None:
            _check_empty(place)
            place.write(_SET_UP, prints.written(now))
        elif resume:
            prints.check(place.root, prints.read(was, f"{place.root}/{_SET_UP}"), now)
        else:
            raise RunError(
                place.root,
                "holds a run already: give resume=True to go on with it, or another folder",
                "里面已有一次运行的结果；加 --resume 接着运行，或换一个 --out",
            )
        store.prepare()

    def _fingerprint(self) -> prints.Fingerprint:
        from importlib.metadata import version

        setup = self.setup
        return prints.fingerprint(
            source=setup.source.root,
            form=self.format,
            version=f"{version('sanbai-nlp')} ({SCHEMA_VERSION})",
            lexicon=setup.lexicon,
            tagger=setup.tagger or model_path(),
            own=setup.tagger is not None,
            meta=setup.meta,
        )

    def _take_stock(self, ledger: Ledger) -> tuple[int, int]:
        """How many entries, and bytes, are to be read."""
        files = size = 0
        for entry in self.setup.source.entries():
            if not ledger.judge(entry, self.setup.source):
                files += 1
                size += entry.stamp.size if entry.stamp else 0
        return files, size

    def _work(self, store: Store, ledger: Ledger, progress: Progress, most: int) -> None:
        left = (entry for entry in self.setup.source.entries() if not ledger.done(entry))
        numbers = count(store.next_part())
        jobs = (Job(next(numbers), batch, store.work / "part") for batch in batches(left, most))
        first = next(jobs, None)
        if first is None and next(store.records(), None) is None:
            first = Job(
                next(numbers), (), store.work / "part"
            )  # of nothing, so that every table is there with its columns
        if first is None:
            return
        with self._pool(progress, numbers) as pool:
            for done in pool.run(_chain(first, jobs)):
                store.commit(done.record, done.staged)

    def _pool(self, progress: Progress, numbers: Iterator[int]) -> Pool:
        if self.client is None:
            return Workers(self.setup, self.jobs, self.timeout, progress)
        return DaskWorkers(self.client, self.setup, self.timeout, progress, numbers)


def _source(place: StrPath, out: StrPath) -> Source:
    source = source_at(place, out)
    if source.private:
        raise _private(source.root)
    return source


def _private(url: str) -> RunError:
    return RunError(
        url,
        "lies in the memory of this process, where its workers do not see it: use iter_reports()",
        "只在本进程的内存里，工作进程看不到；请改用文件夹或对象存储",
    )


def _inside(place: Place, name: str) -> Path | str:
    return place.root / name if isinstance(place.root, Path) else f"{place.root}/{name}"


def _chain(first: Job, others: Iterator[Job]) -> Iterator[Job]:
    yield first
    yield from others


def _take_out(store: Store, ledger: Ledger) -> int:
    """Take the rows of what is no more, or no more so, out of their parts; gives how many entries that were."""
    gone = dict(ledger.gone())
    for record in list(store.records()) if gone else []:
        if record.part in gone:
            store.take_out(record, gone[record.part])
    return sum(map(len, gone.values()))


def _write_duplicates(store: Store) -> tuple[int, int]:
    """Write the table of reports that are alike; gives how many are, and how many to the letter."""
    columns = [column.name for column in SKETCHES.columns]
    sketches = (
        Sketched(str(report), str(path), int(str(index)), str(exact), bytes.fromhex(str(made)) if made else None)
        for report, path, index, exact, made in store.rows(SKETCHES.name, columns)
    )
    folder = store.fresh("duplicates")
    writer = PartWriter(folder, (DUPLICATES,), store.form)
    try:
        same = _add_duplicates(writer, find_duplicates(sketches, store.work / "duplicates.sqlite"))
        rows = writer.close()[DUPLICATES.name]
    except BaseException:
        writer.abandon()
        raise
    path = f"{store.folder(DUPLICATES.name)}/{part_name(0, store.form)}"
    store.publish(folder, f"{DUPLICATES.name}.{store.form}", path)
    return rows, same


def _add_duplicates(writer: PartWriter, found: Iterable[Row]) -> int:
    """Write the rows, few of them held; gives how many reports are alike to the letter."""
    same = 0
    for number, row in enumerate(found, 1):
        writer.add(DUPLICATES.name, [row])
        same += row[-1] == Alike.EXACT
        if number % _AT_ONCE == 0:
            writer.flush()
    return same


def _unmatched(store: Store, meta: Meta) -> Unmatched:
    found = Unmatched(meta)
    if meta.keys:
        for path, status, form in store.rows(FILES.name, ("path", "status", "format")):
            if status != FileStatus.SKIPPED and form != Archive.ZIP:
                found.see(str(path))
    return found


def _check_empty(place: Place) -> None:
    """A folder that holds other things is not written to: a mistake in `out` must not mix two sorts of files."""
    if any(name != RUN for name in place.names("")):
        raise RunError(place.root, "is not empty, and holds no run", "不是空的，里面也没有运行记录；请换一个空的 --out")


def _need_extra() -> None:
    need_pyarrow()
    try:
        import filelock  # noqa: F401
        import pebble  # noqa: F401
    except ImportError:
        raise MissingExtraError("archive.tag()", "archive") from None


@contextmanager
def _writing(place: Place) -> Iterator[None]:
    """What the system says against writing is a `RunError`, through SQLite too."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise unwritable(place.root, error) from error
