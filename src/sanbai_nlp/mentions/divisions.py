"""Divisions and committees: names made of what they see to and an ending (权益保障部, 人事代表选举室)."""

import re
from typing import Final, final

from sanbai_nlp.lexicon import Category, Divisions, Hit, Part
from sanbai_nlp.mentions.chains import CONGRESS, boundary_at, part_of
from sanbai_nlp.mentions.cues import Places, matches_at
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.places import strong_edge
from sanbai_nlp.outline import View
from sanbai_nlp.schema import DepartmentKind

_OFFICE: Final = DepartmentKind.WORKING_OFFICE
SEATED: Final = CONGRESS | {DepartmentKind.CPPCC}
BENCHES: Final = {DepartmentKind.COURT, DepartmentKind.PROCURATORATE}
_LONGEST_COMMITTEE: Final = 30
_LONGEST_DIVISION: Final = 14
_MOST_FUNCTIONS: Final = 6
_JOINTS = "和与及、"
# 综合处理, 干部, 一部分 are words; 综合处处长 is the head of one.
_NO_END = (
    "[长员理置罚分级署门队落位属技研学普目创件]|(?!处长|科长|股长|部长)[\u4e00-\u9fff][长员理置罚分级署门队落位属]"
)


@final
class Ended:
    """Names by their endings, and the words for what such an office sees to, by their last two characters."""

    __slots__ = ("_firsts", "ending", "functions")

    def __init__(self, words: Divisions) -> None:
        endings = sorted(words.endings, key=lambda word: (word.endswith("中心"), -len(word)))
        # All words in one group, so that the search runs over all that no word begins with.
        ends = "|".join(map(re.escape, endings)) or "(?!)"
        # No word goes on from 中心 (指挥中心受理), but one may be built yet: 公路养护中心建设.
        ending = re.compile(rf"(?:{ends})(?:(?<=中心)(?!建设|选址|项目)|(?<!中心)(?!{_NO_END}))")
        functions: dict[str, list[str]] = {}
        for word in set(words.functions):
            functions.setdefault(word[-2:], []).append(word)
        self.ending: Final = ending
        self.functions: Final = functions
        self._firsts: Final = frozenset([word[0] for word in words.functions])

    def end_of_one_at(self, text: str, at: int, most: int, within: int) -> int:
        """Where a name of up to `most` functions that starts at `at` ends, no more than `within` behind; -1 for none."""
        if text[at : at + 1] in self._firsts:
            for match in self.ending.finditer(text, at, at + within):
                if at in self.starts(text, match.start(), most):
                    return match.end()
        return -1

    def starts(self, text: str, end: int, most: int) -> dict[int, int]:
        """Where runs of up to `most` functions that end at `end` start, with how many they are, joints left out."""
        found: dict[int, int] = {}
        if not self.ends_at(text, end):
            return found
        ends = {end}
        for count in range(1, most + 1):
            begun = {start for start in self._before(text, ends) if start not in found}
            if not begun:
                break
            for start in begun:
                found[start] = count
            ends = begun | {start - 1 for start in begun if start and text[start - 1] in _JOINTS}
        return found

    def ends_at(self, text: str, at: int) -> bool:
        """Whether some function may end at a place: of most places its last two characters say that none does."""
        return text[max(0, at - 2) : at] in self.functions or text[max(0, at - 1) : at] in self.functions

    def _before(self, text: str, ends: set[int]) -> list[int]:
        """Where functions start that end at one of `ends`."""
        starts: list[int] = []
        for at in ends:
            for tail in (text[max(0, at - 2) : at], text[max(0, at - 1) : at]):
                words = self.functions.get(tail)
                if words is not None:
                    starts += [at - len(word) for word in words if text.endswith(word, 0, at)]
        return starts


def divisions_of_ones_own(view: View, places: Places, names: Ended) -> list[Found]:
    """Divisions of the reporter's house, at the left edge of a name: 权益保障部, 劳动和经济工作部, 综合处.

    `places` are where their endings stand.
    """
    text = view.text
    found: list[Found] = []
    if not any(names.ends_at(text, at) or text[at - 1 : at] in _BEFORE_ENDING for at in places):
        return found
    for match in matches_at(text, places, names.ending):
        end = match.start()
        if view.text.endswith("工作", 0, end):
            end -= 2
        elif _numbered(view.text, end, match.end()):
            end -= 1
        starts = [at for at in names.starts(view.text, end, 2) if strong_edge(view, at)]
        if starts and not _known(view, min(starts), match.end()):
            found.append(_found(view, min(starts), match.end(), _OFFICE, "own"))
    return found


_NUMBERS: Final = frozenset("一二三四五六七八九十")
# What may stand between what a division sees to and its ending: 环境|工作|处, 执法|三|科.
_BEFORE_ENDING: Final = _NUMBERS | {"作"}
# Behind 处 only one who does something: 执法二处被…, but 绿化三处公园.
_ACTING = re.compile("[被获负牵长的在]")


def _numbered(text: str, at: int, end: int) -> bool:
    """Whether a number stands right before the ending [at, end): 执法三科."""
    if end - at != 1 or text[at - 1 : at] not in _NUMBERS or text[at] == "部":
        return False
    return text[at] != "处" or _ACTING.match(text, end) is not None


