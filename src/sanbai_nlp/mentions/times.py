"""Times: points, periods and rhythms, adjacent parts as one expression."""

import re
from collections.abc import Sequence

from sanbai_nlp.lexicon import Category, Lexicon
from sanbai_nlp.mentions.found import Found, Layer, When
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.outline import MASK, Cover, View, chinese_number
from sanbai_nlp.schema import TimeKind

_CN = "[一二三四五六七八九十]"
_TRIGGER = "[年月日季周旬末底初度]"


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
        return [*found, *_words(view, found)] if view.hits.any(Category.TIME) else found


def _words(view: View, found: list[Found]) -> list[Found]:
    """The lexicon's words for times, outside of what is found."""
    text = view.text
    taken = Cover(len(text))
    for time in found:
        taken.add(time.start, time.end)
    words: list[Found] = []
    for hit in view.longest(Category.TIME):
        word = text[hit.start : hit.end]
        if taken.touches(hit.start, hit.end) or text.startswith(_NOT_AFTER.get(word, "\0"), hit.end):
            continue
        if word == "来年" and text.endswith("年", 0, hit.start):  # 五年来年均增长
            continue
        if isinstance(hit.value, TimeKind):
            when = When(None, None, None, False, hit.value)
            words.append(Found(hit.start, hit.end, Layer.TIME, "time.word", when))
    return words


# A word that is none when this follows it: 本年 of 本年级, 上年 of 上年纪.
_NOT_AFTER = {"上年": "纪", "本年": "级", "前年": "度", "每天": "性"}


def _opening(years: Sequence[str]) -> re.Pattern[str]:
    """The characters at which a time may begin, with what has to follow them: most of a text is passed over by this."""
    digits = "0-9*一二三四五六七八九十〇零"
    # 2023.12.28, 2024/3/18
    numeric = r"(?<=[12*])(?=[0-9*]{3}[./][0-9*]{1,2}[./][0-9*])"
    pairs = [("[上下]", "半"), ("元", "月"), ("第", "[一二三四]"), ("前", "[两三]")]
    pairs += sorted({(re.escape(word[0]), re.escape(word[1:2])) for word in years})
    words = "|".join(f"(?<={first})(?={second})" for first, second in pairs)
    first = "".join(sorted({word[0] for word in years} | set("上下元第前每")))
    return re.compile(
        rf"[{digits}{re.escape(first)}](?:(?<=[{digits}])(?=[{digits}]{{0,4}}[年月季日号、—\-~至到])|(?<=每)|{words}|{numeric})"
    )


def _grammar(years: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, years))
    # 2023年, ****年, 20**年, 二〇二三年, 二〇**年, 2022年度
    long_year = r"(?:[12*][0-9*]{3}|[一二〇零*][〇零一二三四五六七八九*]{3})(?=[年—\-~至])"
    # 2023—2024学年度, 二〇二三—二〇二四学年第一学期
    whole_year = r"(?:[12*][0-9*]{3}|[一二〇零*][〇零一二三四五六七八九*]{3})"
    school_year = rf"(?:{whole_year}年?[—\-~至/]{{1,2}}{whole_year}学年度?(?:第[一二]学期|[上下]学期)?)"
    # Two digits are a year only where a month, a half or 度 follows: 从事审判22年 is no year.
    short_year = r"(?:[0-9]{2}|\*{1,4})(?=年(?:度|上半年|下半年|[0-9]{1,2}月|\*{1,2}月|年初|年底|以来))"
    year = rf"(?P<year>{long_year}|{short_year})"
    to_year = r"(?:年?[—\-~至]{1,2}(?P<to_year>[12*][0-9*]{3}))?"
    month_number = rf"(?:[0-9*]{{1,2}}|{_CN}{{1,2}}|元)"
    month = rf"(?P<month>{month_number})(?:月份?)?(?:[—\-~至到]{{1,2}}|、)(?P<to_month>{month_number})月份?|(?P<one_month>{month_number})月份?(?!一)"
    part = r"(?P<part>[上中]?[中下]旬|上旬|中旬|下旬|初|底|末|份|中(?=[，。、]|$))"
    day_number = rf"(?:[0-9*]{{1,2}}|{_CN}{{1,3}})"
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
    return re.compile(
        rf"(?P<school>{school_year})"
        rf"|(?P<numeric>(?P<numeric_year>[12*][0-9*]{{3}})(?P<sep>[-./])(?P<numeric_month>[0-9*]{{1,2}})(?P=sep)(?P<numeric_day>[0-9*]{{1,2}})(?![0-9*]))"
        rf"|(?P<every>每(?:逢)?(?:(?:个?月|季度?|学期)的?(?:第[一二三四五两0-9]个?|最后一?个|首个|末个)(?:周|星期|礼拜)[一二三四五六日天末]?|(?:个?月|季度?|学期)的?(?:第[一二三四五0-9]个|最后一?个|首个|末个)工作日|(?:周|星期)[一二三四五六日天末]?|(?:个月|月)(?:(?P<every_day>{day_number})[日号]|末|初|底)?|季度(?:首月|末月|第[一二三]个月)(?:(?P<quarter_day>{day_number})[日号])?|季度?[末初]|季度|季|半年|年|日|天)(?:{hour})?|每隔?[0-9*两三]+(?:个月|天|周))"
        rf"|{anchor}(?:{dated}|(?P<half>{half}|{quarter})(?P<half_end>[末初底])?|(?P<edge>年?[初底末]|年中|{season}))?{since}?"
        rf"|(?P<bare_half>{half}|{quarter})(?:(?P<since3>以来)|(?P<quarter_end>[末初底]))?"
        rf"|(?<![0-9*第])(?<![0-9*]\.){_renamed(dated)}(?P<since2>以来)?"
        rf"|(?<![0-9*.])(?P<lone_day>[0-9*]{{1,2}})日(?!报|子|常|益|前|游|程|照|后|夜|均|内|之|以)(?:{hour})?(?![0-9*])"
    )


