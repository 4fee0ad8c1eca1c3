"""What was done and to what: the verb that governs a quantity, and the thing that it counts."""

import re
from bisect import bisect_left, bisect_right
from functools import cache
from operator import attrgetter
from typing import Final, final

from sanbai_nlp.lexicon import Category, Hit
from sanbai_nlp.statements.clauses import Clause, PlacedQuantity, PlacedTime

_VERB: Final = Category.VERB


@final
class Act:
    """A verb and its object, as they stand in the text."""

    __slots__ = ("action", "object")

    def __init__(self, action: str | None, thing: str | None) -> None:
        self.action = action
        self.object = thing


def act_of(clause: Clause, first: int, count: PlacedQuantity, shared: Act | None) -> Act:
    """The act whose result is counted, in the clause from `first` on.

    `shared` is the act of the count before it, where one verb governs both. Of several counts in a clause each counts
    what stands between the one before it and itself, or behind itself.
    """
    view, start = clause.view, count.start
    opening = _opening(clause, first, count)
    head = view.text[opening:start]
    verbs = _acts(clause, opening, start)
    measured = _measured(head, opening, verbs)
    if measured is not None:
        return measured
    if verbs:
        begin, end = _governing(verbs, opening, start)
        thing = _without_reaching(_object(view.text[end:start])) or _noun_behind(clause, count)
        return Act(view.surface(begin, end), thing or _before_verb(view.text[opening:begin], head))
    closing = _closing(clause, count.end)
    if closing is not None and not (shared and opening > clause.start and not head):
        thing = _subject(view.text[count.end : closing.start].removesuffix("进行了"))
        return Act(view.surface(closing.start, closing.end), thing or _plain(head))
    thing = _plain(head) or _noun_behind(clause, count)
    return Act(None, thing) if shared is None else Act(shared.action, thing or shared.object)


# --- where the act begins --------------------------------------------------------------------------------------------

_ADVERBS: Final = (
    *("，", "、", "：", "其中", "以及", "并且?", "同时", "还", "又", "再", "也", "我", "本人", "全年", "全市", "全县"),
    *("全区", "全省", "全院", "全局", "年内", "年初", "年底", "上半年", "下半年", "半年", "一年来", "今年以来"),
    *("截至目前", "目前", "现已", "已经?", "均", "都", "共计?", "总计", "累计", "合计", "先后", "陆续", "分别", "主动"),
    *("认真", "及时", "依法", "积极", "严格", "如实", "逐一", "逐级", "逐人", "当场", "当面", "当即", "现场", "提前"),
    *("顺利", "成功", "全部", "全面", "多次", "定期", "集中", "统一", "直接", "亲自", "带头", "重点", "着力", "大力"),
    *(
        "深入",
        "扎实",
        "切实",
        "有效",
        "持续",
        "进一步",
        "高质量",
        "按时",
        "按期",
        "及早",
        "率先",
        "首次",
        "首批",
        "紧急",
    ),
    *("随机", "实地", "单独", "协助", "配合", "帮助", "据此", "另外?", "一次性", "免费", "悉数", "仅", "只"),
)
_ADVERB_STARTS: Final = frozenset(word[0] for word in _ADVERBS)


@cache
def _adverbs() -> re.Pattern[str]:
    return re.compile(rf"(?:\s|{'|'.join(_ADVERBS)})+")


def _behind_adverbs(text: str, at: int, end: int) -> int:
    """Where the adverbs end that stand at a place; few places have any."""
    first = text[at : at + 1]
    if first not in _ADVERB_STARTS and not first.isspace():
        return at
    match = _adverbs().match(text, at, end)
    return match.end() if match else at


def _opening(clause: Clause, first: int, count: PlacedQuantity) -> int:
    """Where the words begin that belong to one quantity: behind the one before it, times and adverbs."""
    text, start = clause.view.text, count.start
    at = first
    if count.place and clause.quantities[count.place - 1].end > first:
        at = clause.quantities[count.place - 1].end
        if text.endswith(_AND_MARKS, at, start):
            return start  # 39公里公路养护、46个电网项目: what stands between is the first one's
        if text.startswith(_AND, at):
            at += 1
    if not clause.times:
        return _behind_adverbs(text, at, start)
    while True:
        # Adverbs go on behind a time.
        at = _behind_times(clause.times, at, start)
        behind = _behind_adverbs(text, at, start)
        if behind == at:
            return at
        at = behind


