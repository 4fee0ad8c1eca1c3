"""What a statement is about: the kind whose words weigh most in it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.outline import longest
from sanbai_nlp.statements.clauses import Clause, Passage

OTHER = "其他"
_NEAR = 14
# How much the sentence, the block and the headings weigh beside the clause's own words (a word of two characters is 2).
_SENTENCE, _BLOCK, _HEADING = 2.0, 4.0, 4.0


class _Weighted(NamedTuple):
    """A subject word of a clause, its kind, and what it weighs there wherever one looks from."""

    start: int
    end: int
    kind: str
    weight: float


class _Spoken:
    """What a passage speaks of: the subject words of each clause, and the kinds that surround each sentence."""

    __slots__ = ("around", "words")

    def __init__(self, words: dict[int, list[_Weighted]]) -> None:
        self.words = words
        self.around: dict[int, dict[str, float]] = {}


class SubjectReader:
    """Decides the kind of a statement by the lexicon's subject words: long ones, and those near what is counted."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._order = {kind: -place for place, kind in enumerate(lexicon.words.achievements.kinds)}
        self._lexicon = lexicon
        self._in_headings = lru_cache(maxsize=512)(self._of_headings)

    def kind(self, clause: Clause, anchor: tuple[int, int] | None = None) -> str:
        """The kind of a clause, of what stands near `anchor` (view positions of the quantity) first.

        Where the clause has no subject word its sentence decides, then its headings.
        """
        spoken = _spoken(clause.passage)
        around = spoken.around.get(clause.sentence)
        if around is None:
            around = spoken.around[clause.sentence] = self._around(clause, spoken)
        weights = dict(around)
        text = clause.view.text
        for word in spoken.words.get(clause.index, ()):
            near = 1.0 if anchor is None else _nearness(word, anchor, text)
            weights[word.kind] = weights.get(word.kind, 0.0) + word.weight * near
        return self._heaviest(weights) or OTHER

    def topic(self, clauses: Sequence[Clause]) -> str | None:
        """The kind that a run of clauses speaks of, None where none of its words does."""
        words = _spoken(clauses[0].passage).words
        return self._heaviest(_weights([word for clause in clauses for word in words.get(clause.index, ())]))

    def _heaviest(self, weights: dict[str, float]) -> str | None:
        best: tuple[float, int] | None = None
        found = None
        for kind, weight in weights.items():
            rank = (weight, self._order.get(kind, -99))
            if best is None or rank > best:
                best, found = rank, kind
        return found

    def _around(self, clause: Clause, spoken: _Spoken) -> dict[str, float]:
        """What the sentence, the block and the headings speak of, each by the share that it has."""
        words, passage = spoken.words, clause.passage
        sentence = [word for other in passage.clauses_of(clause.sentence) for word in words.get(other.index, ())]
        block = [word for row in words.values() for word in row]
        shares = (
            (_SENTENCE, _shares(_weights(sentence))),
            (_BLOCK, _shares(_weights(block))),
            (_HEADING, self._in_headings(passage.section.path[-2:])),
        )
        weights: dict[str, float] = {}
        for share, kinds in shares:
            for kind, weight in kinds.items():
                weights[kind] = weights.get(kind, 0.0) + share * weight
        return weights

    def _of_headings(self, path: tuple[str, ...]) -> dict[str, float]:
        weights: dict[str, float] = {}
        for title in path:
            for hit in longest(self._lexicon.scan(title)[Category.SUBJECT]):
                weights[str(hit.value)] = weights.get(str(hit.value), 0.0) + (hit.end - hit.start) / 2
        return _shares(weights)


def _spoken(passage: Passage) -> _Spoken:
    """What a passage speaks of, worked out once."""
    known = passage.subjects
    if isinstance(known, _Spoken):
        return known
    text = passage.view.text
    words = {
        index: [
            _Weighted(hit.start, hit.end, str(hit.value), (hit.end - hit.start) * _rank_in_clause(hit, text))
            for hit in row
        ]
        for index, row in passage.place_hits(Category.SUBJECT).items()
    }
    spoken = passage.subjects = _Spoken(words)
    return spoken


def _weights(words: Sequence[_Weighted]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word in words:
        weights[word.kind] = weights.get(word.kind, 0.0) + word.weight
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


def _nearness(hit: _Weighted, anchor: tuple[int, int], text: str) -> float:
    """What touches the quantity is what it counts; behind it even more than before it."""
    gap = hit.start - anchor[1] if hit.start >= anchor[1] else anchor[0] - hit.end
    if gap <= 0:
        return 3.0
    if hit.start >= anchor[1] and any(c in text[anchor[1] : hit.start] for c in "，、；"):
        return 0.4
    return 1.0 + max(0.0, 1 - gap / _NEAR)
