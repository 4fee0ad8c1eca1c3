"""A parse as a gold row, for an annotator to correct. What gold has no field for stays beside its fields."""

from collections.abc import Iterator

from pydantic import BaseModel, JsonValue

from sanbai_nlp import schema
from sanbai_nlp.integrations.rows import Json, Row
from sanbai_nlp.schema import Report

_HEAD = ("schema_version", "source", "title", "reporter", "department", "period", "warnings")


def draft(report: Report, doc: str) -> Row:
    """The row of a report. Its `meta` is the caller's, `report` what the report says of itself as a whole.

    Beside the fields of the guideline an annotation has those of the contract (`rule`, `block`, `scores`, …); where
    gold writes a surface and the contract holds an object, the object's place stands in `q`, `base_at`, `time_at` or
    `due_at`.
    """
    head = _dumped(report)
    rest: Json = {"meta": dict(report.meta), "report": {name: head[name] for name in _HEAD}}
    annotations = [item for layer in _LAYERS for item in layer(report)]
    return Row(doc, report.text, tuple(annotations), rest, predicted=True)


def _dumped(thing: BaseModel) -> Json:
    dumped: Json = thing.model_dump(mode="json")
    return dumped


def _annotation(layer: str, at: schema.Span, fields: Json) -> Json:
    place: Json = {"start": at.start, "end": at.end, "text": at.text}
    return {"layer": layer, **{key: value for key, value in fields.items() if key not in place}, **place}


def _flat(layer: str, items: tuple[schema.Span, ...]) -> Iterator[Json]:
    return (_annotation(layer, item, _dumped(item)) for item in items)


def _surface(held: schema.Span | None) -> str | None:
    return None if held is None else held.text


def _at(held: schema.Span | None) -> JsonValue:
    return None if held is None else [held.start, held.end]


def _departments(report: Report) -> Iterator[Json]:
    for department in report.departments:
        fields = _dumped(department)
        fields["canonical"] = fields.pop("name")
        del fields["mentions"]
        for mention in department.mentions:
            yield _annotation("department", mention, {**fields, "rule": mention.rule, "entity_rule": department.rule})


def _documents(report: Report) -> Iterator[Json]:
    for document in report.documents:
        fields = _dumped(document)
        del fields["mentions"], fields["steps"]
        for mention in document.mentions:
            yield _annotation("legislation", mention, {**fields, "rule": mention.rule, "entity_rule": document.rule})


def _steps(report: Report) -> Iterator[Json]:
    for document in report.documents:
        for step in document.steps:
            held: Json = {"name": document.name, "time": _surface(step.time), "time_at": _at(step.time)}
            yield _annotation("legislative_step", step, {**_dumped(step), **held})


def _achievements(report: Report) -> Iterator[Json]:
    for item in report.achievements:
        held: Json = {"quantity": _surface(item.quantity), "base": _surface(item.base), "base_at": _at(item.base)}
        yield _annotation("achievement", item, {**_dumped(item), **held, "q": _at(item.quantity)})


def _commitments(report: Report) -> Iterator[Json]:
    for item in report.commitments:
        yield _annotation("commitment", item, {**_dumped(item), "due": _surface(item.due), "due_at": _at(item.due)})


_LAYERS = (
    lambda report: _flat("block", report.blocks),
    lambda report: _flat("node", report.headings),
    lambda report: _flat("quantity", report.quantities),
    lambda report: _flat("time", report.times),
    _departments,
    _documents,
    _steps,
    _achievements,
    _commitments,
    lambda report: _flat("shortcoming", report.shortcomings),
)
