"""Markdown pages with parts that a command writes: between two marks the page is the command's, around them it is written by hand."""

import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], text: Container[int] = (0,)) -> list[str]:
    """A Markdown table; the columns of `text` are words, all others figures."""
    ruler = ["---" if at in text else "---:" for at in range(len(heads))]
    return [f"| {' | '.join(cells)} |" for cells in (heads, ruler, *rows)]


def put(path: Path, page: str, name: str, content: str) -> str:
    """The page with new content between the two marks of that name; `path` is for the message where there are none."""
    marks = re.compile(rf"(<!-- {name}: begin -->\n).*?(\n<!-- {name}: end -->)", re.S)
    changed, times = marks.subn(lambda found: found[1] + content + found[2], page)
    if times != 1:
        raise SystemExit(f"{path}: needs the marks '{name}: begin' and '{name}: end' once, has them {times} times")
    return changed
