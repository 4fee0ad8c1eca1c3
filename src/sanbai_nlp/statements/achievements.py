"""Achievements that are counted: one for each result with a quantity of its own."""

import re
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import Cover
from sanbai_nlp.schema import Achievement, Basis, Quantity, Role, trusted
from sanbai_nlp.statements.acts import Act, act_of
from sanbai_nlp.statements.clauses import Clause, Names, Passage, Placed
from sanbai_nlp.statements.described import describes, is_base
from sanbai_nlp.statements.subjects import Before, SubjectReader, tells_outcome


class CountedReader:
    """Reads counted achievements from a passage."""

    def __init__(self, lexicon: Lexicon, subjects: SubjectReader) -> None:
        self._lexicon = lexicon
        self._subjects = subjects

    def read(self, passage: Passage, works: Names, departments: Names, closed: Cover) -> list[Achievement]:
        """One achievement for each quantity that is a result; `closed` is what speaks of plans or shortcomings."""
        if passage.section.block.role != Role.BODY or (passage.plans and not passage.problems):
            return []
        if not passage.reading.quantities:
            return []
        thread, text = _Thread(), passage.view.text
        for clause in _counting(passage):
            thread.enter(clause)
            if clause.lies_ahead:
                continue
            for count in clause.quantities:
                if closed.touches(count.start, count.end):
                    continue
                before, after = text[clause.start : count.start], text[count.end : clause.end]
                if is_base(clause, count, before, after):
                    thread.base = count.item
                elif not describes(clause, count, before, after, self._lexicon.durations):
                    thread.add(self._achievement(clause, count, thread, works, departments))
        return thread.found

    def _achievement(
        self, clause: Clause, count: Placed[Quantity], thread: "_Thread", works: Names, departments: Names
    ) -> Achievement:
        base = thread.whole_of(count)
        before = thread.before(base)
        first, last = _extent(clause, count.start)
        begin, finish = clause.view.span(first, last)
        act = act_of(clause, (first, last), count, thread.shared())
        return trusted(
            Achievement,
            start=begin,
            end=finish,
            text=clause.view.surface(first, last),
            kind=self._subjects.kind(clause, (count.start, count.end), before),
            basis=Basis.COUNTED,
            action=act.action,
            object=act.object,
            quantity=count.item,
            base=base,
            documents=works.within(begin, finish),
            departments=departments.within(begin, finish),
            block=clause.passage.block,
            rule="achievement.counted",
        )


def _counting(passage: Passage) -> list[Clause]:
    """The clauses that count something; where 其中 sets parts apart all, for those between say how far the parts go."""
    if "其中" in passage.view.text:
        return passage.clauses
    return [clause for clause in passage.clauses if clause.quantities]


class _Thread:
    """How the counts of a passage hang together: what was counted last, and which whole the parts at hand belong to.

    Parts stand behind 其中, up to the sentence's end or a ；. `base` is the number that the clause itself gives as the
    whole, or as where it came from.
    """

    def __init__(self) -> None:
        self.found: list[Achievement] = []
        self.base: Quantity | None = None
        self._clause: Clause | None = None
        self._last: Clause | None = None
        self._wholes: dict[str | None, Quantity] = {}
        self._parts_of = -1
        self._in_parts = False

    def enter(self, clause: Clause) -> None:
        """A clause begins."""
        if self._clause is not None and self._clause.sentence != clause.sentence:
            self._wholes.clear()
        self._clause, self.base = clause, None
        if clause.text.startswith("其中"):
            self._parts_of = clause.sentence
        elif self._parts_of >= 0 and clause.view.text.endswith("；", 0, clause.start):
            self._parts_of = -1
        self._in_parts = clause.sentence == self._parts_of

    def add(self, achievement: Achievement) -> None:
        """A result was counted in the clause."""
        self.found.append(achievement)
        self._last = self._clause
        if achievement.quantity is not None and not self._in_parts:
            self._wholes[achievement.quantity.unit] = achievement.quantity

    def whole_of(self, count: Placed[Quantity]) -> Quantity | None:
        """The whole that a count is a part of: given in its clause, or the count before it in the same measure word."""
        if self.base is not None:
            return self.base
        part = count.item
        whole = self._wholes.get(part.unit)
        if whole is None or part.unit == "%" or not _fits_into(part, whole):
            return None
        return whole if self._in_parts or self._follows(count.start) else None

    def before(self, base: Quantity | None) -> Before | None:
        """The result counted before the one at hand."""
        if not self.found or self._last is None:
            return None
        return Before(self.found[-1].kind, self._last.sentence, base is not None or self._in_parts)

    def shared(self) -> Act | None:
        """The act of the count before, where one verb governs both: 新建食堂6个、卫生室9间, 受理**件，其中初访*件."""
        if not self.found or not (self._in_parts or (self._last is self._clause and self.base is None)):
            return None
        return Act(self.found[-1].action, self.found[-1].object)

    def _follows(self, start: int) -> bool:
        """Whether a count tells what came of the one before it: 提出意见412条，采纳137条."""
        clause = self._clause
        if clause is None or self._last is None or self._last.sentence != clause.sentence:
            return False
        between = clause.view.text[max([clause.start, *(q.end for q in clause.quantities if q.end <= start)]) : start]
        return "其中" in between or "从中" in between or tells_outcome(clause)


def _fits_into(part: Quantity, whole: Quantity) -> bool:
    """A part is not larger than its whole, as far as bounds can tell."""
    return part.low is None or whole.high is None or part.low <= whole.high


def _extent(clause: Clause, start: int) -> tuple[int, int]:
    """The clause without its joining word; where it holds several counts, the part of it between 、."""
    first = clause.start
    joined = _joining().match(clause.text) if clause.text.startswith(_JOINING) else None
    if joined and first + joined.end() < start:
        first += joined.end()
    return first, clause.end


_JOINING: Final = ("其中", "并", "同时", "而且", "还")


@cache
def _joining() -> re.Pattern[str]:
    return re.compile(rf"(?:并且|{'|'.join(_JOINING)})[，：]?")
