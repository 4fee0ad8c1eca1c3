"""Paragraphs → blocks with roles, and the tree of headings."""

import re
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline.items import Head, Item
from sanbai_nlp.outline.leads import figures, plain_leads
from sanbai_nlp.outline.markers import Marker, marker_at
from sanbai_nlp.outline.split import is_title
from sanbai_nlp.outline.unmarked import unmarked_roles
from sanbai_nlp.outline.view import View
from sanbai_nlp.outline.years import Years, years_of
from sanbai_nlp.schema import Role, Style

LONGEST_HEAD = 45
LONGEST_PLAIN = 30
_SHORTEST_BODY = 12
_TITLE: Final = Role.TITLE
_SHI: Final = Style.SHI
_SECOND_POINTS: Final = ("；二是", "。二是", "，二是", "；二要", "。二要", "，二要")
_SIGNATURE: Final = Role.SIGNATURE


def assign(items: list[Item], lexicon: Lexicon) -> Years:
    """Give every item its role and, where it has one, its heading; returns the years that the report speaks of."""
    body = _title_lines(items, lexicon)
    for item in body:
        if item.role is None and _is_salutation(item.view.text, lexicon):
            item.role = Role.SALUTATION
    _signatures(body)
    rest = [item for item in body if item.role is None]
    for item in rest:
        item.marker = marker_at(item.view.text, 0, len(item.view.text))
        if item.marker is not None and _only_points(item):
            item.marker = None
    _check_order_words(rest)
    _open_styles(rest)
    for index in range(len(rest)):
        _read_head(rest, index, lexicon)
    plain_leads(rest, lexicon)
    years = _years(items)
    unmarked_roles(rest, lexicon, years)
    return years


def _years(items: list[Item]) -> Years:
    titles = [item.view.text for item in items if item.role is _TITLE]
    headings = [item.view.text[slice(*item.head.title)] for item in items if item.head and item.head.title]
    return years_of(titles, headings, [item.view.text for item in items if item.role is _SIGNATURE])


# --- titles, salutations, signatures ---------------------------------------------------------------------------------


