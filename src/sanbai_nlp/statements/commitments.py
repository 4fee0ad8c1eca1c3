"""Commitments: what the reporter says will be done, and which 将 is which."""

import re
from functools import cache
from typing import Final, final

from sanbai_nlp.lexicon import Category, Lexicon
from sanbai_nlp.schema import Commitment, CommitmentKind, Role, Time, TimeKind, trusted
from sanbai_nlp.statements.clauses import Clause, Names, Passage
from sanbai_nlp.statements.shortcomings import opens_a_list
from sanbai_nlp.statements.signs import mark, signed
from sanbai_nlp.statements.subjects import SubjectReader
from sanbai_nlp.statements.will import WillGrammar, day_to_come, half_year_to_come, is_due, leads

_BODY: Final = Role.BODY
_CLOSING: Final = Role.CLOSING
_PLEDGE: Final = Category.PLEDGE
_POINT: Final = TimeKind.POINT


@final
class Promise:
    """A commitment with its view positions, for the rooms that must not read it as done."""

    __slots__ = ("end", "item", "start")

    def __init__(self, start: int, end: int, item: Commitment) -> None:
        self.start = start
        self.end = end
        self.item = item


class CommitmentReader:
    """Finds commitments in a passage. What tells one 将 from the other is in `WillGrammar`."""

    def __init__(self, lexicon: Lexicon, subjects: SubjectReader) -> None:
        self._subjects = subjects
        self._will = WillGrammar(lexicon)

    def read(self, passage: Passage, works: Names) -> list[Promise]:
        """The commitments of a passage, in order; none overlaps another."""
        role = passage.section.block.role
        closing = role is _CLOSING
        if not (closing or role is _BODY) or not _may_promise(passage, closing):
            return []
        found: list[Promise] = []
        marked = signed(passage, _sign())
        mark(passage, marked, _PLEDGE)
        announced = passage.plans and not passage.problems
        reached = -1
        for clauses in passage.sentences.values():
            # In an account of work only the sentence right behind a promise goes on with it.
            going_on = passage.plans or (bool(found) and (passage.problems or reached == clauses[0].index))
            opened = self._opening(clauses, marked, closing, going_on)
            if opened is not None:
                reached = clauses[-1].index + 1
                first = 0 if passage.plans and not passage.problems else opened[0]
                announced = passage.plans
                run = clauses[first:] if passage.plans else _until_the_past(clauses[first:])
                found.append(self._promise(run, opened[1], opened[2], works))
                rest = clauses[first + len(run) :]
                again = self._opening(rest, marked, closing, True) if rest else None
                if again is not None:
                    found.append(self._promise(_until_the_past(rest[again[0] :]), again[1], again[2], works))
            elif found and reached == clauses[0].index and _next_point(clauses[0]):
                reached = clauses[-1].index + 1
                found.append(self._promise(clauses, found[-1].item.trigger, "commitment.future", works))
            elif announced and not _is_announcement(clauses) and not _tells_of_lacks(passage, clauses):
                trigger = passage.announced_by
                found.append(self._promise(clauses, trigger, "commitment.section", works))
        return found

    def _opening(
        self, clauses: list[Clause], marked: list[bool], closing: bool, going_on: bool
    ) -> tuple[int, str, str] | None:
        """The clause that opens a commitment, its trigger and rule; `marked` are the clauses of the passage with a sign."""
        passage = clauses[0].passage
        listed = passage.plans or passage.problems
        for place, clause in enumerate(clauses):
            trigger = self._will.trigger(clause) if marked[clause.index] or clause.lies_ahead else None
            if trigger is None and place == 0 and (closing or passage.problems):
                trigger = half_year_to_come(clause)
            if trigger is None and (closing or (going_on and (listed or place == 0))):
                trigger = self._will.striving(clause)
                if trigger is None and (listed or clause.lies_ahead):
                    trigger = day_to_come(clause)
            if trigger is None or ("将" not in trigger and _reported(clauses[:place])):
                continue
            start = place
            while start > 0 and leads(clauses[start - 1]):
                start -= 1
            rule = "commitment.will" if "将" in trigger else "commitment.future"
            return start, trigger, rule
        return None

    def _promise(self, clauses: list[Clause], trigger: str, rule: str, works: Names) -> Promise:
        passage = clauses[0].passage
        first, last = clauses[0].start, clauses[-1].end
        start, end = passage.view.span(first, last)
        item = trusted(
            Commitment,
            start=start,
            end=end,
            text=passage.view.surface(first, last),
            kind=CommitmentKind.PLAN if _is_definite(clauses) else CommitmentKind.PLEDGE,
            trigger=_as_written(clauses, trigger),
            due=_due(clauses),
            topic=self._subjects.topic(clauses),
            documents=works.within(start, end),
            block=passage.block,
            rule=rule,
        )
        return Promise(first, last, item)


def _may_promise(passage: Passage, closing: bool) -> bool:
    """Whether anything in a passage could open a promise; most passages only tell what was done."""
    if closing or passage.plans or passage.problems or passage.view.hits.any(_PLEDGE):
        return True
    text = passage.view.text
    return "将" in text or "待" in text or "一定" in text or "准备" in text


@cache
def _sign() -> re.Pattern[str]:
    """What `WillGrammar.trigger` sees a promise by, beside the lexicon's own words and the times to come."""
    return re.compile("将|待|一定|准备")


