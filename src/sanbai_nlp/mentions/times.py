"""Times: points, periods and rhythms, adjacent parts as one expression."""

import re
from collections.abc import Iterable
from typing import Final

from sanbai_nlp.lexicon import Category, Lexicon
from sanbai_nlp.mentions.found import Found, Layer, When
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.outline import MASK, View, chinese_number
from sanbai_nlp.schema import TimeKind

_TIME: Final = Layer.TIME
_POINT: Final = TimeKind.POINT
_PERIOD: Final = TimeKind.PERIOD
_RECURRING: Final = TimeKind.RECURRING
_TERM: Final = Category.TIME

_NUMERALS: Final = "一二三四五六七八九十"
_CN = f"[{_NUMERALS}]"


class TimeFinder:
    """Finds time expressions. The grammar is built once from named parts and the lexicon's words for years."""

    def __init__(self, lexicon: Lexicon) -> None:
        years = sorted(lexicon.words.times.years, key=len, reverse=True)
        self._grammar = _grammar(tuple(years))
        self._opening = _opening(years)

    def __call__(self, view: View) -> list[Found]:
        """Every time expression of the view: the grammar's, and the lexicon's words where the grammar has none."""
        read = [_read(view, match) for match in matches(view.text, self._opening, self._grammar)]
        found = [time for time in read if time is not None]
        return [*found, *_words(view, found)] if view.hits.any(_TERM) else found


def _words(view: View, found: list[Found]) -> list[Found]:
    """The lexicon's words for times, outside of what is found; both in the order of the text."""
    text = view.text
    words: list[Found] = []
    at = 0
    for hit in view.longest(_TERM):
        while at < len(found) and found[at].end <= hit.start:
            at += 1
        if at < len(found) and found[at].start < hit.end:
            continue
        word = text[hit.start : hit.end]
        if text.startswith(_NOT_AFTER.get(word, "\0"), hit.end):
            continue
        if word == "来年" and text.endswith("年", 0, hit.start):  # 五年来年均增长
            continue
        if isinstance(hit.value, TimeKind):
            when = When(None, None, None, False, hit.value)
            words.append(Found(hit.start, hit.end, _TIME, "time.word", when))
    return words


# A word that is none when this follows it: 本年 of 本年级, 上年 of 上年纪.
_NOT_AFTER: Final = {"上年": "纪", "本年": "级", "前年": "度", "每天": "性"}


def _opening(years: Iterable[str]) -> re.Pattern[str]:
    """Where a time may begin: most of a text is passed over by this.

    A digit or a word's first character, then at most four digits, then what ends the first part of a time.
    """
    digits = "0123456789*一二三四五六七八九十〇零两"
    first, alone, ends = set(digits + "上下元第前每"), {"每"}, set("年月季日号半—-~至到")
    for year in years:
        first.add(year[0])
        rest = year[1:6].lstrip(digits)
        if rest:
            ends.add(rest[0])
        else:
            alone.add(year[0])
    # 三、四季度; 2023.12.28, 2024/3/18
    more = rf"、[{_escaped(digits)}元]|[./][0-9*]{{1,2}}[./]"
    # 元月 is January; in 300万元至4月 there is none.
    ended = rf"[{_escaped(digits)}]{{0,4}}+(?=[{_escaped(ends)}]|{more})(?:(?<!元)|(?=月))"
    return re.compile(f"([{_escaped(first)}](?:{ended}|(?<=[{_escaped(alone)}])))")


def _escaped(characters: Iterable[str]) -> str:
    return re.escape("".join(sorted(characters)))


