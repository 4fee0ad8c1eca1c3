"""Reports as tables: plain rows, pandas frames, Excel and Parquet, and the words that stand out.

`columns` says what every table holds; `rows`, `keys` and `columns` need nothing but the objects of a report, so that
a worker can hand back rows; pandas, pyarrow and XlsxWriter are loaded by the functions that need them.
"""

from sanbai_nlp.tabulation.columns import KEYWORDS, TABLES, Column, Kind, Row, Table
from sanbai_nlp.tabulation.excel import write_excel
from sanbai_nlp.tabulation.keys import Keys, report_key
from sanbai_nlp.tabulation.parquet import arrow_schema, arrow_table, write_parquet
from sanbai_nlp.tabulation.rows import ReportRows, report_rows
from sanbai_nlp.tabulation.tabulate import Tables, tables

__all__ = [
    "KEYWORDS",
    "TABLES",
    "Column",
    "Keys",
    "Kind",
    "ReportRows",
    "Row",
    "Table",
    "Tables",
    "arrow_schema",
    "arrow_table",
    "report_key",
    "report_rows",
    "tables",
    "write_excel",
    "write_parquet",
]
