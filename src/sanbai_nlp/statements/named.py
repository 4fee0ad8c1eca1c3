"""Achievements that are named: things made or set up, events held, regulations moved, honours received."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple, final

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.mentions import Layer, Title
from sanbai_nlp.outline import Cover, Enclosed, View
from sanbai_nlp.schema import Achievement, Basis, DocumentKind, Role, trusted
from sanbai_nlp.statements.achievements import Counted
from sanbai_nlp.statements.clauses import Clause, Names, Passage
from sanbai_nlp.statements.honours import HONOUR_SIGNS, counts_honours, honour_of
from sanbai_nlp.statements.legislation import Move
from sanbai_nlp.statements.signs import ending_from, mark, signed
from sanbai_nlp.statements.subjects import SubjectReader


class NamingWords(NamedTuple):
    """The lexicon's words that decide whether a clause names what it makes.

    `courses` end events that are a thing by themselves (培训班), `activities` those that need a name (“…”专项行动);
    `making` are verbs right before a title, `launching` those before a quoted name (创建“…”), `generic` modifiers that
    name nothing (工作机制).
    """

    courses: tuple[str, ...]
    activities: tuple[str, ...]
    making: frozenset[str]
    launching: frozenset[str]
    generic: frozenset[str]


@final
class _Statement:
    """What a clause states, before it is an achievement; view positions."""

    __slots__ = ("action", "basis", "clause", "end", "kind", "start", "thing")

    def __init__(
        self, clause: Clause, start: int, end: int, kind: str, basis: Basis, action: str, thing: str | None
    ) -> None:
        self.clause = clause
        self.start = start
        self.end = end
        self.kind = kind
        self.basis = basis
        self.action = action
        self.thing = thing


_BODY: Final = Role.BODY
_Made = tuple[str, str | None]
"""The verb of a clause that makes something that has a name, and what it makes."""


class NamedReader:
    """Reads delivered and honoured achievements from a passage."""

    def __init__(self, lexicon: Lexicon, subjects: SubjectReader) -> None:
        self._subjects = subjects
        words = lexicon.words.achievements
        self._naming = NamingWords(
            tuple(words.courses),
            tuple(words.activities),
            frozenset(words.making),
            frozenset(words.launching),
            frozenset(words.generic),
        )

    def read(
        self, passage: Passage, works: Names, departments: Names, closed: Cover, counted: Sequence[Counted]
    ) -> list[Achievement]:
        """One achievement for each clause that makes a named thing or receives an honour, where nothing is counted."""
        if (passage.plans and not passage.problems) or passage.section.block.role is not _BODY:
            return []
        signs, acting = signed(passage, _sign()), _acting(passage)
        # What is counted ends with its clause.
        counting = {achievement.end for achievement in counted}
        found = []
        for clause in passage.clauses:
            sign = signs[clause.index]
            # Most clauses tell neither of a thing made or an event held nor of an honour received.
            if not (sign or acting[clause.index] or _ends_finished(clause.text)):
                continue
            if clause.lies_ahead or closed.touches(clause.start, clause.end):
                continue
            stated = self._stated(clause, sign, passage.view.span(clause.start, clause.end)[1] in counting)
            if stated is not None:
                found.append(_achievement(stated, works, departments))
        return found

    def _stated(self, clause: Clause, sign: bool, counts: bool) -> _Statement | None:
        """What a clause states; whether a sign stands in it, and whether something is counted there."""
        honoured = honour_of(clause) if sign else None
        if honoured is not None and not (counts and counts_honours(clause)):
            return self._make(clause, Basis.HONOURED, honoured, None)
        if counts and not _counts_places(clause):
            return None
        made = _made(clause, self._naming)
        return None if made is None else self._make(clause, Basis.DELIVERED, made[0], made[1])

    def legislative(self, moves: Sequence[Move], works: Names, departments: Names) -> list[Achievement]:
        """One achievement for each of the given furthest moves, from the work's name to the step's end."""
        found = []
        for move in moves:
            clause = move.clause
            names = [
                m.start
                for m in move.work.mentions
                if m.section == clause.passage.block and not m.anaphora and m.start < move.end
            ]
            own = [at for at in names if _same_sentence(clause, at)]
            start = clause.start if not own or own[-1] >= clause.start else own[-1]
            start = _clause_start(clause, start)
            ends = [m.end for m in move.work.mentions if m.section == clause.passage.block and m.start < clause.end]
            end = max([move.end, *ends])
            stated = _Statement(
                clause, start, min(end, clause.end), "立法", Basis.LEGISLATIVE, move.step.text, move.work.name
            )
            found.append(_achievement(stated, works, departments))
        return found

    def _make(self, clause: Clause, basis: Basis, action: str, thing: str | None) -> _Statement:
        kind = "荣誉表彰" if basis == Basis.HONOURED else self._subjects.kind(clause, _anchor(clause, thing))
        start = clause.start + _joining(clause.text)
        return _Statement(clause, start, clause.end, kind, basis, action, thing)


_JOINING: Final = ("并且", "并", "同时", "而且", "还")


def _joining(text: str) -> int:
    """How long the word is that only joins a clause to the one before it."""
    if text.startswith(_JOINING):
        for word in _JOINING:
            if text.startswith(word):
                return len(word)
    return 0


def _achievement(stated: _Statement, works: Names, departments: Names) -> Achievement:
    view = stated.clause.view
    start, end = view.span(stated.start, stated.end)
    return trusted(
        Achievement,
        start=start,
        end=end,
        text=view.surface(stated.start, stated.end),
        kind=stated.kind,
        basis=stated.basis,
        action=stated.action,
        object=stated.thing,
        quantity=None,
        base=None,
        documents=works.within(start, end),
        departments=departments.within(start, end),
        block=stated.clause.passage.block,
        rule=f"achievement.{stated.basis.value}",
    )


def _same_sentence(clause: Clause, at: int) -> bool:
    sentence = clause.passage.sentence(clause.sentence)
    return sentence.start <= at < sentence.end


def _clause_start(clause: Clause, at: int) -> int:
    return next((c.start for c in clause.passage.clauses if c.start <= at < c.end), at)


def _anchor(clause: Clause, thing: str | None) -> tuple[int, int] | None:
    if not thing:
        return None
    at = clause.text.find(thing)
    return None if at < 0 else (clause.start + at, clause.start + at + len(thing))


def _counts_places(clause: Clause) -> bool:
    """在16所学校门前设立“护学岗” counts where, and names what."""
    if not clause.text.startswith("在"):
        return False
    verbs = clause.hits(_CREATING)
    return bool(verbs) and all(count.end <= verbs[-1].start for count in clause.quantities)


# --- things made and events held -------------------------------------------------------------------------------------


def _acting(passage: Passage) -> list[bool]:
    """Of each clause, whether it has a verb of making or holding."""
    acting = [False] * len(passage.clauses)
    mark(passage, acting, _CREATING)
    mark(passage, acting, _HOLDING)
    return acting


_CREATING: Final = Category.CREATING
_VERB: Final = Category.VERB
_HOLDING: Final = Category.HOLDING
_CHANGES: Final = ("改为", "改成", "变为", "升级为", "调整为", "转为")


@cache
def _sign() -> re.Pattern[str]:
    """What a clause without a verb of making or holding tells by, unless it does so by its end."""
    return re.compile("|".join((*HONOUR_SIGNS, "首", "率先", "头一", "选举产生", *_CHANGES, "完成")))


def _made(clause: Clause, words: NamingWords) -> _Made | None:
    """(verb, object) where a clause makes something that has a name of its own."""
    if _is_aim(clause):
        return None
    found = None
    if clause.hits(_CREATING):
        found = _titled(clause, words) or _thing(clause, words)
    if found is None and clause.hits(_HOLDING):
        found = _event(clause, words)
    return found or _first_time(clause) or _stated_of_thing(clause)


_AIMS: Final = ("为了", "旨在", "以便", "要求", "督促", "努力使", "根据", "对照", "参照", "依据")


def _is_aim(clause: Clause) -> bool:
    """Whether a clause only says what for, or by what: 为…提供保障, 根据…; but 为…设立专线 makes something."""
    text = clause.text
    return text.startswith(_AIMS) or (text.startswith("为") and not any(c in text for c in "设建成组开"))


def _verbs(clause: Clause, category: Category) -> list[Hit]:
    """The words of a category that stand for themselves: not quoted, in no name (建设 of 建设局), across no two words."""
    hits = clause.hits(category)
    if not hits:
        return hits
    names, view = clause.passage.names, clause.view
    return [
        hit
        for hit in _whole(hits, clause.hits(_VERB))
        if not view.text.startswith(_ACTING_NOUNS, hit.end)
        and not names.touches(hit.start, hit.end)
        and not view.quoted(hit.start, hit.end)
    ]


# 起草小组, 编制工作 name who does it or what it is, and do nothing.
_ACTING_NOUNS: Final = ("小组", "专班", "组成员", "单位")


def _whole(hits: list[Hit], verbs: list[Hit]) -> list[Hit]:
    """The hits that begin in no verb which began before and ends in them: 落实|行政… holds no 实行.

    Both are longest hits, in the order of their starts and of their ends: only the first verb that ends behind the
    start of a hit can be one.
    """
    whole: list[Hit] = []
    at = 0
    for hit in hits:
        while at < len(verbs) and verbs[at].end <= hit.start:
            at += 1
        if at == len(verbs) or not (verbs[at].start < hit.start and verbs[at].end < hit.end):
            whole.append(hit)
    return whole


def _titled(clause: Clause, words: NamingWords) -> _Made | None:
    """起草《…规则》, 出台《…办法》: a verb of making right before a title that is no law and no local regulation."""
    text = clause.view.text
    for title in clause.passage.reading.claimed.within(Layer.DOCUMENT, clause.start, clause.end):
        value, start, end = title.value, title.start, title.end
        if not isinstance(value, Title) or not value.full or value.kind in _RULING:
            continue
        made = [verb for verb in _verbs(clause, _CREATING) if _is_making(text, verb, start, words)]
        if made:
            return text[made[-1].start : made[-1].end], text[start:end]
        if _passed().match(text, end, clause.end):
            return "出台", text[start:end]
    return None


_RULING: Final = (DocumentKind.LAW, DocumentKind.PARTY_RULE, DocumentKind.LOCAL_REGULATION)


@cache
def _passed() -> re.Pattern[str]:
    return re.compile(r"[^，]{0,14}(?:审议通过|印发|出台|通过|施行)")


def _is_making(text: str, verb: Hit, title: int, words: NamingWords) -> bool:
    """Whether a verb makes what the title that begins at a place names: hardly anything stands between them."""
    start, end = verb.start, verb.end
    if not 0 <= title - end <= 6 or text[start:end] not in words.making:
        return False
    between = text[end:title]
    return "，" not in between and "。" not in between and not between.endswith("落实")


def _thing(clause: Clause, words: NamingWords) -> _Made | None:
    """建立工作补位制度, 开设“…”专栏: a verb of making whose object ends in a noun for such things and is named."""
    text = clause.view.text
    titles = clause.view.remember("titles", _in_titles)
    things = [
        thing
        for thing in clause.hits(Category.THING)
        if _ends_object(text, thing.end, clause.end)
        and not clause.view.quoted(thing.start, thing.end)
        and not titles.touches(thing.start, thing.start + 1)
        and not text.endswith(_GRADUAL, clause.start, thing.start)
    ]
    if not things:
        return _quoted_object(clause, words)
    head = max(things, key=lambda hit: (hit.end, hit.end - hit.start))
    for verb in _serial([v for v in _verbs(clause, _CREATING) if v.end <= head.start]):
        modifier = text[verb.end : head.start]
        if text[verb.start : verb.end] == "形成" and not re.search(r"[0-9*“《]", modifier):
            continue
        if _is_named(modifier, text[verb.end : head.end], words.generic) and not _governed(text, clause.start, verb):
            return text[verb.start : verb.end], text[verb.end : head.end].lstrip("了起好出")
    return None


def _in_titles(view: View) -> Cover:
    cover = Cover(len(view.text))
    for part in view.enclosed:
        if part.opener == "《":
            cover.add(part.start + 1, part.end)
    return cover


def _serial(verbs: Sequence[Hit]) -> list[Hit]:
    """Verbs with those right behind them as one: 修订出台…清单, 建立完善…制度."""
    found: list[Hit] = []
    for verb in verbs:
        if found and found[-1].end == verb.start:
            found[-1] = Hit(found[-1].start, verb.end, verb.value)
        else:
            found.append(verb)
    return found


# 行为进一步规范, 管理更加规范: a predicate, nothing made.
_GRADUAL: Final = ("进一步", "更加", "日益", "逐步", "不断", "持续", "日趋", "更为")


def _ends_object(text: str, at: int, end: int) -> bool:
    """Whether an object's head noun ends here: the clause's end, or only brackets and 等 behind."""
    return not text[at:end].strip("”）》等") or text[at:end].startswith(("，", "、", "并", "和"))


def _is_named(words: str, thing: str, generic: frozenset[str]) -> bool:
    """Whether the object has a name: quoted, or with a modifier of its own that is no general word."""
    if "“" in words or "《" in words or "+" in words:
        return True
    if thing.endswith("服务"):
        return False
    words = words.lstrip("了起好出")
    if "的" in words or "“" in thing:
        return "“" in thing
    bare = re.sub(r"[、和与及]", "", words)
    return len(bare) >= 2 and bare not in generic and not bare.startswith(("各项", "各类", "相关", "有关", "一系列"))


_GENERAL: Final = (
    *("推进", "推动", "深化", "严格", "坚持", "坚持好、", "落实", "执行", "贯彻", "遵守", "要求", "加强", "围绕"),
)


def _governed(text: str, start: int, verb: Hit) -> bool:
    """Whether the verb is itself the object of a general one: 严格执行…制度, 推进…建设."""
    before = text[start : verb.start]
    return before.endswith(_GENERAL) or (
        text[verb.start : verb.end] in ("使用", "采用", "实施") and "“" not in text[verb.end : verb.end + 2]
    )


def _quoted_object(clause: Clause, words: NamingWords) -> _Made | None:
    """推行村干部“四诺履职”, 建成“红烛”党员活动室: a verb of making whose object is a quoted name, and a noun behind it."""
    text = clause.view.text
    quote = _last_quote(clause) if "”" in clause.text[-_NOUN - 1 :] else None
    if quote is None or not _noun_behind().fullmatch(text, quote.end, clause.end):
        return None
    verbs = [v for v in _verbs(clause, _CREATING) if v.end <= quote.start and text[v.start : v.end] in words.launching]
    if not verbs or len(text[verbs[-1].end : quote.start]) > 10 or _governed(text, clause.start, verbs[-1]):
        return None
    return text[verbs[-1].start : verbs[-1].end], text[verbs[-1].end : clause.end]


_NOUN: Final = 10


def _last_quote(clause: Clause) -> Enclosed | None:
    """The first quoted name of a clause behind which hardly more than a noun has room before the clause ends."""
    enclosed = clause.view.enclosed
    for place in range(ending_from(enclosed, clause.end - _NOUN), len(enclosed)):
        part = enclosed[place]
        if part.end > clause.end:
            break
        if part.opener == "“" and clause.start < part.start:
            return part
    return None


@cache
def _noun_behind() -> re.Pattern[str]:
    return re.compile(r"(?:(?![的等了])[\u4e00-\u9fff]){0,10}(?<!活动)(?<!行动)(?<!要求)(?<!精神)(?<!理念)(?<!意识)")


def _event(clause: Clause, words: NamingWords) -> _Made | None:
    """组织…学习班, 开展“…”主题实践活动: an event with a name; routine ones (开展调研、视察等活动) are none."""
    text = clause.view.text
    body = text[clause.start : clause.end]
    verbs = _verbs(clause, _HOLDING)
    if not verbs:
        return None
    thing = text[verbs[-1].end : clause.end].lstrip("了好")
    if (
        "届" in thing
        and _edition().search(thing)
        and not _is_led(body, verbs[0].start - clause.start)
        and "参加" not in body
    ):
        return text[verbs[-1].start : verbs[-1].end], thing
    if "等" in body[-6:]:
        listed = _listed_events().fullmatch(thing)
        return (text[verbs[-1].start : verbs[-1].end], thing) if listed else None
    if body.endswith(words.courses) and len(thing) >= 4:
        return text[verbs[-1].start : verbs[-1].end], thing
    if (
        body.endswith(words.activities)
        and re.search(r"“[^”]{2,}”", thing)
        and not _is_led(body, verbs[0].start - clause.start)
    ):
        return text[verbs[-1].start : verbs[-1].end], thing
    return None


@cache
def _edition() -> re.Pattern[str]:
    """首届春茶开采节, 第十二届市运会: an event that is counted by its years is one by itself; 第三届人大常委会 is none."""
    return re.compile(
        r"(?:首届|第[一二三四五六七八九十0-9*]+届).{1,20}(?:会|节|赛|展|坛|典|马拉松)(?<!委员会)(?<!常委会)(?<!会议)$"
    )


@cache
def _listed_events() -> re.Pattern[str]:
    """云岭杏花节、龙舟文化节等活动: names of events, not sorts of them (调研、视察等活动)."""
    return re.compile(r".{2,40}(?:节|运动会|大赛|联赛|展|博览会|读书月)等(?:系列)?(?:活动|赛事|节会)")


def _is_led(body: str, at: int) -> bool:
    return bool(re.match(r"(?:积极)?(?:参加|参与|落实|响应|围绕)", body[:at]))


@cache
def _first() -> re.Pattern[str]:
    return re.compile(
        r"(?:还|并)?(?:在[^，]{2,10})?(?:首次|率先|首创|头一回|头一次)(?:[就向对与同为][^，]{2,20}?(?=[制发组开举印]))?"
    )


def _first_time(clause: Clause) -> _Made | None:
    """首次组织…, 率先推出…: what was done for the first time is a thing by itself."""
    if "首" not in clause.text and "率先" not in clause.text and "头一" not in clause.text:
        return None
    match = _first().match(clause.text)
    if match is None or clause.text.endswith(("方式", "形式", "以来")):
        return None
    verbs = [
        v
        for c in (_HOLDING, _CREATING, _VERB)
        for v in _verbs(clause, c)
        if match.end() - 1 <= v.start - clause.start < match.end() + 8 and v.end - v.start > 1
    ]
    if clause.end - clause.start < 8:
        return None
    if not verbs:
        plain = re.match(r"(\w{1,2})了(?=\w{3})", clause.text[match.end() :])
        return (plain[1], clause.text[match.end() + plain.end() :]) if plain else None
    verb = min(verbs, key=lambda hit: hit.start)
    return clause.view.text[verb.start : verb.end], clause.view.text[verb.end : clause.end]


_FINISHED: Final = (
    *("投用", "投产", "达效", "竣工", "贯通", "通车", "启用", "完工", "建成", "挂牌运行", "挂牌成立", "落成"),
    *("使用", "运营", "营业", "通航", "通水", "开放", "入列", "运行", "上线", "封顶"),
)
_LAST_FINISHED: Final = "".join(word[-1] for word in _FINISHED)


def _ends_finished(text: str) -> bool:
    # Few clauses end with one of these characters.
    return text[-1] in _LAST_FINISHED and text.endswith(_FINISHED)


@cache
def _finished() -> re.Pattern[str]:
    return re.compile(
        r"(.{4,60}?)(?:提前|如期|顺利|已|正式|全面|全线|基本|于.{2,10}|(?:[0-9*]{1,4}月)?[0-9*]{1,4}日|[0-9*]{1,2}月[底初末]?){0,3}"
        r"(?:(?:建成|竣工)(?:投用|投产|运营|营业|使用|通航|通水|通车|开放|入列|投入(?:使用|运营|运行))"
        r"|投入(?:使用|运营|运行)|投产(?:达效)?|投用|竣工|全线贯通|贯通|(?<=正式)启用|(?<=全面)完工|(?<=基本)建成|(?<=如期)完工|挂牌(?:运行|成立)|落成|(?:主体)?封顶|上线(?<=[统台库网端号块序区版P月日式]上线))$"
    )


# 推动平台上线, 督促大楼封顶 say what was pressed for.
_SHOWN, _URGED = ("上线", "封顶"), ("推动", "推进", "督促", "协助", "要求", "助力", "支持", "保障")


# 主要建设项目基本竣工 names nothing; 加快…建成, 严防…投入运营 finish nothing.
@cache
def _unfinished() -> re.Pattern[str]:
    return re.compile(
        r"(?:主要|各项|全部|重点|所有|一批|多个).{0,6}(?:任务|工作|项目|工程)$|^(?:加快|力争|确保|严防|防止|争取|促进|即将|计划|待)|正在"
    )


@cache
def _changed() -> re.Pattern[str]:
    return re.compile(rf"(.{{2,30}}?)[由从](?![此于])([^，]{{2,24}}?)({'|'.join(_CHANGES)})(.{{2,24}})")


def _stated_of_thing(clause: Clause) -> _Made | None:
    """选举产生了…, …于5月提前投产, 档案由纸质改为电子: who was elected, what was finished, what was changed."""
    text = clause.text
    _before, elected, behind = text.partition("选举产生")
    if elected and len(behind) > 4:
        return "选举产生", behind.removeprefix("了")
    if not clause.quantities and ("由" in text or "从" in text) and ("为" in text or "改成" in text):
        changed = _changed().fullmatch(text)
        if changed:
            return changed[3], changed[1]
    match = _finished().search(text) if _ends_finished(text) else None
    if match is None or _unfinished().search(match[1]) or (text.endswith(_SHOWN) and match[1].startswith(_URGED)):
        return _refitted(clause)
    return "建成", match[1]


def _refitted(clause: Clause) -> _Made | None:
    """完成市工人文化宫提质改造: a house that has a name was rebuilt; 完成老旧小区改造 names none."""
    text = clause.text
    at = text.find("完成")
    if at < 0 or not text.endswith(("改造", "扩建", "修缮", "迁建", "重建")):
        return None
    named = clause.passage.reading.claimed.within(Layer.DEPARTMENT, clause.start + at + 2, clause.end)
    return ("完成", text[at + 2 :].removeprefix("了")) if named and named[0].start <= clause.start + at + 3 else None
