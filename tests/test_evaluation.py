"""Scores against gold: the pairing rules one by one, and the same figures as the reference scorer."""

import importlib.util
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Protocol, TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from rich.console import Console, RenderableType

from sanbai_nlp.errors import EmptyTextError, SanbaiError, UnreadableFileError
from sanbai_nlp.evaluation import (
    Evaluation,
    Fault,
    GoldAchievement,
    GoldBlock,
    GoldCommitment,
    GoldDepartment,
    GoldLegislation,
    GoldNode,
    GoldQuantity,
    GoldReport,
    GoldShortcoming,
    GoldSpan,
    GoldStep,
    GoldTime,
    compare,
    evaluate,
    evaluate_file,
    load_gold,
)
from sanbai_nlp.evaluation.layers import LAYERS, plain_name
from sanbai_nlp.schema import (
    Achievement,
    Basis,
    Block,
    Commitment,
    CommitmentKind,
    Department,
    DepartmentKind,
    Dimension,
    Document,
    DocumentKind,
    Heading,
    Level,
    Mention,
    Modifier,
    Quantity,
    Report,
    Role,
    Shortcoming,
    Stage,
    Status,
    Step,
    Style,
    Time,
    TimeKind,
)
from sanbai_nlp.views import evaluation as views

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
Row = dict[str, Json]


# --- builders: a gold row of composed annotations, and the report that a perfect parser would make of a gold row


def gold_of(text: str, *annotations: Row, doc: str = "d") -> GoldReport:
    """A gold row; an annotation needs no offsets where its `text` stands in `text` (`start` chooses a later place)."""
    placed = []
    for annotation in annotations:
        surface = str(annotation["text"])
        start = text.index(surface, cast("int", annotation.get("start", 0)))
        placed.append({**annotation, "start": start, "end": start + len(surface)})
    return GoldReport.model_validate_json(json.dumps({"doc": doc, "text": text, "annotations": placed}))


def quantity(text: str, **more: Json) -> Row:
    fields: Row = {"low": 3, "high": 3, "value": 3, "masked": False, "modifier": "exact", "unit": "件"}
    return {"layer": "quantity", "text": text, **fields, **more}


def achievement(text: str, basis: str = "counted", **more: Json) -> Row:
    return {"layer": "achievement", "text": text, "basis": basis, "kind": "监督", **more}


def step(text: str, name: str, stage: str = "passed", status: str = "done", **more: Json) -> Row:
    return {"layer": "legislative_step", "text": text, "name": name, "stage": stage, "status": status, **more}


def perfect(gold: GoldReport) -> Report:
    """The report that has every annotation of a gold row, optional ones too, and nothing else."""
    return Report(
        text=gold.text,
        title=None,
        reporter=None,
        department=None,
        period=None,
        blocks=tuple(_made(Block, item) for item in gold.of(GoldBlock)),
        headings=tuple(_made(Heading, item) for item in gold.of(GoldNode)),
        quantities=tuple(_made(Quantity, item) for item in gold.of(GoldQuantity)),
        times=tuple(_made(Time, item) for item in gold.of(GoldTime)),
        departments=tuple(_department(item) for item in gold.of(GoldDepartment)),
        documents=(*map(_document, gold.of(GoldLegislation)), *map(_stepping, gold.of(GoldStep))),
        achievements=tuple(_achievement(item, gold) for item in gold.of(GoldAchievement)),
        commitments=tuple(_made(Commitment, item, due=None, trigger="将") for item in gold.of(GoldCommitment)),
        shortcomings=tuple(_made(Shortcoming, item) for item in gold.of(GoldShortcoming)),
        warnings=(),
    )


Made = TypeVar("Made", bound=BaseModel)
EMPTY: Mapping[str, Json] = {"rule": "gold", "block": 0, "heading": None, "parent": None, "topic": None, "agent": None}


def _made(kind: type[Made], item: GoldSpan, /, **own: object) -> Made:
    """An object of the contract: its own fields, then what the gold item has, then what says nothing."""
    known = {**EMPTY, "documents": (), "departments": (), **dict(item), **own}
    return kind.model_validate({name: known[name] for name in kind.model_fields if name in known})


def _department(item: GoldDepartment) -> Department:
    return _made(Department, item, name=item.canonical, mentions=(_made(Mention, item),))


