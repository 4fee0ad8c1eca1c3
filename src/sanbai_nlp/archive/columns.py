"""The tables that a run adds to those of the reports: an account of every file, and of reports that are alike."""

from enum import StrEnum

from sanbai_nlp.tabulation import TABLES, Column, Kind, Table


class FileStatus(StrEnum):
    """What became of a file."""

    READ = "read"
    FAILED = "failed"
    SKIPPED = "skipped"


class Alike(StrEnum):
    """How two reports are alike."""

    EXACT = "exact"
    NEAR = "near"


def _text(name: str, heading: str, meaning: str, *, optional: bool = False) -> Column:
    return Column(name, heading, Kind.TEXT, meaning, optional)


def _integer(name: str, heading: str, meaning: str, *, optional: bool = False) -> Column:
    return Column(name, heading, Kind.INTEGER, meaning, optional)


_PATH = _text("path", "文件", "相对材料根目录的路径，用“/”分隔；压缩包里的文件写作“包.zip!/里面的路径”")

FILES = Table(
    "files",
    "文件清单",
    "一个文件，压缩包里的文件各占一行",
    (
        _PATH,
        Column(
            "status",
            "结果",
            Kind.CATEGORY,
            "读出、失败，或不是材料而略过（临时文件、隐藏文件、链接回路）",
            values=tuple(status.value for status in FileStatus),
            labels=("读出", "失败", "略过"),
        ),
        _text("format", "格式", "按内容认出的格式", optional=True),
        _text("encoding", "编码", "读它所用的编码；只有一种编码的格式写格式名", optional=True),
        _integer("size", "字节数", "文件大小；没能打开时为空", optional=True),
        _text("sha256", "校验值", "文件字节的 SHA-256", optional=True),
        _integer("reports", "报告数", "从中读出几份报告"),
        _integer("characters", "字数", "这些报告共有多少码点"),
        Column("seconds", "秒", Kind.NUMBER, "读取和解析用了多少秒"),
        _text("note", "备注", "编码可疑或略过的原因", optional=True),
    ),
)

FAILED = Table(
    "failed",
    "失败清单",
    "一个没能读出的文件或文件夹",
    (
        _PATH,
        _text("reason", "原因", "为什么读不出"),
        _text("advice", "怎么办", "该怎么办"),
        _text("error", "错误类", "错误的类名"),
        _text("detail", "详情", "英文的原话，报告问题时附上", optional=True),
    ),
)

DUPLICATES = Table(
    "duplicates",
    "重复报告",
    "一份与排在前面的某份相同或相近的报告",
    (
        _text("report", "报告编号", "后一份（按路径、文件内序号排）"),
        _text("path", "文件", "后一份在哪个文件"),
        _text("other", "另一份编号", "与它最像的前一份"),
        _text("other_path", "另一份文件", "前一份在哪个文件"),
        Column(
            "similarity",
            "相似度",
            Kind.NUMBER,
            "只看文字（不计数字、掩码、标点、空白）的八字片段的重合度，0 到 1，估计值",
        ),
        Column(
            "kind",
            "关系",
            Kind.CATEGORY,
            "全文一字不差，或相近",
            values=tuple(kind.value for kind in Alike),
            labels=("相同", "相近"),
        ),
    ),
)

SKETCHES = Table(
    "sketches",
    "指纹",
    "一份报告的指纹，找相近的报告用",
    (
        _text("report", "报告编号", "报告的编号"),
        _text("path", "文件", "在哪个文件"),
        _integer("index", "文件内序号", "在文件中是第几份"),
        _text("exact", "全文校验值", "全文的 SHA-256"),
        _text("sketch", "指纹", "MinHash，十六进制；文字太少时为空", optional=True),
    ),
)

ACCOUNTS: tuple[Table, ...] = (FILES, FAILED)
OUTPUT: tuple[Table, ...] = (*TABLES, *ACCOUNTS, DUPLICATES)
"""Every table that the user gets."""


def part_tables(meta: tuple[str, ...]) -> tuple[Table, ...]:
    """The tables that a part of a run writes, those of reports with the columns of `meta`."""
    return (*(table.with_meta(meta) for table in TABLES), *ACCOUNTS, SKETCHES)


def output_tables(meta: tuple[str, ...]) -> tuple[Table, ...]:
    """The tables that the user gets, those of reports with the columns of `meta`."""
    return (*(table.with_meta(meta) for table in TABLES), *ACCOUNTS, DUPLICATES)