def _behind_times(times: list[PlacedTime], at: int, end: int) -> int:
    """Where the times end that stand at a place, one behind the other."""
    for place in range(bisect_right(times, at, key=_end_of) if len(times) > _MANY else 0, len(times)):
        time = times[place]
        if time.start > at:
            break
        if at < time.end <= end:
            at = time.end
    return at


# Of more things than these in a clause the first that counts is found by halves: as many counts may ask for it.
_MANY: Final = 8
_start_of = attrgetter("start")
_end_of = attrgetter("end")

_AND: Final = ("和", "及", "与")
_AND_MARKS: Final = ("、", *_AND)


# --- indicators ------------------------------------------------------------------------------------------------------


@cache
def _reaching() -> re.Pattern[str]:
    return re.compile(
        r"(?:分别|均|已|都|共|也){0,2}(达到|达|突破|超过|超|完成|实现|增加到|增加至|增至|增长到|升至|升到|上升到|上升至|提高到|提高至|提升到|提升至|降至|降到|下降到|下降至|压减到|压减至|压缩至|压缩到|缩短至|缩短到|控制在|保持在|稳定在|保持|占|为|扩大到|扩大至)(?:了|近|约)?$"
    )


_REACH_ENDS: Final = frozenset("到达破过超成现至在持占为了近约")
_RATES: Final = ("率", "占比", "比重")
_MEASURES: Final = (
    *("率", "占比", "比重", "比例", "增加值", "覆盖面", "满意度", "知晓度", "安全感", "指数", "总额", "总量", "总值"),
    *("产值", "收入", "面积", "里程", "吞吐量", "产量", "余额", "利润", "标准", "人数", "总数", "浓度", "均分", "得分"),
    *("时间", "时限"),
)


def _measured(head: str, opening: int, verbs: list[Hit]) -> Act | None:
    """森林覆盖率达到52%, 税收完成1.8亿元, 办结率98%: what is measured stands before the verb that says how far it came.

    A verb of reaching measures anything where no other verb stands before it; a rate needs no verb at all.
    """
    match = _reach(head)
    if match is None and "率" not in head and "比" not in head:
        return None  # no rate
    thing = _plain((head[: match.start()] if match else head).split("由")[0])
    if thing is None or len(thing) < 2:
        return None
    if match is None:
        return Act(None, thing) if thing.endswith(_RATES) else None
    if not thing.endswith(_MEASURES) and any(verb.start < opening + match.start(1) for verb in verbs):
        return None
    return Act(_bare_reaching(match[1]), thing)


def _reach(text: str) -> re.Match[str] | None:
    """A verb of reaching at the end of some words."""
    return _reaching().search(text) if text[-1:] in _REACH_ENDS else None


def _bare_reaching(verb: str) -> str:
    """提高 of 提高到, 控制 of 控制在; 达到, 降至 stay."""
    return verb.rstrip("到至在") if len(verb) > 2 else verb


def _before_verb(text: str, head: str) -> str | None:
    """医疗互助赔付687人次: where the verb touches the number, its object stands before it; 对外投资 is one word."""
    thing = _plain(text)
    return thing if thing is None or len(thing) > 2 else _plain(head)


def _without_reaching(thing: str | None) -> str | None:
    """接待游客突破80万人次 receives 游客."""
    if thing is None:
        return None
    match = _reach(thing)
    return thing[: match.start()] or None if match else thing


# --- verbs -----------------------------------------------------------------------------------------------------------

# Of whom, not what was done: 分管科室, 承办单位, 下属企业.
_ATTRIBUTIVE: Final = frozenset(("分管", "承办", "主管", "包联", "牵头", "推进", "推动", "公开", "联系点", "通过"))
# A verb before one of these is part of a noun: 覆盖率, 增加值, 服务业.
_NOUN_ENDINGS: Final = frozenset("率值量额业度面者员费类性点")


