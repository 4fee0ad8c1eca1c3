"""The roles of unmarked paragraphs: preamble, closing, body."""

import re
from functools import cache

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline.items import Item
from sanbai_nlp.outline.sections import section_words
from sanbai_nlp.outline.years import Years
from sanbai_nlp.schema import Role, Style

# How many headings back the one is looked for that the last of them stands below.
_MOST_BELOW = 40


def unmarked_roles(rest: list[Item], lexicon: Lexicon, years: Years) -> None:
    """Give every paragraph that has no role yet its own."""
    heads = [i for i, item in enumerate(rest) if item.head is not None]
    first = heads[0] if heads else None
    _preambles(rest, first, lexicon)
    _closings(rest, heads, lexicon, years)
    for item in rest:
        if item.role is None:
            item.role = Role.BODY


def _preambles(rest: list[Item], first: int | None, lexicon: Lexicon) -> None:
    announced = [i for i, item in enumerate(rest[:3]) if item.head is None and _announces(item.view.text, lexicon)]
    stop = first if first is not None else announced[-1] + 1 if announced else 0
    for item in rest[:stop]:
        if item.role is None:
            item.role = Role.PREAMBLE


def _announces(text: str, lexicon: Lexicon) -> bool:
    tail = text[-40:]
    return any(word in tail for word in lexicon.words.outline.preambles)


def _closings(rest: list[Item], heads: list[int], lexicon: Lexicon, years: Years) -> None:
    """The last unmarked paragraphs, where they look back or ahead, or thank, and no heading stands right above."""
    last_head = heads[-1] if heads else -1
    sectioned = _looks_forward(rest, heads, lexicon, years)
    for index in range(len(rest) - 1, max(last_head, 0), -1):
        item = rest[index]
        if item.role is not None:
            return
        text = item.view.text
        thanks = bool(_thanks().search(text if len(text) <= 60 else text[-24:]))
        above = rest[index - 1]
        apart = above.role != Role.HEADING and (not sectioned or bool(_looks_back().match(text)))
        if thanks or (apart and _looks_back_or_ahead(text, lexicon, years)):
            item.role = Role.CLOSING
        else:
            return


@cache
def _looks_back() -> re.Pattern[str]:
    return re.compile(r"回顾|回首|总之|综上|成绩的取得|(?:所有)?这些成绩|点滴|一年来的实践|以上")


def _looks_forward(rest: list[Item], heads: list[int], lexicon: Lexicon, years: Years) -> bool:
    """Whether the last heading announces plans or problems: what stands below is no closing.

    Or one above it, of both: below 差距与今后打算, behind the last point on what is lacking, stand the plans.
    """
    words = section_words(lexicon)
    below: set[Style] = set()
    for at in reversed(heads[-_MOST_BELOW:]):
        head = rest[at].head
        if head is None or head.style in below:
            continue
        if head.title is not None:
            title = years.seen_from(rest[at].view.text[slice(*head.title)])
            plans, problems = words.plans(title), words.problems(title)
            if (plans and problems) if below else (plans or problems):
                return True
        below.add(head.style)
    return False


@cache
def _thanks() -> re.Pattern[str]:
    return re.compile(
        r"(?:述职|报告|汇报|发言|述廉)(?:完毕|到此结束)|谢谢|请(?![来到])(?:予以?|各位|大家|领导|组织)?.{0,10}(?:批评|评议|审议|审查|指正|打分|评判|提意见)|敬请|说到这[里儿]?，|(?:说|报告|讲)完了"
    )


def _looks_back_or_ahead(text: str, lexicon: Lexicon, years: Years) -> bool:
    opening = text[:14]
    if any(opening.startswith(word) or f"，{word}" in opening for word in lexicon.words.outline.closings):
        return True
    return bool(_outlook().search(text)) or (
        opening.startswith("20") and bool(_year_to_come().match(years.seen_from(text)))
    )


@cache
def _outlook() -> re.Pattern[str]:
    # 我将…, but not 我将每一笔支出晒在明处.
    return re.compile(
        r"今后(?:的工作中)?，?我|我将(?!每|这|该|其|所有|全部)|我会和|在今后的?工作中|以上(?:是|报告|述职|汇报)|述职完毕|新的一年"
    )


@cache
def _year_to_come() -> re.Pattern[str]:
    # 2025年，重点做好四项工作 in a report on 2024, or one that names no year.
    return re.compile(r"(?:明年|20[0-9][0-9]年)，?(?:要|将|重点|我们?(?:将|要|会|准备|打算|想))")
