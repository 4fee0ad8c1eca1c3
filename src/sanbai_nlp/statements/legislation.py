"""The way of a local regulation: which steps a report says are done, under way or planned."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from sanbai_nlp.mentions import Layer, TitleMention, Work
from sanbai_nlp.outline import Stretch
from sanbai_nlp.schema import Document, DocumentKind, Role, Stage, Status, Step, Time, TimeKind
from sanbai_nlp.statements.clauses import Clause, Passage, inside

_ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one work, with the clause that states it."""

    work: Work
    clause: Clause
    step: Step
    end: int


@dataclass(slots=True)
class _Topic:
    """The works that are spoken of, and where the last mention of one ended."""

    works: list[Work] = field(default_factory=list)
    section: int = -1
    end: int = 0


@cache
def _stages() -> re.Pattern[str]:
    organ = "[\u4e00-\u9fff*第（）、]{0,18}?"
    return re.compile(
        rf"(?P<listed>(?:列入|纳入|列为|增列为?){organ}(?:立法(?:计划|规划|项目|调研项目)|审议项目|预备项目|计划))"
        r"|(?P<initiated>启动[^，；。]{0,40}?(?:立法程序|立法工作|立法|修订工作|修订程序|修订|修法|修改工作|制定工作|起草工作|废止程序)|立项论证)"
        rf"|(?P<second_reading>(?:提请|提交|经|进行|完成|通过|接受|迎来|进入)?{organ}(?:二审|第二次审议|两次审议|二次审议|再次审议|审议两次))"
        rf"|(?P<third_reading>(?:提请|提交|经|进行|完成)?{organ}(?:三审|第三次审议|三次审议))"
        rf"|(?P<first_reading>(?:提请|提交|经|进行|完成|通过|接受)?{organ}(?:初次审议|初审|一审|第一次审议|首次审议|审议一次)(?!议案|法院|服判|判决|案件|民事|刑事|行政))"
        rf"|(?P<government>(?:政府){organ}常务会议{organ}通过)"
        rf"|(?P<passed>(?:经|由|获|被|在)?{organ}(?:表决通过|审议(?:并|后)?(?:表决)?通过|全票通过|高票通过|获(?:得)?通过|会议通过))"
        rf"|(?P<submitted>(?:提请|提交|报请|送交){organ}(?:审议|常委会会议|常委会(?=[，。；]|$)))"
        rf"|(?P<reported>(?:现?报|报请|上报|报送|呈报|提请|报经){organ}(?:审查批准|审查|审批|批准|备案审查))"
        rf"|(?P<approved>(?:经|获|待|由|得到|获得)?{organ}(?:审查批准|审议批准|批准|审批通过|获批)(?!后?的))"
        r"|(?P<drafted>起草制定|起草|草拟|拟定|拟订|(?:形成|完成)[^，；。]{0,10}(?:初稿|草案|征求意见稿))"
        r"|(?P<in_force>(?:正式|颁布|公布|起|后|之日起|、|并|日|月|于|已|将|同步)?(?:施行|生效)|(?:正式|颁布|公布|起|后|日|、)实施(?=[，。；、）]|$))"
    )


_STAGE_OF = {"government": Stage.SUBMITTED}


