"""Resolve: departments get their canonical names and are clustered. Nothing else gives a name."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, final

from sanbai_nlp.lexicon import Part
from sanbai_nlp.mentions.claim import Claimed
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.short_forms import ShortForm, introduced_form, own_forms
from sanbai_nlp.outline import View
from sanbai_nlp.schema import Department, DepartmentKind, Level, Mention, Role, trusted

_CONGRESS: Final = {DepartmentKind.CONGRESS, DepartmentKind.STANDING_COMMITTEE}
_OF_CONGRESS: Final = {DepartmentKind.SPECIAL_COMMITTEE, DepartmentKind.WORKING_OFFICE}
# What takes its place from the name before it: 省纪委、监委, 市法院、检察院.
_SHARING: Final = _OF_CONGRESS | {DepartmentKind.SUPERVISION, DepartmentKind.GOVERNMENT, DepartmentKind.COURT}
_JUDGING: Final = {DepartmentKind.SUPERVISION, DepartmentKind.COURT}
_JOINTS: Final = frozenset({"、", "和", "与", "及", "以及"})
# A member of an enumeration is slow to look up where this is compiled.
_DEPARTMENT: Final = Layer.DEPARTMENT
_TITLE: Final = Role.TITLE
_WORKING_OFFICE: Final = DepartmentKind.WORKING_OFFICE
_SPECIAL_COMMITTEE: Final = DepartmentKind.SPECIAL_COMMITTEE
_STANDING_COMMITTEE: Final = DepartmentKind.STANDING_COMMITTEE
_SUPERVISION: Final = DepartmentKind.SUPERVISION
_MASS: Final = DepartmentKind.MASS
_COURT: Final = DepartmentKind.COURT
_PARTY: Final = DepartmentKind.PARTY
_CPPCC: Final = DepartmentKind.CPPCC
_OTHER: Final = DepartmentKind.OTHER
_COLLECTIVE: Final = DepartmentKind.COLLECTIVE
_HOUSES: Final = {DepartmentKind.GOVERNMENT, DepartmentKind.COURT, DepartmentKind.PROCURATORATE}
_ELSEWHERE = ("大学", "学院")
_WITHOUT_PLACE: Final = {DepartmentKind.MEDIA, DepartmentKind.ENTERPRISE, DepartmentKind.INSTITUTION}
# Houses that have a 纪委 of their own: of a hospital's report it is the hospital's.
_INNER_SUPERVISION: Final = {DepartmentKind.INSTITUTION, DepartmentKind.ENTERPRISE}
_PARTS_OF_A_HOUSE: Final = {
    DepartmentKind.PARTY,
    DepartmentKind.WORKING_OFFICE,
    DepartmentKind.SPECIAL_COMMITTEE,
    DepartmentKind.SUPERVISION,
}


@cache
def _position() -> re.Pattern[str]:
    return re.compile(
        r"(?:党[组委]|常务)?(?:成员|书记|副书记|副?主任|副?局长|副?院长|副?检察长|副?校长|副?部长|副?主席|副?县长|副?市长|副?区长|副?镇长|副?乡长|副?总经理|副?经理|董事长|庭长|委员|副?主委|副?处长|副?科长|秘书长)"
    )


_OWN_WORDS = ("学院", "医院", "学校", "集团公司", "公司", "集团", "部", "局", "院", "校", "委")


@final
class House:
    """The reporter's own house: its place, level and kind, its base name, and the unit that reports."""

    __slots__ = ("base", "kind", "level", "place", "unit")

    def __init__(
        self,
        place: str = "",
        level: Level | None = None,
        kind: DepartmentKind = DepartmentKind.OTHER,
        base: str = "",
        unit: str | None = None,
    ) -> None:
        self.place: Final = place
        self.level: Final = level
        self.kind: Final = kind
        self.base: Final = base
        self.unit: Final = unit


@final
class _Cluster:
    """A department on its way, and its mentions so far."""

    __slots__ = ("kind", "level", "members", "mentions", "rule")

    def __init__(self, kind: DepartmentKind, level: Level | None, members: tuple[str, ...], rule: str) -> None:
        self.kind: Final = kind
        self.level: Final = level
        self.members: Final = members
        self.rule: Final = rule
        self.mentions: Final[list[Mention]] = []


