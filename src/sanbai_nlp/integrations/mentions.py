"""Departments of gold reports as what an entity recogniser learns from: texts as the rules read them, and places in them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sanbai_nlp.evaluation import GoldDepartment, GoldReport
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import View, read_outline
from sanbai_nlp.parser import Parser
from sanbai_nlp.schema import Role

DEPARTMENT = "DEPARTMENT"
"""The label that our own models give. Those of others call organisations ORG, ORGANIZATION or NT."""

ORGANISATIONS = frozenset({DEPARTMENT, "ORG", "ORGANIZATION", "NT", "nt", "ni", "机构名"})


_MARKS = re.compile(r"[\s，。；：！？、“”‘’《》（）〔〕\[\]…—]|^[\d*.]+$")


class Marked(NamedTuple):
    """A text and the places [start, end) of the departments in it, in their order."""

    text: str
    places: tuple[tuple[int, int], ...]


def namelike(text: str) -> bool:
    """Whether an organ could be called that: two characters or more, no punctuation, no bare number or mask."""
    return len(text) > 1 and not _MARKS.search(text)


def marked_views(golds: Iterable[GoldReport], parser: Parser | None = None) -> Iterator[Marked]:
    """The paragraphs of reports as the rules see them (folded, unwrapped), with the departments of each.

    Args:
        golds: reports whose departments are annotated, or not.
        parser: who marks the departments of reports that have none annotated; without one these are left out.
    """
    lexicon = Lexicon.default() if parser is None else parser.lexicon
    for gold in golds:
        marked = [(one.start, one.end) for one in gold.of(GoldDepartment)]
        if not marked and parser is not None:
            found = parser.parse(gold.text).departments
            marked = [(one.start, one.end) for department in found for one in department.mentions]
        if marked:
            yield from _views(gold.text, marked, lexicon)


def _views(text: str, marked: Sequence[tuple[int, int]], lexicon: Lexicon) -> Iterator[Marked]:
    for section in read_outline(text, lexicon).sections:
        block = section.block
        if block.role != Role.OTHER:
            inside = [(start, end) for start, end in marked if block.start <= start and end <= block.end]
            places = sorted(_in_view(section.view, start, end) for start, end in inside)
            yield Marked(section.view.text, tuple(_apart(places)))


def marked_sentences(views: Iterable[Marked], longest: int) -> Iterator[Marked]:
    """The same, cut at sentence ends and into pieces of at most `longest` characters."""
    for view in views:
        for start, end in pieces(view.text, longest):
            inside = [(s - start, e - start) for s, e in view.places if start <= s and e <= end]
            yield Marked(view.text[start:end], tuple(inside))


def pieces(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Where a text can be cut: behind sentence ends, or else where it gets too long."""
    start = 0
    for at, mark in enumerate(text):
        if mark in "。；！？\n" or at + 1 - start >= longest:
            yield start, at + 1
            start = at + 1
    if start < len(text):
        yield start, len(text)


def _in_view(view: View, start: int, end: int) -> tuple[int, int]:
    """View positions of report offsets [start, end)."""
    if view.kept is None:
        return start - view.start, end - view.start
    return bisect_left(view.kept, start - view.start), bisect_left(view.kept, end - view.start)


def _apart(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Without those that overlap an earlier one, or hold nothing."""
    reached = 0
    for start, end in places:
        if reached <= start < end:
            yield start, end
            reached = end
