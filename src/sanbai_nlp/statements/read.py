"""Mentions → achievements, legislative steps, commitments, shortcomings: the one way into this room."""

from dataclasses import dataclass

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions import Mentions
from sanbai_nlp.outline import Stretch
from sanbai_nlp.schema import Achievement, Commitment, Document, Shortcoming
from sanbai_nlp.statements import shortcomings
from sanbai_nlp.statements.achievements import CountedReader
from sanbai_nlp.statements.clauses import passage
from sanbai_nlp.statements.commitments import CommitmentReader, spans
from sanbai_nlp.statements.legislation import LegislationReader, Move, documents, furthest
from sanbai_nlp.statements.named import NamedReader
from sanbai_nlp.statements.subjects import SubjectReader


@dataclass(frozen=True, slots=True)
class Statements:
    """What a report states, each kind in the order of the text."""

    achievements: tuple[Achievement, ...]
    documents: tuple[Document, ...]
    commitments: tuple[Commitment, ...]
    shortcomings: tuple[Shortcoming, ...]


class StatementReader:
    """The readers of statements, built once from a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        subjects = SubjectReader(lexicon)
        self._commitments = CommitmentReader(lexicon, subjects)
        self._counted = CountedReader(lexicon, subjects)
        self._named = NamedReader(subjects)

    def read(self, mentions: Mentions) -> Statements:
        """Promises first: what will be done, and what is lacking, is not done."""
        works, departments = mentions.works, mentions.departments
        legislation = LegislationReader(works)
        moves: list[Move] = []
        promises: list[Commitment] = []
        lacks: list[Shortcoming] = []
        achievements: list[Achievement] = []
        for reading in mentions.readings:
            text = passage(reading, self._lexicon)
            promised = self._commitments.read(text, works)
            lacking = shortcomings.read(text, spans(promised))
            moves += legislation.read(text, spans(promised))
            closed = [*spans(promised), *_back(text.view.start, lacking)]
            counted = self._counted.read(text, works, departments, closed)
            achievements += counted
            achievements += self._named.read(text, works, departments, closed, counted)
            promises += [promise.item for promise in promised]
            lacks += lacking
        achievements += self._named.legislative(list(furthest(moves).values()), works, departments)
        achievements.sort(key=lambda a: (a.start, a.quantity.start if a.quantity else a.end))
        return Statements(tuple(achievements), documents(works, moves), tuple(promises), tuple(lacks))


def _back(start: int, found: list[Shortcoming]) -> list[Stretch]:
    return [Stretch(item.start - start, item.end - start) for item in found]
