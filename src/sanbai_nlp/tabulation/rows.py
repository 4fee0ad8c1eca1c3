"""A report as rows of plain values, a list for each table: what a worker hands back, and what every writer takes.

A row is a tuple in the order of its table's columns (`columns.TABLES`), without those of `meta`. No pandas here: a
process that parses an archive should not have to load it.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from sanbai_nlp.schema import Block, Dimension, Quantity, Report, Span, Time
from sanbai_nlp.tabulation.columns import Row

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_YEAR_KEYS = ("year", "年", "年份", "年度")
_BETWEEN = "；"

Scores = Mapping[Dimension, float] | None
Key = TypeVar("Key")


class ReportRows(NamedTuple):
    """The rows of one report, by table, and the `meta` that is added to each of them."""

    meta: Mapping[str, str]
    reports: list[Row]
    blocks: list[Row]
    headings: list[Row]
    quantities: list[Row]
    times: list[Row]
    departments: list[Row]
    documents: list[Row]
    mentions: list[Row]
    steps: list[Row]
    achievements: list[Row]
    commitments: list[Row]
    shortcomings: list[Row]
    links: list[Row]
    warnings: list[Row]

    def of(self, table: str) -> list[Row]:
        """The rows of the table of this name."""
        rows: list[Row] = getattr(self, table)
        return rows


def report_rows(report: Report, key: str) -> ReportRows:
    """The rows of every table; `key` is the report's id, as `keys` makes it."""
    places = _Places(report, key)
    return ReportRows(
        meta=report.meta,
        reports=[_report(places)],
        blocks=[(key, at, *_block(block)) for at, block in enumerate(report.blocks)],
        headings=list(_headings(places)),
        quantities=list(_quantities(places)),
        times=list(_times(places)),
        departments=list(_departments(places)),
        documents=list(_documents(places)),
        mentions=list(_mentions(places)),
        steps=list(_steps(places)),
        achievements=list(_achievements(places)),
        commitments=list(_commitments(places)),
        shortcomings=[(key, at, item.block, *_place(item), item.rule) for at, item in enumerate(report.shortcomings)],
        links=list(_links(places)),
        warnings=list(_warnings(places)),
    )


def report_year(report: Report) -> int | None:
    """The year that a report is about: the caller's word for it, else its period; None where neither says."""
    for key in _YEAR_KEYS:
        found = _YEAR.search(report.meta.get(key, ""))
        if found:
            return int(found.group())
    return report.period.year if report.period else None


class _Places:
    """Where the objects of a report stand in its lists, for the columns that point to them."""

    def __init__(self, report: Report, key: str) -> None:
        self.report = report
        self.key = key
        self.departments = _firsts(item.name for item in report.departments)
        self.documents = _firsts(item.name for item in report.documents)
        self._blocks = [block.start for block in report.blocks]
        self._quantities = _firsts((item.start, item.end) for item in report.quantities)
        self._times = _firsts((item.start, item.end) for item in report.times)

    def block(self, start: int | None) -> int | None:
        """The block that holds a place; blocks stand in order and do not overlap."""
        if start is None:
            return None
        at = bisect_right(self._blocks, start) - 1
        return at if at >= 0 and start < self.report.blocks[at].end else None

    def quantity(self, item: Quantity | None) -> int | None:
        return None if item is None else self._quantities.get((item.start, item.end))

    def time(self, item: Time | None) -> int | None:
        return None if item is None else self._times.get((item.start, item.end))


def _firsts(keys: Iterable[Key]) -> dict[Key, int]:
    places: dict[Key, int] = {}
    for at, key in enumerate(keys):
        places.setdefault(key, at)
    return places


def _place(item: Span) -> tuple[int, int, str]:
    return item.start, item.end, item.text


def _surface(item: Span | None) -> str | None:
    return None if item is None else item.text


def _number(number: float | None) -> float | None:
    """As a float, which holds whole numbers up to 2**53 exactly; what no float can hold is infinite."""
    try:
        return None if number is None else float(number)
    except OverflowError:
        return math.copysign(math.inf, -1 if number is not None and number < 0 else 1)


def _joined(names: Sequence[str]) -> str | None:
    return _BETWEEN.join(names) or None


def _report(places: _Places) -> Row:
    report, source, reporter = places.report, places.report.source, places.report.reporter
    origin: Row = (
        (None,) * 5 if source is None else (source.path, source.sha256, source.encoding, source.index, source.offset)
    )
    return (
        places.key,
        report.title,
        None if report.department is None else places.departments.get(report.department),
        report.department,
        reporter.name if reporter else None,
        reporter.position if reporter else None,
        report_year(report),
        places.time(report.period),
        _surface(report.period),
        len(report.text),
        *origin,
        report.schema_version,
        report.text,
    )


