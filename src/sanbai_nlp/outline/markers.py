"""Outline markers: 一、 （一） 1. 1、 （1） ⑴ ① 一是 第一， 首先 其一, masked ones (`*.`) too."""

import re
from functools import cache
from typing import Final, final

from sanbai_nlp.outline.numerals import chinese_number
from sanbai_nlp.schema import Style

_ORDER_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": None, "最后": None}


@final
class Marker:
    """A marker as written (folded), its style, and the number it says (None where it is masked or says none)."""

    __slots__ = ("number", "style", "text")

    def __init__(self, text: str, style: Style, number: int | None) -> None:
        self.text = text
        self.style = style
        self.number = number


@cache
def _marker() -> re.Pattern[str]:
    cn = "[一二三四五六七八九十百]"
    parts = [
        # 一、 but not 一、二年级 or 一、二审.
        rf"(?P<cn_comma>{cn}{{1,4}})、(?!{cn}(?:年级|季度|审|级|等|类|组|班|号|批|期|楼|者|月))",
        rf"(?P<cn_stop>{cn}{{1,3}})\.",
        rf"（(?P<cn_paren>{cn}{{1,4}})）[、.]?(?![班号组])",
        r"（(?P<arabic_paren>[0-9*]{1,2})）[、.]?",
        r"(?P<ringed>[㈠-㈩])",
        r"(?P<half_paren>[0-9*]{1,2})）",
        r"(?P<parenthesised>[⑴-⒇])",
        r"(?P<full_stop>[⒈-⒛])",
        # 1.今年 and *.今年, but not 3.5万元 or 1.2.3.
        # …, and 1.7月 and 2.2022年.
        r"(?P<arabic_dot>[0-9*]{1,2})\.(?:(?![0-9*])|(?=(?:[0-9]{1,2}|\*{1,2})月|[12*][0-9*]{3}年))",
        # A comma marker, but not the first of a row of numbers (3、4月份).
        r"(?P<arabic_comma>[0-9*]{1,2})、(?![0-9*])",
        r"(?P<circled>[①-⑳])(?!号)",
        # 一是 and 一要 at the head of a line; 一是一 is none.
        rf"(?P<shi>{cn}{{1,2}})(?:是(?!一[、，])|要(?!求))",
        rf"第(?P<di>{cn}{{1,2}})[，、：]",
        r"其(?P<qi>[一二三四五六七])(?:[，、：]|是)",
        r"(?P<word>首先|其次|再次|再者|最后)[，、：]",
    ]
    return re.compile("|".join(parts))


_STYLES: Final = {
    "cn_comma": Style.CN_COMMA,
    "cn_stop": Style.CN_COMMA,
    "cn_paren": Style.CN_PAREN,
    "ringed": Style.CN_PAREN,
    "arabic_paren": Style.ARABIC_PAREN,
    "half_paren": Style.ARABIC_PAREN,
    "parenthesised": Style.ARABIC_PAREN,
    "full_stop": Style.ARABIC_DOT,
    "arabic_dot": Style.ARABIC_DOT,
    "arabic_comma": Style.ARABIC_COMMA,
    "circled": Style.CIRCLED,
    "shi": Style.SHI,
    "di": Style.DI,
    "qi": Style.DI,
    "word": Style.DI,
}
# The characters at which a marker may begin: most lines are told by their first one.
_FIRST: Final = frozenset(
    "一二三四五六七八九十百（0123456789*第其首再最"
    + "".join(chr(c) for first, last in ("㈠㈩", "⑴⒇", "⒈⒛", "①⑳") for c in range(ord(first), ord(last) + 1))
)
_RUNS: Final = {"ringed": "㈠", "parenthesised": "⑴", "full_stop": "⒈", "circled": "①"}


def marker_at(folded: str, start: int, end: int) -> Marker | None:
    """The outline marker that stands at `start`, before `end`."""
    if start >= end or folded[start] not in _FIRST:
        return None
    match = _marker().match(folded, start, end)
    group = match.lastgroup if match is not None else None
    if match is None or group is None:
        return None
    return Marker(match.group(), _STYLES[group], _number(group, match.group(group)))


def _number(group: str, text: str) -> int | None:
    if group in _RUNS:
        return ord(text) - ord(_RUNS[group]) + 1
    if group == "word":
        return _ORDER_WORDS[text]
    if "*" in text:
        return None
    return int(text) if text.isdigit() else chinese_number(text)


@cache
def _section() -> re.Pattern[str]:
    cn = "[一二三四五六七八九十]"
    # 一、 and 1. behind a mark or blank; （一） anywhere but in 第十二条第（三）项.
    return re.compile(
        rf"(?:(?<=[。！？：；”）])|(?<= ))(?:{cn}{{1,3}}、|[0-9]{{1,2}}[.、](?![0-9*]))|(?<![第条款])（{cn}{{1,3}}）(?![班号组项])"
    )


def sections_inside(folded: str, start: int, end: int) -> list[int]:
    """Where the markers inside a long line plainly head sections: each style counts up from 1 and comes twice or more."""
    found: dict[Style, list[tuple[int, int]]] = {}
    last: dict[Style, int] = {}
    first = marker_at(folded, start, end)
    if first is not None and first.number is not None:
        last[first.style] = first.number
    for match in _section().finditer(folded, start + 1, end):
        marker = marker_at(folded, match.start(), end)
        if marker is None or marker.number is None:
            continue
        if marker.number in (1, last.get(marker.style, 0) + 1):
            if marker.style == Style.CN_COMMA:
                last.pop(Style.CN_PAREN, None)
            last[marker.style] = marker.number
            found.setdefault(marker.style, []).append((match.start(), marker.number))
    return sorted(at for rows in found.values() if max(n for _, n in rows) >= 2 for at, _ in rows)
