"""What the rows of a figure are called: short, on one line, and each by a name of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from sanbai_nlp.schema import Report
from sanbai_nlp.tabulation.groups import department_of
from sanbai_nlp.tabulation.rows import report_year
from sanbai_nlp.views.words import plain

LONGEST = 40
"""Columns of a name, of which a Chinese character takes two."""

_NAMELESS = 24  # columns
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_TAIL = 0.4  # of a shortened name is its end: 年度述职报告 tells reports of one house apart


def report_names(reports: Sequence[Report]) -> list[str]:
    """A report's title, with the department and the year that it leaves out; or else its place among the others."""
    return distinct(_name(report) or f"第{place}篇" for place, report in enumerate(reports, 1))


def shortened(name: str, longest: int = LONGEST, tail: float = _TAIL) -> str:
    """A name on one line, with `…` in its middle where it is longer; `tail` is which part of it is its end.

    >>> shortened("石桥市人民代表大会常务委员会法制工作委员会2023年述职报告", 24)
    '石桥市人民代表…述职报告'
    """
    shown = " ".join(plain(name).split())
    if columns(shown) <= longest:
        return shown
    end = _upto(reversed(shown), int(longest * tail))[::-1]
    return _upto(shown, longest - columns(end) - columns("…")) + "…" + end


def distinct(names: Iterable[str]) -> list[str]:
    """The names, shortened; the second of a name has `（2）` behind it, and so on."""
    taken: Counter[str] = Counter()
    found = []
    for name in map(shortened, names):
        taken[name] += 1
        found.append(name if taken[name] == 1 else f"{name}（{taken[name]}）")
    return found


def _name(report: Report) -> str:
    title, year = report.title or "", report_year(report)
    department = department_of(report) or ""
    # A title that leaves its house out is short (2024年度述职报告); one that names it may use a short name for it.
    of = department if columns(title) <= _NAMELESS and department[:2] not in title else ""
    when = f"（{year}年）" if year is not None and str(year) not in title.translate(_HALF_WIDTH) else ""
    if not of + title:
        return when.strip("（）")
    return shortened(of + title, LONGEST - columns(when), _TAIL / 2 if when else _TAIL) + when


def columns(text: str) -> int:
    """How wide a text is: 2 for a Chinese character, 1 for a Latin one."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _upto(characters: Iterable[str], longest: int) -> str:
    kept = ""
    for character in characters:
        if columns(kept + character) > longest:
            break
        kept += character
    return kept