def _grammar(years: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, years))
    # 2023年, ****年, 20**年, 二〇二三年, 二〇**年, 2022年度
    long_year = r"(?:[12*][0-9*]{3}|[一二〇零*][〇零一二三四五六七八九*]{3})(?=[年—\-~至])"
    # 2023—2024学年度, 二〇二三—二〇二四学年第一学期
    whole_year = r"(?:[12*][0-9*]{3}|[一二〇零*][〇零一二三四五六七八九*]{3})"
    school_year = rf"(?:{whole_year}年?[—\-~至/]{{1,2}}{whole_year}学年度?(?:第[一二]学期|[上下]学期)?)"
    # Two digits are a year only where a month, a half or 度 follows: 从事审判22年 is no year.
    short_year = r"(?:[0-9]{2}|\*{1,4})(?=年(?:度|上半年|下半年|[0-9]{1,2}月|\*{1,4}月|年初|年底|以来))"
    year = rf"(?P<year>{long_year}|{short_year})"
    to_year = r"(?:年?[—\-~至]{1,2}(?P<to_year>[12*][0-9*]{3}))?"
    # ***年***月***日: some houses mask every number by as many stars.
    month_number = rf"(?:[0-9*]{{1,2}}|\*{{3,4}}|{_CN}{{1,2}}|元)"
    month = rf"(?P<month>{month_number})(?:月份?)?(?:[—\-~至到]{{1,2}}|、){month_number}月份?|(?P<one_month>{month_number})月份?(?!一)"
    part = r"(?:[上中]?[中下]旬|上旬|中旬|下旬|初|底|末|份|中(?=[，。、]|$))"
    day_number = rf"(?:[0-9*]{{1,2}}|\*{{3,4}}|{_CN}{{1,3}})"
    day = (
        rf"(?P<day>{day_number})(?:[—\-~至]{{1,2}}{day_number})?(?:日(?!报|子|常(?!委)|益|程|照)|号(?!文|令|楼|线|院))"
    )
    hour = r"(?:上午|下午|晚上|凌晨|早上|清晨|午间|晚|早)"
    quarter = r"(?:第?[一二三四](?:、[二三四])?季度|前[两三]季度|前三季度)"
    half = r"(?:上半年|下半年)"
    since = r"(?P<since>以来)"
    season = r"(?:春季?|夏季?|秋季?|冬季?)(?=[，。、开])"
    dated = rf"(?:{month})(?:{part}|(?:{day}(?:{hour})?))?"
    anchor = rf"(?:{year}{to_year}年度?|(?P<word>{words})度?)"
    # Each alternative is a group of its own: `lastgroup` of a match names it.
    return re.compile(
        rf"(?P<school>{school_year})"
        rf"|(?P<numeric>(?P<numeric_year>[12*][0-9*]{{3}})(?P<sep>[-./])(?P<numeric_month>[0-9*]{{1,2}})(?P=sep)(?P<numeric_day>[0-9*]{{1,2}})(?![0-9*]))"
        rf"|(?P<every>每(?:逢)?(?:(?:个?月|季度?|学期)的?(?:第[一二三四五两0-9]个?|最后一?个|首个|末个)(?:周|星期|礼拜)[一二三四五六日天末]?|(?:个?月|季度?|学期)的?(?:第[一二三四五0-9]个|最后一?个|首个|末个)工作日|(?:周|星期)[一二三四五六日天末]?|(?:个月|月)(?:(?P<every_day>{day_number})[日号]|末|初|底)?|季度(?:首月|末月|第[一二三]个月)(?:(?P<quarter_day>{day_number})[日号])?|季度?[末初]|季度|季|半年|年|日|天)(?:{hour})?|每隔?[0-9*两三]+(?:个月|天|周))"
        rf"|(?P<anchored>{anchor}(?:{dated}|(?:{half}|{quarter})(?P<half_end>[末初底])?|(?P<edge>年?[初底末]|年中|{season}))?{since}?)"
        rf"|(?P<part>(?:{half}|{quarter})(?:(?P<since3>以来)|(?P<quarter_end>[末初底]))?)"
        rf"|(?P<dated>(?<![0-9*第])(?<![0-9*]\.){_renamed(dated)}(?P<since2>以来)?)"
        rf"|(?P<lone>(?<![0-9*.])(?P<lone_day>[0-9*]{{1,2}})日(?!报|子|常|益|前|游|程|照|后|夜|均|内|之|以)(?:{hour})?(?![0-9*]))"
    )


