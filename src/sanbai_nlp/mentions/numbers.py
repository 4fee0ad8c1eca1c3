"""Numbers as they are written: Arabic, Chinese, masked, shares and ranges, and what each may stand for."""

import re
from decimal import Decimal
from functools import cache
from typing import Final, final

from sanbai_nlp.mentions.found import Number
from sanbai_nlp.mentions.scanning import matches_between
from sanbai_nlp.outline import LONGEST, MASK, NUMERAL, chinese_number
from sanbai_nlp.schema import Modifier

_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NUMERALS: Final = frozenset(NUMERAL)
# A number as it is computed with: whole ones need no decimals.
_Exact = int | Decimal

_EXACT: Final = Modifier.EXACT
_AT_MOST: Final = Modifier.AT_MOST
_ABOUT: Final = Modifier.ABOUT

DIGIT: Final = f"0-9*{NUMERAL}万亿"
"""What every number begins with (百 of 百分之 is a numeral), as a regex's class."""
_ARABIC: Final = "0123456789*"
_JOINT: Final = "—-~至到"
_RANGE_UNITS: Final = "%元人件名个次项户亩吨家天年"
_MORE: Final = f",.点余多几分公{_JOINT}"
GOES_ON: Final = f"{_MORE}{_RANGE_UNITS}"
"""What a number goes on with behind such characters."""


@cache
def number_pattern() -> re.Pattern[str]:
    """Every number; the last group says how it is written (see `written`)."""
    arabic = r"[0-9*]+(?:,[0-9*]{3})*(?:\.[0-9*]+)?"
    digits = NUMERAL.replace("十百千廿卅", "")
    chinese = f"[{NUMERAL}]+(?:[万亿][{NUMERAL}]+)*(?:点[{digits}]+)?"
    # 3千元 is 3000元, 300千瓦 and 20千克 hold measure words.
    scale = "[十百千]?[万亿]{1,2}|百|千(?![瓦克米伏帕卡])"
    ends = f"[{re.escape(_JOINT)}]"
    joint = f"{ends}{{1,2}}"
    return re.compile(
        # 百分之三十, 千分之五
        rf"(?P<share>[百千]分之)(?P<part>{arabic}|百|{chinese}(?:点[{NUMERAL}]+)?)(?P<share_more>多|余)?(?:{joint}(?:百分之)?(?P<part_to>{arabic}|{chinese}))?"
        # Most numbers end with their digits: what may follow is tried where its first characters stand.
        rf"|(?P<num>(?>{arabic}|{chinese}))"
        # 3至5, 20%—30%, 3万到5万
        rf"(?:(?=[十百千万亿]*[{_RANGE_UNITS}公]?里?{ends})(?P<low_scale>{scale})?(?:[{_RANGE_UNITS}]|公里)?{joint}(?P<high>{arabic}|{chinese})(?P<high_scale>{scale})?"
        # **, 300余, 1.15亿, **多万, 十余, 3万余
        rf"|(?=[余多几十百千万亿])(?P<more>[余多几])?(?P<scale>{scale})?(?P<more_scaled>[余多])?|)"
        # 超万人, 亿元以上
        rf"|(?P<bare>[万亿])(?<![{DIGIT}.].)(?=[^{DIGIT}])"
    )


@final
class NumberPlace:
    """Where a number stands; its match where it may be more than its digits."""

    __slots__ = ("end", "match", "start")

    def __init__(self, start: int, end: int, match: re.Match[str] | None) -> None:
        self.start = start
        self.end = end
        self.match = match


def numbers_in(text: str, opening: re.Pattern[str], pattern: re.Pattern[str]) -> list[NumberPlace]:
    """What the number pattern matches in the runs of digits that `opening` matches, from left to right.

    Most runs are numbers as they stand, which two characters behind them tell: the pattern reads the others.
    """
    found: list[NumberPlace] = []
    pieces: list[str] = opening.split(text)
    at = reached = 0
    for place in range(1, len(pieces), 2):
        at += len(pieces[place - 1])
        end = at + len(pieces[place])
        if at >= reached and _is_plain(text, pieces[place], end):
            found.append(NumberPlace(at, end, None))
        else:
            for match in matches_between(text, max(at, reached), end, pattern):
                reached = match.end()
                found.append(NumberPlace(match.start(), reached, match))
        at = end
    return found


def _is_plain(text: str, run: str, end: int) -> bool:
    """Whether a run of digits is a number as it stands: Arabic or one numeral, and nothing that it goes on with."""
    behind = text[end] if end < len(text) else ""
    if behind in _GOING_ON or (behind in _BEFORE_JOINT and text[end + 1 : end + 2] in _JOINTS):
        return False
    return run in _NUMERALS or not run.strip(_ARABIC)


_GOING_ON: Final = frozenset(_MORE)
_BEFORE_JOINT: Final = frozenset(_RANGE_UNITS)
_JOINTS: Final = frozenset(_JOINT)


