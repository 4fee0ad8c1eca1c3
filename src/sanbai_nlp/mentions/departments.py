"""Departments: a place (or none) and the parts of a name, each by its longest word."""

import re
from collections.abc import Iterator
from functools import cache

from sanbai_nlp.lexicon import Category, Divisions, Hit, Lexicon, Part
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.places import SUFFIXES, level_of, name_edges, place_before, view_edge
from sanbai_nlp.outline import NUMERAL, Cover, View
from sanbai_nlp.schema import DepartmentKind, Level

_CONGRESS = {DepartmentKind.CONGRESS, DepartmentKind.STANDING_COMMITTEE}
_OFFICE = DepartmentKind.WORKING_OFFICE
_CONGRESS_OR_OFFICE = _CONGRESS | {_OFFICE}
# Whose bare names may stand behind another word: 提请常委会, 报党组.
_HOUSE_ORGANS = _CONGRESS_OR_OFFICE | {DepartmentKind.SPECIAL_COMMITTEE, DepartmentKind.PARTY}
_OF_A_HOUSE = {DepartmentKind.PARTY, DepartmentKind.MASS, DepartmentKind.SUPERVISION}
_BRANCHING = {DepartmentKind.GOVERNMENT, DepartmentKind.COURT, DepartmentKind.ENTERPRISE, DepartmentKind.PARTY}
_LONGEST_FREE = 14
# A suffix of so many characters needs no words between the place and itself: 县殡仪馆, but not 市中心.
_WHOLE_SUFFIX = 3


@cache
def _session() -> re.Pattern[str]:
    return re.compile(rf"第?[{NUMERAL}\d*]{{1,4}}届$")


@cache
def _branch() -> re.Pattern[str]:
    # A branch named by its place, right behind an organ: 市公安局城东分局, 县法院柳河法庭.
    return re.compile(
        r"[\u4e00-\u9fff]{2,4}?(?:分局|派出所|人民法庭|法庭|司法所|支行|分公司|分院|税务所|大队|支队|中队|第[一二三四五六七八]党支部|[\u4e00-\u9fff]{0,3}[一二三四五六七八]处)"
    )


@cache
def _posted() -> re.Pattern[str]:
    # 驻市卫健委纪检监察组, 驻院纪检监察组
    return re.compile(r"驻[院局委部厅校]?$")


@cache
def _counted_members() -> re.Pattern[str]:
    # 公、检、法、司等四单位
    return re.compile(r"等[一二三四五六七八九十\d*]+(?:家|个)?(?:单位|部门|机关)")


@cache
def _own_branch() -> re.Pattern[str]:
    # A branch of one's own named without its house: 城关派出所, 刑事审判庭, 第二水厂, 内科第一党支部.
    return re.compile(
        r"[\u4e00-\u9fff]{2,6}(?P<tail>派出所|人民法庭|审判庭|税务所|司法所|第[一二三四五六七八]党支部|医疗集团|检测中心|分局)"
        r"|第[一二三四五六七八]水厂|第[一二三四五六七八]检察部|[\u4e00-\u9fff]{2,4}(?P<unit>大队|支队)"
    )


@cache
def _free_name() -> re.Pattern[str]:
    # A name whose beginning only its bearer knows, at the left edge of a name: 恒泰机械有限责任公司, 青岚师范学院, 云澜日报.
    return re.compile(
        r"[\u4e00-\u9fff]{2,10}?(?P<suffix>集团有限公司|有限责任公司|股份有限公司|有限公司|师范学院|职业技术学院|职业学院|医学院|学院|大学|日报|晚报|广播电视台|电视台|第[一二三四五六七八九十]+(?:小学|中学|幼儿园)|中心小学|实验小学|实验中学|中心卫生院)(?![生法化告])"
    )


@cache
def _generic_name() -> re.Pattern[str]:
    return re.compile(
        r"各|全[国省市县区]|有关|相关|乡镇|农村|城区|基层|民办|公办|重点|所属|下属|高等|老年|著名|知名|本地|当地|多家|一家|国有|上市|平台|党报|主流|部分|两所|子公司|分公司|继续|[\d*一二三四五六七八九十几]"
    )


