"""An archive of years: a tree of files → tables, on every core, resumable, with an account of every file."""

from sanbai_nlp.archive.columns import DUPLICATES, FAILED, FILES, OUTPUT
from sanbai_nlp.archive.failures import Failure
from sanbai_nlp.archive.meta import Meta, MetaRow, MetaTable
from sanbai_nlp.archive.pattern import PathPattern
from sanbai_nlp.archive.progress import BarShow, LineShow, State
from sanbai_nlp.archive.records import Counts
from sanbai_nlp.archive.run import TIMEOUT, Format, tag
from sanbai_nlp.archive.stream import iter_reports
from sanbai_nlp.archive.summary import Summary

__all__ = [
    "DUPLICATES",
    "FAILED",
    "FILES",
    "OUTPUT",
    "TIMEOUT",
    "BarShow",
    "Counts",
    "Failure",
    "Format",
    "LineShow",
    "Meta",
    "MetaRow",
    "MetaTable",
    "PathPattern",
    "State",
    "Summary",
    "iter_reports",
    "tag",
]
