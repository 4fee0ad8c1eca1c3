"""What achievements add up to, between the bounds that masks and hedges leave."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sanbai_nlp.schema import Report
from sanbai_nlp.tabulation.intervals import Interval, Number
from sanbai_nlp.tabulation.sums import totals
from sanbai_nlp.views.plots.canvas import ACCENT, SMALL, SOFT, drawing, heading, note, nothing, rows
from sanbai_nlp.views.plots.names import LONGEST, columns, shortened

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import Container

_LOG_FROM = 30  # times the smallest is the largest: on an even scale the smallest would be lost
_NOBODY_KNOWS = "（未知）"


class _Sum(NamedTuple):
    """A row: `low` and `high` are drawn, an end that is None runs to the edge of the drawing."""

    name: str
    n: int
    low: Number | None
    high: Number | None

    @property
    def exact(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def known(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def said(self) -> str:
        if self.low is None:
            return "界限不明" if self.high is None else f"≤{self.high:,}"
        if self.high is None:
            return f"≥{self.low:,}"
        return f"{self.low:,}" if self.exact else f"{self.low:,}–{self.high:,}"


def intervals(
    source: "pd.DataFrame | Report | Iterable[Report]",
    by: str | Sequence[str] = "kind",
    most: int = 20,
    ax: "Axes | None" = None,
) -> "Axes":
    """The totals of each kind and unit between their bounds: exact ones are points, masked ones bars with two ends.

    An end that nobody knows is an arrow, which starts at the sum of what is known. The scale is logarithmic where
    the largest is many times the smallest. No point marks a middle: the masks say nothing of where in between it is.

    Rows stand by their size, or in their order where `by` has a column of numbers, as the year is.

    Args:
        source: what `totals` takes: reports, or a frame with the columns `low`, `high` and `unit`.
        by: columns of the frame, as in `totals`.
        most: how many rows are drawn, those with the most amounts; a note counts the others.
        ax: where to draw; a figure of its own where None.

    Raises:
        MissingExtraError: without matplotlib or pandas.
        ValueError: as `totals` does, or if `most` is below 1.
        TypeError: as `totals` does, or if `ax` is no Axes.
    """
    if most < 1:
        raise ValueError(f"most must be 1 or more, and is {most}")
    keys = [by] if isinstance(by, str) else list(by)
    frame = totals(source, keys)
    found = _sums(frame, keys)
    kept = _kept(found, most, ordered=any(frame[key].dtype.kind in "iuf" for key in keys))
    with drawing(ax, 1.25 + 0.27 * max(len(kept), 2)) as drawn:
        if not kept:
            nothing(drawn, "没有可以相加的数量")
            return drawn
        _scale(drawn, kept)
        _draw(drawn, kept)
        rows(drawn, [each.name for each in kept])
        heading(drawn, _title(keys), _key(drawn, kept))
        note(drawn, _remark(len(found) - len(kept), drawn.get_xscale() != "linear"))
    return drawn


def _sums(frame: "pd.DataFrame", keys: list[str]) -> list[_Sum]:
    """The rows of `totals` in which something is added."""
    rows = frame[frame["n"] > 0].astype(object).where(frame.notna(), None).to_dict("records")
    return [
        _Sum(
            _name([row[key] for key in keys], str(row["unit"])),
            int(row["n"]),
            *_ends(row["low"], row["high"], row["at_least"]),
        )
        for row in rows
    ]


def _kept(found: Sequence[_Sum], most: int, ordered: bool) -> list[_Sum]:
    """The rows of the most amounts: years in their order, what has none by its size."""
    places = sorted(range(len(found)), key=lambda place: -found[place].n)[:most]
    kept = [found[place] for place in sorted(places)]
    return kept if ordered else sorted(kept, key=_size, reverse=True)


def _name(group: Sequence[object], unit: str) -> str:
    words = [_NOBODY_KNOWS if value is None else str(value) for value in group]
    measure = f"（{shortened(unit, 12)}）"
    return shortened(" · ".join(words) or "合计", LONGEST - columns(measure)) + measure


def _ends(low: float | None, high: float | None, at_least: float | None) -> tuple[Number | None, Number | None]:
    """The ends as they are drawn: where the lower bound is not known, the sum of those that are, if there is any."""
    ends = Interval(low if low is not None else at_least or None, high)
    return ends.low, ends.high


def _size(row: _Sum) -> tuple[Number, Number]:
    return row.high or row.low or 0, row.low or 0


def _title(keys: list[str]) -> str:
    named = {"kind": "各类业绩", "department": "各单位", "year": "各年", "object": "各项对象", "report": "各报告"}
    return "".join(named.get(key, key) for key in keys) + "的数量合计"


def _remark(left_out: int, logarithmic: bool) -> str:
    said = ["右侧为合计及相加的项数"]
    said += ["横轴为对数刻度"] if logarithmic else []
    said += [f"另有{left_out}行项数较少，未画"] if left_out else []
    return "；".join(said)


def _scale(ax: "Axes", sums: Iterable[_Sum]) -> None:
    from matplotlib.ticker import FuncFormatter, NullFormatter

    ends = [end for each in sums for end in (each.low, each.high) if end is not None]
    above = [end for end in ends if end > 0] or [1]
    smallest, largest = min(above), max(above)
    if largest < smallest * _LOG_FROM:
        ax.set_xlim(0, largest * 1.12)
    elif min(ends) > 0:
        ax.set_xscale("log")
        ax.set_xlim(smallest / 1.6, largest * 1.6)
    else:
        # A total of 0 has its place too; below the smallest the scale is even.
        ax.set_xscale("symlog", linthresh=smallest, linscale=0.6)
        ax.set_xlim(0, largest * 1.6)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _in_chinese(value)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.grid(axis="x", linewidth=0.6, alpha=0.6)


def _in_chinese(value: float) -> str:
    """`200`, `3万`, `1.5亿`."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if value >= size:
            return f"{value / size:,.4g}{name}"
    return f"{value:,.4g}"


