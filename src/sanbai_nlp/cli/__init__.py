"""`sanbai`, the command line: arguments in, library calls, tables out."""

from sanbai_nlp.cli.commands import app, main

__all__ = ["app", "main"]
