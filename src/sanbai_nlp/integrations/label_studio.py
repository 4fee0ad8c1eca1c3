"""Label Studio: tasks out, corrected tasks in, and the labelling configuration.

Its offsets are code points, as ours are; its own tests hold it to that. Releases before it was mended (label-studio
issues 1008 and 1347) count UTF-16 code units, which a text with characters beyond the basic plane tells by the words
that stand beside the offsets.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET  # builds the configuration; nothing is parsed with it

from sanbai_nlp.errors import GoldError, UnreadableFileError
from sanbai_nlp.evaluation.gold import LAYER_KINDS
from sanbai_nlp.evaluation.scoring import Parses
from sanbai_nlp.integrations.corrections import Mark, checked, corrected, dumped, undumped
from sanbai_nlp.integrations.fields import Field, Form, Shown, fields_of
from sanbai_nlp.integrations.rows import Json, RecordError, Row, code_points

LABELS, TEXT = "layer", "text"
"""The names of the labels and of the text in the configuration."""

LAYER_NAMES = {
    "block": "段落",
    "sentence": "句子",
    "node": "标题",
    "quantity": "数量",
    "time": "时间",
    "department": "机构",
    "legislation": "法规文件",
    "legislative_step": "立法环节",
    "achievement": "业绩",
    "commitment": "承诺",
    "shortcoming": "不足",
}
_COLOURS = (
    "#8d99ae",
    "#adb5bd",
    "#6c757d",
    "#e76f51",
    "#2a9d8f",
    "#4361ee",
    "#9b5de5",
    "#c77dff",
    "#f4a261",
    "#43aa8b",
)


def config() -> str:
    """The labelling configuration (XML) for every layer and field of the guideline; paste it into a project's settings.

    >>> config().splitlines()[0]
    '<View>'
    """
    view = ET.Element("View")
    ET.SubElement(view, "Style").text = ".htx-text { white-space: pre-wrap; }"  # blanks are counted, so show them
    labels = ET.SubElement(view, "Labels", name=LABELS, toName=TEXT)
    for number, layer in enumerate(LAYER_KINDS):
        colour = _COLOURS[number % len(_COLOURS)]
        ET.SubElement(labels, "Label", value=layer, hint=LAYER_NAMES[layer], background=colour)
    ET.SubElement(view, "Text", name=TEXT, value="$text", granularity="symbol", saveTextResult="yes")
    for layer in LAYER_KINDS:
        when = {"visibleWhen": "region-selected", "whenTagName": LABELS, "whenLabelValue": layer}
        part = ET.SubElement(view, "View", when)
        ET.SubElement(part, "Header", value=f"{LAYER_NAMES[layer]} {layer}", size="5")
        for field in fields_of(layer):
            _control(part, layer, field)
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def _control(part: ET.Element, layer: str, field: Field) -> None:
    name, when = _control_name(layer, field.name), {"whenTagName": LABELS, "whenLabelValue": layer}
    ET.SubElement(part, "Header", value=f"{field.name} *" if field.required else field.name, size="6")
    if field.form in (Form.CHOICE, Form.CHOICES):
        how = "multiple" if field.form is Form.CHOICES else "single-radio"
        choices = ET.SubElement(
            part,
            "Choices",
            {"name": name, "toName": TEXT, "perRegion": "true", "choice": how, "showInline": "true"} | when,
        )
        for value in field.values:
            ET.SubElement(choices, "Choice", value=value)
    else:
        most = {} if field.form is Form.TEXTS else {"maxSubmissions": "1"}
        shown = {"name": name, "toName": TEXT, "perRegion": "true", "editable": "true"}
        ET.SubElement(part, "TextArea", shown | most | when)


def _control_name(layer: str, field: str) -> str:
    return f"{layer}_{field}"


_CONTROLS = {_control_name(layer, field.name): (layer, field) for layer in LAYER_KINDS for field in fields_of(layer)}


def task(row: Row) -> Json:
    """A row as a task: gold as an annotation, a parse as a prediction for an annotator to start from."""
    results = [result for index, annotation in enumerate(row.annotations) for result in _results(index, annotation)]
    made: Json = {"result": list(results)}
    data: Json = {"text": row.text, "doc": row.doc, "sanbai": dumped(row)}
    if row.predicted:
        return {"data": data, "predictions": [{"model_version": "sanbai_nlp", **made}]}
    return {"data": data, "annotations": [made]}


def _results(index: int, annotation: Json) -> Iterator[Json]:
    """The region of an annotation, and what its fields hold; one id binds them."""
    layer = cast("str", annotation["layer"])
    place: Json = {"start": annotation["start"], "end": annotation["end"]}
    bound: Json = {"id": f"sanbai-{index}", "to_name": TEXT}
    region: Json = {**place, "text": annotation["text"], "labels": [layer]}
    yield {**bound, "from_name": LABELS, "type": "labels", "value": region}
    for field in fields_of(layer):
        shown = field.shown(annotation.get(field.name))
        if shown:
            kind, key = ("choices", "choices") if field.form in (Form.CHOICE, Form.CHOICES) else ("textarea", "text")
            name = _control_name(layer, field.name)
            yield {**bound, "from_name": name, "type": kind, "value": {**place, key: list(shown)}}


def write(rows: Iterable[Row], path: str | Path) -> None:
    """Write rows as the tasks of one import file. Raises `OSError` where that is not possible."""
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        opening = "["
        for row in rows:
            file.write(f"{opening}\n{json.dumps(task(row), ensure_ascii=False)}")
            opening = ","
        file.write("[]\n" if opening == "[" else "\n]\n")


def read(path: str | Path, parser: Parses | None = None) -> Iterator[Row | GoldError]:
    """Every task of a JSON export as a row, or what is wrong with it; `predicted` where nobody has annotated it.

    Raises:
        UnreadableFileError: where the file cannot be read, or is no list of tasks.
    """
    for number, record in enumerate(_tasks(path), 1):
        place = f"task {number}"
        try:
            place += f" (id {record['id']})" if isinstance(record, dict) and "id" in record else ""
            yield checked(_row(record, number, parser), path, place)
        except GoldError as error:
            yield error
        except RecordError as error:
            yield GoldError(path, None, f"{place}: {error}")


def _tasks(path: str | Path) -> list[object]:
    try:
        tasks = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFileError(path, "is no JSON; export from Label Studio as JSON") from error
    if not isinstance(tasks, list):
        raise UnreadableFileError(path, "is no list of tasks; export from Label Studio as JSON, not JSON-MIN or CSV")
    return tasks


def _row(record: object, number: int, parser: Parses | None) -> Row:
    data = record.get("data") if isinstance(record, dict) else None
    if not isinstance(record, dict) or not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise RecordError("has no data.text; export from Label Studio as JSON, not JSON-MIN or CSV")
    text = data["text"]
    row = undumped(text, data["sanbai"]) if "sanbai" in data else Row(_doc(record, data, number), text, ())
    results = _latest(record.get("annotations"))
    if results is not None:
        return corrected(row, _marks(row, results), parser)
    predicted = _latest(record.get("predictions"))
    if predicted is not None:
        return replace(corrected(row, _marks(row, predicted), parser), predicted=True)
    if "sanbai" in data:  # Label Studio leaves predictions out of its export, all but their ids
        return replace(row, predicted=True)
    raise RecordError("has no annotation; submit the task in Label Studio, then export again")


def _doc(record: Json, data: Json, number: int) -> str:
    return str(data.get("doc") or record.get("id") or number)


def _latest(versions: object) -> list[Json] | None:
    """The results of the last version that nobody cancelled; what is only a number was left out of the export."""
    whole = [each for each in versions if isinstance(each, dict)] if isinstance(versions, list) else []
    kept = [each for each in whole if not each.get("was_cancelled")]
    if not kept:
        return None
    results = max(kept, key=lambda each: str(each.get("updated_at") or "")).get("result")
    if not isinstance(results, list) or not all(isinstance(each, dict) for each in results):
        raise RecordError("has an annotation without a list of results")
    return results


def _marks(row: Row, results: list[Json]) -> list[Mark]:
    said: dict[object, dict[str, Shown]] = {}
    for result in results:
        control = _CONTROLS.get(str(result.get("from_name")))
        if control is not None:
            said.setdefault((result.get("id"), control[0]), {})[control[1].name] = _filled(result)
    return [_mark(row, result, said) for result in results if result.get("from_name") == LABELS] or _none_or_foreign(
        results
    )


def _none_or_foreign(results: list[Json]) -> list[Mark]:
    """An annotation with no region is right only where nothing was annotated."""
    if results:
        names = sorted({str(result.get("from_name")) for result in results})
        raise RecordError(
            f"has results of {', '.join(names)} and none of {LABELS!r}; "
            "use the configuration that `sanbai export --config` writes"
        )
    return []


def _filled(result: Json) -> Shown:
    value = result.get("value")
    filled = (value.get("choices") or value.get("text") or []) if isinstance(value, dict) else []
    texts = filled if isinstance(filled, list) else [filled]
    return tuple(str(each) for each in texts if str(each).strip())


def _mark(row: Row, result: Json, said: dict[object, dict[str, Shown]]) -> Mark:
    value = result.get("value")
    labels = value.get("labels") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(labels, list) or len(labels) != 1 or labels[0] not in LAYER_KINDS:
        raise RecordError(f"a region has the labels {labels!r}, and takes one of {', '.join(LAYER_KINDS)}")
    layer = str(labels[0])
    start, end = _place(row.text, value)
    filled = said.get((result.get("id"), layer), {})
    shown = {field.name: filled.get(field.name, ()) for field in fields_of(layer)}
    return Mark(layer, start, end, _origin(row, result.get("id")), shown)


def _origin(row: Row, region: object) -> int | None:
    """The index in an id that the export gave (`sanbai-12`); a region drawn in the tool has an id of the tool's."""
    _, _, number = str(region).partition("sanbai-")
    number = number.partition("#")[0]
    return int(number) if number.isdecimal() and int(number) < len(row.annotations) else None


def _place(text: str, value: Json) -> tuple[int, int]:
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or isinstance(start, bool) or isinstance(end, bool):
        raise RecordError(f"a region has the offsets {start!r} and {end!r}, which are no numbers")
    words = value.get("text")
    if not isinstance(words, str) or _same(text[start:end], words):
        return start, end
    points = code_points(text)
    if start in points and end in points and _same(text[points[start] : points[end]], words):
        return points[start], points[end]
    raise RecordError(f"a region [{start}, {end}) says {words!r}, and the text has {text[start:end]!r} there")


def _same(surface: str, words: str) -> bool:
    r"""Browsers give blanks and newlines back in other forms (`\n` as two characters); the rest has to be the same."""
    return "".join(surface.split()) == "".join(words.replace("\\n", "\n").split())
