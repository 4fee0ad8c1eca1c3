"""Clauses: the stretches between marks that statements are read from, behind headings and points (一是)."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.mentions import Reading
from sanbai_nlp.outline import SectionWords, Stretch, View, section_words
from sanbai_nlp.schema import Quantity, Time


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a block in view positions; `sentence` is its sentence's number in the block."""

    passage: "Passage"
    start: int
    end: int
    sentence: int

    @property
    def view(self) -> View:
        """The view that the clause is part of."""
        return self.passage.view

    @property
    def text(self) -> str:
        """The folded text of the clause."""
        return self.view.text[self.start : self.end]

    def hits(self, category: Category) -> list[Hit]:
        """The lexicon's hits of one category inside the clause."""
        return [hit for hit in self.view.hits.get(category, ()) if self.start <= hit.start and hit.end <= self.end]

    def quantities(self) -> list[tuple[int, int, Quantity]]:
        """The quantities inside the clause, with their view positions."""
        return [q for q in self.passage.quantities if self.start <= q[0] and q[1] <= self.end]

    def times(self) -> list[tuple[int, int, Time]]:
        """The times inside the clause, with their view positions."""
        return [t for t in self.passage.times if self.start <= t[0] and t[1] <= self.end]


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A block as statements are read from it."""

    reading: Reading
    plans: bool
    problems: bool
    quantities: tuple[tuple[int, int, Quantity], ...]
    times: tuple[tuple[int, int, Time], ...]
    clauses: tuple[Clause, ...]

    @property
    def view(self) -> View:
        """The block's view."""
        return self.reading.claimed.section.view

    @property
    def block(self) -> int:
        """The block's index in the report."""
        return self.reading.claimed.section.index

    def sentence(self, number: int) -> Stretch:
        """From the first clause of a sentence to its last."""
        own = [clause for clause in self.clauses if clause.sentence == number]
        return Stretch(own[0].start, own[-1].end)


def passage(reading: Reading, lexicon: Lexicon) -> Passage:
    """The passage of a section: its clauses behind the heading, and whether its section announces plans or problems."""
    section = reading.claimed.section
    words = section_words(lexicon)
    clauses: list[Clause] = []
    made = Passage(
        reading,
        *_announced(words, section.path),
        tuple((found.start, found.end, quantity) for found, quantity in reading.quantities),
        tuple((found.start, found.end, time) for found, time in reading.times),
        (),
    )
    starts = [sentence.start for sentence in section.view.sentences]
    for stretch in section.view.clauses:
        start = _behind_points(section.view.text, max(stretch.start, section.head, section.marker), stretch.end)
        if start < stretch.end and stretch.end > section.head:
            clauses.append(Clause(made, start, stretch.end, bisect_left(starts, stretch.start + 1) - 1))
    object.__setattr__(made, "clauses", tuple(clauses))
    return made


def _announced(words: SectionWords, path: Sequence[str]) -> tuple[bool, bool]:
    """(plans, problems) of the innermost heading that announces either."""
    for title in reversed(path):
        plans, problems = words.plans(title), words.problems(title)
        if plans or problems:
            return plans, problems
    return False, False


@cache
def _point() -> re.Pattern[str]:
    return re.compile(
        r"[一二三四五六七八九十]{1,2}(?:是|要)(?!一)|(?:首先|其次|再次|最后|第[一二三四五六七八九]|其[一二三四五])(?=[，、]|$)|（[\d一二三四五六七八九十]{1,2}）|[①-⑳]|[\d]{1,2}[.、](?!\d)"
    )


def _behind_points(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " ，。；：、！？":
        start += 1
    match = _point().match(text, start, end)
    return match.end() if match else start


def inside(start: int, end: int, spans: Sequence[Stretch]) -> bool:
    """Whether [start, end) touches one of the spans."""
    return any(span.start < end and start < span.end for span in spans)
