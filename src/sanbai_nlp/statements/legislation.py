"""The way of a local regulation: which steps a report says are done, under way or planned."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, final

from sanbai_nlp.lexicon import Category, Lexicon
from sanbai_nlp.mentions import Layer, TitleMention, Work
from sanbai_nlp.outline import Cover
from sanbai_nlp.schema import Document, DocumentKind, Role, Stage, Status, Step, Time, TimeKind, trusted
from sanbai_nlp.statements.clauses import Clause, Passage

_ORDER: Final = {stage: place for place, stage in enumerate(Stage)}
_STATING: Final = (Role.BODY, Role.CLOSING)
# Looked up for every clause.
_STAGE: Final = Category.STAGE
_REGULATION: Final = DocumentKind.LOCAL_REGULATION
_LISTED: Final = Stage.LISTED
_DRAFTED: Final = Stage.DRAFTED
_IN_FORCE: Final = Stage.IN_FORCE


@final
class Move:
    """One step of one work, with the clause that states it."""

    __slots__ = ("clause", "end", "step", "work")

    def __init__(self, work: Work, clause: Clause, step: Step, end: int) -> None:
        self.work = work
        self.clause = clause
        self.step = step
        self.end = end


@final
class Way:
    """A way to state a step: the stage it is of, how it reads, and signs of which one stands in all that reads so.

    The pattern is compiled when a text first holds a sign: most reports speak of few stages.
    """

    __slots__ = ("_compiled", "_pattern", "rule", "signs", "stage")

    def __init__(self, name: str, stage: Stage, signs: list[str], pattern: str) -> None:
        self.rule = f"step.{name}"
        self.stage = stage
        self.signs = signs
        self._pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    def may_stand_in(self, text: str) -> bool:
        """Whether a sign stands in a text; without one the pattern need not be tried."""
        return any(sign in text for sign in self.signs)

    def next(self, text: str, start: int, end: int) -> "Stated | None":
        """The first place in [start, end) that states a step so."""
        if self._compiled is None:
            self._compiled = re.compile(self._pattern)
        match = self._compiled.search(text, start, end)
        return Stated(self, match.start(), match.end()) if match else None


@final
class Stated:
    """A place that states a step: in which way, and where, in view positions."""

    __slots__ = ("end", "start", "way")

    def __init__(self, way: Way, start: int, end: int) -> None:
        self.way = way
        self.start = start
        self.end = end


class StageGrammar:
    """How the lexicon's words of each stage stand in a clause. Built once from a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._ways = _ways(lexicon.words.legislation.stages)
        progress, planned = lexicon.words.legislation.in_progress, lexicon.words.legislation.planned
        self.under_way = re.compile(rf"{_any(progress)}|正(?=征求|开展|起草|修改|组织)")
        self.to_come = re.compile(
            rf"{_any(planned)}|(?<!已)(?<!已经)将(?!《|.{{0,12}}了)|拟(?!定|订)|计划(?!，|。|；|$)"
        )

    def steps(self, clause: Clause) -> list[Stated]:
        """The places of a clause that state a step, from left to right, none overlapping another."""
        text, start, end = clause.view.text, clause.start, clause.end
        # Most clauses hold the words of one stage or two: the other ways are not tried on them.
        ahead = [way.next(text, start, end) for way in self._ways if way.may_stand_in(clause.text)]
        found: list[Stated] = []
        while (step := _first(ahead)) is not None:
            if not _is_no_step(clause, step):
                found.append(step)
            behind = step.end
            ahead = [
                other if other is None or other.start >= behind else other.way.next(text, behind, end)
                for other in ahead
            ]
        return found

    def status(self, clause: Clause, step: Stated, promised: Cover) -> Status:
        """Whether the step is done, under way or planned."""
        text = clause.view.text
        if promised.touches(step.start, step.end) or clause.passage.plans or clause.lies_ahead:
            return Status.PLANNED
        if step.way.stage is not _LISTED and self.to_come.search(text, clause.start, step.end):
            return Status.PLANNED
        if self.under_way.search(text, clause.start, min(clause.end, step.end + 12)):
            return Status.IN_PROGRESS
        return Status.DONE


