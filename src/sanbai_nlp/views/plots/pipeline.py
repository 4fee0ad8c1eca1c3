"""How far each regulation has come, and where it is to go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sanbai_nlp.schema import Document, DocumentKind, Report, Stage, Status, Step
from sanbai_nlp.tabulation.groups import checked, department_of
from sanbai_nlp.tabulation.rows import report_year
from sanbai_nlp.views.plots.canvas import ACCENT, INK, PAGE, RULE, SOFT, drawing, heading, note, nothing, rows
from sanbai_nlp.views.plots.names import columns, distinct
from sanbai_nlp.views.words import STAGE, STATUS, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ORDER = list(Stage)
_MASKS = frozenset("*＊×XxＸｘ□○〇_＿某")
# Status → how its mark is filled and framed: a full disc, a half-tone disc, an empty circle.
_MARKS: Mapping[Status, tuple[str, str]] = {
    Status.DONE: (ACCENT, ACCENT),
    Status.IN_PROGRESS: ("#a9cbec", ACCENT),
    Status.PLANNED: (PAGE, SOFT),
}
_SHORT = 8  # columns of a time that fit between two marks


@dataclass
class _Way:
    """A regulation's steps: of each stage the one that says most, done before under way before planned."""

    name: str
    steps: dict[Stage, Step] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Later reports are taken later: what they say of a stage replaces what was said, but undoes nothing."""
        known = self.steps.get(step.stage)
        if known is None or _weight(step) <= _weight(known):
            self.steps[step.stage] = step

    @property
    def reached(self) -> tuple[int, int]:
        """How far it is done, and how far it is to go at all; −1 is nowhere."""
        done = [_ORDER.index(stage) for stage, step in self.steps.items() if step.status is Status.DONE]
        return max(done, default=-1), max(map(_ORDER.index, self.steps))


def stages(reports: Report | Iterable[Report], most: int = 30, ax: "Axes | None" = None) -> "Axes":
    """A row for each local regulation, a column for each stage: what is done, what is under way, what is planned.

    A line joins the first step to the furthest that is done, a dotted one goes on to what is planned; times stand under
    the marks as the reports write them. Reports of one department, taken by their years, tell of one regulation where
    they name it alike; a masked name is each report's own.

    Args:
        reports: any reports, or one alone.
        most: how many regulations are drawn, those that have come furthest; a note counts the others.
        ax: where to draw; a figure of its own where None.

    Raises:
        MissingExtraError: without matplotlib.
        ValueError: if `most` is below 1.
        TypeError: if anything else than reports is among them, or `ax` is no Axes.
    """
    if most < 1:
        raise ValueError(f"most must be 1 or more, and is {most}")
    found = sorted(_ways(checked(reports)), key=lambda way: way.reached, reverse=True)
    kept = found[:most]
    with drawing(ax, 1.4 + 0.4 * max(len(kept), 2)) as drawn:
        if not kept:
            nothing(drawn, "报告里没有写明步骤的地方性法规")
            return drawn
        for row, way in enumerate(kept):
            _draw(drawn, row, way)
        _columns(drawn)
        rows(drawn, distinct(way.name for way in kept))
        _key(drawn)
        more = f"；另有{len(found) - len(kept)}部进度较早，未画" if len(found) > len(kept) else ""
        note(drawn, f"圆点下为报告所写的时间{more}")
    return drawn


def _ways(reports: list[Report]) -> list[_Way]:
    ways: dict[tuple[object, ...], _Way] = {}
    in_time = sorted(enumerate(reports), key=lambda each: report_year(each[1]) or 0)
    for place, report in in_time:
        for document in report.documents:
            if document.kind is DocumentKind.LOCAL_REGULATION and document.steps:
                way = ways.setdefault(_identity(place, report, document), _Way(document.name))
                for step in document.steps:
                    way.take(step)
    return list(ways.values())


def _identity(place: int, report: Report, document: Document) -> tuple[object, ...]:
    department = department_of(report)
    if department is None or _MASKS & set(document.name):
        return place, document.name
    return department, document.name


def _weight(step: Step) -> int:
    return list(Status).index(step.status)


def _draw(ax: "Axes", row: int, way: _Way) -> None:
    places = sorted((_ORDER.index(stage), step) for stage, step in way.steps.items())
    done, last = way.reached
    first = places[0][0]
    if done >= 0:
        ax.plot([first, done], [row, row], color=ACCENT, linewidth=2, zorder=1)
    if last > max(done, first):
        ax.plot([max(done, first), last], [row, row], ":", color=SOFT, linewidth=1.4, zorder=1)
    for at, step in places:
        face, edge = _MARKS[step.status]
        ax.plot([at], [row], "o", ms=8.5, mfc=face, mec=edge, mew=1.6, zorder=2)
        ax.annotate(_when(step), (at, row), (0, -6), textcoords="offset points", ha="center", va="top",
                    fontsize=6.5, color=SOFT, linespacing=0.95)  # fmt: skip


def _when(step: Step) -> str:
    """The time of a step as the report writes it, the year on a line of its own; nothing where that is too wide."""
    written = "" if step.time is None else plain(step.time.text)
    year, mark, rest = written.partition("年")
    if columns(written) <= _SHORT - 2 or rest.startswith("度"):  # 下一年度
        year, mark, rest = "", "", written
    lines = [line.replace("$", r"\$") for line in (year + mark, rest) if line]
    return "\n".join(lines) if all(columns(line) <= _SHORT for line in lines) else ""


def _columns(ax: "Axes") -> None:
    ax.set_xlim(-0.6, len(_ORDER) - 0.4)
    ax.set_xticks(range(len(_ORDER)), [STAGE[stage] for stage in _ORDER])
    ax.tick_params(axis="x", top=True, labeltop=True, bottom=False, labelbottom=False, length=0, labelcolor=INK)
    ax.tick_params(axis="x", labelsize=7.5)
    ax.grid(axis="x", color=RULE, linewidth=0.7)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _key(ax: "Axes") -> None:
    from matplotlib.lines import Line2D

    heading(ax, "法规进度")
    marks = [
        Line2D([], [], linestyle="", marker="o", ms=8, mfc=face, mec=edge, mew=1.6, label=STATUS[status])
        for status, (face, edge) in _MARKS.items()
    ]
    # Above the names of the stages, at the right of the title.
    ax.legend(handles=marks, loc="lower right", bbox_to_anchor=(1, 1), ncols=len(marks), borderaxespad=2.2)
