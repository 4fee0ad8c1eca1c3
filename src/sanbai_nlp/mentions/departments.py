"""Departments: a place (or none) and the parts of a name, each by its longest word."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final, final

from sanbai_nlp.lexicon import Category, Hit, Lexicon, Part
from sanbai_nlp.mentions.chains import CONGRESS, OFFICE, boundary_at, chain_from, make_name, part_of
from sanbai_nlp.mentions.cues import Cues
from sanbai_nlp.mentions.divisions import (
    BENCHES,
    NEW_OFFICE,
    SEATED,
    Ended,
    chamber_at,
    committee_at,
    committees_of_ones_own,
    divisions_of_ones_own,
    offices_set_up,
    rows_with,
)
from sanbai_nlp.mentions.found import Found
from sanbai_nlp.mentions.framed import FRAMES, frames, names_with_place_inside
from sanbai_nlp.mentions.free import FREE_ENDINGS, TRADES, brands, free_names
from sanbai_nlp.mentions.own import BRANCHES, COMMUNITIES, branches_of_ones_own, communities, own_word
from sanbai_nlp.mentions.places import SUFFIXES, held, level_of, place_before, view_edge
from sanbai_nlp.outline import NUMERAL, Cover, View
from sanbai_nlp.schema import DepartmentKind

# Whose bare names may stand behind another word: 提请常委会, 报党组.
_HOUSE_ORGANS: Final = CONGRESS | {OFFICE, DepartmentKind.SPECIAL_COMMITTEE, DepartmentKind.PARTY}
_OF_A_HOUSE: Final = {DepartmentKind.PARTY, DepartmentKind.MASS, DepartmentKind.SUPERVISION}


# A member of an enumeration is slow to look up where this is compiled.
_PART: Final = Category.PART
_PARTY: Final = DepartmentKind.PARTY
_GOVERNMENT: Final = DepartmentKind.GOVERNMENT
_MEDIA: Final = DepartmentKind.MEDIA
_SUPERVISION: Final = DepartmentKind.SUPERVISION
_SEATS: Final = {DepartmentKind.CONGRESS, DepartmentKind.CPPCC}
# What office 办公室 is the tail of: 领导小组办公室, 指挥部办公室.
_OF_A_GROUP = "组部会"
_LONGEST_FREE: Final = 14
# What begins like the last word of a place: 省市政工程协会.
_NO_PLACE = ("市政", "市场", "市容", "县域", "区域", "乡村", "村镇", "乡镇", "城镇", "州际")
# A suffix of so many characters needs no words between the place and itself: 县殡仪馆, but not 市中心.
_WHOLE_SUFFIX: Final = 3


@cache
def _session() -> re.Pattern[str]:
    return re.compile(rf"第?[{NUMERAL}0-9*]{{1,4}}届$")


def _session_before(text: str, start: int) -> re.Match[str] | None:
    return _session().search(text, max(0, start - 6), start) if "届" in text[max(0, start - 2) : start] else None


@cache
def _counted_members() -> re.Pattern[str]:
    # 公、检、法、司等四单位
    return re.compile(r"等[一二三四五六七八九十0-9*]+(?:家|个)?(?:单位|部门|机关)")


@final
class _Limit:
    """What makes a part of a name the rest of another word: what stands before it, or behind it."""

    __slots__ = ("_after", "_before", "_first", "_last")

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self._before: Final = tuple(before)
        self._after: Final = tuple(after)
        # A character says of most places that none of the words stands there.
        self._last: Final = frozenset([word[-1] for word in before])
        self._first: Final = frozenset([word[0] for word in after])

    def crossed(self, view: View, start: int, end: int) -> bool:
        """Whether it does so at [start, end)."""
        text = view.text
        if end < len(text) and text[end] in self._first and text.startswith(self._after, end):
            return True
        if start == 0 or text[start - 1] not in self._last:
            return False
        return text.endswith(self._before, 0, start) and not held(view, start - 1, start)


def _limits(lexicon: Lexicon) -> dict[str, _Limit]:
    """The limits of the parts that have any, by their words; …部 limits all that end so."""
    words = lexicon.words.departments
    parts = words.parts.values()
    terms = {term for part in parts for term in (*part.bare, *part.regional, *part.inner, *part.suffixes)}
    terms.update(fixed.term for fixed in words.fixed)
    limits: dict[str, _Limit] = {}
    for term in terms:
        before = words.not_before.get(term) or []
        after = words.not_after.get(term) or words.not_after.get("…" + term[-1]) or []
        if before or after:
            limits[term] = _Limit(before, after)
    return limits


class DepartmentFinder:
    """Finds names of organs in a view whose `places` the report introduced."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words.departments
        self._generic = re.compile("|".join(map(re.escape, words.generic)) or "(?!)")
        self._frames = frames(words.nationwide)
        self._divisions = Ended(words.divisions)
        self._committees = Ended(words.committees)
        self._limits = _limits(lexicon)
        own = (words.divisions.endings, words.committees.endings)
        self._cues = Cues([FRAMES, BRANCHES, COMMUNITIES, *own, [NEW_OFFICE], FREE_ENDINGS, TRADES])

    def __call__(self, view: View) -> list[Found]:
        """Every name of the view by its longest reading, none inside another."""
        by_start = self._parts(view)
        chained = self._chained(view, by_start)
        names = _apart([*self._whole(view, by_start, chained), *chained])
        rows = rows_with(view, [found.end for found in names]) if names else []
        return _apart([*names, *rows]) if rows else names

    def _whole(self, view: View, by_start: dict[int, list[Hit]], chained: list[Found]) -> list[Found]:
        """Names that other signs than their parts give away, those left out that a chain reads on from their left.

        投资集团有限公司 gives way to 云溪市城市建设投资集团有限公司.
        """
        names = self._by_cues(view, bool(by_start))
        if not names or not chained:
            return names
        starts = [found.start for found in chained]
        rivals = [(bisect_right(starts, found.start) - 1, found) for found in names]
        return [found for at, found in rivals if at < 0 or not _reads_on(chained[at], found)]

    def _by_cues(self, view: View, parts: bool) -> list[Found]:
        """Such names, those of each kind where a cue of that kind stands; branches only beside `parts` of names."""
        cues = self._cues.scan(view.text)
        if cues is None:
            return []
        framed, branches, homes, divisions, committees, offices, free, trades = cues
        return [
            *(names_with_place_inside(view, self._frames) if framed else ()),
            *(branches_of_ones_own(view, branches) if parts else ()),
            *communities(view, homes),
            *divisions_of_ones_own(view, divisions, self._divisions),
            *committees_of_ones_own(view, committees, self._committees),
            *(offices_set_up(view) if offices else ()),
            *free_names(view, free),
            *brands(view, trades, self._generic),
        ]

    def _chained(self, view: View, by_start: dict[int, list[Hit]]) -> list[Found]:
        """Names that are a place (or none) and the parts behind it, in order."""
        names: list[Found] = []
        reached = 0
        for start in sorted(by_start):
            if start >= reached:
                name = self._name_at(view, by_start, start, reached)
                if name is not None:
                    reached = name.end
                    names.append(name)
        return names

    def _parts(self, view: View) -> dict[int, list[Hit]]:
        """The parts of names by where they start, without those that are the rest of another word, or go on to one.

        学院派 is no 学院, 大局 no 局.
        """
        text, limits = view.text, self._limits
        by_start: dict[int, list[Hit]] = {}
        for hit in view.hits[_PART]:
            start, end = hit.start, hit.end
            limit = limits.get(text[start:end])
            if limit is None or not limit.crossed(view, start, end):
                row = by_start.get(start)
                if row is None:
                    by_start[start] = [hit]
                else:
                    row.append(hit)
        return by_start

    def _name_at(self, view: View, by_start: dict[int, list[Hit]], start: int, reached: int) -> Found | None:
        options = by_start[start]
        if len(options) > 1:
            options = sorted(options, key=lambda hit: (-hit.end, part_of(hit).use != "bare"))
        for option in options:
            chain = chain_from(view, by_start, option, self._going)
            found = self._located(view, chain, reached)
            if found is not None:
                return found
        return None

    def _going(self, view: View, at: int, above: Part) -> Hit | None:
        if above.kind in SEATED:
            return committee_at(view, at, self._committees)
        return chamber_at(view, at, above, self._divisions) if above.kind in BENCHES else None

    def _located(self, view: View, chain: list[Hit], reached: int) -> Found | None:
        """The chain with its place, or alone where its first part may stand alone."""
        first = part_of(chain[0])
        start = chain[0].start
        if first.use == "inner":  # 院政治部
            own = own_word(view, start)
            return None if own is None or own < reached else make_name(view, own, chain, "", None, "department.own")
        if first.use == "fixed":
            return _fixed(view, chain, reached)
        if first.use == "suffix":
            return _with_free_part(view, chain, reached)
        session = _session_before(view.text, start) if first.kind in CONGRESS else None
        place_end = session.start() if session else start
        place = place_before(view, place_end)
        if place is not None and place[0] >= reached:
            rule = "department.list" if first.use == "bare" else "department.region"
            if first.kind in BENCHES and len(chain) == 1 and view.text[place[0] - 1 : place[0]] == "全":  # 全省法院
                return None
            return make_name(view, place[0], chain, view.text[place[0] : place_end], place[1], rule)
        own = own_word(view, start) if first.use == "bare" and first.kind in _OF_A_HOUSE else None
        if own is not None and own >= reached:
            return make_name(view, own, chain, "", None, "department.own")
        if first.use == "bare" and (self._alone(view, chain) or (start == reached > 0 and first.kind == _SUPERVISION)):
            return make_name(view, start, chain, "", None, "department.short")
        if first.kind in _SEATS and len(chain) > 1 and start >= reached and view_edge(view, start):  # 人大信访室
            return make_name(view, start, chain, "", None, "department.short")
        if first.use == "regional":
            return _with_free_part(view, chain, reached) or _congress_session(view, chain, session)
        return None

    def _alone(self, view: View, chain: list[Hit]) -> bool:
        """A bare name is one where it is not the tail of a longer word: 云计算办公室 is none."""
        start = chain[0].start
        kind = part_of(chain[0]).kind
        if view_edge(view, start) or kind == _MEDIA:
            return True
        before = view.text[start - 1 : start]
        if kind == OFFICE and before in _OF_A_GROUP:
            return False
        return before not in "县市区镇乡省州旗级公专驻共城总分" and kind in _HOUSE_ORGANS


