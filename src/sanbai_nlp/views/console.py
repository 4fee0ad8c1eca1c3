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
    Basis,
    CommitmentKind,
    Document,
    DocumentKind,
    Heading,
    Modifier,
    ParseWarning,
    Quantity,
    Report,
    Stage,
    Status,
    Step,
    WarningCode,
)

_NARROW = 72  # columns: below this, six columns of Chinese have four characters each
_EXCERPT = 20  # characters of a marked line that has no title
_NONE = "—"

_DOCUMENT = {
    DocumentKind.LOCAL_REGULATION: "地方性法规",
    DocumentKind.LAW: "法律法规",
    DocumentKind.PARTY_RULE: "党内法规",
    DocumentKind.INTERNAL_RULE: "内部制度",
    DocumentKind.DOCUMENT: "文件",
}
_STAGE = {
    Stage.LISTED: "列入计划",
    Stage.INITIATED: "启动",
    Stage.DRAFTED: "起草",
    Stage.SUBMITTED: "提请审议",
    Stage.FIRST_READING: "一审",
    Stage.SECOND_READING: "二审",
    Stage.THIRD_READING: "三审",
    Stage.PASSED: "表决通过",
    Stage.REPORTED: "报批",
    Stage.APPROVED: "批准",
    Stage.IN_FORCE: "施行",
}
_STATUS = {
    Status.DONE: ("已完成", "green"),
    Status.IN_PROGRESS: ("进行中", "yellow"),
    Status.PLANNED: ("计划", "cyan"),
}
_MODIFIER = {
    Modifier.EXACT: "",
    Modifier.MORE_THAN: "多于",
    Modifier.AT_LEAST: "至少",
    Modifier.ABOUT: "约",
    Modifier.AT_MOST: "至多",
}
_COMMITMENT = {CommitmentKind.PLEDGE: ("表态", ""), CommitmentKind.PLAN: ("计划", "cyan")}
_WARNING = {
    WarningCode.NUMBERING: "编号与上文不连续，已按文意归位",
    WarningCode.MASK_ROLE: "看不出这处掩码代替什么",
    WarningCode.SEVERAL_REPORTS: "这里像是另一篇报告的标题",
    WarningCode.AMBIGUOUS_TIME: "这个时间有两种读法",
    WarningCode.UNRESOLVED_NAME: "这个简称在文中找不到全称",
    WarningCode.ENCODING: "文件编码存疑，如有乱码请指定编码",
}


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
                if cell.plain != _NONE:
                    line = Text.assemble("" if index else "- ", (f"{column}：", "dim"), cell, overflow="fold")
                    yield Padding(line, (0, 0, 0, 2 if index else 0), expand=False)


def report(report: Report) -> RenderableType:
    """Everything a reader of one report asks first, in Chinese; sections that are empty are named in a last line."""
    sections = [
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
        "报告人": _reporter(report),
        "期间": report.period.text if report.period else None,
        "来源": _source(report),
        **report.meta,
    }
    lines = [Text.assemble((f"{_plain(name)}：", "dim"), _cell(value)) for name, value in rows.items()]
    return Group(Rule(style="dim"), *lines, Text())


def _reporter(report: Report) -> str | None:
    if report.reporter is None:
        return None
    return " ".join(filter(None, (report.reporter.position, report.reporter.name)))


def _source(report: Report) -> str | None:
    if report.source is None:
        return None
    path = "标准输入" if report.source.path == "-" else report.source.path
    return f"{path} 第 {report.source.index + 1} 篇（{report.source.encoding}）"


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
    marker = (_plain(heading.marker or ""), "cyan")
    if heading.title is not None:
        return Text.assemble(marker, _plain(heading.title))
    line = text[heading.end :].lstrip().partition("\n")[0]
    return Text.assemble(marker, (_plain(line[:_EXCERPT]) + ("…" if len(line) > _EXCERPT else ""), "dim"))


def _achievements(report: Report) -> _Section:
    columns = ("类别", "动作", "对象", "数量", "原文")
    return _Section("业绩", columns, [_achievement(item) for item in report.achievements])


def _achievement(item: Achievement) -> tuple[Text, ...]:
    action = (
        _STAGE[Stage(item.action)] if item.basis is Basis.LEGISLATIVE and item.action in set(Stage) else item.action
    )
    return (Text(_plain(item.kind), "green"), _cell(action), _cell(item.object), _amount(item), _cell(item.text))


def _amount(item: Achievement) -> Text:
    if item.quantity is None:
        return Text(_NONE)
    whole = f"（共{_bounds(item.base)}）" if item.base else ""
    return Text(_bounds(item.quantity) + whole)


def _documents(report: Report) -> _Section:
    columns = ("名称", "类别", "阶段", "步骤")
    return _Section("法规与文件", columns, [_document(item) for item in report.documents])


def _document(item: Document) -> tuple[Text, ...]:
    name = Text(_plain(item.name) + ("（草案）" if item.draft else ""))
    steps = Text("\n").join(_step(step) for step in item.steps) if item.steps else Text(_NONE)
    return (name, Text(_DOCUMENT[item.kind]), Text(_STAGE[item.stage] if item.stage else _NONE), steps)


def _step(step: Step) -> Text:
    status, colour = _STATUS[step.status]
    when = f"（{_plain(step.time.text)}）" if step.time else ""
    return Text.assemble((status, colour), " ", _STAGE[step.stage], when)


def _commitments(report: Report) -> _Section:
    rows = []
    for item in report.commitments:
        kind = Text(*_COMMITMENT[item.kind])
        rows.append((kind, _cell(item.trigger), _cell(item.due.text if item.due else None), _cell(item.text)))
    return _Section("承诺", ("类型", "触发词", "时间", "原文"), rows)


def _quantities(report: Report) -> _Section:
    rows = []
    for item in report.quantities:
        bounds = (Text(_number(item.low), justify="right"), Text(_number(item.high), justify="right"))
        rows.append((_cell(item.text), *bounds, _cell(item.unit), _cell(_MODIFIER[item.modifier])))
    return _Section("数量", ("原文", "下限", "上限", "单位", "修饰"), rows)


def _bounds(item: Quantity) -> str:
    """`10–99件`, `≥3次`, `≤5%`, `12人`, or the surface where the writing implies no bounds."""
    low, high = item.low, item.high
    if low is None and high is None:
        return _plain(item.text)
    unit = _plain(item.unit)
    if low is None or high is None:
        return f"≥{_number(low)}{unit}" if high is None else f"≤{_number(high)}{unit}"
    return f"{_number(low)}{unit}" if low == high else f"{_number(low)}–{_number(high)}{unit}"


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:,}"


def _shortcomings(report: Report) -> _Section:
    return _Section("不足", ("原文",), [(_cell(item.text),) for item in report.shortcomings])


def _warnings(report: Report) -> _Section:
    return _Section("提示", ("情况", "原文"), [_warning(report.text, item) for item in report.warnings])


def _warning(text: str, item: ParseWarning) -> tuple[Text, ...]:
    place = None if item.start is None or item.end is None else text[item.start : item.end]
    return (Text(_WARNING[item.code], "yellow"), _cell(place))


def _cell(text: str | None) -> Text:
    return Text(_plain(text) if text else _NONE)


def _plain(text: str) -> str:
    """On one line, with every character that a terminal would obey made visible."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "�" for char in text)
