"""The rows of a part → one file a table, Parquet or JSON Lines, written row group by row group."""

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from sanbai_nlp.tabulation import Row, Table, arrow_schema, arrow_table

if TYPE_CHECKING:
    pass

FLUSH = 1_500_000
"""Characters of reports after which rows go to the disk."""

_LARGEST = 1.7976931348623157e308


class PartFormat(StrEnum):
    """What the files of a part are."""

    PARQUET = "parquet"
    JSONL = "jsonl"


class _Writer(Protocol):
    """Writes the rows of one table."""

    def write(self, rows: Sequence[Row]) -> None: ...
    def close(self) -> None: ...
    def abandon(self) -> None: ...


class _ParquetFile:
    def __init__(self, file: IO[bytes], table: Table) -> None:
        import pyarrow.parquet as pq

        self._table = table
        self._writer: pq.ParquetWriter = pq.ParquetWriter(file, arrow_schema(table), compression="zstd")

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.write_table(arrow_table(self._table, rows))

    def close(self) -> None:
        self._writer.close()

    def abandon(self) -> None:
        self._writer.is_open = False  # or it would write its end into a file that is closed


class _JsonlFile:
    def __init__(self, file: IO[bytes], table: Table) -> None:
        self._file = file
        self._names = [column.name for column in table.columns]

    def write(self, rows: Sequence[Row]) -> None:
        self._file.write("".join(json_line(self._names, row) for row in rows).encode())

    def close(self) -> None:
        pass

    def abandon(self) -> None:
        pass


def json_line(names: Sequence[str], row: Row) -> str:
    """A row as a line of JSON, which has no word for infinity: the largest number stands for it."""
    cells = (
        math.copysign(_LARGEST, value) if isinstance(value, float) and math.isinf(value) else value for value in row
    )
    return json.dumps(dict(zip(names, cells, strict=True)), ensure_ascii=False, allow_nan=False) + "\n"


_WRITERS: Mapping[PartFormat, Callable[[IO[bytes], Table], _Writer]] = {
    PartFormat.PARQUET: _ParquetFile,
    PartFormat.JSONL: _JsonlFile,
}


class PartWriter:
    """Writes the tables of a part into a folder, each to `{table}.{format}`; on the disk for sure when it is closed.

    Raises:
        OSError: where the folder cannot be written, or the disk is full.
    """

    def __init__(self, folder: Path, tables: Iterable[Table], form: PartFormat) -> None:
        folder.mkdir(parents=True)
        self._form = form
        self._rows: dict[str, list[Row]] = {}
        self._counts: dict[str, int] = {}
        self._files: dict[str, IO[bytes]] = {}
        self._writers: dict[str, _Writer] = {}
        for table in tables:
            file = (folder / f"{table.name}.{form}").open("wb")
            self._files[table.name] = file
            self._writers[table.name] = _WRITERS[form](file, table)
            self._rows[table.name], self._counts[table.name] = [], 0

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Take rows of a table; they are written at the next `flush`."""
        self._rows[table].extend(rows)

    def flush(self) -> None:
        """Write what was taken."""
        for table, rows in self._rows.items():
            if rows:
                self._writers[table].write(rows)
                self._counts[table] += len(rows)
                rows.clear()

    def close(self) -> dict[str, int]:
        """Finish the files; gives the number of rows by table."""
        self.flush()
        for table, file in self._files.items():
            self._writers[table].close()
            file.flush()
            os.fsync(file.fileno())
            file.close()
        return self._counts

    def abandon(self) -> None:
        """Close the files as they are, after a failure."""
        for writer in self._writers.values():
            writer.abandon()
        for file in self._files.values():
            with suppress(OSError):
                file.close()


def copy_rows(old: Path, new: Path, table: Table, column: str, keep: Callable[[str], bool]) -> int:
    """Copy the rows whose `column` is to be kept into a new file, on the disk for sure; gives how many there are."""
    with new.open("wb") as file:
        lines = old.suffix == f".{PartFormat.JSONL}"
        count = _copy_lines(old, file, column, keep) if lines else _copy_groups(old, file, table, column, keep)
        file.flush()
        os.fsync(file.fileno())
    return count


def _copy_lines(old: Path, file: IO[bytes], column: str, keep: Callable[[str], bool]) -> int:
    count = 0
    with old.open("rb") as lines:
        for line in lines:
            if keep(json.loads(line)[column]):
                file.write(line)
                count += 1
    return count


def _copy_groups(old: Path, file: IO[bytes], table: Table, column: str, keep: Callable[[str], bool]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = 0
    with pq.ParquetFile(old) as whole, pq.ParquetWriter(file, arrow_schema(table), compression="zstd") as writer:
        for at in range(whole.num_row_groups):
            group = whole.read_row_group(at)
            kept = group.filter(pa.array([keep(value) for value in group[column].to_pylist()], pa.bool_()))
            writer.write_table(kept.cast(arrow_schema(table)))
            count += kept.num_rows
    return count


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a part's file, some columns of them, as plain values."""
    if path.suffix == f".{PartFormat.JSONL}":
        with path.open("rb") as lines:
            for line in lines:
                cells = json.loads(line)
                yield tuple(cells[name] for name in columns)
        return
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as whole:
        # Threads would each keep a heap of their own, and have nothing to win from a file that is as small as a part.
        for batch in whole.iter_batches(batch_size=2_000, columns=list(columns), use_threads=False):
            yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
