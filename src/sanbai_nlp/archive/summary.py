"""What a run comes to."""

from dataclasses import dataclass
from pathlib import Path

from sanbai_nlp.archive.meta import MetaRow
from sanbai_nlp.archive.records import Counts


@dataclass(frozen=True)
class Summary:
    """What all parts of a run hold, those of earlier runs that it went on with too.

    Attributes:
        out: the folder of the tables, or its URL.
        counts: files, reports, characters and more.
        duplicates: reports that are like an earlier one.
        exact: those of them that are the same to the letter.
        done_now: files that this run read; the others were done before.
        taken_out: entries whose rows were taken out, since they have changed, vanished, or had failed.
        seconds: that this run took.
        unused_rows: of the table of `meta`, about no file.
        bare_files: how many files nothing in the table and the pattern is about.
        some_bare_files: the first of them.
        workbook: the Excel file or its URL, where one was asked for.
    """

    out: Path | str
    counts: Counts
    duplicates: int = 0
    exact: int = 0
    done_now: int = 0
    taken_out: int = 0
    seconds: float = 0.0
    unused_rows: tuple[MetaRow, ...] = ()
    bare_files: int = 0
    some_bare_files: tuple[str, ...] = ()
    workbook: Path | str | None = None