def _document(item: GoldLegislation) -> Document:
    return _made(Document, item, stage=None, steps=(), mentions=(_made(Mention, item),))


def _stepping(item: GoldStep) -> Document:
    """A document that is nowhere mentioned and takes one step."""
    taken = _made(Step, item, time=None)
    return _made(Document, item, kind="local_regulation", draft=False, stage=None, steps=(taken,), mentions=())


def _achievement(item: GoldAchievement, gold: GoldReport) -> Achievement:
    counted = _counted(item, gold) if item.basis is Basis.COUNTED else None
    return _made(Achievement, item, quantity=counted, base=None)


def _counted(item: GoldAchievement, gold: GoldReport) -> Quantity:
    """The quantity that a counted achievement counts by, wherever the gold row says that it is."""
    start, end = item.q or (item.start, item.end)
    for other in gold.of(GoldQuantity) if item.q is None else ():
        if other.text.replace("\n", "") == item.quantity and item.start <= other.start and other.end <= item.end:
            start, end = other.start, other.end
    place = {"start": start, "end": end, "text": gold.text[start:end]}
    bounds = {"low": None, "high": None, "value": None, "masked": True, "modifier": "exact", "unit": "件"}
    return Quantity.model_validate({**place, **bounds, "rule": "gold"})


def counts(evaluation: Evaluation, layer: str) -> tuple[int, int, int]:
    """True positives, false positives and false negatives of a layer."""
    score = evaluation.layer(layer)
    return score.tp, score.fp, score.fn


def scored(gold: GoldReport, found: GoldReport) -> Evaluation:
    """`gold` against the perfect parse of `found`."""
    return evaluate([gold], {gold.doc: perfect(found)})


def accuracy(evaluation: Evaluation, layer: str) -> dict[str, float]:
    return {field.name: field.accuracy for field in evaluation.layer(layer).fields}


# --- spans that must be the same

TEXT = "全年共办理信访3件，开展调研3件，督办建议3件。"


def test_a_perfect_parse_scores_one_everywhere() -> None:
    gold = gold_of(TEXT, {"layer": "block", "text": TEXT, "role": "body", "label": "工作业绩"}, quantity("3件"))
    evaluation = scored(gold, gold)
    assert all((layer.fp, layer.fn) == (0, 0) and layer.f1 == 1.0 for layer in evaluation.layers)
    assert counts(evaluation, "quantity") == (1, 0, 0)
    assert evaluation.items == ()


def test_a_span_off_by_one_is_a_miss_and_an_extra() -> None:
    evaluation = scored(gold_of(TEXT, quantity("3件")), gold_of(TEXT, quantity("3件，")))
    assert counts(evaluation, "quantity") == (0, 1, 1)
    assert [(item.fault, item.text) for item in evaluation.items] == [(Fault.MISS, "3件"), (Fault.EXTRA, "3件，")]
    assert evaluation.layer("quantity").f1 == 0.0


@pytest.mark.parametrize("surface", ["3件", "访3件", "件，"])
def test_optional_gold_and_what_touches_it_count_neither_way(surface: str) -> None:
    gold = gold_of(TEXT, quantity("3件", optional=True))
    assert counts(scored(gold, gold_of(TEXT, quantity(surface))), "quantity") == (0, 0, 0)
    assert counts(scored(gold, gold_of(TEXT)), "quantity") == (0, 0, 0)


def test_what_only_borders_on_optional_gold_is_an_extra() -> None:
    gold = gold_of(TEXT, quantity("3件", optional=True))
    assert counts(scored(gold, gold_of(TEXT, quantity("信访"))), "quantity") == (0, 1, 0)


def test_either_lists_further_right_values_of_a_field() -> None:
    gold = gold_of(TEXT, quantity("3件", either={"unit": ["项", "个"]}))
    assert accuracy(scored(gold, gold_of(TEXT, quantity("3件", unit="个"))), "quantity")["unit"] == 1.0
    wrong = scored(gold, gold_of(TEXT, quantity("3件", unit="次")))
    assert accuracy(wrong, "quantity")["unit"] == 0.0
    assert [(i.fault, i.field, i.expected, i.found) for i in wrong.items] == [
        (Fault.WRONG, "unit", ("件", "项", "个"), "次")
    ]


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (10.29, True),
        (10.290000000001, True),  # within rounding: 1e-9 of the value
        (10.2901, False),
        (None, False),
    ],
)
def test_numbers_compare_within_rounding(found: float | None, right: bool) -> None:
    gold = gold_of(TEXT, quantity("3件", low=10.29))
    assert accuracy(scored(gold, gold_of(TEXT, quantity("3件", low=found))), "quantity")["low"] == float(right)


