"""How peers are scored, timed and written onto the page."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from peers import install, measure, writing
from peers.ours import Sanbai
from peers.peer import Annotation, Value
from peers.scores import SCORED, SUBSETS, score
from peers.tools import OURS, PEERS, PLAIN, TOOLS, Tool

from sanbai_nlp.evaluation import GoldReport, evaluate, load_gold

TEXT = "今年受理3次，投入5万元，走访三十户，几次研究，去年**次。"


def quantity(text: str, **fields: object) -> dict[str, object]:
    start = TEXT.index(text)
    given = {"masked": False, "modifier": "exact", "unit": "次", **fields}
    return {"layer": "quantity", "start": start, "end": start + len(text), "text": text, **given}


def time(text: str, **fields: object) -> dict[str, object]:
    start = TEXT.index(text)
    given = {"masked": False, "kind": "period", **fields}
    return {"layer": "time", "start": start, "end": start + len(text), "text": text, **given}


def gold(*annotations: dict[str, object]) -> GoldReport:
    return GoldReport.model_validate_json(json.dumps({"doc": "a", "text": TEXT, "annotations": annotations}))


def found(layer: str, text: str, **values: Value) -> Annotation:
    start = TEXT.index(text)
    return Annotation(layer, start, start + len(text), values)


ALL = gold(
    quantity("3次", value=3),
    quantity("5万元", value=50_000, unit="元"),
    quantity("三十户", value=30, unit="户"),
    quantity("几次", optional=True),
    quantity("**次", masked=True),
    time("今年"),
    time("去年"),
)

# --- scores


def test_a_number_without_its_unit_is_wrong_strictly_and_right_loosely() -> None:
    result = score([ALL], {"a": [found("quantity", "3", value=3.0), found("quantity", "5万元")]}, ["quantity"])[
        "quantity"
    ]
    assert (result.strict.precision.share, result.strict.recall.share) == (0.5, 0.25)
    assert (result.loose.precision.share, result.loose.recall.share) == (1.0, 0.5)
    assert (result.fields["value"].right, result.fields["value"].total) == (1, 1)


def test_what_touches_optional_gold_counts_neither_way() -> None:
    result = score([ALL], {"a": [found("quantity", "几次"), found("quantity", "研究")]}, ["quantity"])["quantity"]
    assert (result.strict.precision.right, result.strict.precision.total) == (0, 1)
    assert (result.loose.precision.right, result.loose.precision.total) == (0, 1)
    assert result.strict.recall.total == 4


def test_a_year_that_gold_does_not_have_is_not_judged() -> None:
    result = score([ALL], {"a": [found("time", "去年", year=2023)]}, ["time"])["time"]
    assert result.fields == {}


def test_a_part_is_judged_on_its_own_items_alone() -> None:
    finds = {"a": [found("quantity_money", "5万元", value=50_000.0), found("quantity_chinese", "三十")]}
    result = score([ALL], finds, ["quantity_money", "quantity_chinese"])
    assert result["quantity_money"].strict.f1 == 1
    assert (result["quantity_chinese"].strict.f1, result["quantity_chinese"].loose.f1) == (0, 1)


def test_who_does_the_whole_layer_is_judged_on_its_parts_too() -> None:
    result = score([ALL], {"a": [found("quantity", "5万元"), found("quantity", "3次")]}, ["quantity"])
    assert set(result) == {"quantity", *SUBSETS}
    assert result["quantity_money"].strict.f1 == 1


def test_recall_is_told_apart_by_kind() -> None:
    result = score([ALL], {"a": [found("quantity", "**次"), found("quantity", "三")]}, ["quantity"])["quantity"]
    assert {kind: (s.share, w.share) for kind, (s, w) in result.kinds.items() if w.total} == {
        "阿拉伯数字": (0, 0),
        "金额": (0, 0),
        "中文数字": (0, 1),
        "有掩码": (1, 1),
    }


def test_layers_of_a_report_that_are_not_annotated_are_not_judged() -> None:
    row = {"doc": "a", "text": TEXT, "layers": ["block"], "annotations": []}
    blocks = GoldReport.model_validate_json(json.dumps(row))
    result = score([blocks], {"a": [found("quantity", "3次")]}, ["quantity"])["quantity"]
    assert result.strict.precision.total == 0


def test_the_strict_score_is_the_librarys_own(root: Path) -> None:
    golds = [gold for name in ("caijing", "court") for gold in load_gold(root / f"data/annotated/dev/{name}.jsonl")]
    peer = Sanbai()
    own = evaluate(golds, {gold.doc: peer.parser.parse(gold.text) for gold in golds})
    here = score(golds, {gold.doc: peer.read(gold.text) for gold in golds}, peer.layers)
    for layer in own.layers:
        strict = here[layer.name].strict
        assert (strict.precision.share, strict.recall.share) == (layer.precision, layer.recall), layer.name


# --- measuring


class Still:
    """A peer that finds one thing and takes its time."""

    distributions = ("pydantic",)
    layers = ("quantity",)

    def read(self, _: str) -> list[Annotation]:
        return [found("quantity", "3次", value=3)]

    def job(self, text: str) -> Callable[[], object]:
        return lambda: sum(range(10_000)) + len(text)


def test_a_measurement_has_versions_finds_and_paired_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "SHORTEST", 0.001)
    result = measure.measure(Still(), {"texts": {"a": TEXT}, "timed": ["a"], "rounds": 3})
    assert result["versions"].keys() == {"pydantic"}
    assert result["finds"]["a"][0]["values"] == {"value": 3}
    assert len(result["seconds"]) == 3
    assert all(own > 0 and jieba > 0 for own, jieba in result["seconds"])


def test_a_tool_that_reaches_for_the_network_fails(root: Path) -> None:
    code = "from peers.measure import offline; offline(); import socket; socket.create_connection(('192.0.2.1', 80))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env={"PYTHONPATH": str(root / "benchmarks")}, check=False, capture_output=True, text=True
    )
    assert "PermissionError" in done.stderr


# --- installing


def test_every_tool_of_the_peers_environment_has_its_part_with_every_version_pinned(root: Path) -> None:
    parts = install.parts((root / "benchmarks" / "peers" / "requirements.txt").read_text(encoding="utf-8"))
    assert {tool.part for tool in PEERS if tool.part} == set(parts)
    assert [line for lines in parts.values() for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_what_cannot_be_installed_is_told() -> None:
    said = install.install(["--no-index", "--find-links", "/nowhere", "there-is-no-such-tool==1.0"])
    assert said is not None
    assert "there-is-no-such-tool" in said


# --- the page


def run_of(*annotations: Annotation, layers: tuple[str, ...] = ("quantity", "time")) -> writing.Run:
    rows = [
        measure.Row(layer=a.layer, start=a.start, end=a.end, values=dict(a.values), identity=[]) for a in annotations
    ]
    result = measure.Result(
        versions={"tool": "1.0"}, layers=list(layers), finds={"a": rows}, seconds=[(2.0, 1.0), (4.0, 1.0), (1.0, 1.0)]
    )
    return writing.Run(result)


def runs() -> dict[str, writing.Run]:
    mine = run_of(found("quantity", "3次"), found("quantity", "5万元"), layers=tuple(SCORED))
    theirs = run_of(found("quantity", "3次"), found("quantity", "**次"), found("person", "走访"))
    failed = writing.Run(None, "ModuleNotFoundError: No module named 'tool'")
    return dict.fromkeys(TOOLS, failed) | {OURS.key: mine, PLAIN.key: mine, "lac": theirs}


def test_a_row_tells_what_a_peer_has_that_we_miss() -> None:
    lines = writing.accuracy(writing.scored(writing.Corpus("test", (ALL,)), runs()))
    row = next(line for line in lines if line.startswith("| LAC"))
    assert row.split("|")[-2].strip() == "1"


def test_where_a_peer_is_ahead_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "LEAST", 1)
    lines = writing.better(writing.scored(writing.Corpus("test", (ALL,)), runs()), runs())
    assert "| 数量·有掩码·召回率 | LAC（ONNX） | 1.000（1/1） | 0.000（0/1） |" in lines
    assert not [line for line in lines if line.startswith("| 数量·召回率 ")]


def test_a_ratio_is_the_median_with_its_spread_and_a_tool_that_failed_has_a_row() -> None:
    lines = writing.speed(runs(), 1000)
    assert "| LAC（ONNX） | 0 | 1 | 0.50 | 0.25 | 1.00 | 3 |" in lines
    assert len(lines) == 2 + len(TOOLS)


def test_what_failed_is_named_with_its_error() -> None:
    lines = writing.versions(runs())
    assert "- JioNLP：`ModuleNotFoundError: No module named 'tool'`" in lines


def test_what_a_peer_finds_beyond_gold_is_counted() -> None:
    assert "| 人名 | LAC（ONNX） | 1 |" in writing.extras(writing.Corpus("test", (ALL,)), runs())


def test_the_page_has_a_place_for_every_part(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "benchmark.md"
    page.write_text((root / "docs" / "benchmark.md").read_text(encoding="utf-8"), encoding="utf-8")
    writing.write(page, [writing.Corpus("test", (ALL,)), writing.Corpus("seeds", (ALL,))], runs())
    assert "1 份报告" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("tool", [OURS, PLAIN, *PEERS], ids=lambda tool: tool.key)
def test_the_committed_page_has_a_speed_and_a_version_of_every_tool(tool: Tool, root: Path) -> None:
    page = (root / "docs" / "benchmark.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith(f"| {tool.title} |")]
    assert len(rows) >= 2
    assert not [row for row in rows if "—" in row.split("|")[2]]
