"""A report on the console: who reports and when, the outline, and a table for each sort of thing it says.

`report` makes one rich renderable and prints nothing. What comes from the text is shown as text: neither rich's own
markup nor a control character in it is obeyed. Where a terminal is too narrow for columns, each row becomes lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sanbai_nlp.schema import (
    Achievement,
    Block,
    CommitmentKind,
    Document,
    Heading,
    ParseWarning,
    Report,
    Status,
    Step,
)
from sanbai_nlp.views import tags, words
from sanbai_nlp.views.words import NONE, plain

_NARROW = 72  # columns: below this, six columns of Chinese have four characters each
_EXCERPT = 40  # characters of a paragraph to review

_STATUS = {Status.DONE: "green", Status.IN_PROGRESS: "yellow", Status.PLANNED: "cyan"}
_COMMITMENT = {CommitmentKind.PLEDGE: "", CommitmentKind.PLAN: "cyan"}


@dataclass(frozen=True)
class _Section:
    """A titled table that turns into lines where there is no room for its columns."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Text, ...]]

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(f"{self.title}（{len(self.rows)}）", "bold")
        yield from self._lines() if options.max_width < _NARROW else [self._table()]
        yield Text()

    def _table(self) -> Table:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
        for column in self.columns:
            # The clause stands last and has what is left; short cells keep their shape beside it.
            table.add_column(column, overflow="fold", ratio=1 if column == self.columns[-1] else None)
        for row in self.rows:
            table.add_row(*row)
        return table

    def _lines(self) -> Iterable[RenderableType]:
        for row in self.rows:
            for index, (column, cell) in enumerate(zip(self.columns, row, strict=True)):
                if cell.plain != NONE:
                    line = Text.assemble("" if index else "- ", (f"{column}：", "dim"), cell, overflow="fold")
                    yield Padding(line, (0, 0, 0, 2 if index else 0), expand=False)


def report(report: Report) -> RenderableType:
    """Everything a reader of one report asks first, in Chinese; sections that are empty are named in a last line."""
    sections = [
        *_review(report),
        _achievements(report),
        _documents(report),
        _commitments(report),
        _quantities(report),
        _shortcomings(report),
        _warnings(report),
    ]
    parts: list[RenderableType] = [_head(report), *_outline(report)]
    parts += [section for section in sections if section.rows]
    missing = "、".join(section.title for section in sections if not section.rows)
    return Group(*parts, Text(f"（无：{missing}）\n" if missing else "", "dim"))


def _head(report: Report) -> RenderableType:
    rows = {
        "标题": report.title,
        "单位": report.department,
        "报告人": words.reporter(report),
        "期间": report.period.text if report.period else None,
        "来源": words.source(report),
        **report.meta,
    }
    lines = [Text.assemble((f"{plain(name)}：", "dim"), _cell(value)) for name, value in rows.items()]
    return Group(Rule(style="dim"), *lines, *_dimensions(report), Text())


def _dimensions(report: Report) -> list[Text]:
    """The share of blocks that speak to each dimension; no line where nothing is tagged."""
    shares = "，".join(f"{share.dimension} {share.blocks} 段（{share.part:.0%}）" for share in tags.shares(report))
    return [Text.assemble(("维度：", "dim"), shares)] if shares else []


def _review(report: Report) -> list[_Section]:
    """The paragraphs whose tag a person should look at; no section where nothing is tagged."""
    rows = [_doubtful(block) for block in tags.to_review(report)]
    return [_Section("待复核段落", ("维度", "概率", "原文"), rows)] if rows or tags.shares(report) else []


def _doubtful(block: Block) -> tuple[Text, ...]:
    certainty = Text(tags.certainty(block), justify="right")
    return (Text(block.label or NONE, "yellow"), certainty, Text(words.excerpt(block.text, _EXCERPT)))


def _outline(report: Report) -> list[RenderableType]:
    if not report.headings:
        return []
    lines = [
        Padding(_heading(heading, report.text), (0, 0, 0, 2 * heading.level), expand=False)
        for heading in report.headings
    ]
    return [Text(f"提纲（{len(report.headings)}）", "bold"), *lines, Text()]


def _heading(heading: Heading, text: str) -> Text:
    """The marker and the title, or how the content begins where the marked line has no title."""
    marker = (plain(heading.marker or ""), "cyan")
    if heading.title is not None:
        return Text.assemble(marker, plain(heading.title))
    return Text.assemble(marker, (words.opening(heading, text), "dim"))


def _achievements(report: Report) -> _Section:
    columns = ("类别", "动作", "对象", "数量", "原文")
    return _Section("业绩", columns, [_achievement(item) for item in report.achievements])


def _achievement(item: Achievement) -> tuple[Text, ...]:
    amount = Text(words.amount(item) or NONE)
    return (Text(plain(item.kind), "green"), _cell(words.action(item)), _cell(item.object), amount, _cell(item.text))


def _documents(report: Report) -> _Section:
    columns = ("名称", "类别", "阶段", "步骤")
    return _Section("法规与文件", columns, [_document(item) for item in report.documents])


def _document(item: Document) -> tuple[Text, ...]:
    name = Text(plain(item.name) + ("（草案）" if item.draft else ""))
    steps = Text("\n").join(_step(step) for step in item.steps) if item.steps else Text(NONE)
    return (name, Text(words.DOCUMENT[item.kind]), Text(words.STAGE[item.stage] if item.stage else NONE), steps)


def _step(step: Step) -> Text:
    when = f"（{plain(step.time.text)}）" if step.time else ""
    return Text.assemble((words.STATUS[step.status], _STATUS[step.status]), " ", words.STAGE[step.stage], when)


def _commitments(report: Report) -> _Section:
    rows = []
    for item in report.commitments:
        kind = Text(words.COMMITMENT[item.kind], _COMMITMENT[item.kind])
        rows.append((kind, _cell(item.trigger), _cell(item.due.text if item.due else None), _cell(item.text)))
    return _Section("承诺", ("类型", "触发词", "时间", "原文"), rows)


def _quantities(report: Report) -> _Section:
    rows = []
    for item in report.quantities:
        ends = (Text(words.number(item.low), justify="right"), Text(words.number(item.high), justify="right"))
        rows.append((_cell(item.text), *ends, _cell(item.unit), _cell(words.MODIFIER[item.modifier])))
    return _Section("数量", ("原文", "下限", "上限", "单位", "修饰"), rows)


def _shortcomings(report: Report) -> _Section:
    return _Section("不足", ("原文",), [(_cell(item.text),) for item in report.shortcomings])


def _warnings(report: Report) -> _Section:
    return _Section("提示", ("情况", "原文"), [_warning(report.text, item) for item in report.warnings])


def _warning(text: str, item: ParseWarning) -> tuple[Text, ...]:
    place = None if item.start is None or item.end is None else text[item.start : item.end]
    return (Text(words.WARNING[item.code], "yellow"), _cell(place))


def _cell(text: str | None) -> Text:
    return Text(plain(text) if text else NONE)
