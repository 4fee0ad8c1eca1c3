"""What each peer gives becomes annotations at the right places; the outputs here are composed in the peers' own forms."""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peers import honest, models
from peers.arbor import nodes
from peers.jio import Entity, money, times, titles
from peers.lac import annotations as of_lac
from peers.numerals import changed
from peers.peer import Annotation
from peers.recognizers import annotations as of_recognizers
from peers.tools import PEERS, Tool

from sanbai_nlp.mentions import Found, Layer
from sanbai_nlp.outline import View

TEXT = (
    "石桥市档案局局长2023年度述职报告\n"
    "一、履职情况\n"
    "（一）去年5月20日，会同石桥市水利局修订《石桥市库房管理规定》，投入120.5万元，巡查**次，整改率百分之三十。\n"
    "今后，我将进一步加强学习，力争明年6月底前建成新馆。\n"
)


def surfaces(text: str, found: list[Annotation], layer: str) -> list[str]:
    return [text[one.start : one.end] for one in found if one.layer == layer]


# --- the analyst's script


def test_the_script_reads_numbers_masks_dates_names_and_promises() -> None:
    found = [Annotation(*one) for one in honest.read(TEXT)]
    assert surfaces(TEXT, found, "quantity") == ["120.5万元", "**次", "百分之三十"]
    assert surfaces(TEXT, found, "time") == ["2023年度", "去年5月20日", "明年6月底"]
    assert surfaces(TEXT, found, "legislation") == ["《石桥市库房管理规定》"]
    assert "石桥市水利局" in surfaces(TEXT, found, "department")
    assert surfaces(TEXT, found, "node")[0] == "一、履职情况"
    assert any("建成新馆" in one for one in surfaces(TEXT, found, "commitment"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("120.5万元", 1_205_000),
        ("三百二十件", 320),
        ("十二次", 12),
        ("百分之三十", 30),
        ("八成", 80),
        ("1,200人", 1200),
    ],
)
def test_the_script_reads_values(written: str, value: float) -> None:
    assert honest.value(written) == value


@pytest.mark.parametrize("written", ["**次", "1××件", "某名"])
def test_the_script_gives_a_mask_no_value(written: str) -> None:
    assert honest.value(written) is None


@given(st.text(alphabet="一二三、（）1.*年月日将第条《》局市会同\n 　Ａ４", max_size=60))
def test_the_script_stays_inside_the_text(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for _, start, end, _ in honest.read(text))


# --- JioNLP


def test_a_time_of_jionlp_begins_on_its_first_day_and_a_deadline_ends_on_its_last() -> None:
    entities = [
        entity("2023年5月", 3, time=["2023-05-01 00:00:00", "2023-05-31 23:59:59"]),
        entity("6月底前", 20, time=["2024-01-01 00:00:00", "2024-06-30 23:59:59"]),
    ]
    found = list(times(entities))
    assert [(one.start, one.end) for one in found] == [(3, 10), (20, 24)]
    assert [dict(one.values) for one in found] == [
        {"year": 2023, "month": 5, "day": 1},
        {"year": 2024, "month": 6, "day": 30},
    ]


def test_a_rhythm_of_jionlp_has_no_date_and_a_relative_time_is_counted_as_resolved() -> None:
    found = list(times([entity("每周五下午", 0, time={"delta": {"day": 7}})]))
    assert [(one.layer, dict(one.values)) for one in found] == [("time", {}), ("resolved_time", {})]


def test_money_of_jionlp_has_its_value_where_it_is_one_number() -> None:
    found = list(
        money([entity("120.5万元", 0, num="1205000.00", case="元"), entity("3至5元", 9, num=["3", "5"], case="元")])
    )
    assert [one.values["value"] for one in found] == [1_205_000, None]


def test_titles_of_jionlp_are_found_one_after_the_other() -> None:
    text = "修订《甲办法》，废止《乙办法》，印发《甲办法》。"
    found = list(titles(text, ["《甲办法》", "《乙办法》", "《甲办法》"]))
    assert [one.start for one in found] == [2, 10, 18]


def entity(text: str, start: int, **detail: object) -> Entity:
    return {"text": text, "offset": [start, start + len(text)], "detail": detail}


# --- Recognizers-Text


@dataclass
class Result:
    text: str
    start: int
    type_name: str
    resolution: dict[str, object] | None

    @property
    def end(self) -> int:
        return self.start + len(self.text) - 1


