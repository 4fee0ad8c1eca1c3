"""Parts of the reporter's own house that are named without it: its branches, its 党组."""

import re
from collections.abc import Iterator
from functools import cache

from sanbai_nlp.lexicon import Hit, Part
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.places import name_edges, view_edge
from sanbai_nlp.outline import View
from sanbai_nlp.schema import DepartmentKind

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


@cache
def _own_branch() -> re.Pattern[str]:
    # A branch of one's own named without its house: 城关派出所, 刑事审判庭, 第二水厂, 内科第一党支部.
    return re.compile(
        r"[\u4e00-\u9fff]{2,6}(?P<tail>派出所|人民法庭|审判庭|税务所|司法所|第[一二三四五六七八]党支部|医疗集团|检测中心|分局)"
        r"|第[一二三四五六七八]水厂|第[一二三四五六七八]检察部|[\u4e00-\u9fff]{2,4}(?P<unit>大队|支队)"
    )


def branches_of_ones_own(view: View, by_start: dict[int, list[Hit]]) -> Iterator[Found]:
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


def own_word(view: View, start: int) -> int | None:
    """Where 局, 院, 公司 … begins before a part of one's own house: 局机关纪委, 院党组, 公司工会."""
    for word in ("集团公司", "公司", "集团", "医院", "学校", "局", "院", "校", "部", "厅"):
        if view.text.endswith(word, 0, start) and view_edge(view, start - len(word)):
            return start - len(word)
    return None
