"""What the figures have in common: their paper, ink and type, and what stands where there is nothing to draw."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from sanbai_nlp.errors import MissingExtraError
from sanbai_nlp.schema import Dimension
from sanbai_nlp.views.html.style import LIGHT
from sanbai_nlp.views.plots.fonts import families

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import Container

    LegendHandle = Artist | Container

WIDTH = 7.2
"""Inches: what a notebook shows without shrinking it, and what fits a page of A4 between its margins."""

_DPI = 100

SMALL = 8.0
"""Points of what stands inside a drawing."""

INK, SOFT, RULE, PAGE, ACCENT = LIGHT["ink"], LIGHT["soft"], LIGHT["line"], LIGHT["page"], LIGHT["link"]

COLOURS = {
    Dimension.WORK: LIGHT["work"],
    Dimension.CONDUCT: LIGHT["conduct"],
    Dimension.INTEGRITY: LIGHT["integrity"],
}
"""Those of a report's own view. No figure rests on them alone: hatches and words tell the dimensions apart too."""

HATCHES = {Dimension.WORK: "", Dimension.CONDUCT: "////", Dimension.INTEGRITY: "...."}

# Keys of rcParams, which newer versions of matplotlib type by their names.
_STYLE: Mapping[Any, object] = {
    "axes.axisbelow": True,
    "axes.edgecolor": RULE,
    "axes.facecolor": PAGE,
    "axes.grid": False,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9.0,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11.0,
    "font.size": 9.0,
    "font.weight": "normal",
    "hatch.color": PAGE,
    "hatch.linewidth": 0.6,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "text.color": INK,
    "text.usetex": False,
    "xtick.color": SOFT,
    "xtick.labelsize": SMALL,
    "ytick.color": INK,
    "ytick.labelsize": 9.0,
}


@contextmanager
def drawing(ax: "Axes | None", height: float) -> Iterator["Axes"]:
    """The Axes to draw on, which is set in Chinese at the end; `height` is that of a figure of its own, in inches.

    Raises:
        MissingExtraError: without matplotlib, or without any Chinese font.
        TypeError: where `ax` is no Axes.
    """
    need_matplotlib()
    import matplotlib as mpl
    from matplotlib import pyplot as plt
    from matplotlib.axes import Axes

    if ax is not None and not isinstance(ax, Axes):
        raise TypeError(f"ax must be a matplotlib Axes or None, not {type(ax).__name__}")
    names = list(families())
    # Made outside the context: the first figure of a notebook switches matplotlib to the notebook, for good.
    figure = plt.figure(figsize=(WIDTH, height), dpi=_DPI, facecolor=PAGE, layout="constrained") if ax is None else None
    with mpl.rc_context({**_STYLE, "font.family": names}):
        drawn = figure.subplots() if figure else ax
        assert isinstance(drawn, Axes)
        drawn.spines[["top", "right"]].set_visible(False)
        try:
            yield drawn
        except BaseException:
            if figure:
                plt.close(figure)
            raise
        _set_in_chinese(drawn, names)


def need_matplotlib() -> None:
    """Raise what helps where matplotlib is not installed."""
    try:
        import matplotlib as mpl  # noqa: F401  only whether it is there
    except ImportError:
        raise MissingExtraError("plots", "notebook") from None


def nothing(ax: "Axes", why: str) -> None:
    """Say on the Axes that there is nothing to draw, and why."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, f"没有可画的内容：{why}", ha="center", va="center", color=SOFT, transform=ax.transAxes, wrap=True)


def rows(ax: "Axes", names: Iterable[str]) -> None:
    """Name the rows 0, 1, … from the top down; a `$` in a name is a dollar, no formula."""
    named = [name.replace("$", r"\$") for name in names]
    ax.set_yticks(range(len(named)), named)
    ax.set_ylim(len(named) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def heading(ax: "Axes", title: str, key: Sequence["LegendHandle"] = ()) -> None:
    """The title, at the left, or the caller's own; between it and the drawing the key, where there is one."""
    places: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
    place = next((place for place in places if ax.get_title(place)), None)
    ax.set_title(ax.get_title(place) if place else title, loc=place or "left", pad=26 if key else 10)
    if key:
        ax.legend(
            handles=key, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(key), borderaxespad=0.3, handlelength=1.8
        )


def note(ax: "Axes", text: str) -> None:
    """A remark below the drawing, in place of a label of its axis."""
    ax.set_xlabel(text, fontsize=SMALL, color=SOFT, loc="left")


def _set_in_chinese(ax: "Axes", names: list[str]) -> None:
    """Labels of ticks may be made as late as when the figure is saved, so the Axes keeps the families for them."""
    from matplotlib.text import Text

    ax.tick_params(which="both", labelfontfamily=names)
    for text in ax.findobj(Text):
        assert isinstance(text, Text)
        text.set_fontfamily(names)
