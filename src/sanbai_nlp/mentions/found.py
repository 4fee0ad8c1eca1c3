"""What a finder finds."""

from enum import StrEnum
from typing import Final, final

from sanbai_nlp.lexicon import Part
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


class _Told:
    """What compares, shows itself and is copied by its parts; no named tuple, for compiled that is slow to make and read."""

    __slots__ = ()

    def _parts(self) -> tuple[object, ...]:
        """What `__init__` was given, in its order."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told) and type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._parts()))})"

    def __reduce__(self) -> tuple[type["_Told"], tuple[object, ...]]:
        return type(self), self._parts()


@final
class Amount(_Told):
    """What a quantity says; see `sanbai_nlp.schema.Quantity`."""

    __slots__ = ("high", "low", "masked", "modifier", "unit", "value")

    def __init__(
        self,
        low: Number | None,
        high: Number | None,
        value: Number | None,
        masked: bool,
        modifier: Modifier,
        unit: str,
    ) -> None:
        self.low: Final = low
        self.high: Final = high
        self.value: Final = value
        self.masked: Final = masked
        self.modifier: Final = modifier
        self.unit: Final = unit

    def _parts(self) -> tuple[object, ...]:
        return self.low, self.high, self.value, self.masked, self.modifier, self.unit


@final
class When(_Told):
    """What a time expression says; see `sanbai_nlp.schema.Time`."""

    __slots__ = ("day", "kind", "masked", "month", "year")

    def __init__(self, year: int | None, month: int | None, day: int | None, masked: bool, kind: TimeKind) -> None:
        self.year: Final = year
        self.month: Final = month
        self.day: Final = day
        self.masked: Final = masked
        self.kind: Final = kind

    def _parts(self) -> tuple[object, ...]:
        return self.year, self.month, self.day, self.masked, self.kind


@final
class Name(_Told):
    """A department's name in its parts: the place before it, and what the place governs."""

    __slots__ = ("core", "kind", "level", "parts", "place")

    def __init__(
        self, place: str, level: Level | None, parts: tuple[Part, ...], kind: DepartmentKind, core: str
    ) -> None:
        self.place: Final = place
        self.level: Final = level
        self.parts: Final = parts
        self.kind: Final = kind
        self.core: Final = core

    def _parts(self) -> tuple[object, ...]:
        return self.place, self.level, self.parts, self.kind, self.core


@final
class Title(_Told):
    """A document's title, without 《》 and without （草案）."""

    __slots__ = ("draft", "full", "kind", "name")

    def __init__(self, name: str, kind: DocumentKind, draft: bool, full: bool) -> None:
        self.name: Final = name
        self.kind: Final = kind
        self.draft: Final = draft
        self.full: Final = full

    def _parts(self) -> tuple[object, ...]:
        return self.name, self.kind, self.draft, self.full


@final
class Found(_Told):
    """A proposal: view positions [start, end), the layer that it is for, the rule, and what it says.

    A model's finder gives `Layer.DEPARTMENT` and `value=None`; its span is then resolved like any other name's.
    """

    __slots__ = ("end", "kind", "layer", "rule", "start", "value")

    def __init__(
        self,
        start: int,
        end: int,
        layer: Layer,
        rule: str,
        value: Amount | When | Name | Title | None = None,
        kind: DepartmentKind | None = None,
    ) -> None:
        self.start: Final = start
        self.end: Final = end
        self.layer: Final = layer
        self.rule: Final = rule
        self.value: Final = value
        self.kind: Final = kind

    def _parts(self) -> tuple[object, ...]:
        return self.start, self.end, self.layer, self.rule, self.value, self.kind
