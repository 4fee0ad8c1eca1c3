"""What goes out to an annotation tool and comes back: gold rows as JSON, with every key that they have.

`GoldReport` reads over what it does not know; a round trip must not, so rows stay JSON here and are checked by it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import JsonValue

from sanbai_nlp.errors import GoldError
from sanbai_nlp.evaluation.gold import gold_lines, gold_row

Json = dict[str, JsonValue]

PLACE = ("layer", "start", "end", "text")
"""The keys of an annotation that are no fields of its own."""

_OWN = ("doc", "text", "annotations")


class RecordError(ValueError):
    """One record of a tool's file cannot be used; who reads the file says which, as a `GoldError`."""


@dataclass(frozen=True)
class Row:
    """A report with its annotations, as they stand in a gold file; `rest` is what else the line has.

    `predicted`: the annotations are a parse that nobody has looked at.
    """

    doc: str
    text: str
    annotations: tuple[Json, ...]
    rest: Json = field(default_factory=dict)
    predicted: bool = False

    def line(self) -> str:
        """The row as a line of a gold file, without its newline."""
        own: Json = {"doc": self.doc, "text": self.text}
        return json.dumps({**own, **self.rest, "annotations": [*self.annotations]}, ensure_ascii=False)


def row_of_line(path: str | Path, number: int | None, line: str) -> Row:
    """The row of a line of a gold file.

    Raises:
        GoldError: where the line does not follow the format.
    """
    gold_row(path, number, line)
    data = json.loads(line)
    rest = {key: value for key, value in data.items() if key not in _OWN}
    return Row(data["doc"], data["text"], tuple(data["annotations"]), rest)


def gold_rows(path: str | Path) -> Iterator[Row | GoldError]:
    """Every row of a gold file, or what is wrong with its line.

    Raises:
        UnreadableFileError: where the file cannot be opened or is not UTF-8.
    """
    for number, line in gold_lines(path):
        try:
            yield row_of_line(path, number, line)
        except GoldError as error:
            yield error


def write_gold(rows: Iterable[Row], path: str | Path) -> None:
    """Write rows as a gold file. Raises `OSError` where that is not possible."""
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{row.line()}\n" for row in rows)


@lru_cache(maxsize=2)
def utf16_places(text: str) -> tuple[int, ...]:
    """Where each character of a text starts, and the text ends, in UTF-16 code units, as JavaScript counts."""
    places, at = [0], 0
    for char in text:
        at += 1 + (char > "\uffff")
        places.append(at)
    return tuple(places)


def code_points(text: str) -> dict[int, int]:
    """The code point at each place in UTF-16 code units; the middle of a character is no place."""
    return {unit: point for point, unit in enumerate(utf16_places(text))}