class Namer:
    """Gives canonical names within one report."""

    def __init__(self, sections: Sequence[Claimed]) -> None:
        self._sections = sections
        self.house = _house(sections)
        self._full = _full_parts(sections, self.house)

    def departments(self) -> tuple[Department, ...]:
        """All departments of the report, by first mention."""
        clusters: dict[str, _Cluster] = {}
        forms = own_forms(self.house.kind, self.house.base, self.house.unit, self.house.level)
        for claimed in self._sections:
            before: _Before | None = None
            view = claimed.section.view
            for found in claimed.of(_DEPARTMENT):
                name, level, place = self._canonical(view, found, before)
                cluster = clusters.get(name)
                if cluster is None:
                    kind, members = _kind_of(found, self.house), _members(found, self.house)
                    cluster = clusters[name] = _Cluster(kind, level, members, found.rule)
                start, end = view.span(found.start, found.end)
                text = view.surface(found.start, found.end)
                cluster.mentions.append(trusted(Mention, start=start, end=end, text=text, rule=found.rule))
                before = _Before(found.end, found.value, place) if isinstance(found.value, Name) else None
                if view.text[found.end : found.end + 1] == "（":
                    forms += introduced_form(view.text, found.end, name, cluster.kind, cluster.level)
        for claimed in self._sections if forms else ():
            self._add_short_forms(claimed, forms, clusters)
        for cluster in clusters.values() if forms else ():
            cluster.mentions.sort(key=lambda mention: mention.start)
        return tuple(
            trusted(
                Department,
                name=name,
                level=c.level,
                kind=c.kind,
                members=c.members,
                mentions=tuple(c.mentions),
                rule=c.rule,
            )
            for name, c in clusters.items()
        )

    def _add_short_forms(self, claimed: Claimed, forms: Sequence[ShortForm], clusters: dict[str, _Cluster]) -> None:
        """Mentions by a word that only this report makes a name: 集团 in a firm's report, what 以下简称 introduces."""
        view = claimed.section.view
        for form in forms:
            for start, end in form.places(claimed):
                cluster = clusters.setdefault(form.name, _Cluster(form.kind, form.level, (), form.rule))
                first, last = view.span(start, end)
                cluster.mentions.append(
                    trusted(Mention, start=first, end=last, text=view.surface(start, end), rule=form.rule)
                )

    def _canonical(self, view: View, found: Found, before: "_Before | None") -> tuple[str, Level | None, str]:
        """(name, level, place) of a mention; `before` is the mention left of it, for a place that both share."""
        name = found.value
        if not isinstance(name, Name):
            return view.text[found.start : found.end], self.house.level, ""
        place = _spoken(name.place)
        core = self._full_core(name, place)
        if name.parts[0].use == "fixed":
            return self._fixed(name, place)
        if name.parts[0].use == "own":
            known = found.rule == "department.free"
            return core if known else self._of_house(name, core), self._own_level(found, name), ""
        if place:
            posted = place.startswith("驻") and name.level is None  # 驻院纪检监察组
            return place + core, self.house.level if posted else name.level, place
        if found.rule == "department.own" and self.house.base:  # 校团委, 局工会
            return self.house.base + core, self._level_of_house(name), self.house.place
        if name.place and name.level is None and name.parts[0].use == "suffix":  # **干部学院 may be anywhere
            return core, None, ""
        if before is not None:
            above = before.name
            between = view.text[before.end : found.start]
            if _its_own(name, above, between):
                congress = above.core if above.parts[0].use == "fixed" else before.place + above.core
                return congress + core, above.level or above.parts[0].level, before.place
            shared = _shared_place(name, before, between) if name.parts[0].kind in _SHARING else ""
            if shared:
                return shared + core, above.level, shared
        return self._of_house(name, core), self._level_of_house(name), self.house.place

    def _full_core(self, name: Name, place: str) -> str:
        """The core with its parts in full (人代室, 教体局, 环资委党支部) where the report itself writes the full form."""
        place = (place or self.house.place)[-1:]
        written = "".join([part.canonical for part in name.parts])
        if not name.core.endswith(written):
            return name.core
        return name.core.removesuffix(written) + "".join([self._full_part(part, place) for part in name.parts])

    def _full_part(self, part: Part, place: str) -> str:
        if part.use == "fixed":
            return part.canonical
        for full in self._full.get((part.kind, place, part.canonical[:1]), ()):
            if abbreviates(part.canonical, full):
                return full
        return part.canonical

    def _fixed(self, name: Name, place: str) -> tuple[str, Level | None, str]:
        first = name.parts[0]
        if first.kind == _COLLECTIVE:
            return first.canonical, first.level or self.house.level, ""
        if first.level is None and not place:
            core = name.core
            own = next((word for word in _OWN_WORDS if core.startswith(word) and len(core) > len(word)), None)
            return (self.house.base + core.removeprefix(own) if own and self.house.base else core), self.house.level, ""
        return place + name.core, first.level or name.level, place or first.canonical[:1]

    def _of_house(self, name: Name, core: str) -> str:
        """The full name of what the report names without a place: of its house, of its house's place, or as it is."""
        house, first = self.house, name.parts[0]
        if first.kind == DepartmentKind.CONGRESS and name.kind == _WORKING_OFFICE and _seated(house):
            return house.base + core.removeprefix(first.canonical)  # 人大信访室 is 市人大常委会信访室
        if _is_division(first) or (house.base and _is_inside(house, first, core)):
            return house.base + core
        if core.startswith("派驻") or first.kind in _WITHOUT_PLACE or first.use == "own":
            return core
        if house.place and core.startswith(("团" + house.place[-1:], house.place[-1:])):
            return core
        if first.kind == _STANDING_COMMITTEE:
            congress = "政协" if house.kind == _CPPCC else "人大"
            return house.place + (core if core.startswith(("人大", "政协")) else congress + core)
        if first.kind == _SPECIAL_COMMITTEE:
            return house.place + ("政协" if house.kind == _CPPCC else "人大") + core
        if first.kind == _WORKING_OFFICE or _is_inner_party(first):
            return house.base if house.base.endswith(core) else house.base + core
        return house.place + core

    def _own_level(self, found: Found, name: Name) -> Level | None:
        """The level of a name without a place: a college elsewhere has none that the report says."""
        here = self.house.place.rstrip("省市县区")
        if found.rule == "department.free" and name.core.endswith(_ELSEWHERE) and not (here and here in name.core):
            return name.level
        return self._level_of_house(name)

    def _level_of_house(self, name: Name) -> Level | None:
        outside = (DepartmentKind.MEDIA, DepartmentKind.ENTERPRISE)
        if name.level is not None:
            return name.level
        return name.parts[0].level if name.parts[0].kind in outside else self.house.level


