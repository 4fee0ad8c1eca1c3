"""Why an item is there: the rule that made it, and the words that decided."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import read_outline
from sanbai_nlp.schema import (
    Achievement,
    Block,
    Commitment,
    Department,
    Document,
    Heading,
    Mention,
    Quantity,
    Report,
    Role,
    Shortcoming,
    Span,
    Step,
    Time,
)
from sanbai_nlp.tagging import TextTagger, default_tagger, lead_of_heading, reasons

Item = (
    Block | Heading | Quantity | Time | Department | Document | Mention | Step | Achievement | Commitment | Shortcoming
)

RULES: dict[str, str] = {
    "achievement.counted": "a quantity of its own counts the result of a clause in the body",
    "achievement.delivered": "a verb of making or holding has an object with a name of its own",
    "achievement.honoured": "the clause tells of an award or a written commendation received",
    "achievement.legislative": "the furthest done step of a local regulation, on the clause that names it",
    "commitment.future": "a word that announces the future opens the sentence or a clause of it",
    "commitment.section": "a sentence in a section whose heading announces plans",
    "commitment.will": "将 is followed by an adverb, a preposition, a time or a verb, so it means “will”",
    "department.branch": "a branch named by itself, at a place where a name may begin",
    "department.division": "a division of one's own house: what it sees to, and an ending",
    "department.fixed": "a name that the lexicon knows as a whole",
    "department.framed": "a name whose own words stand round its place",
    "department.free": "a firm's, college's or paper's name that begins where a name may begin",
    "department.introduced": "a short form that the report introduces in brackets behind the full name",
    "department.list": "a part that the lexicon knows, with its place",
    "department.own": "the firm's short name for itself in its own report",
    "department.region": "a part that needs a place before it, with its place",
    "department.row": "it stands in a row with departments and ends like one",
    "department.session": "a congress with its session before it",
    "department.short": "a short form that may stand alone; the report's own house completes it",
    "department.suffix": "a place, free words, and an ending that such names have",
    "document.anaphora": "a word that points back to the regulation named last",
    "document.short": "a short name that the lexicon knows",
    "document.shortened": "characters of exactly one of the report's titles, in their order",
    "document.title": "a title in 《》",
    "heading.bracket": "the words inside 【】 at a line's start",
    "heading.lead": "one of three or more sibling paragraphs that open with a short sentence of one shape",
    "heading.plain": "a short line without closing punctuation above a longer one",
    "quantity.mask": "a masked number with a measure word; each mask character stands for a digit",
    "quantity.number": "a number with a measure word",
    "quantity.range": "two numbers joined to a range, with a measure word",
    "shortcoming.section": "a part of a passage that lists problems",
    "shortcoming.turn": "the clause turns from the good to what is lacking",
    "time.date": "the grammar of dates and periods",
    "time.mask": "the grammar of dates and periods, with masked digits",
    "time.recurring": "每 before a stretch of time",
    "time.word": "a time word of the lexicon",
}
_PREFIXES = {
    "heading.": "a line that opens with an outline marker",
    "step.": "the words of this stage stand beside the regulation, or follow its name",
    "model:": "found by the model of this name",
}
_ROLES: dict[Role, str] = {
    Role.TITLE: "one of the title lines at the top",
    Role.SALUTATION: "a short line that addresses the audience",
    Role.PREAMBLE: "unmarked text before the first heading",
    Role.HEADING: "a line that only heads what follows",
    Role.BODY: "content below a heading, or content where there is no heading",
    Role.CLOSING: "the last unsectioned look back or ahead, or thanks",
    Role.SIGNATURE: "a trailing name or date",
    Role.OTHER: "page chrome",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an item is there: its rule's id, what the rule says, and the words that decided, as spans of the report.

    Of a block that has a label, `weights` says how much each of the words adds to the label's lead over the dimension
    that comes second (log-odds; the heading's may be below 0); of other items it is empty.
    """

    rule: str
    reason: str
    words: tuple[Span, ...]
    weights: tuple[float, ...] = ()

    def __str__(self) -> str:
        """One line for a reader: the rule, its meaning, and the deciding words with their offsets."""
        weights = [f"{weight:+.2f}" for weight in self.weights] or [""] * len(self.words)
        words = "、".join(
            f"{_on_one_line(span.text)}[{span.start}:{span.end}]{weight}"
            for span, weight in zip(self.words, weights, strict=True)
        )
        return f"{self.rule}: {self.reason}" + (f"; words: {words}" if words else "")


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)