@cache
def _framed() -> re.Pattern[str]:
    """Names with the place inside: 政协云溪县委员会, 中共**市委, 国网云溪县供电公司, …派驻…纪检监察组."""
    place = r"(?:[\u4e00-\u9fff*]{1,8}?(?:省|市|县|区|州|旗|镇|乡|街道))"
    nth = "[一二三四五六七八九十]+"
    posted = rf"(?:第{nth}|[\u4e00-\u9fff]{{1,14}}?)"
    organ, group = "(?:纪委监委|纪委|监委)", "(?:纪检监察组|纪检组)"
    firms = "国网|国家电网|中国移动|中国联通|中国电信|中国邮政|中国人寿|中国银行|工商银行|农业银行|建设银行|中石化|中石油|中国铁塔"
    return re.compile(
        rf"(?P<cppcc>(?:政协|中国人民政治协商会议){place}(?:委员会|常务委员会))"
        rf"|(?P<party>(?:中共|中国共产党){place}(?:委员会|委(?![员托派])))"
        rf"|(?P<enterprise>(?:{firms})(?:{place}[\u4e00-\u9fff]{{0,6}}?|[\u4e00-\u9fff*]{{2,6}}?)(?:公司|分行|支行|分公司))"
        rf"|(?P<supervision>{organ}(?:派驻|驻)(?:{posted})?{group}|派驻{posted}{group}|驻第{nth}{group}"
        rf"|(?:{organ})?第{nth}(?:纪检监察室|监督检查室|审查调查室))"
    )


def _divisions(words: Divisions) -> re.Pattern[str]:
    """权益保障部, 劳动和经济工作部, 综合处: functions, joined or not, and an ending; 综合处理 and 干部 are words."""
    functions = "|".join(map(re.escape, sorted(words.functions, key=len, reverse=True)))
    endings = "|".join(map(re.escape, sorted(words.endings, key=len, reverse=True)))
    if not functions or not endings:
        return re.compile("(?!)")
    return re.compile(
        rf"(?:{functions})(?:[和与及]?(?:{functions}))?(?:工作)?(?:{endings})(?![\u4e00-\u9fff]?[长员理置罚分级署门队落位属])"
    )


