"""The workbook, as somebody who opens it finds it. openpyxl is another hand than the one that wrote it."""

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import sanbai_nlp
from sanbai_nlp import MissingExtraError
from sanbai_nlp.tabulation import KEYWORDS, TABLES, excel, write_excel
from sanbai_nlp.tabulation.columns import Column, Kind, Table
from sanbai_nlp.tabulation.excel import MOST_CHARACTERS, excel_text

TEXT = "桐溪县教育局2023年述职报告\n一、办学\n新建学校3所，发放助学金1.15亿元，走访家庭**户。"
NOTES = Table("notes", "笔记", "一条笔记", (Column("甲", "甲", Kind.TEXT, ""), Column("乙", "乙", Kind.NUMBER, "")))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("excel") / "述职.xlsx"
    sanbai_nlp.tables(sanbai_nlp.parse(TEXT, meta={"批次": "甲"})).to_excel(path)
    return openpyxl.load_workbook(path)


def cells(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def written(path: Path, *rows: tuple[str | float | None, ...]) -> Worksheet:
    write_excel(path, [(NOTES, rows)])
    return openpyxl.load_workbook(path)["笔记"]


def test_there_is_a_sheet_a_table_under_its_chinese_name(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [table.heading for table in (*TABLES, KEYWORDS)]


@pytest.mark.parametrize("table", [*TABLES, KEYWORDS], ids=lambda table: table.name)
def test_headers_are_chinese_frozen_and_filtered(book: openpyxl.Workbook, table: Table) -> None:
    sheet = book[table.heading]
    header = cells(sheet)[0]
    own = [column.heading for column in table.columns]
    assert list(header) == (own if table is KEYWORDS else [*own, "附注：批次"])
    assert sheet.freeze_panes == "A2"
    assert re.fullmatch(rf"A1:[A-Z]+{max(sheet.max_row, 1)}", sheet.auto_filter.ref)
    assert sheet["A1"].font.bold


def test_numbers_are_numbers_and_flags_and_categories_are_chinese(book: openpyxl.Workbook) -> None:
    header, *rows = cells(book["数量"])
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["原文"], row["下限"], row["上限"], row["数值"], row["有掩码"], row["修饰"]) for row in found] == [
        ("3所", 3, 3, 3, "否", "恰为"),
        ("1.15亿元", 115000000, 115000000, 115000000, "否", "恰为"),
        ("**户", 10, 99, None, "是", "恰为"),
    ]
    assert {row["附注：批次"] for row in found} == {"甲"}


def test_every_row_of_every_frame_is_there(book: openpyxl.Workbook) -> None:
    made = sanbai_nlp.tables(sanbai_nlp.parse(TEXT))
    for table in (*TABLES, KEYWORDS):
        assert book[table.heading].max_row == 1 + len(made[table.name])


