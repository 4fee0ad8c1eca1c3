"""Text → paragraphs: lines, or what a hard-wrapped or one-line text has in their place."""

import itertools
import re
from collections import Counter
from functools import cache
from typing import Final, NamedTuple, final

from sanbai_nlp.outline.markers import Marker, marker_at, sections_inside

BLANK = " \t\r\f\v\n\u00a0\u3000\u2002\u2003\u2009\u200b\u200c\u200d\ufeff\u2060"
TERMINAL = "。！？；：…”）》.!?;:"
_OPEN = "，、和与及的在对将为从向以并*0123456789（《“"
_FEWEST_LINES = 4
# In columns: a Chinese character takes two.
_WIDEST = 140
_NARROWEST = 24
_SLACK = 6
_ONE_LINE = 40
_LONG_LINE = 20


@final
class Paragraph:
    """One block to be: report offsets, the page lines that it runs across, and whether it is page chrome itself."""

    __slots__ = ("chrome", "drop", "end", "start")

    def __init__(self, start: int, end: int, chrome: bool = False) -> None:
        self.start = start
        self.end = end
        self.drop: tuple[tuple[int, int], ...] = ()
        self.chrome = chrome


def paragraphs(folded: str) -> list[Paragraph]:
    """The paragraphs of a folded text, in order; a page line stands beside the paragraph that runs across it."""
    lines = _lines(folded)
    chrome = _chrome(folded, lines)
    width = _width(folded, [line for line in lines if line not in chrome])
    if width is not None:
        return _joined(folded, lines, chrome, width)
    found = _mended(folded, [Paragraph(start, end, (start, end) in chrome) for start, end in lines])
    if len(lines) <= 3 and sum(p.end - p.start for p in found) >= _ONE_LINE:
        return [part for paragraph in found for part in _opened(folded, paragraph)]
    return found


def _lines(folded: str) -> list[tuple[int, int]]:
    found = []
    start = 0
    for line in folded.split("\n"):
        stripped = line.strip(BLANK)
        if stripped:
            first = start if len(stripped) == len(line) else start + len(line) - len(line.lstrip(BLANK))
            found.append((first, first + len(stripped)))
        start += len(line) + 1
    return found


# What stands in a line of a web page's buttons.
_BUTTONS: Final = ("【打印】", "【关闭】", "字号：", "责任编辑", "浏览次数", "点击次数", "上一篇", "下一篇")
# What the other page lines begin with, but for a table's row.
_PAGE_LINE_STARTS: Final = frozenset("—-－–·_=*~第0123456789")


def _is_page_line(line: str) -> bool:
    if line[0] in _PAGE_LINE_STARTS or "\t" in line:
        return _page_line().fullmatch(line) is not None
    return any(button in line for button in _BUTTONS)


@cache
def _page_line() -> re.Pattern[str]:
    parts = (
        rf"[^\n]*(?:{'|'.join(_BUTTONS)})[^\n]*",
        r"(?:[^\t\n]{1,12}\t){2,}[^\t\n]{0,12}",  # a table's row
        r"[—\-－–·\s]*(?:[0-9]{1,3}|\*{1,3})[—\-－–·\s]*",  # — 3 —
        r"第 ?[0-9]{1,3} ?页(?:[ ，,/]*共 ?[0-9]{1,3} ?页)?|[0-9]{1,3} ?/ ?[0-9]{1,3}",  # 第 3 页 共 9 页, 3/9
        r"[—\-_=*·~]{3,}",  # a rule
    )
    return re.compile("|".join(parts))


