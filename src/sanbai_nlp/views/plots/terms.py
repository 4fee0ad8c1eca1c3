"""The words that stand out in each dimension."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.schema import Dimension, Report
from sanbai_nlp.tabulation import tables
from sanbai_nlp.tabulation.columns import Grouping
from sanbai_nlp.tabulation.keywords import Words
from sanbai_nlp.views.plots.canvas import COLOURS, HATCHES, PAGE, SMALL, SOFT, drawing, heading, note, nothing, rows
from sanbai_nlp.views.plots.names import shortened

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def keywords(
    reports: Report | Iterable[Report],
    most: int = 8,
    words: Words | Literal["auto"] | None = "auto",
    lexicon: Lexicon | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """The terms that stand out most in each dimension; a bar is how much, the figure behind it how often they occur.

    How much is the score of `tables(reports).keywords`: by how many standard errors the dimension uses the term oftener
    than the rest of the text does.

    Args:
        reports: any reports, or one alone.
        most: how many terms of each dimension are drawn.
        words: what cuts a text into words, as in `tables`.
        lexicon: whose words are terms, as in `tables`.
        ax: where to draw; a figure of its own where None.

    Raises:
        MissingExtraError: without matplotlib or pandas.
        ValueError: if `most` is below 1.
        TypeError: as `tables` does, or if `ax` is no Axes.
    """
    if most < 1:
        raise ValueError(f"most must be 1 or more, and is {most}")
    frame = tables(reports, words, lexicon).keywords
    found = frame[(frame["by"] == Grouping.DIMENSION.value) & (frame["rank"] <= most)]
    with drawing(ax, 1.25 + 0.22 * max(len(found), 3)) as drawn:
        if found.empty:
            nothing(drawn, "标了维度的段落不足两个维度，或没有突出的词")
            return drawn
        _bars(drawn, found)
        rows(drawn, [shortened(term) for term in found["term"]])
        heading(drawn, "各维度突出的词", drawn.get_legend_handles_labels()[0])
        note(drawn, "突出度：比其余各维度多用多少个标准误；右侧为次数")
    return drawn


def _bars(ax: "Axes", found: "pd.DataFrame") -> None:
    dimensions = found["dimension"].astype(str).tolist()
    scores, counts = found["score"].astype(float).tolist(), found["count"].astype(int).tolist()
    for dimension in Dimension:
        own = [row for row, name in enumerate(dimensions) if name == dimension.value]
        if own:
            ax.barh(
                own, [scores[row] for row in own], 0.7,
                color=COLOURS[dimension], hatch=HATCHES[dimension], edgecolor=PAGE, linewidth=0, label=dimension.value,
            )  # fmt: skip
            if own[0]:
                ax.axhline(own[0] - 0.5, color=SOFT, linewidth=0.6)
    for row, (score, count) in enumerate(zip(scores, counts, strict=True)):
        ax.annotate(f"{count}次", (score, row), (4, 0), textcoords="offset points", va="center", color=SOFT,
                    fontsize=SMALL)  # fmt: skip
    ax.margins(x=0.1)
    ax.spines["left"].set_visible(False)