def _draw(ax: "Axes", sums: Sequence[_Sum]) -> None:
    for row, each in enumerate(sums):
        if each.exact:
            ax.plot([each.low or 0], [row], "o", color=ACCENT, ms=5.5, clip_on=False)
        elif each.known:
            low, high = each.low or 0, each.high or 0
            ax.errorbar(
                [low],
                [row],
                xerr=([0], [high - low]),
                fmt="none",
                color=ACCENT,
                elinewidth=2,
                capsize=4,
                capthick=2,
                label="下限至上限",
            )
        else:
            _arrow(ax, row, each)
        ax.text(1.015, row, f"{each.said}（{each.n}项）", transform=ax.get_yaxis_transform(), va="center", color=SOFT,
                fontsize=SMALL)  # fmt: skip


def _arrow(ax: "Axes", row: int, each: _Sum) -> None:
    """From the end that is known to the edge of the drawing, or from edge to edge."""
    from matplotlib.transforms import blended_transform_factory

    place = blended_transform_factory(ax.transAxes, ax.transData)
    for end, edge, head in ((each.low, 0.012, "<"), (each.high, 0.988, ">")):
        if end is None:
            ax.plot([edge], [row], head, transform=place, color=ACCENT, ms=6, mew=0)
        else:
            ax.plot([end], [row], "|", color=ACCENT, ms=8, mew=2)
    left, right = ax.get_xlim()
    ends = [left if each.low is None else each.low, right if each.high is None else each.high]
    ax.plot(ends, [row, row], "--", color=ACCENT, linewidth=1.6)


def _key(ax: "Axes", sums: Sequence[_Sum]) -> "list[Artist | Container]":
    """What the marks mean, of those that are drawn."""
    from matplotlib.lines import Line2D

    key: list[Artist | Container] = []
    if any(each.exact for each in sums):
        key.append(Line2D([], [], linestyle="", marker="o", ms=5.5, color=ACCENT, label="确数"))
    if any(each.known and not each.exact for each in sums):
        key.append(ax.containers[-1])
    if not all(each.known for each in sums):
        key.append(Line2D([], [], linestyle="--", marker=">", color=ACCENT, label="箭头一端没有界限"))
    return key