def _block(block: Block) -> Row:
    label = None if block.label is None else block.label.value
    return (
        block.heading,
        block.role.value,
        label,
        *_by_dimension(block.scores),
        block.review,
        *_by_dimension(block.shares),
        block.end - block.start,
        *_place(block),
    )


def _by_dimension(figures: Scores) -> tuple[float | None, ...]:
    return (None,) * len(Dimension) if figures is None else tuple(figures.get(of) for of in Dimension)


def _headings(places: _Places) -> Iterator[Row]:
    for at, item in enumerate(places.report.headings):
        block = places.block(item.start)
        about = (item.level, item.style.value, item.marker, item.number, item.title)
        yield places.key, at, item.parent, block, *about, *_place(item), item.rule


def _quantities(places: _Places) -> Iterator[Row]:
    for at, item in enumerate(places.report.quantities):
        about = (*_bounds(item), item.unit, item.modifier.value, item.masked)
        yield places.key, at, places.block(item.start), *about, *_place(item), item.rule


def _bounds(item: Quantity) -> tuple[float | None, float | None, float | None]:
    return _number(item.low), _number(item.high), _number(item.value)


def _times(places: _Places) -> Iterator[Row]:
    for at, item in enumerate(places.report.times):
        about = (item.year, item.month, item.day, item.kind.value, item.masked)
        yield places.key, at, places.block(item.start), *about, *_place(item), item.rule


def _departments(places: _Places) -> Iterator[Row]:
    own = places.report.department
    for at, item in enumerate(places.report.departments):
        level = None if item.level is None else item.level.value
        about = (item.name, level, item.kind.value, _joined(item.members), item.name == own, len(item.mentions))
        yield places.key, at, *about, item.rule


def _documents(places: _Places) -> Iterator[Row]:
    for at, item in enumerate(places.report.documents):
        stage = None if item.stage is None else item.stage.value
        yield places.key, at, item.name, item.kind.value, item.draft, stage, len(item.mentions), item.rule


def _mentions(places: _Places) -> Iterator[Row]:
    report = places.report
    found = [(at, None, mention) for at, item in enumerate(report.departments) for mention in item.mentions]
    titles = [(None, at, mention) for at, item in enumerate(report.documents) for mention in item.mentions]
    for number, (department, document, mention) in enumerate((*found, *titles)):
        block = places.block(mention.start)
        yield places.key, number, department, document, block, *_place(mention), mention.rule


def _steps(places: _Places) -> Iterator[Row]:
    steps = ((at, item.name, step) for at, item in enumerate(places.report.documents) for step in item.steps)
    for number, (at, name, step) in enumerate(steps):
        about = (step.stage.value, step.status.value, places.time(step.time), _surface(step.time), step.agent)
        yield places.key, number, at, name, places.block(step.start), *about, *_place(step), step.rule


def _achievements(places: _Places) -> Iterator[Row]:
    for at, item in enumerate(places.report.achievements):
        about = (item.kind, item.basis.value, item.action, item.object)
        named = (_joined(item.documents), _joined(item.departments))
        amount = (*_amount(places, item.quantity), *_whole(places, item.base))
        yield places.key, at, item.block, *about, *amount, *named, *_place(item), item.rule


def _amount(places: _Places, item: Quantity | None) -> Row:
    if item is None:
        return (None,) * 8
    return (places.quantity(item), item.text, *_bounds(item), item.unit, item.modifier.value, item.masked)


def _whole(places: _Places, item: Quantity | None) -> Row:
    if item is None:
        return (None,) * 5
    return (places.quantity(item), item.text, _number(item.low), _number(item.high), item.unit)


def _commitments(places: _Places) -> Iterator[Row]:
    for at, item in enumerate(places.report.commitments):
        about = (item.kind.value, item.trigger, item.topic, places.time(item.due), _surface(item.due))
        yield places.key, at, item.block, *about, _joined(item.documents), *_place(item), item.rule


def _links(places: _Places) -> Iterator[Row]:
    """Every name that a statement gives, with what it names; a name that the report's lists lack points nowhere."""
    number = 0
    for at, achievement in enumerate(places.report.achievements):
        for name in achievement.departments:
            yield places.key, number, at, None, places.departments.get(name), None, name
            number += 1
        for name in achievement.documents:
            yield places.key, number, at, None, None, places.documents.get(name), name
            number += 1
    for at, commitment in enumerate(places.report.commitments):
        for name in commitment.documents:
            yield places.key, number, None, at, None, places.documents.get(name), name
            number += 1


def _warnings(places: _Places) -> Iterator[Row]:
    for at, item in enumerate(places.report.warnings):
        text = None if item.start is None or item.end is None else places.report.text[item.start : item.end]
        yield places.key, at, places.block(item.start), item.code.value, item.message, item.start, item.end, text