class LegislationReader:
    """Reads the moves of the local regulations of one report, passage by passage."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = [
            work for work in works if work.kind in (DocumentKind.LOCAL_REGULATION, DocumentKind.INTERNAL_RULE)
        ]
        self._mentions = {(m.section, m.start): (work, m) for work in works for m in work.mentions}
        self._regulations = [work for work in self._works if work.kind == DocumentKind.LOCAL_REGULATION]

    def read(self, passage: Passage, promised: Sequence[Stretch]) -> list[Move]:
        """The moves that a passage states, in order."""
        role = passage.reading.claimed.section.block.role
        if role not in (Role.BODY, Role.CLOSING) or not self._regulations:
            return []
        moves: list[Move] = []
        topic = self._topic_of_heading(passage)
        for clause in passage.clauses:
            moves.extend(self._moves(clause, topic, promised))
        return moves

    def _topic_of_heading(self, passage: Passage) -> _Topic:
        """What the block's inline heading names is spoken of until the text names another."""
        topic = _Topic(section=passage.block)
        for _, mention in self._in(passage, 0, passage.clauses[0].start if passage.clauses else 0):
            self._turn(topic, mention)
        return topic

    def _in(self, passage: Passage, start: int, end: int) -> list[tuple[int, TitleMention]]:
        found = [
            (at, m)
            for (section, at), (_, m) in self._mentions.items()
            if section == passage.block and start <= at < end
        ]
        return sorted(found, key=lambda pair: pair[0])

    def _turn(self, topic: _Topic, mention: TitleMention) -> None:
        work = self._mentions[mention.section, mention.start][0]
        if mention.anaphora and topic.works:
            return
        topic.works = [work]
        topic.end = mention.end

    def _moves(self, clause: Clause, topic: _Topic, promised: Sequence[Stretch]) -> Iterator[Move]:
        mentions = self._in(clause.passage, clause.start, clause.end)
        groups = self._groups(clause, mentions)
        for match in _stages().finditer(clause.view.text, clause.start, clause.end):
            stage = _stage(match)
            if stage is None or _is_no_step(clause, match, stage):
                continue
            for work in self._subjects(match, groups, topic):
                if work.kind != DocumentKind.LOCAL_REGULATION:
                    continue
                yield self._move(work, clause, match, stage, _status(clause, match, promised))
        if groups:
            topic.works, topic.end = groups[-1][0], groups[-1][2]

    def _groups(
        self, clause: Clause, mentions: Sequence[tuple[int, TitleMention]]
    ) -> list[tuple[list[Work], int, int]]:
        """Mentions in a row (《甲》《乙》, 甲、乙) as one group: works, start, end."""
        groups: list[tuple[list[Work], int, int]] = []
        for at, mention in mentions:
            work = self._mentions[mention.section, at][0]
            if mention.anaphora:
                continue
            between = clause.view.text[groups[-1][2] : at] if groups else ""
            if groups and between in ("", "、", "和", "及", "与", "以及"):
                groups[-1] = ([*groups[-1][0], work], groups[-1][1], mention.end)
            else:
                groups.append(([work], at, mention.end))
        return groups

    def _subjects(
        self, match: re.Match[str], groups: Sequence[tuple[list[Work], int, int]], topic: _Topic
    ) -> list[Work]:
        before = [group for group in groups if group[1] <= match.end() and group[2] <= match.end() + 1]
        if before:
            return before[-1][0]
        if groups:
            return groups[0][0]
        return topic.works

    def _move(self, work: Work, clause: Clause, match: re.Match[str], stage: Stage, status: Status) -> Move:
        mention_ends = [
            m.end
            for m in work.mentions
            if m.section == clause.passage.block and clause.start <= m.start and m.end <= match.end()
        ]
        first = max([clause.start, *(end for end in mention_ends if end < match.end() - 1)])
        if match.start() < first < match.end() and stage not in (Stage.INITIATED, Stage.DRAFTED, Stage.LISTED):
            start = first
        else:
            start = min(match.start(), first) if stage in (Stage.INITIATED, Stage.DRAFTED) else first
        while clause.view.text[start] in " ，、":
            start += 1
        begin, end = clause.view.span(start, match.end())
        step = Step(
            start=begin,
            end=end,
            text=clause.view.surface(start, match.end()),
            stage=stage,
            status=status,
            time=_time(clause, match, start),
            agent=_agent(clause, match),
            rule=f"step.{match.lastgroup}",
        )
        return Move(work, clause, step, match.end())


def _stage(match: re.Match[str]) -> Stage | None:
    group = match.lastgroup
    return None if group is None else _STAGE_OF.get(group) or Stage(group)


