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
from sanbai_nlp.archive.sketch import bands, similarity
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
        earlier: list[tuple[int, str, bytes | None]] = []
        for _, at, exact, made in members:
            for row in _likenesses(at, exact, made, earlier):
                base.execute(_BETTER, row)
            if len(earlier) < _MOST:
                earlier.append((at, exact, made))


def _likenesses(
    at: int, exact: str, made: bytes | None, earlier: Iterable[tuple[int, str, bytes | None]]
) -> Iterator[tuple[int, int, float, int]]:
    for other, other_exact, other_made in earlier:
        if exact == other_exact:
            yield at, other, 1.0, 0
            return
        alike = similarity(made, other_made) if made and other_made else 0.0
        if alike >= NEAR:
            yield at, other, round(alike, 2), 1
