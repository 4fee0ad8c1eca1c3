"""Shortcomings: what the reporter admits, one a sentence or a part between ；."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sanbai_nlp.lexicon import Category
from sanbai_nlp.outline import Cover, Stretch
from sanbai_nlp.schema import Role, Shortcoming, trusted
from sanbai_nlp.statements.clauses import Clause, Passage


class Lack(NamedTuple):
    """A shortcoming with its view positions, for the rooms that must not read it as done."""

    span: Stretch
    item: Shortcoming


def read(passage: Passage, promised: Cover) -> list[Lack]:
    """The shortcomings of a passage: all that a section on problems lists, elsewhere what is plainly admitted."""
    role = passage.section.block.role
    if role not in (Role.BODY, Role.CLOSING):
        return []
    if not passage.problems and not passage.view.hits[Category.SHORTCOMING] and not _may_admit(passage.view.text):
        return []
    found: list[Lack] = []
    listing = passage.problems
    for part in _parts(passage):
        if promised.touches(part[0].start, part[-1].end):
            listing = False
            continue
        text = passage.view.text[part[0].start : part[-1].end]
        if _announces(text) and not _names_one(part):
            listing = True
            # 自己还有不小差距。 admits one itself; 仍有差距： only opens the list.
            if text.endswith(("差距", "距离", "落差")) and passage.view.text[part[-1].end : part[-1].end + 1] == "。":
                found.append(_shortcoming(passage, part, "shortcoming.turn"))
            continue
        admitted = _admitted(part) if not listing else (part if _lacks(passage, part) else None)
        if admitted:
            found.append(_shortcoming(passage, admitted, "shortcoming.section" if listing else "shortcoming.turn"))
            listing = listing or (role == Role.CLOSING and bool(_announces(text)))
    return found


_NOUNS = ("落差", "隐忧", "软肋", "距离", "不足", "问题", "差距", "短板", "弱项", "薄弱环节", "欠缺", "缺点")


def _may_admit(text: str) -> bool:
    """Whether a word stands in a text without which nothing below finds a shortcoming, or a list of them."""
    return "主要" in text or "具体" in text or any(noun in text for noun in _NOUNS)


def _parts(passage: Passage) -> list[list[Clause]]:
    """The clauses between 。；：."""
    parts: list[list[Clause]] = []
    reached = 0
    for clause in passage.clauses:
        if not parts or any(c in "。；：！？" for c in passage.view.text[reached : clause.start]):
            parts.append([])
        parts[-1].append(clause)
        reached = clause.end
    return parts


@cache
def _announcement() -> re.Pattern[str]:
    # 还存在一些不足：, 主要表现在, 与…相比还有差距
    return re.compile(
        rf"(?:存在|[还仍尚也]有|看到|认识到|自身|背后有)[^，]{{0,12}}(?:{'|'.join(_NOUNS)})(?:依然存在|仍然存在|和|与|及)?.{{0,8}}$|(?:不足|差距|问题|短板).{{0,6}}(?:依然|仍然?)?存在$|主要(?:表现|体现)?(?:在|是)?.{{0,4}}$|具体(?:表现|来说)"
    )


def _announces(text: str) -> bool:
    return bool(_announcement().search(text))


def _names_one(part: Sequence[Clause]) -> bool:
    """与领导的要求还存在一定的差距 names one itself; 还存在一些不足 only announces them."""
    text = part[-1].text
    return bool(re.search(r"与.{4,}(?:差距|不足)|(?:方面|上|中).{0,4}(?:差距|不足)", text)) and not text.endswith(
        ("问题", "短板")
    )


def _lacks(passage: Passage, part: Sequence[Clause]) -> bool:
    """Whether a listed part admits something: by a word of lacking, or as a point of the list (一是…)."""
    if passage.problems and not passage.plans:
        return not _introduces().match(part[0].text)
    pointed = passage.view.text[max(0, part[0].start - 1) : part[0].start] in ("是", "、", "）", "，", "；")
    return pointed or any(clause.hits(Category.SHORTCOMING) for clause in part)


def _admitted(part: Sequence[Clause]) -> list[Clause] | None:
    """The clauses from the one that turns (但…还有差距) to the last that lacks something."""
    last = max((place for place, clause in enumerate(part) if clause.hits(Category.SHORTCOMING)), default=-1)
    for place, clause in enumerate(part):
        turned = place <= last and _turns().match(clause.text)
        if turned or _plainly_lacks().search(clause.text):
            return list(part[place:])
    return None


@cache
def _introduces() -> re.Pattern[str]:
    # 对照组织要求, 回顾一年来的工作: what only leads to the list
    return re.compile(
        r"对照|对标|回顾|总结|反思|通过|经过|在[^，]{2,10}的同时|虽然|尽管|成绩|肯定成绩|主要(?:是|有|表现)|具体|(?:一年来|今年以来)，?(?:虽|工作)|镜子"
    )


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(r"但(?:是)?|然而|不过")


@cache
def _plainly_lacks() -> re.Pattern[str]:
    return re.compile(
        r"(?:存在|[还仍尚]有)(?:一定|一些|不少|较大|不小|很大)?的?(?:问题和|差距和)?(?:差距|距离|不足|短板|欠缺|弱项)|存在.{4,}等(?:问题|不足)"
    )


def _shortcoming(passage: Passage, clauses: Sequence[Clause], rule: str) -> Lack:
    first = clauses[0]
    turn = re.match(r"但(?:是)?|然而|不过|同时|主要是|主要表现为", first.text)
    span = Stretch(first.start + (turn.end() if turn else 0), clauses[-1].end)
    start, end = passage.view.span(*span)
    item = trusted(Shortcoming, start=start, end=end, text=passage.view.surface(*span), block=passage.block, rule=rule)
    return Lack(span, item)