def _chrome(folded: str, lines: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Page numbers, and running heads: a short line that stands three times or more beside page numbers."""
    numbers = {line for line in lines if line[1] - line[0] <= 60 and _is_page_line(folded[line[0] : line[1]])}
    if not numbers:
        return numbers
    counts = Counter(folded[start:end] for start, end in lines if end - start <= 30)
    heads = {text for text, count in counts.items() if count >= 3 and text[-1] not in TERMINAL}
    beside = {
        lines[i + step]
        for i, line in enumerate(lines)
        if line in numbers
        for step in (-1, 1)
        if 0 <= i + step < len(lines)
    }
    return numbers | {line for line in beside if folded[line[0] : line[1]] in heads}


def _columns(folded: str, start: int, end: int) -> int:
    """The width of a line on paper: two columns for a Chinese character or mark, one for any other, indent included."""
    text = folded[start - _indent(folded, start) : end]
    # What Latin-1 has is narrow: Greek and Cyrillic letters stand in squares of their own beside Chinese ones.
    return 2 * len(text) - len(text.encode("latin-1", "ignore"))


class _Width(NamedTuple):
    """How wide a hard-wrapped text is: in columns, and in characters where each full line has as many (else None)."""

    columns: int
    characters: int | None


def _width(folded: str, lines: list[tuple[int, int]]) -> _Width | None:
    """The width at which the text was wrapped, None where it was not."""
    if len(lines) < _FEWEST_LINES or max(end - start for start, end in lines) > _WIDEST:
        return None
    # What breaks off is at least half of what is full, and that three tenths of all: most texts are told by their marks.
    open_ends = [end for _, end in lines[:-1] if folded[end - 1] not in TERMINAL]
    if len(open_ends) < 3 or 7 * len(open_ends) < len(lines):
        return None
    widths = [_columns(folded, start, end) for start, end in lines]
    if max(widths) > _WIDEST:
        return None
    width = sorted(widths)[int(0.9 * (len(widths) - 1))]
    full = [line for line, own in zip(lines[:-1], widths, strict=False) if own >= width - _SLACK]
    broken = [line for line in full if folded[line[1] - 1] not in TERMINAL]
    if width < _NARROWEST or len(broken) < 3 or len(broken) < 0.5 * len(full) or len(full) < 0.3 * len(lines):
        return None
    return _Width(width, _in_characters(folded, lines))


def _in_characters(folded: str, lines: list[tuple[int, int]]) -> int | None:
    """The characters of a full line, a digit counted like a Chinese one: 返还失主现金205,600 / 元."""
    counts = Counter(_characters(folded, line) for line in lines)
    most, lines_with = counts.most_common(1)[0]
    # A mark may hang behind a full line.
    return most if lines_with >= 0.3 * len(lines) and max(counts) <= most + 1 else None


def _characters(folded: str, line: tuple[int, int]) -> int:
    return line[1] - line[0] + _indent(folded, line[0])


def _mended(folded: str, found: list[Paragraph]) -> list[Paragraph]:
    """Lines of a text that is not wrapped, joined only where one plainly breaks off: at a comma, in a number."""
    joined: list[Paragraph] = []
    for paragraph in found:
        above = joined[-1] if joined else None
        if above is not None and not paragraph.chrome and _breaks_off(folded, above, paragraph):
            above.end = paragraph.end
        else:
            joined.append(paragraph)
    return joined


def _breaks_off(folded: str, above: Paragraph, below: Paragraph) -> bool:
    if above.chrome or above.end - above.start < _LONG_LINE or folded[above.end - 1] not in _OPEN:
        return False
    if not any(c in "，。；" for c in folded[above.start : above.end]):
        return False
    if folded[above.end - 1] in "*0123456789":
        return bool(re.match(r"[0-9*]+[\u4e00-\u9fff%]|[万亿余个件名项次%]", folded[below.start : below.start + 8]))
    return marker_at(folded, below.start, below.end) is None


def _indent(folded: str, start: int) -> int:
    count = 0
    while start - count > 0 and folded[start - count - 1] == " ":
        count += 1
    return count


def _joined(folded: str, lines: list[tuple[int, int]], chrome: set[tuple[int, int]], width: _Width) -> list[Paragraph]:
    indented = sum(1 for start, _ in lines if _indent(folded, start) >= 2) >= 2
    found: list[Paragraph] = []
    last: Paragraph | None = None
    last_line = (0, 0)
    pages: list[tuple[int, int]] = []
    for line in lines:
        if line in chrome:
            pages.append(line)
            found.append(Paragraph(line[0], line[1], chrome=True))
            continue
        if last is not None and _continues(folded, last_line, line[0], width, indented):
            last.drop = (*last.drop, *pages)
            last.end = line[1]
        else:
            last = Paragraph(line[0], line[1])
            found.append(last)
        last_line, pages = line, []
    return sorted(found, key=lambda p: (p.start, p.chrome))


def _continues(folded: str, above: tuple[int, int], start: int, width: _Width, indented: bool) -> bool:
    """Whether the line at `start` goes on where the line above broke off."""
    end = folded[above[1] - 1]
    open_end = end not in "。！？：…"
    slack = _SLACK + (6 if open_end else 0)
    full = width.characters is not None and _characters(folded, above) >= width.characters
    if not full and _columns(folded, *above) < width.columns - slack:
        return False
    if indented and _indent(folded, start) >= 2:
        return False
    line_end = folded.find("\n", start)
    if indented and not open_end and _heads_an_indented_line(folded, start, line_end, width.columns):
        return False
    marker = marker_at(folded, start, len(folded) if line_end < 0 else line_end)
    if marker is not None:
        return open_end and (end in "，、（《" or _weak(marker))
    return not folded.startswith("【", start)


def _heads_an_indented_line(folded: str, start: int, end: int, width: int) -> bool:
    """A short line without closing punctuation at the margin, above an indented one: a heading, not a paragraph's end."""
    if end < 0 or folded[end - 1] in TERMINAL or _columns(folded, start, end) > width - 2 * _SLACK:
        return False
    return folded.startswith("  ", end + 1)


def _weak(marker: Marker) -> bool:
    """A number at a line's start that may as well be the rest of one: 3.5万元 broken before 5."""
    return marker.text[0] in "0123456789*" and marker.number != 1


def _opened(folded: str, paragraph: Paragraph) -> list[Paragraph]:
    """A line that holds a whole report, opened at its section markers."""
    cuts = [paragraph.start, *sections_inside(folded, paragraph.start, paragraph.end), paragraph.end]
    parts = []
    for first, last in itertools.pairwise(cuts):
        text = folded[first:last]
        start = first + len(text) - len(text.lstrip(BLANK))
        end = last - (len(text) - len(text.rstrip(BLANK)))
        if start < end:
            parts.append(Paragraph(start, end))
    return parts
