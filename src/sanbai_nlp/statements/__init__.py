"""Mentions → achievements, legislative steps, commitments, shortcomings."""

from sanbai_nlp.statements.read import StatementReader, Statements

__all__ = ["StatementReader", "Statements"]
