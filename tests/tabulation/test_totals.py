"""Totals: intervals by kind, department and year, in which nothing is counted twice and nothing is hidden."""

import builtins
import sys
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanbai_nlp
from sanbai_nlp import Interval, MissingExtraError, Parser, Report, amounts, intervals, totals
from sanbai_nlp.tabulation.amounts import Amount, Total, add_up, merge

PARSER = Parser(tagger=None)
COLUMNS = ["unit", "n", "low", "high", "at_least", "exact", "masked", "unbounded", "parts", "changes", "rates"]


def report(body: str, title: str = "石桥市信访局述职报告", **meta: str) -> Report:
    return PARSER.parse(f"{title}\n一、主要工作\n{body}\n", meta=meta)


def only(frame: pd.DataFrame, **values: object) -> pd.Series:
    """The one row that has these values."""
    for column, value in values.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0]


def test_masks_add_up_to_bounds() -> None:
    found = report("任免国家机关工作人员**人次。任免国家机关工作人员**人次。")
    row = only(totals(found), kind="选举任免")
    assert (row["low"], row["high"], row["n"], row["masked"], row["exact"]) == (20, 198, 2, 2, False)


def test_what_is_not_masked_is_exact() -> None:
    row = only(totals(report("受理信访件20件。受理信访件30件。")), unit="件")
    assert (row["low"], row["high"], row["at_least"], row["exact"]) == (50, 50, 50, True)


def test_decimals_add_up_without_noise() -> None:
    row = only(totals(report("发放补助0.1元。发放补助0.2元。发放补助1.15亿元。")), unit="元")
    assert (row["low"], row["high"]) == (115_000_000.3, 115_000_000.3)


def test_an_amount_without_a_bound_leaves_the_sum_without_and_is_counted() -> None:
    row = only(totals(report("接待群众超2000人次。接待群众**人次。")), unit="人次")
    assert (row["low"], row["unbounded"], row["at_least"]) == (2010, 1, 2010)
    assert row["high"] is pd.NA
    row = only(totals(report("走访近400户。走访30户。走访不足50户。")), unit="户")
    assert row["low"] is pd.NA
    assert (row["at_least"], row["unbounded"], row["n"]) == (30, 2, 3)


def test_other_units_are_rows_of_their_own() -> None:
    found = totals(report("接待来访群众30人次，受理信访件20件。"))
    assert set(zip(found["unit"], found["low"], strict=True)) == {("人次", 30), ("件", 20)}


def test_a_part_of_a_counted_whole_is_not_added_again() -> None:
    row = only(totals(report("办理提案40件，其中重点提案5件、集体提案3件。")), unit="件")
    assert (row["n"], row["low"], row["high"], row["parts"]) == (1, 40, 40, 2)


def test_a_part_whose_whole_is_no_achievement_is_added() -> None:
    row = only(totals(report("从***件代表建议中确定*件重点督办。")), unit="件")
    assert (row["n"], row["low"], row["high"], row["parts"]) == (1, 1, 9, 0)


def test_a_part_is_added_where_its_whole_is_in_another_group() -> None:
    frame = amounts(report("办理提案40件，其中重点提案5件。"))
    frame["group"] = ["甲", "乙"]
    assert sorted(totals(frame, by="group")["low"]) == [5, 40]


def test_parts_of_one_report_are_not_those_of_another() -> None:
    text = "办理提案40件，其中重点提案5件。"
    row = only(totals([report(text), report(text)]), unit="件")
    assert (row["n"], row["low"], row["parts"]) == (2, 80, 2)


@pytest.mark.parametrize(
    "body",
    [
        "受理案件300件，同比增加20件。",
        "受理案件300件，较上年减少20件。",
        "受理案件300件，比去年多办20件。",
        "受理案件300件，较去年同期增长20件。",
        "受理案件300件，比年初增加20件。",
    ],
)
def test_a_change_against_another_time_is_not_added(body: str) -> None:
    row = only(totals(report(body)), unit="件")
    assert (row["n"], row["low"], row["changes"]) == (1, 300, 1)


