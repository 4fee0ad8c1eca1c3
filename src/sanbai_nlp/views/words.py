"""How the values of a report are written in Chinese, on the console and on a page alike."""

from sanbai_nlp.schema import (
    Achievement,
    Basis,
    CommitmentKind,
    DepartmentKind,
    DocumentKind,
    Heading,
    Level,
    Modifier,
    Quantity,
    Report,
    Role,
    Stage,
    Status,
    TimeKind,
    WarningCode,
)
from sanbai_nlp.tabulation.chinese import words_of

NONE = "—"
_EXCERPT = 20  # characters of a marked line that has no title

ROLE = words_of(Role)
LEVEL = words_of(Level)
DEPARTMENT = words_of(DepartmentKind)
DOCUMENT = words_of(DocumentKind)
STAGE = words_of(Stage)
STATUS = words_of(Status)
MODIFIER = {
    Modifier.EXACT: "",
    Modifier.MORE_THAN: "多于",
    Modifier.AT_LEAST: "至少",
    Modifier.ABOUT: "约",
    Modifier.AT_MOST: "至多",
}
TIME = words_of(TimeKind)
BASIS = words_of(Basis)
COMMITMENT = words_of(CommitmentKind)
WARNING = {
    WarningCode.NUMBERING: "编号与上文不连续，已按文意归位",
    WarningCode.MASK_ROLE: "看不出这处掩码代替什么",
    WarningCode.SEVERAL_REPORTS: "这里像是另一篇报告的标题",
    WarningCode.AMBIGUOUS_TIME: "这个时间有两种读法",
    WarningCode.UNRESOLVED_NAME: "这个简称在文中找不到全称",
    WarningCode.ENCODING: "文件编码存疑，如有乱码请指定编码",
}


def plain(text: str) -> str:
    """On one line, with every character that a terminal or a browser would obey made visible."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else "�" for char in text)


def excerpt(text: str, length: int = _EXCERPT) -> str:
    """The beginning of a text, on one line."""
    return plain(text[:length]) + ("…" if len(text) > length else "")


def number(value: float | None) -> str:
    """`12,000`, or a dash."""
    return NONE if value is None else f"{value:,}"


def bounds(item: Quantity) -> str:
    """`10–99件`, `≥3次`, `≤5%`, `12人`, or the surface where the writing implies no bounds."""
    low, high = item.low, item.high
    if low is None and high is None:
        return plain(item.text)
    unit = plain(item.unit)
    if low is None or high is None:
        return f"≥{number(low)}{unit}" if high is None else f"≤{number(high)}{unit}"
    return f"{number(low)}{unit}" if low == high else f"{number(low)}–{number(high)}{unit}"


def amount(item: Achievement) -> str | None:
    """The figure of an achievement, with the whole that it is a part of."""
    if item.quantity is None:
        return None
    return bounds(item.quantity) + (f"（共{bounds(item.base)}）" if item.base else "")


def action(item: Achievement) -> str | None:
    """What was done; a regulation's stage by its name."""
    if item.basis is Basis.LEGISLATIVE and item.action in set(Stage):
        return STAGE[Stage(item.action)]
    return item.action


def opening(heading: Heading, text: str) -> str:
    """How the content begins behind a marker that has no title of its own."""
    return excerpt(text[heading.end :].lstrip().partition("\n")[0])


def reporter(report: Report) -> str | None:
    """Position and name, whichever are known."""
    if report.reporter is None:
        return None
    return " ".join(filter(None, (report.reporter.position, report.reporter.name))) or None


def source(report: Report) -> str | None:
    """The file, the report's place in it, and the encoding by which it was read."""
    if report.source is None:
        return None
    path = "标准输入" if report.source.path == "-" else report.source.path
    return f"{path} 第 {report.source.index + 1} 篇（{report.source.encoding}）"
