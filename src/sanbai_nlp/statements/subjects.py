"""What a statement is about: the kind whose words weigh most in it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Final, NamedTuple, cast, final

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.mentions import Found, Layer
from sanbai_nlp.statements.clauses import Clause, Passage

OTHER: Final = "其他"
_SUBJECT: Final = Category.SUBJECT
_DEPARTMENT: Final = Layer.DEPARTMENT
_NEAR: Final = 14
# How much the sentence, the block and the headings weigh beside the clause's own words (a word of two characters is 2).
_SENTENCE: Final = 3.0
_BLOCK: Final = 4.0
_HEADING: Final = 5.0
_HOUSE: Final = 1.5
# What the house weighs that does one thing alone: in an audit office's report projects and relief are audited.
_DEVOTED: Final = 5.0
# What the result counted before weighs: as the whole of a part, as what this is the outcome of, as the sentence's last.
_PART: Final = 4.0
_OUTCOME: Final = 4.0
_NEXT: Final = 2.0
# A word inside a department's name, a word of every field, in a congress the fields of others: how much of it is left.
_IN_NAME: Final = 0.2
_WEAK: Final = 0.6
_WATCHED: Final = 0.4
# What opens a clause is its act (培训乡村医生90人次 trains), and weighs a little more.
_LEAD: Final = 1.6


@final
class Before:
    """The result counted before one in its block: its kind and sentence, and whether it is the whole of this part."""

    __slots__ = ("kind", "sentence", "whole")

    def __init__(self, kind: str, sentence: int, whole: bool) -> None:
        self.kind = kind
        self.sentence = sentence
        self.whole = whole


def _share_of(before: Before, clause: Clause) -> float:
    if before.whole:
        return _PART
    if tells_outcome(clause):
        return _OUTCOME
    return _NEXT if before.sentence == clause.sentence else 0.0


_BEFORE_OUTCOMES: Final = ("其中", "现已", "已", "均", "全部", "当场", "按期", "按时", "当年", "年内", "被")
_OUTCOMES: Final = (
    *("采纳", "采用", "吸收", "办结", "办复", "办成", "答复", "回复", "反馈", "整改", "落实", "完成", "化解", "解决"),
    *("销号", "纠正", "刊用", "转发", "录用", "受众", "听众", "满意", "退回", "调出"),
)
_OUTCOME_STARTS: Final = frozenset(word[0] for word in (*_BEFORE_OUTCOMES, *_OUTCOMES))


@cache
def _outcome() -> re.Pattern[str]:
    return re.compile(rf"其中|(?:{'|'.join(_BEFORE_OUTCOMES)})?(?:{'|'.join(_OUTCOMES)})|(?:现已|已)(?!经)")


def tells_outcome(clause: Clause) -> bool:
    """办结率100%, 已整改29个, 被采纳四条: what came of the thing counted before."""
    return clause.opening in _OUTCOME_STARTS and _outcome().match(clause.text) is not None


@final
class _Word:
    """A subject word of a clause, its kind, and what it weighs there wherever one looks from."""

    __slots__ = ("end", "kind", "start", "weight")

    def __init__(self, start: int, end: int, kind: str, weight: float) -> None:
        self.start = start
        self.end = end
        self.kind = kind
        self.weight = weight


_NO_WORDS: Final[list[_Word]] = []


@final
class _Spoken:
    """What a passage speaks of.

    `words` are its subject words by clause and in the order of the text, `wide` what its block, its headings and its
    house weigh in each sentence; `around` are the kinds that surround each sentence, kept here by its number.
    """

    __slots__ = ("around", "wide", "words")

    def __init__(self, words: list[list[_Word]], wide: list[tuple[str, float]]) -> None:
        self.words = words
        self.wide = wide
        self.around: dict[int, dict[str, float]] = {}


class _OfHouse(NamedTuple):
    """What the reporter's house mostly does, and what that weighs."""

    kind: str
    weight: float


