"""What a statement is about: the kind whose words weigh most in it."""

from collections.abc import Sequence

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.outline import Section
from sanbai_nlp.statements.clauses import Clause

OTHER = "其他"
_NEAR = 14


class SubjectReader:
    """Decides the kind of a statement by the lexicon's subject words: long ones, and those near what is counted."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._order = {kind: place for place, kind in enumerate(lexicon.words.achievements.kinds)}
        self._lexicon = lexicon

    def kind(self, clause: Clause, anchor: tuple[int, int] | None = None) -> str:
        """The kind of a clause, of what stands near `anchor` (view positions of the quantity) first.

        Where the clause has no subject word its sentence decides, then its headings.
        """
        hits = clause.hits(Category.SUBJECT)
        weights = self._weigh(hits, anchor, clause.view.text)
        if not weights:
            sentence = clause.passage.sentence(clause.sentence)
            around = [h for h in clause.view.hits.get(Category.SUBJECT, ()) if sentence.start <= h.start and h.end <= sentence.end]
            weights = self._weigh(around, anchor, clause.view.text)
        heading = self._of_headings(clause.passage.reading.claimed.section)
        for kind, weight in heading.items():
            weights[kind] = weights.get(kind, 0.0) + 0.35 * weight
        return max(weights, key=lambda kind: (weights[kind], -self._order.get(kind, 99)), default=OTHER)

    def topic(self, clauses: Sequence[Clause]) -> str | None:
        """The kind that a run of clauses speaks of, None where none of its words does."""
        weights: dict[str, float] = {}
        for clause in clauses:
            for kind, weight in self._weigh(clause.hits(Category.SUBJECT), None, clause.view.text).items():
                weights[kind] = weights.get(kind, 0.0) + weight
        return max(weights, key=lambda kind: (weights[kind], -self._order.get(kind, 99)), default=None)

    def _weigh(self, hits: Sequence[Hit], anchor: tuple[int, int] | None, text: str) -> dict[str, float]:
        weights: dict[str, float] = {}
        for hit in hits:
            if any(h.start <= hit.start and hit.end <= h.end and h.end - h.start > hit.end - hit.start for h in hits):
                continue
            weight = float(hit.end - hit.start)
            if anchor is not None:
                weight *= _nearness(hit, anchor, text)
            weights[str(hit.value)] = weights.get(str(hit.value), 0.0) + weight
        return weights

    def _of_headings(self, section: Section) -> dict[str, float]:
        weights: dict[str, float] = {}
        for title in section.path[-2:]:
            for hit in self._lexicon.scan(title).get(Category.SUBJECT, ()):
                weights[str(hit.value)] = weights.get(str(hit.value), 0.0) + (hit.end - hit.start) / 2
        total = sum(weights.values())
        return {kind: 3 * weight / total for kind, weight in weights.items()} if total else {}


def _nearness(hit: Hit, anchor: tuple[int, int], text: str) -> float:
    """What touches the quantity is what it counts; behind it even more than before it."""
    gap = hit.start - anchor[1] if hit.start >= anchor[1] else anchor[0] - hit.end
    if gap <= 0:
        return 3.0
    if hit.start >= anchor[1] and any(c in text[anchor[1] : hit.start] for c in "，、；"):
        return 0.4
    return 1.0 + max(0.0, 1 - gap / _NEAR)
