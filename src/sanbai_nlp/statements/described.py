"""Numbers that are no result of their own: those that only describe, and those that another one is part of."""

import re
from functools import cache
from typing import Final

from sanbai_nlp.statements.clauses import Clause, PlacedQuantity

_SHARES: Final = frozenset(("%", "成", "‰"))


def is_base(clause: Clause, count: PlacedQuantity, before: str, after: str) -> bool:
    """从***件代表建议中确定*件, 由128天压缩至96天: the number that another one is part of, or comes from.

    `before` and `after` are what stands in the clause before the number and behind it.
    """
    if len(after) < 10 and after.endswith("中"):
        return True  # XX处水源地中，有X处…
    if ("从" in before or "由" in before) and _comes_from(before, after):
        return True
    return len(clause.quantities) > 1 and _has_parts(clause, count)


def _comes_from(before: str, after: str) -> bool:
    """Whether what a number comes from, or what it became, stands around it."""
    if _closes(before, _from()) and _in_it().match(after):
        return True
    return _closes(before, _coming_from()) and _coming_to().match(after) is not None


# No pattern for what stands right before a number is longer.
_FARTHEST: Final = 80


def _closes(before: str, pattern: re.Pattern[str]) -> bool:
    """Whether words end with a pattern for their end: it is not looked for from their beginning on, however long they are."""
    return pattern.search(before, max(0, len(before) - _FARTHEST)) is not None


@cache
def _in_it() -> re.Pattern[str]:
    return re.compile(r"[^，。；]{0,40}?[中里]")


@cache
def _from() -> re.Pattern[str]:
    return re.compile(r"从[^，。；]{0,60}$")


@cache
def _coming_from() -> re.Pattern[str]:
    # 由上年的236家, 从2021年的62.5%, 由人均2959元; no other count between.
    return re.compile(r"[由从](?:[^，。；、由从]{0,12}的|[^，。；、由从]{0,4})$")


@cache
def _coming_to() -> re.Pattern[str]:
    return re.compile(
        r"[^，。；0-9*]{0,6}?(?:增加|增长|提高|提升|上升|升|扩大|扩充|拓展|降低|下降|降|减少|压减|压缩|缩短|压|增|减)(?:到|至|为)"
    )


def _has_parts(clause: Clause, count: PlacedQuantity) -> bool:
    """46个重点项目有31个开工, 31项任务已完成29项: a count whose parts are told behind it, in the same measure word."""
    if count.place + 1 == len(clause.quantities) or count.unit in _SHARES:
        return False
    behind = clause.quantities[count.place + 1]
    if behind.unit != count.unit or clause.opening in _GIVING:
        return False
    return _parting().fullmatch(clause.view.text, count.end, behind.start) is not None


_GIVING: Final = frozenset("为在向给")


@cache
def _parting() -> re.Pattern[str]:
    return re.compile(
        r"(?!.*其中)(?:[^，。；、（(]{1,20}?(?:已有?|有|中有?|现已|均已)(?:[\u4e00-\u9fff]{2,4})?|[^，。；、（(]{0,12}中)"
    )


def describes(clause: Clause, count: PlacedQuantity, before: str, after: str, durations: frozenset[str]) -> bool:
    """Whether a number only describes: a duration, a plan's size, an attribute, a thing referred to."""
    unit = count.unit
    if unit in durations or unit in _AGES:
        return unit in _AGES or not _closes(before, _measures_time())
    last = before[-1:]
    if last in _DESCRIBING_ENDS and before.endswith(_DESCRIBING):
        return True
    if ("每" in before or "从事" in before) and _closes(before, _describing_before()):
        return True
    if unit in _SHARES:
        if after.startswith("的") and len(after) > _SAID and _of_all().fullmatch(before):
            return False
        if last in _CHANGE_ENDS and _closes(before, _change()):
            return True
    if after and (_describes_behind(after) or (unit == "个" and after.startswith(_ASPECTS))):
        return True
    return _is_attribute(clause, count, before, after)


_AGES: Final = frozenset(("岁", "周年"))
_ASPECTS: Final = ("方面", "层面", "环节", "维度", "关口", "问题导向")
# 百分之百的努力 says nothing of whom.
_SAID: Final = 5


@cache
def _of_all() -> re.Pattern[str]:
    # 全县90%的行政村建起了图书室; but 出资80%的股东 is who they are.
    return re.compile(r"(?:全[县市区省乡镇村校院局]|已有|有|近|超过?|约|使)*")


# 连续*年, 上述*部, 平均年龄*岁, 分为*类, 年产*吨: what stands right before a number that only describes.
_DESCRIBING: Final = (
    *("连续", "历时", "为期", "长达", "上述", "以上", "前述", "这", "该", "此", "其余", "年龄", "位于", "占地"),
    *("总投资", "辖", "现有", "共有", "设有", "实有", "在编", "分为", "分成", "划分", "划分为", "划分成", "组成", "居"),
    *("年产", "日产", "日处理", "年处理", "库容", "由", "概算", "名列", "位列", "排列"),
)
_DESCRIBING_ENDS: Final = frozenset(word[-1] for word in _DESCRIBING)


