"""Masked arithmetic over frames: the amounts of reports, and their totals by kind, department, year or any column."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from math import isinf
from typing import TYPE_CHECKING

from sanbai_nlp.errors import MissingExtraError
from sanbai_nlp.schema import Report
from sanbai_nlp.tabulation.amounts import Amount, Total, add_up, counted, is_change
from sanbai_nlp.tabulation.columns import META
from sanbai_nlp.tabulation.groups import checked, department_of
from sanbai_nlp.tabulation.intervals import Interval, Number, end
from sanbai_nlp.tabulation.keys import Keys
from sanbai_nlp.tabulation.rows import report_year

if TYPE_CHECKING:
    import pandas as pd

# Column → dtype of `amounts`, in order; a column `meta_…` for each key of the meta follows.
AMOUNT_COLUMNS = {
    "report": "string",
    "department": "string",
    "year": "Int64",
    "kind": "string",
    "action": "string",
    "object": "string",
    "text": "string",
    "quantity": "Int64",
    "quantity_text": "string",
    "low": "Float64",
    "high": "Float64",
    "value": "Float64",
    "unit": "string",
    "modifier": "string",
    "masked": "boolean",
    "change": "boolean",
    "base": "Int64",
    "base_text": "string",
}
# Column → dtype of `totals`, behind those of `by`.
TOTAL_COLUMNS = {
    "unit": "string",
    "n": "Int64",
    "low": "Float64",
    "high": "Float64",
    "at_least": "Float64",
    "exact": "boolean",
    "masked": "Int64",
    "unbounded": "Int64",
    "parts": "Int64",
    "changes": "Int64",
    "rates": "Int64",
}
_NEEDED = ("low", "high", "unit")


def amounts(reports: Report | Iterable[Report]) -> "pd.DataFrame":
    """One row for each achievement with a figure: what `totals` adds up.

    Quantities that no achievement holds are not here: they describe, plan or repeat (连续四年, 由*名…组成). `report`
    is its key, as in `tables(reports)`; `department` and `year` are what the caller's meta says, or else the report;
    `change` marks differences against another time; `quantity` and `base`, the whole that it is a part of, are places
    in the report's quantities. Each key of the meta is a column `meta_…`.

    Raises:
        MissingExtraError: without pandas.
        TypeError: if anything else than reports is among them.
    """
    import_pandas()
    import pandas as pd

    found = checked(reports)
    keys, meta = Keys(), dict.fromkeys(key for report in found for key in report.meta)
    rows = [
        (*row, *(report.meta.get(key) for key in meta)) for report in found for row in _rows(keys.take(report), report)
    ]
    columns = {**AMOUNT_COLUMNS, **{f"{META}{key}": "string" for key in meta}}
    return pd.DataFrame(rows, columns=list(columns), dtype="object").astype(columns)


def totals(source: "pd.DataFrame | Report | Iterable[Report]", by: str | Sequence[str] = "kind") -> "pd.DataFrame":
    r"""Totals as intervals: one row for each group and each unit, in which only what is one measure is added.

    Columns: those of `by`; `unit`; `n`, how many amounts are added; `low` and `high`, the bounds of their sum, NA where
    an amount has none or `n` is 0; `at_least`, the sum of the known lower bounds; `exact`; `masked` and `unbounded`, how
    many of the `n` are so; and what was left out: `parts` of a whole that is in the sum, `changes` against another time,
    `rates`. `n` and these three add up to the amounts of the group.

    Args:
        source: reports, or a frame with the columns `low`, `high` and `unit`: that of `amounts`,
            `tables(reports).achievements`, or your own. Every row with a unit is an amount. Parts are known by the
            columns `report`, `quantity` and `base`, changes by `change`, or by `text` and `quantity_text`; a frame
            without them leaves none out.
        by: columns of the frame; for reports those of `amounts`. Rows without a value are a group of their own.

    Raises:
        MissingExtraError: without pandas.
        ValueError: if the frame lacks a column, or `by` has the name of a column of the totals.
        TypeError: if `source` is neither a frame nor reports.

    >>> import sanbai_nlp
    >>> report = sanbai_nlp.parse("一、依法履职\n任免国家机关工作人员**人次。任免国家机关工作人员**人次。")
    >>> totals(report)[["kind", "unit", "n", "low", "high"]].to_dict("records")
    [{'kind': '选举任免', 'unit': '人次', 'n': 2, 'low': 20.0, 'high': 198.0}]
    """
    import_pandas()
    import pandas as pd

    frame = source if isinstance(source, pd.DataFrame) else amounts(source)
    keys = [by] if isinstance(by, str) else list(by)
    _check(frame, keys)
    frame = frame[frame["unit"].notna()]
    rows = [(*key, *_cells(total)) for key, group in _groups(frame, keys) for total in add_up(group)]
    dtypes = {**{key: frame[key].dtype for key in keys}, **TOTAL_COLUMNS}
    return pd.DataFrame(rows, columns=list(dtypes), dtype="object").astype(dtypes)


def intervals(frame: "pd.DataFrame", low: str = "low", high: str = "high") -> "pd.Series":
    """The bounds of each row as an `Interval`, on the frame's index: `+`, `-` and `sum()` are those of intervals.

    Raises:
        ValueError: if the frame lacks one of the columns.
    """
    import pandas as pd

    _has(frame, (low, high))
    found = [Interval(_end(a), _end(b)) for a, b in zip(_column(frame, low), _column(frame, high), strict=True)]
    return pd.Series(found, index=frame.index, name="interval", dtype="object")


def import_pandas() -> None:
    """See that pandas is there.

    Raises:
        MissingExtraError: where it is not.
    """
    try:
        import pandas as pd  # noqa: F401  only whether it is there
    except ImportError as error:
        raise MissingExtraError("totals and comparisons", "tables") from error


def _rows(key: str, report: Report) -> Iterator[tuple[object, ...]]:
    places = {(quantity.start, quantity.end): place for place, quantity in enumerate(report.quantities)}
    of = (key, department_of(report), report_year(report))
    for item, amount in counted(report):
        quantity, base = item.quantity, item.base
        assert quantity is not None
        yield (
            *of,
            *(item.kind, item.action, item.object, item.text),
            *(places.get((quantity.start, quantity.end)), quantity.text),
            *(quantity.low, quantity.high, quantity.value, quantity.unit, quantity.modifier.value, quantity.masked),
            amount.change,
            *((None, None) if base is None else (places.get((base.start, base.end)), base.text)),
        )


def _check(frame: "pd.DataFrame", keys: list[str]) -> None:
    _has(frame, (*_NEEDED, *keys))
    clash = [key for key in keys if key in TOTAL_COLUMNS and key != "unit"]
    if clash or "unit" in keys:
        raise ValueError(f"by={[*clash, *(['unit'] if 'unit' in keys else [])]}: a column of the totals has that name")


def _has(frame: "pd.DataFrame", columns: Iterable[str]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        there = ", ".join(map(str, frame.columns))
        raise ValueError(f"the frame has no column {', '.join(missing)}; it has {there}")


def _groups(frame: "pd.DataFrame", keys: list[str]) -> Iterator[tuple[tuple[object, ...], list[Amount]]]:
    """Each group's values of the keys and its amounts, in the order of the keys; no value is a value too."""
    found = list(_amounts(frame))
    if not keys:
        yield (), found
        return
    numbers = frame.groupby(keys, dropna=False, observed=True, sort=True).ngroup()
    groups: dict[int, tuple[tuple[object, ...], list[Amount]]] = {}
    for number, key, amount in zip(numbers, zip(*(frame[key] for key in keys), strict=True), found, strict=True):
        groups.setdefault(number, (key, []))[1].append(amount)
    for number in sorted(groups):
        yield groups[number]


