"""Chains: the parts that a department's name goes on with, and the name that they make."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Category, Hit, Part
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.places import held, is_han
from sanbai_nlp.outline import View
from sanbai_nlp.schema import DepartmentKind, Level

CONGRESS: Final = {DepartmentKind.CONGRESS, DepartmentKind.STANDING_COMMITTEE}
OFFICE: Final = DepartmentKind.WORKING_OFFICE
# A member of an enumeration is slow to look up where this is compiled.
_DEPARTMENT: Final = Layer.DEPARTMENT
_COLLECTIVE: Final = DepartmentKind.COLLECTIVE
_COURT: Final = DepartmentKind.COURT
_GOVERNMENT: Final = DepartmentKind.GOVERNMENT
_INSTITUTION: Final = DepartmentKind.INSTITUTION
_PARTY: Final = DepartmentKind.PARTY
_STANDING_COMMITTEE: Final = DepartmentKind.STANDING_COMMITTEE
_SUPERVISION: Final = DepartmentKind.SUPERVISION
_MASS: Final = DepartmentKind.MASS
_MEDIA: Final = DepartmentKind.MEDIA
_ENTERPRISE: Final = DepartmentKind.ENTERPRISE
_CPPCC: Final = DepartmentKind.CPPCC
_WITHOUT_OFFICES: Final = CONGRESS | {OFFICE}


_BRANCHING: Final = {
    DepartmentKind.GOVERNMENT,
    DepartmentKind.COURT,
    DepartmentKind.ENTERPRISE,
    DepartmentKind.PARTY,
    DepartmentKind.INSTITUTION,
}


# No name has half so many; 大队 over and over goes on for ever, and would from each of them.
_MOST_PARTS: Final = 16


@cache
def _branches() -> re.Pattern[str]:
    # A branch named by its place, right behind an organ: 市公安局城东分局, 县法院柳河法庭.
    return re.compile(
        r"[\u4e00-\u9fff]{2,4}?(?:分局|派出所|人民法庭|法庭|司法所|支行|分公司|分院|税务所|大队|支队|中队|第[一二三四五六七八]党支部|[\u4e00-\u9fff]{0,3}[一二三四五六七八]处)"
        r"|(?P<numbered>第[一二三四五六七八九十*]{1,3}(?:巡察组|巡视组|督导组|督查组|考核组|督察组)"
        r"|巡[察视][一二三四五六七八九十]{1,2}组)|附属(?:第[一二三四五])?(?:中学|小学|学校|医院|幼儿园)"
    )


def _branch_at(text: str, at: int) -> re.Match[str] | None:
    return _branches().match(text, at) if at < len(text) and is_han(text, at) else None


@cache
def _posted() -> re.Pattern[str]:
    # 驻市卫健委纪检监察组, 驻院纪检监察组
    return re.compile(r"驻[院局委部厅校]?$")


def part_of(hit: Hit) -> Part:
    """The part that a hit stands for."""
    assert isinstance(hit.value, Part)
    return hit.value


Going = Callable[[View, int, Part], Hit | None]
"""What else may go on from a part at a place."""


def chain_from(view: View, by_start: dict[int, list[Hit]], first: Hit, going: Going) -> list[Hit]:
    """The parts that go on from one: 人大 + 常委会 + 机关 + 党组."""
    chain = [first]
    if part_of(first).kind == _COLLECTIVE:
        return chain
    while len(chain) < _MOST_PARTS:
        last, end = part_of(chain[-1]), chain[-1].end
        following = by_start.get(end)
        after = [hit for hit in following if _continues(last, part_of(hit))] if following is not None else []
        further = going(view, end, last)
        if further is not None:
            after.append(further)
        if after:
            chain.append(after[0] if len(after) == 1 else max(after, key=lambda hit: hit.end))
            continue
        branch = _branch_at(view.text, end) if last.kind in _BRANCHING else None
        if branch is None or (not branch["numbered"] and _boundary_inside(view, end, branch.end() - 1)):
            break
        kind = _PARTY if branch[0].endswith("支部") else last.kind
        # A masked number (第*巡察组) is left out of the full name.
        core = branch[0].lstrip("第*") if "*" in branch[0] else branch[0]
        chain.append(Hit(end, branch.end(), Part(kind, "inner", core)))
    return chain


def _continues(above: Part, part: Part) -> bool:
    if part.use == "suffix":
        # A station or a centre of a government's bureau: 市生态环境局监测站.
        station = part.kind == _INSTITUTION and above.kind == _GOVERNMENT
        return len(part.canonical) > 1 and (station or part.kind in (above.kind, _PARTY))
    if part.use == "inner":
        return True
    if part.use != "bare":
        return part.kind == above.kind == _INSTITUTION
    if part.kind == _GOVERNMENT:
        return above.kind == _GOVERNMENT and part.canonical.endswith(("大队", "支队", "中心", "所", "办公室", "办"))
    if part.kind == above.kind == _COURT:  # 人民法院民事审判第一庭
        return part.canonical.endswith(("庭", "委员会", "审委会", "局"))
    if part.kind in (_MASS, _MEDIA, _COURT, _ENTERPRISE):
        return part.canonical.endswith(("机关工会", "女职工委员会"))
    if part.kind == _SUPERVISION:
        return part.canonical.endswith("组")
    return part.kind != _STANDING_COMMITTEE or above.kind in (
        _CPPCC,
        DepartmentKind.CONGRESS,
        _PARTY,
    )


def boundary_at(view: View, at: int, end: int) -> bool:
    """Whether a word that ends before names begins at `at` and ends by `end`, none that names hold themselves."""
    c, inside = view.text[at], view.lexicon.inside
    if c in view.lexicon.edges and c not in inside and not held(view, at, at + 1):
        return True
    hits = view.by_start(Category.BOUNDARY).get(at)
    return hits is not None and any(
        hit.end <= end and hit.value not in inside and not held(view, at, hit.end) for hit in hits
    )


def _boundary_inside(view: View, start: int, end: int) -> bool:
    """Whether such a word stands in [start, end)."""
    return any(boundary_at(view, at, end) for at in range(start, end))


_POSTED = ("纪检监察组", "纪检组", "监察组")


def make_name(
    view: View, start: int, chain: list[Hit], place: str, level: Level | None, rule: str, free: str = ""
) -> Found:
    """The name that begins at `start`: its place, the words of its own before the chain, and the chain."""
    parts = tuple([part_of(hit) for hit in chain])
    core = free + "".join([part.canonical for part in parts])
    if parts[0].use == "fixed" and place:
        place = place if not core.startswith(tuple("省市县区州旗镇乡")) else place.rstrip()
    posted = _posted().search(view.text, max(0, start - 2), start) if core.endswith(_POSTED) else None
    if posted is not None:
        place, start = view.text[posted.start() : chain[0].start], posted.start()
    name = Name(place, level, parts, _kind(parts), core)
    return Found(start, chain[-1].end, _DEPARTMENT, rule, name)


def _kind(parts: tuple[Part, ...]) -> DepartmentKind:
    """The last part decides, but an office is of its house: 市政府办公室 is government."""
    last, word = parts[-1].kind, parts[-1].canonical
    if len(parts) > 1:
        house = parts[0].kind
        if house == _SUPERVISION and word in ("常委会", "常务委员会"):
            return house
        if house == _PARTY and last == _STANDING_COMMITTEE:
            return house
        if house == _GOVERNMENT and word in ("督查室", "研究室", "政研室"):
            return house
        if last == OFFICE and house not in _WITHOUT_OFFICES:
            return house
        if last == _PARTY and word in ("办公室", "督查室", "政策研究室") and house in CONGRESS:
            return OFFICE
    if word in ("纪委", "机关纪委", "院纪委") or word.endswith(("纪检监察组", "纪检组")):
        return _SUPERVISION
    return last
