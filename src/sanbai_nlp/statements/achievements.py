"""Achievements that are counted: one for each result with a quantity of its own."""

import re
from functools import cache
from typing import Final, final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import Cover
from sanbai_nlp.schema import Achievement, Basis, Quantity, Role, trusted
from sanbai_nlp.statements.acts import Act, act_of
from sanbai_nlp.statements.clauses import Clause, Names, Passage, PlacedQuantity
from sanbai_nlp.statements.described import describes, is_aim, is_base
from sanbai_nlp.statements.subjects import Before, SubjectReader, tells_outcome

_BODY: Final = Role.BODY
_COUNTED: Final = Basis.COUNTED


@final
class Counted:
    """A counted achievement with its offsets in the report, and those of its count."""

    __slots__ = ("count", "end", "item", "start")

    def __init__(self, start: int, end: int, count: int, item: Achievement) -> None:
        self.start = start
        self.end = end
        self.count = count
        self.item = item


class CountedReader:
    """Reads counted achievements from a passage."""

    def __init__(self, lexicon: Lexicon, subjects: SubjectReader) -> None:
        self._lexicon = lexicon
        self._subjects = subjects

    def read(self, passage: Passage, works: Names, departments: Names, closed: Cover) -> list[Counted]:
        """One achievement for each quantity that is a result; `closed` is what speaks of plans or shortcomings."""
        if passage.role is not _BODY or (passage.plans and not passage.problems):
            return []
        if not passage.reading.quantities:
            return []
        thread, text, durations = _Thread(), passage.view.text, self._lexicon.durations
        aims = "目标" in text
        found: list[Counted] = []
        for clause in _counting(passage):
            thread.enter(clause)
            if clause.lies_ahead:
                continue
            for count in clause.quantities:
                if closed.touches(count.start, count.end):
                    continue
                before, after = text[clause.start : count.start], text[count.end : clause.end]
                if is_base(clause, count, before, after):
                    thread.base = count
                elif not (describes(clause, count, before, after, durations) or (aims and is_aim(clause, count))):
                    found.append(self._achievement(clause, count, thread, works, departments))
        return found

    def _achievement(
        self, clause: Clause, count: PlacedQuantity, thread: "_Thread", works: Names, departments: Names
    ) -> Counted:
        view = clause.view
        whole = thread.whole_of(count)
        first = _first(clause, count.start)
        begin, finish = view.span(first, clause.end)
        act = act_of(clause, first, count, thread.shared())
        kind = self._subjects.kind(clause, (count.start, count.end), thread.before(whole))
        thread.add(clause, count, kind, act)
        item = trusted(
            Achievement,
            start=begin,
            end=finish,
            text=view.surface(first, clause.end),
            kind=kind,
            basis=_COUNTED,
            action=act.action,
            object=act.object,
            quantity=count.item,
            base=whole.item if whole is not None else None,
            documents=works.within(begin, finish),
            departments=departments.within(begin, finish),
            block=clause.passage.block,
            rule="achievement.counted",
        )
        return Counted(begin, finish, view.span(count.start, count.end)[0], item)


def _counting(passage: Passage) -> list[Clause]:
    """The clauses that count something; where 其中 sets parts apart all, for those between say how far the parts go."""
    if "其中" in passage.view.text:
        return passage.clauses
    return [clause for clause in passage.clauses if clause.quantities]


@final
class _Result:
    """What was counted last: where, its kind, and the act that it came of."""

    __slots__ = ("act", "clause", "kind")

    def __init__(self, clause: Clause, kind: str, act: Act) -> None:
        self.clause = clause
        self.kind = kind
        self.act = act


@final
class _Thread:
    """How the counts of a passage hang together: what was counted last, and which whole the parts at hand belong to.

    Parts stand behind 其中, up to the sentence's end or a ；. `base` is the number that the clause itself gives as the
    whole, or as where it came from.
    """

    def __init__(self) -> None:
        self.base: PlacedQuantity | None = None
        self._clause: Clause | None = None
        self._last: _Result | None = None
        self._wholes: dict[str, PlacedQuantity] = {}
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

    def add(self, clause: Clause, count: PlacedQuantity, kind: str, act: Act) -> None:
        """A result was counted in the clause."""
        self._last = _Result(clause, kind, act)
        if not self._in_parts:
            self._wholes[count.unit] = count

    def whole_of(self, count: PlacedQuantity) -> PlacedQuantity | None:
        """The whole that a count is a part of: given in its clause, or the count before it in the same measure word."""
        if self.base is not None:
            return self.base
        whole = self._wholes.get(count.unit)
        if whole is None or count.unit == "%" or not _fits_into(count.item, whole.item):
            return None
        return whole if self._in_parts or self._follows(count) else None

    def before(self, whole: PlacedQuantity | None) -> Before | None:
        """The result counted before the one at hand."""
        last = self._last
        return Before(last.kind, last.clause.sentence, whole is not None or self._in_parts) if last else None

    def shared(self) -> Act | None:
        """The act of the count before, where one verb governs both: 新建食堂6个、卫生室9间, 受理**件，其中初访*件."""
        last = self._last
        if last is None or not (self._in_parts or (last.clause is self._clause and self.base is None)):
            return None
        return last.act

    def _follows(self, count: PlacedQuantity) -> bool:
        """Whether a count tells what came of the one before it: 提出意见412条，采纳137条."""
        clause = self._clause
        if clause is None or self._last is None or self._last.clause.sentence != clause.sentence:
            return False
        begin = clause.quantities[count.place - 1].end if count.place else clause.start
        between = clause.view.text[begin : count.start]
        return "其中" in between or "从中" in between or tells_outcome(clause)


def _fits_into(part: Quantity, whole: Quantity) -> bool:
    """A part is not larger than its whole, as far as bounds can tell."""
    return part.low is None or whole.high is None or part.low <= whole.high


def _first(clause: Clause, start: int) -> int:
    """Where a clause begins behind its joining word, if that stands before what begins at `start`."""
    if clause.opening not in _JOINING_STARTS:
        return clause.start
    joined = _joining().match(clause.text)
    return clause.start + joined.end() if joined and clause.start + joined.end() < start else clause.start


_JOINING: Final = ("其中", "并且", "并", "同时", "而且", "还")
_JOINING_STARTS: Final = frozenset(word[0] for word in _JOINING)


@cache
def _joining() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_JOINING)})[，：]?")
