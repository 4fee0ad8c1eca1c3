"""The figures of a scorecard: what each is called, how it is computed, and how it is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sanbai_nlp.errors import MissingExtraError
from sanbai_nlp.schema import Stage
from sanbai_nlp.tabulation.chinese import chinese
from sanbai_nlp.tabulation.intervals import Interval, Number

if TYPE_CHECKING:
    import pandas as pd


class FigureName(StrEnum):
    """The figures of a scorecard, in the order in which they are read."""

    REPORTS = "reports"
    LABELLED = "labelled"
    TEXT = "text"
    BLOCKS = "blocks"
    REVIEW = "review"
    WITH_FIGURE = "with_figure"
    COUNTED = "counted"
    AMOUNTS = "amounts"
    MOVED = "moved"
    STAGES = "stages"
    DATED = "dated"
    UNDATED = "undated"
    SHORTCOMINGS = "shortcomings"


class _Words(NamedTuple):
    zh: str
    how: str
    how_zh: str


WORDS: Mapping[FigureName, _Words] = {
    FigureName.REPORTS: _Words("报告", "reports in the group", "本组报告篇数"),
    FigureName.LABELLED: _Words(
        "已标注段落", "body blocks with a label / body blocks", "有维度标签的正文段落 ÷ 全部正文段落"
    ),
    FigureName.TEXT: _Words(
        "篇幅",
        "characters of the dimension / characters of labelled blocks; mixed blocks by their sentences",
        "该维度的字数 ÷ 有标签段落的总字数；兼写几个维度的段落按句分摊",
    ),
    FigureName.BLOCKS: _Words("段落", "blocks with that label / labelled blocks", "标为该维度的段落 ÷ 有标签的段落"),
    FigureName.REVIEW: _Words(
        "待复核段落",
        "labelled blocks to be reviewed / labelled blocks",
        "标签把握不足、需人工复核的段落 ÷ 有标签的段落",
    ),
    FigureName.WITH_FIGURE: _Words(
        "有数字的业绩", "achievements with a quantity / achievements", "带数量的业绩 ÷ 全部业绩"
    ),
    FigureName.COUNTED: _Words(
        "计数业绩", "counted achievements of the kind / counted achievements", "该类计数业绩条数 ÷ 全部计数业绩条数"
    ),
    FigureName.AMOUNTS: _Words(
        "数量合计",
        "sum of the quantities of the kind in one unit, without parts of a counted whole, changes and rates",
        "该类业绩同一单位的数量之和，不含其中数、增减数和比率",
    ),
    FigureName.MOVED: _Words(
        "有进展的法规",
        "local regulations with a step done / local regulations named",
        "有已完成步骤的地方性法规 ÷ 文中全部地方性法规",
    ),
    FigureName.STAGES: _Words(
        "法规阶段",
        "local regulations whose furthest step done this is / local regulations named",
        "最远完成到该阶段的地方性法规 ÷ 文中全部地方性法规",
    ),
    FigureName.DATED: _Words("有时限的承诺", "commitments with a time / commitments", "写明时间的承诺 ÷ 全部承诺"),
    FigureName.UNDATED: _Words(
        "无时限的承诺", "commitments without a time / commitments", "未写明时间的承诺 ÷ 全部承诺"
    ),
    FigureName.SHORTCOMINGS: _Words("自述不足", "shortcomings admitted", "自己承认的不足条数"),
}

_STAGES_ZH = dict(zip((stage.value for stage in Stage), chinese(Stage), strict=True))

# Column and level names of this room's frames.
COLUMNS_ZH: Mapping[str, str] = {
    "figure": "指标",
    "item": "项目",
    "unit": "单位",
    "measure": "度量",
    "part": "分子",
    "whole": "分母",
    "share": "占比",
    "low": "下限",
    "high": "上限",
    "count": "个数",
    "how": "算法",
    "unknown": "（未知）",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many; `share` is None where the whole is 0, for nothing has no shares."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The part of the whole, 0 to 1."""
        return self.part / self.whole if self.whole else None

    @classmethod
    def pooled(cls, ratios: Iterable["Ratio"]) -> "Ratio":
        """Several ratios as one: parts and wholes are added."""
        found = list(ratios)
        return cls(sum(ratio.part for ratio in found), sum(ratio.whole for ratio in found))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a count (`part`), a share (`part` of `whole`), or a sum of `part` amounts with its bounds.

    `part` is None where the figure cannot be known: a share by dimension in a report without labels.
    """

    name: FigureName
    item: str = ""
    unit: str = ""
    part: int | None = None
    whole: int | None = None
    low: Number | None = None
    high: Number | None = None

    @classmethod
    def of(cls, name: FigureName, ratio: Ratio | None, item: str = "") -> "Figure":
        """A figure that is a ratio, or one that is not known."""
        return cls(name, item) if ratio is None else cls(name, item, part=ratio.part, whole=ratio.whole)

    @property
    def share(self) -> float | None:
        """`part` of `whole`, 0 to 1; None where there is no whole, or it is 0."""
        return None if self.part is None or not self.whole else self.part / self.whole

    def __str__(self) -> str:
        """The figure as a reader sees it, in Chinese."""
        if self.name == FigureName.AMOUNTS:
            interval = Interval(self.low, self.high)
            return f"{interval if interval != Interval(None, None) else '界限不明'}{self.unit}（{self.part}处）"
        if self.part is None:
            return "未标注"
        if self.whole is None:
            return str(self.part)
        return f"{self.part}/{self.whole}" + ("" if self.share is None else f"（{self.share:.0%}）")


def in_chinese(name: str) -> str:
    """What a figure, a stage or a column is called in Chinese; anything else is its own name."""
    words = WORDS.get(FigureName(name)) if name in FigureName.__members__.values() else None
    return words.zh if words is not None else _STAGES_ZH.get(name) or COLUMNS_ZH.get(name, name)


def as_text(title: str | None, reports: int, figures: Sequence[Figure]) -> str:
    """The figures in Chinese, a line for each; those of one name stand together on one."""
    lines = [title or ("（无标题）" if reports == 1 else f"{reports}篇报告")]
    for name, words in WORDS.items():
        found = [figure for figure in figures if figure.name == name]
        if found and all(figure.part is None for figure in found):
            lines.append(f"  {words.zh}：未标注（解析时没有使用标注模型，或没有正文段落）")
        elif found:
            shown = "；".join(f"{in_chinese(figure.item)} {figure}".strip() for figure in found)
            lines.append(f"  {words.zh}：{shown}")
    return "\n".join(lines)


def to_frame(figures: Sequence[Figure], zh: bool) -> "pd.DataFrame":
    """A row a figure. Raises `MissingExtraError` without pandas."""
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("a scorecard as a table", "tables") from error
    frame = pd.DataFrame(
        {
            "figure": pd.Series([figure.name.value for figure in figures], dtype="string"),
            "item": pd.Series([str(figure.item) for figure in figures], dtype="string"),
            "unit": pd.Series([figure.unit for figure in figures], dtype="string"),
            "part": pd.array([figure.part for figure in figures], dtype="Int64"),
            "whole": pd.array([figure.whole for figure in figures], dtype="Int64"),
            "share": pd.array([figure.share for figure in figures], dtype="Float64"),
            "low": pd.array([figure.low for figure in figures], dtype="Float64"),
            "high": pd.array([figure.high for figure in figures], dtype="Float64"),
            "how": pd.Series(
                [WORDS[figure.name].how_zh if zh else WORDS[figure.name].how for figure in figures], dtype="string"
            ),
        }
    )
    if not zh:
        return frame
    for column in ("figure", "item"):
        frame[column] = frame[column].map(in_chinese).astype("string")
    return frame.rename(columns=COLUMNS_ZH)
