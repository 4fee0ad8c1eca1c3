"""Clauses: the stretches between marks that statements are read from, behind headings and points (一是)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from sanbai_nlp.lexicon import Category, Hit
from sanbai_nlp.mentions import Layer, Reading
from sanbai_nlp.outline import Cover, Section, SectionWords, Stretch, View
from sanbai_nlp.schema import Quantity, Time

Thing = TypeVar("Thing")


class Placed(NamedTuple, Generic[Thing]):
    """A typed object with its view positions."""

    start: int
    end: int
    item: Thing


class _Positioned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Clause:
    """A clause of a block in view positions; `sentence` is its sentence's number in the block, `index` its own.

    `quantities` and `times` are those inside it; `lies_ahead` says whether it names a time that only a plan has
    (明年上半年, 来年).
    """

    __slots__ = ("end", "index", "lies_ahead", "passage", "quantities", "sentence", "start", "text", "times", "view")

    def __init__(self, passage: "Passage", start: int, end: int, sentence: int, index: int) -> None:
        self.passage = passage
        self.view: View = passage.view
        self.start = start
        self.end = end
        self.sentence = sentence
        self.index = index
        self.text: str = passage.view.text[start:end]
        self.quantities: Sequence[Placed[Quantity]] = ()
        self.times: Sequence[Placed[Time]] = ()
        self.lies_ahead = False

    def hits(self, category: Category) -> list[Hit]:
        """The lexicon's longest hits of one category inside the clause."""
        return self.passage.hits(category, self.start, self.end) if self.view.hits.any(category) else []


def _first_from(hits: list[Hit], start: int, low: int) -> int:
    """Which of the hits, in the order of their starts and from the one at `low` on, is the first at or behind `start`."""
    high = len(hits)
    while low < high:
        middle = (low + high) // 2
        if hits[middle].start < start:
            low = middle + 1
        else:
            high = middle
    return low


class Passage:
    """A block as statements are read from it: its clauses behind the heading, and what stands in each.

    `plans` and `problems` say whether the innermost heading that announces either announces that. `sentences` are the
    clauses of each sentence, by its number. `congress` says whether a congress reports, which watches what others do.
    `subjects` are kept here by the reader of these.
    """

    __slots__ = (
        "_names",
        "_starts",
        "announced_by",
        "block",
        "clauses",
        "congress",
        "house",
        "plans",
        "problems",
        "reading",
        "section",
        "sentences",
        "subjects",
        "view",
    )

    def __init__(self, reading: Reading, words: SectionWords, congress: bool = False, house: str = "") -> None:
        self.reading = reading
        self.house = house
        self.congress = congress
        self.section = reading.claimed.section
        self.view: View = self.section.view
        self.block = self.section.index
        self.plans, self.problems, self.announced_by = _announced(words, self.section)
        self.clauses: list[Clause] = []
        self.sentences: dict[int, list[Clause]] = {}
        self._starts: list[int] = []
        self._cut()
        self.subjects: object = None
        self._names: Cover | None = None
        self._place_mentions(reading)

    def clause_of(self, item: _Positioned) -> Clause | None:
        """The clause that holds what stands at some view positions; what runs over a clause's edge is in none."""
        at = bisect_right(self._starts, item.start) - 1
        return self.clauses[at] if at >= 0 and item.end <= self.clauses[at].end else None

    def hits(self, category: Category, start: int, end: int) -> list[Hit]:
        """The longest hits of a category in view positions [start, end). No longest hit ends before one before it."""
        hits = self.view.longest(category)
        first = _first_from(hits, start, 0)
        last = _first_from(hits, end, first)
        while last > first and hits[last - 1].end > end:
            last -= 1
        return hits[first:last]

    @property
    def names(self) -> Cover:
        """Where names and titles stand: a word inside one (发展 of 发展和改革委员会) is no verb."""
        if self._names is None:
            self._names = self.cover(Layer.DEPARTMENT, Layer.DOCUMENT)
        return self._names

    def cover(self, *layers: Layer) -> Cover:
        """Where mentions of some layers stand."""
        cover = Cover(len(self.view.text))
        for layer in layers:
            for found in self.reading.claimed.of(layer):
                cover.add(found.start, found.end)
        return cover

    def sentence(self, number: int) -> Stretch:
        """From the first clause of a sentence to its last."""
        clauses = self.sentences[number]
        return Stretch(clauses[0].start, clauses[-1].end)

    def clauses_of(self, number: int) -> Sequence[Clause]:
        """The clauses of one sentence."""
        return self.sentences.get(number, ())

    def _place_mentions(self, reading: Reading) -> None:
        """Give every clause its quantities and times."""
        amounts = [Placed(found.start, found.end, quantity) for found, quantity in reading.quantities]
        for clause, quantities in groupby(amounts, self.clause_of):
            if clause is not None:
                clause.quantities = list(quantities)
        dates = [Placed(found.start, found.end, time) for found, time in reading.times]
        for clause, times in groupby(dates, self.clause_of):
            if clause is not None:
                clause.times = list(times)
                clause.lies_ahead = any(time.item.text.startswith(_AHEAD) for time in clause.times)

    def _cut(self) -> None:
        """Cut the block into clauses and sentences, behind its heading and its marker."""
        text, clauses, starts = self.view.text, self.clauses, self._starts
        behind = max(self.section.head, self.section.marker)
        ends = [sentence.end for sentence in self.view.sentences]
        number = 0
        for stretch in self.view.clauses:
            first, end = stretch.start, stretch.end
            if end <= behind:
                continue
            while first >= ends[number]:
                number += 1
            start = max(first, behind)
            if text[start] in _BEFORE_CLAUSES:
                start = _behind_points(text, start, end)
            if start < end:
                starts.append(start)
                clauses.append(Clause(self, start, end, number, len(clauses)))
        self.sentences = {number: list(row) for number, row in groupby(clauses, _sentence_of)}


