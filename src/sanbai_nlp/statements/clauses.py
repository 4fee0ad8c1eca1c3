"""Clauses: the stretches between marks that statements are read from, behind headings and points (一是)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Generic, NamedTuple, Protocol, TypeVar

from sanbai_nlp.lexicon import Category, Hit
from sanbai_nlp.mentions import Layer, Reading
from sanbai_nlp.outline import Cover, SectionWords, Stretch, View
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


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """A clause of a block in view positions; `sentence` is its sentence's number in the block, `index` its own."""

    passage: "Passage"
    start: int
    end: int
    sentence: int
    index: int
    text: str

    @property
    def view(self) -> View:
        """The view that the clause is part of."""
        return self.passage.view

    def hits(self, category: Category) -> Sequence[Hit]:
        """The lexicon's longest hits of one category inside the clause."""
        return self.passage.hits_of(category).get(self.index, ())

    def quantities(self) -> Sequence[Placed[Quantity]]:
        """The quantities inside the clause, with their view positions."""
        return self.passage.quantities.get(self.index, ())

    @property
    def lies_ahead(self) -> bool:
        """Whether the clause names a time that only a plan has: 明年上半年, 来年."""
        return any(time.item.text.startswith(("明年", "来年", "后年", "次年")) for time in self.times())

    def times(self) -> Sequence[Placed[Time]]:
        """The times inside the clause, with their view positions."""
        return self.passage.times.get(self.index, ())


class Passage:
    """A block as statements are read from it: its clauses behind the heading, and what stands in each.

    `plans` and `problems` say whether the innermost heading that announces either announces that.
    """

    def __init__(self, reading: Reading, words: SectionWords) -> None:
        self.reading = reading
        self.section = reading.claimed.section
        self.view = self.section.view
        self.block = self.section.index
        self.plans, self.problems, self.announced_by = _announced(words, self.section.path)
        self.clauses = self._cut()
        self._starts = [clause.start for clause in self.clauses]
        self.subjects: dict[int | str, dict[str, float]] = {}
        self._hits: dict[Category, dict[int, list[Hit]]] = {}
        self.quantities = self._placed([Placed(f.start, f.end, item) for f, item in reading.quantities])
        self.times = self._placed([Placed(f.start, f.end, item) for f, item in reading.times])

    def hits_of(self, category: Category) -> dict[int, list[Hit]]:
        """The longest hits of a category, by the index of their clause."""
        known = self._hits.get(category)
        if known is None:
            known = self._hits[category] = self._placed(self.view.longest(category))
        return known

    @cached_property
    def names(self) -> Cover:
        """Where names and titles stand: a word inside one (发展 of 发展和改革委员会) is no verb."""
        cover = Cover(len(self.view.text))
        for found in self.reading.claimed.found:
            if found.layer in (Layer.DEPARTMENT, Layer.DOCUMENT):
                cover.add(found.start, found.end)
        return cover

    @cached_property
    def sentences(self) -> dict[int, Stretch]:
        """Each sentence by its number, from its first clause to its last."""
        found: dict[int, Stretch] = {}
        for clause in self.clauses:
            first = found.get(clause.sentence)
            found[clause.sentence] = Stretch(first.start if first else clause.start, clause.end)
        return found

    def sentence(self, number: int) -> Stretch:
        """From the first clause of a sentence to its last."""
        return self.sentences[number]

    def clauses_of(self, number: int) -> Sequence[Clause]:
        """The clauses of one sentence."""
        return self._by_sentence.get(number, ())

    @cached_property
    def _by_sentence(self) -> dict[int, list[Clause]]:
        found: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            found.setdefault(clause.sentence, []).append(clause)
        return found

    def _cut(self) -> tuple[Clause, ...]:
        view, section = self.view, self.section
        starts = [sentence.start for sentence in view.sentences]
        behind = max(section.head, section.marker)
        clauses: list[Clause] = []
        for stretch in view.clauses:
            start = _behind_points(view.text, max(stretch.start, behind), stretch.end)
            if start < stretch.end and stretch.end > section.head:
                sentence = bisect_right(starts, stretch.start) - 1
                text = view.text[start : stretch.end]
                clauses.append(Clause(self, start, stretch.end, sentence, len(clauses), text))
        return tuple(clauses)

    def _placed(self, items: Sequence[Item]) -> dict[int, list[Item]]:
        """Items with view positions, by the index of their clause; what runs over a clause's edge is left out."""
        rows: dict[int, list[Item]] = {}
        for item in items:
            at = bisect_right(self._starts, item.start) - 1
            if at >= 0 and item.end <= self.clauses[at].end:
                rows.setdefault(at, []).append(item)
        return rows


def _announced(words: SectionWords, path: Sequence[str]) -> tuple[bool, bool, str]:
    """(plans, problems, title) of the innermost heading that announces either."""
    for title in reversed(path):
        plans, problems = words.plans(title), words.problems(title)
        if plans or problems:
            return plans, problems, title
    return False, False, ""


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