def test_fields_of_unmatched_and_of_optional_items_are_not_judged() -> None:
    gold = gold_of(TEXT, quantity("3件", optional=True), quantity("信访3件"))
    assert accuracy(scored(gold, gold_of(TEXT, quantity("3件", unit="x"))), "quantity") == {}


def test_a_label_is_scored_strictly_and_with_its_alternatives() -> None:
    gold = gold_of(TEXT, {"layer": "block", "text": TEXT, "role": "body", "label": "工作业绩", "alt": ["廉洁"]})
    found = gold_of(TEXT, {"layer": "block", "text": TEXT, "role": "body", "label": "廉洁"})
    assert accuracy(scored(gold, found), "block") == {"role": 1.0, "label": 0.0, "label_or_alt": 1.0}


def test_a_missing_label_is_wrong_and_a_block_without_gold_label_is_not_judged() -> None:
    labelled = gold_of(TEXT, {"layer": "block", "text": TEXT, "role": "body", "label": "廉洁"})
    bare = gold_of(TEXT, {"layer": "block", "text": TEXT, "role": "body"})
    assert accuracy(scored(labelled, bare), "block") == {"role": 1.0, "label": 0.0, "label_or_alt": 0.0}
    assert accuracy(scored(bare, labelled), "block") == {"role": 1.0}


def test_blocks_and_headings_are_not_judged_by_a_row_that_annotates_none() -> None:
    node: Row = {"layer": "node", "text": "信访", "style": "plain", "level": 1}
    found = gold_of(TEXT, {"layer": "block", "text": TEXT, "role": "body"}, node)
    evaluation = scored(gold_of(TEXT), found)
    assert counts(evaluation, "block") == counts(evaluation, "node") == (0, 0, 0)


def test_a_canonical_name_is_judged_as_the_departments_name() -> None:
    row: Row = {
        "layer": "department",
        "text": "信访",
        "canonical": "青禾市信访局",
        "level": "city",
        "kind": "government",
    }
    evaluation = scored(gold_of(TEXT, row), gold_of(TEXT, {**row, "canonical": "信访局"}))
    assert accuracy(evaluation, "department") == {"canonical": 0.0, "level": 1.0, "kind": 1.0}


# --- achievements, commitments, shortcomings


def test_counted_achievements_are_the_same_where_their_quantity_is_the_same() -> None:
    """The clauses may differ; without `q`, the quantity inside the clause that reads like it is meant."""
    whole, part = "共办理信访3件", "信访3件"
    gold = gold_of(TEXT, quantity("3件"), achievement(whole, quantity="3件"))
    assert counts(
        scored(gold, gold_of(TEXT, quantity("3件"), achievement(part, quantity="3件"))), "achievement_counted"
    ) == (1, 0, 0)


def test_q_names_the_quantity_where_a_clause_holds_several() -> None:
    second = TEXT.index("3件", TEXT.index("3件") + 1)
    clause = "办理信访3件，开展调研3件"
    gold = gold_of(TEXT, achievement(clause, quantity="3件", q=[second, second + 2]))
    right = gold_of(TEXT, achievement("调研3件", quantity="3件", q=[second, second + 2]))
    wrong = gold_of(TEXT, achievement(clause, quantity="3件", q=[second - 7, second - 5]))
    assert counts(scored(gold, right), "achievement_counted") == (1, 0, 0)
    assert counts(scored(gold, wrong), "achievement_counted") == (0, 1, 1)


def test_without_q_the_last_fitting_quantity_of_the_clause_is_meant() -> None:
    first = TEXT.index("3件")
    second = TEXT.index("3件", first + 1)
    clause = "办理信访3件，开展调研3件"
    both = [quantity("3件"), quantity("3件", start=second)]
    gold = gold_of(TEXT, *both, achievement(clause, quantity="3件"))
    found = gold_of(TEXT, *both, achievement("信访", quantity="3件", q=[second, second + 2]))
    assert counts(scored(gold, found), "achievement_counted") == (1, 0, 0)


