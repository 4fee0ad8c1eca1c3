"""Shortcomings: what the reporter admits, one a sentence or a part between ；."""

import re
from functools import cache
from typing import Final, final

from sanbai_nlp.lexicon import Category
from sanbai_nlp.outline import Cover
from sanbai_nlp.schema import Role, Shortcoming, trusted
from sanbai_nlp.statements.clauses import Clause, Passage
from sanbai_nlp.statements.signs import mark, signed

_SHORTCOMING: Final = Category.SHORTCOMING
_CONFESSION: Final = Category.CONFESSION
_STATING: Final = (Role.BODY, Role.CLOSING)


@final
class Lack:
    """A shortcoming with its view positions, for the rooms that must not read it as done."""

    __slots__ = ("end", "item", "start")

    def __init__(self, start: int, end: int, item: Shortcoming) -> None:
        self.start = start
        self.end = end
        self.item = item


def read(passage: Passage, closed: Cover, *, opens: bool) -> list[Lack]:
    """The shortcomings of a passage: all that a section on problems lists, elsewhere what is plainly admitted.

    `opens` says whether the passage is the first one below its heading: of one on problems and plans, that on problems.
    `closed` is what was promised. What only announces shortcomings (还有三方面差距：) is put to it: no work was done there.
    """
    marked = signed(passage, _noun())
    mark(passage, marked, _SHORTCOMING)
    mark(passage, marked, _CONFESSION)
    if (not passage.problems and True not in marked) or passage.section.block.role not in _STATING:
        return []
    found: list[Lack] = []
    listing = passage.problems
    # The sentence all of whose parts are a list, because a colon opened it; whether an announcement stands above.
    whole, announced = -1, opens and passage.problems
    for part in _parts(passage):
        # Outside of a list nothing below finds a shortcoming, or a list of them, where none of these words stands.
        if not listing and not any(marked[clause.index] for clause in part):
            continue
        text = passage.view.text[part[0].start : part[-1].end]
        if closed.touches(part[0].start, part[-1].end) or _ends_the_list().match(text):
            listing, whole, announced = False, -1, False
            continue
        behind = passage.view.text[part[-1].end : part[-1].end + 1]
        if _announces(text, behind, listing):
            listing = announced = True
            closed.add(part[0].start, part[-1].end)
            whole = part[-1].sentence if behind == "：" else whole
            # 自己还有不小差距。 admits one itself; 仍有差距： only opens the list.
            if behind == "。" and text.endswith(("差距", "距离", "落差")):
                found.append(_shortcoming(passage, part, "shortcoming.turn"))
            continue
        listed = listing and (part[0].sentence == whole or _lacks(passage, part, announced))
        admitted = part if listed else _admitted(part) if not listing else None
        if admitted:
            found.append(_shortcoming(passage, admitted, "shortcoming.section" if listing else "shortcoming.turn"))
    return found


_NOUNS: Final = (
    *("落差", "隐忧", "软肋", "距离", "不足", "问题", "差距", "短板", "弱项", "薄弱环节", "欠缺", "缺点"),
    *("困难", "挑战", "难题", "毛病"),
)


@cache
def _noun() -> re.Pattern[str]:
    return re.compile("|".join(_NOUNS))


_PART_ENDS: Final = "。；：！？"


def _parts(passage: Passage) -> list[list[Clause]]:
    """The clauses between 。；：."""
    parts: list[list[Clause]] = []
    text, reached = passage.view.text, 0
    for clause in passage.clauses:
        if not parts or any(text[at] in _PART_ENDS for at in range(reached, clause.start)):
            parts.append([])
        parts[-1].append(clause)
        reached = clause.end
    return parts


@cache
def _announcement() -> re.Pattern[str]:
    # 还存在一些不足：, 与…相比还有差距, 困难 but not 看到困难群众的笑脸, 说到不足，我自己也清楚
    nouns = "|".join(_NOUNS)
    return re.compile(
        rf"(?:存在|[还仍尚也]有|看到|认识到|自身|背后有)[^，]{{0,12}}(?:{nouns})(?!群众|户|职工|家庭|学生|党员|企业|导向)"
        r"(?:依然存在|仍然存在|和|与|及)?.{0,8}$|(?:不足|差距|问题|短板).{0,6}(?:依然|仍然?)?存在$"
        rf"|(?:{nouns})(?:也|还|仍|确实|同样)?很?(?:不少|很多|较多|明显|突出|摆在|明摆|摆着|不小)[^，]{{0,4}}$"
        rf"|^(?:说到|谈到|讲到|提到|说起|至于)[^，]{{0,8}}(?:{nouns})"
    )


@cache
def _mainly() -> re.Pattern[str]:
    # 主要表现在：, 主要有以下几点：; 跟踪督办前紧后松，主要是我催得少 announces nothing.
    return re.compile(
        r"主要(?:表现|体现|反映)(?:在|为|是)?.{0,4}$|主要(?:是|有|在)?(?:以下|如下|[几两二三四五]).{0,5}$|主要(?:是|在|有)?$|具体(?:表现|来说)"
    )


@cache
def _other_lists() -> re.Pattern[str]:
    # 针对存在的问题，主要做法是：; 一年来的体会主要是：
    return re.compile(r"做法|举措|措施|体会|亮点|内容|收获|特点|职责|打算")


