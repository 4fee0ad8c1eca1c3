"""`iter_reports(source)`: the reports of a tree, one by one, in this process."""

from collections.abc import Iterator
from typing import Literal, overload

from sanbai_nlp.archive.failures import Failure
from sanbai_nlp.archive.meta import Meta, MetaTable
from sanbai_nlp.archive.outcomes import EntryReader
from sanbai_nlp.archive.pattern import PathPattern
from sanbai_nlp.archive.remote import source_at
from sanbai_nlp.archive.run import StrPath
from sanbai_nlp.archive.source import Source
from sanbai_nlp.errors import UnreadableFileError
from sanbai_nlp.parser import Parser
from sanbai_nlp.schema import Report


@overload
def iter_reports(
    source: StrPath,
    *,
    parser: Parser | None = None,
    meta: StrPath | None = None,
    meta_from_path: str | None = None,
    errors: Literal["raise"] = "raise",
) -> Iterator[Report]: ...
@overload
def iter_reports(
    source: StrPath,
    *,
    parser: Parser | None = None,
    meta: StrPath | None = None,
    meta_from_path: str | None = None,
    errors: Literal["return"],
) -> Iterator[Report | Failure]: ...
def iter_reports(
    source: StrPath,
    *,
    parser: Parser | None = None,
    meta: StrPath | None = None,
    meta_from_path: str | None = None,
    errors: Literal["raise", "return"] = "raise",
) -> Iterator[Report | Failure] | Iterator[Report]:
    """Every report of a folder, archives in it too, read lazily and in one order; `source.path` is relative to it.

    Args:
        source: a folder, or one file; a URL for fsspec (`s3://…`) too.
        parser: what parses; one with the built-in lexicon and tagger where None.
        meta: a CSV table of what is known of files (see `MetaTable`).
        meta_from_path: a pattern of folders (see `PathPattern`).
        errors: "raise" stops at a file that cannot be read, "return" gives a `Failure` in its place.

    Raises:
        UnreadableFileError, SanbaiError: of a file that cannot be read; "return" gives them as `Failure`.
        MetaError: where the table or the pattern cannot be used.
        ValueError: if `errors` is none of the above.
    """
    if errors not in ("raise", "return"):
        raise ValueError(f"errors must be 'raise' or 'return', not {errors!r}")
    known = Meta(MetaTable(meta) if meta else None, PathPattern(meta_from_path) if meta_from_path else None)
    return _reports(source_at(source), parser or Parser(), known, stops=errors == "raise")


def _reports(source: Source, parser: Parser, meta: Meta, *, stops: bool) -> Iterator[Report | Failure]:
    reader = EntryReader(source, parser, meta)
    for entry in source.entries():
        for outcome in reader.outcomes(entry):
            if outcome.failure is not None:
                if stops:
                    raise outcome.error or UnreadableFileError(outcome.path, str(outcome.failure.detail))
                yield outcome.failure
            yield from outcome.reports
