"""Which clauses of a passage are worth a closer look: those with a word that a reader cannot do without."""

import re

from sanbai_nlp.lexicon import Category
from sanbai_nlp.statements.clauses import Passage


def signed(passage: Passage, sign: re.Pattern[str], categories: tuple[Category, ...]) -> list[bool]:
    """Of each clause, whether a sign stands in it, or begins there a term of one of some categories.

    A sign holds no mark that ends a clause. One search runs through the whole passage, and goes on from the next clause
    behind a sign: a clause without any costs no search of its own.
    """
    text = passage.view.text
    marked: list[bool] = []
    at = -1
    for clause in passage.clauses:
        if at < clause.start:
            match = sign.search(text, clause.start)
            at = match.start() if match else len(text)
        marked.append(at < clause.end)
    for category in categories:
        for hit in passage.view.longest(category):
            clause_of = passage.clause_of(hit)
            if clause_of is not None:
                marked[clause_of.index] = True
    return marked
