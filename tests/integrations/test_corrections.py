"""What an annotator does in a tool is what gold says afterwards, and nothing else changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import sanbai_nlp
from sanbai_nlp.errors import GoldError, UnreadableFileError
from sanbai_nlp.evaluation.gold import LAYER_KINDS
from sanbai_nlp.integrations import docbin, doccano, label_studio
from sanbai_nlp.integrations.drafts import draft
from sanbai_nlp.integrations.exchange import Imported, Tool, imported, tool_of
from sanbai_nlp.integrations.fields import Form, fields_of
from sanbai_nlp.integrations.rows import Row

TEXT = "云溪市水务局2023年述职报告😀\n一、主要工作\n全年处理来信**件，巡查河道***余次，修订《云溪市供水条例（草案）》。\n从不收受礼品。"

Json = dict[str, Any]


def row(*, predicted: bool = False) -> Row:
    parsed = draft(sanbai_nlp.parse(TEXT), "云溪")
    return Row(parsed.doc, parsed.text, parsed.annotations, parsed.rest, predicted)


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def at(words: str, layer: str, source: Row) -> Json:
    return next(each for each in source.annotations if each["layer"] == layer and each["text"] == words)


def index_of(words: str, layer: str) -> int:
    return row().annotations.index(at(words, layer, row()))


def others(source: Row, *changed: tuple[str, str]) -> list[Json]:
    return [each for each in source.annotations if (each["text"], each["layer"]) not in changed]


# --- Label Studio


class Task:
    """A task as the tool would hand it back, to be edited."""

    def __init__(self) -> None:
        self.json: Json = json.loads(json.dumps(label_studio.task(row())))
        self.results: list[Json] = self.json["annotations"][0]["result"]

    def region(self, words: str, layer: str) -> list[Json]:
        """The region's own result, and those of its fields."""
        return [result for result in self.results if result["id"] == f"sanbai-{index_of(words, layer)}"]

    def field(self, words: str, layer: str, name: str) -> Json:
        return next(each for each in self.region(words, layer) if each["from_name"] == f"{layer}_{name}")

    def back(self, folder: Path) -> Row:
        (only,) = self.read(folder).rows
        return only

    def read(self, folder: Path) -> Imported:
        path = folder / "校对.json"
        path.write_text(json.dumps([self.json], ensure_ascii=False), encoding="utf-8")
        return imported(path)


def region(words: str, layer: str, name: str = "x9Kd", **value: object) -> Json:
    start, end = place(words)
    shown = {"start": start, "end": end, "text": words, "labels": [layer], **value}
    return {"id": name, "from_name": "layer", "to_name": "text", "type": "labels", "value": shown, "origin": "manual"}


def test_a_changed_field_is_changed_and_what_is_beside_it_is_not(tmp_path: Path) -> None:
    task = Task()
    task.field("**件", "quantity", "unit")["value"]["text"] = ["封"]
    task.field("从不收受礼品。", "block", "label")["value"]["choices"] = ["作风形象"]
    back = task.back(tmp_path)
    assert at("**件", "quantity", back) == {**at("**件", "quantity", row()), "unit": "封"}
    assert at("从不收受礼品。", "block", back)["label"] == "作风形象"
    changed = ("**件", "quantity"), ("从不收受礼品。", "block")
    assert others(back, *changed) == others(row(), *changed)


def test_a_number_that_is_filled_in_is_a_number(tmp_path: Path) -> None:
    task = Task()
    task.field("**件", "quantity", "low")["value"]["text"] = ["12.5"]
    assert at("**件", "quantity", task.back(tmp_path))["low"] == 12.5


def test_a_blanked_field_is_gone(tmp_path: Path) -> None:
    task = Task()
    task.results.remove(task.field("**件", "quantity", "high"))
    assert "high" not in at("**件", "quantity", task.back(tmp_path))


