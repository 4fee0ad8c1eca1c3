"""The folder that a run writes: parts of tables, each there as a whole or not at all, and the account of them.

    out/
      quantities/part-000000.parquet …     a folder a table, a file a part
      _run/
        run.json                           what the run was set up with
        lock                               held while a run is under way
        parts/part-000000.json             a part's record: what has none is not there
        sketches/part-000000.parquet …     to find reports that are alike
        staging/                           what is being written

A part is written in `staging`, moved file by file to where its tables lie, and is there from the moment that its
record is moved to its place. Whatever has no record is swept away when a run is resumed.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sanbai_nlp.archive.columns import DUPLICATES, SKETCHES
from sanbai_nlp.archive.parts import PartFormat, copy_rows, read_rows
from sanbai_nlp.archive.records import PartFile, PartRecord
from sanbai_nlp.archive.source import INSIDE
from sanbai_nlp.errors import RunError
from sanbai_nlp.tabulation import Row, Table
from sanbai_nlp.tabulation.whole import whole_file

if TYPE_CHECKING:
    from filelock import FileLock

JOURNAL = ".journal"
"""What the name of a worker's journal ends with; it lies beside the folder that the worker writes."""


class Store:
    """One folder of output.

    Args:
        out: the folder; made where it is absent.
        tables: what a part has.
        form: of the parts' files.
        hidden: whether the tables are to lie in `_run` too, for they are not what the user asked for.
    """

    def __init__(self, out: Path, tables: Iterable[Table], form: PartFormat, *, hidden: bool = False) -> None:
        self.out = out
        self.run = out / "_run"
        self.form = form
        self.tables = {table.name: table for table in tables}
        self.staging = self.run / "staging"
        self._records = self.run / "parts"
        self._visible = self.run / "tables" if hidden else out
        self._lock: FileLock | None = None

    def folder(self, table: str) -> Path:
        """Where the parts of a table lie."""
        return (self.run if table == SKETCHES.name else self._visible) / table

    def acquire(self) -> None:
        """Make the folders, and keep other runs out of them; the system lets go of the lock when this process ends."""
        from filelock import FileLock, Timeout

        self.run.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.run / "lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise RunError(
                self.out,
                "another run is writing here",
                "另有一个 sanbai tag 正在写这个文件夹，请等它结束，或换个 --out",
            ) from None

    def release(self) -> None:
        """Let other runs in."""
        if self._lock is not None:
            self._lock.release()

    def prepare(self) -> None:
        """Make the folders of parts, and sweep away what no record speaks of."""
        shutil.rmtree(self.staging, ignore_errors=True)
        for folder in (self._records, self.staging, *map(self.folder, (*self.tables, DUPLICATES.name))):
            folder.mkdir(parents=True, exist_ok=True)
        for leftover in self._records.glob(".*"):
            leftover.unlink()
        spoken = {(table, file.name) for record in self.records() for table, file in record.files.items()}
        for table in (*self.tables, DUPLICATES.name):
            for path in self.folder(table).iterdir():
                if (table, path.name) not in spoken:
                    path.unlink()

    def tidy(self) -> None:
        """Remove what was only there to work with."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def records(self) -> Iterator[PartRecord]:
        """The records of all parts, by number."""
        for path in sorted(self._records.glob("part-*.json")):
            try:
                yield PartRecord.from_json(path.read_text(encoding="utf-8"))
            except (ValueError, KeyError, TypeError) as error:
                raise RunError(
                    path, f"is damaged: {error}", "运行记录已损坏，无法续跑；请换一个 --out 重新运行"
                ) from error

    def next_part(self) -> int:
        """A number that no part has."""
        numbers = [int(path.stem.removeprefix("part-")) for path in self._records.glob("part-*.json")]
        return max(numbers, default=-1) + 1

    def commit(self, record: PartRecord, folder: Path) -> None:
        """Move the files of a part from a folder of `staging` to their places, and then its record."""
        for table, file in record.files.items():
            (folder / f"{table}.{self.form}").replace(self.folder(table) / file.name)
            _sync(self.folder(table))
        self._write(record)
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(JOURNAL).unlink(missing_ok=True)

    def take_out(self, record: PartRecord, paths: frozenset[str]) -> None:
        """Write a part anew without the rows of these entries. Nothing is parsed for it."""
        if all(item.path in paths for item in record.items):
            self._record_path(record).unlink()
            _sync(self._records)
        else:
            self._rewrite(record, paths)
        for table, file in record.files.items():
            (self.folder(table) / file.name).unlink(missing_ok=True)

    def _rewrite(self, record: PartRecord, paths: frozenset[str]) -> None:
        folder = self.staging / f"rewrite-{record.part}"
        folder.mkdir()
        reports = self.folder("reports") / record.files["reports"].name
        gone = {str(key) for key, path in read_rows(reports, ("report", "path")) if _belongs(str(path), paths)}
        files = {}
        for name, old in record.files.items():
            table = self.tables[name]
            by_report = table.columns[0].name == "report"
            keep: Callable[[str], bool] = (
                (lambda key: key not in gone) if by_report else (lambda path: not _belongs(path, paths))
            )
            new = folder / f"{name}.{self.form}"
            count = copy_rows(self.folder(name) / old.name, new, table, table.columns[0].name, keep)
            files[name] = PartFile(part_name(record.part, self.form, record.generation + 1), count)
        self.commit(record.without(paths, files), folder)

    def rows(self, table: str, columns: Iterable[str]) -> Iterator[Row]:
        """The rows of a table, some columns of them, part by part."""
        wanted = tuple(columns)
        for record in self.records():
            yield from read_rows(self.folder(table) / record.files[table].name, wanted)

    def _record_path(self, record: PartRecord) -> Path:
        return self._records / f"{_stem(record.part)}.json"

    def _write(self, record: PartRecord) -> None:
        with whole_file(self._record_path(record)) as file:
            file.write(record.to_json().encode())
        _sync(self._records)


def part_name(part: int, form: PartFormat, generation: int = 0) -> str:
    """What a part's files are called, in the folder of every table."""
    return f"{_stem(part)}{f'-{generation}' if generation else ''}.{form}"


def _stem(part: int) -> str:
    return f"part-{part:06}"


def _belongs(path: str, entries: frozenset[str]) -> bool:
    """Whether a file is one of these entries or lies in one."""
    if path in entries:
        return True
    at = path.find(INSIDE)
    while at >= 0:
        if path[:at] in entries:
            return True
        at = path.find(INSIDE, at + 1)
    return False


def _sync(folder: Path) -> None:
    """Have the disk keep what was moved into a folder; Windows has no such call, and does it by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
