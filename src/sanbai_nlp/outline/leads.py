"""Lead sentences: what heads unmarked paragraphs in a row."""

import re
from functools import cache, lru_cache
from typing import Final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline.items import Head, Item
from sanbai_nlp.schema import Role, Style

_SHORT_LEAD = 22
_FEWEST = 3
# How many of a stretch the others are compared with.
_ANCHORS = 4
# How many characters leads of one shape may differ by.
_NEARLY = 4

# What opens a tale, a preamble or a closing.
_NO_HEADS: Final = ("今年", "一年", "回顾", "以上", "总之", "各位", "谢谢", "我是", "我叫", "我任", "本人")


@cache
def figures() -> re.Pattern[str]:
    """Matches what makes a sentence content and no heading: a figure with its measure word, 今年以来."""
    # A figure with its measure word: a sentence that counts is content, not a heading. 2023年 and 第一届 count nothing.
    no_measure = r"[0-9*年月日.—\-+、》]|[\u4e00-\u9fff]{0,2}(?:市|县|区|镇|乡|街道)|届|局|院|党|公司"
    return re.compile(rf"[0-9*]+(?:[余多]|万|亿)*(?!{no_measure})|(?:今年|去年|上半年)以?来?，")


Lead = tuple[Item, int]
"""A paragraph, and where the short sentence that it opens with ends."""


def plain_leads(rest: list[Item], lexicon: Lexicon) -> None:
    """Three or more unmarked paragraphs in a row that open with a short sentence of one shape: lead sentences."""
    stretch: list[Lead] = []
    for item in rest:
        lead = _lead(item)
        if lead is not None:
            stretch.append((item, lead))
            continue
        _head(stretch, lexicon)
        stretch = []
    _head(stretch, lexicon)


def _head(stretch: list[Lead], lexicon: Lexicon) -> None:
    if len(stretch) < _FEWEST:
        return
    for member, end in _of_one_shape(stretch, lexicon):
        member.role = Role.BODY
        member.head = Head(None, Style.PLAIN, 0, end, (0, end), False, "heading.lead")


def _of_one_shape(stretch: list[Lead], lexicon: Lexicon) -> list[Lead]:
    """The runs of three or more that are alike; where most of the stretch is, what stands among them too."""
    commands = _commands(lexicon)
    kin = max(([_alike(anchor, lead, commands) for lead in stretch] for anchor in stretch[:_ANCHORS]), key=sum)
    strange = [lead for lead, alike in zip(stretch, kin, strict=True) if not alike]
    if 2 * len(strange) < sum(kin) >= _FEWEST and all(_may_head(lead, lexicon) for lead in strange):
        return stretch
    found: list[Lead] = []
    run: list[Lead] = []
    for lead in stretch:
        if run and not (_alike(run[0], lead, commands) or _alike(run[-1], lead, commands)):
            found += run if len(run) >= _FEWEST else []
            run = []
        run.append(lead)
    return found + (run if len(run) >= _FEWEST else [])


def _lead(item: Item) -> int | None:
    if item.head is not None or item.role is not None:
        return None
    if not item.view.sentences:
        return None
    first = item.view.sentences[0]
    text = item.view.text
    if first.start != 0 or not 4 <= first.end <= _SHORT_LEAD or first.end + 8 > len(text) or text[first.end] != "。":
        return None
    if figures().search(text[: first.end]) or text.startswith(_NO_HEADS):
        return None
    return first.end


def _alike(one: Lead, other: Lead, commands: re.Pattern[str]) -> bool:
    """Whether two leads have one shape.

    As many commas, and nearly one length; the same opening word (着力稳定生产, 着力增强自主创新能力); or both command,
    in one part or in two (严格依法行政, 转变作风，提高效能).
    """
    first, second = one[0].view.text[: one[1]], other[0].view.text[: other[1]]
    commas = first.count("，"), second.count("，")
    if commas[0] == commas[1] and (abs(len(first) - len(second)) <= _NEARLY or first[:2] == second[:2]):
        return True
    return max(commas) <= 1 and bool(commands.match(first) and commands.match(second))


# What a heading among others does not say: 盘点得失，问题也不少.
_TELLING = ("我", "了", "自己", "本人", "对照", "问题", "不足", "差距", "短板")


def _may_head(lead: Lead, lexicon: Lexicon) -> bool:
    """Whether a lead of another shape than its neighbours reads like a heading: no tale, no closing."""
    text = lead[0].view.text[: lead[1]]
    return not any(word in text for word in _TELLING) and not text.startswith(tuple(lexicon.words.outline.closings))


@lru_cache(maxsize=8)
def _commands(lexicon: Lexicon) -> re.Pattern[str]:
    """Matches how a lead that commands opens: 着力稳定…, 严格依法…, 抓好…."""
    words = lexicon.words.outline
    adverbs, verbs = ("|".join(map(re.escape, row)) or "(?!)" for row in (words.lead_adverbs, words.lead_verbs))
    return re.compile(rf"(?:{adverbs})*(?:{verbs})")
