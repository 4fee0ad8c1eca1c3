"""What a statement is about: the kind whose words weigh most in it."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.mentions import Layer
from sanbai_nlp.outline import Cover, longest
from sanbai_nlp.statements.clauses import Clause, Passage

OTHER = "其他"
_NEAR = 14
# How much the sentence, the block and the headings weigh beside the clause's own words (a word of two characters is 2).
_SENTENCE, _BLOCK, _HEADING, _HOUSE = 3.0, 4.0, 5.0, 1.5
# What the house weighs that does one thing alone: in an audit office's report projects and relief are audited.
_DEVOTED = 5.0
# What the result counted before weighs: as the whole of a part, as what this is the outcome of, as the sentence's last.
_PART, _OUTCOME, _NEXT = 4.0, 4.0, 2.0
# A word inside a department's name, a word of every field, in a congress the fields of others: how much of it is left.
_IN_NAME, _WEAK, _WATCHED = 0.2, 0.6, 0.4


# What opens a clause is its act (培训乡村医生90人次 trains), and weighs a little more.
_LEAD = 1.6


class Before(NamedTuple):
    """The result counted before one in its block: its kind and sentence, and whether it is the whole of this part."""

    kind: str
    sentence: int
    whole: bool


def _share_of(before: Before, clause: Clause) -> float:
    if before.whole:
        return _PART
    if tells_outcome(clause):
        return _OUTCOME
    return _NEXT if before.sentence == clause.sentence else 0.0


@cache
def _outcome() -> re.Pattern[str]:
    return re.compile(
        r"(?:其中|现已|已|均|全部|当场|按期|按时|当年|年内|被)?(?:采纳|采用|吸收|办结|办复|办成|答复|回复|反馈|整改|落实|完成|化解|解决|销号|纠正|刊用|转发|录用|受众|听众|满意|退回|调出)|(?:现已|已)(?!经)"
    )


def tells_outcome(clause: Clause) -> bool:
    """办结率100%, 已整改29个, 被采纳四条: what came of the thing counted before."""
    return clause.text.startswith("其中") or _outcome().match(clause.text) is not None


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


class _OfHouse(NamedTuple):
    """What the reporter's house mostly does, and what that weighs."""

    kind: str
    weight: float