class DepartmentFinder:
    """Finds names of organs in a view whose `places` the report introduced."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._divisions = _divisions(lexicon.words.departments.divisions)
        self._not_after = {term: tuple(words) for term, words in lexicon.words.departments.not_after.items()}

    def __call__(self, view: View) -> Iterator[Found]:
        """Every name of the view by its longest reading, in order, none inside another."""
        by_start = self._parts(view)
        reached = 0
        taken = Cover(len(view.text))
        own = (*_branches_of_ones_own(view, by_start), *_divisions_of_ones_own(view, self._divisions))
        for found in [*_with_place_inside(view), *own, *_free_names(view)]:
            if not taken.touches(found.start, found.end):
                taken.add(found.start, found.end)
                yield found
        for start in sorted(by_start):
            if start < reached or taken.touches(start, start + 1):
                continue
            name = self._name_at(view, by_start, start, reached)
            if name is not None and not taken.touches(name.start, name.end):
                reached = name.end
                yield name

    def _parts(self, view: View) -> dict[int, list[Hit]]:
        """The parts of names by where they start, without those that go on to another word (学院派 of 学院)."""
        text, not_after = view.text, self._not_after
        by_start: dict[int, list[Hit]] = {}
        for hit in view.hits[Category.PART]:
            start, end, _ = hit
            words = not_after.get(text[start:end])
            if words is None or not text.startswith(words, end):
                by_start.setdefault(start, []).append(hit)
        return by_start

    def _name_at(self, view: View, by_start: dict[int, list[Hit]], start: int, reached: int) -> Found | None:
        options = by_start[start]
        if len(options) > 1:
            options = sorted(options, key=lambda hit: (-hit.end, _part(hit).use != "bare"))
        for option in options:
            chain = _chain(view, by_start, option)
            found = self._located(view, chain, reached)
            if found is not None:
                return found
        return None

    def _located(self, view: View, chain: list[Hit], reached: int) -> Found | None:
        """The chain with its place, or alone where its first part may stand alone."""
        first = _part(chain[0])
        start = chain[0].start
        session = _session().search(view.text, max(0, start - 6), start) if first.kind in _CONGRESS else None
        place_end = session.start() if session else start
        place = place_before(view, place_end, view.places)
        rule = "department.list" if first.use in ("bare", "fixed") else "department.region"
        if first.use == "inner":
            return None
        if first.use == "fixed":
            return _fixed(view, chain, reached)
        if first.use == "suffix":
            return _with_free_part(view, chain, reached)
        if place is not None and place[0] >= reached:
            return _found(view, place[0], chain, view.text[place[0] : place_end], place[1], rule)
        own = _own_word(view, start) if first.use == "bare" and first.kind in _OF_A_HOUSE else None
        if own is not None and own >= reached:
            return _found(view, own, chain, "", None, "department.own")
        if first.use == "bare" and (
            self._alone(view, chain) or (start == reached > 0 and first.kind == DepartmentKind.SUPERVISION)
        ):
            return _found(view, start, chain, "", None, "department.short")
        if first.use == "regional":
            return _with_free_part(view, chain, reached) or _congress_session(view, chain, session)
        return None

    def _alone(self, view: View, chain: list[Hit]) -> bool:
        """A bare name is one where it is not the tail of a longer word: 云计算办公室 is none."""
        start = chain[0].start
        kind = _part(chain[0]).kind
        if view_edge(view, start) or kind == DepartmentKind.MEDIA:
            return True
        before = view.text[start - 1 : start]
        return before not in "县市区镇乡省州旗级公专驻共城总分" and kind in _HOUSE_ORGANS


def _branches_of_ones_own(view: View, by_start: dict[int, list[Hit]]) -> Iterator[Found]:
    """Branches named without their house, at the left edge of a name."""
    if not by_start or not any(map(view.text.__contains__, _BRANCHES)):
        return
    kinds = {
        "庭": DepartmentKind.COURT,
        "部": DepartmentKind.PARTY,
        "厂": DepartmentKind.ENTERPRISE,
        "心": DepartmentKind.INSTITUTION,
    }
    for match in _own_branch().finditer(view.text):
        tail = max(match.start("tail"), match.start("unit"))
        edges = [at for at in range(match.start(), tail - 1) if view_edge(view, at)]
        if match[0][0] == "第":
            edges = [match.start()]
        if (
            not edges
            or view.text[edges[-1]] in "市县区镇乡省各个"
            or view.text[match.end() : match.end() + 1] in ("长", "等")
        ):
            continue
        if any(edges[-1] < at <= tail for at in name_edges(view)) or view.quoted(match.start(), match.end()):
            continue
        core = view.text[edges[-1] : match.end()]
        kind = kinds.get(core[-1], DepartmentKind.GOVERNMENT)
        name = Name("", None, (Part(kind, "own", core),), kind, core)
        yield Found(edges[-1], match.end(), Layer.DEPARTMENT, "department.branch", name)


_FRAMES = ("政协", "协商会议", "中共", "共产党", "纪检", "公司", "分行", "支行")
_BRANCHES = (
    "分局",
    "支队",
    "派出所",
    "法庭",
    "审判庭",
    "税务所",
    "司法所",
    "党支部",
    "医疗集团",
    "检测中心",
    "水厂",
    "检察部",
    "大队",
)
_FREE_ENDINGS = ("小学", "中学", "幼儿园", "卫生院", "公司", "学院", "大学", "日报", "晚报", "电视台")


def _with_place_inside(view: View) -> Iterator[Found]:
    text = view.text
    if not any(map(text.__contains__, _FRAMES)):
        return
    kinds = {
        "cppcc": DepartmentKind.CPPCC,
        "party": DepartmentKind.PARTY,
        "enterprise": DepartmentKind.ENTERPRISE,
        "supervision": DepartmentKind.SUPERVISION,
    }
    for match in _framed().finditer(text):
        group = match.lastgroup or "party"
        start = match.start()
        if group == "supervision" and not match[0].startswith(("派驻", "驻", "第")):
            start = _supervising_place(view, match)
        if _edges_inside(view, start, match.end()) and group != "supervision":
            continue
        level = next((level for c in reversed(text[start : match.end()]) if (level := level_of(c)) is not None), None)
        core = text[start : match.end()].replace("*", "")
        name = Name("", level, (Part(kinds[group], "own", core, level),), kinds[group], core)
        yield Found(start, match.end(), Layer.DEPARTMENT, "department.framed", name)


def _supervising_place(view: View, match: re.Match[str]) -> int:
    """Where the supervising organ's name begins: the place right before 纪委, what stands before it left out."""
    at = match.end() - len(match[0]) + re.search("纪委|监委", match[0]).start()  # type: ignore[union-attr]
    place = place_before(view, at, view.places)
    return place[0] if place is not None else at


