"""The page of the tables, `docs/tables.md`: what stands below its mark is made from `columns`.

``python -m sanbai_nlp.tabulation.page docs/tables.md`` writes that part anew.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from sanbai_nlp.tabulation.columns import KEYWORDS, TABLES, Column, Kind, Table

MARK = "<!-- 以下由 make tables 生成，请勿手改 -->"

_KINDS = {
    Kind.TEXT: "文字 `string`",
    Kind.CATEGORY: "类别 `category`",
    Kind.INTEGER: "整数 `Int64`",
    Kind.NUMBER: "数 `Float64`",
    Kind.FLAG: "是否 `boolean`",
}


def columns_page() -> str:
    """Every table with its columns, then the vocabularies, as Markdown in Chinese."""
    return "\n".join([MARK, "", *(line for table in (*TABLES, KEYWORDS) for line in section(table, _key(table)))])


def renewed(page: str) -> str:
    """The page with the part below its mark made anew."""
    return page.partition(MARK)[0] + columns_page()


def section(table: Table, key: str) -> list[str]:
    """A table's heading, columns and vocabularies; `key` says what tells its rows apart."""
    rows = [_row(table, column) for column in table.columns]
    vocabularies = [_vocabulary(column) for column in table.columns if column.values]
    head = [f"## {table.heading} `{table.name}`", "", f"一行是{table.meaning}。{key}", ""]
    return [*head, "| 列 | 中文标题 | 值 | 说明 |", "| --- | --- | --- | --- |", *rows, "", *vocabularies]


def _key(table: Table) -> str:
    if table is KEYWORDS:
        return "没有 `report` 列，也没有 `meta_` 列。"
    return "键：`report`。" if table.key is None else f"键：`report`、`{table.key}`。"


def _row(table: Table, column: Column) -> str:
    kind = _KINDS[column.kind] + ("，可空" if column.optional else "")
    points = f"；指向 `{column.points_to}`" if column.points_to and column.name != table.key else ""
    return f"| `{column.name}` | {column.heading} | {kind} | {column.meaning}{points} |"


def _vocabulary(column: Column) -> str:
    words = "，".join(
        f"`{value}`" if value == label else f"`{value}` {label}"
        for value, label in zip(column.values, column.labels, strict=True)
    )
    order = "（有先后）" if column.ordered else ""
    return f"`{column.name}` 的值{order}：{words}。\n"


def main(arguments: Sequence[str]) -> None:
    """Write the page of this path anew."""
    path = Path(arguments[0])
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
