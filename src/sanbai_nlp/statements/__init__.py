"""Mentions → achievements, legislative steps, commitments, shortcomings."""

from sanbai_nlp.statements.about import About, about
from sanbai_nlp.statements.read import StatementReader, Statements

__all__ = ["About", "StatementReader", "Statements", "about"]