def test_a_number_inside_a_date_an_ordinal_or_a_percentage_is_no_quantity_of_its_own() -> None:
    text = "5月开了3次会，第二次到会率90%。"
    numbers = [Result("5", 0, "number", {"value": "5"}), Result("3", 4, "number", {"value": "3"})]
    numbers += [Result("二", 9, "number", {"value": "2"}), Result("90", 14, "number", {"value": "90"})]
    ordinals = [Result("第二", 8, "ordinal", {"value": "2"})]
    percent = [Result("90%", 14, "percentage", {"value": "90%"})]
    dates = [Result("5月", 0, "datetimeV2.daterange", {"values": [{"timex": "XXXX-05", "start": "2024-05-01"}]})]
    found = of_recognizers(numbers, ordinals, percent, dates)
    assert surfaces(text, found, "quantity") == ["90%", "3"]
    assert [dict(one.values) for one in found] == [
        {"value": 90.0, "unit": "%"},
        {"value": 3.0},
        {"year": None, "month": 5, "day": None},
    ]


def test_a_duration_is_a_quantity_and_a_unit_without_a_number_is_nothing() -> None:
    lasting = Result("三个月", 0, "datetimeV2.duration", {"values": [{"timex": "P3M", "value": "7776000"}]})
    found = of_recognizers([], [], [Result("平方米", 9, "dimension", {"value": None})], [lasting])
    assert [(one.layer, one.start, one.end, dict(one.values)) for one in found] == [("quantity", 0, 3, {})]


# --- cn2an


def test_what_cn2an_rewrites_is_a_quantity_unless_a_date_follows() -> None:
    line = "受理三百二十件，二〇二三年五月办结百分之九十。"
    found = list(changed(line, "受理320件，2023年5月办结90%。", 100))
    assert [(line[one.start - 100 : one.end - 100], one.values["value"]) for one in found] == [
        ("三百二十", 320),
        ("百分之九十", 90),
    ]


# --- ArborParser


@dataclass
class Node:
    content: str
    children: "list[Node]" = field(default_factory=list)
    level_text: str = ""
    title: str = ""


def test_headings_of_arborparser_stand_where_their_lines_do() -> None:
    text = "标题\n\n一、概况\n正文。\n　（一）细目。\n正文。\n二、打算\n"
    tree = Node("标题\n\n", [Node("一、概况\n正文。\n", [Node("　（一）细目。\n正文。\n")]), Node("二、打算\n")])
    found = list(nodes(tree))
    assert surfaces(text, found, "node") == ["一、概况", "（一）细目", "二、打算"]
    assert [one.values["level"] for one in found] == [1, 2, 1]


# --- LAC


def test_words_of_lac_become_entities_and_a_numeral_takes_its_measure_word() -> None:
    words = [("去年", "TIME"), ("5月", "TIME"), ("，", "w"), ("会同", "v"), ("石桥市水利局", "ORG"), ("巡查", "v")]
    words += [("3", "m"), ("次", "q"), ("，", "w"), ("修订", "v"), ("《", "w"), ("库房规定", "nw"), ("》", "w")]
    text = "".join(word for word, _ in words)
    found = list(of_lac(words))
    assert [(one.layer, text[one.start : one.end]) for one in found] == [
        ("time", "去年5月"),
        ("department", "石桥市水利局"),
        ("quantity", "3次"),
        ("legislation", "《库房规定》"),
    ]


# --- spaCy and HanLP


def test_a_models_finds_are_at_their_places_in_the_report() -> None:
    def finder(view: View) -> list[Found]:
        at = view.text.find("水利局")
        return [Found(at - 3, at + 3, Layer.DEPARTMENT, "model:x")] if at > 2 else []

    found = models.Model(finder, ()).read(TEXT)
    assert surfaces(TEXT, found, "department") == ["石桥市水利局"]


# --- the tools themselves, where they are installed


@pytest.mark.slow
@pytest.mark.parametrize("tool", PEERS, ids=lambda tool: tool.key)
def test_a_peer_that_is_installed_reads_a_report(tool: Tool, root: Path, tmp_path: Path) -> None:
    python = root / tool.environment / "bin" / "python"
    if not python.exists():
        pytest.skip(f"{tool.title} lives in {tool.environment}, which `make peers` makes")
    if tool.key == "hanlp" and not (models.HANLP.is_dir() and (root / tool.environment / ".jieba").exists()):
        pytest.skip("`make peers` has not made HanLP ready yet")
    task = tmp_path / "task.json"
    task.write_text(json.dumps({"texts": {"a": TEXT}, "timed": ["a"], "rounds": 1}), encoding="utf-8")
    command = [str(python), "-m", "peers.measure", tool.key, str(task), str(tmp_path / "out.json")]
    subprocess.run(command, env={"PYTHONPATH": str(root / "benchmarks")}, check=True, capture_output=True)
    result = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert result["finds"]["a"]
    assert all(0 <= row["start"] < row["end"] <= len(TEXT) for row in result["finds"]["a"])
    assert {row["layer"] for row in result["finds"]["a"]} <= set(result["layers"])