_sentence_of = attrgetter("sentence")
_AHEAD: Final = ("明年", "来年", "后年", "次年")


def _announced(words: SectionWords, section: Section) -> tuple[bool, bool, str]:
    """(plans, problems, title) of the innermost heading that announces either."""
    plans, problems, place = _of_path(words, section.path)
    return plans, problems, section.titles[place] if place >= 0 else ""


@lru_cache(maxsize=1024)
def _of_path(words: SectionWords, path: tuple[str, ...]) -> tuple[bool, bool, int]:
    return words.announced(path)


@cache
def _point() -> re.Pattern[str]:
    return re.compile(
        r"[一二三四五六七八九十]{1,2}(?:是|要)(?!一)|(?:首先|其次|再次|最后|第[一二三四五六七八九]|其[一二三四五])(?=[，、]|$)|（[0-9一二三四五六七八九十]{1,2}）|[①-⑳]|[0-9]{1,2}[.、](?![0-9])"
    )


_MARKS: Final = " ，。；：、！？"
_POINT_STARTS: Final = "一二三四五六七八九十首其再最第（0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# What any other character begins is the clause itself.
_BEFORE_CLAUSES: Final = frozenset(_MARKS + _POINT_STARTS)


def _behind_points(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _MARKS:
        start += 1
    if start >= end or text[start] not in _POINT_STARTS:
        return start
    match = _point().match(text, start, end)
    return match.end() if match else start


class Names:
    """Which names stand in a stretch of the report: mentions sorted once, asked by bisection."""

    def __init__(self, mentions: Iterable[tuple[int, str]]) -> None:
        rows = sorted(mentions)
        self._starts = [start for start, _ in rows]
        self._names = [name for _, name in rows]

    def within(self, start: int, end: int) -> tuple[str, ...]:
        """The names mentioned in report offsets [start, end), each once, in the order of the text."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        return tuple(dict.fromkeys(self._names[first:last])) if last > first else ()
