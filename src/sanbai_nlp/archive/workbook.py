"""All parts of a run → one Excel workbook."""

from collections.abc import Iterator

from sanbai_nlp.archive.columns import DUPLICATES, output_tables
from sanbai_nlp.archive.parts import read_rows
from sanbai_nlp.archive.store import Store, part_name
from sanbai_nlp.errors import RunError
from sanbai_nlp.tabulation import Row, Table, write_excel

NAME = "述职.xlsx"
MOST_ROWS = 3_000_000
"""Of all tables together: Excel still opens a workbook of that size, on a large machine."""


def write_workbook(store: Store, meta: tuple[str, ...], most: int = MOST_ROWS) -> str:
    """Write the workbook; gives its name.

    Raises:
        RunError: where it would be too large to be opened. The tables stay, as Parquet.
    """
    rows = sum(file.rows for record in store.records() for file in record.files.values())
    if rows > most:
        where = f"{store.place.root}/{store.folder('reports').rpartition('/')[0]}"
        raise RunError(
            store.place.root,
            f"{rows} rows are too many for a workbook, the limit is {most}; they are in {where}",
            f"各表共 {rows} 行，超过一个工作簿能用的 {most} 行；数据已存为 Parquet，在 {where}；"
            "请换一个 --out，用 --format parquet 重新运行，或分批运行",
        )
    folder = store.fresh("workbook")
    folder.mkdir()
    tables = output_tables(meta)
    write_excel(folder / NAME, ((table.chinese(), table.chinese_rows(_rows(store, table))) for table in tables))
    store.publish(folder, NAME, NAME)
    return NAME


def _rows(store: Store, table: Table) -> Iterator[Row]:
    columns = [column.name for column in table.columns]
    if table.name != DUPLICATES.name:
        yield from store.rows(table.name, columns)
        return
    with store.place.fetched([f"{store.folder(table.name)}/{part_name(0, store.form)}"]) as paths:
        yield from read_rows(paths[0], columns)