def _apart(names: list[Found]) -> list[Found]:
    """The names that overlap none before them in the list."""
    if all(first.end <= second.start for first, second in pairwise(names)):
        return names
    taken = Cover(max(found.end for found in names))
    kept = []
    for found in names:
        if not taken.touches(found.start, found.end):
            taken.add(found.start, found.end)
            kept.append(found)
    return kept


def _reads_on(chain: Found, found: Found) -> bool:
    """Whether a chain reads on from a name; of equals a frame knows the level (中国人民银行云溪县支行)."""
    if chain.end == found.end and chain.start == found.start:
        return found.rule != "department.framed"
    # Only a firm goes on to its branch: 白屿大队|大队长 is not one name.
    return chain.end == found.end or (chain.end > found.end and found.rule == "department.free")


def _fixed(view: View, chain: list[Hit], reached: int) -> Found:
    """A whole name: 国务院, 县委; one that opens with a place's last word takes the rest of the name (云溪县委)."""
    first = chain[0]
    part = part_of(first)
    start, level = first.start, part.level
    text = view.text
    if text[start] in "省市县区州旗镇乡街" and part.kind in (_PARTY, _GOVERNMENT):
        head = start + (2 if text.startswith("街道", start) else 1)
        named = place_before(view, head, named=text[start] not in "镇乡街")
        if named is not None and named[0] >= reached and (named[0] < start):
            start = named[0]
    if (
        part.kind == _PARTY
        and part.level is None
        and text[start - 1 : start] in ("市", "县", "区", "省")
        and part.canonical.startswith(("政协", "局", "院"))
    ):  # 县局党组
        start, level = start - 1, level_of(text[start - 1])
    prefix = text[start : first.start]
    found = make_name(view, start, chain, prefix, level, "department.fixed")
    counted = _counted_members().match(text, found.end) if part.members else None
    return Found(start, counted.end(), found.layer, found.rule, found.value) if counted else found