def explain(report: Report, item: Item, tagger: TextTagger | None = None) -> Explanation:
    """Say which rule and which words made an item of the report.

    Args:
        report: the report.
        item: one of its objects.
        tagger: what labelled its blocks, where that was not the shipped tagger.

    Raises:
        TypeError: if `item` is none of the kinds that a report holds.
        ValueError: if `item` is not an item of this report.
    """
    if not isinstance(report, Report):
        raise TypeError(f"the first argument must be a Report, not {type(report).__name__}")
    if not isinstance(item, Item):
        raise TypeError(f"a {type(item).__name__} is no item of a report")
    if not _holds(report, item):
        raise ValueError("the item is not one of this report's")
    if isinstance(item, Block) and item.label is not None:
        return _explained_label(report, item, tagger or default_tagger())
    rule = f"block.{item.role.value}" if isinstance(item, Block) else item.rule
    return Explanation(rule, _reason(item, rule), tuple(_words(report, item)))


def _explained_label(report: Report, block: Block, tagger: TextTagger) -> Explanation:
    """The stretches of the block's text that weigh most, then its heading."""
    outline = read_outline(report.text, Lexicon.default())
    bodies = [section for section in outline.sections if section.block.role == Role.BODY]
    evidence = dict(zip(((s.block.start, s.block.end) for s in bodies), tagger.evidence(bodies), strict=True))
    place = (block.start, block.end)
    section = next((s for s in bodies if (s.block.start, s.block.end) == place), None)
    if section is None:
        raise ValueError("the block is no body block in the outline of this report's text")
    found = [
        (_span(report, *section.view.span(start, end)), weight)
        for start, end, weight in reasons(tagger, section.view, evidence[place])
    ]
    if block.heading is not None:
        heading = report.headings[block.heading]
        found.append((_span(report, heading.start, heading.end), lead_of_heading(tagger, evidence[place])))
    assert block.label is not None
    shown = f"{(block.scores or {}).get(block.label, 0.0):.2f}"
    reason = f"{block.label.value} with a probability of {shown}, by its words, its headings and its neighbours"
    return Explanation("block.label", reason, tuple(span for span, _ in found), tuple(weight for _, weight in found))


def _holds(report: Report, item: Item) -> bool:
    own: tuple[object, ...] = (*report.spans(), *report.departments, *report.documents)
    attached = (t for c in report.commitments for t in (c.due,)), (s.time for d in report.documents for s in d.steps)
    return any(item is other or item == other for other in own) or any(item == t for group in attached for t in group)


def _reason(item: Item, rule: str) -> str:
    if isinstance(item, Block):
        return _ROLES[item.role]
    known = RULES.get(rule)
    return known or next((text for prefix, text in _PREFIXES.items() if rule.startswith(prefix)), "a rule of its own")


def _words(report: Report, item: Item) -> Iterable[Span]:
    """The deciding words, in the order in which they decide."""
    match item:
        case Department() | Document():
            yield from (_span(report, m.start, m.end) for m in item.mentions[:1])
        case Quantity():
            yield from _parts_of_a_quantity(report, item)
        case Heading() if item.marker:
            yield _span(report, item.start, item.start + len(item.marker))
        case Achievement():
            words = tuple(_inside(report, item, (item.action, item.quantity.text if item.quantity else item.object)))
            yield from words or (_span(report, item.start, item.end),)
        case Commitment():
            yield from _trigger(report, item)
        case Step():
            yield _span(report, item.start, item.end)
        case Block() if item.role in (Role.BODY, Role.HEADING) and item.heading is not None:
            heading = report.headings[item.heading]
            yield _span(report, heading.start, heading.end)
        case _:
            yield _span(report, item.start, item.end)


def _span(report: Report, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=report.text[start:end])


def _inside(report: Report, item: Achievement, words: Iterable[str | None]) -> Iterable[Span]:
    for word in words:
        at = report.text.find(word, item.start, item.end) if word else -1
        if word and at >= 0:
            yield _span(report, at, at + len(word))


def _trigger(report: Report, item: Commitment) -> Iterable[Span]:
    """The trigger in the commitment itself, or in the heading that announces plans."""
    at = report.text.find(item.trigger, item.start, item.end)
    if at < 0:
        at = report.text.rfind(item.trigger, 0, item.start)
    if at >= 0:
        yield _span(report, at, at + len(item.trigger))


def _parts_of_a_quantity(report: Report, item: Quantity) -> Iterable[Span]:
    """The number, the measure word, and the hedge where there is one."""
    number = re.search(r"[\d０-９,.，．*＊×Xx□○_某〇零一二两三四五六七八九十百千万亿廿卅]+", item.text)
    if number:
        yield _span(report, item.start + number.start(), item.start + number.end())
    at = item.text.rfind(item.unit)
    if at >= 0:
        yield _span(report, item.start + at, item.start + at + len(item.unit))
    for hedge in re.finditer(
        r"不少于|不低于|不超过|以上|以下|以内|左右|将近|超过|至少|不足|不到|[余多几近约超逾]", item.text
    ):
        yield _span(report, item.start + hedge.start(), item.start + hedge.end())