def test_a_number_behind_a_change_is_added() -> None:
    row = only(totals(report("受理案件同比增长15%，达到300件。")), unit="件")
    assert (row["n"], row["low"], row["changes"]) == (1, 300, 0)


def test_percentages_are_never_added_and_are_counted() -> None:
    row = only(totals(report("代表建议办复率100%，满意率98%。")), unit="%")
    assert (row["n"], row["rates"], row["exact"]) == (0, 2, False)
    assert row["low"] is pd.NA
    assert row["at_least"] is pd.NA


def test_every_amount_is_in_the_sum_or_in_the_count_of_what_was_left_out(sample_text: str) -> None:
    reports = PARSER.parse_all(sample_text)
    found = totals(reports)
    assert found[["n", "parts", "changes", "rates"]].to_numpy().sum() == len(amounts(reports))


def test_by_kind_department_and_year() -> None:
    body = "受理信访件**件。"
    found = totals(
        [
            report(body, "石桥市信访局2022年述职报告"),
            report(body, "石桥市信访局2023年述职报告"),
            report("受理信访件12件。", "石桥市信访局2023年述职报告"),
        ],
        by=["kind", "department", "year"],
    )
    assert found[["kind", "department", "year", "low", "high", "exact"]].to_numpy().tolist() == [
        ["信访", "石桥市信访局", 2022, 10, 99, False],
        ["信访", "石桥市信访局", 2023, 22, 111, False],
    ]


def test_the_meta_tells_the_year_that_the_text_masks() -> None:
    title = "石桥市信访局****年述职报告"
    found = [report("受理信访件12件。", title, 年份="2021年度", 批次="甲"), report("受理信访件*件。", title)]
    frame = totals(found, by="year")
    assert [None if year is pd.NA else year for year in frame["year"]] == [2021, None]
    assert list(totals(found[:1], by="meta_批次")["meta_批次"]) == ["甲"]


def test_rows_without_a_value_are_a_group_of_their_own() -> None:
    frame = pd.DataFrame({"街道": ["东", None, None], "low": [1, 2, 3], "high": [1, 2, 3], "unit": ["件"] * 3})
    found = totals(frame, by="街道")
    assert list(found["low"]) == [1, 5]
    assert found["街道"].isna().tolist() == [False, True]


def test_a_frame_of_ones_own_needs_three_columns() -> None:
    frame = pd.DataFrame({"low": [10.0, None], "high": [99.0, 5.0], "unit": ["米", "公里"], "所": ["甲", "甲"]})
    row = totals(frame, by="所").iloc[0]
    assert (row["unit"], row["high"], row["at_least"], row["unbounded"]) == ("米", 5099, 10, 1)
    assert row["low"] is pd.NA


def test_categories_and_rows_without_a_figure_are_taken() -> None:
    frame = pd.DataFrame(
        {"kind": pd.Categorical(["会议", "立法"], ["会议", "立法", "信访"]), "low": [3, None], "high": [3, None]}
    ).assign(unit=pd.Series(["次", None], dtype="string"))
    assert totals(frame)[["kind", "n"]].to_numpy().tolist() == [["会议", 1]]


def test_an_achievements_frame_tells_parts_and_changes_by_its_own_columns() -> None:
    frame = amounts(report("办理提案40件，其中重点提案5件，同比增加7件。")).drop(columns="change")
    row = only(totals(frame), unit="件")
    assert (row["n"], row["low"], row["parts"], row["changes"]) == (1, 40, 1, 1)


def test_the_achievements_of_the_tables_have_the_same_totals(sample_text: str) -> None:
    reports = PARSER.parse_all(sample_text)
    tables = sanbai_nlp.tables(reports)
    pd.testing.assert_frame_equal(totals(tables.achievements), totals(reports))
    joined = amounts(reports).merge(tables.quantities, on=["report", "quantity"], suffixes=("", "_there"))
    assert len(joined) == len(amounts(reports))
    assert (joined["quantity_text"] == joined["text_there"]).all()