def _edges_inside(view: View, start: int, end: int) -> bool:
    edges = name_edges(view)
    return any(at in edges for at in range(start + 3, end - 1))


def _strong_edge(view: View, at: int) -> bool:
    """A left edge that no name goes across: a mark, a word of two characters, or a preposition."""
    if at <= 0 or not "\u4e00" <= view.text[at - 1] <= "\u9fff":
        return True
    if view.text[at - 1] in "与和由向对在到为将赴及从":
        return True
    return at in name_edges(view) and at - 1 not in name_edges(view) and _two_before(view, at)


def _two_before(view: View, at: int) -> bool:
    return any(hit.end - hit.start > 1 for hit in view.by_end(Category.BOUNDARY).get(at, ()))


def _divisions_of_ones_own(view: View, pattern: re.Pattern[str]) -> Iterator[Found]:
    """Divisions of the reporter's house, at the left edge of a name."""
    for match in pattern.finditer(view.text):
        known = view.by_start(Category.PART).get(match.start(), ())
        if not _strong_edge(view, match.start()) or any(h.end >= match.end() for h in known):
            continue
        name = Name("", None, (Part(_OFFICE, "own", match[0]),), _OFFICE, match[0])
        yield Found(match.start(), match.end(), Layer.DEPARTMENT, "department.division", name)


def _free_names(view: View) -> Iterator[Found]:
    """Firms, colleges and media with a name of their own, at the left edge of a name and without a place."""
    if not any(map(view.text.__contains__, _FREE_ENDINGS)):
        return
    kinds = {"司": DepartmentKind.ENTERPRISE, "院": DepartmentKind.INSTITUTION, "学": DepartmentKind.INSTITUTION}
    edges = name_edges(view)
    for match in _free_name().finditer(view.text):
        tail = match.start("suffix")
        starts = [at for at in range(match.start(), tail - 1) if _strong_edge(view, at)]
        if (
            not starts
            or any(at in edges and _strong_edge(view, at) for at in range(starts[-1] + 2, tail + 1))
            or _generic_name().search(view.text, starts[-1], tail)
        ):
            continue
        core = view.text[starts[-1] : match.end()]
        before = view.text[starts[-1] - 1 : starts[-1]]
        if before in "0123456789*" and before:
            continue
        if (
            before in SUFFIXES
            or any(c in core[:-2] for c in "省市县区州镇乡的")
            or view.quoted(starts[-1], match.end())
        ):
            continue
        kind = kinds.get(core[-1], DepartmentKind.MEDIA)
        yield Found(
            starts[-1],
            match.end(),
            Layer.DEPARTMENT,
            "department.free",
            Name("", None, (Part(kind, "own", core),), kind, core),
        )