def _is_division(first: Part) -> bool:
    """Whether a name is that of a division of one's own house: 综合处, 药学部."""
    return first.use == "own" and first.kind == _WORKING_OFFICE


_BENCHES = ("庭", "审判委员会", "审委会", "执行局")
_INNER_MASS = ("团委", "工会", "机关工会", "女职工委员会")


def _is_inside(house: House, first: Part, core: str) -> bool:
    """Whether a name is of a part of the house itself: 院政治部, a hospital's 纪委, a court's 民一庭."""
    if first.kind == _SUPERVISION and house.kind in _INNER_SUPERVISION and core.startswith("纪委"):
        return True
    if first.kind == _MASS and house.kind in _INNER_SUPERVISION and core.startswith(_INNER_MASS):
        return True
    if first.kind == _COURT == house.kind and first.canonical.endswith(_BENCHES):
        return first.use != "own"
    return first.use == "inner"


def _seated(house: House) -> bool:
    return house.base.endswith("人大常委会")


def _is_inner_party(part: Part) -> bool:
    """党组, 机关党委 are of the house itself; 组织部, 宣传部 are of the place."""
    return part.kind == _PARTY and part.canonical.startswith(("党组", "机关", "党委", "党总支", "党工委"))


def _spoken(place: str) -> str:
    """A place without masks, sessions and words for "our": **市 → 市."""
    return place.replace("*", "").replace(" ", "").removeprefix("中共")


@final
class _Before:
    """The name left of another: where it ends, and the place that it got."""

    __slots__ = ("end", "name", "place")

    def __init__(self, end: int, name: Name, place: str) -> None:
        self.end: Final = end
        self.name: Final = name
        self.place: Final = place


def _its_own(name: Name, above: Name, between: str) -> bool:
    """Whether a standing committee is that of the congress before it: 省人大及其常委会."""
    return between == "及其" and name.core == "常委会" and above.parts[-1].kind == DepartmentKind.CONGRESS


def _shared_place(name: Name, before: _Before, between: str) -> str:
    """省人大监察司法委、法制委: the second takes the first one's place (and congress); empty where it takes none."""
    if between not in _JOINTS or not before.place:
        return ""
    kind, parts = name.parts[0].kind, before.name.parts
    if not before.name.place and parts[0].use != "fixed":  # of one's own house
        return ""
    if kind in _OF_CONGRESS:
        return before.place + parts[0].canonical if parts[0].kind in _CONGRESS else ""
    return before.place if kind == parts[-1].kind or kind in _JUDGING else ""


def abbreviates(short: str, full: str) -> bool:
    """Whether `short` is made of characters of `full` in their order, from the first one to the last.

    人代室 of 人事选举代表工作室, 教体局 of 教育和体育局, 监司委 of 监察和司法委员会 (whose 委 stands for 委员会).
    """
    if (
        len(short) < 2
        or len(short) >= len(full)
        or short[0] != full[0]
        or (full.startswith(short.removesuffix("会")) and not full.endswith("委员会"))
    ):
        return False
    if short[-1] != full[-1] and not (short[-1] == "委" and full.endswith("委员会")):
        return False
    at = 0
    for c in short:
        at = full.find(c, at) + 1
        if at == 0:
            return False
    return True