def test_a_quantity_that_a_line_break_cuts_is_found_by_its_joined_surface() -> None:
    text = "办结建议1\n2件。"
    gold = gold_of(text, quantity("1\n2件"), achievement("办结建议1\n2件", quantity="12件"))
    found = gold_of(text, achievement("办结建议1\n2件", quantity="12件", q=[4, 8]))
    assert counts(scored(gold, found), "achievement_counted") == (1, 0, 0)


def test_a_counted_achievement_without_annotated_quantity_stands_at_its_clause() -> None:
    gold = gold_of(TEXT, achievement("信访3件", quantity="3件"))
    assert counts(scored(gold, gold), "achievement_counted") == (1, 0, 0)


STATED = "制定议事规则，完善议事规则清单，建成服务平台。"


def test_statements_pair_from_half_their_common_stretch() -> None:
    gold = gold_of(STATED, achievement("制定议事规则", "delivered"))
    assert counts(scored(gold, gold_of(STATED, achievement("规则", "delivered"))), "achievement_delivered") == (0, 1, 1)
    half = gold_of(STATED, achievement("定议事", "delivered"))
    assert counts(scored(gold, half), "achievement_delivered") == (1, 0, 0)


def test_required_gold_takes_its_prediction_before_optional_gold() -> None:
    gold = gold_of(
        STATED, achievement("制定议事规则", "delivered", optional=True), achievement("议事规则", "delivered")
    )
    evaluation = scored(gold, gold_of(STATED, achievement("制定议事规则", "delivered")))
    assert counts(evaluation, "achievement_delivered") == (1, 0, 0)


def test_a_prediction_answers_one_gold_item_only() -> None:
    gold = gold_of(STATED, achievement("制定议事规则", "delivered"), achievement("定议事规则", "delivered"))
    evaluation = scored(gold, gold_of(STATED, achievement("制定议事规则", "delivered")))
    assert counts(evaluation, "achievement_delivered") == (1, 0, 1)


def test_work_delivered_that_gold_counts_is_no_extra() -> None:
    gold = gold_of(STATED, achievement("建成服务平台", "honoured"))
    assert counts(scored(gold, gold_of(STATED, achievement("平台", "delivered"))), "achievement_delivered") == (0, 0, 0)
    moved = scored(gold, gold_of(STATED, achievement("平台", "legislative")))
    assert counts(moved, "achievement_legislative") == (0, 1, 0)


# --- steps


def test_steps_are_a_set_of_name_stage_and_status() -> None:
    text = "青禾市河道条例获表决通过，河道条例已通过。"
    gold = gold_of(text, step("表决通过", "青禾市河道条例"), step("已通过", "青禾市河道条例"))
    found = gold_of(text, step("青禾市河道条例获表决通过", "《青禾市河道条例（草案）》"), step("已通过", "河道条例"))
    evaluation = scored(gold, found)
    assert counts(evaluation, "legislative_step") == (1, 1, 0)
    assert [item.identity for item in evaluation.items] == [("河道条例", "passed", "done")]


def test_an_optional_step_spares_every_status_of_its_stage() -> None:
    gold = gold_of(TEXT, step("信访", "河道条例", "drafted", "in_progress", optional=True))
    assert counts(scored(gold, gold_of(TEXT, step("信访", "河道条例", "drafted"))), "legislative_step") == (0, 0, 0)
    assert counts(scored(gold, gold_of(TEXT, step("信访", "河道条例", "listed"))), "legislative_step") == (0, 1, 0)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("《*市河道条例（草案）》", "市河道条例"),
        ("＊市 河道　条例(草案)", "市河道条例"),
        ("××县考评办法（试行）", "县考评办法"),
        ("河道条例条例", "河道条例"),
        ("", ""),
    ],
)
def test_names_fold_what_reports_write_differently(written: str, plain: str) -> None:
    assert plain_name(written) == plain


# --- parses that fail


class FailingParser:
    """Parses nothing."""

    def parse(self, text: str, /) -> Report:
        raise EmptyTextError(f"{len(text)} characters and nothing in them")


class PerfectParser:
    """Answers with the perfect parse of the gold row that has the text."""

    def __init__(self, golds: Iterable[GoldReport]) -> None:
        self.golds = {gold.text: gold for gold in golds}

    def parse(self, text: str, /) -> Report:
        return perfect(self.golds[text])


