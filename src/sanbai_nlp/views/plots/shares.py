"""Which part of its text each report gives to each dimension, as stacked bars."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sanbai_nlp.schema import Dimension, Report
from sanbai_nlp.tabulation.comparing import grouped
from sanbai_nlp.tabulation.figures import in_chinese
from sanbai_nlp.tabulation.groups import checked
from sanbai_nlp.tabulation.scores import Scorecard, pooled, scorecard
from sanbai_nlp.views.plots.canvas import COLOURS, HATCHES, PAGE, SMALL, SOFT, drawing, heading, note, nothing, rows
from sanbai_nlp.views.plots.names import distinct, report_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WRITTEN_FROM = 0.07  # of the width: below, a figure does not fit into its part of the bar


def dimensions(
    reports: Report | Iterable[Report],
    by: str | Callable[[Report], str | int | None] | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """A bar for each report: the shares of its labelled text that speak to each dimension, and how long that text is.

    Paragraphs that mix dimensions are divided by their sentences, as in `scorecard`.

    Args:
        reports: any reports, or one alone; bars stand in their order, from the top.
        by: a bar for each group of reports in place of each report: "department", "year", a key of the meta, or a
            function of a report, as in `compare`.
        ax: where to draw; a figure of its own where None.

    Raises:
        MissingExtraError: without matplotlib.
        ValueError: if no report has the key `by` in its meta.
        TypeError: if anything else than reports is among them, or `ax` is no Axes.
    """
    found = checked(reports)
    cards = _cards(found, by)
    with drawing(ax, 1.25 + 0.3 * max(len(cards), 2)) as drawn:
        if not any(card.tagged for _, card in cards):
            nothing(drawn, "报告里没有标了维度的段落" if found else "没有报告")
            return drawn
        _bars(drawn, [card for _, card in cards])
        rows(drawn, [name for name, _ in cards])
        heading(drawn, f"三个维度的篇幅（{len(found)}篇报告）", drawn.get_legend_handles_labels()[0])
    return drawn


def _cards(reports: list[Report], by: str | Callable[[Report], str | int | None] | None) -> list[tuple[str, Scorecard]]:
    if by is None:
        return list(zip(report_names(reports), map(scorecard, reports), strict=True))
    groups = grouped(reports, by)
    return list(zip(distinct(map(in_chinese, groups)), map(pooled, groups.values()), strict=True))


def _bars(ax: "Axes", cards: list[Scorecard]) -> None:
    left = [0.0] * len(cards)
    for dimension in Dimension:
        parts = [(card.text[dimension].share if card.text else None) or 0.0 for card in cards]
        ax.barh(
            range(len(cards)), parts, 0.66, left,
            color=COLOURS[dimension], hatch=HATCHES[dimension], edgecolor=PAGE, linewidth=0.8, label=dimension.value,
        )  # fmt: skip
        for row, part in enumerate(parts):
            _write(ax, row, left[row] + part / 2, part, COLOURS[dimension])
            left[row] += part
    for row, card in enumerate(cards):
        _length(ax, row, card)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    ax.spines["left"].set_visible(False)
    note(ax, "占标了维度的正文的字数；右侧为其总字数")


def _write(ax: "Axes", row: int, at: float, part: float, colour: str) -> None:
    if part >= _WRITTEN_FROM:
        # The patch keeps the hatch from running through the figure.
        patch = {"facecolor": colour, "edgecolor": "none", "boxstyle": "square,pad=0.15"}
        ax.text(at, row, f"{part:.0%}", ha="center", va="center", color=PAGE, fontsize=SMALL, bbox=patch)


def _length(ax: "Axes", row: int, card: Scorecard) -> None:
    if card.text is None:
        ax.text(0.01, row, "没有标了维度的段落", va="center", color=SOFT, fontsize=SMALL)
        return
    ax.text(1.01, row, f"{card.text[Dimension.WORK].whole:,}字", va="center", color=SOFT, fontsize=SMALL)
