"""The layers of a page, and every item of a report as one of them: where it stands and what is to be said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from sanbai_nlp.schema import (
    Achievement,
    Commitment,
    Department,
    Document,
    Heading,
    ParseWarning,
    Quantity,
    Report,
    Shortcoming,
    Step,
    Time,
)
from sanbai_nlp.views import words
from sanbai_nlp.views.words import excerpt, plain

_LONGEST = 60  # characters of one part of what is said: a name that never ends must not fill the page with itself


class Layer(StrEnum):
    """What can be switched on and off in the text; the value is the layer's class in the page."""

    QUANTITY = "q"
    TIME = "t"
    DEPARTMENT = "d"
    DOCUMENT = "o"
    ACHIEVEMENT = "a"
    STEP = "p"
    COMMITMENT = "c"
    SHORTCOMING = "s"
    HEADING = "h"
    WARNING = "w"


NAME = {
    Layer.QUANTITY: "数量",
    Layer.TIME: "时间",
    Layer.DEPARTMENT: "单位",
    Layer.DOCUMENT: "法规文件",
    Layer.ACHIEVEMENT: "业绩",
    Layer.STEP: "立法步骤",
    Layer.COMMITMENT: "承诺",
    Layer.SHORTCOMING: "不足",
    Layer.HEADING: "提纲",
    Layer.WARNING: "提示",
}
MENTIONS = (Layer.QUANTITY, Layer.TIME, Layer.DEPARTMENT, Layer.DOCUMENT)
STATEMENTS = (Layer.ACHIEVEMENT, Layer.STEP, Layer.COMMITMENT, Layer.SHORTCOMING, Layer.WARNING)
BASED_ON = "依据"  # begins the part that the notes leave to the card


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the report says: `lead` is its kind, `parts` what is known of it, `rule` what made it."""

    layer: Layer
    start: int
    end: int
    lead: str
    parts: tuple[str, ...]
    rule: str | None = None

    @property
    def note(self) -> str:
        """All of it on one line."""
        rule = (f"规则 {self.rule}",) if self.rule else ()
        return f"{NAME[self.layer]}　" + " · ".join(filter(None, (self.lead, *self.parts, *rule)))


def items(report: Report) -> list[Item]:
    """Every item that has a place in the text, in its order, the longer first."""
    found = chain(
        map(_heading, report.headings),
        map(_quantity, report.quantities),
        map(_time, report.times),
        chain.from_iterable(map(_department, report.departments)),
        chain.from_iterable(map(_document, report.documents)),
        map(_achievement, report.achievements),
        map(_commitment, report.commitments),
        map(_shortcoming, report.shortcomings),
        _warnings(report),
    )
    return sorted(found, key=lambda item: (item.start, -item.end))


def _short(text: str | None) -> str:
    return excerpt(text, _LONGEST) if text else ""


def _heading(item: Heading) -> Item:
    numbered = f"编号 {item.number}" if item.number is not None else ""
    return Item(Layer.HEADING, item.start, item.end, f"第 {item.level} 级", (numbered,), plain(item.rule))


def _quantity(item: Quantity) -> Item:
    said = (words.MODIFIER[item.modifier], "掩码" if item.masked else "")
    return Item(Layer.QUANTITY, item.start, item.end, _short(words.bounds(item)), said, plain(item.rule))


def _time(item: Time) -> Item:
    known = ((item.year, "年"), (item.month, "月"), (item.day, "日"))
    written = "".join(f"{value}{unit}" for value, unit in known if value is not None)
    said = (written or _short(item.text), "掩码" if item.masked else "")
    return Item(Layer.TIME, item.start, item.end, words.TIME[item.kind], said, plain(item.rule))


def _department(item: Department) -> Iterator[Item]:
    members = f"含 {_short('、'.join(item.members))}" if item.members else ""
    said = (words.LEVEL[item.level] if item.level else "", words.DEPARTMENT[item.kind], members)
    for mention in item.mentions:
        yield Item(Layer.DEPARTMENT, mention.start, mention.end, _short(item.name), said, plain(mention.rule))


def _document(item: Document) -> Iterator[Item]:
    name = _short(item.name)
    stage = f"最远到 {words.STAGE[item.stage]}" if item.stage else ""
    said = (words.DOCUMENT[item.kind], "草案" if item.draft else "", stage)
    for mention in item.mentions:
        yield Item(Layer.DOCUMENT, mention.start, mention.end, name, said, plain(mention.rule))
    for step in item.steps:
        yield _step(step, name)


def _step(item: Step, name: str) -> Item:
    lead = f"{words.STAGE[item.stage]} {words.STATUS[item.status]}"
    said = (_short(item.time.text) if item.time else "", _short(item.agent), name)
    return Item(Layer.STEP, item.start, item.end, lead, said, plain(item.rule))


def _achievement(item: Achievement) -> Item:
    deed = " ".join(filter(None, (_short(words.action(item)), _short(item.object))))
    said = (_short(words.amount(item)), deed, f"{BASED_ON} {words.BASIS[item.basis]}")
    return Item(Layer.ACHIEVEMENT, item.start, item.end, _short(item.kind), said, plain(item.rule))


def _commitment(item: Commitment) -> Item:
    due = f"期限 {_short(item.due.text)}" if item.due else ""
    topic = f"事项 {_short(item.topic)}" if item.topic else ""
    said = (f"触发词 {_short(item.trigger)}", due, topic, _short("、".join(item.documents)))
    return Item(Layer.COMMITMENT, item.start, item.end, words.COMMITMENT[item.kind], said, plain(item.rule))


def _shortcoming(item: Shortcoming) -> Item:
    return Item(Layer.SHORTCOMING, item.start, item.end, _short(item.text), (), plain(item.rule))


def _warnings(report: Report) -> Iterator[Item]:
    for item in report.warnings:
        if placed(item):
            start, end = item.start or 0, item.end or 0
            yield Item(Layer.WARNING, min(start, len(report.text)), min(end, len(report.text)), said(item), ())


def placed(item: ParseWarning) -> bool:
    """Whether a warning points into the text; the others are about the whole report."""
    return item.start is not None and item.end is not None


def said(item: ParseWarning) -> str:
    """A warning in words."""
    return words.WARNING[item.code]
