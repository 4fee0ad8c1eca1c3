"""What an annotator did to a row: spans moved, labels and fields changed, regions deleted and added."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ValidationError

from sanbai_nlp.errors import GoldError, SanbaiError
from sanbai_nlp.evaluation.gold import gold_row
from sanbai_nlp.evaluation.scoring import Parses
from sanbai_nlp.integrations.drafts import draft
from sanbai_nlp.integrations.fields import Shown, fields_of
from sanbai_nlp.integrations.rows import PLACE, Json, RecordError, Row, row_of_line
from sanbai_nlp.parser import default_parser

READ_OFF = {
    "quantity": ("low", "high", "value", "masked", "modifier", "unit"),
    "time": ("year", "month", "day", "masked", "kind"),
    "node": ("marker", "style", "number", "title"),
}
"""Fields that the words of a span decide alone: where a span has moved they are read anew."""


_MASKS = frozenset("*＊×XxＸｘ□○_某")
_NUMERALS = "".join(_MASKS) + "0123456789０１２３４５６７８９.,，．%一二两三四五六七八九十百千万亿零〇几余多"


@dataclass(frozen=True)
class Mark:
    """A region as a tool gives it back.

    `origin` is the index of the annotation that it was exported from, None for a new one; `said` the fields that the
    tool shows, as it shows them (a field that it does not show is not in there).
    """

    layer: str
    start: int
    end: int
    origin: int | None = None
    said: Mapping[str, Shown] = field(default_factory=dict)


def corrected(row: Row, marks: Iterable[Mark], parser: Parses | None = None) -> Row:
    """The row as its marks say. An annotation whose mark says nothing new stays what it was, to the last key.

    A new region has what the annotator filled in; the rest is what the parser reads there. `parser` is the built-in
    one where None.

    Raises:
        RecordError: where a mark has no place in the text, or a field cannot be read.
    """
    words = _Reading(row.text, parser or default_parser())
    known: list[tuple[int, Json]] = []
    new: list[Json] = []
    for mark in marks:
        if not 0 <= mark.start < mark.end <= len(row.text):
            raise RecordError(f"{mark.layer} [{mark.start}, {mark.end}) is no place in a text of {len(row.text)}")
        if mark.origin is None:
            new.append(_added(row, mark, words))
        else:
            known.append((mark.origin, _kept(row, row.annotations[mark.origin], mark, words)))
    ordered = [annotation for _, annotation in sorted(known, key=lambda pair: pair[0])]
    return replace(row, annotations=(*ordered, *new), predicted=False)


def checked(row: Row, path: str | Path, place: str) -> Row:
    """The row, if it follows the gold format.

    Raises:
        GoldError: with the file, the record and the reason.
    """
    try:
        return replace(row_of_line(path, None, row.line()), predicted=row.predicted)
    except GoldError as error:
        raise GoldError(path, None, f"{place}: {_pointed(row, error.reason)}") from error


def _pointed(row: Row, reason: str) -> str:
    """The reason with the words of the annotation that it is about; an annotator knows no indices."""
    number = reason.removeprefix("annotations[").partition("]")[0]
    if not reason.startswith("annotations[") or not number.isdecimal() or int(number) >= len(row.annotations):
        return reason
    about = row.annotations[int(number)]
    what = f"{about['layer']} [{about['start']}, {about['end']}) {about['text']!r}"
    return f"{what}: {reason.removeprefix(f'annotations[{number}].')}; put it right in the tool, or delete the region"


def _kept(row: Row, origin: Json, mark: Mark, words: "_Reading") -> Json:
    if mark.layer != origin["layer"]:
        return _added(row, mark, words)
    changes = _said(mark, origin)
    if (mark.start, mark.end) == (origin["start"], origin["end"]):
        return _changed(origin, changes) if changes else origin
    read = words.fields(mark) or {}
    anew: Json = {name: read[name] for name in READ_OFF.get(mark.layer, ()) if name in read}
    return _placed(_changed(origin, {**anew, **changes}), mark, row.text)


def _said(mark: Mark, origin: Json) -> Json:
    """The fields that the annotator changed; None is a field that was blanked."""
    by_name = {field.name: field for field in fields_of(mark.layer)}
    changes: Json = {}
    for name, shown in mark.said.items():
        if shown != by_name[name].shown(origin.get(name)):
            changes[name] = by_name[name].value(shown) if shown else None
    return changes


def _changed(origin: Json, changes: Json) -> Json:
    kept = {name: value for name, value in origin.items() if name not in changes or changes[name] is not None}
    return {**kept, **{name: value for name, value in changes.items() if value is not None}}


def _placed(annotation: Json, mark: Mark, text: str) -> Json:
    return {**annotation, "start": mark.start, "end": mark.end, "text": text[mark.start : mark.end]}


def _added(row: Row, mark: Mark, words: "_Reading") -> Json:
    said = {name: value for name, value in _said(mark, {}).items() if value is not None}
    fields = {**_plain(row, mark), **(words.fields(mark) or {}), **said}
    return _placed({"layer": mark.layer, **fields}, mark, row.text)


def _plain(row: Row, mark: Mark) -> Json:
    """What words say that the parser makes nothing of; a tool that shows no fields could not be told otherwise."""
    surface = row.text[mark.start : mark.end]
    bare = surface.strip('“”"《》')
    if mark.layer == "department":
        return {"canonical": bare}
    if mark.layer == "legislation":
        return {"name": bare.removesuffix("（草案）").removesuffix("（试行）"), "draft": "草案" in surface}
    if mark.layer == "legislative_step":
        named = [each for each in row.annotations if each["layer"] == "legislation"]
        before = [each for each in named if cast("int", each["start"]) < mark.end]
        return {"name": max(before, key=lambda each: cast("int", each["start"]))["name"]} if before else {}
    masked = not _MASKS.isdisjoint(surface)
    plain: dict[str, Json] = {
        "block": {"role": "body"},
        "node": {"level": 1, "style": "plain"},
        "time": {"masked": masked},
        "quantity": {"masked": masked, "modifier": "exact", "unit": surface.lstrip(_NUMERALS)},
    }
    return plain.get(mark.layer, {})


@dataclass(frozen=True)
class _Reading:
    """What the parser sees in a text, asked for only where a region is new or has moved."""

    text: str
    parser: Parses

    @cached_property
    def _whole(self) -> tuple[Json, ...]:
        return self._read(self.text)

    def _read(self, text: str) -> tuple[Json, ...]:
        try:
            return draft(self.parser.parse(text), "").annotations
        except SanbaiError:
            return ()

    def fields(self, mark: Mark) -> Json | None:
        """The gold fields of what the parser finds in a mark's layer at just its place, or in its words alone."""
        found = _at(self._whole, mark.layer, mark.start, mark.end)
        if found is None and mark.layer != "block":
            surface = self.text[mark.start : mark.end]
            found = _at(self._read(surface), mark.layer, 0, len(surface))
        if found is None:
            return None
        names = {field.name for field in fields_of(mark.layer)}
        return {name: value for name, value in found.items() if name in names and name not in PLACE and name != "q"}