def _with_free_part(view: View, chain: list[Hit], reached: int) -> Found | None:
    """A name whose beginning is free: a place, up to 14 characters without a boundary, and the suffix."""
    end = chain[0].start
    near = place_before(view, end) if chain[0].end - end >= _WHOLE_SUFFIX else None
    if near is not None and near[0] >= reached:
        return make_name(view, near[0], chain, view.text[near[0] : end], near[1], "department.suffix")
    crossed = False
    for at in range(end - 1, max(reached, end - _LONGEST_FREE) - 1, -1):
        c = view.text[at]
        if c == "*" and at + 1 < end <= at + 5 and part_of(chain[0]).use == "suffix":
            return _with_mask(view, chain, at, reached)
        if not ("\u4e00" <= c <= "\u9fff" or c in "（）"):
            return None
        crossed = crossed or boundary_at(view, at, end)
        if crossed and c not in "和与及同" and not _opens_group(view.text, at, end):
            return None
        place = place_before(view, at) if at < end else None
        if place is not None and reached <= place[0] < at and view.text[place[0] - 1 : place[0]] != "次":
            free = view.text[at:end]
            if (
                (free[0] in SUFFIXES and not free.startswith(_NO_PLACE))
                or free[0] in "级属内外域段（两"
                or "）" in free
            ):
                return None
            return make_name(view, place[0], chain, view.text[place[0] : at], place[1], "department.suffix", free)
    return None