def test_a_moved_region_is_read_anew_where_the_words_decide(tmp_path: Path) -> None:
    task = Task()
    start, end = place("***余")
    for result in task.region("***余次", "quantity"):
        result["value"] |= {"start": start, "end": end} | ({"text": "***余"} if "labels" in result["value"] else {})
    moved = at("***余", "quantity", task.back(tmp_path))
    assert (moved["start"], moved["end"]) == (start, end)
    assert (moved["low"], moved["high"]) == (100, 999)


def test_a_deleted_region_is_gone(tmp_path: Path) -> None:
    task = Task()
    gone = task.region("**件", "quantity")
    task.results[:] = [result for result in task.results if result not in gone]
    assert [*task.back(tmp_path).annotations] == others(row(), ("**件", "quantity"))


def test_a_new_region_has_what_was_filled_in_and_what_the_parser_reads(tmp_path: Path) -> None:
    task = Task()
    task.results.append(region("2023年", "time"))
    task.results.append(region("水务局", "department"))
    kind = {"start": 0, "end": 0, "choices": ["institution"]}
    task.results.append(
        {"id": "x9Kd", "from_name": "department_kind", "to_name": "text", "type": "choices", "value": kind}
    )
    back = task.back(tmp_path)
    time, department = back.annotations[-2:]
    assert (time["layer"], time["year"], time["masked"], time["kind"]) == ("time", 2023, False, "period")
    assert (department["canonical"], department["kind"]) == ("水务局", "institution")
    assert [*back.annotations[:-2]] == [*row().annotations]


def test_a_changed_label_takes_the_fields_of_the_new_layer(tmp_path: Path) -> None:
    task = Task()
    own, *fields = task.region("**件", "quantity")
    own["value"]["labels"] = ["shortcoming"]
    task.results[:] = [result for result in task.results if result not in fields]
    back = task.back(tmp_path)
    start, end = place("**件")
    assert at("**件", "shortcoming", back) == {"layer": "shortcoming", "start": start, "end": end, "text": "**件"}
    assert len(back.annotations) == len(row().annotations)


def test_what_a_region_still_needs_is_said_with_its_words(tmp_path: Path) -> None:
    task = Task()
    task.results.append(region("全年处理", "commitment"))
    (error,) = task.read(tmp_path).failed
    assert "task 1: commitment" in error.reason
    assert "'全年处理'" in error.reason
    assert "kind: Field required; put it right in the tool, or delete the region" in error.reason


def test_offsets_are_code_points_and_those_of_old_releases_are_known_by_their_words(tmp_path: Path) -> None:
    task = Task()
    start, end = place("处理来信")
    task.results.append(region("处理来信", "shortcoming", start=start + 1, end=end + 1))  # 😀 counts twice in UTF-16
    last = task.back(tmp_path).annotations[-1]
    assert (last["start"], last["end"], last["text"]) == (start, end, "处理来信")


def test_words_that_are_not_at_their_offsets_are_refused(tmp_path: Path) -> None:
    task = Task()
    task.results.append(region("处理来信", "shortcoming", text="巡查河道"))
    (error,) = task.read(tmp_path).failed
    assert "'巡查河道'" in str(error)


def test_the_last_annotation_that_was_not_cancelled_counts(tmp_path: Path) -> None:
    task = Task()
    cancelled = {"result": [], "was_cancelled": True, "updated_at": "2026-03-03"}
    older = {"result": [], "updated_at": "2026-01-01T00:00:00Z"}
    task.json["annotations"][0]["updated_at"] = "2026-02-02T00:00:00Z"
    task.json["annotations"] += [older, cancelled]
    assert task.back(tmp_path).annotations == row().annotations


def test_what_nobody_has_looked_at_is_no_gold_unless_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "预标注.json"
    label_studio.write([row(predicted=True)], path)
    assert imported(path)[::2] == ((), 1)
    assert [each.doc for each in imported(path, predictions=True).rows] == ["云溪"]


def test_predictions_that_label_studio_left_out_of_its_export_are_what_went_out(tmp_path: Path) -> None:
    task = Task()
    task.json |= {"annotations": [], "predictions": [17]}
    assert task.read(tmp_path) == ((), (), 1)
    assert imported(tmp_path / "校对.json", predictions=True).rows[0].annotations == row().annotations