def _due(clauses: list[Clause]) -> Time | None:
    """The first time in a promise that may be its day."""
    for clause in clauses:
        for placed in clause.times:
            if is_due(placed.item):
                return placed.item
    return None


def _tells_of_lacks(passage: Passage, clauses: list[Clause]) -> bool:
    """Whether a sentence of a section that plans says what is lacking: 差距明摆着：… promises nothing."""
    return opens_a_list(clauses[0]) or (passage.problems and _admits(clauses))


def _next_point(clause: Clause) -> bool:
    """Whether a sentence is the next point of what the one before it promises: 我将做到：一是…。二是…."""
    return bool(_ordinal().search(clause.view.text, max(0, clause.start - 4), clause.start + 2))


@cache
def _ordinal() -> re.Pattern[str]:
    return re.compile(r"[。；] ?(?:[二三四五六七八九](?:是|要|抓|在)|[第其][二三四五六七八九][，、：是])")


def _reported(before: list[Clause]) -> bool:
    """Whether another one asks for it: 会议强调，今后要…; 按照会议要求 only leads to one's own promise."""
    return any(_asks().search(c.text) and not _follows().match(c.text) for c in before)


@cache
def _asks() -> re.Pattern[str]:
    return re.compile(r"(?:强调|指出|要求|提出|明确|号召)$")


@cache
def _follows() -> re.Pattern[str]:
    return re.compile(r"按照|根据|落实|对照|围绕|响应|遵照|依照")


def _as_written(clauses: list[Clause], trigger: str) -> str:
    """The trigger as the report writes it; a heading's words, and words that stand apart, are as they are."""
    for clause in clauses:
        at = clause.text.find(trigger)
        if at >= 0:
            return clause.view.surface(clause.start + at, clause.start + at + len(trigger))
    return trigger


def _admits(clauses: list[Clause]) -> bool:
    """Whether a sentence in a section on problems and plans speaks of the problems; 补齐短板 speaks of plans."""
    lacks = any(clause.hits(Category.SHORTCOMING) and not _mends().search(clause.text) for clause in clauses)
    return lacks or bool(clauses[0].hits(Category.CONFESSION)) or bool(_problems_named().search(clauses[0].text))


@cache
def _mends() -> re.Pattern[str]:
    return re.compile(r"补齐|补上|补强|破解|解决|克服|改进|整改|攻克|消除|弥补")


@cache
def _problems_named() -> re.Pattern[str]:
    return re.compile(r"对照|存在|剖析|问题")


def _until_the_past(clauses: list[Clause]) -> list[Clause]:
    """The clauses up to a ； behind which the past or a new subject begins."""
    for place in range(1, len(clauses)):
        between = clauses[place].view.text[clauses[place - 1].end : clauses[place].start]
        if "；" in between and any(_turning().search(c.text) for c in clauses[place:]):
            return clauses[:place]
    return clauses


@cache
def _turning() -> re.Pattern[str]:
    return re.compile("已|了|目前|现|将")


def _is_definite(clauses: list[Clause]) -> bool:
    """Whether a promise is a plan: it names a day that it does not merely strive for, or a definite act."""
    for clause in clauses:
        for placed in clause.times:
            if _is_definite_time(placed.item) and "力争" not in clause.view.text[clause.start : placed.start]:
                return True
    return _names_a_half(clauses) or any(_acts_definitely(clause.text) for clause in clauses)


def _is_definite_time(time: Time) -> bool:
    """A month, a day, a quarter or the end of a year; 下半年 and 明年 alone bind nobody."""
    return (time.kind == _POINT or "季度" in time.text) and is_due(time)


def _names_a_half(clauses: list[Clause]) -> bool:
    """上半年对国有资产管理开展测评 is a plan; 下半年，我将进一步提升… and 上半年力争… are pledges."""
    first = clauses[0]
    if not first.times or first.times[0].start != first.start or "半年" not in first.times[0].item.text:
        return False
    text = "".join(clause.text for clause in clauses[:2])
    return not any(word in text for word in ("我", "力争", "进一步"))


def _acts_definitely(text: str) -> bool:
    return ("将" in text or "待" in text or "拟" in text) and _definite_act().search(text) is not None


@cache
def _definite_act() -> re.Pattern[str]:
    return re.compile(r"将(?:提请|报请|正式|出台|建立|召开|组织|举办|选派)|待.{0,20}后|拟(?:选派|建成|新建|制定|启动)")


@cache
def _announcement() -> re.Pattern[str]:
    return re.compile(
        r"(?:如下|(?<![0-9%*元人件个年米])以下|下列)(?:工作|几|方面|问题)?.{0,6}$|几个方面.{0,8}$|不当之处|批评指正|述职完毕|谢谢|请予|请各位"
    )


@cache
def _please() -> re.Pattern[str]:
    return re.compile(r"(?:恳?请|希望|欢迎).{0,12}(?:监督|批评|指正|指导|支持|理解)")


def _is_announcement(clauses: list[Clause]) -> bool:
    if len(clauses) == 1 and _please().match(clauses[0].text):
        return True
    return bool(_announcement().search(clauses[-1].text)) or sum(c.end - c.start for c in clauses) < 8