def _own_word(view: View, start: int) -> int | None:
    """Where 局, 院, 公司 … begins before a part of one's own house: 局机关纪委, 院党组, 公司工会."""
    for word in ("集团公司", "公司", "集团", "医院", "学校", "局", "院", "校", "部", "厅"):
        if view.text.endswith(word, 0, start) and view_edge(view, start - len(word)):
            return start - len(word)
    return None


def _part(hit: Hit) -> Part:
    assert isinstance(hit.value, Part)
    return hit.value


def _chain(view: View, by_start: dict[int, list[Hit]], first: Hit) -> list[Hit]:
    """The parts that go on from one: 人大 + 常委会 + 机关 + 党组."""
    chain = [first]
    if _part(first).kind == DepartmentKind.COLLECTIVE:
        return chain
    while True:
        after = [hit for hit in by_start.get(chain[-1].end, ()) if _continues(_part(chain[-1]), _part(hit))]
        if after:
            chain.append(max(after, key=lambda hit: hit.end))
            continue
        branch = _branch().match(view.text, chain[-1].end) if _part(chain[-1]).kind in _BRANCHING else None
        if branch and not _boundary_inside(view, branch.start(), branch.end() - 1):
            kind = DepartmentKind.PARTY if branch[0].endswith("支部") else _part(chain[-1]).kind
            chain.append(Hit(branch.start(), branch.end(), Part(kind, "inner", branch[0])))
            continue
        return chain


def _continues(above: Part, part: Part) -> bool:
    if part.use == "suffix":
        return len(part.canonical) > 1 and part.kind in (above.kind, DepartmentKind.PARTY)
    if part.use == "inner":
        return True
    if part.use != "bare":
        return part.kind == above.kind == DepartmentKind.INSTITUTION
    if part.kind == DepartmentKind.GOVERNMENT:
        return above.kind == DepartmentKind.GOVERNMENT and part.canonical.endswith(
            ("大队", "支队", "中心", "所", "办公室", "办")
        )
    if part.kind in (DepartmentKind.MASS, DepartmentKind.MEDIA, DepartmentKind.COURT, DepartmentKind.ENTERPRISE):
        return part.canonical.endswith(("机关工会", "女职工委员会"))
    if part.kind == DepartmentKind.SUPERVISION:
        return part.canonical.endswith("组")
    return part.kind != DepartmentKind.STANDING_COMMITTEE or above.kind in (
        DepartmentKind.CPPCC,
        DepartmentKind.CONGRESS,
        DepartmentKind.PARTY,
    )


def _fixed(view: View, chain: list[Hit], reached: int) -> Found:
    """A whole name: 国务院, 县委; one that opens with a place's last word takes the rest of the name (云溪县委)."""
    first = chain[0]
    part = _part(first)
    start, level = first.start, part.level
    text = view.text
    if text[start] in "省市县区州旗镇乡街" and part.kind in (DepartmentKind.PARTY, DepartmentKind.GOVERNMENT):
        head = start + (2 if text.startswith("街道", start) else 1)
        named = place_before(view, head, view.places, named=text[start] not in "镇乡街")
        if named is not None and named[0] >= reached and (named[0] < start):
            start = named[0]
    if (
        part.kind == DepartmentKind.PARTY
        and part.level is None
        and text[start - 1 : start] in ("市", "县", "区", "省")
        and part.canonical.startswith("政协")
    ):
        start, level = start - 1, level_of(text[start - 1])
    prefix = text[start : first.start]
    found = _found(view, start, chain, prefix, level, "department.fixed")
    counted = _counted_members().match(text, found.end) if part.members else None
    return found._replace(end=counted.end()) if counted else found


