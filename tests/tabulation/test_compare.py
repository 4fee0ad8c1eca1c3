"""Departments and years side by side: pooled figures, groups in order, none dropped."""

import pandas as pd
import pytest

from sanbai_nlp import Parser, Report, compare, scorecard

PARSER = Parser(tagger=None)


def report(body: str, title: str = "石桥市信访局述职报告", **meta: str) -> Report:
    return PARSER.parse(f"{title}\n一、主要工作\n{body}\n", meta=meta)


def cell(frame: pd.DataFrame, group: str, *key: str) -> object:
    return frame.loc[key, group]


def test_years_stand_in_their_order_and_the_unknown_last() -> None:
    found = [
        report("受理信访件**件。", "石桥市信访局****年述职报告"),
        report("受理信访件30件。", "石桥市信访局2023年述职报告"),
        report("受理信访件12件。", "石桥市信访局****年述职报告", year="2021年"),
    ]
    frame = compare(found, by="year")
    assert list(frame.columns) == ["2021", "2023", "unknown"]
    assert list(frame.loc["reports"].iloc[0]) == [1, 1, 1]


def test_departments_stand_in_the_order_of_the_reports() -> None:
    found = [
        report("受理信访件30件。"),
        report("受理信访件12件。", "槐安县教育局述职报告"),
        report("受理信访件12件。", "述职报告", department="岚州市司法局"),
        report("受理信访件12件。", "述职报告"),
    ]
    assert list(compare(found).columns) == ["石桥市信访局", "槐安县教育局", "岚州市司法局", "unknown"]


def test_shares_are_pooled_and_not_averaged() -> None:
    frame = compare(
        [report("受理信访件30件。"), report("召开会议3次，制定《信访工作规程》，设立信访代办点。召开例会4次。")]
    )
    part = cell(frame, "石桥市信访局", "with_figure", "", "", "part")
    whole = cell(frame, "石桥市信访局", "with_figure", "", "", "whole")
    assert whole > part  # type: ignore[operator]
    assert cell(frame, "石桥市信访局", "with_figure", "", "", "share") == part / whole  # type: ignore[operator]


def test_sums_are_those_of_intervals() -> None:
    frame = compare([report("受理信访件**件。"), report("受理信访件30件。受理信访件*件。")])
    assert list(frame["石桥市信访局"].loc["amounts", "信访", "件"]) == [3, 41, 138]


def test_a_group_without_a_kind_has_0_of_it_and_no_sum() -> None:
    frame = compare([report("受理信访件30件。", 批="甲"), report("召开会议3次。", 批="乙")], by="批")
    assert cell(frame, "乙", "counted", "信访", "", "part") == 0
    assert cell(frame, "乙", "counted", "信访", "", "share") == 0
    assert cell(frame, "乙", "amounts", "信访", "件", "count") == 0
    assert cell(frame, "乙", "amounts", "信访", "件", "low") is pd.NA
    assert cell(frame, "甲", "amounts", "信访", "件", "low") == 30


def test_a_group_without_a_tagger_has_no_shares_by_dimension() -> None:
    with_tags = Parser().parse("石桥市信访局述职报告\n一、主要工作\n受理信访件30件。", meta={"批": "乙"})
    frame = compare([report("受理信访件30件。", 批="甲"), with_tags], by="批")
    assert frame.loc["text", "甲"].isna().all()
    assert cell(frame, "甲", "labelled", "", "", "part") == 0
    assert cell(frame, "乙", "text", "工作业绩", "", "share") == 1


def test_the_column_of_one_report_is_its_scorecard() -> None:
    found = report("受理信访件**件，办复率98%。召开会议3次。")
    frame = compare([found])
    for figure in scorecard(found).rows():
        measures = frame["石桥市信访局"].loc[figure.name.value, str(figure.item), figure.unit]
        expected = (
            {"count": figure.part, "low": figure.low, "high": figure.high}
            if figure.name == "amounts"
            else {"part": figure.part, "whole": figure.whole, "share": figure.share}
            if figure.whole is not None or figure.part is None
            else {"count": figure.part}
        )
        assert {key: None if value is pd.NA else value for key, value in measures.items()} == expected


def test_a_function_makes_groups() -> None:
    found = [report("受理信访件30件。"), report("召开会议3次。"), report("认真学习。")]
    frame = compare(found, by=lambda each: "有会议" if "会议" in each.text else None)
    assert list(frame.columns) == ["有会议", "unknown"]
    assert list(frame.loc["reports"].iloc[0]) == [1, 2]


def test_a_group_that_is_called_unknown_is_the_unknown_one() -> None:
    frame = compare(
        [report("受理信访件30件。", 批="unknown"), report("召开会议3次。", 批="甲"), report("学习。")], by="批"
    )
    assert list(frame.columns) == ["unknown", "甲"]
    assert cell(frame, "unknown", "reports", "", "", "count") == 2


def test_a_key_that_no_meta_has_is_an_error_that_names_those_there() -> None:
    with pytest.raises(ValueError, match=r"by='区县' is neither .* their meta has 批"):
        compare([report("受理信访件30件。", 批="甲")], by="区县")
    with pytest.raises(ValueError, match="their meta is empty"):
        compare([report("受理信访件30件。")], by="区县")


@pytest.mark.parametrize("stranger", [["文本"], [None]])
def test_only_reports_are_compared(stranger: list[object]) -> None:
    with pytest.raises(TypeError, match="expected reports"):
        compare(stranger)  # type: ignore[arg-type]


def test_by_is_a_name_or_a_function() -> None:
    with pytest.raises(TypeError, match="by must be a string or a function"):
        compare([report("受理信访件30件。")], by=5)  # type: ignore[arg-type]


def test_one_report_alone_is_taken() -> None:
    assert compare(report("受理信访件30件。")).equals(compare([report("受理信访件30件。")]))  # type: ignore[arg-type]


def test_no_reports_are_no_rows() -> None:
    frame = compare([])
    assert frame.shape == (0, 0)
    assert list(frame.index.names) == ["figure", "item", "unit", "measure"]


def test_labels_are_in_chinese_on_request() -> None:
    found = [report("受理信访件**件。", "石桥市信访局2023年述职报告"), report("召开会议3次。", "述职报告")]
    frame = compare(found, by="year", zh=True)
    assert list(frame.columns) == ["2023", "（未知）"]
    assert list(frame.index.names) == ["指标", "项目", "单位", "度量"]
    assert frame.loc["数量合计", "2023"].loc["信访", "件"].to_dict() == {"个数": 1, "下限": 10, "上限": 99}
    labels = [label for level in frame.index.levels for label in level]
    assert not [label for label in labels if label.isascii() and label]
    assert frame.to_numpy().tolist() == compare(found, by="year").to_numpy().tolist()


def test_every_number_has_one_dtype_and_every_row_one_place() -> None:
    frame = compare([report("受理信访件**件。", 批="甲"), report("召开会议3次，接待30人次。", 批="乙")], by="批")
    assert {str(dtype) for dtype in frame.dtypes} == {"Float64"}
    assert frame.index.is_unique
    figures = list(dict.fromkeys(frame.index.get_level_values("figure")))
    assert figures[0] == "reports"
    assert figures[-1] == "shortcomings"
