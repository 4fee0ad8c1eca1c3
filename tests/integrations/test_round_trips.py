"""What goes out to a tool comes back: every layer, field and offset, of gold and of parses."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from sanbai_nlp.evaluation.gold import LAYER_KINDS
from sanbai_nlp.integrations.corrections import READ_OFF
from sanbai_nlp.integrations.exchange import Tool, config, export, imported, tool_of
from sanbai_nlp.integrations.fields import Field, Form, all_labels, fields_of, key_fields, label_of, read_label
from sanbai_nlp.integrations.label_studio import task
from sanbai_nlp.integrations.rows import Json, Row, row_of_line
from sanbai_nlp.schema import Report

_ALPHABET = "全年召开会议*件，。《》“” \u3000\n\t\r0９😀𠮷é\u0301\u200b"
_NUMBERS = st.none() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
_WORDS = st.text(_ALPHABET + 'a/"<&\\', max_size=6)


def _value(field: Field, layer: str, length: int) -> st.SearchStrategy[object]:
    forms: dict[Form, st.SearchStrategy[object]] = {
        Form.CHOICE: st.booleans() if field.values == ("true", "false") else st.sampled_from(field.values or ("",)),
        Form.CHOICES: st.lists(st.sampled_from(field.values or ("",)), max_size=3),
        Form.TEXT: _WORDS,
        Form.TEXTS: st.lists(_WORDS, max_size=3),
    }
    if field.name == "either":
        return st.just({}) | _either(layer, length)
    if field.name == "q":
        return st.tuples(st.integers(0, length - 1), st.integers(1, 3)).map(lambda at: [at[0], min(length, sum(at))])
    number = _NUMBERS if field.name in {"low", "high", "value"} else st.integers(0, 3000)
    return forms.get(field.form, number)


def _either(layer: str, length: int) -> st.SearchStrategy[object]:
    fields = [field for field in fields_of(layer) if field.name not in {"either", "optional", "q", "alt", "members"}]
    return st.fixed_dictionaries(
        {}, optional={field.name: st.lists(_value(field, layer, length), max_size=2) for field in fields}
    )


@st.composite
def annotations(draw: st.DrawFn, text: str) -> Json:
    """An annotation of any layer at any place, its fields given, None or left out."""
    layer = draw(st.sampled_from(sorted(LAYER_KINDS)))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    made: Json = {"layer": layer, "start": start, "end": end, "text": text[start:end]}
    for field in fields_of(layer):
        value = _value(field, layer, len(text))
        nullable = field.default is None and not field.required
        if field.required or draw(st.booleans()):
            made[field.name] = draw(st.none() | value if nullable else value)
    if draw(st.booleans()):
        made["rule"] = draw(_WORDS)
    return made


@st.composite
def gold(draw: st.DrawFn) -> Row:
    """An arbitrary row that follows the gold format: overlaps, repetitions, characters beyond the basic plane."""
    text = draw(st.text(_ALPHABET, min_size=1, max_size=40).filter(lambda text: bool(text.strip())))
    items = [each for each in draw(st.lists(annotations(text), max_size=6)) if str(each["text"]).strip()]
    seen: set[object] = set()
    kept = []
    for each in items:
        place = (each["start"], each["end"])
        if each["layer"] != "block" or place not in seen:
            kept.append(each)
        if each["layer"] == "block":
            seen.add(place)
    rest: Json = draw(
        st.sampled_from([{}, {"meta": {"house": "水务局", "年": "𠮷"}}, {"layers": None, "note": [1, {"a": 2.5}]}])
    )
    row = Row(draw(st.text(_ALPHABET, min_size=1, max_size=5)), text, tuple(kept), rest)
    return row_of_line("", 1, row.line())


def returned(rows: list[Row], tool: Tool, path: Path) -> list[Row]:
    export(rows, tool, path)
    assert tool_of(path) is tool
    back = imported(path, tool, predictions=True)
    assert [str(error) for error in back.failed] == []
    return [*back.rows]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "任务.spacy"


@pytest.mark.parametrize("tool", Tool)
def test_corpus_and_parses_come_back_to_the_last_key(composed: list[Row], tool: Tool, file: Path) -> None:
    assert [row.line() for row in returned(composed, tool, file)] == [row.line() for row in composed]


@pytest.mark.parametrize("tool", Tool)
@settings(max_examples=60)
@given(row=gold())
def test_any_gold_comes_back_to_the_last_key(tool: Tool, row: Row) -> None:
    with TemporaryDirectory() as folder:
        (back,) = returned([row], tool, Path(folder) / "任务.spacy")
    assert back.line() == row.line()


@pytest.mark.parametrize("tool", Tool)
@settings(max_examples=60)
@given(row=gold(), data=st.data())
def test_what_is_deleted_stays_deleted_and_the_rest_stays(tool: Tool, row: Row, data: st.DataObject) -> None:
    labels = [(each["start"], each["end"], label_of(str(each["layer"]), each)) for each in row.annotations]
    gone = data.draw(st.sampled_from(labels)) if labels else None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "任务.spacy"
        export([row], tool, path)
        if gone is not None:
            delete(path, tool, gone, labels)
        (back,) = imported(path, tool).rows
    kept = [each for each, label in zip(row.annotations, labels, strict=True) if label != gone]
    assert [*back.annotations] == kept


def delete(path: Path, tool: Tool, gone: object, labels: list[tuple[object, object, str]]) -> None:
    """Take every region of a place and label out of a tool's file, as the tool would."""
    indices = {number for number, label in enumerate(labels) if label == gone}
    if tool is Tool.SPACY:
        _delete_spans(path, indices)
    elif tool is Tool.DOCCANO:
        data = json.loads(path.read_text(encoding="utf-8"))
        del data["entities"][list(dict.fromkeys(labels)).index(gone)]
        path.write_text(json.dumps(data), encoding="utf-8")
    else:
        data = json.loads(path.read_text(encoding="utf-8"))
        (made,) = data[0]["annotations"]
        ids = {f"sanbai-{number}" for number in indices}
        made["result"] = [result for result in made["result"] if result["id"] not in ids]
        path.write_text(json.dumps(data), encoding="utf-8")


