"""Paragraphs on their way to blocks: what is known of each, its heading too."""

from dataclasses import dataclass

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


@dataclass(slots=True)
class Item:
    """A paragraph on its way to a block."""

    view: View
    role: Role | None = None
    head: Head | None = None
    marker: Marker | None = None
    open_styles: frozenset[Style] = frozenset()
