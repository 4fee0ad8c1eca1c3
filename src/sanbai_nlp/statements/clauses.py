"""Clauses: the stretches between marks that statements are read from, behind headings and points (一是)."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final, final

from sanbai_nlp.lexicon import Category, Hit
from sanbai_nlp.mentions import Amount, Layer, Reading
from sanbai_nlp.outline import Section, SectionWords, Stretch, View
from sanbai_nlp.schema import Quantity, Role, Time


@final
class PlacedQuantity:
    """A quantity with its view positions and its measure word; `place` is its number in its clause."""

    __slots__ = ("end", "item", "place", "start", "unit")

    def __init__(self, start: int, end: int, item: Quantity, unit: str, place: int) -> None:
        self.start = start
        self.end = end
        self.item = item
        self.unit = unit
        self.place = place


@final
class PlacedTime:
    """A time with its view positions."""

    __slots__ = ("end", "item", "start")

    def __init__(self, start: int, end: int, item: Time) -> None:
        self.start = start
        self.end = end
        self.item = item


# What most clauses hold of each kind; nobody adds to these.
_NO_QUANTITIES: Final[list[PlacedQuantity]] = []
_NO_TIMES: Final[list[PlacedTime]] = []
_NO_HITS: Final[list[Hit]] = []


_DEPARTMENT: Final = Layer.DEPARTMENT
_DOCUMENT: Final = Layer.DOCUMENT


def first_from(places: list[int], at: int, low: int, high: int) -> int:
    """Of ascending places the first in [low, high) that is at `at` or behind it: of the few in a block, found by halves."""
    while low < high:
        middle = (low + high) // 2
        if places[middle] < at:
            low = middle + 1
        else:
            high = middle
    return low


@final
class Clause:
    """A clause of a block in view positions; `sentence` is its sentence's number in the block, `index` its own.

    `opening` is its first character. `quantities` and `times` are those inside it; `lies_ahead` says whether it names a
    time that only a plan has (明年上半年, 来年).
    """

    __slots__ = (
        "end",
        "index",
        "lies_ahead",
        "opening",
        "passage",
        "quantities",
        "sentence",
        "start",
        "text",
        "times",
        "view",
    )

    def __init__(self, passage: "Passage", start: int, end: int, opening: str, sentence: int) -> None:
        self.passage = passage
        self.view: View = passage.view
        self.start = start
        self.end = end
        self.sentence = sentence
        self.index: int = len(passage.clauses)
        self.text: str = passage.view.text[start:end]
        self.opening = opening
        self.quantities: list[PlacedQuantity] = _NO_QUANTITIES
        self.times: list[PlacedTime] = _NO_TIMES
        self.lies_ahead = False

    def hits(self, category: Category) -> list[Hit]:
        """The lexicon's longest hits of one category inside the clause: to read, for the passage keeps them."""
        return self.passage.by_clause(category)[self.index]