def _delete_spans(path: Path, indices: set[int]) -> None:
    import spacy
    from spacy.tokens import DocBin

    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab)
    ids = {f"gold/{number}" for number in indices}
    for key, group in doc.spans.items():
        doc.spans[key] = [span for span in group if span.id_ not in ids]
    DocBin(docs=[doc], store_user_data=True).to_disk(path)


@settings(max_examples=60)
@given(row=gold(), data=st.data())
def test_a_region_that_moves_changes_no_other_and_keeps_its_own_keys(row: Row, data: st.DataObject) -> None:
    if not row.annotations:
        return
    index = data.draw(st.integers(0, len(row.annotations) - 1))
    start = data.draw(st.integers(0, len(row.text) - 1))
    end = data.draw(st.integers(start + 1, len(row.text)))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "任务.json"
        tasks = [task(row)]
        for result in tasks[0]["annotations"][0]["result"]:
            if result["id"] == f"sanbai-{index}":
                result["value"] |= {"start": start, "end": end}
                result["value"].pop("text" if "labels" in result["value"] else "", None)
        path.write_text(json.dumps(tasks), encoding="utf-8")
        back = imported(path)
    moved = {**row.annotations[index], "start": start, "end": end, "text": row.text[start:end]}
    twice = [
        each for each in row.annotations if each["layer"] == "block" and (each["start"], each["end"]) == (start, end)
    ]
    if moved["layer"] == "block" and twice and twice != [row.annotations[index]]:
        assert "two blocks stand at" in str(back.failed[0])
        return
    (found,) = back.rows
    assert [*found.annotations[:index], *found.annotations[index + 1 :]] == [
        *row.annotations[:index],
        *row.annotations[index + 1 :],
    ]
    read_off = {field.name for field in fields_of(str(moved["layer"]))} if moved["layer"] in READ_OFF else set()
    kept = {key: value for key, value in found.annotations[index].items() if key not in read_off}
    assert kept == {key: value for key, value in moved.items() if key not in read_off}


def test_a_draft_has_every_field_of_the_contract(composed: list[Row]) -> None:
    """A field that is added to the contract has to find its place in an export."""
    row = next(row for row in composed if row.doc == "样例1")
    said = {key for each in row.annotations for key in each} | set(row.rest) | set(row.rest["report"])
    places = {"mentions", "steps"} | {f"{layer}s" for layer in LAYER_KINDS}
    renamed = {"headings": "node", "quantities": "quantity", "documents": "legislation"}
    layers = {each["layer"] for each in row.annotations}
    for name, field in Report.model_fields.items():
        assert name in said or name in places or renamed.get(name) in layers, name
        if name not in said:  # what stands in `report` stands there whole
            for kind in _kinds(field.annotation):
                assert set(kind.model_fields) - {"name"} <= said | places, kind


def _kinds(annotation: object) -> Iterator[type[BaseModel]]:
    for kind in getattr(annotation, "__args__", ()):
        if hasattr(kind, "model_fields"):
            yield kind


def test_every_label_reads_back() -> None:
    for label in all_labels():
        layer, said = read_label(label)
        annotation = {field.name: field.value(said[field.name]) for field in key_fields(layer) if said[field.name]}
        assert label_of(layer, {"layer": layer, **annotation}) == label


def test_spacy_needs_no_configuration_and_the_others_have_theirs() -> None:
    assert config(Tool.SPACY) is None
    assert {each["text"] for each in json.loads(config(Tool.DOCCANO) or "")} == set(all_labels())


def test_exporting_nothing_is_a_file_that_reads_as_nothing(file: Path) -> None:
    for tool in Tool:
        export([], tool, file)
        assert imported(file, tool).rows == ()
