"""Quantities: a number (Arabic, Chinese or masked), its hedge, and the measure word that it counts with."""

import re
import string
from collections.abc import Iterable
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions.found import Amount, Found, Layer
from sanbai_nlp.mentions.numbers import DIGIT, GOES_ON, NumberPlace, WrittenNumber, number_pattern, numbers_in, written
from sanbai_nlp.outline import MASK, NUMERAL, Cover, View
from sanbai_nlp.schema import Modifier

# What may stand before a number's first digit and makes it no number: 第三, GB5, 1+3.
_NO_NUMBER_BEFORE: Final = frozenset("第+〔[【/." + string.ascii_letters)
_NUMERALS: Final = frozenset(NUMERAL)
_INDEFINITE = "一"
_TENTH = "成"

_QUANTITY: Final = Layer.QUANTITY
_EXACT: Final = Modifier.EXACT
_MORE_THAN: Final = Modifier.MORE_THAN


def _opening(units: Iterable[str]) -> re.Pattern[str]:
    """The runs of digits behind which a number may go on or be counted with a measure word.

    Every number in another run ends with it or inside it, where no measure word stands: one that begins with digits
    (千瓦) is known by its first character that is none.
    """
    behind = {*GOES_ON, _TENTH}
    for unit in units:
        rest = unit.lstrip(_DIGITS)
        if not rest:  # a measure word of digits alone may stand inside any run
            return re.compile(f"([{DIGIT}]+)")
        behind.add(rest[0])
    counted = re.escape("".join(sorted(behind)))
    # The run is taken whole, from its first digit: linear however long it is.
    return re.compile(rf"([{DIGIT}](?<![{DIGIT}].)[{DIGIT}]*+(?=[{counted}]))")


_DIGITS = f"{string.digits}{MASK}{NUMERAL}万亿"


@cache
def _fraction() -> re.Pattern[str]:
    return re.compile(rf"[0-9{NUMERAL}]+分之[0-9{NUMERAL}]+")


@cache
def _session_meeting() -> re.Pattern[str]:
    # 十七届人大三次会议, 六届五次全会: which session, not how many.
    return re.compile(
        rf"(?:届|人大|政协|党代会|全委会|代会|常委会)[{NUMERAL}0-9*]+次(?:、[{NUMERAL}0-9*]+次)?(?:全体)?(?:会议|全会|全体会议|常委会)"
    )


@cache
def _tenths() -> re.Pattern[str]:
    # 三成 is 30 %, 一成五 is 15 %; 成立 and 成果 are words.
    return re.compile(r"成(?P<rest>[一二三四五六七八九])?(?P<more>[多余])?(?![立果为员功效长本年就不])")