# What a standing group is for may open its name with a verb: 省|执行联动领导小组办公室; behind 成立 it does not.
_GROUPS = ("领导小组", "协调小组", "工作小组", "委员会", "指挥部")
_PURPOSES = ("执行", "推进", "创建", "统筹", "协调", "巩固", "促进", "落实", "建设", "服务")
_LEAST_PURPOSE: Final = 8


def _opens_group(text: str, at: int, end: int) -> bool:
    """Whether the purpose of a group that ends at `end` begins at `at`, right behind a place."""
    return (
        end - at >= _LEAST_PURPOSE
        and text.startswith(_PURPOSES, at)
        and text.endswith(_GROUPS, at, end)
        and text[at - 1 : at] in SUFFIXES
    )


# What a masked number of a date stands before.
_OF_DATES: Final = frozenset("年月日")


def _with_mask(view: View, chain: list[Hit], at: int, reached: int) -> Found | None:
    """**干部学院: the place is masked as a whole, its last word too; **个党支部 is a count, *月起局机关 a date."""
    start = at
    while start > reached and view.text[start - 1] == "*":
        start -= 1
    free = view.text[at + 1 : chain[0].start]
    if free[:1] in _OF_DATES or view.lexicon.unit_at(view.text, at + 1) > at + 1:
        return None
    return make_name(view, start, chain, view.text[start : at + 1], None, "department.suffix", free)


def _congress_session(view: View, chain: list[Hit], session: re.Match[str] | None) -> Found | None:
    """十四届全国人大 and the like: a session stands where the place would."""
    return None if session is None else make_name(view, session.start(), chain, "", None, "department.session")