def test_a_task_of_one_s_own_in_our_configuration_is_read_too(tmp_path: Path) -> None:
    task = Task()
    task.json = {"id": 7, "data": {"text": TEXT}, "annotations": [{"result": [region("**件", "quantity")]}]}
    back = task.back(tmp_path)
    assert back.doc == "7"
    assert [(each["text"], each["low"], each["unit"]) for each in back.annotations] == [("**件", 10, "件")]


def test_the_configuration_is_well_formed_and_has_every_layer_field_and_value() -> None:
    view = ET.fromstring(label_studio.config())  # noqa: S314  our own
    assert [each.get("value") for each in view.iter("Label")] == list(LAYER_KINDS)
    controls = {each.get("name"): each for each in view.iter() if each.tag in {"Choices", "TextArea"}}
    wanted = {f"{layer}_{field.name}": field for layer in LAYER_KINDS for field in fields_of(layer)}
    assert set(controls) == set(wanted)
    for name, field in wanted.items():
        assert controls[name].get("perRegion") == "true"
        assert name.startswith(f"{controls[name].get('whenLabelValue')}_")
        choices = tuple(each.get("value") for each in controls[name].iter("Choice"))
        assert choices == (field.values if field.form in (Form.CHOICE, Form.CHOICES) else ())
    used = {result["from_name"] for result in Task().results}
    assert used <= set(controls) | {"layer"}


# --- doccano


class Line:
    """A line of doccano's export: its own ids, its own order, our column."""

    def __init__(self) -> None:
        self.json: Json = json.loads(json.dumps(doccano.record(row())))
        self.entities: list[Json] = self.json["entities"]
        for number, entity in enumerate(self.entities):
            entity["id"] = 5000 - number
        self.entities.sort(key=lambda entity: entity["id"])

    def entity(self, words: str, label: str) -> Json:
        start, end = (at + 1 if at > TEXT.index("😀") else at for at in place(words))
        found = {"start_offset": start, "end_offset": end, "label": label}
        return next(each for each in self.entities if found.items() <= each.items())

    def back(self, folder: Path) -> Row:
        path = folder / "校对.jsonl"
        path.write_text(json.dumps({"id": 3, **self.json}) + "\n", encoding="utf-8")
        (only,) = imported(path).rows
        return only


def test_doccano_counts_like_javascript() -> None:
    assert Line().entity("**件", "quantity")["start_offset"] == TEXT.index("**件") + 1


def test_a_label_that_was_changed_in_doccano_changes_its_fields(tmp_path: Path) -> None:
    line = Line()
    line.entity("从不收受礼品。", "block/body/廉洁")["label"] = "block/body/作风形象"
    back = line.back(tmp_path)
    assert at("从不收受礼品。", "block", back) == {**at("从不收受礼品。", "block", row()), "label": "作风形象"}
    assert others(back, ("从不收受礼品。", "block")) == others(row(), ("从不收受礼品。", "block"))


def test_a_region_that_was_moved_in_doccano_is_read_anew_and_stays_itself(tmp_path: Path) -> None:
    line = Line()
    line.entity("***余次", "quantity")["end_offset"] -= 1
    moved = at("***余", "quantity", line.back(tmp_path))
    assert moved["rule"] == at("***余次", "quantity", row())["rule"]
    assert (moved["low"], moved["high"]) == (100, 999)


def test_a_region_that_was_added_in_doccano_has_its_label_s_fields(tmp_path: Path) -> None:
    line = Line()
    start, end = (at + 1 for at in place("河道"))
    line.entities.append({"id": 1, "label": "department/other", "start_offset": start, "end_offset": end})
    last = line.back(tmp_path).annotations[-1]
    assert (last["layer"], last["text"], last["kind"], last["canonical"]) == ("department", "河道", "other", "河道")


