"""Which year a report looks back on, and which years in its headings lie ahead of that one."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

_NEXT = "明年"
_NUMERALS = {c: str(n % 10) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0"}
# A report that is dated before April is one on the year before.
_FIRST_QUARTER = 3


class Years(NamedTuple):
    """`own` is the year that a report looks back on, None where it does not say.

    `over` tells that a heading speaks of 去年 or 过去一年, so that 今年 in one below it is the year to come.
    """

    own: int | None = None
    over: bool = False

    def seen_from(self, title: str) -> str:
        """The heading as its own year sees it: 2025年工作任务 in a report on 2024 speaks of 明年."""
        if "年" not in title:
            return title
        if self.over and title.startswith("今年"):
            return _NEXT + title[2:]
        if self.own is None:
            return title
        return _later_than(self.own, title)


def _later_than(own: int, title: str) -> str:
    return _year().sub(lambda match: _NEXT if _number(match[1]) > own else match[0], title)


def years_of(titles: Sequence[str], headings: Sequence[str], signatures: Sequence[str]) -> Years:
    """The years that title lines give, else a heading that looks back (2023年工作回顾), else the date at the end."""
    over = any(_year_past().match(heading) for heading in headings)
    looking_back = [heading for heading in headings if "年" in heading and _looks_back().search(heading)]
    for lines in (titles, looking_back[:1], signatures):
        years = list(_reported(lines))
        if years:
            return Years(min(years), over)
    return Years(None, over)


def _reported(lines: Iterable[str]) -> Iterable[int]:
    for line in lines:
        for match in _year().finditer(line):
            month = _month().match(line, match.end())
            early = month is not None and int(month[1]) <= _FIRST_QUARTER
            yield _number(match[1]) - early


def _number(year: str) -> int:
    return int("".join(_NUMERALS.get(c, c) for c in year))


@cache
def _year() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9])(20[0-9][0-9]|二[〇零][〇零一二三四五六七八九]{2})年")


@cache
def _month() -> re.Pattern[str]:
    # 2024年1月18日 and 2024年1月, but not 2024年1月至6月.
    return re.compile(r" ?([0-9]{1,2}) ?月(?! ?(?:至|到|—|-))")


@cache
def _looks_back() -> re.Pattern[str]:
    return re.compile(r"回顾|总结|履职|完成|开展|情况|主要工作|做法")


@cache
def _year_past() -> re.Pattern[str]:
    return re.compile(r"(?:去年|过去(?:的?一)?年|上年|上一年)")
