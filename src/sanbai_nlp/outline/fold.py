"""Folding: one character for each way of writing it, position by position, so that offsets never move.

Full width and half width, traditional and simplified, the glyphs of masks, blanks, the remains of HTML. What depends
on the neighbours (a letter x that is a mask, a full stop written as a dot) is decided here once, so that no later room
has to ask again.
"""

import re
from collections.abc import Callable
from functools import cache

from sanbai_nlp.lexicon import simplified_forms

MASK = "*"
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


@cache
def _plain() -> re.Pattern[str]:
    """Matches text in which there is nothing to fold: Chinese that is simplified, its punctuation, digits, stars."""
    old = "".join(_table())
    return re.compile(f"[^{re.escape(old)}，,:;?!()\"'.xX×某○Ο_\r<&]*")


def fold(text: str) -> str:
    """The text in one way of writing. `len(fold(text)) == len(text)`, and position i speaks of position i."""
    if _plain().fullmatch(text):
        return text
    folded = text
    for trigger, pattern, replacement in _before():
        if trigger in folded:
            folded = pattern.sub(replacement, folded)
    table = _table()
    folded = _foldable().sub(lambda match: table[match[0]], folded)
    for trigger, pattern, replacement in _after():
        if trigger in folded:
            folded = pattern.sub(replacement, folded)
    return _ascii().sub(lambda match: _ASCII[match[0]], folded)


_ASCII = {":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}


@cache
def _ascii() -> re.Pattern[str]:
    return re.compile("[:;?!()]")


_Rule = tuple[str, re.Pattern[str], str | Callable[[Match], str]]


@cache
def _before() -> tuple[_Rule, ...]:
    """What has to be settled before single characters are: a lone CR, tags and entities, × in products and zeros."""
    return (
        ("\r", re.compile(r"\r\n?"), lambda match: "\n" if match[0] == "\r" else " \n"),
        ("<", re.compile(rf"<{_BLOCK_TAGS}\b[^<>]{{0,300}}>", re.I), lambda match: "\n" + " " * (len(match[0]) - 1)),
        ("<", re.compile(r"</?[A-Za-z!][^<>]{0,300}>"), _blanked),
        ("&", re.compile(r"&(?:nbsp|ensp|emsp|amp|lt|gt|quot|ldquo|rdquo|middot|#\d{2,5});"), _blanked),
        # 5×8米 is a product; 3×0个 is a number with a masked digit.
        ("×", re.compile(r"×(?!(?<=\d×)[\d.]+ ?(?:毫米|厘米|公分|米|小时|天|cm|mm|m\b))"), MASK),
        # 二○○九年 and 一百○五名 hold zeros; ○○县 is a mask.
        ("○", re.compile(r"(?<=[一二三四五六七八九〇零百千])○+(?=[一二三四五六七八九〇零年])"), _zeros),
        ("○", re.compile("○"), MASK),
        ("Ο", re.compile("Ο"), MASK),
    )


@cache
def _after() -> tuple[_Rule, ...]:
    """What its neighbours decide once every character has one form."""
    place = "省市县区州盟旗镇乡村街局院厅处科室部委校厂公法检党政人大同"
    # The first letter or digit, then what stands before it: searched by a set of characters, not at every place.
    letters = re.compile(
        rf"(?:[xX]|[\d*](?=[\d*.,]*[xX]))(?:(?<=[{_HAN}，。、；：（）“”《》\s—~%*\d-].)|(?<=^.))(?<![A-Za-z+&.].)"
        r"[\dxX*]*(?:[.,][\dxX*]+)*(?![A-Za-z+光])",
        re.M,
    )
    return (
        # XX件, 第X次, 1XXX个, 20XX年, X市: a letter beside Chinese or digits. Not vip, 1+X, X光.
        ("x", letters, lambda match: match[0].replace("x", MASK).replace("X", MASK)),
        ("X", letters, lambda match: match[0].replace("x", MASK).replace("X", MASK)),
        # 某市, 某月某日, 某某件; not 某些, 某种, 某个.
        ("某", re.compile(rf"某+(?=[{place}]|[年月日件名人次项起家户所处场期批万亿余多])"), _starred),
        ("_", re.compile(r"_+"), _starred),
        (",", re.compile(r"(?<!\d),|,(?!\d{3})"), "，"),
        (
            "，",
            # ３，４８ / ０万元 too, broken over two lines.
            re.compile(
                r"，(?<=\d，)(?=\d\n?\d\n?\d(?:，\d{3})*(?:\.\d+)?\n?[万亿]?(?:元|人|件|吨|户|亩|册|份|次|美元))"
            ),
            ",",
        ),
        (
            ".",
            re.compile(
                rf"\.(?:(?<!^[一二三四五六七八九十]\.)(?<=[{_HAN}）”》%]\.)(?=[{_HAN}\d“（《\s]|$)|(?<=\d\.)(?=\s|$))",
                re.M,
            ),
            "。",
        ),
        ('"', re.compile(r'"([^"\n]*)"'), r"“\1”"),
        ("'", re.compile(rf"'([^'\n]*[{_HAN}][^'\n]*)'"), r"‘\1’"),
    )


def _starred(match: Match) -> str:
    return MASK * len(match[0])


def _blanked(match: Match) -> str:
    return " " * len(match[0])


def _zeros(match: Match) -> str:
    return "〇" * len(match[0])