def test_results_of_one_clause_are_one_entity_in_doccano_and_several_again_in_gold(tmp_path: Path) -> None:
    text = "全年任免干部3人次、宣誓4人次。"
    clause = {"layer": "achievement", "start": 0, "end": 15, "text": text[:15], "kind": "选举任免", "basis": "counted"}
    twice = Row("d", text, ({**clause, "q": [6, 9]}, {**clause, "q": [12, 15]}))
    path = tmp_path / "a.jsonl"
    doccano.write([twice], path)
    assert len(json.loads(path.read_text(encoding="utf-8"))["entities"]) == 1
    assert imported(path).rows == (twice,)


def test_the_plain_jsonl_of_doccano_is_read_too(tmp_path: Path) -> None:
    line = Line()
    line.json["label"] = [
        [each["start_offset"], each["end_offset"], each["label"]] for each in line.json.pop("entities")
    ]
    assert line.back(tmp_path).annotations == row().annotations


# --- spaCy


def test_a_span_that_was_moved_or_added_in_a_document_is_gold() -> None:
    doc = docbin.document(row())
    group = docbin.group("quantity")
    spans = [span for span in doc.spans[group] if span.text != "***余次"]
    start, end = place("河道")
    added = doc.char_span(*place("巡查"), label="shortcoming")
    assert added is not None
    doc.spans[group] = [
        *spans,
        doc.char_span(*place("***余"), label="quantity", span_id="gold/" + str(index_of("***余次", "quantity"))),
    ]
    doc.spans[docbin.group("shortcoming")] = [added]
    back = docbin.row_of(doc)
    assert (at("***余", "quantity", back)["low"], back.annotations[-1]["text"]) == (100, "巡查")
    assert start < end


def test_words_as_tokens_widen_spans_and_not_gold(composed: list[Row]) -> None:
    words = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    widened = 0
    for each in composed:
        doc = docbin.document(each, words)
        spans = [span for group in doc.spans.values() for span in group]
        widened += sum(span.text != each.annotations[int(span.id_.removeprefix("gold/"))]["text"] for span in spans)
        assert docbin.row_of(doc).annotations == each.annotations
    assert widened


def test_words_that_no_parser_knows_are_taken_as_they_stand(tmp_path: Path) -> None:
    """doccano has no place to fill in what a region needs."""
    line = Line()
    for number, (words, label) in enumerate([("**件，巡", "quantity"), ("局2", "time/point")]):
        start, end = (at + (at > TEXT.index("😀")) for at in place(words))
        line.entities.append({"id": number, "label": label, "start_offset": start, "end_offset": end})
    quantity, time = line.back(tmp_path).annotations[-2:]
    assert (quantity["masked"], quantity["unit"], quantity.get("low")) == (True, "件，巡", None)
    assert (time["masked"], time["kind"]) == (False, "point")


# --- files that are broken, or of somebody else

