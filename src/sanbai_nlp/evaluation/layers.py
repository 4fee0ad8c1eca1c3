"""The layers that are scored: where each stands in gold and in a `Report`, how it pairs, which fields are judged."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from sanbai_nlp.evaluation.entries import Entry, Values, picked
from sanbai_nlp.evaluation.gold import (
    GoldAchievement,
    GoldBlock,
    GoldCommitment,
    GoldDepartment,
    GoldLegislation,
    GoldNode,
    GoldQuantity,
    GoldReport,
    GoldShortcoming,
    GoldSpan,
    GoldStep,
    GoldTime,
)
from sanbai_nlp.evaluation.pairing import Pair, by_identity, by_overlap, by_place
from sanbai_nlp.schema import Basis, Report, Span

Fields = tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """One line of the score. `only_with`: judged only where the gold row annotates one of these (empty: always)."""

    name: str
    fields: Fields
    gold: Callable[[GoldReport], Iterable[Entry]]
    found: Callable[[Report], Iterable[Entry]]
    pair: Pair
    only_with: tuple[type[GoldSpan], ...] = ()

    def judges(self, gold: GoldReport) -> bool:
        """Whether predictions of this layer can be judged by this row."""
        if gold.layers is not None and self.annotated_as not in gold.layers:
            return False
        return not self.only_with or any(gold.of(kind) for kind in self.only_with)

    @property
    def annotated_as(self) -> str:
        """The layer of gold rows that this line of the score looks at: achievements of all bases are one there."""
        return "achievement" if self.name.startswith("achievement") else self.name


def _annotated(kind: type[GoldSpan], fields: Fields) -> Callable[[GoldReport], Iterable[Entry]]:
    """Reads one layer of a gold row, place by place."""
    return lambda gold: (_gold_entry(item, fields) for item in gold.of(kind))


def _gold_entry(item: GoldSpan, fields: Fields) -> Entry:
    return Entry(item.start, item.end, picked(item, fields), item.either, item.optional)


def _spans(items: Iterable[Span], fields: Fields) -> Iterator[Entry]:
    return (Entry(item.start, item.end, picked(item, fields)) for item in items)


# --- block: two readings of the label; there is no optional block


def _gold_blocks(gold: GoldReport) -> Iterator[Entry]:
    for block in gold.of(GoldBlock):
        either = {"role": block.either.get("role", ()), "label_or_alt": tuple(label.value for label in block.alt)}
        yield Entry(block.start, block.end, _block_values(block), either)


def _block_values(block: GoldBlock) -> Values:
    """Only a block with a gold label has its label judged."""
    values = picked(block, ("role",))
    if block.label is not None:
        values |= {"label": block.label.value, "label_or_alt": block.label.value}
    return values


def _found_blocks(report: Report) -> Iterator[Entry]:
    for block in report.blocks:
        values = picked(block, ("role", "label"))
        yield Entry(block.start, block.end, values | {"label_or_alt": values["label"]})


# --- departments and documents: mentions, each with the fields of what it names


def _found_departments(report: Report) -> Iterator[Entry]:
    for department in report.departments:
        values = picked(department, ("level", "kind")) | {"canonical": department.name}
        yield from (Entry(mention.start, mention.end, values) for mention in department.mentions)


def _found_documents(report: Report) -> Iterator[Entry]:
    for document in report.documents:
        values = picked(document, ("kind", "draft"))
        yield from (Entry(mention.start, mention.end, values) for mention in document.mentions)


# --- steps: known by regulation, stage and status


def _gold_steps(gold: GoldReport) -> Iterator[Entry]:
    for step in gold.of(GoldStep):
        identity = (plain_name(step.name), step.stage.value, step.status.value)
        yield Entry(step.start, step.end, optional=step.optional, identity=identity)


def _found_steps(report: Report) -> Iterator[Entry]:
    for document in report.documents:
        name = plain_name(document.name)
        for step in document.steps:
            yield Entry(step.start, step.end, identity=(name, step.stage.value, step.status.value))


def plain_name(name: str) -> str:
    """A regulation's name without what reports write differently: 《》, masks, blanks, draft and trial notes."""
    bare = name.translate(dict.fromkeys(map(ord, "《》*×＊ \u3000")))
    for note in ("（草案）", "(草案)", "（试行）"):
        bare = bare.replace(note, "")
    return bare.replace("条例条例", "条例")  # a slip of the pen that archives really hold


