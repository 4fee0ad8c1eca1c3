"""What a peer is here: something that reads a text and says what it found, in the form of our gold annotations.

This module and `measure` run in environments that hold one peer and nothing of ours.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

Value = str | int | float | bool | None
"""What a field of an annotation may hold, as in gold."""


@dataclass(frozen=True)
class Annotation:
    """A find in the form of gold: its layer, its place [start, end) in the text, and the fields that the peer gives.

    `layer` is a line of the score (`quantity`, `achievement_counted` …) or, for what gold does not have, a name of the
    peer's own (`person`), which is counted and not scored.
    """

    layer: str
    start: int
    end: int
    values: Mapping[str, Value] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    """What a legislative step says; other layers are known by their places."""


class Peer(Protocol):
    """One tool in its best configuration."""

    distributions: tuple[str, ...]
    """What it is made of, by the names on the package index."""
    layers: tuple[str, ...]
    """The layers that it can do at all; it is scored on these."""

    def read(self, text: str) -> list[Annotation]:
        """Everything that it finds in a report."""

    def job(self, text: str) -> Callable[[], object]:
        """What is timed: the tool's own calls for this text; whatever we do before and after is left out."""


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, each with its place in the text."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1
