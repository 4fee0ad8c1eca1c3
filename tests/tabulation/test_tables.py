"""The frames: their columns and dtypes are the documented ones, their keys join, and nothing is lost."""

import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sanbai_nlp
from sanbai_nlp import MissingExtraError, Report, Tables
from sanbai_nlp.tabulation.columns import KEYWORDS, META, TABLES, Column, Kind, Table
from sanbai_nlp.tabulation.frames import rows_of

SAMPLE = (Path(__file__).parents[2] / "data" / "samples" / "archive.txt").read_text(encoding="utf-8")
LINES = [line for line in SAMPLE.splitlines() if line.strip()]
REGULATION = """云屏市人大常委会法制工作委员会2022年述职报告
各位领导：
一、立法工作
《云屏市湿地保护条例（草案）》3月提请市人大常委会一审，将于9月提请二审。会同市司法局召开论证会**次，征求意见***余条，办结12件中的10件。
二、存在不足
调研不够深入。
五、下一步打算
力争6月底前完成《云屏市湿地保护条例》修改工作。
"""
DTYPES = {Kind.TEXT: "string", Kind.INTEGER: "Int64", Kind.NUMBER: "Float64", Kind.FLAG: "boolean"}
COLUMNS = [(table.name, column) for table in (*TABLES, KEYWORDS) for column in table.columns]


def reports() -> list[Report]:
    own = [sanbai_nlp.parse(REGULATION, meta={"年份": "2022", "来源": "甲"}), sanbai_nlp.parse(REGULATION)]
    return [*sanbai_nlp.parse_all(SAMPLE, meta={"年份": "2021"}), *own]


@pytest.fixture(scope="module")
def made() -> Tables:
    return sanbai_nlp.tables(reports())


def dangling(tables: Tables) -> Iterator[str]:
    """Every reference that finds no row."""
    keys = {
        table.name: set(zip(tables[table.name]["report"], tables[table.name][table.key], strict=True))
        for table in TABLES
        if table.key
    }
    known = set(tables.reports["report"])
    for table in TABLES:
        frame = tables[table.name]
        yield from (f"{table.name}.report {key}" for key in set(frame["report"]) - known)
        for column in table.columns:
            if column.points_to:
                held = frame.dropna(subset=[column.name])
                pairs = set(zip(held["report"], held[column.name], strict=True))
                yield from (f"{table.name}.{column.name} {pair}" for pair in pairs - keys[column.points_to])


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda part: part if isinstance(part, str) else part.name)
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
def test_every_column_has_its_documented_dtype(made: Tables, table: str, column: Column, filled: bool) -> None:
    series = (made if filled else sanbai_nlp.tables([]))[table][column.name]
    if column.kind is Kind.CATEGORY:
        assert list(series.cat.categories) == list(column.values)
        assert series.cat.ordered == column.ordered
    else:
        assert series.dtype == DTYPES[column.kind]
    if not column.optional and column.kind is not Kind.NUMBER:
        assert series.notna().all()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_frame_has_its_columns_and_those_of_meta_in_order(made: Tables, table: Table) -> None:
    assert list(made[table.name]) == [*(column.name for column in table.columns), "meta_年份", "meta_来源"]


def test_every_table_is_an_attribute_of_its_name_and_has_rows(made: Tables) -> None:
    for table in (*TABLES, KEYWORDS):
        assert getattr(made, table.name) is made[table.name]
        assert len(made[table.name]) > 0, table.name
    with pytest.raises(KeyError, match="there is no table 'meta'"):
        made["meta"]


def test_keys_are_unique_though_a_text_comes_twice(made: Tables) -> None:
    assert made.reports["report"].is_unique
    for table in TABLES:
        if table.key:
            assert not made[table.name].duplicated(["report", table.key]).any(), table.name


def test_every_reference_finds_its_row(made: Tables) -> None:
    assert not list(dangling(made))
    referring = [(table.name, column.name) for table in TABLES for column in table.columns if column.points_to]
    assert not [pair for pair in referring if made[pair[0]][pair[1]].notna().sum() == 0], (
        "a reference that is never used"
    )