@cache
def _describing_before() -> re.Pattern[str]:
    # 从事审判**年, 每季度召开*次; but 每人每月760元 is what each gets.
    return re.compile(r"(?:从事.{0,8}|(?<![人户亩生])每(?:周|月|季度|季|年|天|日|半年|学期)[^，]{0,14})$")


def _describes_behind(after: str) -> bool:
    """Whether what stands behind a number says that it only describes; `after` is not empty."""
    # Every way begins with one of these characters, or holds one of these words.
    if after[0] in _DESCRIBING_STARTS or "组成" in after or "基础上" in after:
        return _describing_after().match(after) is not None
    return False


_DESCRIBING_STARTS: Final = frozenset("的以职工审")


@cache
def _describing_after() -> re.Pattern[str]:
    # 总投资3.2亿元的净水厂, 两次审议, **年以上职业经验, 四家机关; but 解决3200人的吃水问题 is what was done for them.
    return re.compile(
        r"的(?!比例|速度|目标|增幅|增速|同志|干部|[^，。；的]{0,10}(?:问题|待遇|工资|矛盾|手续|难题|欠薪)$)"
        r"|(?:以上)?(?:职业|工作)经验|审议|[^，。；]{0,8}组成|[^，。；]{0,12}的基础上"
    )


_CHANGES: Final = (
    *(
        "同比",
        "环比",
        "比上年",
        "较上年",
        "较去年",
        "比去年",
        "增长",
        "上升",
        "下降",
        "增幅",
        "增加",
        "减少",
        "提高",
        "降低",
    ),
)
_CHANGE_ENDS: Final = frozenset(word[-1] for word in (*_CHANGES, "了", "约"))


@cache
def _change() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_CHANGES)})(?:了|约)?$")


@cache
def _measures_time() -> re.Pattern[str]:
    # 平均住院日降到7.8天, 办理时限由8天压减到3天 are results; so is 参加读书班7天. 连续奋战15天 is none.
    return re.compile(
        r"(?:天数|时限|用时|时间|住院日|时长|周期|工期)[^，。；]{0,14}?(?:达到?|降到|降至|减到|减至|缩短到|缩短至|压缩到|压缩至|缩至|压到|为)$"
        r"|(?:读书班|培训班|进修|轮训|调研)$"
    )


def _is_attribute(clause: Clause, count: PlacedQuantity, before: str, after: str) -> bool:
    """投资1亿元以上项目17个, 分五批取消…, 10万吨有机肥生产线竣工, 产业、人才、文化三大振兴."""
    unit = count.unit
    if unit in _DIVISIONS and before.endswith("分"):
        return True
    if _is_bound(clause, count) and unit not in _PEOPLE and _is_han(after[:1]):
        return any(other.start > count.end or other.end == count.start for other in clause.quantities)
    if unit.endswith(_SIZES):
        return _capacity().match(after) is not None
    if unit == "大" or (unit in _TASKS and after.startswith(_UNDERTAKINGS)):
        return _in_apposition().search(before) is not None
    return False


_DIVISIONS: Final = frozenset(("批", "路", "轮", "期", "组", "次"))
_PEOPLE: Final = frozenset(("人", "名"))
_SIZES: Final = ("吨", "瓦")
_TASKS: Final = frozenset(("项", "个"))
_UNDERTAKINGS: Final = ("改革", "难题", "振兴", "行动")
_BOUNDS: Final = ("以上", "以下", "以内")
_BOUND_ENDS: Final = frozenset(word[-1] for word in _BOUNDS)


def _is_bound(clause: Clause, count: PlacedQuantity) -> bool:
    """1亿元以上; the report's own words are looked up only where the view's end that way."""
    return clause.view.text[count.end - 1] in _BOUND_ENDS and count.item.text.endswith(_BOUNDS)


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" and char not in "的，和及与"


@cache
def _capacity() -> re.Pattern[str]:
    return re.compile(
        r"[\u4e00-\u9fff]{1,10}?(?:生产线|项目|电站|工程|机组|处理厂)|[\u4e00-\u9fff]{1,8}、[^，。；]{1,24}等[^，。；]{1,6}项目"
    )


@cache
def _in_apposition() -> re.Pattern[str]:
    # 组建督查、信访、文秘三大工作组 makes three.
    return re.compile(
        r"^(?!.*(?:组建|建成|设立|成立|新建|打造|建立|构建|等$))[^，、]{1,10}、[^，、]{1,8}(?:、[^，、]{1,8})*[、和][^，、]{1,8}$"
    )


def is_aim(clause: Clause, count: PlacedQuantity) -> bool:
    """今年主要预期目标是：粮食产量12万吨: what a sentence sets as its aim was not done."""
    view, passage = clause.view, clause.passage
    first = passage.clauses_of(clause.sentence)[0].start
    if view.text.find("目标", first, count.start) < 0:
        return False
    return re.search(r"目标(?:任务)?[是为](?!完成)", view.text[first : count.start]) is not None
