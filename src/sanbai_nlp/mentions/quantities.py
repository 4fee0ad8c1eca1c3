"""Quantities: a number (Arabic, Chinese or masked), its hedge, and the measure word that it counts with."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions.found import Amount, Found, Layer, Number
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.outline import LONGEST, MASK, NUMERAL, Cover, View, chinese_number
from sanbai_nlp.schema import Modifier

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
# What may stand before a number's first digit and makes it no number: 第三, GB5, 1+3.
_NO_NUMBER_BEFORE = "第+〔[【/."
_INDEFINITE = "一"
# A number as it is computed with: whole ones need no decimals.
_Exact = int | Decimal


@cache
def _number() -> re.Pattern[str]:
    arabic = r"[0-9*]+(?:,[0-9*]{3})*(?:\.[0-9*]+)?"
    digits = NUMERAL.replace("十百千廿卅", "")
    chinese = f"[{NUMERAL}](?:[{NUMERAL}]|[万亿](?=[{NUMERAL}]))*(?:点[{digits}]+)?"
    # 3千元 is 3000元, 300千瓦 and 20千克 hold measure words.
    scale = "[十百千]?[万亿]{1,2}|百|千(?![瓦克米伏帕卡])"
    joint = "[—\\-~至到]{1,2}"
    return re.compile(
        # 百分之三十, 千分之五
        rf"(?P<share>百分之|千分之)(?P<part>{arabic}|百|{chinese}(?:点[{NUMERAL}]+)?)(?P<share_more>多|余)?(?:{joint}(?:百分之)?(?P<part_to>{arabic}|{chinese}))?"
        # 3至5, 20%—30%, 3万到5万
        rf"|(?P<low>(?>{arabic}|{chinese}))(?P<low_scale>{scale})?(?P<low_unit>%|元|人|件|名|个|次|项|户|亩|公里|吨|家|天|年|万元)?{joint}(?P<high>{arabic}|{chinese})(?P<high_scale>{scale})?"
        # 超万人, 亿元以上
        rf"|(?P<bare>[万亿])(?<![0-9*{NUMERAL}万亿].)(?=[^0-9*{NUMERAL}万亿])"
        # **, 300余, 1.15亿, **多万, 十余, 3万余
        rf"|(?P<num>{arabic}|{chinese})(?P<more>[余多几])?(?P<scale>{scale})?(?P<more_scaled>[余多])?"
    )


@cache
def _digit() -> re.Pattern[str]:
    """What every number begins with (百 of 百分之 is a numeral)."""
    return re.compile(rf"[0-9*{NUMERAL}万亿]")


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

    def __call__(self, view: View) -> list[Found]:
        """Every quantity of the view, in order; numbers inside quotation marks are names or slogans and none."""
        text = view.text
        fractions = _fractions(text) if "分之" in text else None
        found: list[Found] = []
        for match in matches(text, _digit(), _number()):
            # Most numerals count nothing: the measure word is looked up before the number is read.
            end = match.end()
            unit_end = self._unit_end(text, end)
            if unit_end == end and not text.startswith("成", end) and match["share"] is None:
                continue
            if fractions is not None and match["share"] is None and fractions.touches(match.start(), match.start() + 1):
                continue
            quantity = self._read(view, match, unit_end)
            if quantity is not None:
                found.append(quantity)
        return found

    def _read(self, view: View, match: re.Match[str], unit_end: int) -> Found | None:
        text, start, unit_start = view.text, match.start(), match.end()
        before = text[start - 1] if start else ""
        if before and (before in _NO_NUMBER_BEFORE or (before.isascii() and before.isalpha())):
            return None
        # 第十*次: a mask that goes on a Chinese numeral is no number of its own.
        if before and text[start] == MASK and before in NUMERAL:
            return None
        number = _Number.of(match, blank=text[start] == MASK and "_" in view.surface(start, unit_start))
        if number is None:
            return None
        if text.startswith("成", unit_start) and number.single:
            tenths = _tenths().match(text, unit_start)
            if tenths is not None:
                number, unit_start = number.in_tenths(tenths["rest"], tenths["more"]), tenths.end()
        if number.unit is not None:
            unit_end, unit, folded = unit_start, number.unit, number.unit
        else:
            unit, folded = _as_written(view, unit_start, unit_end), text[unit_start:unit_end]
        if "半" in unit:  # 一个半月 is a month and a half
            number, unit = number.and_a_half(), unit.replace("半", "")
        if not unit or self._is_no_count(view, match, number, folded, unit_end):
            return None
        return self._hedged(view, start, unit_end, number, unit)

    def _unit_end(self, text: str, start: int) -> int:
        end = self._lexicon.unit_at(text, start)
        if end > start and text[end : end + 1] == "（":
            close = text.find("）", end, end + 5)
            if close > 0 and text[end + 1 : close] in self._lexicon.units:
                return close + 1
        return end

    def _is_no_count(self, view: View, match: re.Match[str], number: "_Number", unit: str, end: int) -> bool:
        """Whether the number only looks like a count: inside quotation marks, 一 that means "a", a congress, a year."""
        text, start = view.text, match.start()
        if view.quoted(start, end):
            return True
        if unit == "次" and _session_meeting().search(text, max(0, start - 14), end + 8):
            return True
        if number.single:
            return self._is_word(text, start, end, number, unit)
        if unit == "年":  # 2023年 is a year
            return len(number.surface) == 4 and number.surface[0] in "12*二一〇" and not number.scaled
        return unit == "大"

    def _is_word(self, text: str, start: int, end: int, number: "_Number", unit: str) -> bool:
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

    def _hedged(self, view: View, start: int, end: int, number: "_Number", unit: str) -> Found | None:
        text = view.text
        first, modifier = self._before(text, start)
        last, after = self._after(text, end, unit)
        modifier = modifier if modifier is not None else after
        if after is Modifier.MORE_THAN:
            number = number._replace(more="多")
        if modifier is None and number.more is not None:
            modifier = Modifier.MORE_THAN
        low, high, value = number.bounds(None if number.more and modifier is Modifier.MORE_THAN else modifier)
        rule = "quantity.mask" if number.masked else "quantity.range" if number.ranged else "quantity.number"
        amount = Amount(low, high, value, number.masked, modifier or Modifier.EXACT, unit)
        return Found(first, last, Layer.QUANTITY, rule, amount)

    def _before(self, text: str, start: int) -> tuple[int, Modifier | None]:
        if start == 0:
            return start, None
        for word, modifier in self._lexicon.before.get(text[start - 1], ()):
            if text.endswith(word, 0, start):
                at = start - len(word)
                if at and text[at - 1] in _GLUED.get(word, ""):
                    return start, None
                return at, modifier
        return start, None

    def _after(self, text: str, end: int, unit: str) -> tuple[int, Modifier | None]:
        for word, modifier in self._lexicon.after.get(text[end : end + 1], ()):
            if text.startswith(word, end):
                if word in ("余", "多") and (
                    unit not in self._lexicon.durations and unit not in ("公里", "元", "亩", "倍", "里")
                ):
                    return end, None
                if word == "多" and text[end + 1 : end + 2] in ("次", "种", "样", "元", "部", "方", "级"):
                    return end, None
                return end + len(word), modifier
        return end, None


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


class _Number(NamedTuple):
    """A number as written: its ends before any hedge, in decimal; `place` is None where the surface tells it."""

    surface: str
    low: _Exact | None
    high: _Exact | None
    place: _Exact | None
    scale: int
    masked: bool
    chinese: bool
    ranged: bool
    scaled: bool
    more: str | None
    unit: str | None

    @property
    def hedged(self) -> bool:
        """Whether 余 or a scale stands behind the number."""
        return self.more is not None or self.scaled

    @property
    def single(self) -> bool:
        """Whether it is one Chinese numeral."""
        return self.chinese and len(self.surface) == 1

    @classmethod
    def of(cls, match: re.Match[str], blank: bool) -> "_Number | None":
        """What a match of the number pattern says; `blank` where it is blanks to fill in (___件)."""
        surface, more, scaled, more_scaled = match.group("num", "more", "scale", "more_scaled")
        if surface is None:
            return cls._share(match) if match["share"] else cls._range(match) if match["low"] else cls._bare(match)
        chinese, masked = surface[0] in NUMERAL, MASK in surface
        ends = (None, None) if blank else _ends(surface)
        if ends is None:
            return None
        adjacent = _adjacent(surface) if chinese and len(surface) == 2 else None
        low, high = ends if adjacent is None else adjacent
        place, scale = None, 1
        if scaled is not None:
            scale = _scale(scaled)
            place = _place(surface) * scale if more_scaled and not more else None
            if low is not None and high is not None:
                low, high = low * scale, high * scale
        return cls(
            surface,
            low,
            high,
            place,
            scale if more or masked else 1,
            masked or blank,
            chinese,
            adjacent is not None,
            scale != 1,
            more or more_scaled,
            None,
        )

    @classmethod
    def _bare(cls, match: re.Match[str]) -> "_Number":
        scale = _SCALES[match["bare"]]
        return cls(match["bare"], scale, scale, 1, 1, False, True, False, False, None, None)

    @classmethod
    def _share(cls, match: re.Match[str]) -> "_Number | None":
        part, to = match["part"], match["part_to"]
        ends = (100, 100) if part == "百" else _decimal_ends(part)
        if ends is None:
            return None
        low, high = ends
        if to:
            last = _decimal_ends(to)
            high = last[1] if last else high
        unit = "%" if match["share"] == "百分之" else "‰"
        return cls(
            part,
            low,
            high,
            1,
            1,
            MASK in part,
            False,
            to is not None,
            True,
            match["share_more"],
            unit,
        )

    @classmethod
    def _range(cls, match: re.Match[str]) -> "_Number | None":
        first, last = _ends(match["low"]), _ends(match["high"])
        if first is None or last is None or first[0] is None or last[1] is None:
            return None
        high_scale = _scale(match["high_scale"])
        low_scale = _scale(match["low_scale"]) if match["low_scale"] else high_scale
        low, high = first[0] * low_scale, last[1] * high_scale
        if low >= high:
            return None
        masked = MASK in match["low"] + match["high"]
        return cls(match["high"], low, high, 1, 1, masked, match["low"][0] in NUMERAL, True, True, None, None)

    def in_tenths(self, rest: str | None, more: str | None) -> "_Number":
        """The number as a percentage: 成 is a tenth, a digit behind it a hundredth, 多 what is short of the next."""
        if self.low is None or self.high is None:
            return self
        ones = (chinese_number(rest) or 0) if rest else 0
        low, high = self.low * 10 + ones, self.high * 10 + ones
        return self._replace(low=low, high=high, place=1 if rest else 10, unit="%", scaled=True, more=more)

    def and_a_half(self) -> "_Number":
        """The number and a half more."""
        if self.low is None or self.high is None:
            return self
        half = Decimal("0.5")
        return self._replace(surface=self.surface + "半", low=self.low + half, high=self.high + half, place=half)

    def bounds(self, modifier: Modifier | None) -> tuple[Number | None, Number | None, Number | None]:
        """(low, high, value) under a hedge, as JSON numbers."""
        low, high = self.low, self.high
        value = None if self.masked or self.ranged else _json(low)
        if modifier is None or modifier is Modifier.EXACT:
            if self.more is not None and high is not None:
                high = self._reach(high)
        elif modifier is Modifier.AT_MOST:
            low = None
        elif modifier is Modifier.ABOUT:
            low = high = None
        else:
            high = None
        return _json(low), _json(high), value

    def _reach(self, high: "_Exact") -> "_Exact":
        """The upper bound that 余 adds: less than the last significant place, or up to the scale behind it."""
        if self.masked:
            return high + self.scale - 1
        step = (_place(self.surface) if self.place is None else self.place) * self.scale
        return high + step - (1 if step >= 1 else Decimal("0.01"))


def _scale(text: str | None) -> int:
    scale = 1
    for c in text or ():
        scale *= _SCALES[c]
    return scale


def _ends(surface: str) -> tuple[_Exact, _Exact] | None:
    """The lowest and the highest number that a surface may stand for."""
    if len(surface) > LONGEST:
        return None
    number: int | None
    if surface.isdecimal():
        number = int(surface)
        return number, number
    if not surface.strip(MASK):  # a mask of n characters stands for a number of n digits
        return 10 ** (len(surface) - 1), 10 ** len(surface) - 1
    if surface[0] in NUMERAL:
        if "点" in surface:
            return _decimal_ends(surface)
        number = chinese_number(surface)
        return None if number is None else (number, number)
    digits = surface.replace(",", "")
    if MASK not in digits:
        exact = _exact(digits)
        return exact, exact
    whole, _, rest = digits.partition(".")
    # Beside written digits each mask is 0 to 9.
    low = "1" + "0" * (len(whole) - 1) if set(whole) == {MASK} else whole.replace(MASK, "0")
    point = "." if rest else ""
    return _exact(low + point + rest.replace(MASK, "0")), _exact(digits.replace(MASK, "9"))


def _exact(digits: str) -> _Exact:
    return Decimal(digits) if "." in digits else int(digits)


def _decimal_ends(surface: str) -> tuple[_Exact, _Exact] | None:
    whole, point, rest = surface.partition("点")
    if not point:
        return _ends(surface)
    first, last = chinese_number(whole), chinese_number(rest)
    if first is None or last is None:
        return None
    number = Decimal(f"{first}.{''.join(str(chinese_number(c)) for c in rest)}")
    return number, number


def _adjacent(surface: str) -> tuple[int, int] | None:
    """两三 is two or three."""
    first, last = chinese_number(surface[0]), chinese_number(surface[1])
    if first is None or last is None or not 0 < first < 10 or last != first + 1 or surface[1] not in "二三四五六七八九":
        return None
    return first, last


def _place(surface: str) -> _Exact:
    """The last significant place: 300 → 100, 120 → 10, 1.5 → 0.1."""
    if "." in surface:
        return Decimal(1).scaleb(-len(surface.partition(".")[2]))
    ends = _ends(surface)
    digits = "" if ends is None else str(int(ends[0]))
    return 10 ** (len(digits) - len(digits.rstrip("0"))) if digits != "0" else 1


def _json(number: _Exact | None) -> Number | None:
    if number is None or isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else float(number)
