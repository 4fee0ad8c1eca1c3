"""Which clause speaks of the future: the two 将, and the words that announce what will be done."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, final

from sanbai_nlp.lexicon import Category, Lexicon
from sanbai_nlp.outline import LONGEST_QUOTE, View
from sanbai_nlp.schema import Time, TimeKind
from sanbai_nlp.statements.clauses import Clause, Passage
from sanbai_nlp.statements.signs import ending_from

# How far behind 将 the verb that decides may stand, in characters.
_REACH: Final = 60


# How far behind its start a quote may end, its marks included.
_LONGEST_QUOTE: Final = LONGEST_QUOTE + 1


# No clause that anybody writes has more of them.
_MOST_WILLS: Final = 8


# 我一定不负重托, 我准备做好三件事; not 我在一定范围内, 一定程度上 or 我准备了材料.
_RESOLVED: Final = r"(?:我们?|本人)(?:一定(?!程度|的|范围|影响|数量)|准备(?!了|好|的|充分|工作|材料|会|$))"


# What 将 takes when it means "take": 将每一笔支出晒在明处.
_EACH: Final = ("每", "这", "该", "其", "全部", "所有", "各", "自己的", "个人")


def is_due(time: Time) -> bool:
    """Whether a time may be the day of a promise: no rhythm, nothing past."""
    if time.kind == _RECURRING:
        return False
    text = time.text
    return not text.endswith("以来") and not text.startswith(_PAST)


_RECURRING: Final = TimeKind.RECURRING
_PAST: Final = ("去年", "上年", "上一年")


@cache
def _future_opening() -> re.Pattern[str]:
    return re.compile(
        r"(?:在?今后|往后|以后|后续|在?下一?步|接下来|新的一年|下一?阶段|下一年度?|明年|下半年|未来|在新的|面对新|站在新|此外|同时)"
    )


def leads(clause: Clause) -> bool:
    """Whether a clause only leads to the promise: 在今后的工作中，我将…; 2023年，我将…."""
    text = clause.text
    if len(text) <= 16 and _future_opening().match(text):
        return True
    times = clause.times
    return bool(times) and times[-1].end - times[0].start >= len(text) - 3


@final
class Openers:
    """Words that a text may begin with, by their first characters: of hundreds only a few are tried."""

    __slots__ = ("_by_first",)

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first: dict[str, tuple[str, ...]] = {}
        for word in words:
            self._by_first[word[0]] = (*self._by_first.get(word[0], ()), word)

    def begin(self, text: str) -> bool:
        """Whether a text begins with one of them."""
        words = self._by_first.get(text[0]) if text else None
        return words is not None and text.startswith(words)


class WillGrammar:
    """Which clause speaks of the future, and by which words.

    将 is "will" before an adverb, a preposition, a time or a verb, and "take" before a noun that a verb of disposal
    follows: 将于*月提请二审 but 将整体工作分为*大类, 将…纳入备审范围.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words.commitments
        self._future = Openers(words.future)
        self._disposal = re.compile("|".join(map(re.escape, sorted(words.disposal, key=len, reverse=True))) or "(?!)")
        # 模拟 and 拟定 hold no 拟 that plans.
        plans = (
            "|".join("(?<![模虚草])拟(?!定|订|任|提|聘|录)" if w == "拟" else re.escape(w) for w in words.plans)
            or "(?!)"
        )
        self._plans = re.compile(rf"(?:{plans})(?:于|在|到)?")
        self._striving = re.compile(
            rf"(?:并|以|我(?:会|要)?|也)?(?:{plans})(?!了|已)|我(?:也|还)?会(?!议|同|机关|党|班子|领导|干部|全体|现有|下设)|我要(?!求)|{_RESOLVED}|我?(?:决心|立志|誓将)"
        )
        # What it begins with, tried on every clause of a plan: few begin so.
        self._striving_starts = frozenset("并以我也本决立誓").union(word[0] for word in words.plans)
        self._resolved = re.compile(_RESOLVED)
        self._openings = re.compile("|".join(map(re.escape, sorted(words.openings, key=len, reverse=True))) or "(?!)")
        self._adverbs = Openers(words.adverbs)

    def striving(self, clause: Clause) -> str | None:
        """The words by which a clause in a closing, or behind a promise, goes on promising."""
        match = self._striving.match(clause.text) if clause.text[0] in self._striving_starts else None
        return match[0] if match else None

    def trigger(self, clause: Clause) -> str | None:
        """The words that make a clause a promise, None where it is none."""
        text = clause.text
        at = text.find("将")
        for _ in range(_MOST_WILLS):
            if at < 0:
                break
            place = clause.start + at
            if not clause.view.quoted(place, place + 1) and self._is_will(clause, at):
                return _with_subject(text, at)
            at = text.find("将", at + 1)
        return self._other(clause) or (self._next_year(clause) if clause.lies_ahead else None)

    def _next_year(self, clause: Clause) -> str | None:
        """明年春季动工, 明年3月起实行…: a time to come, and at once what happens then."""
        time = clause.times[0]
        behind = clause.view.text[time.end : clause.end].lstrip("起前内春夏秋冬季天")
        if time.start != clause.start or "了" in behind or "已" in behind or not self._future.begin(behind):
            return None
        return time.item.text

    def _is_will(self, clause: Clause, at: int) -> bool:
        text = clause.text
        before, after = text[max(0, at - 1) : at], text[at + 1 : at + 1 + _REACH]
        if before in ("即", "必", "终", "行") and not after.startswith(("于", "在")):
            return False
        if text.endswith(_MYSELF, 0, at) and not after.startswith(_EACH) and not self._disposal.search(after, 2):
            return True
        if before in ("主", "健", "名", "干", "强") or after.startswith(_IN_WORDS):
            return False
        advised = self._adverbs.begin(after)
        if not advised and ("了" in after or "过" in after) and _done().match(after):
            return False
        if _said_by_others(clause):
            return False
        if advised or _timed(clause, clause.start + at) or _due_before(clause):
            return True
        if self._disposal.search(after, 2):
            return False
        # 还将办班两期, 年底前将交付表决: what goes on behind these is to come.
        if before in ("还", "仍", "也", "都", "均", "又") or (before in ("前", "底") and clause.times):
            return True
        return self._future.begin(after) or _acts(clause, clause.start + at + 1)

    def _other(self, clause: Clause) -> str | None:
        text = clause.text
        resolved = self._resolved.match(text) if "一定" in text or "准备" in text else None
        if resolved:
            return resolved[0]
        waits = "待" in text
        if not waits and not clause.hits(_PLEDGE):
            return None
        if _is_quoted(clause):
            return None
        if waits and _waiting().match(text):
            return "待"
        if text.startswith(_RESOLVING):
            return "决心"
        match = self._openings.match(text)
        if match and _goes_on(clause, clause.start + match.end()) and not _laid_down().search(text):
            return match[0]
        return self._dated_plan(clause)

    def _dated_plan(self, clause: Clause) -> str | None:
        """拟于, 计划于, 预计: with a time near by, or at once before a verb."""
        text = clause.text
        match = None if "了" in text else self._plans.search(text)
        if match is None or not _is_verb_use(text, match):
            return None
        if clause.view.quoted(clause.start + match.start(), clause.start + match.end()):
            return None
        at = match.start()
        if _opens_a_plan().match(text, at) and (at == 0 or _dated_up_to(clause, at) or _who().fullmatch(text, 0, at)):
            return match[0]
        behind = [placed for placed in clause.times if placed.start >= clause.start + at and is_due(placed.item)]
        if behind or (match[0].startswith("拟") and _leads_before(clause)):
            return match[0]
        return None


