"""`sanbai`, the command line: arguments in, library calls, tables out."""

from sanbai_nlp.cli import annotation, tag  # their commands are added to the app
from sanbai_nlp.cli.commands import app, main

__all__ = ["annotation", "app", "main", "tag"]