BROKEN: dict[str, tuple[Callable[[Json], object], str]] = {
    "no text": (lambda task: task["data"].pop("text"), "task 2: has no data.text"),
    "no object": (lambda task: task.clear(), "task 2: has no data.text"),
    "another text": (lambda task: task["data"].update(text="别的"), "task 2: the text or what was exported with it"),
    "damaged": (lambda task: task["data"].update(sanbai="{"), "task 2: what the export wrote beside the text"),
    "foreign label": (
        lambda task: task["annotations"][0]["result"][0]["value"].update(labels=["PER"]),
        "task 2: a region has the labels ['PER'], and takes one of block",
    ),
    "foreign control": (
        lambda task: task["annotations"][0].update(result=[{"from_name": "ner", "value": {}}]),
        "results of ner and none of 'layer'; use the configuration",
    ),
    "beyond the end": (
        lambda task: task["annotations"][0]["result"][0]["value"].update(start=5, end=10**9, text=None),
        "is no place in a text",
    ),
    "no offsets": (lambda task: task["annotations"][0]["result"][0]["value"].pop("start"), "are no numbers"),
    "no value": (lambda task: task["annotations"][0]["result"][0].pop("value"), "a region has the labels None"),
    "no results": (lambda task: task["annotations"][0].pop("result"), "without a list of results"),
    "never annotated": (
        lambda task: (task.pop("annotations"), task["data"].pop("sanbai")),
        "has no annotation; submit",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_task_is_named_and_the_others_are_read(case: str, tmp_path: Path) -> None:
    spoil, words = BROKEN[case]
    good, bad, last = (json.loads(json.dumps(label_studio.task(row()))) for _ in range(3))
    spoil(bad)
    last["data"]["sanbai"] = last["data"]["sanbai"].replace('"云溪"', '"末"', 1)
    path = tmp_path / "校对.json"
    path.write_text(json.dumps([good, bad, last]), encoding="utf-8")
    found = imported(path)
    assert [each.doc for each in found.rows] == ["云溪", "末"]
    (error,) = found.failed
    assert isinstance(error, GoldError)
    assert str(path) in str(error)
    assert words in error.reason


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "no JSON"),
        ("[]", "no text"),
        ('{"text": "述职"}', "neither entities nor label"),
        ('{"text": "述职", "label": [[0, 1, "PER"]]}', "the label 'PER' is of none of the layers"),
        ('{"text": "述职", "label": [[0, 9, "quantity"]]}', "no place in the text; switch"),
        ('{"text": "述职", "label": [[0, 1]]}', "is no entity"),
        ('{"text": "述职", "label": [[0, 1, "quantity/x"]]}', "says more than its layer has"),
        ('{"text": "述职", "label": [[0, 1, "time/noon"]]}', "time.kind: Input should be"),
    ],
)
def test_a_broken_line_of_doccano_is_named_and_the_others_are_read(line: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "校对.jsonl"
    path.write_text(f"{json.dumps(doccano.record(row()))}\n{line}\n", encoding="utf-8")
    found = imported(path, Tool.DOCCANO)
    assert [each.doc for each in found.rows] == ["云溪"]
    (error,) = found.failed
    assert words in error.reason
    assert "2" in str(error).removeprefix(str(path))


@pytest.mark.parametrize("content", [b"", b"{}", b"[", b"\xff\xfe", b"PK\x03\x04", b"null"], ids=repr)
@pytest.mark.parametrize("tool", Tool)
def test_a_file_that_is_none_of_the_tool_s_is_refused_by_name(content: bytes, tool: Tool, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    if not content and tool is Tool.DOCCANO:
        assert imported(path, tool).rows == ()  # a file of no lines
    elif tool is Tool.DOCCANO and content[0] < 0x80:
        assert len(imported(path, tool).failed) == 1
    else:
        with pytest.raises(UnreadableFileError, match=str(path)):
            imported(path, tool)


def test_a_missing_file_is_said() -> None:
    for tool in (*Tool, None):
        with pytest.raises(UnreadableFileError, match="没有"):
            imported("没有.json", tool)


def test_a_doc_that_comes_twice_is_kept_once_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    label_studio.write([row(), row()], path)
    found = imported(path)
    assert len(found.rows) == 1
    assert "'云溪' comes twice" in str(found.failed[0])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["layer", "text", "quantity", "sanbai-0", "述"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "text", "annotations", "result", "value", "labels", "start", "end", "id", "from_name"]
            )
            | st.sampled_from(["entities", "label", "start_offset", "end_offset", "sanbai", "doc", "predictions"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(value=json_values)
def test_no_foreign_json_is_more_than_a_named_error(value: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "foreign.json"
    path.write_text(json.dumps([value]), encoding="utf-8")
    found = imported(path, Tool.LABEL_STUDIO, predictions=True)
    assert len(found.rows) + len(found.failed) == 1
    path.write_text(json.dumps(value) + "\n", encoding="utf-8")
    found = imported(path, Tool.DOCCANO)
    assert len(found.rows) + len(found.failed) == 1


def test_a_gold_file_is_known_by_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(row().line() + "\n", encoding="utf-8")
    assert tool_of(path) is None
    assert imported(path).rows == (row(),)
