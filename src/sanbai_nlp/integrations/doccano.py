"""doccano: JSON Lines of a sequence-labelling project, out and in.

doccano has a label for each span and nothing else, so a label holds the layer and its key fields
(`block/body/廉洁`); everything else goes along in the column `sanbai`. Its offsets are those of JavaScript, UTF-16
code units (doccano issue 2290); a project that counts grapheme clusters cannot be read.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sanbai_nlp.errors import GoldError
from sanbai_nlp.evaluation.gold import gold_lines
from sanbai_nlp.evaluation.scoring import Parses
from sanbai_nlp.integrations.corrections import Mark, checked, corrected, dumped, undumped
from sanbai_nlp.integrations.fields import Shown, all_labels, label_of, read_label
from sanbai_nlp.integrations.rows import Json, RecordError, Row, code_points, utf16_places

COLUMN = "sanbai"


class Entity(NamedTuple):
    """A span of doccano's, its offsets in code points of the text."""

    start: int
    end: int
    label: str


def config() -> str:
    """The project's span labels, for doccano's page of labels to import."""
    return json.dumps([{"text": label} for label in all_labels()], ensure_ascii=False, indent=1) + "\n"


def record(row: Row) -> Json:
    """A row as a line of an import file.

    doccano holds no span twice: annotations of one place and label, such as three results in one clause, are one
    entity.
    """
    places = utf16_places(row.text)
    entities: list[Json] = [
        {"id": number, "label": label, "start_offset": places[start], "end_offset": places[end]}
        for number, (start, end, label) in enumerate(_entities(row))
    ]
    return {"text": row.text, "entities": [*entities], "relations": [], COLUMN: dumped(row)}


def _entities(row: Row) -> dict[Entity, list[int]]:
    """The entities of a row, each with the annotations that it stands for."""
    found: dict[Entity, list[int]] = {}
    for index, annotation in enumerate(row.annotations):
        layer, start, end = str(annotation["layer"]), annotation["start"], annotation["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        found.setdefault(Entity(start, end, label_of(layer, annotation)), []).append(index)
    return found


def write(rows: Iterable[Row], path: str | Path) -> None:
    """Write rows as an import file. Raises `OSError` where that is not possible."""
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(record(row), ensure_ascii=False) + "\n" for row in rows)


def read(path: str | Path, parser: Parses | None = None) -> Iterator[Row | GoldError]:
    """Every line of an export (JSONL or JSONL with relations) as a row, or what is wrong with it.

    Raises:
        UnreadableFileError: where the file cannot be opened or is not UTF-8.
    """
    for number, line in gold_lines(path):
        try:
            yield checked(_row(line, number, parser), path, f"line {number}")
        except GoldError as error:
            yield error
        except RecordError as error:
            yield GoldError(path, number, str(error))


def _row(line: str, number: int, parser: Parses | None) -> Row:
    try:
        data = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise RecordError("no JSON; export from doccano as JSONL") from None
    text = data.get("text", data.get("data")) if isinstance(data, dict) else None
    if not isinstance(text, str):
        raise RecordError("no text; export a sequence-labelling project from doccano as JSONL")
    row = undumped(text, data[COLUMN]) if data.get(COLUMN) else Row(str(data.get("id", number)), text, ())
    return corrected(row, _marks(row, _read_entities(data, text)), parser)


def _read_entities(data: Json, text: str) -> list[Entity]:
    given = data.get("entities", data.get("label", data.get("labels")))
    if not isinstance(given, list):
        raise RecordError("neither entities nor label; export from doccano as JSONL")
    points = code_points(text)
    return [_entity(each, points) for each in given]


def _entity(each: object, points: dict[int, int]) -> Entity:
    """An entity of either form: an object with offsets, or start, end and label in a row."""
    parts = [each.get(key) for key in ("start_offset", "end_offset", "label")] if isinstance(each, dict) else each
    match parts:
        case [int(start), int(end), str(label)] if start in points and end in points:
            return Entity(points[start], points[end], label)
        case [int(start), int(end), str(label)]:
            raise RecordError(
                f"{label} [{start}, {end}) is no place in the text; "
                "switch “count grapheme clusters as one character” off in the project"
            )
    raise RecordError(f"{each!r} is no entity of doccano's")


def _marks(row: Row, entities: list[Entity]) -> Iterator[Mark]:
    """Entities lose their ids in doccano: each is matched with an exported one by place, then by overlap."""
    exported = _entities(row)
    moved: list[Entity] = []
    for entity in dict.fromkeys(entities):
        if entity in exported:
            layer, said = read_label(entity.label)
            yield from (Mark(layer, entity.start, entity.end, index, said) for index in exported.pop(entity))
        else:
            moved.append(entity)
    for entity in moved:
        layer, said = read_label(entity.label)
        origin = _origin(entity, layer, exported)
        indices = exported.pop(origin) if origin else [None]
        yield from (Mark(layer, entity.start, entity.end, index, _changed(entity, origin, said)) for index in indices)


def _changed(entity: Entity, origin: Entity | None, said: dict[str, Shown]) -> dict[str, Shown]:
    """What a label says counts where it was changed; a moved span of the old label is read anew instead."""
    return {} if origin is not None and origin.label == entity.label else said


def _origin(entity: Entity, layer: str, exported: dict[Entity, list[int]]) -> Entity | None:
    """What this was before: the exported entity of its layer that it overlaps most, its own label before others."""
    rivals = [each for each in exported if each.label.split("/")[0] == layer and _shared(each, entity) > 0]
    return max(rivals, key=lambda each: (_shared(each, entity), each.label == entity.label), default=None)


def _shared(one: Entity, other: Entity) -> int:
    return min(one.end, other.end) - max(one.start, other.start)
