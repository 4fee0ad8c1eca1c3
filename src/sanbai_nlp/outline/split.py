"""Title lines, and the reports of a file."""

import re
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline.lines import BLANK
from sanbai_nlp.outline.markers import marker_at

_LONGEST_TITLE = 60
_NO_BLANKS = dict.fromkeys(map(ord, BLANK))


def is_title(line: str, lexicon: Lexicon, *, first: bool = False) -> bool:
    """Whether a folded line is a report's title: short, without a sentence's end, ending in a word for such a report.

    A text's first line may end in a weaker word (工作总结) than one further down, where it could be a heading.
    """
    if len(line) > 2 * _LONGEST_TITLE or line[-1:] in "。；：，！？、":
        return False
    line = _tight(line)
    if not 2 <= len(line) <= _LONGEST_TITLE or line[-1] in "。；：，！？、":
        return False
    if line[0] == "第" and _numbered_piece().match(line):
        return True
    if not first and not any(word in line for word in lexicon.words.outline.duty):
        return False
    if "。" in line or marker_at(line, 0, len(line)) is not None:
        return False
    bare = _tail().sub("", line) if line[-1] in _TAIL_ENDS else line
    return bare.endswith(tuple(lexicon.words.outline.titles))


def _tight(line: str) -> str:
    """The line without blanks; few lines have any."""
    return line if line.isprintable() and " " not in line else line.translate(_NO_BLANKS)


@cache
def _numbered_piece() -> re.Pattern[str]:
    # 第1篇, 第三篇：××局述职报告
    return re.compile(r"第[0-9一二三四五六七八九十百]{1,4}篇(?:$|[：、])")


_TAIL_ENDS: Final = frozenset("）0123456789*一二三四五六七八九十稿")


@cache
def _tail() -> re.Pattern[str]:
    # What may follow the title's last word: a number, a date or remark in brackets.
    return re.compile(r"(?:（[^（）]{0,20}）|[0-9*]{1,4}|之?[一二三四五六七八九十]{1,3}|稿)+$")


def report_spans(folded: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """[start, end) of each report of a text: from its title line to the next one, blanks at the edges left out.

    Text before the first title is a report of its own only where it holds a line that is more than a label.
    """
    starts = title_starts(folded, lexicon)
    if not starts or _has_body(folded[: starts[0]]):
        starts = [0, *starts]
    spans = []
    for start, end in zip(starts, [*starts[1:], len(folded)], strict=True):
        piece = folded[start:end]
        first = start + len(piece) - len(piece.lstrip(BLANK))
        last = start + len(piece.rstrip(BLANK))
        if first < last:
            spans.append((first, last))
    return spans


def title_starts(folded: str, lexicon: Lexicon) -> list[int]:
    """Where the title lines of a text start; of title lines in a row the first."""
    found: list[int] = []
    at = 0
    in_title = seen = False
    for line in folded.split("\n"):
        stripped = line.strip(BLANK)
        if stripped:
            title = is_title(stripped, lexicon, first=not seen)
            seen = True
            if title and not in_title:
                found.append(at + line.index(stripped[0]))
            in_title = title
        at += len(line) + 1
    return found


def _has_body(text: str) -> bool:
    return any(len(line.strip(BLANK)) > 20 and "。" in line for line in text.split("\n"))