def _renamed(pattern: str) -> str:
    """The same part a second time in one regex: its groups get a 2."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\g<1>2>", pattern)


def _read(view: View, match: re.Match[str]) -> Found | None:
    start, end = match.span()
    masked = MASK in match[0]
    how = match.lastgroup
    when: When | None
    if how == "anchored":
        when = _anchored(view, match, start, end, masked)
    elif how == "dated":
        when = _dated(view, match, start, end, masked)
    elif how == "part":
        since, edge = match.group("since3", "quarter_end")
        when = When(None, None, None, masked, _POINT if edge and not since else _PERIOD)
    elif how == "lone":
        when = When(None, None, _whole(match["lone_day"]), masked, _POINT)
    elif how == "numeric":
        when = _numeric(view, match, start, masked)
    elif how == "every":
        day = _whole(match["every_day"] or match["quarter_day"])
        return Found(start, end, _TIME, "time.recurring", When(None, None, day, False, _RECURRING))
    else:
        return Found(start, end, _TIME, "time.date", When(None, None, None, masked, _PERIOD))
    return None if when is None else Found(start, end, _TIME, "time.mask" if masked else "time.date", when)


def _anchored(view: View, match: re.Match[str], start: int, end: int, masked: bool) -> When | None:
    """A year with what follows it: 2023年3月底, 今年以来, 2024年上半年."""
    written, word, to_year = match.group("year", "word", "to_year")
    if word is not None and _is_no_year(view.text, word, start, end):
        return None
    year = _whole(written)
    if year is not None and not (10 <= year <= 99 or 1900 <= year <= 2100):
        return None
    month, span, part_day, since = match.group("one_month", "month", "day", "since")
    if month is not None and not _plausible(view.text, month, start):
        return None
    lasting = since or span or to_year or not (month or match["edge"] or match["half_end"])
    kind = _PERIOD if lasting else _POINT
    return When(None if to_year else year, _whole(month), _whole(part_day), masked, kind)


def _dated(view: View, match: re.Match[str], start: int, end: int, masked: bool) -> When | None:
    """A month with what follows it, of no year: 3月底, 6月20日, 1—3月."""
    text = view.text
    month, span, day, since = match.group("one_month2", "month2", "day2", "since2")
    if month is not None and not _plausible(text, month, start):
        return None
    if month is not None and month[0] in _NUMERALS and _is_rhythm(text, start, end):
        return None
    return When(None, _whole(month), _whole(day), masked, _PERIOD if since or span else _POINT)


def _numeric(view: View, match: re.Match[str], start: int, masked: bool) -> When | None:
    """2023-01-05, 2023.12.28, 2024/3/18: a day and no number of a paper, nor part of one."""
    before = view.text[start - 1 : start]
    year, month, day = _whole(match["numeric_year"]), _whole(match["numeric_month"]), _whole(match["numeric_day"])
    if (
        before in _RUNS_ON
        or (before.isalpha() and before.isascii())
        or not (1900 <= (year or 2000) <= 2100 and 1 <= (month or 1) <= 12 and 1 <= (day or 1) <= 31)
    ):
        return None
    return When(year, month, day, masked, _POINT)


# What a numeric date does not follow: V2023.1.2, 1-2023-1-2.
_RUNS_ON = tuple("-./_")


def _is_no_year(text: str, word: str, start: int, end: int) -> bool:
    """Whether a word for a year is none: 来年 of 五年来年均, 当年 and 次年 with nothing behind them."""
    if word == "来年":
        return text.endswith("年", 0, start)
    return word in ("当年", "次年") and end - start == len(word)


def _plausible(text: str, month: str, start: int) -> bool:
    """No month beyond 12; 元月 is January, but 30万元月均 is money."""
    if month == "元":
        return not start or text[start - 1] not in "0123456789*万亿百千十美欧港日"
    number = _whole(month)
    return number is None or 1 <= number <= 12


def _is_rhythm(text: str, start: int, end: int) -> bool:
    """Whether a month in Chinese numerals is a rhythm (一月一调度) or a count (十月怀胎)."""
    return (start > 0 and text[start - 1] in _COUNTING) or (end < len(text) and text[end] in _COUNTED)


# Before and behind 月 that is counted: 每一月, 三月余.
_COUNTING: Final = frozenset("一每几数半")
_COUNTED: Final = frozenset("一两三余多内")


def _whole(text: str | None) -> int | None:
    if text is None or MASK in text:
        return None
    if text == "元":
        return 1
    return int(text) if text.isdigit() and text.isascii() else chinese_number(text)
