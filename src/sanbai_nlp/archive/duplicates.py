"""Sketches of all reports → which of them are alike. What has to be remembered lies on the disk, not in memory.

Every report is compared with those before it, by path, that share a band of its sketch or its whole text, and is set
beside the one that it is most like. So a report that was filed ten times has nine rows, not forty-five.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sanbai_nlp.archive.columns import Alike
from sanbai_nlp.archive.sketch import bands, similarities
from sanbai_nlp.tabulation import Row

NEAR = 0.8
"""From this estimated similarity on two reports are nearly the same."""

_MOST = (
    50  # earlier reports of a bucket that one is compared with: a form filled in by a thousand offices is one bucket
)

_TABLES = """
create table reports (id integer primary key, report text, path text, place integer, exact text, sketch blob);
create table buckets (bucket integer, id integer);
create table found (id integer primary key, other integer, alike real, near integer);
"""
_BUCKETS = """
select bucket, reports.id, exact, sketch from buckets join reports using (id)
where bucket in (select bucket from buckets group by bucket having count(*) > 1) order by bucket, path, place, report
"""
_BETTER = """
insert into found values (?, ?, ?, ?) on conflict do update set other = excluded.other, alike = excluded.alike,
near = excluded.near where (excluded.near, -excluded.alike) < (near, -alike)
"""
_FOUND = """
select one.report, one.path, two.report, two.path, alike, near from found join reports one using (id)
join reports two on two.id = other order by one.path, one.place, one.report
"""


class Sketched(NamedTuple):
    """A report's sketch, with where the report is and the hash of its whole text."""

    report: str
    path: str
    place: int
    exact: str
    sketch: bytes | None


def find_duplicates(sketches: Iterable[Sketched], scratch: Path) -> Iterator[Row]:
    """The rows of `duplicates`, by path. The order of the sketches does not matter.

    Args:
        sketches: of all reports; read once and not kept.
        scratch: a file to work in, which must not be there yet.
    """
    with closing(sqlite3.connect(scratch)) as base:
        base.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_TABLES}")
        _fill(base, sketches)
        _compare(base)
        for report, path, other, other_path, alike, near in base.execute(_FOUND):
            yield report, path, other, other_path, alike, (Alike.NEAR if near else Alike.EXACT).value
    scratch.unlink()


def _fill(base: sqlite3.Connection, sketches: Iterable[Sketched]) -> None:
    for at, made in enumerate(sketches):
        base.execute("insert into reports values (?, ?, ?, ?, ?, ?)", (at, *made))
        base.executemany("insert into buckets values (?, ?)", ((bucket, at) for bucket in _buckets(made)))
    base.execute("create index by_bucket on buckets (bucket, id)")


def _buckets(made: Sketched) -> Iterator[int]:
    """The whole text, and every band, each as one number."""
    yield _number(b"", made.exact.encode())
    for at, band in enumerate(bands(made.sketch) if made.sketch else ()):
        yield _number(bytes((at,)), band)


def _number(person: bytes, content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8, person=person).digest(), signed=True)


def _compare(base: sqlite3.Connection) -> None:
    for _, members in groupby(base.execute(_BUCKETS), key=lambda row: row[0]):
        earlier = _Earlier()
        for _, at, exact, made in members:
            found = earlier.most_like(exact, made)
            if found is not None:
                base.execute(_BETTER, (at, *found))
            earlier.add(at, exact, made)


class _Earlier:
    """The first reports of a bucket."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._exact: dict[str, int] = {}
        self._sketches: list[bytes] = []

    def add(self, at: int, exact: str, made: bytes | None) -> None:
        """Remember a report, if there is room."""
        if len(self._exact) < _MOST:
            self._exact.setdefault(exact, at)
        if made and len(self._ids) < _MOST:
            self._ids.append(at)
            self._sketches.append(made)

    def most_like(self, exact: str, made: bytes | None) -> tuple[int, float, bool] | None:
        """The report that this one is most like, how much, and whether it is only near; None where none is."""
        if exact in self._exact:
            return self._exact[exact], 1.0, False
        alike = similarities(made, self._sketches) if made and self._sketches else [0.0]
        best = max(alike)
        return (self._ids[alike.index(best)], round(best, 2), True) if best >= NEAR else None
