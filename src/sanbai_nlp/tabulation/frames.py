"""Rows as pandas frames with the documented dtypes.

| kind of column | dtype |
| --- | --- |
| text | `string` |
| category | `category`, with the whole vocabulary |
| integer | `Int64` |
| number | `Float64` |
| flag | `boolean` |
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sanbai_nlp.errors import MissingExtraError
from sanbai_nlp.tabulation.columns import Column, Kind, Row, Table, Value

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {Kind.TEXT: "string", Kind.INTEGER: "Int64", Kind.NUMBER: "Float64", Kind.FLAG: "boolean"}


def need_pandas() -> None:
    """Raise what helps where pandas is not installed."""
    try:
        import pandas as pd  # noqa: F401
    except ImportError:
        raise MissingExtraError("tables()", "tables") from None


def frame(table: Table, rows: Sequence[Row]) -> "pd.DataFrame":
    """The rows as a frame; one without rows has every column and dtype too."""
    import pandas as pd

    cells: Iterable[Sequence[Value]] = zip(*rows, strict=True) if rows else ((),) * len(table.columns)
    columns = zip(table.columns, cells, strict=True)
    return pd.DataFrame({column.name: _series(column, values) for column, values in columns})


def rows_of(frame: "pd.DataFrame") -> Iterable[Row]:
    """The rows of such a frame as plain values, None where one is missing."""
    columns = (column.astype(object).where(column.notna(), None) for _, column in frame.items())
    return zip(*columns, strict=True)


def in_chinese(table: Table, frame: "pd.DataFrame") -> "pd.DataFrame":
    """The frame of a table under its Chinese headings, with the Chinese words of its categories."""
    named = frame.rename(columns={column.name: column.heading for column in table.columns})
    for column in table.columns:
        if column.values:
            words = dict(zip(column.values, column.labels, strict=True))
            named[column.heading] = named[column.heading].cat.rename_categories(words)
    return named


def _as_text(value: Value) -> str | None:
    return None if value is None else str(value)


def _series(column: Column, values: Sequence[Value]) -> "pd.Series":
    import pandas as pd

    if column.kind is Kind.CATEGORY:
        dtype = pd.CategoricalDtype(list(column.values), ordered=column.ordered)
        return pd.Series(pd.Categorical(list(map(_as_text, values)), dtype=dtype))
    return pd.Series(values, dtype=_DTYPES[column.kind])