class SubjectReader:
    """Decides the kind of a statement by the lexicon's subject words: long ones, and those near what is counted."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._places = {kind: place for place, kind in enumerate(lexicon.words.achievements.kinds)}
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
        weights = _around(clause, spoken).copy()
        text = clause.view.text
        for word in _heard(spoken.words[clause.index], anchor):
            near = 1.0 if anchor is None else _nearness(word, anchor, text)
            if word.start == clause.start:
                near *= _LEAD
            weights[word.kind] = weights.get(word.kind, 0.0) + word.weight * near
        if before is not None:
            weights[before.kind] = weights.get(before.kind, 0.0) + _share_of(before, clause)
        return self._heaviest(weights) or OTHER

    def topic(self, clauses: Sequence[Clause]) -> str | None:
        """The kind that a run of clauses speaks of, None where none of its words does."""
        spoken = self._spoken(clauses[0].passage)
        weights: dict[str, float] = {}
        for clause in clauses:
            _weigh(spoken.words[clause.index], weights)
        return self._heaviest(weights)

    def _spoken(self, passage: Passage) -> _Spoken:
        """What a passage speaks of, worked out once."""
        known = passage.subjects
        if isinstance(known, _Spoken):
            return known
        words = self._words(passage)
        spoken = passage.subjects = _Spoken(words, self._wide(passage, words))
        return spoken

    def _words(self, passage: Passage) -> list[list[_Word]]:
        """The subject words of each clause of a passage."""
        words = [self._words_of(hits, passage) if hits else _NO_WORDS for hits in passage.by_clause(_SUBJECT)]
        houses = passage.reading.claimed.of(_DEPARTMENT)
        if houses:
            _weaken(words, houses)
        return words

    def _words_of(self, hits: list[Hit], passage: Passage) -> list[_Word]:
        """The subject words of a clause, each with what it weighs, none running into another.

        代表履职培训班 holds 代表履职培训, and no 培训班 beside it.
        """
        text = passage.view.text
        words: list[_Word] = []
        for hit in hits:
            start, end = hit.start, hit.end
            if words and start < words[-1].end:
                if end - start < words[-1].end - words[-1].start:
                    continue
                words.pop()
            kind = cast("str", hit.value)
            weight = self._bare_weight(text[start:end], kind, passage.congress)
            following = text[end : end + 1]
            if following in _RANKING:
                weight *= _rank_before(following, text, start)
            words.append(_Word(start, end, kind, weight))
        return words

    def _bare_weight(self, word: str, kind: str, congress: bool) -> float:
        """Long words weigh more, those of every field (项目) less, as does in a congress the work that it watches."""
        weight = len(word) * _WEAK if word in self._weak else float(len(word))
        return weight * _WATCHED if congress and kind in self._fields else weight

    def _heaviest(self, weights: dict[str, float]) -> str | None:
        """The kind that weighs most; of several the one that the lexicon names first."""
        heaviest: str | None = None
        most = 0.0
        for kind, weight in weights.items():
            if heaviest is None or weight > most or (weight == most and self._place(kind) < self._place(heaviest)):
                heaviest, most = kind, weight
        return heaviest

    def _place(self, kind: str) -> int:
        """The place of a kind in the lexicon, behind all others where it has none."""
        return self._places.get(kind, len(self._places))

    def _wide(self, passage: Passage, words: list[list[_Word]]) -> list[tuple[str, float]]:
        """What the block, the headings and the house weigh in each sentence of a passage, one after the other."""
        weights: dict[str, float] = {}
        for row in words:
            _weigh(row, weights)
        block = _shares(_BLOCK, weights)
        headings = self._in_headings(passage.section.path[-2:], passage.congress)
        house = self._of_house(passage.house)
        return [*block, *headings, *([] if house is None else [(house.kind, house.weight)])]

    def _kind_of_house(self, house: str) -> _OfHouse | None:
        """What a house mostly does, by the last word of its name that tells: a 县法院's 信访室 sees to letters."""
        found = [(house.rfind(word), len(word), word, kind) for word, kind in self._houses if word in house]
        if not found:
            return None
        _, _, word, kind = max(found)
        return _OfHouse(kind, _DEVOTED if word in self._devoted else _HOUSE)

    def _of_headings(self, path: tuple[str, ...], congress: bool) -> list[tuple[str, float]]:
        weights: dict[str, float] = {}
        for title in path:
            for hit in self._lexicon.scan(title).longest(Category.SUBJECT):
                weight = self._bare_weight(title[hit.start : hit.end], str(hit.value), congress)
                weights[str(hit.value)] = weights.get(str(hit.value), 0.0) + weight
        return _shares(_HEADING, weights)