def test_there_is_a_row_for_every_object(made: Tables) -> None:
    for table in ("blocks", "headings", "quantities", "times", "departments", "documents", "achievements", "warnings"):
        assert len(made[table]) == sum(len(getattr(report, table)) for report in reports()), table
    assert len(made.steps) == sum(len(document.steps) for report in reports() for document in report.documents)
    held = [item for report in reports() for item in (*report.departments, *report.documents)]
    assert len(made.mentions) == sum(len(item.mentions) for item in held)


def test_surfaces_stand_at_their_offsets_in_the_text_of_their_report(made: Tables) -> None:
    texts = made.reports.set_index("report")["text"]
    for table in TABLES:
        frame = made[table.name]
        if {"start", "end", "text"} <= set(frame):
            placed = frame.dropna(subset=["start"])
            for report, start, end, text in placed[["report", "start", "end", "text"]].itertuples(index=False):
                assert texts[report][start:end] == text


def test_an_achievement_joins_its_quantity_with_the_same_bounds(made: Tables) -> None:
    joined = made.achievements.merge(made.quantities, on=["report", "quantity"], suffixes=("", "_of"))
    assert len(joined) > 5
    assert (joined["low"].fillna(-1) == joined["low_of"].fillna(-1)).all()
    assert (joined["quantity_text"] == joined["text_of"]).all()


def test_a_block_holds_what_points_to_it(made: Tables) -> None:
    joined = made.quantities.merge(made.blocks, on=["report", "block"], suffixes=("", "_of"))
    assert ((joined["start_of"] <= joined["start"]) & (joined["end"] <= joined["end_of"])).all()
    assert len(joined) == len(made.quantities)


def test_the_reports_department_is_marked_as_its_own(made: Tables) -> None:
    own = made.reports.merge(made.departments, on=["report", "department"])
    assert len(own) > 0
    assert own["own"].all()
    assert (own["department_name"] == own["name"]).all()


def test_whole_numbers_decimals_and_masks_keep_their_values() -> None:
    text = "一、工作\n发放资金1.15亿元，增长3.5%，化解矛盾纠纷***件。"
    quantities = sanbai_nlp.tables(sanbai_nlp.parse(text)).quantities
    assert quantities["value"].tolist() == [115000000, 3.5, pd.NA]
    assert quantities["low"].tolist() == [115000000, 3.5, 100]
    assert quantities["masked"].tolist() == [False, False, True]


def test_meta_is_null_where_a_report_has_no_such_key_and_cannot_clash(made: Tables) -> None:
    assert made.blocks["meta_来源"].isna().any()
    assert made.blocks["meta_来源"].notna().any()
    assert not [
        name for _, column in COLUMNS for name in (column.name, column.heading) if name.startswith((META, "附注"))
    ]
    hostile = {"report": "甲", "text": "乙", "meta_report": "丙", "": "丁"}
    frame = sanbai_nlp.tables(sanbai_nlp.parse(REGULATION, meta=hostile)).blocks
    assert frame.columns.is_unique
    assert frame[["meta_report", "meta_text", "meta_meta_report", "meta_"]].iloc[0].tolist() == ["甲", "乙", "丙", "丁"]


def test_any_iterable_and_a_single_report_will_do() -> None:
    report = sanbai_nlp.parse(REGULATION)
    for given_ in ([report], (report,), iter([report]), (one for one in [report]), report):
        assert sanbai_nlp.tables(given_).reports["title"].tolist() == [report.title]


@pytest.mark.parametrize("wrong", ["文本", 3, None, ["文本"], [None], {"a": 1}])
def test_what_is_no_report_is_a_type_error_that_says_so(wrong: object) -> None:
    with pytest.raises(TypeError, match=r"tables\(\) takes reports"):
        sanbai_nlp.tables(wrong)  # type: ignore[arg-type]