@final
class WrittenNumber:
    """A number as written: its ends before any hedge, in decimal; `place` is None where the surface tells it.

    `single` is whether it is one Chinese numeral.
    """

    __slots__ = ("high", "low", "masked", "more", "place", "ranged", "scale", "scaled", "single", "surface", "unit")

    def __init__(self, surface: str, low: _Exact | None, high: _Exact | None) -> None:
        self.surface = surface
        self.low = low
        self.high = high
        self.place: _Exact | None = None
        self.scale = 1
        self.masked = False
        self.single = False
        self.ranged = False
        self.scaled = False
        self.more: str | None = None
        self.unit: str | None = None

    @property
    def hedged(self) -> bool:
        """Whether 余 or a scale stands behind the number."""
        return self.scaled or self.more is not None

    def in_tenths(self, rest: str | None, more: str | None) -> None:
        """Read the number as a percentage: 成 is a tenth, a digit behind it a hundredth, 多 what is short of the next."""
        if self.low is None or self.high is None:
            return
        ones = (chinese_number(rest) or 0) if rest else 0
        self.low, self.high = self.low * 10 + ones, self.high * 10 + ones
        self.place = 1 if rest else 10
        self.unit = "%"
        self.scaled = True
        self.more = more

    def and_a_half(self) -> None:
        """Add the half of 一个半月."""
        if self.low is None or self.high is None:
            return
        half = Decimal("0.5")
        self.surface += "半"
        self.single = False
        self.low, self.high, self.place = self.low + half, self.high + half, half

    def bounds(self, modifier: Modifier | None) -> tuple[Number | None, Number | None, Number | None]:
        """(low, high, value) under a hedge, as JSON numbers."""
        low, high = self.low, self.high
        value = None if self.masked or self.ranged else _json(low)
        if modifier is None or modifier is _EXACT:
            if self.more is not None and high is not None:
                high = self._reach(high)
        elif modifier is _AT_MOST:
            low = None
        elif modifier is _ABOUT:
            low = high = None
        else:
            high = None
        return _json(low), _json(high), value

    def _reach(self, high: _Exact) -> _Exact:
        """The upper bound that 余 adds: less than the last significant place, or up to the scale behind it."""
        if self.masked:
            return high + self.scale - 1
        step = (_place(self.surface) if self.place is None else self.place) * self.scale
        return high + step - (1 if step >= 1 else Decimal("0.01"))


def written(surface: str, match: re.Match[str] | None, blank: bool) -> WrittenNumber | None:
    """What a number says, by its match where it has one; `blank` where it is blanks to fill in (___件)."""
    if match is None or match.lastgroup == "num":
        return _plain(surface, blank)
    if match["bare"]:
        return _bare(surface)
    if match["share"]:
        return _share(match)
    return _range(match) if match["high"] else _scaled(match, blank)


def _plain(surface: str, blank: bool) -> WrittenNumber | None:
    ends = (None, None) if blank else _ends(surface)
    if ends is None:
        return None
    number = WrittenNumber(surface, ends[0], ends[1])
    number.masked = blank or MASK in surface
    if surface[0] in _NUMERALS:
        number.single = len(surface) == 1
        adjacent = _adjacent(surface) if len(surface) == 2 else None
        if adjacent is not None:
            number.low, number.high = adjacent
            number.ranged = True
    return number


def _scaled(match: re.Match[str], blank: bool) -> WrittenNumber | None:
    """300余, 1.15亿, **多万, 3万余."""
    surface, more, scaled, more_scaled = match.group("num", "more", "scale", "more_scaled")
    number = _plain(surface, blank)
    if number is None:
        return None
    number.more = more or more_scaled
    if scaled is None:
        return number
    scale = _scale(scaled)
    number.scaled = True
    if more_scaled and not more:
        number.place = _place(surface) * scale
    if more or MASK in surface:
        number.scale = scale
    if number.low is not None and number.high is not None:
        number.low, number.high = number.low * scale, number.high * scale
    return number


def _bare(surface: str) -> WrittenNumber:
    number = WrittenNumber(surface, _SCALES[surface], _SCALES[surface])
    number.place = 1
    number.single = True
    return number


def _share(match: re.Match[str]) -> WrittenNumber | None:
    part, to = match["part"], match["part_to"]
    ends = (100, 100) if part == "百" else _decimal_ends(part)
    if ends is None:
        return None
    last = _decimal_ends(to) if to else None
    number = WrittenNumber(part, ends[0], ends[1] if last is None else last[1])
    number.place = 1
    number.masked = MASK in part
    number.ranged = to is not None
    number.scaled = True
    number.more = match["share_more"]
    number.unit = "%" if match["share"] == "百分之" else "‰"
    return number


def _range(match: re.Match[str]) -> WrittenNumber | None:
    first, last = _ends(match["num"]), _ends(match["high"])
    if first is None or last is None:
        return None
    high_scale = _scale(match["high_scale"])
    low_scale = _scale(match["low_scale"]) if match["low_scale"] else high_scale
    low, high = first[0] * low_scale, last[1] * high_scale
    if low >= high:
        return None
    number = WrittenNumber(match["high"], low, high)
    number.place = 1
    number.masked = MASK in match["num"] or MASK in match["high"]
    number.single = match["num"][0] in _NUMERALS and len(match["high"]) == 1
    number.ranged = number.scaled = True
    return number


def _scale(text: str | None) -> int:
    scale = 1
    for c in text or "":
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
    if surface[0] in _NUMERALS:
        if "点" in surface:
            return _decimal_ends(surface)
        number = chinese_number(surface)
        return None if number is None else (number, number)
    if not surface.strip(MASK):  # a mask of n characters stands for a number of n digits
        return 10 ** (len(surface) - 1), 10 ** len(surface) - 1
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
