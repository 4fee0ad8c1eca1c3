"""What a run has written: parts of tables, each there as a whole or not at all, and the account of them.

    out/
      quantities/part-000000.parquet …     a folder a table, a file a part
      _run/
        run.json                           what the run was set up with
        lock, leases/                      held while a run is under way
        parts/part-000000.json             a part's record: what has none is not there
        sketches/part-000000.parquet …     to find reports that are alike
        staging/                           what is under way

A part is written in `staging`, brought file by file to where its tables lie, and is there from the moment that its
record is. Whatever has no record is swept away when a run is resumed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from uuid import uuid4

from sanbai_nlp.archive.columns import DUPLICATES, SKETCHES
from sanbai_nlp.archive.parts import PartFormat, copy_rows, read_rows
from sanbai_nlp.archive.place import RUN, Hold, Place
from sanbai_nlp.archive.records import PartFile, PartRecord
from sanbai_nlp.archive.source import INSIDE
from sanbai_nlp.errors import RunError
from sanbai_nlp.tabulation import Row, Table

JOURNAL = ".journal"
"""What the name of a worker's journal ends with; it lies beside the folder that the worker writes."""

_RECORDS = f"{RUN}/parts"
_AT_ONCE = 16  # files that are fetched together


class Store:
    """The parts in a place, for the run that holds it.

    Args:
        place: where they lie.
        hold: of the place.
        tables: what a part has.
        form: of the parts' files.
        hidden: whether the tables are to lie in `_run` too, for they are not what the user asked for.
    """

    def __init__(
        self, place: Place, hold: Hold, tables: Iterable[Table], form: PartFormat, *, hidden: bool = False
    ) -> None:
        self.place = place
        self.work = hold.work
        self.form = form
        self.tables = {table.name: table for table in tables}
        self._hold = hold
        self._parts: dict[int, str] = {}  # what its files are called, in every folder
        self._visible = f"{RUN}/tables/" if hidden else ""

    def folder(self, table: str) -> str:
        """Where the parts of a table lie."""
        return f"{RUN}/{table}" if table == SKETCHES.name else f"{self._visible}{table}"

    def prepare(self) -> None:
        """Make the folders of parts, and sweep away what no record speaks of."""
        self.place.prepare((_RECORDS, *map(self.folder, (*self.tables, DUPLICATES.name))))
        self._parts = dict.fromkeys(self._recorded().values(), "")
        for record in self.records():
            self._parts[record.part] = _file_of(record)
        self.place.remove([f"{_RECORDS}/{name}" for name in self.place.names(_RECORDS) if name.startswith(".")])
        self._sweep((*self.tables, DUPLICATES.name))

    def tidy(self) -> None:
        """Remove what was only there to work with, and what a run that was given up for dead has written after all."""
        foreign = [name for name, part in self._recorded().items() if part not in self._parts]
        self.place.remove([f"{_RECORDS}/{name}" for name in foreign])
        self._sweep(self.tables)
        self.place.clear()

    def records(self) -> Iterator[PartRecord]:
        """The records of all parts, by number."""
        paths = [f"{_RECORDS}/{_stem(number)}.json" for number in sorted(self._parts)]
        for path, data in zip(paths, self.place.read_each(paths), strict=True):
            try:
                yield PartRecord.from_json(data.decode())
            except (ValueError, KeyError, TypeError) as error:
                raise RunError(
                    f"{self.place.root}/{path}",
                    f"is damaged: {error}",
                    "运行记录已损坏；删去它，加 --resume 再运行，这一批会重做",
                ) from error

    def next_part(self) -> int:
        """A number that no part has."""
        return max(self._hold.first, max(self._parts, default=-1) + 1)

    def commit(self, record: PartRecord, staged: str) -> None:
        """Bring the files of a part from a folder of `staging` to their places, and then write its record."""
        self._hold.check()
        places = {f"{table}.{self.form}": self.path(table, file) for table, file in record.files.items()}
        self.place.take(staged, places)
        self.place.write(f"{_RECORDS}/{_stem(record.part)}.json", record.to_json().encode())
        self._parts[record.part] = _file_of(record)
        (self.work / staged).with_suffix(JOURNAL).unlink(missing_ok=True)

    def take_out(self, record: PartRecord, paths: frozenset[str]) -> None:
        """Write a part anew without the rows of these entries. Nothing is parsed for it."""
        if all(item.path in paths for item in record.items):
            self._hold.check()
            self.place.remove([f"{_RECORDS}/{_stem(record.part)}.json"])
            del self._parts[record.part]
        else:
            self._rewrite(record, paths)
        self.place.remove(self.path(table, file) for table, file in record.files.items())

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """The rows of a table, some columns of them, part by part."""
        files = (self.path(table, record.files[table]) for record in self.records())
        while some := list(islice(files, _AT_ONCE)):
            with self.place.fetched(some) as paths:
                for path in paths:
                    yield from read_rows(path, columns)

    def path(self, table: str, file: PartFile) -> str:
        """Where a part's file lies."""
        return f"{self.folder(table)}/{file.name}"

    def fresh(self, name: str) -> Path:
        """A folder to write in that nobody has had, not there yet."""
        return self.work / f"{name}-{uuid4().hex}"

    def publish(self, folder: Path, name: str, path: str) -> None:
        """Bring a file of such a folder to where it belongs."""
        self.place.stage(folder)
        self._hold.check()
        self.place.take(folder.name, {name: path})

    def _recorded(self) -> dict[str, int]:
        """The files of records that are there, with the part that each is of."""
        names = self.place.names(_RECORDS)
        return {name: int(name[5:-5]) for name in names if name.startswith("part-") and name.endswith(".json")}

    def _sweep(self, tables: Iterable[str]) -> None:
        spoken = set(self._parts.values())
        for folder in map(self.folder, tables):
            self.place.remove([f"{folder}/{name}" for name in self.place.names(folder) if name not in spoken])

    def _rewrite(self, record: PartRecord, paths: frozenset[str]) -> None:
        folder = self.fresh(f"rewrite-{record.part}")
        folder.mkdir()
        with self.place.fetched([self.path(name, file) for name, file in record.files.items()]) as old:
            files = self._copied(dict(zip(record.files, old, strict=True)), folder, paths)
        name = part_name(record.part, self.form, record.generation + 1)
        self.place.stage(folder)
        self.commit(
            record.without(paths, {table: PartFile(name, count) for table, count in files.items()}), folder.name
        )

    def _copied(self, old: Mapping[str, Path], folder: Path, paths: frozenset[str]) -> dict[str, int]:
        """Copy the files of a part without the rows of these entries; gives how many each has."""
        gone = {str(key) for key, path in read_rows(old["reports"], ("report", "path")) if _belongs(str(path), paths)}
        counts = {}
        for name, file in old.items():
            column = self.tables[name].columns[0].name
            keep: Callable[[str], bool] = (
                (lambda key: key not in gone) if column == "report" else (lambda path: not _belongs(path, paths))
            )
            counts[name] = copy_rows(file, folder / f"{name}.{self.form}", self.tables[name], column, keep)
        return counts


def part_name(part: int, form: PartFormat, generation: int = 0) -> str:
    """What a part's files are called, in the folder of every table."""
    return f"{_stem(part)}{f'-{generation}' if generation else ''}.{form}"


def _file_of(record: PartRecord) -> str:
    return next(iter(record.files.values())).name


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