def test_words_and_lexicon_of_the_wrong_type_are_type_errors() -> None:
    with pytest.raises(TypeError, match="words must be a function"):
        sanbai_nlp.tables([], words="jieba")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="lexicon must be a Lexicon"):
        sanbai_nlp.tables([], lexicon="ours.toml")  # type: ignore[arg-type]


def test_without_pandas_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[tables\]"):
        sanbai_nlp.tables([])


@pytest.mark.parametrize("table", [*TABLES, KEYWORDS], ids=lambda table: table.name)
def test_chinese_tables_have_chinese_headings_and_words_and_nothing_else_changes(made: Tables, table: Table) -> None:
    english, chinese = made[table.name], made.zh()[table.name]
    assert list(chinese)[: len(table.columns)] == [column.heading for column in table.columns]
    assert chinese.columns.is_unique
    assert chinese.shape == english.shape
    for column in table.columns:
        one, two = english[column.name], chinese[column.heading]
        if column.values:
            assert list(two.cat.categories) == list(column.labels)
            assert two.cat.codes.tolist() == one.cat.codes.tolist()
        else:
            pd.testing.assert_series_equal(one, two, check_names=False)


def test_chinese_words_are_chinese_and_distinct() -> None:
    for name, column in COLUMNS:
        if column.values:
            assert len(set(column.labels)) == len(column.values), f"{name}.{column.name}"
            assert not [label for label in column.labels if label.isascii() and label.isalpha()]


def test_chinese_tables_of_chinese_tables_are_themselves(made: Tables) -> None:
    chinese = made.zh()
    assert chinese.zh() is chinese
    assert "报告编号" in made.zh().reports
    assert "report" in made.reports


def test_rows_in_chinese_are_what_the_chinese_frame_holds(made: Tables) -> None:
    table = next(table for table in TABLES if table.name == "steps").with_meta(made.meta)
    assert list(table.chinese_rows(rows_of(made.steps))) == list(rows_of(made.zh().steps))


def test_tables_and_their_keywords_come_through_a_pickle(made: Tables) -> None:
    again = pickle.loads(pickle.dumps(sanbai_nlp.tables(reports()).zh()))  # noqa: S301  our own bytes
    pd.testing.assert_frame_equal(again.keywords, made.zh().keywords)
    pd.testing.assert_frame_equal(again.steps, made.zh().steps)


def test_a_larger_holder_is_easily_made(made: Tables) -> None:
    fewer = replace(made, warnings=made.warnings.head(0))
    assert len(fewer.warnings) == 0
    assert fewer.blocks is made.blocks
    assert "warnings 0" in repr(fewer)


@st.composite
def mutated(draw: st.DrawFn) -> Report:
    """Some lines of the sample, with cuts, doublings and foreign pieces at any place."""
    start = draw(st.integers(0, len(LINES) - 1))
    text = "\n".join(LINES[start : start + draw(st.integers(1, 12))])
    for _ in range(draw(st.integers(0, 5))):
        left = draw(st.integers(0, len(text)))
        right = min(len(text), left + draw(st.integers(0, 12)))
        text = (
            text[:left]
            + draw(st.sampled_from(["", text[left:right] * 2, "**件", "\n", "《", "=1+1", "\x00"]))
            + text[right:]
        )
    return sanbai_nlp.parse(
        text if text.strip() else "一、工作", meta=draw(st.dictionaries(st.text(max_size=3), st.text(max_size=3)))
    )


@given(st.lists(mutated(), max_size=3))
@settings(max_examples=40)
def test_mutated_reports_make_tables_that_join(batch: list[Report]) -> None:
    tables = sanbai_nlp.tables(batch)
    assert not list(dangling(tables))
    assert tables.reports["report"].is_unique
    assert tables.reports["text"].tolist() == [report.text for report in batch]
    assert [str(dtype) for dtype in tables.blocks.dtypes] == [str(dtype) for dtype in tables.zh().blocks.dtypes]
    assert (tables.quantities["low"].fillna(0) <= tables.quantities["high"].fillna(float("inf"))).all()
