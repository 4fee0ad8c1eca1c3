"""The typed objects of a report. Frozen, JSON in and out, with no logic but their own invariants.

Offsets are code points into `Report.text`; whatever has `start` and `end` has
``text == report.text[start:end]``, which `Report` checks whenever one is made or loaded.
"""

from collections.abc import Iterator
from itertools import chain
from os import PathLike
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sanbai_nlp.schema.enums import (
    Basis,
    CommitmentKind,
    DepartmentKind,
    Dimension,
    DocumentKind,
    Level,
    Modifier,
    Role,
    Stage,
    Status,
    Style,
    TimeKind,
    WarningCode,
)
from sanbai_nlp.schema.surfaces import first_misplaced

SCHEMA_VERSION = "1.0"


class _Object(BaseModel):
    # Validators are built at first use: a third of what importing this package would cost otherwise.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Span(_Object):
    """A stretch of the report: `start` (inclusive) and `end` (exclusive) in code points, and its surface."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Source(_Object):
    """Where a report came from: the file, and the place in it (`offset` into the file's normalised text)."""

    path: str
    sha256: str
    encoding: str
    index: int = Field(ge=0)
    offset: int = Field(ge=0)


class Reporter(_Object):
    """Who reports; either part is None where it is absent or masked."""

    name: str | None
    position: str | None


class Block(Span):
    """A paragraph with its role; what a tagger says of it is None without one and off the body.

    `scores` are probabilities that sum to one; `review` says that a person should look; `shares` is how much of a block
    is in sentences of each dimension, None where all its sentences are of one.
    """

    role: Role
    heading: int | None = Field(description="index into headings; a heading's own block points to itself")
    label: Dimension | None = None
    scores: dict[Dimension, float] | None = None
    review: bool | None = None
    shares: dict[Dimension, float] | None = None

    def __hash__(self) -> int:
        """By all but the figures, which no two blocks of a place differ in alone."""
        return hash((self.start, self.end, self.text, self.role, self.heading, self.label))


class Heading(Span):
    """A node of the outline. `number` is what the marker says, even when it is wrong; `level` 1 is the top."""

    marker: str | None
    style: Style
    number: int | None
    level: int = Field(ge=1)
    title: str | None
    parent: int | None = Field(description="index into headings")
    rule: str


class Quantity(Span):
    """A number with its measure word. `low` and `high` are the bounds that the writing implies, None where none."""

    low: int | float | None
    high: int | float | None
    value: int | float | None
    masked: bool
    modifier: Modifier
    unit: str
    rule: str


class Time(Span):
    """A time expression; `year`, `month` and `day` are None where they are masked or absent."""

    year: int | None
    month: int | None
    day: int | None
    masked: bool
    kind: TimeKind
    rule: str


class Mention(Span):
    """One occurrence of a department or document, with the rule that found it."""

    rule: str


class Department(_Object):
    """An organ under its canonical name, with every mention of it."""

    name: str
    level: Level | None
    kind: DepartmentKind
    members: tuple[str, ...] = ()
    mentions: tuple[Mention, ...]
    rule: str


class Step(Span):
    """One step of a regulation's way; `time` and `agent` are None where the report does not say."""

    stage: Stage
    status: Status
    time: Time | None
    agent: str | None
    rule: str


class Document(_Object):
    """A regulation, law, rule or titled text, clustered over its mentions. `stage` is its furthest done step."""

    name: str
    kind: DocumentKind
    draft: bool
    stage: Stage | None
    steps: tuple[Step, ...]
    mentions: tuple[Mention, ...]
    rule: str


class Achievement(Span):
    """A statement of work done that can be counted or named. `kind` is open to the lexicon's additions."""

    kind: str
    basis: Basis
    action: str | None
    object: str | None
    quantity: Quantity | None
    base: Quantity | None
    documents: tuple[str, ...]
    departments: tuple[str, ...]
    block: int
    rule: str


class Commitment(Span):
    """What the reporter says will be done. `trigger` is the words that announce it, `due` its first time."""

    kind: CommitmentKind
    trigger: str
    due: Time | None
    topic: str | None
    documents: tuple[str, ...]
    block: int
    rule: str


class Shortcoming(Span):
    """What the reporter admits is lacking."""

    block: int
    rule: str


class ParseWarning(_Object):
    """What a parse could not settle, and where; `start` and `end` are None where it concerns the whole report."""

    code: WarningCode
    message: str
    start: int | None
    end: int | None


class Report(_Object):
    """One duty report as typed objects. See `docs/contract.md` for every field.

    Raises:
        pydantic.ValidationError: where an object's `text` is not what stands at its offsets.
    """

    schema_version: str = SCHEMA_VERSION
    text: str
    source: Source | None = None
    meta: dict[str, str] = Field(default_factory=dict)
    title: str | None
    reporter: Reporter | None
    department: str | None
    period: Time | None
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    departments: tuple[Department, ...]
    documents: tuple[Document, ...]
    achievements: tuple[Achievement, ...]
    commitments: tuple[Commitment, ...]
    shortcomings: tuple[Shortcoming, ...]
    warnings: tuple[ParseWarning, ...]

    def spans(self) -> Iterator[Span]:
        """Every object of the report that has a place in its text, layer by layer."""
        return chain(
            self.blocks,
            self.headings,
            self.quantities,
            self.times,
            chain.from_iterable([department.mentions for department in self.departments]),
            chain.from_iterable([(*document.mentions, *document.steps) for document in self.documents]),
            self.achievements,
            self.commitments,
            self.shortcomings,
        )

    def to_html(self, path: str | PathLike[str]) -> None:
        """Write one stand-alone page that shows the report: no script, no network, readable in any browser.

        Raises:
            OSError: where the file cannot be written.

        Example:
            >>> import sanbai_nlp
            >>> sanbai_nlp.parse("一、办理建议**件。").to_html("报告.html")
        """
        from sanbai_nlp.views import html  # the only way up, with the one below; pyproject.toml names it

        html.write([self], path)

    def _repr_html_(self) -> str:
        """The report as Jupyter shows it."""
        from sanbai_nlp.views import html

        return html.notebook(self)

    def _held(self) -> Iterator[Span]:
        """The whole objects that other objects hold; they are checked, though most stand in a layer too."""
        held: list[Span | None] = [self.period]
        for document in self.documents:
            held += [step.time for step in document.steps]
        for achievement in self.achievements:
            held += (achievement.quantity, achievement.base)
        held += [commitment.due for commitment in self.commitments]
        return filter(None, held)

    @model_validator(mode="after")
    def _surfaces_hold(self) -> Self:
        span = first_misplaced(self.text, chain(self.spans(), self._held()))
        if span is not None:
            found = self.text[span.start : span.end]
            raise ValueError(
                f"{type(span).__name__} [{span.start}, {span.end}) says {span.text!r}, but the text has {found!r}"
            )
        return self
