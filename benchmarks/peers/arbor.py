"""ArborParser: a tree of headings, by patterns that we give it for the numbering of these reports."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from peers.peer import Annotation


class Node(Protocol):
    """A heading with all that stands below it; `content` is its own text, from its line to the next heading's."""

    level_text: str
    title: str
    content: str
    children: "list[Node]"


def nodes(root: Node) -> Iterator[Annotation]:
    """The headings of a tree: marker to the end of the line without its last mark, and how deep each stands."""
    at = len(root.content)
    for depth, node in _walk(root.children, 1):
        start = at + len(node.content) - len(node.content.lstrip())
        line = node.content.lstrip().split("\n", 1)[0].rstrip(" \t\r　。；：")
        yield Annotation("node", start, start + len(line), {"level": depth})
        at += len(node.content)


def _walk(children: Iterable[Node], depth: int) -> Iterator[tuple[int, Node]]:
    for node in children:
        yield depth, node
        yield from _walk(node.children, depth + 1)


class ArborParser:
    """`ChainParser` with the eight numberings of the guideline, `TreeBuilder` with the strategy that does best."""

    distributions = ("arborparser",)
    layers = ("node",)

    def __init__(self) -> None:
        from arborparser import ChainParser, StrictStrategy, TreeBuilder  # noqa: PLC0415  only in the peers' environment
        from arborparser.pattern import NumberType, NumberTypeInfo, PatternBuilder  # noqa: PLC0415

        chinese, circled = NumberType.CHINESE, NumberType.CIRCLED
        arabic = NumberTypeInfo(r"[\d*]+", lambda number: 0 if "*" in number else int(number), "arabic or masked")
        forms = [
            ("", chinese, "、"),
            ("[（(]", chinese, "[）)]"),
            ("", arabic, r"[.．](?!\d)"),
            ("", arabic, "、"),
            ("[（(]", arabic, "[）)]"),
            ("", circled, ""),
            ("第", chinese, "，"),
            ("", chinese, "[是要]"),
        ]
        patterns = [PatternBuilder(before, kind, behind, max_level=1).build() for before, kind, behind in forms]
        self.parser, self.builder = ChainParser(patterns), TreeBuilder(StrictStrategy())

    def read(self, text: str) -> list[Annotation]:
        """The headings of the tree."""
        return list(nodes(self._tree(text)))

    def job(self, text: str) -> Callable[[], object]:
        """Chain and tree."""
        return lambda: self._tree(text)

    def _tree(self, text: str) -> Node:
        tree: Node = self.builder.build_tree(self.parser.parse_to_chain(text))
        return tree
