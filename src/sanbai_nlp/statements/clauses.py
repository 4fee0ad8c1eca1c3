"""Clauses: the stretches between marks that statements are read from, behind headings and points (一是)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

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


Item = TypeVar("Item", bound=_Positioned)


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

    def hits(self, category: Category) -> Sequence[Hit]:
        """The lexicon's longest hits of one category inside the clause."""
        rows = self.passage.hits.get(category)
        return (self.passage.place_hits(category) if rows is None else rows).get(self.index, ())


class Passage:
    """A block as statements are read from it: its clauses behind the heading, and what stands in each.

    `plans` and `problems` say whether the innermost heading that announces either announces that. `sentences` are the
    clauses of each sentence, by its number. `congress` says whether a congress reports, which watches what others do.
    `hits` are kept here for the clauses, and `subjects` by the reader of these.
    """

    __slots__ = (
        "_names",
        "_starts",
        "announced_by",
        "block",
        "clauses",
        "congress",
        "hits",
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
        self.clauses = self._cut()
        self._starts = [clause.start for clause in self.clauses]
        self.sentences: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            self.sentences.setdefault(clause.sentence, []).append(clause)
        self.subjects: object = None
        self.hits: dict[Category, dict[int, list[Hit]]] = {}
        self._names: Cover | None = None
        self._place_mentions(reading)

    def place_hits(self, category: Category) -> dict[int, list[Hit]]:
        """The longest hits of a category, by the index of their clause; kept in `hits`."""
        placed = self.hits[category] = self._placed(self.view.longest(category))
        return placed

    @property
    def names(self) -> Cover:
        """Where names and titles stand: a word inside one (发展 of 发展和改革委员会) is no verb."""
        if self._names is None:
            self._names = Cover(len(self.view.text))
            for layer in (Layer.DEPARTMENT, Layer.DOCUMENT):
                for found in self.reading.claimed.of(layer):
                    self._names.add(found.start, found.end)
        return self._names

    def sentence(self, number: int) -> Stretch:
        """From the first clause of a sentence to its last."""
        clauses = self.sentences[number]
        return Stretch(clauses[0].start, clauses[-1].end)

    def clauses_of(self, number: int) -> Sequence[Clause]:
        """The clauses of one sentence."""
        return self.sentences.get(number, ())

    def _place_mentions(self, reading: Reading) -> None:
        """Give every clause its quantities and times."""
        if reading.quantities:
            amounts = self._placed([Placed(f.start, f.end, item) for f, item in reading.quantities])
            for index, quantities in amounts.items():
                self.clauses[index].quantities = quantities
        if reading.times:
            dates = self._placed([Placed(f.start, f.end, item) for f, item in reading.times])
            for index, times in dates.items():
                self.clauses[index].times = times
                self.clauses[index].lies_ahead = any(time.item.text.startswith(_AHEAD) for time in times)

    def _cut(self) -> tuple[Clause, ...]:
        view, section = self.view, self.section
        ends = [sentence.end for sentence in view.sentences]
        behind = max(section.head, section.marker)
        clauses: list[Clause] = []
        sentence = 0
        for first, end in view.clauses:
            while sentence < len(ends) - 1 and first >= ends[sentence]:
                sentence += 1
            start = _behind_points(view.text, max(first, behind), end)
            if start < end and end > section.head:
                clauses.append(Clause(self, start, end, sentence, len(clauses)))
        return tuple(clauses)

    def _placed(self, items: Sequence[Item]) -> dict[int, list[Item]]:
        """Items with view positions, by the index of their clause; what runs over a clause's edge is left out."""
        rows: dict[int, list[Item]] = {}
        starts, clauses = self._starts, self.clauses
        for item in items:
            at = bisect_right(starts, item.start) - 1
            if at >= 0 and item.end <= clauses[at].end:
                row = rows.get(at)
                if row is None:
                    rows[at] = [item]
                else:
                    row.append(item)
        return rows


_AHEAD = ("明年", "来年", "后年", "次年")


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
        r"[一二三四五六七八九十]{1,2}(?:是|要)(?!一)|(?:首先|其次|再次|最后|第[一二三四五六七八九]|其[一二三四五])(?=[，、]|$)|（[\d一二三四五六七八九十]{1,2}）|[①-⑳]|[\d]{1,2}[.、](?!\d)"
    )


_POINT_STARTS = frozenset("一二三四五六七八九十首其再最第（0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


def _behind_points(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " ，。；：、！？":
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
        found = self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return tuple(dict.fromkeys(found))
