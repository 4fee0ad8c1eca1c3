"""Departments or years side by side: the scorecards of each group, pooled."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sanbai_nlp.schema import Report
from sanbai_nlp.tabulation.figures import Figure, FigureName, in_chinese
from sanbai_nlp.tabulation.groups import UNKNOWN, checked, grouping
from sanbai_nlp.tabulation.scores import Scorecard, pooled, scorecard
from sanbai_nlp.tabulation.sums import import_pandas

if TYPE_CHECKING:
    import pandas as pd

# Which figure, of what, in which unit, and which of its numbers.
_LEVELS = ("figure", "item", "unit", "measure")
_Key = tuple[str, str, str, str]
_MEASURES = ("count", "part", "whole", "share", "low", "high")
_Orders = tuple[list[str], list[str], list[str], list[str]]
_Cells = Mapping[_Key, int | float | None]


def compare(
    reports: Iterable[Report],
    by: str | Callable[[Report], str | int | None] = "department",
    zh: bool = False,
) -> "pd.DataFrame":
    r"""The figures of the scorecards of each group, side by side: a row a figure, a column a group.

    Shares are of the pooled numerators and denominators, not means of shares; sums are intervals. The rows are
    labelled `figure`, `item`, `unit` and `measure`: `part`, `whole` and `share` (0 to 1) of a ratio, `count` of a count
    or of what is in a sum, `low` and `high` of the sum. A cell is NA where the group does not know it: a share of
    nothing, a dimension without a tagger, an end without a bound, a sum that the group has not.
    `frame.xs("share", level="measure")` picks one measure.

    Args:
        reports: any reports.
        by: "department" and "year" (of the meta, or else of the report), a key of the meta, or a function of a report.
            Reports that have none are the group `unknown`, the last. Years are in their order, other groups in that of
            the reports.
        zh: labels in Chinese.

    Raises:
        MissingExtraError: without pandas.
        ValueError: if no report has that key in its meta.
        TypeError: if anything else than reports is among them.

    >>> import sanbai_nlp
    >>> old = sanbai_nlp.parse("一、依法履职\n组织宪法宣誓**人次。", meta={"year": "2022"})
    >>> new = sanbai_nlp.parse("一、依法履职\n组织宪法宣誓45人次。", meta={"year": "2023"})
    >>> compare([old, new], by="year").loc[("amounts", "宪法宣誓", "人次", ["low", "high"])].to_dict("list")
    {'2022': [10.0, 99.0], '2023': [45.0, 45.0]}
    """
    import_pandas()
    import pandas as pd

    cards = _levelled({group: pooled(cards) for group, cards in grouped(checked(reports), by).items()})
    cells = {group: _cells(card) for group, card in cards.items()}
    found = list(dict.fromkeys(key for each in cells.values() for key in each))
    orders = _orders(found)
    keys = sorted(found, key=lambda key: [order.index(label) for order, label in zip(orders, key, strict=True)])
    columns = {group: pd.array([_cell(each, key) for key in keys], dtype="Float64") for group, each in cells.items()}
    frame = pd.DataFrame(columns, index=_index(keys, orders, zh))
    frame.columns = pd.Index(
        [_label(group, zh) for group in cells], name=by if isinstance(by, str) else "group", dtype="object"
    )
    return frame


def grouped(reports: list[Report], by: str | Callable[[Report], str | int | None]) -> dict[str, list[Scorecard]]:
    """The scorecards of each group, in the order in which `compare` has them."""
    group_of = grouping(by, reports)
    groups: dict[str, list[Scorecard]] = {}
    unknown: list[Scorecard] = []
    for report in reports:
        group = group_of(report)
        cards = unknown if group is None or group == "" else groups.setdefault(str(group), [])
        cards.append(scorecard(report))
    if by == "year":
        groups = dict(sorted(groups.items()))
    # The caller may have a group of that name too; the two are one.
    return {**groups, UNKNOWN: groups.get(UNKNOWN, []) + unknown} if unknown else groups


def _levelled(cards: Mapping[str, Scorecard]) -> dict[str, Scorecard]:
    """The cards with the same kinds and stages, in the same order: what a group has none of, it has 0 of."""
    together = pooled(list(cards.values()))
    return {
        group: replace(
            card,
            counted={kind: card.counted.get(kind, 0) for kind in together.counted},
            stages={stage: card.stages.get(stage, 0) for stage in together.stages},
        )
        for group, card in cards.items()
    }


def _cells(card: Scorecard) -> _Cells:
    found: dict[_Key, int | float | None] = {(FigureName.REPORTS.value, "", "", "count"): card.reports}
    for figure in card.rows():
        for measure, number in _measures(figure):
            found[figure.name.value, str(figure.item), figure.unit, measure] = number
    return found


def _measures(figure: Figure) -> tuple[tuple[str, int | float | None], ...]:
    if figure.name == FigureName.AMOUNTS:
        return ("count", figure.part), ("low", figure.low), ("high", figure.high)
    if figure.name == FigureName.SHORTCOMINGS:
        return (("count", figure.part),)
    return ("part", figure.part), ("whole", figure.whole), ("share", figure.share)


def _orders(keys: Iterable[_Key]) -> _Orders:
    """In which order the labels of each level stand: figures and measures in their own, others as they first come."""
    items, units = (list(dict.fromkeys(key[level] for key in keys)) for level in (1, 2))
    return [name.value for name in FigureName], items, units, list(_MEASURES)


def _index(keys: list[_Key], orders: _Orders, zh: bool) -> "pd.MultiIndex":
    """The keys as row labels, their levels in the order of the rows, so that pandas takes them as sorted."""
    import pandas as pd

    labels = [[_label(name, zh) for name in order] for order in orders]
    levels = [list(dict.fromkeys(each)) for each in labels]
    codes = [[levels[level].index(_label(key[level], zh)) for key in keys] for level in range(len(_LEVELS))]
    return pd.MultiIndex(levels=levels, codes=codes, names=[_label(name, zh) for name in _LEVELS])


def _cell(cells: _Cells, key: _Key) -> int | float | None:
    # Of a sum that a group has not, nothing was added.
    return cells.get(key, 0 if key[3] == "count" else None)


def _label(name: str, zh: bool) -> str:
    return in_chinese(name) if zh else name
