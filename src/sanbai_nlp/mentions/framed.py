"""Names with their place inside: 政协云溪县委员会, 国网云溪县供电公司, …派驻…纪检监察组."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sanbai_nlp.lexicon import Part
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.places import level_of, name_edge, place_before
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.outline import View
from sanbai_nlp.schema import DepartmentKind

# Each name with its place inside holds one of these.
FRAMES = ("调查总队", "调查队", "总局", "政协", "协商会议", "中共", "共产党", "纪检", "公司", "分行", "支行", "分局")

# Names so fixed that a word that ends before names says nothing inside them (调查 of 调查总队).
_WHOLE = ("supervision", "central")


# Bureaus whose branches are named without the place that they are of.
_BUREAUS = (
    *("公安", "交警", "市场监管", "市场监督管理", "自然资源(?:和规划)?", "生态环境", "国土资源", "规划", "城市管理"),
    *("城管", "税务", "工商", "住建"),
)


class Frames(NamedTuple):
    """Names with the place inside, and what these names begin with."""

    opening: re.Pattern[str]
    pattern: re.Pattern[str]


def frames(nationwide: Sequence[str]) -> Frames:
    """The names of the lexicon's nationwide firms and of all other organs that hold their place inside."""
    others = ("政协", "中国人民政治协商会议", "中共", "中国共产党", "国家", "纪委", "监委", "派驻", "驻第", "第")
    heads = sorted({(word[0], word[1:2]) for word in (*others, *_BUREAUS, *nationwide)})
    opening = "|".join(f"{re.escape(first)}(?={re.escape(second)})" for first, second in heads)
    return Frames(re.compile(f"({opening})"), _framed(nationwide))


def _framed(nationwide: Sequence[str]) -> re.Pattern[str]:
    """政协云溪县委员会, 中共**市委, 国网云溪县供电公司, …派驻…纪检监察组."""
    place = r"(?:[\u4e00-\u9fff*]{1,8}?(?:省|市|县|区|州|旗|镇|乡|街道))"
    firms = "|".join(map(re.escape, sorted(nationwide, key=len, reverse=True))) or "(?!)"
    nth = "[一二三四五六七八九十]+"
    posted = rf"(?:第{nth}|[\u4e00-\u9fff]{{1,14}}?)"
    bureaus = "|".join(_BUREAUS)
    organ, group = "(?:纪委监委|纪委|监委)", "(?:纪检监察组|纪检组)"
    return re.compile(
        rf"(?P<cppcc>(?:政协|中国人民政治协商会议){place}(?:委员会|常务委员会))"
        rf"|(?P<party>(?:中共|中国共产党){place}(?:委员会|委(?![员托派])))"
        # 公安檀坞分局 stands beside 市公安局檀坞分局.
        rf"|(?P<government>(?:{bureaus})(?![局厅委])[\u4e00-\u9fff]{{2,4}}?分局)"
        # 国家统计局云溪调查队, 国家税务总局云溪县税务局: organs of the centre that are named by where they sit.
        rf"|(?P<central>国家统计局(?:{place}|[\u4e00-\u9fff]{{2,3}})调查(?:总队|队)"
        rf"|国家(?:税务|金融监督管理)总局(?:{place}|[\u4e00-\u9fff]{{2,3}})(?:税务|监管)(?:分局|支局|局))"
        rf"|(?P<enterprise>(?P<firm>{firms})(?:{place}[\u4e00-\u9fff]{{0,6}}?|[省市县区州]|[\u4e00-\u9fff*]{{2,6}}?)(?:公司|分行|支行|分公司))"
        rf"|(?P<supervision>{organ}(?:派驻|驻)(?:{posted})?{group}|派驻{posted}{group}|驻第{nth}{group}"
        rf"|(?:{organ})?第{nth}(?:纪检监察室|监督检查室|审查调查室))"
    )


_KINDS = {
    "cppcc": DepartmentKind.CPPCC,
    "party": DepartmentKind.PARTY,
    "government": DepartmentKind.GOVERNMENT,
    "central": DepartmentKind.GOVERNMENT,
    "enterprise": DepartmentKind.ENTERPRISE,
    "supervision": DepartmentKind.SUPERVISION,
}


def names_with_place_inside(view: View, framed: Frames) -> list[Found]:
    """Names that a frame begins or ends and that hold their place in between."""
    text = view.text
    found: list[Found] = []
    for match in matches(text, framed.opening, framed.pattern):
        group = next(group for group in _KINDS if match[group])
        start = match.start()
        if group == "supervision" and not match[0].startswith(("派驻", "驻", "第")):
            start = _supervising_place(view, match)
        if _edges_inside(view, max(start, match.end("firm")), match.end()) and group not in _WHOLE:
            continue
        level = next((level for c in reversed(text[start : match.end()]) if (level := level_of(c)) is not None), None)
        core = text[start : match.end()].replace("*", "")
        name = Name("", level, (Part(_KINDS[group], "own", core, level),), _KINDS[group], core)
        found.append(Found(start, match.end(), Layer.DEPARTMENT, "department.framed", name))
    return found


def _supervising_place(view: View, match: re.Match[str]) -> int:
    """Where the supervising organ's name begins: the place right before 纪委, what stands before it left out."""
    at = match.end() - len(match[0]) + re.search("纪委|监委", match[0]).start()  # type: ignore[union-attr]
    place = place_before(view, at)
    return place[0] if place is not None else at


def _edges_inside(view: View, start: int, end: int) -> bool:
    return any(name_edge(view, at) for at in range(start + 3, end - 1))