def _renamed(pattern: str) -> str:
    """The same part a second time in one regex: its groups get a 2."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\g<1>2>", pattern)


def _read(view: View, match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    surface = match[0]
    if groups["every"]:
        day = _whole(groups["every_day"] or groups["quarter_day"])
        return _found(match, When(None, None, day, False, TimeKind.RECURRING), "time.recurring")
    if groups["school"]:
        return _found(match, When(None, None, None, MASK in surface, TimeKind.PERIOD), "time.date")
    if groups["numeric"]:
        return _numeric(view, match)
    month = groups["one_month"] or groups["one_month2"]
    span = groups["month"] or groups["month2"]
    if not _plausible(view, match, month, groups):
        return None
    masked = MASK in surface
    year = None if groups["to_year"] else _whole(groups["year"])
    day = _whole(groups["day"] or groups["day2"] or groups["lone_day"])
    when = When(year, _whole(month), day, masked, _kind(groups, month, span))
    return _found(match, when, "time.mask" if masked else "time.date")


def _numeric(view: View, match: re.Match[str]) -> Found | None:
    """2023-01-05, 2023.12.28, 2024/3/18: a day and no number of a paper, nor part of one."""
    before = view.text[match.start() - 1 : match.start()]
    year, month, day = (_whole(match[f"numeric_{part}"]) for part in ("year", "month", "day"))
    if (
        before in _RUNS_ON
        or (before.isalpha() and before.isascii())
        or not (1900 <= (year or 2000) <= 2100 and 1 <= (month or 1) <= 12 and 1 <= (day or 1) <= 31)
    ):
        return None
    masked = MASK in match[0]
    return _found(match, When(year, month, day, masked, TimeKind.POINT), "time.mask" if masked else "time.date")


# What a numeric date does not follow: V2023.1.2, 1-2023-1-2.
_RUNS_ON = tuple("-./_")


def _kind(groups: dict[str, str | None], month: str | None, span: str | None) -> TimeKind:
    if groups["since"] or groups["since2"] or groups["since3"] or span or groups["to_year"]:
        return TimeKind.PERIOD
    if month or groups["edge"] or groups["lone_day"] or groups["quarter_end"] or groups["half_end"]:
        return TimeKind.POINT
    return TimeKind.PERIOD


def _plausible(view: View, match: re.Match[str], month: str | None, groups: dict[str, str | None]) -> bool:
    """No rhythm (一月一调度), no count (3个月 never matches; 十月怀胎), no month beyond 12, no quoted slogan."""
    text = view.text
    number = _whole(month)
    if month and number is not None and not 1 <= number <= 12:
        return False
    # 元月 is January; 30万元月均 is money.
    if month == "元" and match.start() and text[match.start() - 1] in "0123456789*万亿百千十美欧港日":
        return False
    if month and not groups["year"] and not groups["word"] and month[0] in "一二三四五六七八九十":
        before = text[max(0, match.start() - 1) : match.start()]
        if before in ("一", "每", "几", "数", "半") or text[match.end() : match.end() + 1] in (
            "一",
            "两",
            "三",
            "余",
            "多",
            "内",
        ):
            return False
    if groups["word"] == "来年" and text.endswith("年", 0, match.start()):
        return False
    if groups["word"] in ("当年", "次年") and match[0] == groups["word"]:
        return False
    year = _whole(groups["year"])
    return year is None or len(str(year)) == 2 or 1900 <= year <= 2100


def _whole(text: str | None) -> int | None:
    if text is None or MASK in text:
        return None
    if text == "元":
        return 1
    return int(text) if text.isdigit() and text.isascii() else chinese_number(text)


def _found(match: re.Match[str], when: When, rule: str) -> Found:
    return Found(match.start(), match.end(), Layer.TIME, rule, when)
