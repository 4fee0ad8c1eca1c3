"""Rows are plain, light, and keyed alike in every run."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import sanbai_nlp
from sanbai_nlp.tabulation import TABLES, Keys, report_key, report_rows
from sanbai_nlp.tabulation.rows import report_year

TEXT = "栖岭县民政局2021年述职报告\n一、救助\n走访困难群众**户，发放救助金1.15亿元。"


def test_making_rows_loads_no_pandas_and_no_pyarrow() -> None:
    code = (
        "import sys, sanbai_nlp\n"
        "from sanbai_nlp.tabulation.rows import report_rows\n"
        "from sanbai_nlp.tabulation import Keys, arrow_table, write_excel\n"
        "report_rows(sanbai_nlp.parse('一、办理建议**件。'), 'k')\n"
        "print(*{'numpy', 'pandas', 'pyarrow', 'xlsxwriter'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_row_is_plain_values_in_the_order_of_its_columns(sample_file: Path) -> None:
    for report in sanbai_nlp.parse_file(sample_file):
        rows = report_rows(report, "k")
        for table in TABLES:
            for row in rows.of(table.name):
                assert len(row) == len(table.columns)
                assert {type(value) for value in row} <= {str, int, float, bool, type(None)}


def test_rows_come_through_a_pickle_whole() -> None:
    rows = report_rows(sanbai_nlp.parse(TEXT), "k")
    assert pickle.loads(pickle.dumps(rows)) == rows  # noqa: S301  our own bytes


def test_the_key_of_a_report_from_a_file_is_its_file_and_its_place_in_it(sample_file: Path) -> None:
    one, two, *_ = sanbai_nlp.parse_file(sample_file)
    assert one.source is not None
    assert report_key(one) == f"{one.source.sha256[:16]}-0"
    assert report_key(two) == f"{one.source.sha256[:16]}-1"


def test_the_key_of_a_text_is_the_same_every_time_and_another_for_another_text() -> None:
    assert report_key(sanbai_nlp.parse(TEXT)) == report_key(sanbai_nlp.parse(TEXT, meta={"year": "2021"}))
    assert report_key(sanbai_nlp.parse(TEXT)) != report_key(sanbai_nlp.parse(TEXT + "。"))


def test_copies_of_a_report_are_told_apart() -> None:
    keys, report = Keys(), sanbai_nlp.parse(TEXT)
    first = keys.take(report)
    assert [first, keys.take(report), keys.take(report)] == [first, f"{first}~2", f"{first}~3"]


@pytest.mark.parametrize(
    ("meta", "year"),
    [
        ({}, 2021),
        ({"year": "2019"}, 2019),
        ({"年份": "2018年度"}, 2018),
        ({"年度": "不详"}, 2021),
        ({"year": "12019"}, 2021),
        ({"编号": "2017"}, 2021),
    ],
)
def test_the_callers_year_goes_before_the_reports(meta: dict[str, str], year: int) -> None:
    assert report_year(sanbai_nlp.parse(TEXT, meta=meta)) == year


def test_a_number_that_no_float_can_hold_is_infinite() -> None:
    report = sanbai_nlp.parse(TEXT)
    huge = report.quantities[0].model_copy(update={"low": 10**400, "high": 10**400, "value": -(10**400)})
    rows = report_rows(report.model_copy(update={"quantities": (huge,)}), "k")
    assert rows.quantities[0][3:6] == (float("inf"), float("inf"), float("-inf"))