def _with_free_part(view: View, chain: list[Hit], reached: int) -> Found | None:
    """A name whose beginning is free: a place, up to 14 characters without a boundary, and the suffix."""
    end = chain[0].start
    near = place_before(view, end, view.places) if chain[0].end - end >= _WHOLE_SUFFIX else None
    if near is not None and near[0] >= reached:
        return _found(view, near[0], chain, view.text[near[0] : end], near[1], "department.suffix")
    crossed = False
    for at in range(end - 1, max(reached, end - _LONGEST_FREE) - 1, -1):
        c = view.text[at]
        if c == "*" and at + 1 < end <= at + 5 and _part(chain[0]).use == "suffix":
            start = at
            while start > reached and view.text[start - 1] == "*":
                start -= 1
            free = view.text[at + 1 : end]
            return _found(view, start, chain, view.text[start : at + 1], None, "department.suffix", free)
        if not ("\u4e00" <= c <= "\u9fff" or c in "（）"):
            return None
        crossed = crossed or _boundary_at(view, at, end)
        if crossed and c not in "和与及同":
            return None
        place = place_before(view, at, view.places) if at < end else None
        if place is not None and place[0] >= reached and (place[0] < at):
            free = view.text[at:end]
            if free[0] in SUFFIXES or free[0] in "级属内外域段" or "（" in free or "）" in free:
                return None
            return _found(view, place[0], chain, view.text[place[0] : at], place[1], "department.suffix", free)
    return None


def _boundary_at(view: View, at: int, end: int) -> bool:
    """Whether a word that ends before names begins at `at` and ends by `end`, none that names hold themselves."""
    edges, inside = view.lexicon.edges, view.lexicon.inside
    if view.text[at] in edges and view.text[at] not in inside:
        return True
    return any(hit.end <= end and hit.value not in inside for hit in view.by_start(Category.BOUNDARY).get(at, ()))


def _boundary_inside(view: View, start: int, end: int) -> bool:
    """Whether such a word stands in [start, end)."""
    return any(_boundary_at(view, at, end) for at in range(start, end))


def _congress_session(view: View, chain: list[Hit], session: re.Match[str] | None) -> Found | None:
    """十四届全国人大 and the like: a session stands where the place would."""
    return None if session is None else _found(view, session.start(), chain, "", None, "department.session")


def _found(
    view: View, start: int, chain: list[Hit], place: str, level: Level | None, rule: str, free: str = ""
) -> Found:
    parts = tuple(_part(hit) for hit in chain)
    core = free + "".join(part.canonical for part in parts)
    if parts[0].use == "fixed" and place:
        place = place if not core.startswith(tuple("省市县区州旗镇乡")) else place.rstrip()
    posted = (
        _posted().search(view.text, max(0, start - 2), start)
        if core.endswith(("纪检监察组", "纪检组", "监察组"))
        else None
    )
    if posted is not None:
        place, start = posted[0] + place, posted.start()
    name = Name(place, level, parts, _kind(parts), core)
    return Found(start, chain[-1].end, Layer.DEPARTMENT, rule, name)


def _kind(parts: tuple[Part, ...]) -> DepartmentKind:
    """The last part decides, but an office is of its house: 市政府办公室 is government."""
    last = parts[-1].kind
    if parts[0].kind == DepartmentKind.SUPERVISION and parts[-1].canonical in ("常委会", "常务委员会"):
        return DepartmentKind.SUPERVISION
    if parts[0].kind == DepartmentKind.PARTY and last == DepartmentKind.STANDING_COMMITTEE:
        return DepartmentKind.PARTY
    if parts[0].kind == DepartmentKind.GOVERNMENT and parts[-1].canonical in ("督查室", "研究室", "政研室"):
        return DepartmentKind.GOVERNMENT
    if last == _OFFICE and len(parts) > 1 and parts[0].kind not in _CONGRESS_OR_OFFICE:
        return parts[0].kind
    if (
        last == DepartmentKind.PARTY
        and parts[-1].canonical in ("办公室", "督查室", "政策研究室")
        and parts[0].kind in _CONGRESS
    ):
        return _OFFICE
    if parts[-1].canonical in ("纪委", "机关纪委", "院纪委") or parts[-1].canonical.endswith(("纪检监察组", "纪检组")):
        return DepartmentKind.SUPERVISION
    return last
