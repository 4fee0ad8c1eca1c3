"""Folding: one character for each way of writing it, position by position, so that offsets never move.

Full width and half width, traditional and simplified, the glyphs of masks, blanks, the remains of HTML. What depends
on the neighbours (a letter x that is a mask, a full stop written as a dot) is decided here once, so that no later room
has to ask again.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import Final, final

from sanbai_nlp.lexicon import simplified_forms

MASK: Final = "*"
_BLANKS = "\f\v\u00a0\u3000\u2002\u2003\u2009"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_BLOCK_TAGS = r"/?(?:p|br|div|h[1-6]|li|ul|ol|tr|td|table|center|title|section|article)"
Match = re.Match[str]


@cache
def _table() -> dict[str, str]:
    """Character by character, whatever stands beside it."""
    wide = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
    for kept in "，：；！？（）":
        del wide[kept]
    other = {
        "．": ".",
        "﹒": ".",
        "「": "“",
        "」": "”",
        "『": "‘",
        "』": "’",
        "〈": "《",
        "〉": "》",
        "–": "—",
        "～": "~",
        "﹪": "%",
    }
    return {
        **{chr(old): chr(new) for old, new in simplified_forms().items()},
        **wide,
        **dict.fromkeys(_BLANKS, " "),
        **dict.fromkeys("＊✱﹡✕✖╳□■▢▇█◯●△▲", MASK),
        **other,
    }


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_table()))}]")


def fold(text: str) -> str:
    """The text in one way of writing. `len(fold(text)) == len(text)`, and position i speaks of position i."""
    folded = text
    for rule in _before():
        folded = rule.applied(folded)
    if "某" in folded and _masks_with_mou(folded):
        folded = _mou_numbers().sub(_starred_digits, folded)
    table = _table()
    folded = _foldable().sub(lambda match: table[match[0]], folded)
    for rule in _after():
        folded = rule.applied(folded)
    for narrow, wide in _PUNCTUATION:
        folded = folded.replace(narrow, wide)
    return folded


_PUNCTUATION = ((":", "："), (";", "；"), ("?", "？"), ("!", "！"), ("(", "（"), (")", "）"))


@final
class _Rule:
    """What is written for a pattern, where its trigger stands; compiled then, since most texts hold few triggers."""

    __slots__ = ("_compiled", "_flags", "_pattern", "_replacement", "_trigger")

    def __init__(
        self, trigger: str, pattern: str, replacement: str | Callable[[Match], str], flags: re.RegexFlag = re.NOFLAG
    ) -> None:
        self._trigger = trigger
        self._pattern = pattern
        self._replacement = replacement
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def applied(self, text: str) -> str:
        """The text with every match replaced."""
        if self._trigger not in text:
            return text
        if self._compiled is None:
            self._compiled = re.compile(self._pattern, self._flags)
        return self._compiled.sub(self._replacement, text)


@cache
def _before() -> tuple[_Rule, ...]:
    """What has to be settled before single characters are: a lone CR, tags and entities, × in products and zeros."""
    return (
        _Rule("\r", r"\r\n?", lambda match: "\n" if match[0] == "\r" else " \n"),
        _Rule("<", rf"<{_BLOCK_TAGS}\b[^<>]{{0,300}}>", lambda match: "\n" + " " * (len(match[0]) - 1), re.IGNORECASE),
        _Rule("<", r"</?[A-Za-z!][^<>]{0,300}>", _blanked),
        _Rule("&", r"&(?:nbsp|ensp|emsp|amp|lt|gt|quot|ldquo|rdquo|middot|#\d{2,5});", _blanked),
        # 5×8米 is a product; 3×0个 is a number with a masked digit.
        _Rule("×", r"×(?!(?<=\d×)[\d.]+ ?(?:毫米|厘米|公分|米|小时|天|cm|mm|m\b))", MASK),
        # 二○○九年 and 一百○五名 hold zeros; ○○县 is a mask.
        _Rule("○", r"(?<=[一二三四五六七八九〇零百千])○+(?=[一二三四五六七八九〇零年])", _zeros),
        _Rule("○", "○", MASK),
        _Rule("Ο", "Ο", MASK),
    )


@cache
def _after() -> tuple[_Rule, ...]:
    """What its neighbours decide once every character has one form."""
    place = "省市县区州盟旗镇乡村街局院厅处科室部委校厂公法检党政人大同"
    # The first letter or digit, then what stands before it: searched by a set of characters, not at every place.
    letters = (
        rf"(?:[xX]|[\d*](?=[\d*.,]*[xX]))(?:(?<=[{_HAN}，。、；：（）“”《》\s—~%*\d-].)|(?<=^.))(?<![A-Za-z+&.].)"
        r"[\dxX*]*(?:[.,][\dxX*]+)*(?![A-Za-z+光])"
    )
    return (
        # XX件, 第X次, 1XXX个, 20XX年, X市: a letter beside Chinese or digits. Not vip, 1+X, X光.
        _Rule("x", letters, _crossed, re.MULTILINE),
        _Rule("X", letters, _crossed, re.MULTILINE),
        # 某市, 某月某日, 某某件; not 某些, 某种, 某个.
        _Rule("某", rf"(?<!某)某++(?=[{place}]|[年月日件名人次项起家户所处场期批万亿余多])", _starred),
        _Rule("_", r"_+", _starred),
        _Rule(",", r"(?<!\d),|,(?!\d{3})", "，"),
        _Rule(
            "，",
            # ３，４８ / ０万元 too, broken over two lines.
            r"，(?<=\d，)(?=\d\n?\d\n?\d(?:，\d{3})*(?:\.\d+)?\n?[万亿]?(?:元|人|件|吨|户|亩|册|份|次|美元))",
            ",",
        ),
        _Rule(
            ".",
            rf"\.(?:(?<!^[一二三四五六七八九十]\.)(?<=[{_HAN}）”》%]\.)(?=[{_HAN}\d“（《\s]|$)|(?<=\d\.)(?=\s|$))",
            "。",
            re.MULTILINE,
        ),
        _Rule('"', r'"([^"\n]*)"', r"“\1”"),
        _Rule("'", rf"'([^'\n]*[{_HAN}][^'\n]*)'", r"‘\1’"),
    )


# How many masks with 某 that nothing else can be make it the glyph of a report's masks.
_PLAINLY = 3
# Measure words before which 某 is a masked digit where a report masks with 某, and what makes other words of some.
_COUNTED = (
    "[元吨亩栋幢套辆艘册轮宗例株棵艇架份笔集剂匹]|门(?![户类店诊])|台(?![账阶湾风])|座(?!谈)|间(?!接)|支(?![部行队持书委出付撑援])|"
    "条(?![例件])|篇(?!章)|本(?![人级科院局市县区单报职])|所(?![有长以在属])|[%％‰]|公里|公顷|平方|立方|小时|分钟|课时|学时|工作日|"
    "个(?:多?月|百分点|工作日|小时|学期|星期)|[十百千](?=[余多万])|[余多]?[万亿](?=[元吨亩人件平公立美])"
)
# 某某种 is masked, 某种 is a kind of; at a clause's end 某个 counts too.
_LOOSELY_COUNTED = (
    "个(?![人体别性])|种(?![植子业养])|类(?!似)|位(?![于置])|天(?!津)|张|段|句|回|遍|趟|分(?![局院管别公行会])"
)
_SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺龚"
)


@cache
def _plainly_mou() -> re.Pattern[str]:
    return re.compile(r"(?<!某)(?:某++[年月日]){1,3}|某某++(?=[件次人项起家户处场期批万亿余多元])")


def _masks_with_mou(text: str) -> bool:
    """Whether several runs of 某 stand where only a mask can: 某某人次, 某月某日. One 李某某 makes no masks."""
    found = _plainly_mou().finditer(text)
    return sum(1 for _ in islice(found, _PLAINLY)) == _PLAINLY


@cache
def _mou_numbers() -> re.Pattern[str]:
    # 某某某台, 某栋, 某某.某%, 停招专业某个。 but 某个专业; 李某某 is a person.
    at_end = "[个种类位天](?:[，。；、：）)]|以[上下内]|左右|$)"
    return re.compile(
        rf"(?<!某)(?:某{{2,}}+(?<![\s，。；、：和与由][{_SURNAMES}]..)(?:[.．]某++)?(?={_COUNTED}|{_LOOSELY_COUNTED})"
        rf"|某(?<![\s，。；、：和与由][{_SURNAMES}].)(?:[.．]某++)?(?={_COUNTED}|{at_end})"
        rf"|(?<=第)某++|(?<=百分之)某++)",
        re.M,
    )


def _starred_digits(match: Match) -> str:
    return match[0].replace("某", MASK)


def _starred(match: Match) -> str:
    return MASK * len(match[0])


def _crossed(match: Match) -> str:
    return match[0].replace("x", MASK).replace("X", MASK)


def _blanked(match: Match) -> str:
    return " " * len(match[0])


def _zeros(match: Match) -> str:
    return "〇" * len(match[0])