_MYSELF: Final = tuple(who + word for who in ("我", "本人", "我们") for word in ("", "也", "还", "都"))
_IN_WORDS: Final = ("军", "领", "士", "近", "要", "来", "信将疑", "心比心", "错就错")
_RESOLVING: Final = ("决心", "立志", "我决心", "我立志")
_PLEDGE: Final = Category.PLEDGE


@cache
def _done() -> re.Pattern[str]:
    return re.compile(r"[^，]{0,40}?(?:了|过)(?:$|[一二三四五六七八九十0-9*]|[\u4e00-\u9fff]{2,12}$)")


@cache
def _waiting() -> re.Pattern[str]:
    return re.compile(r"(?:仍|尚|还)?[须需现]?待.{2,24}后")


def _is_quoted(clause: Clause) -> bool:
    """Whether a clause is all one quote, or a part of one."""
    enclosed = clause.view.enclosed
    for place in range(ending_from(enclosed, clause.end), len(enclosed)):
        part = enclosed[place]
        if part.end > clause.start + _LONGEST_QUOTE:
            break
        if part.opener == "“" and part.start <= clause.start:
            return True
    return False


def _timed(clause: Clause, at: int) -> bool:
    """Whether a time begins right behind the 将 at a view position: 将于6月…."""
    return any(at < placed.start <= at + 2 and placed.item.kind != _RECURRING for placed in clause.times)


def _acts(clause: Clause, at: int) -> bool:
    """Whether a verb begins at a view position."""
    for category in (Category.VERB, Category.HOLDING, Category.CREATING):
        for hit in clause.hits(category):
            if hit.start == at:
                return True
    return False