def write_gold(path: Path, *golds: GoldReport) -> Path:
    path.write_text("".join(gold.model_dump_json() + "\n" for gold in golds), encoding="utf-8")
    return path


@pytest.mark.parametrize("outcome", [None, EmptyTextError("nothing here")])
def test_without_a_report_all_required_gold_is_missed(outcome: SanbaiError | None) -> None:
    gold = gold_of(TEXT, quantity("3件"), quantity("访3件", optional=True), achievement("信访3件"))
    evaluation = evaluate([gold], {} if outcome is None else {"d": outcome})
    assert counts(evaluation, "quantity") == (0, 0, 1)
    assert counts(evaluation, "achievement") == (0, 0, 1)
    assert [failure.reason for failure in evaluation.failures] == ["no report" if outcome is None else "nothing here"]


def test_evaluate_file_parses_each_row_and_keeps_the_reason_of_a_failure(tmp_path: Path) -> None:
    path = write_gold(tmp_path / "gold.jsonl", gold_of(TEXT, quantity("3件")), gold_of(STATED, doc="e"))
    assert counts(evaluate_file(path, PerfectParser(load_gold(path))), "quantity") == (1, 0, 0)
    failed = evaluate_file(path, FailingParser())
    assert [failure.doc for failure in failed.failures] == ["d", "e"]
    assert "characters" in failed.failures[0].reason


def test_a_report_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="another text"):
        evaluate([gold_of(TEXT)], {"d": perfect(gold_of(STATED))})


# --- items, saved runs, comparison


def test_an_error_shows_its_place_and_surroundings() -> None:
    gold = gold_of(TEXT, quantity("3件"))
    (item,) = evaluate([gold], {"d": perfect(gold_of(TEXT))}).items
    assert (item.fault, item.doc, item.before, item.text) == (Fault.MISS, "d", "全年共办理信访", "3件")
    assert item.after.startswith("，开展调研")
    assert TEXT[item.start : item.end] == item.text


def test_a_saved_run_loads_back_equal(tmp_path: Path) -> None:
    gold = gold_of(TEXT, quantity("3件", low=2.5), step("信访", "条例"))
    evaluation = scored(gold, gold_of(TEXT, quantity("3件", masked=True), quantity("件，")))
    assert Evaluation.from_json(evaluation.to_json()) == evaluation
    assert {item.fault for item in evaluation.items} == set(Fault)
    evaluation.save(tmp_path / "run.json")
    assert Evaluation.load(tmp_path / "run.json") == evaluation


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", None])
def test_what_is_no_saved_run_is_a_clear_error(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"run\.json: "):
        Evaluation.load(path)


def test_comparison_lists_gains_and_losses_item_by_item() -> None:
    gold = gold_of(TEXT, quantity("3件"), {"layer": "shortcoming", "text": "督办建议"})
    old = scored(gold, gold_of(TEXT, {"layer": "shortcoming", "text": "督办建议"}))
    new = scored(gold, gold_of(TEXT, quantity("3件", unit="次")))
    diff = compare(old, new)
    assert [(item.fault, item.layer) for item in diff.gains] == [(Fault.MISS, "quantity")]
    assert [(item.fault, item.layer, item.field) for item in diff.losses] == [
        (Fault.WRONG, "quantity", "unit"),
        (Fault.MISS, "shortcoming", None),
    ]
    assert {c.name: (c.old.f1, c.new.f1) for c in diff.layers if c.old and c.new}["quantity"] == (0.0, 1.0)


def test_a_run_against_itself_neither_gains_nor_loses() -> None:
    run = scored(gold_of(TEXT, quantity("3件")), gold_of(TEXT, quantity("件，"), step("信访", "条例")))
    diff = compare(run, run)
    assert run.items
    assert (diff.gains, diff.losses, diff.added, diff.dropped) == ((), (), (), ())


def test_a_step_that_only_moved_is_no_new_error() -> None:
    first = scored(gold_of(TEXT), gold_of(TEXT, step("信访", "条例")))
    second = scored(gold_of(TEXT), gold_of(TEXT, step("督办", "条例")))
    assert compare(first, second).losses == ()