class QuantityFinder:
    """Finds quantities in a view. One regex for all numbers; measure words and hedges come from the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._opening = _opening(lexicon.units)
        self._number = number_pattern()

    def __call__(self, view: View) -> list[Found]:
        """Every quantity of the view, in order; numbers inside quotation marks are names or slogans and none."""
        text = view.text
        fractions = _fractions(text) if "分之" in text else None
        found: list[Found] = []
        for place in numbers_in(text, self._opening, self._number):
            # Most numerals count nothing: the measure word is looked up before the number is read.
            unit_end = self._unit_end(text, place.end)
            share = place.match is not None and place.match["share"] is not None
            if unit_end == place.end and not share and not text.startswith(_TENTH, place.end):
                continue
            if fractions is not None and not share and fractions.touches(place.start, place.start + 1):
                continue
            quantity = self._read(view, place, unit_end)
            if quantity is not None:
                found.append(quantity)
        return found

    def _read(self, view: View, place: NumberPlace, unit_end: int) -> Found | None:
        text, start, unit_start = view.text, place.start, place.end
        before = text[start - 1] if start else ""
        if before in _NO_NUMBER_BEFORE:
            return None
        # 第十*次: a mask that goes on a Chinese numeral is no number of its own.
        masked = text[start] == MASK
        if masked and before in _NUMERALS:
            return None
        blank = masked and "_" in view.surface(start, unit_start)
        number = written(text[start:unit_start], place.match, blank)
        if number is None:
            return None
        if number.single and text.startswith(_TENTH, unit_start):
            tenths = _tenths().match(text, unit_start)
            if tenths is not None:
                number.in_tenths(tenths["rest"], tenths["more"])
                unit_start = tenths.end()
        if number.unit is not None:
            unit_end, unit, folded = unit_start, number.unit, number.unit
        else:
            unit, folded = _as_written(view, unit_start, unit_end), text[unit_start:unit_end]
        if "半" in unit:  # 一个半月 is a month and a half
            number.and_a_half()
            unit = unit.replace("半", "")
        if not unit or self._is_no_count(view, start, unit_end, number, folded):
            return None
        return self._hedged(view, start, unit_end, number, unit)

    def _unit_end(self, text: str, start: int) -> int:
        end = self._lexicon.unit_at(text, start)
        if end > start and end < len(text) and text[end] == "（":
            close = text.find("）", end, end + 5)
            if close > 0 and text[end + 1 : close] in self._lexicon.units:
                return close + 1
        return end

    def _is_no_count(self, view: View, start: int, end: int, number: WrittenNumber, unit: str) -> bool:
        """Whether the number only looks like a count: inside quotation marks, 一 that means "a", a congress, a year."""
        text = view.text
        if view.quoted(start, end):
            return True
        if unit == "次" and _session_meeting().search(text, max(0, start - 14), end + 8):
            return True
        if number.single:
            return self._is_word(text, start, end, number, unit)
        if unit == "年":  # 2023年 is a year
            return len(number.surface) == 4 and number.surface[0] in "12*二一〇" and not number.scaled
        return unit == "大"

    def _is_word(self, text: str, start: int, end: int, number: WrittenNumber, unit: str) -> bool:
        """Whether a single Chinese numeral and its unit are no count but a name, "a", or a figure of speech."""
        if not number.hedged:
            if _is_name(text, start, end, number.surface, unit):
                return True
            if number.surface == _INDEFINITE and unit != "次":
                return self._is_indefinite(text, start, end, unit)
            if unit in _FIGURATIVE:
                return True
        if unit == "大" and text.endswith("党的", 0, start):
            return True
        # 百元 and 万人 count only where a hedge stands beside them: 超百亿元, 亿元以上.
        return (
            number.surface in _BARE_SCALES
            and number.more is None
            and number.unit is None
            and self._before(text, start)[1] is None
            and self._after(text, end, unit)[1] is None
        )

    def _is_indefinite(self, text: str, start: int, end: int, unit: str) -> bool:
        """Whether 一 means "a": neither behind its noun (突发事件一起) nor beside another count (一个中心、三个站点)."""
        # 与群众一起 and 学深一层 are no counts.
        if unit in ("层", "步") or (unit == "起" and text[start - 1 : start] not in "件案故纷情访"):
            return True
        return not _stands_behind_its_noun(text, start, end) and (
            unit in self._lexicon.durations or not _beside_a_count(text, start, end)
        )

    def _hedged(self, view: View, start: int, end: int, number: WrittenNumber, unit: str) -> Found | None:
        text = view.text
        first, modifier = self._before(text, start)
        last, after = self._after(text, end, unit)
        modifier = modifier if modifier is not None else after
        if after is _MORE_THAN:
            number.more = "多"
        if modifier is None and number.more is not None:
            modifier = _MORE_THAN
        low, high, value = number.bounds(None if number.more and modifier is _MORE_THAN else modifier)
        rule = "quantity.mask" if number.masked else "quantity.range" if number.ranged else "quantity.number"
        amount = Amount(low, high, value, number.masked, modifier or _EXACT, unit)
        return Found(first, last, _QUANTITY, rule, amount)

    def _before(self, text: str, start: int) -> tuple[int, Modifier | None]:
        words = self._lexicon.before.get(text[start - 1]) if start else None
        if words is not None:
            for word, modifier in words:
                if text.endswith(word, 0, start):
                    at = start - len(word)
                    glued = at and text[at - 1] in _GLUED.get(word, "")
                    return (start, None) if glued else (at, modifier)
        return start, None

    def _after(self, text: str, end: int, unit: str) -> tuple[int, Modifier | None]:
        words = self._lexicon.after.get(text[end]) if end < len(text) else None
        if words is not None:
            for word, modifier in words:
                if text.startswith(word, end):
                    more = self._is_no_more(text, end, word, unit)
                    return (end, None) if more else (end + len(word), modifier)
        return end, None

    def _is_no_more(self, text: str, end: int, word: str, unit: str) -> bool:
        """Whether 余 or 多 behind a measure word is no hedge but begins a word of its own: 两个余音, 三天多次."""
        if word in ("余", "多") and unit not in self._lexicon.durations and unit not in _WITH_MORE:
            return True
        return word == "多" and text[end + 1 : end + 2] in _MANY


# What 余 and 多 may stand behind, beside durations: 3公里多.
_WITH_MORE: Final = frozenset(("公里", "元", "亩", "倍", "里"))
# 多次, 多种: "many" of what follows.
_MANY: Final = frozenset("次种样元部方级")
# Words that end in a hedge and are none: 最近3年 (recently), 赶超.
_GLUED = {"近": "最附亲靠接临邻远就", "超": "赶反高出治限", "约": "节预相制大签履集简如", "逾": "不"}


def _stands_behind_its_noun(text: str, start: int, end: int) -> bool:
    """开展督查一次。 counts one; 一次督查 and 一个 mean "a"."""
    following = text[end : end + 1]
    # 管网这一头, 另一家
    if text[start - 1 : start] in _DETERMINERS:
        return False
    return following in ("", "，", "。", "；", "、", "）", "！") and start > 0 and text[start - 1] not in "，。；、（的"


@cache
def _count_behind() -> re.Pattern[str]:
    return re.compile(rf"[^，。；：、和0-9*{NUMERAL}]{{1,12}}[、和](?![一])[0-9*{NUMERAL}]+[\u4e00-\u9fff]")


@cache
def _count_before() -> re.Pattern[str]:
    return re.compile(rf"[0-9*{NUMERAL}](?<!一)[\u4e00-\u9fff][^，。；：、和0-9*{NUMERAL}]{{1,10}}[、和]$")


def _beside_a_count(text: str, start: int, end: int) -> bool:
    """一个中心、三个站点 counts one; so does the last of 两座公园和一所学校."""
    if text[start - 1 : start] in ("、", "和") and start and _count_before().search(text, max(0, start - 16), start):
        return True
    return _count_behind().match(text, end) is not None


@cache
def _phase() -> re.Pattern[str]:
    # 产业园三期, 污水处理厂二期: a phase stands right behind what is built. 简报两期 counts.
    return re.compile("(?:[园区路厂站城港桥房矿道馆院线网]|工程|项目|一期、)$")


def _is_name(text: str, start: int, end: int, numeral: str, unit: str) -> bool:
    """Whether numeral and unit are a name: 二期 of something built, 三类标准, 五里桥."""
    if unit == "期":
        if numeral == "二" or (numeral == "一" and text.startswith(("、二期", "和二期", "二期"), end)):
            return True
        return numeral != "两" and _phase().search(text, max(0, start - 3), start) is not None
    if unit == "类":
        return text.startswith(_GRADED, end)
    return unit == "里" and text[end : end + 1] in _IN_NAMES and numeral != "两"


# What 三类 grades: a water's or a subject's class.
_GRADED = ("标准", "水", "地区", "城市", "资质")
# 三里屯, 五里桥: what follows 里 in the name of a place.
_IN_NAMES = tuple("屯坪河山洞桥铺店沟湾岗营庄村街巷墩台坡井堡庙")
_BARE_SCALES = frozenset("百千万亿")
# Before 一 they make it "the one": 管网这一头, 另一家.
_DETERMINERS = frozenset("这那另每某哪各任同")


def _as_written(view: View, start: int, end: int) -> str:
    """The measure word as the report writes it (畝 stays 畝), line breaks and blanks left out; ％ is %."""
    surface = view.surface(start, end)
    return surface if surface.isalpha() else "".join(surface.split()).replace("％", "%")


# Measure words that a single Chinese numeral makes a figure of speech with: 三点, 四方, 九分, 一步, 两面.
_FIGURATIVE = frozenset("分点度方面道层步格员环问句声番对讲课")


def _fractions(text: str) -> Cover:
    """Where 三分之二 stands, which is no number of things."""
    cover = Cover(len(text))
    for match in _fraction().finditer(text):
        cover.add(*match.span())
    return cover