def _amounts(frame: "pd.DataFrame") -> Iterator[Amount]:
    for row in zip(*(_column(frame, name) for name in _READ), strict=True):
        low, high, unit, masked, change, report, quantity, base, text, surface = row
        yield Amount(
            Interval(_end(low), _end(high)),
            str(unit),
            bool(masked),
            bool(change) if change is not None else _told_as_change(text, surface),
            None if quantity is None else (report, quantity),
            None if base is None else (report, base),
        )


_READ = ("low", "high", "unit", "masked", "change", "report", "quantity", "base", "text", "quantity_text")


def _column(frame: "pd.DataFrame", name: str) -> Iterable[object]:
    """The cells of a column, None where one is missing, and where the frame has no such column."""
    if name not in frame.columns:
        return repeat(None, len(frame))
    column = frame[name]
    return column.astype("object").where(column.notna(), None)


def _end(cell: object) -> Number | None:
    # Where a frame holds an infinite number, nobody knows the end.
    return None if cell is None or (isinstance(cell, float) and isinf(cell)) else end(cell)


def _told_as_change(text: object, surface: object) -> bool:
    if not isinstance(text, str) or not isinstance(surface, str) or surface not in text:
        return False
    return is_change(text.partition(surface)[0])


def _cells(total: Total) -> tuple[object, ...]:
    kept = total._asdict()
    return tuple(total.exact if column == "exact" else kept[column] for column in TOTAL_COLUMNS)