class SubjectReader:
    """Decides the kind of a statement by the lexicon's subject words: long ones, and those near what is counted."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._order = {kind: -place for place, kind in enumerate(lexicon.words.achievements.kinds)}
        self._lexicon = lexicon
        self._weak = frozenset(lexicon.words.achievements.weak)
        self._fields = frozenset(lexicon.words.achievements.fields)
        self._houses = tuple(
            (word, kind) for kind, names in lexicon.words.achievements.houses.items() for word in names
        )
        self._devoted = frozenset(lexicon.words.achievements.devoted)
        self._of_house = lru_cache(maxsize=64)(self._kind_of_house)
        self._in_headings = lru_cache(maxsize=512)(self._of_headings)

    def kind(self, clause: Clause, anchor: tuple[int, int] | None = None, before: "Before | None" = None) -> str:
        """The kind of a clause, of what stands near `anchor` (view positions of the quantity) first.

        Where the clause has no subject word its sentence decides, then its headings; `before` is the result counted
        before it, of which it may tell the outcome.
        """
        spoken = self._spoken(clause.passage)
        around = spoken.around.get(clause.sentence)
        if around is None:
            around = spoken.around[clause.sentence] = self._around(clause, spoken)
        weights = dict(around)
        text = clause.view.text
        for word in spoken.words.get(clause.index, ()):
            near = 1.0 if anchor is None else _nearness(word, anchor, text)
            if word.start == clause.start:
                near *= _LEAD
            weights[word.kind] = weights.get(word.kind, 0.0) + word.weight * near
        if before is not None:
            weights[before.kind] = weights.get(before.kind, 0.0) + _share_of(before, clause)
        return self._heaviest(weights) or OTHER

    def topic(self, clauses: Sequence[Clause]) -> str | None:
        """The kind that a run of clauses speaks of, None where none of its words does."""
        words = self._spoken(clauses[0].passage).words
        return self._heaviest(_weights([word for clause in clauses for word in words.get(clause.index, ())]))

    def _spoken(self, passage: Passage) -> _Spoken:
        """What a passage speaks of, worked out once."""
        known = passage.subjects
        if isinstance(known, _Spoken):
            return known
        houses = Cover(len(passage.view.text))
        for found in passage.reading.claimed.of(Layer.DEPARTMENT):
            houses.add(found.start, found.end)
        words = {
            index: [
                _Weighted(hit.start, hit.end, str(hit.value), self._weight(passage, hit, houses)) for hit in _apart(row)
            ]
            for index, row in passage.place_hits(Category.SUBJECT).items()
        }
        spoken = passage.subjects = _Spoken(words)
        return spoken

    def _weight(self, passage: Passage, hit: Hit, houses: Cover) -> float:
        """What a word weighs: 委员 of 监察委员会 hardly anything."""
        text = passage.view.text
        weight = self._bare_weight(text[hit.start : hit.end], str(hit.value), passage.congress)
        return weight * _rank_in_clause(hit, text) * (_IN_NAME if houses.touches(hit.start, hit.end) else 1.0)

    def _bare_weight(self, word: str, kind: str, congress: bool) -> float:
        """Long words weigh more, those of every field (项目) less, as does in a congress the work that it watches."""
        weight = float(len(word))
        if word in self._weak:
            weight *= _WEAK
        return weight * _WATCHED if congress and kind in self._fields else weight

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
            (_HEADING, self._in_headings(passage.section.path[-2:], passage.congress)),
        )
        weights: dict[str, float] = {}
        for share, kinds in shares:
            for kind, weight in kinds.items():
                weights[kind] = weights.get(kind, 0.0) + share * weight
        of_house = self._of_house(passage.house)
        if of_house is not None:
            weights[of_house.kind] = weights.get(of_house.kind, 0.0) + of_house.weight
        return weights

    def _kind_of_house(self, house: str) -> _OfHouse | None:
        """What a house mostly does, by the last word of its name that tells: a 县法院's 信访室 sees to letters."""
        found = [(house.rfind(word), len(word), word, kind) for word, kind in self._houses if word in house]
        if not found:
            return None
        _, _, word, kind = max(found)
        return _OfHouse(kind, _DEVOTED if word in self._devoted else _HOUSE)

    def _of_headings(self, path: tuple[str, ...], congress: bool) -> dict[str, float]:
        weights: dict[str, float] = {}
        for title in path:
            for hit in longest(self._lexicon.scan(title)[Category.SUBJECT]):
                weight = self._bare_weight(title[hit.start : hit.end], str(hit.value), congress)
                weights[str(hit.value)] = weights.get(str(hit.value), 0.0) + weight
        return _shares(weights)


def _apart(hits: Sequence[Hit]) -> list[Hit]:
    """Words that do not run into each other: 代表履职培训班 holds 代表履职培训, and no 培训班 beside it."""
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            if hit.end - hit.start < kept[-1].end - kept[-1].start:
                continue
            kept.pop()
        kept.append(hit)
    return kept


def _weights(words: Sequence[_Weighted]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word in words:
        weights[word.kind] = weights.get(word.kind, 0.0) + word.weight
    return weights


def _shares(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {kind: weight / total for kind, weight in weights.items()} if total else {}


# 对**名…国家机关工作人员进行了述职述法: the act stands behind a verb that says nothing itself.
_PERFORMING = ("进行", "进行了", "作了", "开展了", "给予")
_CLOSING = frozenset(("", "，", "。", "；", "》"))


def _rank_in_clause(hit: Hit, text: str) -> float:
    """What closes a clause is what it says was done (进行了述职评议); what only qualifies a noun (任命的) is not."""
    following = text[hit.end : hit.end + 1]
    if following == "的":
        return 0.3
    if following not in _CLOSING:
        return 1.0
    return 4.0 if text.endswith(_PERFORMING, 0, hit.start) else 2.0


def _nearness(hit: _Weighted, anchor: tuple[int, int], text: str) -> float:
    """What touches the quantity is what it counts; behind it even more than before it."""
    gap = hit.start - anchor[1] if hit.start >= anchor[1] else anchor[0] - hit.end
    if gap <= 0:
        return 3.0
    if hit.start >= anchor[1] and any(c in text[anchor[1] : hit.start] for c in "，、；"):
        return 0.4
    return 1.0 + max(0.0, 1 - gap / _NEAR)
