"""Overlapping items → stretches that do not overlap, each with every item that covers it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from sanbai_nlp.views.html.layers import Item, Layer

_MOST = 6  # items of one layer that a segment tells of; the others are counted, so that cost stays linear in any report


@dataclass(frozen=True, slots=True)
class Segment:
    """The stretch [start, end): the items over it, those of them that begin here, how many more cover it."""

    start: int
    end: int
    items: tuple[Item, ...]
    opening: tuple[Item, ...]
    more: int


def cut(items: Sequence[Item], breaks: Iterable[int], length: int) -> Iterator[Segment]:
    """The segments of a text of `length`, in order and without a gap; at `breaks` a segment ends in any case.

    `items` are sorted by their start. An empty item covers nothing.
    """
    solid = [item for item in items if item.start < item.end]
    edges = {0, length, *breaks, *(item.start for item in solid), *(item.end for item in solid)}
    endings = sorted(range(len(solid)), key=lambda index: solid[index].end)
    covering: dict[Layer, dict[int, Item]] = {layer: {} for layer in Layer}
    opened = closed = 0
    for start, end in pairwise(sorted(edge for edge in edges if 0 <= edge <= length)):
        while closed < len(endings) and solid[endings[closed]].end <= start:
            del covering[solid[endings[closed]].layer][endings[closed]]
            closed += 1
        first = opened
        while opened < len(solid) and solid[opened].start <= start:
            covering[solid[opened].layer][opened] = solid[opened]
            opened += 1
        told = tuple(item for layer in covering.values() for item in islice(layer.values(), _MOST))
        more = sum(map(len, covering.values())) - len(told)
        yield Segment(start, end, told, tuple(solid[first:opened]), more)