def _first(places: list[Stated | None]) -> Stated | None:
    """The place that begins first; of two that begin at once that of the way that is named first."""
    first: Stated | None = None
    for place in places:
        if place is not None and (first is None or place.start < first.start):
            first = place
    return first


def _ways(stages: Mapping[Stage, Sequence[str]]) -> list[Way]:
    """Every way to state a step; of two that begin at one place the one named first is meant."""
    words = {stage: _any(terms) for stage, terms in stages.items()}
    # The organ between two words of a step; where another step begins, this one ends (表决通过后报请…批准).
    organ = "(?:(?!报请|报送|上报|提请|提交)[\u4e00-\u9fff0-9—*第（）、-]){0,18}?"
    in_force = _any([term for term in stages.get(Stage.IN_FORCE, ()) if term != "实施"])
    patterns = {
        "listed": rf"(?:列入|纳入|列为|增列为?){organ}(?:{words[Stage.LISTED]})",
        "initiated": rf"启动[^，；。]{{0,40}}?(?:{words[Stage.INITIATED]})|(?:{words[Stage.INITIATED]})(?:已|正式|全面|顺利)*启动|立项论证",
        **{
            stage.value: _reading(organ, words[stage])
            for stage in (Stage.SECOND_READING, Stage.THIRD_READING, Stage.FIRST_READING)
        },
        # A government's own meeting passes a draft on to the congress.
        "government": rf"政府{organ}常务会议{organ}通过",
        "passed": rf"(?:经|由|获|被|在)?{organ}(?:{words[Stage.PASSED]})",
        "submitted": rf"(?:提请|提交|报请|送交){organ}(?:(?:{words[Stage.SUBMITTED]})(?=[，。；]|$)|审议)",
        "reported": rf"(?:现?报|报请|上报|报送|呈报|提请|报经){organ}(?:{words[Stage.REPORTED]})",
        "approved": rf"(?:经|获|待|由|得到|获得)?{organ}(?:{words[Stage.APPROVED]})(?!后?的)",
        "drafted": rf"(?:形成|完成)[^，；。]{{0,10}}(?:初稿|草案|征求意见稿)|(?:{words[Stage.DRAFTED]})(?<!草案)(?<!初稿)(?<!意见稿)",
        # 施行 and 生效 anywhere; 实施 only where it closes the clause (贯彻实施, 实施情况 move nothing).
        "in_force": rf"(?:正式|颁布|公布|起|后|、|并|日|月|于|已|将|同步)?(?:{in_force})|(?:正式|颁布|公布|起|后|日|、)实施(?=[，。；、）]|$)",
    }
    return [
        Way(name, _STAGE_OF.get(name) or Stage(name), _signs(name, stages), pattern)
        for name, pattern in patterns.items()
    ]


def _reading(organ: str, words: str) -> str:
    # 一审 of a court, 初审 of an application are no readings.
    lawsuit = "(?!议案|法院|服判|判决|案件|民事|刑事|行政|改判|败诉|胜诉|裁定|维持|程序|开庭|案卷|卷宗)"
    return f"(?:提请|提交|经|进行|完成|通过|接受|迎来|进入)?{organ}(?:{words}){lawsuit}"


def _signs(name: str, stages: Mapping[Stage, Sequence[str]]) -> list[str]:
    """Words of which one stands wherever a way's pattern matches: those that it names itself, else those of its stage.

    None of them needs to hold another, so that few are left to look for: 表决通过 stands where 审议并表决通过 does.
    """
    signs = dict.fromkeys(_OWN_SIGNS.get(name) or (*stages[Stage(name)], *_MORE_SIGNS.get(name, ())))
    return [sign for sign in signs if not any(other in sign for other in signs if other != sign)]