def test_an_infinite_end_of_a_frame_is_an_unknown_one() -> None:
    row = totals(pd.DataFrame({"low": [1.0], "high": [float("inf")], "unit": ["件"]}), by=[]).iloc[0]
    assert row["high"] is pd.NA
    assert row["unbounded"] == 1


def test_without_groups_there_is_a_row_for_each_unit() -> None:
    found = totals(report("受理信访件20件，召开会议3次，受理案件4件。"), by=[])
    assert list(found.columns) == COLUMNS
    assert sorted(zip(found["unit"], found["low"], strict=True)) == [("件", 24), ("次", 3)]


@pytest.mark.parametrize("source", [[], report("认真学习。")])
def test_nothing_to_add_is_an_empty_frame_of_the_same_columns(source: list[Report] | Report) -> None:
    found = totals(source, by=["kind", "year"])
    assert list(found.columns) == ["kind", "year", *COLUMNS]
    assert len(found) == 0
    full = totals(report("受理信访件20件。"), by=["kind", "year"])
    assert dict(found.dtypes) == dict(full.dtypes)


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(ValueError, match=r"no column kid; it has report, department"):
        totals(report("受理信访件20件。"), by="kid")
    with pytest.raises(ValueError, match="no column high, unit"):
        totals(pd.DataFrame({"low": [1]}), by=[])


def test_a_column_of_the_totals_cannot_be_a_group() -> None:
    with pytest.raises(ValueError, match="unit"):
        totals(report("受理信访件20件。"), by=["kind", "unit"])
    with pytest.raises(ValueError, match="masked"):
        totals(report("受理信访件20件。"), by="masked")


@pytest.mark.parametrize("stranger", ["受理信访件20件。", [1], 5])
def test_a_stranger_is_a_type_error(stranger: object) -> None:
    with pytest.raises(TypeError):
        totals(stranger)  # type: ignore[arg-type]


def test_differences_of_years_are_those_of_intervals() -> None:
    found = [
        report("受理信访件**件。召开会议3次。", "石桥市信访局2022年述职报告"),
        report("受理信访件120件。召开会议5次。", "石桥市信访局2023年述职报告"),
    ]
    by_year = totals(found, by=["kind", "year"]).set_index(["year", "kind", "unit"])
    change = intervals(by_year.loc[2023]) - intervals(by_year.loc[2022])
    assert change.to_dict() == {("信访", "件"): Interval(21, 110), ("会议", "次"): Interval(2, 2)}


def test_without_pandas_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    found = report("受理信访件20件。")
    real = builtins.__import__

    def absent(name: str, *rest: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "pandas")
    monkeypatch.setattr(builtins, "__import__", absent)
    for call in (
        lambda: totals(found),
        lambda: amounts(found),
        lambda: sanbai_nlp.compare([found]),
        lambda: sanbai_nlp.scorecard(found).to_frame(),
    ):
        with pytest.raises(MissingExtraError, match=r'pip install "sanbai-nlp\[tables\]"'):
            call()
    assert "受理" not in str(sanbai_nlp.scorecard(found))  # the scorecard itself needs no pandas


tallies = st.lists(
    st.builds(
        Amount,
        st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda ends: Interval(min(ends), max(ends))),
        st.sampled_from(["件", "人次", "公里", "米", "%"]),
        st.booleans(),
        st.booleans(),
        st.none(),
        st.none(),
    ),
    max_size=12,
)


def as_set(found: list[Total]) -> set[Total]:
    return set(found)


@given(tallies, st.randoms())
def test_the_order_of_amounts_changes_no_total(found: list[Amount], chance: Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert as_set(add_up(found)) == as_set(add_up(shuffled))


@given(tallies, tallies)
def test_totals_of_two_groups_merge_to_the_total_of_both(one: list[Amount], other: list[Amount]) -> None:
    assert as_set(merge([*add_up(one), *add_up(other)])) == as_set(add_up([*one, *other]))


@given(tallies)
def test_a_total_is_exact_only_if_every_amount_in_it_is(found: list[Amount]) -> None:
    for total in add_up(found):
        assert total.n + total.parts + total.changes + total.rates > 0
        if total.exact:
            assert total.low == total.high == total.at_least
            assert total.unbounded == 0