def _title_lines(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """Mark the title and the date or speaker lines below it; returns what is left."""
    body = [item for item in items if item.role is None]
    at = 0
    while at < min(3, len(body)) and not is_title(body[at].view.text, lexicon, first=at == 0):
        if len(body[at].view.text) > 40 or body[at].view.text[-1] in "。：":
            return body
        at += 1
    if at >= len(body) or not is_title(body[at].view.text, lexicon, first=at == 0):
        return body
    for item in body[: at + 1]:
        item.role = _TITLE
    at += 1
    while at < len(body) and at < 6 and _belongs_to_title(body[at].view.text, lexicon):
        body[at].role = _TITLE
        at += 1
    return body[at:]


@cache
def _date_line() -> re.Pattern[str]:
    short = r"(?:[0-9*]{1,2}|[一二三四五六七八九十*]{1,3})"
    year = r"(?:[0-9*]{2,4}|[〇零一二三四五六七八九*]{4}) ?年"
    return re.compile(rf"（?{year} ?(?:{short} ?月 ?)?(?:{short} ?日)?(?:上半年|度)?）?")


def _belongs_to_title(text: str, lexicon: Lexicon) -> bool:
    if len(text) > 45 or text[-1] in "。；，":
        return False
    if _is_salutation(text, lexicon) or marker_at(text, 0, len(text)) is not None:
        return False
    dated = _date_line().search(text)
    if dated and (dated.end() - dated.start() >= len(text) - 14):
        return True
    return is_title(text, lexicon) or _is_speaker_line(text)


def _is_speaker_line(text: str) -> bool:
    if _speaker_line().match(text):
        return True
    return _in_characters().fullmatch(text) is not None and _speaker_in_characters().match(text) is not None


@cache
def _in_characters() -> re.Pattern[str]:
    return re.compile("[\u4e00-\u9fff* ]+")


@cache
def _speaker_line() -> re.Pattern[str]:
    # ——在××会议上, 报告人：…, （第*号）, ×××
    label = "报告人|述职人|汇报人|发言人|述廉人|姓名|单位|职务|时间|日期|所在单位"
    parts = (
        r"—{1,2}.{2,40}$",
        r"（.{2,40}）$",
        rf"(?:{label})[：　 ].{{1,40}}$",
        r"\S{2,24} +[\u4e00-\u9fff*]{1,4}$",
        r"\*{2,4}$",
    )
    return re.compile("|".join(parts))


@cache
def _speaker_in_characters() -> re.Pattern[str]:
    # 张三 市××局局长, of what is written in characters, masks and blanks alone
    name = "[^ ]{1,4}"
    leader = "省长|市长|州长|县长|区长|旗长|盟长|镇长|乡长"
    position = "书记|主任|局长|院长|检察长|校长|委员|主席|经理|镇长|乡长|处长|科长|部长|庭长|所长|队长|会长|理事长|站长|园长|政委|董事长|总监"
    parts = (
        rf"{name} .{{2,34}}$",
        r"(?!前言|引言|目录|摘要|概述|总述|综述)[^ *]{2,3}$",
        # 云岭县县长周明远
        rf"[^ ]{{1,8}}[省市州县区旗镇乡盟](?:人民政府)?(?:代理|代|常务副|副)?(?:{leader}) ?{name}$",
        rf".{{4,24}}(?:{position})(?: ?.{{0,6}})$",
    )
    return re.compile("|".join(parts))


def _is_salutation(text: str, lexicon: Lexicon) -> bool:
    if len(text) > 50 or text[-1] not in "：，！":
        return False
    return any(word in text for word in lexicon.words.outline.salutations) and "。" not in text


@cache
def _lists() -> re.Pattern[str]:
    # 重点做了以下几方面工作：, 我们也要看到存在的问题： announce a list and head nothing; 主要成绩： does.
    return re.compile(r"以下|如下|下列|下面|的同时，|看到|认识到|(?<!自)我|本人|自己|主要(?:有|是|表现|做了|抓了)")


@cache
def _signature() -> re.Pattern[str]:
    return re.compile(
        r"(?:述职人|述职述廉人|述责述廉人|述廉人|报告人|汇报人|签名|签字|署名|述职者|报告单位|述职单位)[：　 ].{0,30}$"
    )


@cache
def _named_and_dated() -> re.Pattern[str]:
    # ×××　　二〇二五年一月
    return re.compile(rf"(?:[\u4e00-\u9fff*]{{2,12}} +|\*{{2,4}} *)(?:{_date_line().pattern})")


@cache
def _house_line() -> re.Pattern[str]:
    # *市人大环境与资源保护委员会: the house alone signs the last line.
    return re.compile(r"[\u4e00-\u9fff*]{2,20}(?:委员会|常委会|办公室|办事处|党委|党组|政府|法院|检察院|公司|局|厅)")


def _signatures(body: list[Item]) -> None:
    for item in reversed(body):
        text = item.view.text
        signed = _signature().match(text) or _named_and_dated().fullmatch(text)
        dated = len(text) <= 24 and _date_line().fullmatch(text.replace(" ", ""))
        # A name alone at the end, below something that is signed.
        named = item is body[-1] and len(body) > 1 and len(text) <= 4 and text[-1] not in "。！"
        house = item is body[-1] and len(body) > 1 and bool(_house_line().fullmatch(text))
        if not (signed or dated or named or house or _stands_above_a_date(body, item)):
            break
        item.role = _SIGNATURE


def _stands_above_a_date(body: list[Item], item: Item) -> bool:
    text = item.view.text
    if len(text) > 24 or text[-1] in "。！：；":
        return False
    at = body.index(item)
    return at + 1 < len(body) and body[at + 1].role is _SIGNATURE and at > 0 and item.view.text.count("，") == 0


# --- headings --------------------------------------------------------------------------------------------------------


def _only_points(item: Item) -> bool:
    """一是…；二是…；三是… in one line are points of that line, and none is a heading."""
    marker = item.marker
    if marker is None or marker.style is not _SHI or marker.number != 1:
        return False
    return any(point in item.view.text for point in _SECOND_POINTS)


def _open_styles(rest: list[Item]) -> None:
    """Tell every item which marker styles stand above it or in it."""
    seen: frozenset[Style] = frozenset()
    for item in rest:
        if item.marker is not None and item.marker.style not in seen:
            seen |= {item.marker.style}
        item.open_styles = seen


def _check_order_words(rest: list[Item]) -> None:
    """首先， at a line's head is a marker only where another of its row (其次， 第二，) stands at a line's head too."""
    rows = [item for item in rest if item.marker is not None and item.marker.style == Style.DI]
    if len(rows) < 2:
        for item in rows:
            item.marker = None


def _read_head(rest: list[Item], index: int, lexicon: Lexicon) -> None:
    item = rest[index]
    if item.marker is None:
        _read_plain(rest, index, lexicon)
        return
    text, marker = item.view.text, item.marker
    begin = len(marker.text)
    while begin < len(text) and text[begin] in " ，、：":
        begin += 1
    if begin >= len(text):
        item.role, item.head = Role.HEADING, Head(marker, marker.style, 0, len(marker.text), None, True, _rule(marker))
        return
    first = _first_sentence(item.view, begin)
    alone = first >= len(text.rstrip("。！；： "))
    if alone:
        _read_lone_sentence(rest, index, begin, first)
        return
    item.role = Role.BODY
    title = (begin, first) if _heads_the_rest(text[begin:first]) else None
    end = first if title else len(marker.text)
    item.head = Head(marker, marker.style, 0, end, title, False, _rule(marker))


def _rule(marker: Marker) -> str:
    return f"heading.{marker.style.value}"


def _first_sentence(view: View, begin: int) -> int:
    """Where the sentence that stands at `begin` ends, its closing punctuation left out."""
    for sentence in view.sentences:
        if sentence.end > begin:
            blank = view.text.find(" ", begin + 4, sentence.end)
            if 0 < blank <= begin + LONGEST_PLAIN and len(view.text) - blank > 12:
                return blank
            return sentence.end
    return len(view.text)


@cache
def _enclosed() -> re.Pattern[str]:
    return re.compile("《[^《》]*》|“[^“”]*”")


def _heads_the_rest(sentence: str) -> bool:
    if len(sentence) > LONGEST_HEAD:
        return False
    bare = _enclosed().sub("", sentence) if "《" in sentence or "“" in sentence else sentence
    return "我" not in bare and figures().search(bare) is None


def _read_lone_sentence(rest: list[Item], index: int, begin: int, end: int) -> None:
    """A marked line of one sentence: a heading where something stands below it, else content."""
    item = rest[index]
    text, marker = item.view.text, item.marker
    assert marker is not None
    closed = text.rstrip()[-1] in "。！；"
    while end > begin and text[end - 1] in "：:， ":
        end -= 1
    heads = _heads_the_rest(text[begin:end]) or (not closed and end - begin <= 60 and "。" not in text)
    if heads and closed:
        heads = _something_below(rest, index)
    if heads:
        item.role = Role.HEADING
        item.head = Head(marker, marker.style, 0, end, (begin, end), True, _rule(marker))
    else:
        item.role = Role.BODY
        item.head = Head(marker, marker.style, 0, len(marker.text), None, True, _rule(marker))


def _something_below(rest: list[Item], index: int) -> bool:
    """Whether the next line goes deeper: an unmarked one, or a marker of a style not yet open above."""
    if index + 1 >= len(rest):
        return False
    marker, below = rest[index].marker, rest[index + 1].marker
    assert marker is not None
    if below is None:
        text = rest[index + 1].view.text
        above = rest[index - 1].head if index else None
        return (
            len(text) >= _SHORTEST_BODY and text[-1] in "。；！：" and not (above is not None and above.title is None)
        )
    return below.style != marker.style and (below.style not in rest[index].open_styles or below.number == 1)


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile("【([^【】]{2,30})】")


@cache
def _long_number() -> re.Pattern[str]:
    return re.compile("[0-9*]{4,}[^年0-9*]")


def _read_plain(rest: list[Item], index: int, lexicon: Lexicon) -> None:
    """An unmarked line that only heads what follows: short, without closing punctuation, above a longer one."""
    item = rest[index]
    text = item.view.text
    bracketed = _bracketed().match(text) if text[0] == "【" else None
    if bracketed:
        alone = bracketed.end() == len(text)
        item.role = Role.HEADING if alone else Role.BODY
        item.head = Head(None, Style.PLAIN, 1, bracketed.end() - 1, (1, bracketed.end() - 1), alone, "heading.bracket")
        return
    end = len(text.rstrip("： "))
    if index == 0 and text[-1] == "：":
        return
    if not 2 <= end <= LONGEST_PLAIN or text[-1] in "。！？；，、…" or index + 1 >= len(rest):
        return
    if text[-1] == "：" and (_lists().search(text) or any(word in text for word in lexicon.words.outline.preambles)):
        return
    below = rest[index + 1]
    if below.marker is None and len(below.view.text) <= LONGEST_PLAIN and below.view.text[-1] not in "。！；":
        return
    if text.count("，") > 2 or text.startswith(("附", "注：")) or _long_number().search(text):
        return
    item.role = Role.HEADING
    item.head = Head(None, Style.PLAIN, 0, end, (0, end), True, "heading.plain")