# --- achievements: counted ones stand where their quantity stands, the others where their clause does


def _gold_counted(gold: GoldReport) -> Iterator[Entry]:
    for item in gold.of(GoldAchievement):
        if item.basis is Basis.COUNTED:
            start, end = _quantity_place(item, gold.of(GoldQuantity))
            yield Entry(start, end, picked(item, ("kind",)), item.either, item.optional)


def _quantity_place(item: GoldAchievement, quantities: list[GoldQuantity]) -> tuple[int, int]:
    """`q` where it is given; else the last annotated quantity inside that reads so; else the whole clause."""
    if item.q is not None:
        return item.q
    inside = [
        (quantity.start, quantity.end)
        for quantity in quantities
        if item.start <= quantity.start and quantity.end <= item.end
        if quantity.text.replace("\n", "") == item.quantity  # a hard-wrapped text breaks lines inside quantities
    ]
    return inside[-1] if inside else (item.start, item.end)


def _found_counted(report: Report) -> Iterator[Entry]:
    for item in report.achievements:
        if item.basis is Basis.COUNTED and item.quantity:
            yield Entry(item.quantity.start, item.quantity.end, picked(item, ("kind",)))


def _gold_stated(gold: GoldReport, *, basis: Basis) -> Iterator[Entry]:
    """Achievements of one basis. Work delivered is often also counted, so there all other bases are optional."""
    for item in gold.of(GoldAchievement):
        if item.basis is basis:
            yield _gold_entry(item, ("kind",))
        elif basis is Basis.DELIVERED:
            yield Entry(item.start, item.end, optional=True)


def _found_stated(report: Report, *, basis: Basis) -> Iterator[Entry]:
    return _spans((item for item in report.achievements if item.basis is basis), ("kind",))


def _stated(basis: Basis) -> Layer:
    gold, found = partial(_gold_stated, basis=basis), partial(_found_stated, basis=basis)
    return Layer(f"achievement_{basis}", ("kind",), gold, found, by_overlap)


def _own_spans(
    name: str,
    kind: type[GoldSpan],
    read: Callable[[Report], Iterable[Span]],
    fields: Fields,
    pair: Pair,
    only_with: tuple[type[GoldSpan], ...] = (),
) -> Layer:
    """A layer whose fields have the same names, on the same spans, in gold and in the report."""
    return Layer(name, fields, _annotated(kind, fields), lambda report: _spans(read(report), fields), pair, only_with)


_BLOCK = ("role", "label", "label_or_alt")
_NODE = ("level", "style", "number", "title")
_QUANTITY = ("low", "high", "value", "masked", "modifier", "unit")
_TIME = ("year", "month", "day", "masked", "kind")
_DEPARTMENT = ("canonical", "level", "kind")
_LEGISLATION = ("kind", "draft")

LAYERS: tuple[Layer, ...] = (
    Layer("block", _BLOCK, _gold_blocks, _found_blocks, by_place, (GoldBlock,)),
    _own_spans("node", GoldNode, lambda report: report.headings, _NODE, by_place, (GoldBlock, GoldNode)),
    _own_spans("quantity", GoldQuantity, lambda report: report.quantities, _QUANTITY, by_place),
    _own_spans("time", GoldTime, lambda report: report.times, _TIME, by_place),
    Layer("department", _DEPARTMENT, _annotated(GoldDepartment, _DEPARTMENT), _found_departments, by_place),
    Layer("legislation", _LEGISLATION, _annotated(GoldLegislation, _LEGISLATION), _found_documents, by_place),
    Layer("legislative_step", (), _gold_steps, _found_steps, by_identity),
    Layer("achievement_counted", ("kind",), _gold_counted, _found_counted, by_place),
    _stated(Basis.LEGISLATIVE),
    _stated(Basis.DELIVERED),
    _stated(Basis.HONOURED),
    _own_spans("commitment", GoldCommitment, lambda report: report.commitments, ("kind",), by_overlap),
    _own_spans("shortcoming", GoldShortcoming, lambda report: report.shortcomings, (), by_overlap),
)
"""Every line of the score, in its order."""