@cache
def _opens_a_plan() -> re.Pattern[str]:
    # 力争年内…, 计划新建…, 拟选派…; not 争取资金 (which is to obtain) or 计划生育.
    return re.compile(
        r"力争(?!上游)|打算(?!$|盘|是|有|如|和|：|与|及)|(?:计划|拟|预计)(?=[新改扩建选举组开完引启实召出推培筹在到用将于发安]|投(?!资))"
    )


def _due_before(clause: Clause) -> bool:
    """Whether a clause that only names a day to come stands before: 8月底前，将《…（草案）》送审."""
    if clause.index == 0:
        return False
    above = clause.passage.clauses[clause.index - 1]
    return above.sentence == clause.sentence and above.text.endswith("前") and leads(above)


def half_year_to_come(clause: Clause) -> str | None:
    """Behind problems, and in a closing, 下半年，重点做好… at a sentence's head tells of plans."""
    match = _next_period().match(clause.text)
    return match[0] if match else None


@cache
def _next_period() -> re.Pattern[str]:
    return re.compile(r"下半年|明年|来年|新的?一年|下一?阶段|(?:20)?[0-9][0-9]年(?=$|，?(?:要|将|重点))")


def day_to_come(clause: Clause) -> str | None:
    """In a section of plans, 2024年4月底前 at the head of a sentence."""
    if clause.lies_ahead:
        return clause.times[0].item.text
    return clause.text if clause.times and clause.text.endswith(("前", "季度", "旬", "底")) and leads(clause) else None


def _goes_on(clause: Clause, at: int) -> bool:
    """Whether the sentence says behind a view position what will be done."""
    # By sentence, from where on it says nothing of the kind: then it does so from no later place either.
    silent = clause.view.remember("silent", _none)
    if silent.get(clause.sentence, at + 1) <= at:
        return False
    if _going_to().search(clause.view.text, at, clause.passage.sentence(clause.sentence).end):
        return True
    silent[clause.sentence] = at
    return False


def _none(view: View) -> dict[int, int]:  # noqa: ARG001
    return {}


@cache
def _going_to() -> re.Pattern[str]:
    return re.compile(r"要|会|继续|进一步|努力|争取|力争|不断|切实|坚持|加强|提高|一定|打算|还得|必须|把")


@cache
def _laid_down() -> re.Pattern[str]:
    # 为今后的工作奠定了基础 looks back.
    return re.compile(r"了(?:$|，|。|基础|方向)|奠定|指明")


def _is_verb_use(text: str, match: re.Match[str]) -> bool:
    """年度计划, 下步打算 are nouns; 今年拟新建 and 一项预计6月底前完工 are acts."""
    if not match[0].startswith(("计划", "打算")) or match[0].endswith("于"):
        return True
    before = text[max(0, match.start() - 1) : match.start()]
    return not (before in "的年度作个项步期后些" and before)


def _dated_up_to(clause: Clause, at: int) -> bool:
    """Whether nothing but a time stands before the words of a plan: 今年拟新建…."""
    times = clause.times
    return bool(times) and times[0].start == clause.start and times[0].end == clause.start + at


@cache
def _who() -> re.Pattern[str]:
    # 学校计划改造操场, 我局打算…; but not 年度计划 or 项目计划.
    return re.compile(
        r"(?:我们?|本人|我[\u4e00-\u9fff]|全[局院校县镇乡市]|学校|医院|集团|公司|单位)(?:正|还|也|已经?)?"
    )


def _said_by_others(clause: Clause) -> bool:
    """专家认为，…将…: what others expect is no promise; 大家说到了我心里，我将… is one's own."""
    if clause.index == 0 or "我" in clause.text or "本人" in clause.text:
        return False
    said = clause.view.remember("said", lambda _: _said(clause.passage))
    return said.get(clause.sentence, clause.index) < clause.index


def _said(passage: Passage) -> dict[int, int]:
    """By its sentence, the first clause that leads to what others say."""
    said: dict[int, int] = {}
    for clause in passage.clauses:
        text = clause.text
        if text.endswith(_SAYS) and "我" not in text and "本人" not in text:
            said.setdefault(clause.sentence, clause.index)
    return said


_SAYS: Final = ("说", "认为", "表示", "评论", "评论道", "预测", "指出", "报道", "称")


def _leads_before(clause: Clause) -> bool:
    before = [other for other in clause.passage.clauses_of(clause.sentence) if other.start < clause.start]
    return any(leads(other) for other in before)


def _with_subject(text: str, at: int) -> str:
    """我将, 还将, 将于: the trigger with its subject or adverb."""
    match = _subject().search(text, max(0, at - _LONGEST_SUBJECT), at)
    begin = match.start() if match else at
    return text[begin : at + 1] + ("于" if text.startswith("于", at + 1) else "")


# Of 下一步，本人.
_LONGEST_SUBJECT: Final = 6


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(r"(?:今后，?|下一?步，?)?(?:我们?|本人|还|也|此外)?$")