def test_reports_that_only_one_run_judged_or_parsed_are_named_and_not_itemised() -> None:
    one, two = gold_of(TEXT, quantity("3件")), gold_of(TEXT, quantity("3件"), doc="e")
    nothing = perfect(gold_of(TEXT))
    whole, failed = evaluate([one, two], {"d": nothing, "e": nothing}), evaluate([one], {})
    assert (compare(whole, failed).dropped, compare(whole, failed).broken) == (("e",), ("d",))
    assert (compare(failed, whole).added, compare(failed, whole).repaired) == (("e",), ("d",))
    assert (compare(failed, whole).gains, compare(whole, failed).losses) == ((), ())


# --- on the console


def printed(renderable: RenderableType, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(renderable)
    return cast("io.StringIO", console.file).getvalue()


def test_the_summary_has_a_line_a_layer_and_names_failures() -> None:
    gold = gold_of(TEXT, quantity("3件"))
    evaluation = evaluate([gold, gold_of(STATED, doc="e")], {"d": perfect(gold), "e": EmptyTextError("空文本")})
    shown = printed(views.summary(evaluation))
    for heading in ("层", "正确", "多出", "遗漏", "精确率", "召回率", "F1", "字段准确率"):
        assert heading in shown
    assert all(layer.name in shown for layer in LAYERS)
    assert "unit=1.000" in shown
    assert "e：空文本" in shown


def test_the_summary_keeps_every_figure_within_80_columns() -> None:
    gold = gold_of(TEXT, quantity("3件"), {"layer": "block", "text": TEXT, "role": "body", "label": "廉洁"})
    shown = printed(views.summary(scored(gold, gold)), width=80)
    assert "…" not in shown
    assert "achievement_legislative" in shown


def test_a_long_surface_shows_its_two_ends() -> None:
    text = "甲" * 40 + "乙" * 100 + "丙" * 40
    shown = printed(views.errors(scored(gold_of(text, {"layer": "shortcoming", "text": text}), gold_of(text))))
    assert f"〖{'甲' * 30}……{'丙' * 30}〗" in shown.replace("\n", "")


def test_errors_are_shown_marked_in_their_context() -> None:
    text = "第一行\n办理信访3件。"
    gold = gold_of(text, quantity("3件"), step("信访", "河道条例"))
    found = gold_of(text, quantity("3件", masked=True, value=None), quantity("信访"))
    shown = printed(views.errors(scored(gold, found)))
    assert "多出  d [6, 8)  第一行⏎办理〖信访〗3件。" in shown
    assert "〖3件〗。  value：应为 3，得到 null" in shown
    assert "〖3件〗。  masked：应为 false，得到 true" in shown
    assert "河道条例 / passed / done" in shown
    assert "没有错误" in printed(views.errors(scored(gold, gold)))


def test_a_comparison_shows_gains_losses_and_changed_figures() -> None:
    gold = gold_of(TEXT, quantity("3件"))
    worse, better = scored(gold, gold_of(TEXT)), scored(gold, gold)
    shown = printed(views.comparison(compare(worse, better)))
    assert "+1.000" in shown
    assert "改进（1 处）" in shown
    assert "退步（0 处）" in shown
    assert "退步（1 处）" in printed(views.comparison(compare(better, worse)))


# --- the same figures as the reference scorer

Figures = dict[str, dict[str, float]]
Reference = Callable[[Mapping[str, Sequence[Row]], Mapping[str, Report]], Figures]


class _ReferenceTally(Protocol):
    def row(self) -> dict[str, float]:
        """The figures of a layer."""


@pytest.fixture(scope="module")
def reference(shared: Path) -> Reference:
    """The reference scorer: annotations and reports by doc in, figures by layer out."""
    spec = importlib.util.spec_from_file_location("reference_score", shared / "exam" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def figures(rows: Mapping[str, Sequence[Row]], reports: Mapping[str, Report]) -> Figures:
        dumps = {doc: report.model_dump(mode="json") for doc, report in reports.items()}
        tallies: dict[str, _ReferenceTally] = module.score(rows, dumps)
        return {name: tally.row() for name, tally in tallies.items()}

    return figures


def figures_of(evaluation: Evaluation) -> Figures:
    """Our figures under the reference's names."""
    return {
        layer.name: {"tp": layer.tp, "fp": layer.fp, "fn": layer.fn}
        | {"p": layer.precision, "r": layer.recall, "f": layer.f1}
        | {f"acc_{field.name}": field.accuracy for field in layer.fields}
        for layer in evaluation.layers
    }


def assert_items_add_up(evaluation: Evaluation) -> None:
    """Every figure can be traced to its items."""
    for layer in evaluation.layers:
        faults = [item.fault for item in evaluation.items if item.layer == layer.name]
        assert faults.count(Fault.MISS) == layer.fn
        assert faults.count(Fault.EXTRA) == layer.fp
        assert faults.count(Fault.WRONG) == sum(field.total - field.right for field in layer.fields)


VALUES: Mapping[str, Sequence[Json]] = {
    "role": list(Role),
    "label": [*Dimension, None],
    "style": list(Style),
    "number": [None, 1, 2],
    "level": [1, 2, 3],
    "title": [None, "工作"],
    "low": [None, 1, 3.0, 10.29, 3.0000000000001],
    "high": [None, 9, 99],
    "value": [None, 0, 3],
    "masked": [True, False],
    "modifier": list(Modifier),
    "unit": ["件", "次"],
    "year": [None, 2023],
    "month": [None, 5],
    "day": [None, 1],
    "canonical": ["青禾市人大", "市人大"],
    "draft": [True, False],
    "name": ["河道条例", "《*河道条例（草案）》", "养犬条例条例"],
    "stage": list(Stage)[:3],
    "status": list(Status),
    "basis": list(Basis),
}
KINDS: Mapping[str, Sequence[str]] = {
    "times": list(TimeKind),
    "departments": list(DepartmentKind),
    "documents": list(DocumentKind),
    "achievements": ["监督", "立法", "会议"],
    "commitments": list(CommitmentKind),
}


def perturbed(report: Report, random: Random, rate: float) -> Report:
    """The report with items dropped, doubled, moved, and fields changed, each at the given rate."""
    data = cast("dict[str, Json]", report.model_dump(mode="json"))
    for room, items in data.items():
        if isinstance(items, list) and room != "warnings":
            data[room] = _shaken(items, room, report.text, random, rate)
    return Report.model_validate_json(json.dumps(data))


def _shaken(items: Sequence[Json], room: str, text: str, random: Random, rate: float) -> list[Json]:
    kept: list[Json] = []
    for item in cast("Sequence[Row]", items):
        for _ in range(1 if random.random() > rate else random.choice([0, 0, 2])):
            copy: Row = {name: _changed(name, value, room, random, rate) for name, value in item.items()}
            for nested in ("mentions", "steps"):
                if nested in copy:
                    copy[nested] = _shaken(cast("list[Json]", copy[nested]), nested, text, random, rate)
            spans = [copy, copy["quantity"]] if isinstance(copy.get("quantity"), dict) else [copy]
            for span in cast("list[Row]", spans):
                _move(span, text, random, rate)
            kept.append(copy)
    if random.random() < rate:
        random.shuffle(kept)
    return kept


def _changed(name: str, value: Json, room: str, random: Random, rate: float) -> Json:
    if random.random() > rate:
        return dict(value) if isinstance(value, dict) else value
    if name == "kind" and room in KINDS:
        return random.choice(KINDS[room])
    level = room == "departments" and name == "level"
    choices = [*Level, None] if level else VALUES.get(name, [value])
    return random.choice(choices)


def _move(span: Row, text: str, random: Random, rate: float) -> None:
    if "start" not in span or random.random() > rate:
        return
    start, end = (cast("int", span[edge]) + random.choice([-6, -1, 0, 0, 1, 6]) for edge in ("start", "end"))
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    span |= {"start": start, "end": end, "text": text[start:end]}


MAKERS: Sequence[tuple[str, str, tuple[str, ...], str]] = (
    # layer, where its kinds are listed, its other fields, the field that may have alternatives
    ("block", "", ("role", "label"), "role"),
    ("node", "", ("style", "number", "level", "title"), "number"),
    ("quantity", "", ("low", "high", "value", "masked", "modifier", "unit"), "low"),
    ("time", "times", ("year", "month", "day", "masked"), "kind"),
    ("department", "departments", ("canonical",), "canonical"),
    ("legislation", "documents", ("name", "draft"), "draft"),
    ("legislative_step", "", ("name", "stage", "status"), ""),
    ("achievement", "achievements", ("basis",), "kind"),
    ("achievement", "achievements", ("basis",), "kind"),
    ("commitment", "commitments", (), "kind"),
    ("shortcoming", "", (), ""),
)


def composed(random: Random, doc: str) -> GoldReport:
    """A row of random annotations over a short text, crowded so that they nest, touch and tie."""
    text = "".join(random.choice("甲甲甲乙\n") for _ in range(random.randint(5, 40)))
    rows: list[Row] = []
    blocks: set[tuple[int, int]] = set()
    for _ in range(random.randint(0, 30)):
        start = random.randrange(len(text))
        end = min(len(text), start + random.randint(1, 9))
        row = _any_row(random) | {"start": start, "end": end, "text": text[start:end]}
        if row["layer"] != "block" or (start, end) not in blocks:
            rows.append(row)
            blocks |= {(start, end)} if row["layer"] == "block" else set()
    _anchor(rows, random)
    return GoldReport.model_validate_json(json.dumps({"doc": doc, "text": text, "annotations": rows}))


def _any_row(random: Random) -> Row:
    layer, kinds, names, either = random.choice(MAKERS)
    row: Row = {"layer": layer, "optional": random.random() < 0.3}
    row |= {name: random.choice(VALUES[name]) for name in names}
    if kinds:
        row["kind"] = random.choice(KINDS[kinds])
    if layer == "block":
        row["alt"] = random.sample(list(Dimension), 1)
    if layer == "department":
        row["level"] = random.choice([*Level, None])
    if either and random.random() < 0.3:
        row["either"] = {either: random.sample(KINDS[kinds] if either == "kind" else VALUES[either], 2)}
    return row


def _anchor(rows: list[Row], random: Random) -> None:
    """Some achievements point at their quantity, some quote one, some do neither."""
    quantities = [row for row in rows if row["layer"] == "quantity"]
    for row in rows:
        if row["layer"] == "achievement" and quantities:
            chosen = random.choice(quantities)
            quoted, placed = str(chosen["text"]).replace("\n", ""), [chosen["start"], chosen["end"]]
            row.update(random.choice([{}, {"quantity": quoted}, {"quantity": quoted}, {"q": placed}]))


@pytest.mark.shared
@settings(max_examples=60, deadline=None)
@given(random=st.randoms(use_true_random=True), rate=st.sampled_from([0.0, 0.02, 0.1, 0.4]))
def test_shaken_parses_of_real_gold_score_as_in_the_reference(
    random: Random, rate: float, reference: Reference, shared: Path
) -> None:
    for path in sorted((shared / "gold").glob("*.jsonl")):
        golds = load_gold(path)
        rows = {row["doc"]: row["annotations"] for row in map(json.loads, path.read_text("utf-8").splitlines())}
        reports = {gold.doc: perturbed(perfect(gold), random, rate) for gold in golds if random.random() > 0.05}
        evaluation = evaluate(golds, reports)
        assert figures_of(evaluation) == reference(rows, reports)
        assert_items_add_up(evaluation)


@pytest.mark.shared
@settings(max_examples=400, deadline=None)
@given(random=st.randoms(use_true_random=True), rate=st.sampled_from([0.0, 0.1, 0.3, 0.7]))
def test_composed_rows_score_as_in_the_reference(random: Random, rate: float, reference: Reference) -> None:
    golds = [composed(random, doc) for doc in "abc"]
    rows = {gold.doc: gold.model_dump(mode="json", exclude_unset=True)["annotations"] for gold in golds}
    reports = {gold.doc: perturbed(perfect(gold), random, rate) for gold in golds if random.random() > 0.1}
    evaluation = evaluate(golds, reports)
    assert figures_of(evaluation) == reference(rows, reports)
    assert_items_add_up(evaluation)


@given(random=st.randoms(use_true_random=True))
def test_items_add_up_to_the_figures_and_runs_survive_json(random: Random) -> None:
    gold = composed(random, "a")
    evaluation = evaluate([gold], {"a": perturbed(perfect(gold), random, 0.3)})
    assert_items_add_up(evaluation)
    assert Evaluation.from_json(evaluation.to_json()) == evaluation
    for item in evaluation.items:
        assert gold.text[item.start : item.end] == item.text