@final
class Passage:
    """A block as statements are read from it: its clauses behind the heading, and what stands in each.

    `plans` and `problems` say whether the innermost heading that announces either announces that. `sentences` are the
    clauses of each sentence, by its number. `congress` says whether a congress reports, which watches what others do.
    `subjects` are kept here by the reader of these.
    """

    __slots__ = (
        "_hits",
        "_names",
        "announced_by",
        "block",
        "clauses",
        "congress",
        "house",
        "plans",
        "problems",
        "reading",
        "role",
        "section",
        "sentences",
        "subjects",
        "view",
    )

    def __init__(self, reading: Reading, role: Role, words: SectionWords, congress: bool, house: str) -> None:
        self.reading = reading
        self.house = house
        self.congress = congress
        self.section: Section = reading.claimed.section
        self.view: View = self.section.view
        self.block: int = self.section.index
        self.role = role
        self.plans, self.problems, self.announced_by = _announced(words, self.section)
        self.clauses: list[Clause] = []
        self.sentences: dict[int, list[Clause]] = {}
        self._cut()
        self.subjects: object = None
        self._hits: dict[Category, list[list[Hit]]] = {}
        self._names: Places | None = None
        self._place_quantities(reading)
        self._place_times(reading)

    def by_clause(self, category: Category) -> list[list[Hit]]:
        """The longest hits of a category inside each clause, sorted out once; what runs over an edge is in none."""
        known = self._hits.get(category)
        if known is None:
            known = self._hits[category] = self._sorted_out(self.view.longest(category))
        return known

    @property
    def names(self) -> "Places":
        """Where names and titles stand: a word inside one (发展 of 发展和改革委员会) is no verb."""
        if self._names is None:
            named = [
                found for found in self.reading.claimed.found if found.layer is _DEPARTMENT or found.layer is _DOCUMENT
            ]
            self._names = Places([found.start for found in named], [found.end for found in named])
        return self._names

    def sentence(self, number: int) -> Stretch:
        """From the first clause of a sentence to its last."""
        clauses = self.sentences[number]
        return Stretch(clauses[0].start, clauses[-1].end)

    def clauses_of(self, number: int) -> Sequence[Clause]:
        """The clauses of one sentence."""
        return self.sentences.get(number, ())

    def _sorted_out(self, hits: list[Hit]) -> list[list[Hit]]:
        """Hits by the clause that holds each. No longest hit ends before one before it."""
        rows = [_NO_HITS] * len(self.clauses)
        at = 0
        for hit in hits:
            start, end = hit.start, hit.end
            at = self._reaching(at, end)
            if at == len(rows):
                break
            if self.clauses[at].start > start:
                continue
            if rows[at]:
                rows[at].append(hit)
            else:
                rows[at] = [hit]
        return rows

    def _reaching(self, at: int, end: int) -> int:
        """The first clause from the one at `at` on that reaches to `end`: what ends there is in this clause or none."""
        while at < len(self.clauses) and self.clauses[at].end < end:
            at += 1
        return at

    def _place_quantities(self, reading: Reading) -> None:
        """Give every clause its quantities."""
        at = 0
        for found, quantity in reading.quantities:
            start, end, amount = found.start, found.end, found.value
            at = self._reaching(at, end)
            if at == len(self.clauses):
                break
            clause = self.clauses[at]
            if clause.start > start or not isinstance(amount, Amount):
                continue
            if not clause.quantities:
                clause.quantities = []
            clause.quantities.append(PlacedQuantity(start, end, quantity, amount.unit, len(clause.quantities)))

    def _place_times(self, reading: Reading) -> None:
        """Give every clause its times."""
        at = 0
        for found, time in reading.times:
            start, end = found.start, found.end
            at = self._reaching(at, end)
            if at == len(self.clauses):
                break
            clause = self.clauses[at]
            if clause.start > start:
                continue
            if not clause.times:
                clause.times = []
            clause.times.append(PlacedTime(start, end, time))
            clause.lies_ahead = clause.lies_ahead or time.text.startswith(_AHEAD)

    def _cut(self) -> None:
        """Cut the block into clauses and sentences, behind its heading and its marker."""
        text, sentences = self.view.text, self.view.sentences
        behind = max(self.section.head, self.section.marker)
        number, until = -1, 0
        row: list[Clause] = []
        for stretch in self.view.clauses:
            start, end = max(stretch.start, behind), stretch.end
            if end <= behind:
                continue
            opening = text[start]
            if opening in _BEFORE_CLAUSES:
                start = _behind_points(text, start, end)
                if start >= end:
                    continue
                opening = text[start]
            while start >= until:
                number += 1
                until, row = sentences[number].end, []
            if not row:
                self.sentences[number] = row
            clause = Clause(self, start, end, opening, number)
            row.append(clause)
            self.clauses.append(clause)


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


@final
class Places:
    """Stretches of a view that are taken, in the order of the text and none overlapping another: asked by bisection."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, starts: list[int], ends: list[int]) -> None:
        self._starts = starts
        self._ends = ends

    def touches(self, start: int, end: int) -> bool:
        """Whether any position of [start, end) is taken."""
        if not self._ends:
            return False
        at = first_from(self._ends, start + 1, 0, len(self._ends))
        return at < len(self._starts) and self._starts[at] < end


@final
class Names:
    """Which names stand in a stretch of the report: mentions sorted once, and of a view those inside it found once."""

    __slots__ = ("_first", "_last", "_names", "_starts")

    def __init__(self, starts: list[int], names: list[str], first: int, last: int) -> None:
        self._starts = starts
        self._names = names
        self._first = first
        self._last = last

    @staticmethod
    def of(mentions: Iterable[tuple[int, str]]) -> "Names":
        """The names mentioned, each with its offset in the report."""
        rows = sorted(mentions)
        return Names([start for start, _ in rows], [name for _, name in rows], 0, len(rows))

    def inside(self, view: View) -> "Names":
        """Those mentioned in a view."""
        first, last = self._between(view.start, view.start + len(view.raw))
        return Names(self._starts, self._names, first, last)

    def within(self, start: int, end: int) -> tuple[str, ...]:
        """The names mentioned in report offsets [start, end), each once, in the order of the text."""
        first, last = self._between(start, end)
        return tuple(dict.fromkeys(self._names[first:last])) if last > first else ()

    def _between(self, start: int, end: int) -> tuple[int, int]:
        if self._first == self._last:
            return 0, 0
        first = last = first_from(self._starts, start, self._first, self._last)
        while last < self._last and self._starts[last] < end:
            last += 1
        return first, last
