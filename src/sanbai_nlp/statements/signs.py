"""Which clauses of a passage are worth a closer look: those with a word that a reader cannot do without."""

import re

from sanbai_nlp.lexicon import Category
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
