"""Mentions → achievements, legislative steps, commitments, shortcomings: the one way into this room."""

from typing import Final, NamedTuple

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions import Mentions
from sanbai_nlp.outline import Cover, section_words
from sanbai_nlp.schema import Achievement, Commitment, DepartmentKind, Document, Role, Shortcoming
from sanbai_nlp.statements import shortcomings
from sanbai_nlp.statements.achievements import Counted, CountedReader
from sanbai_nlp.statements.clauses import Names, Passage
from sanbai_nlp.statements.commitments import CommitmentReader
from sanbai_nlp.statements.legislation import LegislationReader, Move, StageGrammar, documents, furthest
from sanbai_nlp.statements.named import NamedReader
from sanbai_nlp.statements.subjects import SubjectReader

_BODY: Final = Role.BODY
_CLOSING: Final = Role.CLOSING


class Statements(NamedTuple):
    """What a report states, each kind in the order of the text."""

    achievements: tuple[Achievement, ...]
    documents: tuple[Document, ...]
    commitments: tuple[Commitment, ...]
    shortcomings: tuple[Shortcoming, ...]


class StatementReader:
    """The readers of statements, built once from a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words = section_words(lexicon)
        self._stages = StageGrammar(lexicon)
        subjects = SubjectReader(lexicon)
        self._commitments = CommitmentReader(lexicon, subjects)
        self._counted = CountedReader(lexicon, subjects)
        self._named = NamedReader(lexicon, subjects)

    def read(self, mentions: Mentions) -> Statements:
        """Promises first: what will be done, and what is lacking, is not done."""
        works = Names.of((m.mention.start, work.name) for work in mentions.works for m in work.mentions)
        departments = Names.of((m.start, d.name) for d in mentions.departments for m in d.mentions)
        legislation = LegislationReader(self._stages, mentions.works)
        congress = mentions.house.kind in (DepartmentKind.CONGRESS, DepartmentKind.STANDING_COMMITTEE)
        house = mentions.house.unit or mentions.house.base
        moves: list[Move] = []
        promises: list[Commitment] = []
        lacks: list[Shortcoming] = []
        counts: list[Counted] = []
        others: list[Achievement] = []
        above: int | None = None
        for reading in mentions.readings:
            block = reading.claimed.section.block
            role = block.role
            # Only content, and the last look back and ahead, state anything.
            if role is not _BODY and role is not _CLOSING:
                continue
            passage = Passage(reading, role, self._words, congress, house)
            own_works, own_departments = works.inside(passage.view), departments.inside(passage.view)
            closed = Cover(len(passage.view.text))
            promised = self._commitments.read(passage, own_works)
            for promise in promised:
                closed.add(promise.start, promise.end)
            moves += legislation.read(passage, closed)
            heading = block.heading
            lacking = shortcomings.read(passage, closed, opens=heading != above)
            above = heading
            for lack in lacking:
                closed.add(lack.start, lack.end)
            counted = self._counted.read(passage, own_works, own_departments, closed)
            counts += counted
            others += self._named.read(passage, own_works, own_departments, closed, counted)
            promises += [promise.item for promise in promised]
            lacks += [lack.item for lack in lacking]
        others += self._named.legislative(list(furthest(moves).values()), works, departments)
        return Statements(_in_order(counts, others), documents(mentions.works, moves), tuple(promises), tuple(lacks))


def _in_order(counts: list[Counted], others: list[Achievement]) -> tuple[Achievement, ...]:
    """Achievements by where they begin; of those that begin together, by where their count does, or else their end."""
    rows = [(one.start, one.count, place, one.item) for place, one in enumerate(counts)]
    rows += [(one.start, one.end, place, one) for place, one in enumerate(others, len(counts))]
    return tuple(row[3] for row in sorted(rows))
