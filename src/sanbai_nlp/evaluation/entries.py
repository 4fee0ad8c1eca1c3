"""What is laid beside each other: gold annotations and parsed objects, brought to one form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeGuard

from sanbai_nlp.evaluation.gold import Value

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of one side, at the place by which it is compared.

    `values` are the fields to judge (on the gold side: only those that this item wants judged), `either` their
    further right values. `identity` is set where an item is known by what it says and not by where it stands.
    """

    start: int
    end: int
    values: Values = field(default_factory=dict)
    either: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    optional: bool = False
    identity: tuple[str, ...] = ()

    def touches(self, other: "Entry") -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end

    def overlap(self, other: "Entry") -> float:
        """Intersection over union; the union runs from the first start to the last end."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        whole = max(self.end, other.end) - min(self.start, other.start)
        return max(0, shared) / whole if whole else 0.0

    def accepts(self, name: str, value: Value) -> bool:
        """Whether `value` is right for the field `name` of this gold item."""
        return any(_same(value, right) for right in self.accepted(name))

    def accepted(self, name: str) -> tuple[Value, ...]:
        """The right values of a field, the first choice first."""
        return (self.values[name], *self.either.get(name, ()))


def _same(found: Value, right: Value) -> bool:
    """Numbers compare within rounding, everything else exactly."""
    if _is_number(found) and _is_number(right):
        return abs(found - right) <= 1e-9 * max(1, abs(right))
    return found == right


def _is_number(value: Value) -> TypeGuard[int | float]:
    """Truth values are ints in Python, and no numbers here."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def picked(item: object, names: tuple[str, ...]) -> dict[str, Value]:
    """The named fields of a typed object; enums become their plain values, so that results are plain data."""
    found = {name: getattr(item, name) for name in names}
    return {name: value.value if isinstance(value, Enum) else value for name, value in found.items()}