_STAGE_OF: Final = {"government": Stage.SUBMITTED}
_OWN_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "initiated": ("启动", "立项论证"),
    "government": ("常务会议",),
    "submitted": ("提请", "提交", "报请", "送交"),
}
_MORE_SIGNS: Final[dict[str, tuple[str, ...]]] = {"drafted": ("初稿", "草案", "征求意见稿"), "in_force": ("实施",)}


def _any(terms: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) or "(?!)"


class LegislationReader:
    """Reads the moves of the local regulations of one report, passage by passage."""

    def __init__(self, grammar: StageGrammar, works: Sequence[Work]) -> None:
        self._grammar = grammar
        self._mentions: dict[int, list[tuple[TitleMention, Work]]] = {}
        for work in works:
            for mention in work.mentions:
                self._mentions.setdefault(mention.section, []).append((mention, work))
        for row in self._mentions.values():
            row.sort(key=lambda pair: pair[0].start)
        self._moves_any = any(work.kind == DocumentKind.LOCAL_REGULATION for work in works)

    def read(self, passage: Passage, promised: Cover) -> list[Move]:
        """The moves that a passage states, in order. What its inline heading names is spoken of from the start."""
        named = self._mentions.get(passage.block) if self._moves_any else None
        if not named or not passage.clauses or not passage.view.hits.any(_STAGE):
            return []
        if passage.section.block.role not in _STATING:
            return []
        in_heading = [work for mention, work in named if mention.end <= passage.clauses[0].start]
        topic = in_heading[-1:]
        moves: list[Move] = []
        for clause, mentions in zip(passage.clauses, _by_clause(passage, named), strict=True):
            groups = _groups(clause, mentions) if mentions else []
            if _names_regulation(groups, topic) and clause.hits(_STAGE):
                for step in self._grammar.steps(clause):
                    status = self._grammar.status(clause, step, promised)
                    moved = [work for work in _subjects(step, groups, topic) if work.kind == _REGULATION]
                    moves += [_move(work, clause, mentions, step, status) for work in moved]
            topic = groups[-1][0] if groups else topic
        return moves


def _by_clause(passage: Passage, named: list[tuple[TitleMention, Work]]) -> list[list[tuple[TitleMention, Work]]]:
    """The mentions that begin in each clause."""
    rows: list[list[tuple[TitleMention, Work]]] = []
    starts = [mention.start for mention, _ in named]
    at = 0
    for clause in passage.clauses:
        first = bisect_left(starts, clause.start, at)
        at = bisect_left(starts, clause.end, first)
        rows.append(named[first:at])
    return rows


_Group = tuple[list[Work], int, int]


def _names_regulation(groups: list[_Group], topic: list[Work]) -> bool:
    """Whether anything is spoken of that can move: most clauses name no regulation, and are not searched for steps."""
    for works in (topic, *[works for works, _, _ in groups]):
        for work in works:
            if work.kind == _REGULATION:
                return True
    return False


def _groups(clause: Clause, mentions: list[tuple[TitleMention, Work]]) -> list[_Group]:
    """Mentions in a row (《甲》《乙》, 甲、乙) as one group: works, start, end."""
    groups: list[_Group] = []
    for mention, work in mentions:
        if mention.anaphora:
            continue
        between = clause.view.text[groups[-1][2] : mention.start] if groups else None
        if between in ("", "、", "和", "及", "与", "以及"):
            groups[-1] = ([*groups[-1][0], work], groups[-1][1], mention.end)
        else:
            groups.append(([work], mention.start, mention.end))
    return groups


def _subjects(step: Stated, groups: list[_Group], topic: list[Work]) -> list[Work]:
    """The works that a step moves: those named last before its end, else those behind it, else the topic."""
    before = [works for works, start, end in groups if start <= step.end and end <= step.end + 1]
    return before[-1] if before else groups[0][0] if groups else topic


