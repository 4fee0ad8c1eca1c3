"""What reports are put side by side by: a department, a year, something of their meta."""

from collections.abc import Callable, Iterable

from sanbai_nlp.schema import Report
from sanbai_nlp.tabulation.rows import report_year

# A report → the group that it belongs to; None where that cannot be known.
Grouping = Callable[[Report], str | int | None]

# The group of the reports that belong to none: named, never dropped.
UNKNOWN = "unknown"

_DEPARTMENT_KEYS = ("department", "单位", "部门")


def department_of(report: Report) -> str | None:
    """Whose report it is: what the caller's meta says (`department`, `单位`, `部门`), or else the report itself."""
    return _of_meta(report, _DEPARTMENT_KEYS) or report.department


def grouping(by: str | Grouping, reports: Iterable[Report]) -> Grouping:
    """What tells the group of a report: "department", "year", a key of the meta, or a function of your own.

    Raises:
        ValueError: if none of the reports has that key in its meta.
        TypeError: if `by` is neither a string nor callable.
    """
    if callable(by):
        return by
    if not isinstance(by, str):
        raise TypeError(f"by must be a string or a function of a report, not {type(by).__name__}")
    known: dict[str, Grouping] = {"department": department_of, "year": report_year}
    if by in known:
        return known[by]
    keys = sorted({key for report in reports for key in report.meta})
    if by not in keys:
        there = f"their meta has {', '.join(keys)}" if keys else "their meta is empty"
        raise ValueError(f"by={by!r} is neither 'department' nor 'year', and no report has it in its meta: {there}")
    return lambda report: report.meta.get(by)


def checked(reports: Report | Iterable[Report]) -> list[Report]:
    """The reports as a list; one report is a list of one.

    Raises:
        TypeError: if anything else than reports is among them.
    """
    # A pydantic model is iterable, over its fields.
    found = [reports] if isinstance(reports, Report) else list(reports)
    for report in found:
        if not isinstance(report, Report):
            raise TypeError(f"expected reports, and got {type(report).__name__}")
    return found


def _of_meta(report: Report, keys: Iterable[str]) -> str | None:
    return next((report.meta[key] for key in keys if report.meta.get(key, "").strip()), None)