@cache
def _no_step() -> re.Pattern[str]:
    # 起草修改情况, 审核, 贯彻实施, 实施情况: speak of a regulation, and move none.
    return re.compile(r"情况|论证|工作由|的?说明|质量|阶段|过程|环节|任务|专班|组")


def _is_no_step(clause: Clause, match: re.Match[str], stage: Stage) -> bool:
    after = clause.view.text[match.end() : match.end() + 6]
    if clause.view.text.endswith("关于", clause.start, match.start()):
        return True
    if stage == Stage.DRAFTED and re.match(
        r"(?:修改)?(?:情况|质量|过程|环节|工作(?:专班|组)|单位|部门|组)|、修改|和修改", after
    ):
        return True
    if stage == Stage.IN_FORCE and re.match(r"(?:情况|以来|效果|\d*周年|条例|办法|细则|方案|意见|后的)", after):
        return True
    if (
        stage in (Stage.FIRST_READING, Stage.SECOND_READING, Stage.PASSED)
        and after.startswith(("的", "意见"))
        and not after.startswith("的《")
    ):
        return after.startswith("意见")
    return bool(stage == Stage.SUBMITTED and after.startswith("意见"))


@cache
def _going_on() -> re.Pattern[str]:
    return re.compile(r"正在|进度|准备工作|抓紧|着手|进行中|推进中|前期工作|正(?=征求|开展|起草|修改|组织)")


@cache
def _future() -> re.Pattern[str]:
    return re.compile(r"将(?!.{0,12}了)|拟(?!定|订)|计划(?!，|。|；|$)|预计|待|力争|争取|有望")


def _status(clause: Clause, match: re.Match[str], promised: Sequence[Stretch]) -> Status:
    if inside(match.start(), match.end(), promised) or clause.passage.plans:
        return Status.PLANNED
    around = clause.view.text[clause.start : min(clause.end, match.end() + 12)]
    if _future().search(clause.view.text, clause.start, match.end()) and match.lastgroup != "listed":
        return Status.PLANNED
    if _going_on().search(around):
        return Status.IN_PROGRESS
    return Status.DONE


def _time(clause: Clause, match: re.Match[str], start: int) -> Time | None:
    before = [time for at, end, time in clause.times() if end <= match.end() and time.kind != TimeKind.RECURRING]
    return before[-1] if before else None


def _agent(clause: Clause, match: re.Match[str]) -> str | None:
    names = [
        f
        for f in clause.passage.reading.claimed.of(Layer.DEPARTMENT)
        if clause.start <= f.start and f.end <= match.end()
    ]
    return clause.view.surface(names[-1].start, names[-1].end) if names else None


def documents(works: Sequence[Work], moves: Sequence[Move]) -> tuple[Document, ...]:
    """The documents of the report, each with its steps in the order of the text and its furthest done stage."""
    found = []
    for work in works:
        steps = _unique([move.step for move in moves if move.work is work])
        done = [step.stage for step in steps if step.status == Status.DONE]
        found.append(
            Document(
                name=work.name,
                kind=work.kind,
                draft=work.draft,
                stage=max(done, key=lambda stage: _ORDER[stage], default=None),
                steps=tuple(steps),
                mentions=tuple(m.mention for m in work.mentions),
                rule=work.rule,
            )
        )
    return tuple(found)


def _unique(steps: Sequence[Step]) -> list[Step]:
    """A step told twice is one: the first telling, or the one that gives its time."""
    kept: dict[tuple[Stage, Status], Step] = {}
    for step in steps:
        known = kept.get((step.stage, step.status))
        if known is None or (known.time is None and step.time is not None):
            kept[step.stage, step.status] = step
    return sorted(kept.values(), key=lambda step: step.start)


def furthest(moves: Sequence[Move]) -> dict[int, Move]:
    """Of each work (by id) the furthest done move that stands beside its name."""
    best: dict[int, Move] = {}
    for move in moves:
        if move.step.status != Status.DONE:
            continue
        known = best.get(id(move.work))
        if known is None or _ORDER[move.step.stage] >= _ORDER[known.step.stage]:
            best[id(move.work)] = move
    return best
