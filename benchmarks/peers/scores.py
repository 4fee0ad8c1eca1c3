"""How a peer's finds are scored: by the library's own scorer where it asks for the same place, and once more forgivingly.

`strict` is the score of docs/accuracy.md: same start and same end, or half in common for statements. `loose` does not
care where a find begins and ends: a find is right if it has a character in common with gold, gold is found if any find has
one in common with it. So nobody loses for naming 3 where gold has 3次, or for cutting a date in two.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from peers.kinds import kinds
from peers.peer import Annotation
from sanbai_nlp.evaluation import GoldReport
from sanbai_nlp.evaluation.entries import Entry
from sanbai_nlp.evaluation.layers import LAYERS, Layer

Finds = Mapping[str, Sequence[Annotation]]
"""What a peer found, by report."""
SCORED = {layer.name: layer for layer in LAYERS}
DIGITS = re.compile("[0-9０-９*＊×XxＸ□○_某]")
SUBSETS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "quantity_money": ("quantity", lambda text: "元" in text),
    "quantity_chinese": ("quantity", lambda text: not DIGITS.search(text)),
}
"""Parts of a layer, for tools that do only these: the layer, and which surfaces belong to the part."""


@dataclass
class Rate:
    """How many of how many; an empty whole has no rate."""

    right: int = 0
    total: int = 0

    def add(self, right: int, total: int = 1) -> None:
        """Count one more, or several."""
        self.right, self.total = self.right + right, self.total + total

    @property
    def share(self) -> float:
        """The part that is right; 0 of an empty whole."""
        return self.right / self.total if self.total else 0.0


@dataclass
class Measure:
    """Precision and recall of one way to compare."""

    precision: Rate = field(default_factory=Rate)
    recall: Rate = field(default_factory=Rate)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        p, r = self.precision.share, self.recall.share
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass
class Score:
    """A peer on a layer. `hit` holds the required gold that it found, strictly and loosely, for what another missed."""

    strict: Measure = field(default_factory=Measure)
    loose: Measure = field(default_factory=Measure)
    fields: dict[str, Rate] = field(default_factory=dict)
    kinds: dict[str, tuple[Rate, Rate]] = field(default_factory=dict)
    hit: set[tuple[str, int, int]] = field(default_factory=set)
    missed: set[tuple[str, int, int]] = field(default_factory=set)


def score(golds: Iterable[GoldReport], finds: Finds, layers: Iterable[str]) -> dict[str, Score]:
    """The scores of a peer on the layers that it does, over the reports in which these are annotated."""
    names = [*layers, *(part for part, (whole, _) in SUBSETS.items() if whole in layers)]
    scores = {name: Score() for name in names if name in SCORED or name in SUBSETS}
    for gold in golds:
        for name, result in scores.items():
            whole, belongs = SUBSETS.get(name, (name, None))
            layer = SCORED[whole]
            if layer.judges(gold):
                found = [
                    Entry(a.start, a.end, a.values, identity=a.identity)
                    for a in finds[gold.doc]
                    if a.layer in {name, whole}
                ]
                _judge(result, gold, layer, *_part(gold, list(layer.gold(gold)), found, belongs))
    return scores


def _part(
    gold: GoldReport, wanted: list[Entry], found: list[Entry], belongs: Callable[[str], bool] | None
) -> tuple[list[Entry], list[Entry]]:
    """What of a layer belongs to a part: of gold, the rest is optional; of the finds, the rest is left out."""
    if belongs is None:
        return wanted, found
    kept = [one if belongs(gold.text[one.start : one.end]) else replace(one, optional=True) for one in wanted]
    return kept, [one for one in found if belongs(gold.text[one.start : one.end])]


def _judge(result: Score, gold: GoldReport, layer: Layer, wanted: Sequence[Entry], found: Sequence[Entry]) -> None:
    pairing = layer.pair(wanted, found)
    right, missed = (
        {(gold.doc, e.start, e.end) for e in part} for part in ([e for e, _ in pairing.pairs], pairing.misses)
    )
    result.hit |= right
    result.missed |= missed
    result.strict.precision.add(len(pairing.pairs), len(pairing.pairs) + len(pairing.extras))
    result.strict.recall.add(len(pairing.pairs), len(pairing.pairs) + len(pairing.misses))
    for entry in wanted:
        if not entry.optional:
            best = _best(entry, found)
            result.loose.recall.add(best is not None)
            for kind in kinds(layer.name, gold, entry):
                strict, loose = result.kinds.setdefault(kind, (Rate(), Rate()))
                strict.add((gold.doc, entry.start, entry.end) in right)
                loose.add(best is not None)
            if best is not None:
                _fields(result, entry, best)
    for entry in found:
        touched = [other for other in wanted if entry.touches(other)]
        if not touched or any(not other.optional for other in touched):
            result.loose.precision.add(bool(touched))


def _best(entry: Entry, found: Sequence[Entry]) -> Entry | None:
    """The find that has most in common with a gold item."""
    touching = [other for other in found if entry.touches(other)]
    return max(touching, key=entry.overlap, default=None)


def _fields(result: Score, entry: Entry, best: Entry) -> None:
    """The fields that the peer gives, where gold has a value: 去年 is no year in gold, whatever a peer makes of it."""
    for name in best.values:
        if entry.values.get(name) is not None:
            result.fields.setdefault(name, Rate()).add(entry.accepts(name, best.values[name]))


def beyond(finds: Finds) -> Counter[str]:
    """How much a peer found of what gold does not have."""
    return Counter(
        a.layer for found in finds.values() for a in found if a.layer not in SCORED and a.layer not in SUBSETS
    )