def _at(annotations: Iterable[Json], layer: str, start: int, end: int) -> Json | None:
    wanted = (layer, start, end)
    return next((each for each in annotations if (each["layer"], each["start"], each["end"]) == wanted), None)


def dumped(row: Row) -> str:
    """Everything of a row but its text as one string, which every tool carries along unchanged."""
    own: Json = {"doc": row.doc, "rest": row.rest, "annotations": [*row.annotations], "predicted": row.predicted}
    return json.dumps(own, ensure_ascii=False)


class _Packed(BaseModel):
    doc: str
    rest: Json
    annotations: tuple[Json, ...]
    predicted: bool


def undumped(text: str, packed: object) -> Row:
    """The row that `dumped` wrote, for the text that came back beside it.

    Raises:
        RecordError: where `packed` is nothing of ours, or of another text.
    """
    try:
        own = _Packed.model_validate_json(packed if isinstance(packed, str) else json.dumps(packed))
    except ValidationError as error:
        raise RecordError(f"what the export wrote beside the text is damaged ({error}); export it again") from error
    row = Row(own.doc, text, own.annotations, own.rest, own.predicted)
    try:
        gold_row("", None, row.line())
    except GoldError as error:
        raise RecordError(
            f"the text or what was exported with it was changed: {error.reason}; export it again"
        ) from error
    return row