def _full_parts(sections: Sequence[Claimed], house: House) -> dict[tuple[DepartmentKind, str, str], list[str]]:
    """Every part of a name that the report writes, by kind, last word of its place and first character; longest first."""
    found: dict[tuple[DepartmentKind, str, str], set[str]] = {}
    for claimed in sections:
        for item in claimed.of(_DEPARTMENT):
            if isinstance(item.value, Name):
                place = (_spoken(item.value.place) or house.place)[-1:]
                for part in item.value.parts:
                    found.setdefault((part.kind, place, part.canonical[:1]), set()).add(part.canonical)
    return {key: sorted(parts, key=lambda part: (-len(part), part)) for key, parts in found.items()}


def _members(found: Found, house: House) -> tuple[str, ...]:
    if not isinstance(found.value, Name):
        return ()
    members = found.value.parts[0].members
    return tuple([member.format(place=house.place) for member in members]) if members else ()


def _kind_of(found: Found, house: House) -> DepartmentKind:
    if not isinstance(found.value, Name):
        return found.kind or _OTHER
    name = found.value
    if found.rule in ("department.division", "department.row") and name.kind == _WORKING_OFFICE:
        return name.kind if house.kind in _CONGRESS | {_OTHER, _PARTY} else house.kind
    if found.rule == "department.own" and {name.kind, house.kind} <= _HOUSES:
        return house.kind
    # An office without a place is of the reporter's own house, whatever that is.
    office = name.core in ("办公室", "研究室", "信访室") and not name.place
    if office and house.kind not in _CONGRESS | {_OTHER}:
        return house.kind
    if name.kind == _STANDING_COMMITTEE and not name.place and house.kind == _CPPCC:
        return _CPPCC
    return name.kind


_ANY: Final = frozenset(Role)
# Where the first name of the house stands, the surest first.
_HOUSED: Final = (
    frozenset({Role.TITLE}),
    frozenset({Role.PREAMBLE, Role.SALUTATION}),
    frozenset({Role.SIGNATURE}),
    _ANY,
)


def _house(sections: Sequence[Claimed]) -> House:
    """The house of the first name in the title, else in the preamble, else the first one with a place."""
    for wanted in _HOUSED:
        names = _names_in([claimed for claimed in sections if claimed.section.block.role in wanted])
        if _TITLE in wanted:
            names = [*_held(sections), *names]
        best = next((n for n in names if n.place or _may_be_house(n.parts[0])), None)
        best = best or next(
            (n for n in names if n.parts[0].use == "fixed" and n.level not in (None, Level.NATIONAL)), None
        )
        if best is not None:
            return _house_of(best, own=wanted is not _ANY and Role.PREAMBLE not in wanted)
    return House()


def _may_be_house(first: Part) -> bool:
    """Whether a name without a place may be the house: 党组 and 综合处 are parts of one."""
    return first.kind != _PARTY and first.use not in ("fixed", "inner") and not _is_division(first)


def _held(sections: Sequence[Claimed]) -> list[Name]:
    """The names in the title lines that a position follows: of 市政协提案委员会主任 the committee."""
    found = []
    for claimed in sections:
        if claimed.section.block.role == _TITLE:
            text = claimed.section.view.text
            found += [
                f.value for f in claimed.of(_DEPARTMENT) if _position().match(text, f.end) and isinstance(f.value, Name)
            ]
    return found


def _names_in(sections: Iterable[Claimed]) -> list[Name]:
    found = [item.value for claimed in sections for item in claimed.of(_DEPARTMENT)]
    return [name for name in found if isinstance(name, Name)]


def _house_of(name: Name, own: bool) -> House:
    place = _spoken(name.place) or (name.core[:1] if name.parts[0].use == "fixed" else "")
    first = name.parts[0]
    unit = place + name.core if name.parts[0].use != "fixed" else _spoken(name.place) + name.core
    if first.kind in _CONGRESS:
        return House(place, name.level, _STANDING_COMMITTEE, place + "人大常委会", unit if own else None)
    kept = [part for part in name.parts if part.kind not in _PARTS_OF_A_HOUSE or part.kind == first.kind]
    if first.kind == _COURT:  # 民事审判第一庭 and 党组 are both of the court
        kept = [first]
    if first.use == "suffix" and first.kind == _PARTY:
        kept = []
    tail = "".join(part.canonical for part in name.parts)
    free = name.core[: len(name.core) - len(tail)]
    prefix = _spoken(name.place) if first.use == "fixed" else place
    base = prefix + free + "".join(part.canonical for part in kept)
    return House(place, name.level or first.level, first.kind, base, unit if own else None)
