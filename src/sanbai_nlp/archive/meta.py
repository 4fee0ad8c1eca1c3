"""What is known of files from outside: a table of them, and the names of their folders."""

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import translate
from pathlib import Path
from re import Pattern
from typing import NamedTuple

from sanbai_nlp.archive.pattern import PathPattern
from sanbai_nlp.archive.source import unreadable
from sanbai_nlp.errors import MetaError
from sanbai_nlp.reading import decode

_PATHS = ("path", "文件", "路径")
_WILD = frozenset("*?[")
_MAGIC = b"PK\x03\x04"


class MetaRow(NamedTuple):
    """A row of the table: its line in the file, the files that it is about, and what it says of them."""

    line: int
    path: str
    values: Mapping[str, str]


class MetaTable:
    """A CSV table with a column of paths; every other column is a key of `meta`.

    A path is that of a file, of a folder or archive with all that is in it, or has the wildcards `*`, `?` and `[…]`,
    of which `*` stands for anything, `/` too. Where several rows fit, the later one is right, cell by cell; an empty
    cell says nothing.

    Raises:
        MetaError: with the line, where the table cannot be used.
        UnreadableFileError: where it cannot be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        path = os.fspath(path)
        data = _content(path)
        self.sha256 = hashlib.sha256(data).hexdigest()
        if data.startswith(_MAGIC):
            raise MetaError(path, None, "is an Excel workbook: save it as CSV", "是 Excel 工作簿，请另存为 CSV 再用")
        header, rows = _parsed(path, data)
        self.keys = tuple(key for at, key in enumerate(header) if at != _path_column(path, header))
        self.rows = tuple(_row(path, header, line, cells) for line, cells in rows)
        self._exact: dict[str, MetaRow] = {}
        self._wild: list[tuple[Pattern[str], MetaRow]] = []
        for row in self.rows:
            self._index(path, row)

    def _index(self, path: str | Path, row: MetaRow) -> None:
        if _WILD & set(row.path):
            self._wild.append((re.compile(translate(row.path)), row))
            return
        twin = self._exact.setdefault(row.path, row)
        if twin is not row:
            raise MetaError(
                path, row.line, f"is about {row.path}, as line {twin.line} is", f"与第 {twin.line} 行写的是同一个文件"
            )

    def matching(self, path: str) -> list[MetaRow]:
        """The rows that are about a file, in their order."""
        found = [self._exact[place] for place in (path, *_around(path)) if place in self._exact]
        found += [row for pattern, row in self._wild if pattern.match(path)]
        return sorted(found, key=lambda row: row.line)


class Meta:
    """The `meta` of every file: what its folders say, and over that what the table says."""

    def __init__(self, table: MetaTable | None = None, pattern: PathPattern | None = None) -> None:
        self.table = table
        self.pattern = pattern
        names = pattern.names if pattern else ()
        self.keys = tuple(dict.fromkeys((*names, *(table.keys if table else ()))))

    def of(self, path: str) -> dict[str, str]:
        """What is known of the file of this path."""
        known = (self.pattern.match(path) if self.pattern else None) or {}
        for row in self.table.matching(path) if self.table else ():
            known.update({key: value for key, value in row.values.items() if value})
        return known


class Unmatched:
    """Counts, file by file, what of a `Meta` has found no file, and which files have found nothing in it."""

    MOST = 20

    def __init__(self, meta: Meta) -> None:
        self._meta = meta
        self._used: set[int] = set()
        self.files = 0
        self.some_files: list[str] = []

    def see(self, path: str) -> None:
        """Take note of a file."""
        rows = self._meta.table.matching(path) if self._meta.table else []
        self._used.update(row.line for row in rows)
        if not rows and not (self._meta.pattern and self._meta.pattern.match(path)):
            self.files += 1
            self.some_files += [path] if len(self.some_files) < self.MOST else []

    def rows(self) -> list[MetaRow]:
        """The rows that were about no file."""
        return [row for row in self._meta.table.rows if row.line not in self._used] if self._meta.table else []


def _around(path: str) -> Iterator[str]:
    """The folders and archives that a path leads through."""
    for at, char in enumerate(path):
        if char == "/":
            yield path[:at].removesuffix("!")


def _content(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise unreadable(str(path), error) from error


def _parsed(path: str | Path, data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row with its line; empty rows are left out."""
    text = decode(data, None, path).text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count), strict=True)
    try:
        stripped = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise MetaError(path, reader.line_num, f"is no CSV: {error}", f"不是正常的 CSV（{error}）") from error
    rows = [(line, cells) for line, cells in stripped if any(cells)]
    if not rows:
        raise MetaError(path, None, "is empty", "是空的")
    return rows[0][1], rows[1:]


def _path_column(path: str | Path, header: Sequence[str]) -> int:
    for at, key in enumerate(header):
        if not key:
            raise MetaError(path, 1, f"has no name for column {at + 1}", f"第 {at + 1} 列没有列名")
        if key in header[:at]:
            raise MetaError(path, 1, f"has the column {key} twice", f"列名“{key}”有两个")
    places = [at for at, key in enumerate(header) if key.lower() in _PATHS]
    if len(places) != 1:
        raise MetaError(
            path,
            1,
            f"needs one column named path, 文件 or 路径, has {len(places)}",
            f"要有一列（只一列）叫 path、文件或路径，现有 {len(places)} 列",
        )
    return places[0]


def _row(path: str | Path, header: Sequence[str], line: int, cells: list[str]) -> MetaRow:
    if len(cells) > len(header):
        counts = len(cells), len(header)
        raise MetaError(
            path, line, "has {} cells, the header {}".format(*counts), "有 {} 格，表头只有 {} 格".format(*counts)
        )
    values = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
    about = values.pop(header[_path_column(path, header)])
    cleaned = about.replace("\\", "/").removeprefix("./").strip("/")
    if not cleaned:
        raise MetaError(path, line, "names no file", "没有写文件")
    return MetaRow(line, cleaned, values)
