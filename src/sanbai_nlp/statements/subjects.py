"""What a statement is about: the kind whose words weigh most in it."""

from collections.abc import Iterator, Sequence

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.outline import Section, longest
from sanbai_nlp.statements.clauses import Clause

OTHER = "其他"
_NEAR = 14
# How much the sentence, the block and the headings weigh beside the clause's own words (a word of two characters is 2).
_SENTENCE, _BLOCK, _HEADING = 2.0, 4.0, 4.0


class SubjectReader:
    """Decides the kind of a statement by the lexicon's subject words: long ones, and those near what is counted."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._order = {kind: place for place, kind in enumerate(lexicon.words.achievements.kinds)}
        self._lexicon = lexicon

    def kind(self, clause: Clause, anchor: tuple[int, int] | None = None) -> str:
        """The kind of a clause, of what stands near `anchor` (view positions of the quantity) first.

        Where the clause has no subject word its sentence decides, then its headings.
        """
        weights = self._weigh(clause.hits(Category.SUBJECT), anchor, clause.view.text)
        for share, around in self._context(clause):
            for kind, weight in around.items():
                weights[kind] = weights.get(kind, 0.0) + share * weight
        return max(weights, key=lambda kind: (weights[kind], -self._order.get(kind, 99)), default=OTHER)

    def _context(self, clause: Clause) -> Iterator[tuple[float, dict[str, float]]]:
        """What the sentence, the block and the headings speak of, as shares; worked out once a passage."""
        passage = clause.passage
        known = passage.subjects
        if clause.sentence not in known:
            known[clause.sentence] = self._shares_of(passage.clauses_of(clause.sentence))
        if "block" not in known:
            known["block"] = self._shares_of(passage.clauses)
            known["heading"] = _shares(self._of_headings(passage.section))
        yield _SENTENCE, known[clause.sentence]
        yield _BLOCK, known["block"]
        yield _HEADING, known["heading"]

    def _shares_of(self, clauses: Sequence[Clause]) -> dict[str, float]:
        hits = [hit for clause in clauses for hit in clause.hits(Category.SUBJECT)]
        return _shares(self._weigh(hits, None, clauses[0].view.text)) if clauses else {}

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
            weight = float(hit.end - hit.start) * _rank_in_clause(hit, text)
            if anchor is not None:
                weight *= _nearness(hit, anchor, text)
            weights[str(hit.value)] = weights.get(str(hit.value), 0.0) + weight
        return weights

    def _of_headings(self, section: Section) -> dict[str, float]:
        weights: dict[str, float] = {}
        for title in section.path[-2:]:
            for hit in longest(self._lexicon.scan(title)[Category.SUBJECT]):
                weights[str(hit.value)] = weights.get(str(hit.value), 0.0) + (hit.end - hit.start) / 2
        return weights


def _shares(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {kind: weight / total for kind, weight in weights.items()} if total else {}


def _rank_in_clause(hit: Hit, text: str) -> float:
    """What closes a clause is what it says was done (进行了述职评议); what only qualifies a noun (任命的) is not."""
    following = text[hit.end : hit.end + 1]
    if following == "的":
        return 0.3
    return 2.0 if following in ("", "，", "。", "；") else 1.0


def _nearness(hit: Hit, anchor: tuple[int, int], text: str) -> float:
    """What touches the quantity is what it counts; behind it even more than before it."""
    gap = hit.start - anchor[1] if hit.start >= anchor[1] else anchor[0] - hit.end
    if gap <= 0:
        return 3.0
    if hit.start >= anchor[1] and any(c in text[anchor[1] : hit.start] for c in "，、；"):
        return 0.4
    return 1.0 + max(0.0, 1 - gap / _NEAR)
