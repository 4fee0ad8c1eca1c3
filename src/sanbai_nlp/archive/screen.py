"""The screen at the end of a run, in Chinese."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sanbai_nlp.archive.summary import Summary

_SHOWN = 10


def screen(summary: Summary) -> RenderableType:
    """Files, reports, characters by dimension, what failed, what to look at, and where the tables are."""
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    for name, value, more in _lines(summary):
        grid.add_row(Text(name), Text(value), Text(more))
    return Group(grid, *map(Text, _notes(summary)))


def _lines(summary: Summary) -> Iterator[tuple[str, str, str]]:
    counts = summary.counts
    yield "文件", f"{counts.files:,}", f"本次读 {summary.done_now:,}，用时 {_clock(summary.seconds)}"
    yield "报告", f"{counts.reports:,}", ""
    yield "字数", f"{counts.characters:,}", ""
    labelled = sum(counts.by_dimension().values()) or 1
    for dimension, characters in counts.by_dimension().items():
        yield f"  {dimension}", f"{characters:,}", f"{characters / labelled:.0%}"
    yield "失败", f"{counts.failed:,}", "原因和办法见 failed 表" if counts.failed else ""
    yield "略过", f"{counts.skipped:,}", "临时文件、隐藏文件等，见 files 表" if counts.skipped else ""
    yield "待复核段落", f"{counts.review:,}", "blocks 表 review 列" if counts.review else ""
    near = summary.duplicates - summary.exact
    alike = f"相同 {summary.exact:,}，相近 {near:,}，见 duplicates 表" if summary.duplicates else ""
    yield "重复报告", f"{summary.duplicates:,}", alike


def _notes(summary: Summary) -> Iterator[str]:
    yield f"结果在 {summary.workbook or summary.out}"
    if summary.taken_out:
        yield f"有变动、已移走或上次失败的 {summary.taken_out:,} 个文件，旧结果已撤下"
    if summary.unused_rows:
        yield f"附表有 {len(summary.unused_rows):,} 行没有对应的文件："
        yield from (f"  第 {row.line} 行 {row.path}" for row in summary.unused_rows[:_SHOWN])
        yield from ["  …"] if len(summary.unused_rows) > _SHOWN else []
    if summary.bare_files:
        yield f"有 {summary.bare_files:,} 个文件在附表和路径中没有对上："
        yield from (f"  {path}" for path in summary.some_bare_files[:_SHOWN])
        yield from ["  …"] if summary.bare_files > _SHOWN else []


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