def _move(work: Work, clause: Clause, mentions: list[tuple[TitleMention, Work]], step: Stated, status: Status) -> Move:
    """The move of a work that a step states; `mentions` are those of its clause."""
    stage, last = step.way.stage, step.end
    first = max([clause.start, *[mention.end for mention, of in mentions if of is work and mention.end < last - 1]])
    if step.start < first < last and stage not in (Stage.INITIATED, Stage.DRAFTED, Stage.LISTED):
        start = first
    else:
        start = min(step.start, first) if stage in (Stage.INITIATED, Stage.DRAFTED) else first
    while clause.view.text[start] in " ，、":
        start += 1
    begin, end = clause.view.span(start, last)
    made = trusted(
        Step,
        start=begin,
        end=end,
        text=clause.view.surface(start, last),
        stage=stage,
        status=status,
        time=_time(clause, last),
        agent=_agent(clause, last),
        rule=step.way.rule,
    )
    return Move(work, clause, made, last)


def _is_no_step(clause: Clause, step: Stated) -> bool:
    text, end, stage = clause.view.text, step.end, step.way.stage
    if text.endswith(("关于", "不再", "未"), clause.start, step.start):
        return True
    after = text[end : end + 6]
    if stage is _DRAFTED and (_other_text().match(text, end) or _of_drafting().match(after)):
        return True
    if stage is _IN_FORCE and _of_force().match(after):
        return True
    if stage in (Stage.FIRST_READING, Stage.SECOND_READING, Stage.PASSED, Stage.SUBMITTED):
        return after.startswith("意见")
    return False


@cache
def _other_text() -> re.Pattern[str]:
    # 起草《…条例》宣讲提纲 drafts another text than the regulation.
    return re.compile(
        r"《[^》]*》(?!的?(?:草案|初稿))[\u4e00-\u9fff]{2,8}(?:提纲|方案|说明|材料|报告|解读|释义|问答|细则)"
    )


@cache
def _of_drafting() -> re.Pattern[str]:
    return re.compile(r"(?:修改)?(?:情况|质量|过程|环节|工作(?:专班|组)|单位|部门|组)|、修改|和修改")


@cache
def _of_force() -> re.Pattern[str]:
    return re.compile(r"(?:情况|以来|效果|[0-9]*周年|条例|办法|细则|方案|意见|后的)")


def _time(clause: Clause, end: int) -> Time | None:
    """The time named last before a step ends."""
    for placed in reversed(clause.times):
        if placed.end <= end and placed.item.kind != TimeKind.RECURRING:
            return placed.item
    return None


def _agent(clause: Clause, end: int) -> str | None:
    names = clause.passage.reading.claimed.within(Layer.DEPARTMENT, clause.start, end)
    return clause.view.surface(names[-1].start, names[-1].end) if names else None


def documents(works: Sequence[Work], moves: Sequence[Move]) -> tuple[Document, ...]:
    """The documents of the report, each with its steps in the order of the text and its furthest done stage."""
    moved: dict[int, list[Step]] = {}
    for move in moves:
        moved.setdefault(id(move.work), []).append(move.step)
    return tuple([_document(work, moved.get(id(work))) for work in works])


def _document(work: Work, told: list[Step] | None) -> Document:
    # Most documents (laws, plans) move nowhere.
    steps = _unique(told) if told else []
    return trusted(
        Document,
        name=work.name,
        kind=work.kind,
        draft=work.draft,
        stage=_furthest([step.stage for step in steps if step.status == Status.DONE]),
        steps=tuple(steps),
        mentions=tuple([mention.mention for mention in work.mentions]),
        rule=work.rule,
    )


def _furthest(stages: list[Stage]) -> Stage | None:
    return max(stages, key=lambda stage: _ORDER[stage]) if stages else None


def _unique(steps: list[Step]) -> list[Step]:
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