def _acts(clause: Clause, start: int, end: int) -> list[Hit]:
    """The verbs of [start, end) that stand for themselves, from left to right, no one running into the one before."""
    hits = clause.hits(_VERB)
    if not hits:
        return hits
    text, names = clause.view.text, clause.passage.names
    kept: list[Hit] = []
    reached = start
    for place in range(bisect_left(hits, start, key=_start_of) if len(hits) > _MANY else 0, len(hits)):
        hit = hits[place]
        first, last = hit.start, hit.end
        if last > end:
            break
        # 开发|展示: no 发展
        if first < reached or text[last : last + 1] in _NOUN_ENDINGS or names.touches(first, last):
            continue
        kept.append(hit)
        reached = last
    return kept


def _governing(verbs: list[Hit], opening: int, start: int) -> tuple[int, int]:
    """The verb that opens the words, with those right behind it (清查登记), else the last one with an object."""
    if verbs[0].start == opening:
        return opening, _last_of_row(verbs, start)
    plain = [verb for verb in verbs if verb.value not in _ATTRIBUTIVE] or verbs
    last = plain[-1]
    for verb in reversed(plain):
        if start - verb.end >= 2:
            last = verb
            break
    return last.start, last.end


def _last_of_row(verbs: list[Hit], start: int) -> int:
    """Where the verbs end that stand right behind one another, and leave room for an object."""
    end = verbs[0].end
    for place in range(1, len(verbs)):
        if verbs[place].start != end or start - verbs[place].end < 2:
            break
        end = verbs[place].end
    return end


def _closing(clause: Clause, end: int) -> Hit | None:
    """62件建议全部办结: the verb behind a quantity; a change that is only added (、增长26.7%) does not govern it."""
    text = clause.view.text
    added = _added().match(text, end, clause.end) if text.startswith("、", end) else None
    if added and any(hit.start in (end + 1, added.end()) for hit in clause.hits(_VERB)):
        return None
    acts = _acts(clause, end, clause.end)
    return acts[-1] if acts else None


@cache
def _added() -> re.Pattern[str]:
    return re.compile("、(?:比|较|同比)?")


# --- things ----------------------------------------------------------------------------------------------------------


def _noun_behind(clause: Clause, count: PlacedQuantity) -> str | None:
    """12家科技企业: the noun behind a quantity, up to a mark or the next quantity."""
    last = count.place + 1 == len(clause.quantities)
    cut = clause.end if last else clause.quantities[count.place + 1].start
    return _object(_mark().split(clause.view.text[count.end : cut], 1)[0])


@cache
def _mark() -> re.Pattern[str]:
    return re.compile("[、，；]")


def _object(text: str) -> str | None:
    """What stands behind a verb, without its tail (了, 出) and what fills (各类)."""
    text = _bare(text)
    opening = _filling().match(text) if text[:1] in _FILLING_STARTS else None
    return _plain(text[opening.end() :]) if opening else _uncounted(text)


def _subject(text: str) -> str | None:
    """What stands before a closing verb, without the adverbs between (已全部办结, 得到较好落实)."""
    thing = _mark().split(text, 1)[0]
    while thing.endswith(_BETWEEN):
        thing = thing.removesuffix(next(word for word in _BETWEEN if thing.endswith(word)))
    return _object(thing)


_BETWEEN: Final = (
    *("已", "全部", "均", "都", "分别", "加快", "全面", "得到", "较好", "被", "顺利", "如期", "按期", "按时", "当场"),
    *("正在", "陆续", "先后", "逐步", "逐一", "新"),
)


def _plain(text: str) -> str | None:
    return _uncounted(_bare(text))


def _uncounted(text: str) -> str | None:
    while text[-1:] in _COUNTING_ENDS and text.endswith(_COUNTING):
        text = text.removesuffix(next(word for word in _COUNTING if text.endswith(word)))
    return text or None


def _bare(text: str) -> str:
    """Without marks at the edges; quotation marks go only where they are not a name's."""
    text = text.strip(" ，、：和及与")
    return text if text.count("“") == text.count("”") else text.strip("“”")


_FILLING: Final = (
    *("了", "过", "出(?![台栏口生版资境租行])", "共(?!享|同|建)", "各级", "各类", "的", "到(?![位账期岗场])"),
    *("对(?!外|口)", "全市", "全县"),
)
_FILLING_STARTS: Final = frozenset(word[0] for word in _FILLING)


@cache
def _filling() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_FILLING)})+")


_COUNTING: Final = ("累计", "合计", "近", "约", "超", "达", "共", "计", "等")
_COUNTING_ENDS: Final = frozenset(word[-1] for word in _COUNTING)
