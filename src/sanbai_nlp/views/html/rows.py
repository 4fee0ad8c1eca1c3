"""The text of a page: a row for each block, with its dimension before it and its statements beside it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sanbai_nlp.schema import Block, Dimension, Report, Role
from sanbai_nlp.views import tags, words
from sanbai_nlp.views.html.layers import BASED_ON, NAME, STATEMENTS, Item, Layer, items
from sanbai_nlp.views.html.markup import Markup, element, exact, joined
from sanbai_nlp.views.html.segments import Segment, cut

EDGE = {Dimension.WORK: "work", Dimension.CONDUCT: "conduct", Dimension.INTEGRITY: "integrity"}
_INDENTED = {Role.PREAMBLE, Role.BODY, Role.CLOSING}
_DEEPEST = 4  # levels of heading that look different


@dataclass(frozen=True, slots=True)
class Row:
    """A block with all that stands between it and the next; the first row may have no block."""

    index: int
    start: int
    end: int
    block: Block | None


class Rows:
    """The rows of a report and what stands in each. The rows' texts, joined, are the report's text."""

    def __init__(self, report: Report, prefix: str) -> None:
        self.report = report
        self.prefix = prefix
        self.rows = _rows(report)
        self.items = items(report)
        self._starts = [row.start for row in self.rows]
        said = [item for item in self.items if item.layer in STATEMENTS]
        self._numbers = {id(item): number for number, item in enumerate(said, start=1)}
        self._beside: dict[int, list[Item]] = {}
        for item in said:
            self._beside.setdefault(self.at(item.start), []).append(item)
        self._opened: dict[int, int] = {}
        for item in said:
            if item.start < item.end:
                self._opened.setdefault(item.start, self._numbers[id(item)])

    def at(self, place: int) -> int:
        """The index of the row that an offset lies in."""
        return max(0, bisect_right(self._starts, place) - 1)

    def anchor(self, index: int) -> str:
        """The id of a row."""
        return f"{self.prefix}-r{index}"

    def written(self, limit: int) -> Iterator[Markup]:
        """Each row that begins before `limit`, as HTML."""
        segments = cut(self.items, self._starts, len(self.report.text))
        ahead = next(segments, None)
        for row in self.rows:
            if row.start >= limit:
                return
            inside = []
            while ahead is not None and ahead.start < row.end:
                inside.append(ahead)
                ahead = next(segments, None)
            yield self._row(row, inside)

    def _row(self, row: Row, segments: Sequence[Segment]) -> Markup:
        text = joined([self._segment(segment) for segment in segments])
        shape = _shape(self.report, row)
        return element(
            "div",
            element("div", *_margin(row.block), class_="sb-margin"),
            element("div", text, class_="sb-text", style=_mixed(row.block)),
            self._notes(self._beside.get(row.index, [])),
            class_=" ".join(["sb-row", *shape]),
            id=self.anchor(row.index),
        )

    def _segment(self, segment: Segment) -> Markup:
        """A stretch of text; where an item begins, the keyboard can stop."""
        text = exact(self.report.text[segment.start : segment.end])
        if not segment.items:
            return text
        numbers = [self._numbers[id(item)] for item in segment.opening if id(item) in self._numbers]
        more = [f"另有 {segment.more} 项"] if segment.more else []
        return element(
            "mark",
            text,
            class_=" ".join(dict.fromkeys(f"sb-{item.layer}" for item in segment.items)),
            id=f"{self.prefix}-{numbers[0]}" if numbers else None,
            data_n="·".join(map(str, numbers)) or None,
            tabindex="0" if segment.opening else None,
            aria_description="\n".join([*(item.note for item in segment.items), *more]),
        )

    def _notes(self, beside: Sequence[Item]) -> Markup:
        if not beside:
            return Markup("")
        notes = [self._note(item, before) for before, item in zip([None, *beside], beside, strict=False)]
        return element("ul", *notes, class_="sb-notes", aria_label="这一段说了什么")

    def _note(self, item: Item, before: Item | None) -> Markup:
        """A statement in few words: what the note before it has just said of the same layer is not said again."""
        number = self._numbers[id(item)]
        link = element("a", str(number), class_="sb-n", href=f"#{self._place(item)}")
        known = before.parts if before is not None and before.layer is item.layer is Layer.STEP else ()
        parts = [part for part in item.parts if part and part not in known and not part.startswith(BASED_ON)]
        lead = element("b", item.lead)
        rest = element("span", " · ".join(parts)) if parts else Markup("")
        kind = element("span", NAME[item.layer], class_="sb-kind")
        return element("li", link, kind, lead, rest, class_=f"sb-note sb-note-{item.layer}")

    def _place(self, item: Item) -> str:
        """The id of the mark where a statement begins, which the first that begins there gives it."""
        if item.start >= item.end:
            return self.anchor(self.at(item.start))
        return f"{self.prefix}-{self._opened[item.start]}"


def _rows(report: Report) -> list[Row]:
    """A row from each block's start to the next; blanks before the first block belong to it."""
    first: dict[int, Block | None] = {}
    for block in sorted(report.blocks, key=lambda block: (block.start, -block.end)):
        first.setdefault(block.start, block)
    starts = list(first)
    if starts and not report.text[: starts[0]].strip("\ufeff \t\r\n\u3000"):
        first = {0: first.pop(starts[0]), **first}
    elif report.text:
        first = {0: first.get(0), **first}
    places = [*first, len(report.text)]
    return [Row(index, start, places[index + 1], block) for index, (start, block) in enumerate(first.items())]


def _shape(report: Report, row: Row) -> Iterator[str]:
    """The classes that say what a row is."""
    block = row.block
    if block is None:
        return
    yield f"sb-{block.role}"
    if block.role is Role.HEADING and block.heading is not None and block.heading < len(report.headings):
        yield f"sb-level-{min(_DEEPEST, report.headings[block.heading].level)}"
    if block.label is not None:
        yield f"sb-{EDGE[block.label]}"
    if block.role in _INDENTED and not block.text[:1].isspace() and row.start == block.start:
        yield "sb-indent"


def _margin(block: Block | None) -> Iterator[Markup]:
    """What a block is: its dimension and how sure that is, or its role."""
    if block is None:
        return
    if block.label is None:
        if block.role not in {Role.BODY, Role.HEADING}:
            yield element("span", words.ROLE[block.role], class_="sb-role")
        return
    yield element("span", block.label, class_="sb-dimension")
    yield element("span", tags.certainty(block), class_="sb-certainty", title=_scores(block))
    if block.review:
        yield element("span", "待复核", class_="sb-review")
    beside = {name: part for name, part in (block.shares or {}).items() if part and name is not block.label}
    if beside:
        mixed = "，".join(f"{name} {part:.0%}" for name, part in beside.items())
        yield element("span", f"兼及 {mixed}", class_="sb-mixed")


def _scores(block: Block) -> str:
    return "，".join(f"{name} {score:.1%}" for name, score in (block.scores or {}).items())


def _mixed(block: Block | None) -> str | None:
    """The edge of a block that mixes dimensions, each as long as its share."""
    if block is None or not block.shares:
        return None
    stops, reached = [], 0.0
    for name, part in block.shares.items():
        if part:
            stops.append(f"var(--sb-{EDGE[name]}) {reached:.1%} {reached + part:.1%}")
            reached += part
    return f"--sb-edge:linear-gradient({','.join(stops)})"
