"""The tables as data: every column's name, Chinese heading, kind of value, and meaning.

The frames, the Parquet schema, the Excel headings and the page `docs/tables.md` are all made from what stands here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sanbai_nlp.schema import (
    Basis,
    CommitmentKind,
    DepartmentKind,
    Dimension,
    DocumentKind,
    Level,
    Modifier,
    Role,
    Stage,
    Status,
    Style,
    TimeKind,
    WarningCode,
)
from sanbai_nlp.tabulation.chinese import chinese

Value = str | int | float | bool | None
Row = tuple[Value, ...]

META = "meta_"
"""What the columns of the caller's `meta` begin with; no column of ours does."""

_CHINESE_META = "附注："


class Kind(StrEnum):
    """What a column holds. Every kind but `category` is open."""

    TEXT = "text"
    CATEGORY = "category"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `values` are the whole vocabulary of a category and `labels` its Chinese words, in the same order.

    `points_to` names the table whose own key, together with `report`, the column holds.
    """

    name: str
    heading: str
    kind: Kind
    meaning: str
    optional: bool = False
    values: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    ordered: bool = False
    points_to: str | None = None

    def chinese(self) -> "Column":
        """The same under its Chinese heading, with the Chinese words of its vocabulary."""
        return replace(self, name=self.heading, values=self.labels)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one row an object of `meaning`. Its key is `report` with the column named by `key`, where it has one."""

    name: str
    heading: str
    meaning: str
    columns: tuple[Column, ...]
    key: str | None = None

    def with_meta(self, keys: Iterable[str]) -> "Table":
        """The table with a column for each key of the reports' `meta`, behind its own."""
        return replace(self, columns=(*self.columns, *map(meta_column, keys)))

    def chinese(self) -> "Table":
        """The same under its Chinese name and headings."""
        return replace(self, columns=tuple(column.chinese() for column in self.columns))

    def chinese_rows(self, rows: Iterable[Sequence[Value]]) -> Iterable[Row]:
        """The rows with the Chinese words of closed vocabularies."""
        words = [dict(zip(column.values, column.labels, strict=True)) for column in self.columns]
        for row in rows:
            yield tuple(
                known[value] if known and isinstance(value, str) else value
                for known, value in zip(words, row, strict=True)
            )


def meta_column(key: str) -> Column:
    """The column of a key of `meta`: text, null in reports that have no such key."""
    return Column(META + key, _CHINESE_META + key, Kind.TEXT, f"调用者给的 meta[{key!r}]", optional=True)


def _text(name: str, heading: str, meaning: str, *, optional: bool = False) -> Column:
    return Column(name, heading, Kind.TEXT, meaning, optional)


def _integer(name: str, heading: str, meaning: str, *, optional: bool = False) -> Column:
    return Column(name, heading, Kind.INTEGER, meaning, optional)


def _number(name: str, heading: str, meaning: str) -> Column:
    return Column(name, heading, Kind.NUMBER, meaning, optional=True)


def _flag(name: str, heading: str, meaning: str, *, optional: bool = False) -> Column:
    return Column(name, heading, Kind.FLAG, meaning, optional)


def _category(
    name: str, heading: str, of: type[StrEnum], meaning: str, *, optional: bool = False, ordered: bool = False
) -> Column:
    return Column(
        name, heading, Kind.CATEGORY, meaning, optional, tuple(value.value for value in of), chinese(of), ordered
    )


def _to(table: str, name: str, heading: str, meaning: str, *, optional: bool = True) -> Column:
    return Column(name, heading, Kind.INTEGER, meaning, optional, points_to=table)


_REPORT = _text("report", "报告编号", "报告的编号，同一份输入每次相同，各表以它相连")
_BLOCK = _to("blocks", "block", "段落序号", "所在段落；不在任何段落内时为空")
_PLACE = (
    _integer("start", "起", "在报告全文中的起点（码点，含）"),
    _integer("end", "止", "在报告全文中的终点（码点，不含）"),
    _text("text", "原文", "这一段原文，一字不改"),
)
_RULE = _text("rule", "规则", "得出它的规则或模型")


