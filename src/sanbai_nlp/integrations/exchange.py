"""Files of any tool: gold or reports out, corrections in."""

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from sanbai_nlp.errors import GoldError, UnreadableFileError
from sanbai_nlp.evaluation.scoring import Parses
from sanbai_nlp.integrations import docbin, doccano, label_studio
from sanbai_nlp.integrations.rows import Row, gold_rows


class Tool(StrEnum):
    """What a file is for."""

    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    SPACY = "spacy"


class _Door(NamedTuple):
    write: Callable[[Iterable[Row], str | Path], None]
    read: Callable[[str | Path, Parses | None], Iterator[Row | GoldError]]
    config: Callable[[], str] | None


_DOORS = {
    Tool.LABEL_STUDIO: _Door(label_studio.write, label_studio.read, label_studio.config),
    Tool.DOCCANO: _Door(doccano.write, doccano.read, doccano.config),
    Tool.SPACY: _Door(docbin.write, docbin.read, None),
}


class Imported(NamedTuple):
    """What a file gave: its rows, what was wrong with the others, and how many nobody had annotated."""

    rows: tuple[Row, ...]
    failed: tuple[GoldError, ...]
    untouched: int


def config(tool: Tool) -> str | None:
    """The labelling configuration of a tool, None where it needs none."""
    make = _DOORS[tool].config
    return None if make is None else make()


def export(rows: Iterable[Row], tool: Tool, path: str | Path) -> None:
    """Write rows in a tool's form. Raises `OSError` where that is not possible."""
    _DOORS[tool].write(rows, path)


def imported(
    path: str | Path, tool: Tool | None = None, *, predictions: bool = False, parser: Parses | None = None
) -> Imported:
    """The rows of a file that a tool exported, or of a gold file.

    Args:
        path: the file.
        tool: the tool that wrote it; told by the file where None.
        predictions: take what nobody has annotated too.
        parser: what reads the fields of new and moved regions; the built-in one where None.

    Raises:
        UnreadableFileError: where the file cannot be read, or is of no tool that is known here.
    """
    tool = tool or tool_of(path)
    found = list(gold_rows(path) if tool is None else _DOORS[tool].read(path, parser))
    rows: dict[str, Row] = {}
    failed = [each for each in found if isinstance(each, GoldError)]
    read = [each for each in found if isinstance(each, Row)]
    for row in read if predictions else [each for each in read if not each.predicted]:
        if row.doc in rows:
            failed.append(GoldError(path, None, f"the doc {row.doc!r} comes twice; the first is kept"))
        else:
            rows[row.doc] = row
    return Imported(tuple(rows.values()), tuple(failed), sum(row.predicted for row in read))


def tool_of(path: str | Path) -> Tool | None:
    """The tool that wrote a file, None for a gold file.

    Raises:
        UnreadableFileError: where the file cannot be opened.
    """
    try:
        with Path(path).open("rb") as file:
            opening = file.readline()
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    if opening.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[":
        return Tool.LABEL_STUDIO
    try:
        first = json.loads(opening.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return Tool.SPACY if Path(path).suffix == ".spacy" else None
    return None if isinstance(first, dict) and "annotations" in first else Tool.DOCCANO
