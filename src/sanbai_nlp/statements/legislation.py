"""The way of a local regulation: which steps a report says are done, under way or planned."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sanbai_nlp.lexicon import Category, Lexicon
from sanbai_nlp.mentions import Layer, TitleMention, Work
from sanbai_nlp.outline import Cover
from sanbai_nlp.schema import Document, DocumentKind, Role, Stage, Status, Step, Time, TimeKind, trusted
from sanbai_nlp.statements.clauses import Clause, Passage

_ORDER: Final = {stage: place for place, stage in enumerate(Stage)}


class Move(NamedTuple):
    """One step of one work, with the clause that states it."""

    work: Work
    clause: Clause
    step: Step
    end: int


_STAGE_OF: Final = {"government": Stage.SUBMITTED}


class StageGrammar:
    """How the lexicon's words of each stage stand in a clause. Built once from a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = {stage: _any(terms) for stage, terms in lexicon.words.legislation.stages.items()}
        # The organ between two words of a step; where another step begins, this one ends (表决通过后报请…批准).
        organ = "(?:(?!报请|报送|上报|提请|提交)[\u4e00-\u9fff0-9—*第（）、-]){0,18}?"
        in_force = _any([term for term in lexicon.words.legislation.stages.get(Stage.IN_FORCE, ()) if term != "实施"])
        lawsuit = "(?!议案|法院|服判|判决|案件|民事|刑事|行政|改判|败诉|胜诉|裁定|维持|程序|开庭|案卷|卷宗)"
        to_read = f"(?:提请|提交|经|进行|完成|通过|接受|迎来|进入)?{organ}"
        parts = {
            "listed": rf"(?:列入|纳入|列为|增列为?){organ}(?:{words[Stage.LISTED]})",
            "initiated": rf"启动[^，；。]{{0,40}}?(?:{words[Stage.INITIATED]})|(?:{words[Stage.INITIATED]})(?:已|正式|全面|顺利)*启动|立项论证",
            "second_reading": rf"{to_read}(?:{words[Stage.SECOND_READING]}){lawsuit}",
            "third_reading": rf"{to_read}(?:{words[Stage.THIRD_READING]}){lawsuit}",
            # 一审 of a court, 初审 of an application are no readings.
            "first_reading": rf"{to_read}(?:{words[Stage.FIRST_READING]}){lawsuit}",
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
        stages = lexicon.words.legislation.stages
        others = (term for stage, terms in stages.items() if stage not in _NEEDING for term in terms)
        self._telling = re.compile(_any([*_MOVING, *others]))
        self.pattern = re.compile("|".join(f"(?P<{name}>{part})" for name, part in parts.items()))
        progress, planned = lexicon.words.legislation.in_progress, lexicon.words.legislation.planned
        self.under_way = re.compile(rf"{_any(progress)}|正(?=征求|开展|起草|修改|组织)")
        self.to_come = re.compile(
            rf"{_any(planned)}|(?<!已)(?<!已经)将(?!《|.{{0,12}}了)|拟(?!定|订)|计划(?!，|。|；|$)"
        )

    def steps(self, clause: Clause) -> Iterator[tuple[re.Match[str], Stage]]:
        """Each place of a clause with a word of a stage that states a step, with its stage."""
        if not self._telling.search(clause.text):
            return
        for match in self.pattern.finditer(clause.view.text, clause.start, clause.end):
            stage = _STAGE_OF.get(match.lastgroup or "") or Stage(match.lastgroup or "")
            if not _is_no_step(clause, match, stage):
                yield match, stage

    def status(self, clause: Clause, match: re.Match[str], promised: Cover) -> Status:
        """Whether the step is done, under way or planned."""
        text = clause.view.text
        if promised.touches(match.start(), match.end()) or clause.passage.plans or clause.lies_ahead:
            return Status.PLANNED
        if match.lastgroup != "listed" and self.to_come.search(text, clause.start, match.end()):
            return Status.PLANNED
        if self.under_way.search(text, clause.start, min(clause.end, match.end() + 12)):
            return Status.IN_PROGRESS
        return Status.DONE


# Words of these stages (立法, 审议) say nothing without one of those below.
_NEEDING: Final = frozenset({Stage.LISTED, Stage.INITIATED, Stage.SUBMITTED})


_MOVING: Final = ("列入", "纳入", "列为", "增列", "启动", "立项论证", "常务会议", "提请", "提交", "报请", "送交")


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
        if passage.section.block.role not in (Role.BODY, Role.CLOSING) or not self._moves_any or not passage.clauses:
            return []
        named = self._mentions.get(passage.block)
        if not named or not passage.view.hits.any(Category.STAGE):
            return []
        in_heading = [work for mention, work in named if mention.end <= passage.clauses[0].start]
        topic = in_heading[-1:]
        moves: list[Move] = []
        for clause, mentions in zip(passage.clauses, _by_clause(passage, named), strict=True):
            groups = _groups(clause, mentions) if mentions else []
            stated = clause.hits(Category.STAGE) and _names_regulation(groups, topic)
            steps = self._grammar.steps(clause) if stated else ()
            for match, stage in steps:
                status = self._grammar.status(clause, match, promised)
                moved = [w for w in _subjects(match, groups, topic) if w.kind == DocumentKind.LOCAL_REGULATION]
                moves.extend(_move(work, clause, match, stage, status) for work in moved)
            topic = groups[-1][0] if groups else topic
        return moves


def _by_clause(
    passage: Passage, named: Sequence[tuple[TitleMention, Work]]
) -> Iterator[list[tuple[TitleMention, Work]]]:
    at = 0
    for clause in passage.clauses:
        while at < len(named) and named[at][0].start < clause.start:
            at += 1
        first = at
        while at < len(named) and named[at][0].start < clause.end:
            at += 1
        yield list(named[first:at])


_Group = tuple[list[Work], int, int]


def _names_regulation(groups: Sequence[_Group], topic: Sequence[Work]) -> bool:
    """Whether anything is spoken of that can move: most clauses name no regulation, and are not searched for steps."""
    works = (work for row in (*(group[0] for group in groups), topic) for work in row)
    return any(work.kind == DocumentKind.LOCAL_REGULATION for work in works)


def _groups(clause: Clause, mentions: Sequence[tuple[TitleMention, Work]]) -> list[_Group]:
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


def _subjects(match: re.Match[str], groups: Sequence[_Group], topic: list[Work]) -> list[Work]:
    """The works that a step moves: those named last before its end, else those behind it, else the topic."""
    before = [group for group in groups if group[1] <= match.end() and group[2] <= match.end() + 1]
    return before[-1][0] if before else groups[0][0] if groups else topic


def _move(work: Work, clause: Clause, match: re.Match[str], stage: Stage, status: Status) -> Move:
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
    step = trusted(
        Step,
        start=begin,
        end=end,
        text=clause.view.surface(start, match.end()),
        stage=stage,
        status=status,
        time=_time(clause, match),
        agent=_agent(clause, match),
        rule=f"step.{match.lastgroup}",
    )
    return Move(work, clause, step, match.end())


def _is_no_step(clause: Clause, match: re.Match[str], stage: Stage) -> bool:
    after = clause.view.text[match.end() : match.end() + 6]
    if clause.view.text.endswith(("关于", "不再", "未"), clause.start, match.start()):
        return True
    # 起草《…条例》宣讲提纲 drafts another text than the regulation.
    if stage == Stage.DRAFTED and re.match(
        r"《[^》]*》(?!的?(?:草案|初稿))[\u4e00-\u9fff]{2,8}(?:提纲|方案|说明|材料|报告|解读|释义|问答|细则)",
        clause.view.text[match.end() :],
    ):
        return True
    if stage == Stage.DRAFTED and re.match(
        r"(?:修改)?(?:情况|质量|过程|环节|工作(?:专班|组)|单位|部门|组)|、修改|和修改", after
    ):
        return True
    if stage == Stage.IN_FORCE and re.match(r"(?:情况|以来|效果|[0-9]*周年|条例|办法|细则|方案|意见|后的)", after):
        return True
    if (
        stage in (Stage.FIRST_READING, Stage.SECOND_READING, Stage.PASSED)
        and after.startswith(("的", "意见"))
        and not after.startswith("的《")
    ):
        return after.startswith("意见")
    return bool(stage == Stage.SUBMITTED and after.startswith("意见"))


def _time(clause: Clause, match: re.Match[str]) -> Time | None:
    before = [t.item for t in clause.times if t.end <= match.end() and t.item.kind != TimeKind.RECURRING]
    return before[-1] if before else None


def _agent(clause: Clause, match: re.Match[str]) -> str | None:
    names = clause.passage.reading.claimed.within(Layer.DEPARTMENT, clause.start, match.end())
    return clause.view.surface(names[-1].start, names[-1].end) if names else None


def documents(works: Sequence[Work], moves: Sequence[Move]) -> tuple[Document, ...]:
    """The documents of the report, each with its steps in the order of the text and its furthest done stage."""
    found = []
    moved: dict[int, list[Step]] = {}
    for move in moves:
        moved.setdefault(id(move.work), []).append(move.step)
    for work in works:
        steps = _unique(moved.get(id(work), []))
        done = [step.stage for step in steps if step.status == Status.DONE]
        found.append(
            trusted(
                Document,
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
