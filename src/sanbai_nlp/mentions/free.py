"""Free names: firms, colleges and media whose names only their bearers know."""

import re
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Part
from sanbai_nlp.mentions.cues import Places, matches_at, matches_before
from sanbai_nlp.mentions.found import Found, Layer, Name
from sanbai_nlp.mentions.places import SUFFIXES, name_edge, strong_edge, touches_word
from sanbai_nlp.outline import View
from sanbai_nlp.schema import DepartmentKind

# Each free name holds one of these.
FREE_ENDINGS = ("小学", "中学", "幼儿园", "中心卫生院", "有限", "学院", "大学", "日报", "晚报", "电视台")
_MOST_BEFORE: Final = 10
_SUFFIX = (
    "集团有限公司|有限责任公司|股份有限公司|有限公司|师范学院|职业技术学院|职业学院|医学院|学院"
    "|大学附属(?:第[一二三四五])?(?:中学|小学|医院|学校|幼儿园)|大学|日报|晚报|广播电视台|电视台"
    "|第[一二三四五六七八九十]+(?:小学|中学|幼儿园)|中心小学|实验小学|实验中学|中心卫生院"
)


@cache
def _free_name() -> re.Pattern[str]:
    # A name whose beginning only its bearer knows, at the left edge of a name: 恒泰机械有限责任公司, 青岚师范学院, 云澜日报.
    return re.compile(rf"[\u4e00-\u9fff]{{2,{_MOST_BEFORE}}}?(?P<suffix>{_SUFFIX})(?![生法化告])")


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile(rf"(?={_SUFFIX})")


@cache
def _generic_name() -> re.Pattern[str]:
    return re.compile(
        r"各|全[国省市县区]|有关|相关|乡镇|农村|城区|基层|民办|公办|重点|所属|下属|高等|老年|著名|知名|本地|当地|多家|一家|国有|上市|平台|党报|主流|部分|两所|子公司|分公司|继续|[0-9*一二三四五六七八九十几]"
    )


TRADES = ("集团", "公司", "银行", *(c + "厂" for c in "泥肥织机纸酒药糖茶瓷料械"))


@cache
def _house_of_trade() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(TRADES)})(?![化制法章军债股级户卡员等]|业务|贷款|存款|账户)")


# Who may be dealt with: behind these a brand of two characters is one (走访宏达公司, 与江浒银行), behind a verb it is not.
_PARTNERS = ("、", "与", "和", "同", "向", "引进", "走访", "联系", "对接", "考察", "邀请", "收购", "依托")
_LONGEST_BRAND: Final = 6
_SHORT_BRAND: Final = 2


def brands(view: View, places: Places, generic: re.Pattern[str]) -> list[Found]:
    """Firms, banks and works by their brand, behind a word that no name goes across: 江浒银行, 城建置业公司, 云岭水泥厂.

    `places` are where `TRADES` stand.
    """
    text = view.text
    found: list[Found] = []
    for match in matches_at(text, places, _house_of_trade()):
        tail = match.start()
        first = max(0, tail - _LONGEST_BRAND)
        start = max((at for at in range(first, tail - 1) if strong_edge(view, at)), default=None)
        if start is None or any(name_edge(view, at) and strong_edge(view, at) for at in range(start + 1, tail + 1)):
            continue
        brand = text[start:tail]
        if (
            not _is_brand(brand)
            or touches_word(view, start, tail)
            or generic.search(text, start, match.end())
            or view.quoted(start, match.end())
        ):
            continue
        if len(brand) == _SHORT_BRAND and not text.endswith(_PARTNERS, 0, start):
            continue
        core = text[start : match.end()]
        name = Name("", None, (Part(DepartmentKind.ENTERPRISE, "own", core),), DepartmentKind.ENTERPRISE, core)
        found.append(Found(start, match.end(), Layer.DEPARTMENT, "department.free", name))
    return found


def _is_brand(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" and c not in _NO_BRAND for c in text)


_NO_BRAND = frozenset("省市县区州镇乡村街的了各本我该每某全这那其一二三四五六七八九十两几多家个所有总分子母")


def _kind_of(core: str) -> DepartmentKind:
    if core.endswith("司"):
        return DepartmentKind.ENTERPRISE
    return DepartmentKind.INSTITUTION if core[-1] in "院学校园" else DepartmentKind.MEDIA


def free_names(view: View, places: Places) -> list[Found]:
    """Firms, colleges and media with a name of their own, at the left edge of a name and without a place.

    `places` are where `FREE_ENDINGS` stand.
    """
    found: list[Found] = []
    if not places:
        return found
    suffixes = [match.start() for match in _suffix().finditer(view.text)]
    for match in matches_before(view.text, suffixes, _free_name(), _MOST_BEFORE):
        tail = match.start("suffix")
        starts = [at for at in range(match.start(), tail - 1) if strong_edge(view, at)]
        if (
            not starts
            or any(name_edge(view, at) and strong_edge(view, at) for at in range(starts[-1] + 2, tail + 1))
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
        kind = _kind_of(core)
        name = Name("", None, (Part(kind, "own", core),), kind, core)
        found.append(Found(starts[-1], match.end(), Layer.DEPARTMENT, "department.free", name))
    return found