def committees_of_ones_own(view: View, places: Places, names: Ended) -> list[Found]:
    """Committees and offices of the reporter's own congress that see to several things: 人事代表选举室.

    `places` are where their endings stand.
    """
    found: list[Found] = []
    if not any(names.ends_at(view.text, at) for at in places):
        return found
    for match in matches_at(view.text, places, names.ending):
        starts = [
            at
            for at, count in names.starts(view.text, match.start(), _MOST_FUNCTIONS).items()
            if count > 1 and strong_edge(view, at)
        ]
        if starts and not _known(view, min(starts), match.end()):
            kind = _seat(view.text[min(starts) : match.end()])
            found.append(_found(view, min(starts), match.end(), kind, "bare"))
    return found


NEW_OFFICE = "办公室"
_SET_UP = ("设立", "成立", "组建", "增设")
_SET_UP_OFFICE = re.compile("了?(?P<name>[\u4e00-\u9fff]{4,16}?" + NEW_OFFICE + ")(?![的主])")


def offices_set_up(view: View) -> list[Found]:
    """Offices whose whole name stands behind the verb that sets them up: 设立侦查监督与协作配合办公室."""
    found: list[Found] = []
    for hit in view.hits[Category.CREATING]:
        match = _SET_UP_OFFICE.match(view.text, hit.end) if view.text.endswith(_SET_UP, 0, hit.end) else None
        if match is not None and not any(c in _NO_OFFICE for c in match["name"]):
            found.append(_found(view, *match.span("name"), _OFFICE, "own", "department.free"))
    return found


_NO_OFFICE = frozenset("省市县区镇乡村州的了各等")


def committee_at(view: View, at: int, names: Ended) -> Hit | None:
    """The committee or office that goes on from one of `SEATED` at `at`: 人大常委会|选举任免代表联络工作委员会."""
    end = names.end_of_one_at(view.text, at, _MOST_FUNCTIONS, _LONGEST_COMMITTEE)
    if end < 0:
        return None
    core = view.text[at:end]
    return Hit(at, end, Part(_seat(core), "inner", core))


# A division that says by its ending whose it is: 环境资源审判庭, 公益诉讼检察部.
_CHAMBER = re.compile("[\u4e00-\u9fff]{2,10}?(?:审判庭|检察部|检察室)")


def chamber_at(view: View, at: int, above: Part, names: Ended) -> Hit | None:
    """The division of one of `BENCHES` that goes on from it at `at`: 市中级人民法院|环境资源审判庭."""
    match = _CHAMBER.match(view.text, at)
    if match is not None and not any(boundary_at(view, place, match.end()) for place in range(at, match.end())):
        return Hit(at, match.end(), Part(above.kind, "inner", match[0]))
    end = names.end_of_one_at(view.text, at, 2, _LONGEST_DIVISION)
    return Hit(at, end, Part(above.kind, "inner", view.text[at:end])) if end >= 0 else None


def _seat(core: str) -> DepartmentKind:
    if core.endswith(("委员会", "委")) and not core.endswith("工作委员会") and not core.endswith("工委"):
        return DepartmentKind.SPECIAL_COMMITTEE
    return _OFFICE


def _known(view: View, start: int, end: int) -> bool:
    """Whether the lexicon knows a part that begins here and goes as far, and may stand without what it is a part of."""
    return any(hit.end >= end and part_of(hit).use != "inner" for hit in view.by_start(Category.PART).get(start, ()))


def _found(
    view: View, start: int, end: int, kind: DepartmentKind, use: str, rule: str = "department.division"
) -> Found:
    core = view.text[start:end]
    name = Name("", None, (Part(kind, use, core),), kind, core)
    return Found(start, end, Layer.DEPARTMENT, rule, name)


# What stands in a row with a department and ends like one: 交警大队、户政科和反诈中心.
_IN_A_ROW = re.compile(
    "[、和与及](?P<name>办事处|[\u4e00-\u9fff]{2,7}?(?P<ending>[科股处庭办]|大队|中队|支队|中心|办公室|监察组|派出所|司法所|财政所)(?=[、，。；和与及等（）]|$))"
)
_NO_ROW = re.compile(
    r"[各全本等的了]|有关|相关|其他|其它|基层|下属|所属|部门|单位|群众|人员|[学专本]科|[惩查好深各]处|[督主协承创开筹举交查转代经]办|家庭|两|[一三四五六七八九十0-9*]个"
)


_JOINING = frozenset("、和与及")


def rows_with(view: View, ends: list[int]) -> list[Found]:
    """What goes on a row of departments, from the ends of those that are known."""
    text = view.text
    known = set(ends)
    rows: list[Found] = []
    for end in ends:
        at = end
        while text[at : at + 1] in _JOINING:
            match = _IN_A_ROW.match(text, at)
            if match is None or _NO_ROW.search(match["name"]) or view.quoted(*match.span("name")):
                break
            start, at = match.span("name")
            if at in known or any(boundary_at(view, place, at) for place in range(start, at)):
                break
            core = match["name"]
            kind = _OFFICE if (match["ending"] or "办事处") in "科股处办公室" else DepartmentKind.GOVERNMENT
            name = Name("", None, (Part(kind, "own", core),), kind, core)
            rows.append(Found(start, at, Layer.DEPARTMENT, "department.row", name))
    return rows
