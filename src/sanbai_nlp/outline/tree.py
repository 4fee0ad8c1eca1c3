"""Heads in a row → a tree with levels and parents, as a reader would build it, and warnings where numbers go wrong."""

from typing import Final, final

from sanbai_nlp.outline.items import Head
from sanbai_nlp.schema import Style

_PLAIN: Final = Style.PLAIN
_ARABIC_DOT: Final = Style.ARABIC_DOT
_ARABIC_COMMA: Final = Style.ARABIC_COMMA


@final
class Node:
    """A heading's place in the tree: level from 1, and the index of its parent (None at the top)."""

    __slots__ = ("level", "misnumbered", "parent")

    def __init__(self, level: int, parent: int | None, misnumbered: bool) -> None:
        self.level = level
        self.parent = parent
        self.misnumbered = misnumbered


_Kind = Style | None


@final
class _Frame:
    """A head that is open: what stands below it belongs to it."""

    __slots__ = ("index", "kind", "number", "style")

    def __init__(self, kind: _Kind, style: Style, index: int, number: int | None) -> None:
        self.kind = kind
        self.style = style
        self.index = index
        self.number = number


def build(heads: list[Head]) -> list[Node]:
    """The place of each head. A style that is open goes back to its level; a new one goes one deeper."""
    stack: list[_Frame] = []
    nodes: list[Node] = []
    for index, head in enumerate(heads):
        number = head.marker.number if head.marker else None
        depth = _depth(stack, head, number, heads[index - 1] if index else None)
        expected = (stack[depth].number or 0) + 1 if depth < len(stack) and stack[depth].number is not None else None
        misnumbered = number is not None and (
            number != expected if expected is not None else depth == len(stack) and number != 1
        )
        del stack[depth:]
        parent = stack[-1].index if stack else None
        stack.append(_Frame(_kind(head), head.style, index, number))
        nodes.append(Node(depth + 1, parent, misnumbered))
    return nodes


def _kind(head: Head) -> _Kind:
    """Heads of one kind stand on one level, 1. and 1、 too, which writers mix.

    Unmarked ones differ in kind: a line of its own, which is of none of the styles here, heads lead sentences.
    """
    style = head.style
    if style is _PLAIN and head.alone:
        return None
    return _ARABIC_DOT if style is _ARABIC_COMMA else style


def _depth(stack: list[_Frame], head: Head, number: int | None, above: Head | None) -> int:
    """At which place of the stack a head belongs; `len(stack)` is one deeper than all that is open."""
    kind = _kind(head)
    same = [depth for depth, frame in enumerate(stack) if frame.kind is kind]
    if not same:
        return len(stack)
    if number is None:
        return same[-1]
    if number == 1 and len(same) == 1 and _opens_own_row(stack, head, above):
        return len(stack)
    alike = [depth for depth in same if stack[depth].style is head.style] or same
    for row in (alike, same):
        fitting = [depth for depth in row if (stack[depth].number or 0) + 1 == number]
        if fitting:
            return fitting[-1]
    return alike[-1]


def _opens_own_row(stack: list[_Frame], head: Head, above: Head | None) -> bool:
    """一、 right below a heading 一、 or 二、 that has no text of its own opens a row of its own."""
    if above is None or above.title is None or not above.alone:
        return False
    kind = _kind(head)
    return _kind(above) is kind and stack[-1].kind is kind