def _own(name: str, heading: str, what: str) -> Column:
    return _integer(name, heading, f"{what}在本报告中的序号，从 0 起")


def _table(name: str, heading: str, meaning: str, key: str | None, *columns: Column) -> Table:
    return Table(name, heading, meaning, (_REPORT, *columns), key)


_DIMENSIONS = {"work": Dimension.WORK, "conduct": Dimension.CONDUCT, "integrity": Dimension.INTEGRITY}

TABLES: tuple[Table, ...] = (
    _table(
        "reports",
        "报告",
        "一份报告",
        None,
        _text("title", "标题", "第一行标题", optional=True),
        _to("departments", "department", "单位序号", "报告人所在单位在 departments 中的序号"),
        _text("department_name", "单位", "报告人所在单位的规范名称", optional=True),
        _text("reporter_name", "报告人", "报告人姓名；未写或被遮去时为空", optional=True),
        _text("reporter_position", "职务", "报告人职务", optional=True),
        _integer("year", "年份", "meta 中 year、年、年份、年度所给的四位年份，没有则取报告期间的年份", optional=True),
        _to("times", "time", "期间序号", "报告期间在 times 中的序号"),
        _text("period", "期间", "报告所述期间，按原文", optional=True),
        _integer("characters", "字数", "全文的码点数"),
        _text("path", "文件", "来自哪个文件", optional=True),
        _text("sha256", "文件校验值", "文件字节的 SHA-256", optional=True),
        _text("encoding", "编码", "读文件所用的编码", optional=True),
        _integer("index", "文件内序号", "在文件中是第几份，从 0 起", optional=True),
        _integer("offset", "文件内起点", "在文件全文中的起点（码点）", optional=True),
        _text("schema_version", "格式版本", "报告对象的格式版本"),
        _text("text", "全文", "报告全文，一字不改；各表的起止都以它计"),
    ),
    _table(
        "blocks",
        "段落",
        "一个自然段",
        "block",
        _own("block", "段落序号", "段落"),
        _to("headings", "heading", "标题序号", "所属标题；标题自己的段落指向自己"),
        _category("role", "作用", Role, "这一段在报告中的作用"),
        _category("label", "维度", Dimension, "所讲的维度；没有分类器或不是正文时为空", optional=True),
        *(
            _number(f"score_{key}", f"{of.value}概率", f"属于{of.value}的概率，0 到 1")
            for key, of in _DIMENSIONS.items()
        ),
        _flag("review", "待复核", "是否应由人复核", optional=True),
        *(
            _number(f"share_{key}", f"{of.value}占比", f"段内讲{of.value}的句子按字数所占，0 到 1；全段同属一维时为空")
            for key, of in _DIMENSIONS.items()
        ),
        _integer("characters", "字数", "段落的码点数"),
        *_PLACE,
    ),
    _table(
        "headings",
        "提纲",
        "提纲的一个节点",
        "heading",
        _own("heading", "标题序号", "标题"),
        _to("headings", "parent", "上级序号", "上级标题"),
        _BLOCK,
        _integer("level", "层级", "在本报告提纲中的深度，1 为最上层"),
        _category("style", "编号样式", Style, "怎样编号"),
        _text("marker", "编号", "编号，按原文", optional=True),
        _integer("number", "编号数", "编号所写的数，原文编错也照录；被遮去时为空", optional=True),
        _text("title", "标题", "标题文字，不含编号和句末标点", optional=True),
        *_PLACE,
        _RULE,
    ),
    _table(
        "quantities",
        "数量",
        "一个带量词的数",
        "quantity",
        _own("quantity", "数量序号", "数量"),
        _BLOCK,
        _number("low", "下限", "写法所含的最小值；写法不含下限时为空"),
        _number("high", "上限", "写法所含的最大值；写法不含上限时为空"),
        _number("value", "数值", "数本身；被遮去或是范围时为空"),
        _text("unit", "单位", "量词，按原文；万、亿已算进数里"),
        _category("modifier", "修饰", Modifier, "数前后的修饰"),
        _flag("masked", "有掩码", "是否有数字被遮去"),
        *_PLACE,
        _RULE,
    ),
    _table(
        "times",
        "时间",
        "一个时间词语",
        "time",
        _own("time", "时间序号", "时间"),
        _BLOCK,
        _integer("year", "年", "年；未写或被遮去时为空", optional=True),
        _integer("month", "月", "月；未写或被遮去时为空", optional=True),
        _integer("day", "日", "日；未写或被遮去时为空", optional=True),
        _category("kind", "类别", TimeKind, "时点、时段或周期"),
        _flag("masked", "有掩码", "是否有数字被遮去"),
        *_PLACE,
        _RULE,
    ),
    _table(
        "departments",
        "单位",
        "一个单位，不论提到几次",
        "department",
        _own("department", "单位序号", "单位"),
        _text("name", "名称", "规范名称"),
        _category("level", "级别", Level, "行政级别", optional=True),
        _category("kind", "类别", DepartmentKind, "单位的类别"),
        _text("members", "成员", "合称所含的单位，以“；”相连", optional=True),
        _flag("own", "本单位", "是否报告人所在单位"),
        _integer("mentioned", "提及次数", "在报告中提到几次"),
        _RULE,
    ),
    _table(
        "documents",
        "文件",
        "一部法规、法律、制度或文件，不论提到几次",
        "document",
        _own("document", "文件序号", "文件"),
        _text("name", "名称", "不含书名号和“（草案）”的名称"),
        _category("kind", "类别", DocumentKind, "文件的类别"),
        _flag("draft", "草案", "是否有一处写明草案"),
        _category("stage", "阶段", Stage, "已完成的最远一步", optional=True, ordered=True),
        _integer("mentioned", "提及次数", "在报告中提到几次"),
        _RULE,
    ),
    _table(
        "mentions",
        "提及",
        "单位或文件的一次出现",
        "mention",
        _own("mention", "提及序号", "提及"),
        _to("departments", "department", "单位序号", "提到的单位；提到文件时为空"),
        _to("documents", "document", "文件序号", "提到的文件；提到单位时为空"),
        _BLOCK,
        *_PLACE,
        _RULE,
    ),
    _table(
        "steps",
        "立法步骤",
        "一部法规走过或将走的一步",
        "step",
        _own("step", "步骤序号", "步骤"),
        _to("documents", "document", "文件序号", "哪部法规", optional=False),
        _text("document_name", "名称", "法规的名称"),
        _BLOCK,
        _category("stage", "阶段", Stage, "哪一步", ordered=True),
        _category("status", "状态", Status, "已完成、进行中或计划"),
        _to("times", "time", "时间序号", "何时，在 times 中的序号"),
        _text("time_text", "时间", "何时，按原文", optional=True),
        _text("agent", "由谁", "由谁做，按原文", optional=True),
        *_PLACE,
        _RULE,
    ),
    _table(
        "achievements",
        "业绩",
        "一项可数或可指名的工作",
        "achievement",
        _own("achievement", "业绩序号", "业绩"),
        _to("blocks", "block", "段落序号", "所在段落", optional=False),
        _text("kind", "类别", "业绩的类别；词表可以增加，所以不是固定的几种"),
        _category("basis", "依据", Basis, "凭什么算业绩"),
        _text("action", "动作", "做了什么", optional=True),
        _text("object", "对象", "对什么做", optional=True),
        _to("quantities", "quantity", "数量序号", "数量在 quantities 中的序号"),
        _text("quantity_text", "数量", "数量，按原文", optional=True),
        _number("low", "下限", "数量的下限"),
        _number("high", "上限", "数量的上限"),
        _number("value", "数值", "数量本身；被遮去或是范围时为空"),
        _text("unit", "单位", "数量的量词", optional=True),
        _category("modifier", "修饰", Modifier, "数量的修饰", optional=True),
        _flag("masked", "有掩码", "数量是否有数字被遮去", optional=True),
        _to("quantities", "base", "总数序号", "数量所属总数在 quantities 中的序号"),
        _text("base_text", "总数", "总数，按原文", optional=True),
        _number("base_low", "总数下限", "总数的下限"),
        _number("base_high", "总数上限", "总数的上限"),
        _text("base_unit", "总数单位", "总数的量词", optional=True),
        _text("documents", "涉及文件", "涉及文件的名称，以“；”相连；逐个相连用 links", optional=True),
        _text("departments", "涉及单位", "涉及单位的名称，以“；”相连；逐个相连用 links", optional=True),
        *_PLACE,
        _RULE,
    ),
    _table(
        "commitments",
        "承诺",
        "一项将要做的事",
        "commitment",
        _own("commitment", "承诺序号", "承诺"),
        _to("blocks", "block", "段落序号", "所在段落", optional=False),
        _category("kind", "类别", CommitmentKind, "泛泛的表态，或明确的计划"),
        _text("trigger", "触发词", "引出它的词，按原文"),
        _text("topic", "主题", "关于什么，用业绩的类别", optional=True),
        _to("times", "time", "时间序号", "期限在 times 中的序号"),
        _text("due", "期限", "第一个时间，按原文", optional=True),
        _text("documents", "涉及文件", "涉及文件的名称，以“；”相连；逐个相连用 links", optional=True),
        *_PLACE,
        _RULE,
    ),
    _table(
        "shortcomings",
        "不足",
        "一处自认的不足",
        "shortcoming",
        _own("shortcoming", "不足序号", "不足"),
        _to("blocks", "block", "段落序号", "所在段落", optional=False),
        *_PLACE,
        _RULE,
    ),
    _table(
        "links",
        "涉及",
        "业绩或承诺所涉及的一个单位或文件",
        "link",
        _own("link", "涉及序号", "涉及"),
        _to("achievements", "achievement", "业绩序号", "哪项业绩；是承诺时为空"),
        _to("commitments", "commitment", "承诺序号", "哪项承诺；是业绩时为空"),
        _to("departments", "department", "单位序号", "涉及的单位；是文件时为空"),
        _to("documents", "document", "文件序号", "涉及的文件；是单位时为空"),
        _text("name", "名称", "涉及的单位或文件的名称"),
    ),
    _table(
        "warnings",
        "提示",
        "一处没能判定的地方",
        "warning",
        _own("warning", "提示序号", "提示"),
        _BLOCK,
        _category("code", "情况", WarningCode, "是哪种情况"),
        _text("message", "说明", "说明（英文）"),
        _integer("start", "起", "起点；关于整份报告时为空", optional=True),
        _integer("end", "止", "终点；关于整份报告时为空", optional=True),
        _text("text", "原文", "这一处原文", optional=True),
    ),
)


class Grouping(StrEnum):
    """What a keyword's group is made of."""

    DIMENSION = "dimension"
    DEPARTMENT = "department"
    YEAR = "year"
    CELL = "cell"


KEYWORDS = Table(
    "keywords",
    "关键词",
    "一组文字中突出的一个词",
    (
        Column(
            "by",
            "分组",
            Kind.CATEGORY,
            "按什么分组：维度、单位、年份，或三者合一",
            values=tuple(grouping.value for grouping in Grouping),
            labels=("维度", "单位", "年份", "三者合一"),
        ),
        _category("dimension", "维度", Dimension, "维度；不按它分组时为空", optional=True),
        _text("department", "单位", "单位；不按它分组或不知道时为空", optional=True),
        _integer("year", "年份", "年份；不按它分组或不知道时为空", optional=True),
        _integer("rank", "名次", "在本组中按 score 的名次，从 1 起"),
        _text("term", "词", "词"),
        _integer("count", "次数", "在本组中出现几次"),
        Column("score", "突出度", Kind.NUMBER, "对数优势比的 z 值：比其余各组多用多少个标准误，只列大于 0 的"),
    ),
)
