"""Achievements that are counted: one for each result with a quantity of its own."""

import re
from functools import cache

from sanbai_nlp.lexicon import Category, Lexicon
from sanbai_nlp.outline import Cover
from sanbai_nlp.schema import Achievement, Basis, Quantity, Role, trusted
from sanbai_nlp.statements.clauses import Clause, Names, Passage
from sanbai_nlp.statements.subjects import Before, SubjectReader


class CountedReader:
    """Reads counted achievements from a passage."""

    def __init__(self, lexicon: Lexicon, subjects: SubjectReader) -> None:
        self._lexicon = lexicon
        self._subjects = subjects

    def read(self, passage: Passage, works: Names, departments: Names, closed: Cover) -> list[Achievement]:
        """One achievement for each quantity that is a result; `closed` is what speaks of plans or shortcomings."""
        if passage.section.block.role != Role.BODY or (passage.plans and not passage.problems):
            return []
        if not passage.reading.quantities:
            return []
        found: list[Achievement] = []
        whole: Quantity | None = None
        parts_of = last = -1
        for clause in passage.clauses:
            if clause.text.startswith("其中"):
                parts_of = clause.sentence
            in_parts = clause.sentence == parts_of
            base: Quantity | None = None
            for start, end, quantity in clause.quantities:
                if closed.touches(start, end) or clause.lies_ahead or self._describes(clause, start, end, quantity):
                    continue
                if _is_base(clause, start, end):
                    base = quantity
                    continue
                part_of = base or _whole_of(clause, start, quantity, whole, in_parts)
                before = Before(found[-1].kind, last, part_of is not None or in_parts) if found else None
                found.append(self._achievement(clause, start, end, quantity, part_of, works, departments, before))
                last = clause.sentence
                whole = whole if in_parts else quantity
        return found

    def _describes(self, clause: Clause, start: int, end: int, quantity: Quantity) -> bool:
        """Whether a number only describes: a duration, a plan's size, an attribute, a thing referred to."""
        text = clause.view.text
        before, after = text[clause.start : start], text[end : clause.end]
        unit = quantity.unit
        if unit in self._lexicon.durations or unit in ("岁", "周年"):
            return True
        if before.endswith(_DESCRIBING) or _describing_before().search(before) or _describing_after().match(after):
            return True
        if unit == "%" and _change().search(before):
            return True
        return unit == "个" and after.startswith(("方面", "层面", "环节", "维度", "关口", "问题导向"))

    def _achievement(
        self,
        clause: Clause,
        start: int,
        end: int,
        quantity: Quantity,
        base: Quantity | None,
        works: Names,
        departments: Names,
        before: Before | None,
    ) -> Achievement:
        first, last = _extent(clause, start)
        begin, finish = clause.view.span(first, last)
        action, thing = _action_and_object(clause, first, start, end, last)
        return trusted(
            Achievement,
            start=begin,
            end=finish,
            text=clause.view.surface(first, last),
            kind=self._subjects.kind(clause, (start, end), before),
            basis=Basis.COUNTED,
            action=action,
            object=thing,
            quantity=quantity,
            base=base,
            documents=works.within(begin, finish),
            departments=departments.within(begin, finish),
            block=clause.passage.block,
            rule="achievement.counted",
        )


def _whole_of(clause: Clause, start: int, part: Quantity, whole: Quantity | None, in_parts: bool) -> Quantity | None:
    """The whole that a part behind 其中 belongs to: the count before it, in the same measure word."""
    if whole is None or whole.unit != part.unit or not _fits_into(part, whole):
        return None
    return whole if in_parts or clause.view.text.endswith("其中", clause.start, start) else None


def _fits_into(part: Quantity, whole: Quantity) -> bool:
    """A part is not larger than its whole, as far as bounds can tell."""
    return part.low is None or whole.high is None or part.low <= whole.high


@cache
def _from() -> re.Pattern[str]:
    return re.compile(r"从[^，。；]{0,60}$")


