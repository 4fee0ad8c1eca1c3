"""Rows and frames as Arrow tables and Parquet files, under one schema whether pandas is at hand or not."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sanbai_nlp.errors import MissingExtraError
from sanbai_nlp.tabulation.columns import Column, Kind, Row, Table
from sanbai_nlp.tabulation.whole import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

# What pandas is told of each kind, so that it reads the documented dtypes back: its own name, and the dtype's.
_PANDAS = {
    Kind.TEXT: ("unicode", "string"),
    Kind.CATEGORY: ("categorical", "int8"),
    Kind.INTEGER: ("int64", "Int64"),
    Kind.NUMBER: ("float64", "Float64"),
    Kind.FLAG: ("bool", "boolean"),
}


def need_pyarrow() -> None:
    """Raise what helps where pyarrow is not installed."""
    try:
        import pyarrow as pa  # noqa: F401
    except ImportError:
        raise MissingExtraError("Parquet", "tables") from None


def arrow_schema(table: Table) -> "pa.Schema":
    """The table's schema: int64, float64, bool, string, and dictionaries of strings for categories.

    Its metadata tells pandas the documented dtypes, and any reader what each column means, in Chinese.
    """
    import pyarrow as pa

    fields = [
        pa.field(column.name, _arrow_type(column), column.optional, metadata={"meaning": column.meaning})
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"pandas": json.dumps(_for_pandas(table)), "table": table.name})


def arrow_table(table: Table, rows: Sequence[Row]) -> "pa.Table":
    """The rows as an Arrow table of that schema."""
    import pyarrow as pa

    schema = arrow_schema(table)
    cells = zip(*rows, strict=True) if rows else ((),) * len(table.columns)
    pairs = zip(table.columns, schema, cells, strict=True)
    return pa.Table.from_arrays([_array(column, field.type, values) for column, field, values in pairs], schema=schema)


def write_parquet(path: Path, table: Table, rows: Sequence[Row]) -> None:
    """Write the rows to one file, which is whole or not there.

    Raises:
        MissingExtraError: where pyarrow is not installed.
        OSError: where the file cannot be written.
    """
    need_pyarrow()
    import pyarrow.parquet as pq

    with whole_file(path) as file:
        pq.write_table(arrow_table(table, rows), file, compression="zstd")


def _arrow_type(column: Column) -> "pa.DataType":
    import pyarrow as pa

    if column.kind is Kind.CATEGORY:
        return pa.dictionary(pa.int32(), pa.string(), ordered=column.ordered)
    plain: dict[Kind, pa.DataType] = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.FLAG: pa.bool_(),
    }
    return plain[column.kind]


def _array(column: Column, of: "pa.DataType", values: Sequence[object]) -> "pa.Array":
    """The values; a category's dictionary is its whole vocabulary, whatever of it occurs."""
    import pyarrow as pa

    if column.kind is not Kind.CATEGORY:
        return pa.array(values, of)
    codes: dict[object, int] = {value: code for code, value in enumerate(column.values)}
    indices = pa.array([None if value is None else codes[value] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(column.values, pa.string()), ordered=column.ordered)


def _for_pandas(table: Table) -> dict[str, object]:
    columns = []
    for column in table.columns:
        kind, dtype = _PANDAS[column.kind]
        more = {"num_categories": len(column.values), "ordered": column.ordered} if column.values else None
        names = {"name": column.name, "field_name": column.name}
        columns.append({**names, "pandas_type": kind, "numpy_type": dtype, "metadata": more})
    return {"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "2.2.0"}
