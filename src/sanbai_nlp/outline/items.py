"""Paragraphs on their way to blocks: what is known of each, its heading too."""

from dataclasses import dataclass
from typing import final

from sanbai_nlp.outline.markers import Marker
from sanbai_nlp.outline.view import View
from sanbai_nlp.schema import Role, Style


@dataclass(slots=True)
class Head:
    """A heading as found: view positions of its marker, its title and its end; `title` None where there is none."""

    marker: Marker | None
    style: Style
    start: int
    end: int
    title: tuple[int, int] | None
    alone: bool
    rule: str


@final
class Item:
    """A paragraph on its way to a block; `open_styles` are those of the markers above it and its own."""

    __slots__ = ("head", "marker", "open_styles", "role", "view")

    def __init__(self, view: View, role: Role | None) -> None:
        self.view = view
        self.role = role
        self.head: Head | None = None
        self.marker: Marker | None = None
        self.open_styles: frozenset[Style] = frozenset()