def _announces(text: str, behind: str, listing: bool) -> bool:
    """Whether a part only says that shortcomings follow; `behind` is the mark that stands behind it."""
    mainly = "主要" in text or "具体" in text
    named = _noun().search(text) is not None
    if not (mainly or named) or _other_lists().search(text, max(0, len(text) - 14)):
        return False
    if mainly and _mainly().search(text):
        return listing or named
    # What follows speaks of one of the nouns.
    if not named:
        return False
    if behind == "：" and ((listing and len(text) <= _LONGEST_ANNOUNCEMENT) or _bare().fullmatch(text)):
        return True
    if not _announcement().search(text):
        return False
    return behind == "：" or not (_names_one(text) or (listing and _of_an_area().match(text)))


@cache
def _bare() -> re.Pattern[str]:
    # 不足之处：, 工作中的主要问题：
    return re.compile(
        rf"(?:主要|存在|自身|个人|工作|目前|当前|我们?|自己|中|的|还有|突出)*(?:{'|'.join(_NOUNS)})(?:之处|方面)?"
    )


@cache
def _opens_a_list() -> re.Pattern[str]:
    # 差距明摆着：, 不足也很清楚：, 短板有三：
    return re.compile(rf"(?:{'|'.join(_NOUNS)})[^，。；：]{{0,8}}")


def opens_a_list(clause: Clause) -> bool:
    """Whether a sentence opens with what it says is lacking (差距明摆着：…), whatever its heading plans."""
    text = clause.view.text
    return (
        text.startswith("：", clause.end)
        and _opens_a_list().fullmatch(clause.text) is not None
        and not _other_lists().search(clause.text)
    )


# 同先进院比，我们的毛病摆在明处：
_LONGEST_ANNOUNCEMENT: Final = 40


@cache
def _of_an_area() -> re.Pattern[str]:
    # In a list 民生领域存在短板 names one.
    return re.compile(r"[^，]{2,10}(?:领域|方面|环节)[^，]{0,4}存在")


def _names_one(text: str) -> bool:
    """与领导的要求还存在一定的差距 names one itself; 还存在一些不足 only announces them."""
    last = text.rpartition("，")[2]
    return bool(_gap().search(last)) and not text.endswith(("问题", "短板"))


@cache
def _gap() -> re.Pattern[str]:
    return re.compile(r"与.{4,}(?:差距|不足)|(?:方面|上|中).{0,4}(?:差距|不足)")


def _lacks(passage: Passage, part: list[Clause], announced: bool) -> bool:
    """Whether a listed part admits something.

    Under a heading of problems alone each does. Elsewhere a word of lacking tells; without one, what stands behind an
    announcement or as a point (一是…) does so unless it tells of work done.
    """
    if passage.problems and not passage.plans:
        return not _introduces().match(part[0].text)
    if any(clause.hits(_SHORTCOMING) for clause in part):
        return True
    pointed = passage.view.text[max(0, part[0].start - 1) : part[0].start] in ("是", "、", "）", "，", "；")
    return (announced or pointed) and not any(_done().search(clause.text) for clause in part)


@cache
def _done() -> re.Pattern[str]:
    return re.compile(r"作出|授予|荣[获膺]|获评|被评|已[经将]?|完成|实现|建成|新增|累计|采取|制定|推动|取得")


@cache
def _ends_the_list() -> re.Pattern[str]:
    # 对此，我们一定…, 既要正视问题，更要坚定信心: what will be done about it, or how one feels about it.
    who = "我们?|本人|全[局院校办委镇乡县市]"
    return re.compile(
        rf"(?:对此|(?:针对|对于|对)?(?:这些|以上|上述)(?:问题|不足|差距|短板|困难)?)，(?:{who})?(?:一定|必须|将|要|决心|会|[亟还]?需要?|务必)"
        r"|[^，]{0,14}(?:坚定[^，]{0,6}信心|正视[^，]{0,4}(?:问题|困难)|我们相信|必将)"
    )


def _admitted(part: list[Clause]) -> list[Clause] | None:
    """The clauses from the one that turns (但…还有差距) to the last that lacks something; all behind 坦率地说."""
    if len(part) > 1 and part[0].hits(_CONFESSION):
        return part[1:]
    last = max([place for place, clause in enumerate(part) if clause.hits(_SHORTCOMING)], default=-1)
    for place, clause in enumerate(part):
        text = clause.text
        if place <= last and text.startswith(_TURNS):
            return part[place:]
        if ("有" in text or "存在" in text) and _plainly_lacks().search(text):
            return part[place:]
    return None


_TURNS: Final = ("但", "然而", "不过")


@cache
def _introduces() -> re.Pattern[str]:
    # 对照组织要求, 回顾一年来的工作: what only leads to the list
    return re.compile(
        r"对照|对标|回顾|总结|反思|通过|经过|在[^，]{2,10}的同时|虽然|尽管|成绩|肯定成绩|主要(?:是|有|表现)|具体|(?:一年来|今年以来)，?(?:虽|工作)|镜子"
    )


@cache
def _plainly_lacks() -> re.Pattern[str]:
    return re.compile(
        r"(?:存在|[还仍尚]有)(?:一定|一些|不少|较大|不小|很大)?的?(?:问题和|差距和)?(?:差距|距离|不足|短板|欠缺|弱项)|存在.{4,}等(?:问题|不足)"
    )


def _shortcoming(passage: Passage, clauses: list[Clause], rule: str) -> Lack:
    first = clauses[0]
    turn = _joined().match(first.text)
    begin = first.start + (turn.end() if turn else 0)
    if begin == first.end and len(clauses) > 1:
        begin = clauses[1].start
    finish = clauses[-1].end
    start, end = passage.view.span(begin, finish)
    text = passage.view.surface(begin, finish)
    item = trusted(Shortcoming, start=start, end=end, text=text, block=passage.block, rule=rule)
    return Lack(begin, finish, item)


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(r"但(?:是)?|然而|不过|同时|主要是|主要表现为")
