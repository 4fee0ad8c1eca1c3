"""What a finder finds, and the door by which any finder enters."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from sanbai_nlp.lexicon import Part
from sanbai_nlp.outline import View
from sanbai_nlp.schema import DepartmentKind, DocumentKind, Level, Modifier, TimeKind

Number = int | float


class Layer(StrEnum):
    """Who may claim a stretch of text, in the order in which they are asked (docs/decisions/0002)."""

    MARKER = "marker"
    DOCUMENT = "document"
    PHRASE = "phrase"
    DEPARTMENT = "department"
    TIME = "time"
    QUANTITY = "quantity"
    NAME = "name"


class Amount(NamedTuple):
    """What a quantity says; see `sanbai_nlp.schema.Quantity`."""

    low: Number | None
    high: Number | None
    value: Number | None
    masked: bool
    modifier: Modifier
    unit: str


class When(NamedTuple):
    """What a time expression says; see `sanbai_nlp.schema.Time`."""

    year: int | None
    month: int | None
    day: int | None
    masked: bool
    kind: TimeKind


class Name(NamedTuple):
    """A department's name in its parts: the place before it, and what the place governs."""

    place: str
    level: Level | None
    parts: tuple[Part, ...]
    kind: DepartmentKind
    core: str


class Title(NamedTuple):
    """A document's title, without 《》 and without （草案）."""

    name: str
    kind: DocumentKind
    draft: bool
    full: bool


class Found(NamedTuple):
    """A proposal: view positions [start, end), the layer that it is for, the rule, and what it says.

    A model's finder gives `Layer.DEPARTMENT` and `value=None`; its span is then resolved like any other name's.
    """

    start: int
    end: int
    layer: Layer
    rule: str
    value: Amount | When | Name | Title | None = None
    kind: DepartmentKind | None = None


@runtime_checkable
class Finder(Protocol):
    """Anything that proposes mentions in a view. A rule's span wins over a model's; a model's adds."""

    def __call__(self, view: View) -> Iterable[Found]:
        """Propose mentions, in any order; overlapping ones are settled later."""
        ...
