"""Tables as one Excel workbook that an official opens and uses: a sheet a table, in Chinese.

What comes from the reports is text and stays text: no cell is a formula or a link, here or after somebody has saved
the sheet as CSV and opened that. Nothing is left out in silence: a cell that Excel could not hold says that it was
cut, and a table with more rows than a sheet can have goes on in a second sheet.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from sanbai_nlp.errors import MissingExtraError
from sanbai_nlp.tabulation.columns import Column, Kind, Table, Value
from sanbai_nlp.tabulation.whole import whole_file

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575  # of data in a sheet, below its header
MOST_CHARACTERS = 32_767  # in a cell, in UTF-16 units
_NARROWEST, _WIDEST = 8, 60  # columns, in half-width characters
_UNWRAPPED = {"全文"}  # a cell with a whole report in it would be a screen high

_DANGEROUS = re.compile(r"[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|[\t\r]")
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDE = re.compile(
    r"[\u1100-\u115f\u2010-\u2027\u2460-\u24ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\U0001f300-\U0003ffff]"
)


def write_excel(path: Path, sheets: Iterable[tuple[Table, Iterable[Sequence[Value]]]]) -> None:
    """Write one workbook, which is whole or not there. Rows are taken one by one and not kept.

    Args:
        path: the file, whose name ends in .xlsx.
        sheets: the tables with their rows, both in Chinese already (`Table.chinese`, `Table.chinese_rows`).

    Raises:
        MissingExtraError: where XlsxWriter is not installed.
        ValueError: if the name does not end in .xlsx.
        OSError: where the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"{path}: Excel opens a workbook only where its name ends in .xlsx")
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtraError("Excel", "tables") from None
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with whole_file(path) as file, xlsxwriter.Workbook(file, options) as workbook:
        styles = _Styles(workbook)
        for table, rows in sheets:
            _write_table(workbook, styles, table, iter(rows))


class _Styles:
    """The cell formats of a workbook."""

    def __init__(self, workbook: "Workbook") -> None:
        top = {"valign": "top"}
        self.header: Format = workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True})
        self.plain: Format = workbook.add_format(top)
        self.wrapped: Format = workbook.add_format({**top, "text_wrap": True})
        self.integer: Format = workbook.add_format({**top, "num_format": "0"})

    def of(self, column: Column) -> "Format":
        if column.kind is Kind.INTEGER:
            return self.integer
        return self.plain if column.kind is Kind.NUMBER or column.name in _UNWRAPPED else self.wrapped


def _write_table(workbook: "Workbook", styles: _Styles, table: Table, rows: Iterator[Sequence[Value]]) -> None:
    """One sheet, and further ones while rows are left."""
    first = next(rows, None)
    number = 1
    while number == 1 or first is not None:
        sheet = workbook.add_worksheet(table.heading if number == 1 else f"{table.heading}（{number}）")
        here = chain(() if first is None else (first,), islice(rows, MOST_ROWS - 1))
        _write_sheet(sheet, styles, table, here)
        first = next(rows, None)
        number += 1


def _write_sheet(sheet: "Worksheet", styles: _Styles, table: Table, rows: Iterable[Sequence[Value]]) -> None:
    headings = [excel_text(column.name) for column in table.columns]
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, styles.header)
    formats = [styles.of(column) for column in table.columns]
    widths = [_width(heading) + 3 for heading in headings]  # room for the filter's button
    last = 0
    for last, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if value is not None:
                shown = _write_cell(sheet, last, at, value, formats[at])
                widths[at] = max(widths[at], _width(shown))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(max(width + 1, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _write_cell(sheet: "Worksheet", row: int, column: int, value: Value, style: "Format") -> str:
    """Write one value as what it is; gives what a reader sees."""
    if isinstance(value, bool):
        shown = "是" if value else "否"
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, style)
        return str(value)
    elif isinstance(value, int | float):
        shown = "无穷大" if value > 0 else "无穷小"
    else:
        shown = excel_text(str(value))
    sheet.write_string(row, column, shown, style)
    return shown


def excel_text(text: str) -> str:
    r"""The text as a cell may hold it.

    Characters that XML cannot write are shown as their pictures or as �, an apostrophe stands before what a
    spreadsheet could take for a formula, and a text that is too long ends with a note that says so.

    >>> excel_text('=HYPERLINK("http://…")')
    '\'=HYPERLINK("http://…")'
    >>> excel_text("\x07完")
    '␇完'
    """
    dangerous = _DANGEROUS.match(text)
    shown = _UNSPEAKABLE.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))
    return _cut(f"'{shown}" if dangerous else shown, len(text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _cut(text: str, characters: int) -> str:
    length = len(text.encode("utf-16-le")) // 2
    if length <= MOST_CHARACTERS:
        return text
    note = f"……〔超出 Excel 单元格上限，此处截断；原文共 {characters} 字〕"
    kept = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(note))].decode("utf-16-le", errors="ignore")
    return kept + note


def _width(text: str) -> int:
    """Of the first line, in half-width characters: a Chinese character is as wide as two."""
    line = text.partition("\n")[0][:_WIDEST]
    return len(line) + len(_WIDE.findall(line))