def _is_base(clause: Clause, start: int, end: int) -> bool:
    """从***件代表建议中确定*件, 由128天压缩至96天: the number that another one is part of, or comes from."""
    text = clause.view.text
    before, after = text[clause.start : start], text[end : clause.end]
    if "从" in before and _from().search(before) and re.match(r"[^，。；]{0,40}?[中里]", after):
        return True
    return bool(
        before.endswith(("由", "从"))
        and re.match(
            r"(?:[^，。；]{0,6})(?:增加|提高|提升|上升|降|下降|减少|压缩|缩短|增长|扩大|增)(?:到|至|为)", after
        )
    )


# 连续*年, 上述*部, 平均年龄*岁, 分为*类: what stands right before a number that only describes.
_DESCRIBING = (
    *("连续", "历时", "为期", "长达", "上述", "以上", "前述", "这", "该", "此", "其余", "年龄", "位于", "占地"),
    *(
        "总投资",
        "辖",
        "现有",
        "共有",
        "设有",
        "实有",
        "在编",
        "分为",
        "分成",
        "划分",
        "划分为",
        "划分成",
        "组成",
        "列",
        "居",
    ),
)


@cache
def _describing_before() -> re.Pattern[str]:
    # 从事审判**年, 每季度召开*次, 由*名委员组成
    return re.compile(r"(?:从事.{0,8}|每(?:周|月|季度|季|年|天|日|半年|学期)[^，]{0,14}|由[^，]{0,20}?(?=$|\*|\d))$")


@cache
def _describing_after() -> re.Pattern[str]:
    # 总投资3.2亿元的净水厂, 两次审议, **年以上职业经验, 四家机关
    return re.compile(
        r"的(?!比例|速度|目标|增幅|增速|同志|干部)|(?:以上)?(?:职业|工作)经验|审议|组成|[^，。；]{0,12}的基础上"
    )


@cache
def _change() -> re.Pattern[str]:
    return re.compile(r"(?:同比|环比|比上年|较上年|较去年|比去年|增长|上升|下降|增幅|增加|减少|提高|降低)(?:了|约)?$")


def _extent(clause: Clause, start: int) -> tuple[int, int]:
    """The clause without its joining word; where it holds several counts, the part of it between 、."""
    first = clause.start
    joined = _joining().match(clause.text)
    if joined and first + joined.end() < start:
        first += joined.end()
    return first, clause.end


@cache
def _joining() -> re.Pattern[str]:
    return re.compile(r"(?:其中|并且?|同时|而且|还)[，：]?")


def _action_and_object(clause: Clause, first: int, start: int, end: int, last: int) -> tuple[str | None, str | None]:
    """The verb that governs the quantity, and what is counted: between the two, else behind the quantity.

    Of several counts in a clause each counts what stands between the one before it and itself.
    """
    text, view = clause.view.text, clause.view
    before = max((other_end for _, other_end, _ in clause.quantities if other_end <= start), default=first)
    acts = [hit for hit in clause.hits(Category.VERB) if not clause.passage.names.touches(hit.start, hit.end)]
    verbs = [hit for hit in acts if hit.end <= start]
    behind = [hit for hit in acts if hit.start >= end]
    if not verbs:
        thing = text[before:start] if not behind else text[end : behind[-1].start].removesuffix("进行了")
        return view.surface(behind[-1].start, behind[-1].end) if behind else None, _trimmed(thing)
    verb = next((v for v in verbs if start - v.end >= 2), verbs[-1])
    between = _trimmed(text[max(verb.end, before) : start])
    after = _trimmed(re.split("[、，；]", text[end:last])[0])
    return view.surface(verb.start, verb.end), between or after


def _trimmed(text: str) -> str | None:
    text = text.strip(" ，、：“”和及与")
    opening = _filling().match(text)
    text = text[opening.end() :] if opening else text
    while text.endswith(_COUNTING):
        text = text.removesuffix(next(word for word in _COUNTING if text.endswith(word)))
    return text or None


@cache
def _filling() -> re.Pattern[str]:
    return re.compile(r"(?:了|过|出|共|各级|各类|的|到|对|全市|全县)+")


_COUNTING = ("累计", "合计", "近", "约", "超", "达", "共", "计", "等")