def _weaken(words: list[list[_Word]], houses: Sequence[Found]) -> None:
    """委员 of 监察委员会 says hardly anything: let the words that touch a department's name weigh less."""
    at = 0
    for row in words:
        for word in row:
            while at < len(houses) and houses[at].end <= word.start:
                at += 1
            if at == len(houses):
                return
            if houses[at].start < word.end:
                word.weight *= _IN_NAME


def _around(clause: Clause, spoken: _Spoken) -> dict[str, float]:
    """What the sentence, the block and the headings speak of, each by the share that it has; worked out once."""
    known = spoken.around.get(clause.sentence)
    if known is None:
        weights: dict[str, float] = {}
        for other in clause.passage.clauses_of(clause.sentence):
            _weigh(spoken.words[other.index], weights)
        known = spoken.around[clause.sentence] = dict(_shares(_SENTENCE, weights))
        for kind, weight in spoken.wide:
            known[kind] = known.get(kind, 0.0) + weight
    return known


def _weigh(words: list[_Word], weights: dict[str, float]) -> None:
    """Add what words weigh to the weights of their kinds."""
    for word in words:
        weights[word.kind] = weights.get(word.kind, 0.0) + word.weight


def _shares(whole: float, weights: dict[str, float]) -> list[tuple[str, float]]:
    """What each kind has of a whole."""
    total = 0.0
    for weight in weights.values():
        total += weight
    return [(kind, whole * (weight / total)) for kind, weight in weights.items()] if total else []


# 对**名…国家机关工作人员进行了述职述法: the act stands behind a verb that says nothing itself.
_PERFORMING: Final = ("进行", "进行了", "作了", "开展了", "给予")
_PERFORMING_ENDS: Final = frozenset(word[-1] for word in _PERFORMING)
# Before these a word weighs more or less than elsewhere.
_RANKING: Final = frozenset(("的", "", "，", "。", "；", "》"))


def _rank_before(following: str, text: str, start: int) -> float:
    """What closes a clause is what it says was done (进行了述职评议); what only qualifies a noun (任命的) is not."""
    if following == "的":
        return 0.3
    performed = text[start - 1 : start] in _PERFORMING_ENDS and text.endswith(_PERFORMING, 0, start)
    return 4.0 if performed else 2.0


# No clause that anybody writes has more subject words.
_MOST_WORDS: Final = 64


def _heard(words: list[_Word], anchor: tuple[int, int] | None) -> list[_Word]:
    """The words of a clause that decide for one place: all of them, but where they are endless those around it."""
    if len(words) <= _MOST_WORDS or anchor is None:
        return words
    behind = bisect_left(words, anchor[0], key=_start_of)
    return words[max(0, behind - _MOST_WORDS // 2) : behind + _MOST_WORDS // 2]


_start_of = attrgetter("start")


def _nearness(word: _Word, anchor: tuple[int, int], text: str) -> float:
    """What touches the quantity is what it counts; behind it even more than before it."""
    first, last = anchor
    gap = word.start - last if word.start >= last else first - word.end
    if gap <= 0:
        return 3.0
    if word.start > last:
        between = text[last : word.start]
        if "，" in between or "、" in between or "；" in between:
            return 0.4
    return 1.0 + max(0.0, 1 - gap / _NEAR)
