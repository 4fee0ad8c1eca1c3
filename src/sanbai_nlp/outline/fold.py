"""Folding: one character for each way of writing it, position by position, so that offsets never move.

Full width and half width, the glyphs of masks, the blanks. What depends on the neighbours (a letter x that is a
mask, a full stop written as a dot) is decided here once, so that no later room has to ask again.
"""

import re
from functools import cache

MASK = "*"
BLANKS = " \t\r\f\v\u00a0\u3000\u2002\u2003\u2009"
INVISIBLE = "\u200b\u200c\u200d\ufeff\u2060\u00ad"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)}
_SINGLE = {
    **{ord(c): MASK for c in "＊✱﹡×✕✖╳Ⅹ□■▢▇█◯●△▲"},
    **{ord(c): " " for c in BLANKS if c != " "},
    **{ord(wide): wide for wide in "，：；！？（）"},
    ord("．"): ".",
    ord("﹒"): ".",
    ord("〔"): "〔",
    ord("「"): "“",
    ord("」"): "”",
    ord("『"): "‘",
    ord("』"): "’",
    ord("〈"): "《",
    ord("〉"): "》",
    ord("–"): "—",
    ord("－"): "-",
    ord("～"): "~",
    ord("﹪"): "%",
}


@cache
def _table() -> dict[int, int | str]:
    return {**_WIDE, **_SINGLE}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    han = _HAN
    place = "省市县区州盟旗镇乡村街局院厅处科室部委校厂公法检党政人大同"
    return {
        "any": re.compile(f"[{''.join(map(chr, _table()))},:;?!()\"'.xXｘＸ某○Ο〇_\r]"),
        # 5×8米 is a product; everywhere else × is a mask.
        "product": re.compile(r"(?<=\d)\*(?=\d)"),
        # XX件, 第X次, 1XXX个, 20XX年, X市: a letter beside Chinese or digits. Not vip, 1+X, iPhoneX.
        "letters": re.compile(
            rf"(?<![A-Za-z+＋&.])(?=[\d*.,]*[xX])(?:(?<=[{han}，。、；：（）“”《》\s—~%-])|^|(?<=[\d*]))[\dxX*]+(?:[.,][\dxX*]+)*(?![A-Za-z+＋光])",
            re.M,
        ),
        "moumou": re.compile(rf"某+(?=[{place}]|[年月日件名人次个项起家户所处场期批]|某)"),
        # 二○二三 is a zero; ○○县 is a mask.
        "zero": re.compile(
            r"(?<=[〇零一二三四五六七八九○])○(?=[〇零一二三四五六七八九○年])|(?<=[一二三四五六七八九])○"
        ),
        "rounds": re.compile(r"[○Ο]"),
        "blanks_to_fill": re.compile(r"_+"),
        "comma": re.compile(r"(?<!\d),|,(?!\d{3})"),
        "stop": re.compile(rf"(?<=[{han}）”》%％])\.(?=[{han}\d“（《\s]|$)|(?<=\d)\.(?=\s|$)", re.M),
        "quotes": re.compile(r'"([^"\n]*)"'),
        "single_quotes": re.compile(rf"'([^'\n]*[{han}][^'\n]*)'"),
    }


def fold(text: str) -> str:
    """The text in one way of writing. `len(fold(text)) == len(text)`, and position i speaks of position i."""
    patterns = _patterns()
    if not patterns["any"].search(text):
        return text
    folded = _fold_masks(text, patterns)
    folded = _fold_punctuation(folded, patterns)
    return folded


def _fold_masks(text: str, patterns: dict[str, re.Pattern[str]]) -> str:
    products = [] if "×" not in text else [m.start() for m in re.finditer(r"(?<=\d)×(?=\d)", text)]
    folded = text.translate(_table())
    for at in products:
        folded = folded[:at] + "×" + folded[at + 1 :]
    if "x" in folded or "X" in folded:
        folded = patterns["letters"].sub(lambda match: match[0].replace("x", MASK).replace("X", MASK), folded)
    if "某" in folded:
        folded = patterns["moumou"].sub(_starred, folded)
    if "○" in folded or "Ο" in folded:
        folded = patterns["zero"].sub("〇", folded)
        folded = patterns["rounds"].sub(MASK, folded)
    if "_" in folded:
        folded = patterns["blanks_to_fill"].sub(_starred, folded)
    return folded


def _fold_punctuation(folded: str, patterns: dict[str, re.Pattern[str]]) -> str:
    if "," in folded:
        folded = patterns["comma"].sub("，", folded)
    if "." in folded:
        folded = patterns["stop"].sub("。", folded)
    if '"' in folded:
        folded = patterns["quotes"].sub(r"“\1”", folded)
    if "'" in folded:
        folded = patterns["single_quotes"].sub(r"‘\1’", folded)
    return folded.translate(_ASCII)


_ASCII = {ord(":"): "：", ord(";"): "；", ord("?"): "？", ord("!"): "！", ord("("): "（", ord(")"): "）"}


def _starred(match: re.Match[str]) -> str:
    return MASK * len(match[0])
