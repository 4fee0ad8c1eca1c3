"""What earlier runs have done, on the disk, for a run that goes on: which entries are done, and which are no more."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from sanbai_nlp.archive.failures import Skipped
from sanbai_nlp.archive.records import PartRecord
from sanbai_nlp.archive.source import Entry, Source, Stamp
from sanbai_nlp.errors import SanbaiError

_TABLE = """
create table items (id integer primary key, path text, part integer, size integer, mtime integer, sha256 text,
again integer, kept integer default 0)
"""


class Ledger:
    """The entries of all records. A context: its file goes when it ends."""

    def __init__(self, scratch: Path, records: Iterable[PartRecord] = ()) -> None:
        self._scratch = scratch
        self._base = sqlite3.connect(scratch)
        self._base.execute("pragma journal_mode = off")
        self._base.execute("pragma synchronous = off")
        self._base.execute(_TABLE)
        for record in records:
            self._base.executemany(
                "insert into items (path, part, size, mtime, sha256, again) values (?, ?, ?, ?, ?, ?)",
                (
                    (item.path, record.part, *(item.stamp or (None, None)), item.sha256, item.again)
                    for item in record.items
                ),
            )
        self._base.execute("create index by_path on items (path, id)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with closing(self._base):
            self._scratch.unlink(missing_ok=True)

    def judge(self, entry: Entry, source: Source) -> bool:
        """Whether an entry that is there now is done, and has not changed since; it is kept then.

        Once: a run that was given up for dead, and wrote a record after all, may have done it a second time.
        """
        query = "select id, again, size, mtime, sha256 from items where path = ? order by id limit 1"
        row = self._base.execute(query, (entry.path,)).fetchone()
        if row is None or row[1] or not _same(entry, row[2:], source):
            return False
        self._base.execute("update items set kept = 1 where id = ?", row[:1])
        return True

    def done(self, entry: Entry) -> bool:
        """Whether an entry was judged to be done."""
        query = "select kept from items where path = ? order by id limit 1"
        return (self._base.execute(query, (entry.path,)).fetchone() or (0,))[0] == 1

    def gone(self) -> Iterator[tuple[int, frozenset[str]]]:
        """By part, the entries that have changed, vanished or failed: what is in the part of them must go."""
        rows = self._base.execute("select part, path from items where kept = 0 order by part")
        for part, items in groupby(rows, key=lambda row: row[0]):
            yield part, frozenset(path for _, path in items)


def _same(entry: Entry, known: tuple[int | None, int | None, str | None], source: Source) -> bool:
    size, mtime, digest = known
    if entry.stamp is None:
        return isinstance(entry.trouble, Skipped) and digest is None and size is None
    if size is None or mtime is None:
        return False
    if entry.stamp == Stamp(size, mtime):
        return True
    return entry.stamp.size == size and _digest(entry, source) == digest


def _digest(entry: Entry, source: Source) -> str | None:
    try:
        return sha256(source.read(entry)[0]).hexdigest()
    except (SanbaiError, OSError):
        return None