def test_columns_are_as_wide_as_full_width_characters_need_and_long_text_wraps(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", ("全宽文字" * 4, 115000000.0))
    assert 32 <= sheet.column_dimensions["A"].width <= 36
    assert sheet.column_dimensions["B"].width >= len("115000000")
    assert sheet["A2"].alignment.wrap_text
    longer = written(tmp_path / "b.xlsx", ("全宽文字" * 400, None))
    assert 40 <= longer.column_dimensions["A"].width <= 80


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\t完",
        " =1+1",
        "\u3000=1+1",
        "\ufeff=1+1",
        "\u200b=1+1",
        "\n=1+1",
        '=HYPERLINK("http://example.com")',
        "=cmd|'/c calc'!A1",
        "{=1+1}",
        "http://example.com",
        "mailto:a@example.com",
    ],
)
def test_no_text_becomes_a_formula_or_a_link(formula: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet = written(path, (formula, None))
    cell = sheet["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert not re.match(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r]", str(cell.value))
    parts = [zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist() if "sheet" in name]
    assert not [part for part in parts if b"<f>" in part or b"<hyperlink" in part]


def test_text_of_a_report_and_its_meta_are_neutralised_on_their_way(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    report = sanbai_nlp.parse("=HYPERLINK(1)\n一、工作\n+办理**件。", meta={"=键": "@值"})
    sanbai_nlp.tables(report).to_excel(path)
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            assert not [cell.value for cell in row if cell.data_type == "f"]
            assert not [cell.value for cell in row if isinstance(cell.value, str) and cell.value[0] in "=+-@"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("正常，100%。", "正常，100%。"),
        ("甲\x00乙\x07丙\x1f", "甲␀乙␇丙␟"),
        ("甲\ufffe乙\uffff", "甲�乙�"),
        ("甲\ud800乙", "甲�乙"),
        ("一行\r\n二行\r三行", "一行\n二行\n三行"),
        ("_x000D_ 与 _x0041_", "_x000D_ 与 _x0041_"),
        ("<b>&amp;\"'", "<b>&amp;\"'"),
        (" 前后有空格 ", " 前后有空格 "),
        ("𠮷野家👍", "𠮷野家👍"),
    ],
)
def test_what_xml_cannot_write_is_shown_and_all_else_stays(text: str, shown: str, tmp_path: Path) -> None:
    assert excel_text(text) == shown
    read = str(written(tmp_path / "a.xlsx", (text, None))["A2"].value)
    assert openpyxl.utils.escape.unescape(read) == shown


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_any_text_makes_a_workbook_that_opens_with_it(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    sheet = written(tmp_path_factory.mktemp("any") / "a.xlsx", (text, 1.0))
    assert sheet["B2"].value == 1
    assert openpyxl.utils.escape.unescape(sheet["A2"].value or "") == excel_text(text)


@pytest.mark.parametrize("character", ["字", "𠮷", "="])
def test_a_text_that_is_too_long_says_that_it_was_cut_and_how_long_it_was(character: str, tmp_path: Path) -> None:
    whole = excel_text("字" * MOST_CHARACTERS)
    assert whole == "字" * MOST_CHARACTERS
    text = character * 40_000
    value = str(written(tmp_path / "a.xlsx", (text, None))["A2"].value)
    assert len(value.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert value.endswith("截断；原文共 40000 字〕")
    assert value.lstrip("'").startswith(character * 1000)


def test_more_rows_than_a_sheet_holds_go_on_in_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 3)
    path = tmp_path / "a.xlsx"
    write_excel(path, [(NOTES, [(str(number), None) for number in range(7)]), (NOTES_TOO, [("完", None)] * 3)])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["笔记", "笔记（2）", "笔记（3）", "又记"]
    assert [len(cells(sheet)) for sheet in book] == [4, 4, 2, 4]
    assert [row[0] for sheet in list(book)[:3] for row in cells(sheet)[1:]] == [str(number) for number in range(7)]
    assert {cells(sheet)[0] for sheet in book} == {("甲", "乙")}


NOTES_TOO = Table("more", "又记", "一条笔记", NOTES.columns)


def test_infinite_bounds_are_words(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx", ("", float("inf")))["B2"].value == "无穷大"


def test_a_failure_leaves_the_file_that_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes("旧".encode())

    def broken() -> Iterator[tuple[str | None, None]]:
        yield "一", None
        raise RuntimeError("断电")

    with pytest.raises(RuntimeError, match="断电"):
        write_excel(path, [(NOTES, broken())])
    assert path.read_bytes() == "旧".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_has_the_rights_that_any_new_file_has(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", ("一", None))
    (tmp_path / "b.txt").write_text("一", encoding="utf-8")
    assert (tmp_path / "a.xlsx").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_wrong_names_and_absent_folders_are_errors_that_say_what_to_do(tmp_path: Path) -> None:
    tables = sanbai_nlp.tables([])
    with pytest.raises(ValueError, match=r"ends in \.xlsx"):
        tables.to_excel(tmp_path / "a.xls")
    with pytest.raises(FileNotFoundError, match=r"the folder .* does not exist"):
        tables.to_excel(tmp_path / "没有" / "a.xlsx")


def test_without_xlsxwriter_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = sanbai_nlp.tables([])
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[tables\]"):
        tables.to_excel(tmp_path / "a.xlsx")
