"""Parts of the reporter's own house that are named without it: its branches, its 党组."""

import re
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Part
from sanbai_nlp.mentions.cues import Places, matches_at, matches_before
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.places import name_edge, strong_edge, view_edge
from sanbai_nlp.outline import View
from sanbai_nlp.schema import DepartmentKind, Level

# Each branch holds one of these.
BRANCHES = (
    "分局",
    "支队",
    "派出所",
    "监管所",
    "资源所",
    "财政所",
    "供电所",
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
# So many characters of a branch stand before that at most: six, and two of its ending (市场|监管所, 第一|党支部).
_MOST_BEFORE: Final = 8
_SHORTEST_TEAM: Final = 3


@cache
def _own_branch() -> re.Pattern[str]:
    # A branch of one's own named without its house: 城关派出所, 刑事审判庭, 第二水厂, 内科第一党支部.
    return re.compile(
        r"[\u4e00-\u9fff]{2,6}(?P<tail>派出所|市场监管所|自然资源所|财政所|供电所|人民法庭|审判庭|税务所|司法所|第[一二三四五六七八]党支部|(?:班组?|车间|工区)党支部|医疗集团|检测中心|分局)"
        r"|第[一二三四五六七八]水厂|第[一二三四五六七八]检察部|[\u4e00-\u9fff]{2,4}(?P<unit>大队|支队)(?:[\u4e00-\u9fff]{2,3}中队)?"
    )


def branches_of_ones_own(view: View, places: Places) -> list[Found]:
    """Branches named without their house, at the left edge of a name; `places` are where `BRANCHES` stand."""
    found: list[Found] = []
    for match in matches_before(view.text, places, _own_branch(), _MOST_BEFORE):
        tail = max(match.start("tail"), match.start("unit"))
        edges = [at for at in range(match.start(), tail - 1) if view_edge(view, at)]
        if match[0][0] == "第":
            edges = [match.start()]
        if (
            not edges
            or view.text[edges[-1]] in "市县区镇乡省各个本"
            or view.text[match.end() : match.end() + 1] in ("长", "等", "部")
        ):
            continue
        # What a team does stands before it: 变电检修|班党支部, but 成立|班党支部.
        last = tail - 1 if "班" in match[0] and tail - edges[-1] >= _SHORTEST_TEAM else tail
        if any(name_edge(view, at) for at in range(edges[-1] + 1, last + 1)) or view.quoted(match.start(), match.end()):
            continue
        core = view.text[edges[-1] : match.end()]
        if "个" in core or _NO_BRANCH.search(core):  # 枣河两个派出所
            continue
        kind = _kind_of_branch(core)
        name = Name("", None, (Part(kind, "own", core),), kind, core)
        found.append(Found(edges[-1], match.end(), Layer.DEPARTMENT, "department.branch", name))
    return found


# What says how a branch is, or which ones, and names none: 偏远供电所, 示范派出所.
_NO_BRANCH = re.compile(
    "^(?:偏远|边远|偏僻|基层|山区|农村|乡镇|薄弱|先进|示范(?!区)|优秀|标准化|星级|一线|辖区|下属|所属|有关|相关|部分|个别|多数|一些)|^[各每]"
)


COMMUNITIES = ("社区党委", "社区党总支", "社区党支部", "社区居委会", "社区综合党委", "社区大党委")
_NAMED: Final = 2


@cache
def _community() -> re.Pattern[str]:
    # 青榆社区党委: two characters name a community where no edge says otherwise.
    return re.compile(rf"(?P<name>[\u4e00-\u9fff]{{{_NAMED}}})(?:{'|'.join(COMMUNITIES)})(?![员])")


def communities(view: View, places: Places) -> list[Found]:
    """The branches of a community that the report names without a place; `places` are where `COMMUNITIES` stand."""
    found: list[Found] = []
    starts = [place - _NAMED for place in places if place >= _NAMED]
    for match in matches_at(view.text, starts, _community()):
        if _NO_COMMUNITY.search(match["name"]) or view.quoted(*match.span()):
            continue
        start = match.start()
        longer = [at for at in (start - 2, start - 1) if at >= 0 and strong_edge(view, at)]
        if (
            longer
            and not view_edge(view, start)
            and all("\u4e00" <= c <= "\u9fff" for c in view.text[longer[-1] : start])
        ):
            start = longer[-1]
        core = view.text[start : match.end()]
        kind = DepartmentKind.GOVERNMENT if core.endswith("居委会") else DepartmentKind.PARTY
        name = Name("", Level.TOWNSHIP, (Part(kind, "own", core),), kind, core)
        found.append(Found(start, match.end(), Layer.DEPARTMENT, "department.branch", name))
    return found


# What before 社区 names none: 各社区, 城市社区, 街道社区, 12个社区.
_NO_COMMUNITY = re.compile(
    "[各个镇村全所的本该级和与及到]|[城街县乡省市区]|基层|两个|辖|重点|示范|部分|有关|农|试点|包联|联系|结对|报到|共建|智慧|安置"
)


def _kind_of_branch(core: str) -> DepartmentKind:
    endings = {
        "检察部": DepartmentKind.PROCURATORATE,
        "庭": DepartmentKind.COURT,
        "部": DepartmentKind.PARTY,
        "厂": DepartmentKind.ENTERPRISE,
        "中心": DepartmentKind.INSTITUTION,
        "医疗集团": DepartmentKind.INSTITUTION,
    }
    return next((kind for ending, kind in endings.items() if core.endswith(ending)), DepartmentKind.GOVERNMENT)


_OWN_WORDS = ("集团公司", "公司", "集团", "医院", "学校", "学院", "局", "院", "校", "部", "厅")
_OWN_LASTS: Final = frozenset([word[-1] for word in _OWN_WORDS])


def own_word(view: View, start: int) -> int | None:
    """Where 局, 院, 公司 … begins before a part of one's own house: 局机关纪委, 院党组, 公司工会."""
    if view.text[start - 1 : start] not in _OWN_LASTS:
        return None
    for word in _OWN_WORDS:
        if view.text.endswith(word, 0, start) and view_edge(view, start - len(word)):
            return start - len(word)
    return None
