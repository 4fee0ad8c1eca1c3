"""Where a closer look is worth it: clauses with a word that a reader cannot do without, quotes near a clause."""

import re
from bisect import bisect_left

from sanbai_nlp.lexicon import Category
from sanbai_nlp.outline import Enclosed
from sanbai_nlp.statements.clauses import Passage


def signed(passage: Passage, sign: re.Pattern[str]) -> list[bool]:
    """Of each clause, whether a sign stands in it; a sign holds no mark that ends a clause.

    One search runs through the whole passage, and goes on from the next clause behind a sign: a clause without any costs
    no search of its own.
    """
    text = passage.view.text
    marked: list[bool] = []
    at = -1
    for clause in passage.clauses:
        if at < clause.start:
            match = sign.search(text, clause.start)
            at = match.start() if match else len(text)
        marked.append(at < clause.end)
    return marked


def mark(passage: Passage, marked: list[bool], category: Category) -> None:
    """Mark the clauses in which a term of a category stands too."""
    if not passage.view.hits.any(category):
        return
    clauses, at = passage.clauses, 0
    for hit in passage.view.longest(category):
        while at < len(clauses) and clauses[at].end < hit.end:
            at += 1
        if at < len(clauses) and clauses[at].start <= hit.start:
            marked[at] = True


def ending_from(enclosed: list[Enclosed], at: int) -> int:
    """The place of the first enclosed part of a view that ends at a position or behind it: they are in that order."""
    return bisect_left(enclosed, at, key=_end_of)


def _end_of(part: Enclosed) -> int:
    return part.end
