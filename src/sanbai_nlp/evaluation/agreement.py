"""Two annotations of the same reports beside each other: what a parser may be asked to reach."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sanbai_nlp.evaluation.gold import GoldBlock, GoldReport
from sanbai_nlp.evaluation.layers import LAYERS, Layer
from sanbai_nlp.evaluation.pairing import Pairing
from sanbai_nlp.evaluation.results import FieldScore, LayerScore
from sanbai_nlp.schema import Dimension


@dataclass(frozen=True)
class LabelAgreement:
    """How two readers label the body blocks that both of them have.

    `same` of `total` have one label; of `accepted` more the label of one is among the other's alternatives. `kappa` is
    Cohen's: agreement beyond what the two readers' own shares of labels would give by chance (Cohen 1960).
    """

    total: int
    same: int
    accepted: int
    kappa: float


@dataclass(frozen=True)
class Disagreement:
    """An item that one reader requires and the other has not, not even as optional."""

    doc: str
    layer: str
    only_first: bool
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Agreement:
    """F of the second reading against the first, layer by layer, with the fields of what both have, and the labels.

    Items that either reader calls optional count neither way; a field agrees where either reader accepts the other's
    value.
    """

    reports: int
    layers: tuple[LayerScore, ...]
    labels: LabelAgreement
    disagreements: tuple[Disagreement, ...]


def agreement(pairs: Iterable[tuple[GoldReport, GoldReport]]) -> Agreement:
    """Compare first and second readings, pair by pair.

    Raises:
        ValueError: where the two of a pair are of different texts.
    """
    pairs = list(pairs)
    for first, second in pairs:
        if first.text != second.text:
            raise ValueError(f"the two readings of {first.doc!r} are of different texts")
    scores: list[LayerScore] = []
    differences: list[Disagreement] = []
    for layer in LAYERS:
        judged = [(a, b) for a, b in pairs if layer.judges(a) and layer.judges(b)]
        rows = [(a, _compared(layer, a, b)) for a, b in judged]
        scores.append(_score(layer, [row for _, row in rows]))
        for gold, row in rows:
            differences += _differences(layer.name, gold, row)
    return Agreement(len(pairs), tuple(scores), _labels(pairs), tuple(differences))


def _compared(layer: Layer, first: GoldReport, second: GoldReport) -> Pairing:
    """The second reading's required items against the first reading."""
    other = list(layer.gold(second))
    pairing = layer.pair(list(layer.gold(first)), [entry for entry in other if not entry.optional])
    optional = [entry for entry in other if entry.optional]
    misses = [miss for miss in pairing.misses if not any(miss.touches(entry) for entry in optional)]
    return Pairing(pairing.pairs, misses, pairing.extras)


def _score(layer: Layer, rows: Sequence[Pairing]) -> LayerScore:
    pairs = [pair for row in rows for pair in row.pairs]
    extras, misses = sum(len(row.extras) for row in rows), sum(len(row.misses) for row in rows)
    fields = []
    for name in layer.fields:
        judged = [(a, b) for a, b in pairs if name in a.values and name in b.values]
        right = sum(a.accepts(name, b.values[name]) or b.accepts(name, a.values[name]) for a, b in judged)
        if judged:
            fields.append(FieldScore(name=name, right=right, total=len(judged)))
    return LayerScore(name=layer.name, tp=len(pairs), fp=extras, fn=misses, fields=tuple(fields))


def _differences(layer: str, gold: GoldReport, row: Pairing) -> Iterator[Disagreement]:
    for only_first, entries in ((True, row.misses), (False, row.extras)):
        for entry in entries:
            text = gold.text[entry.start : entry.end]
            yield Disagreement(gold.doc, layer, only_first, entry.start, entry.end, text)


def _labels(pairs: Iterable[tuple[GoldReport, GoldReport]]) -> LabelAgreement:
    both = [blocks for first, second in pairs for blocks in _shared_blocks(first, second)]
    labels = [(a.label, b.label) for a, b in both if a.label is not None and b.label is not None]
    same = sum(a == b for a, b in labels)
    accepted = sum(a.label != b.label and (b.label in a.alt or a.label in b.alt) for a, b in both)
    return LabelAgreement(len(labels), same, accepted, _kappa(labels))


def _shared_blocks(first: GoldReport, second: GoldReport) -> Iterator[tuple[GoldBlock, GoldBlock]]:
    others = {(block.start, block.end): block for block in second.of(GoldBlock)}
    for block in first.of(GoldBlock):
        other = others.get((block.start, block.end))
        if other is not None and block.label is not None and other.label is not None:
            yield block, other


def _kappa(labels: Sequence[tuple[Dimension, Dimension]]) -> float:
    if not labels:
        return 0.0
    total = len(labels)
    observed = sum(a == b for a, b in labels) / total
    first, second = Counter(a for a, _ in labels), Counter(b for _, b in labels)
    chance = sum(first[label] * second[label] for label in first) / total**2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)
