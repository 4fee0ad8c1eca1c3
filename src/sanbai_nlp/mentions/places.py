"""Places as parts of names: 市, **市, 云溪县, 山东省; known ones, and ones that the report itself introduces."""

import re
from collections.abc import Container, Iterable
from functools import cache
from typing import Final

from sanbai_nlp.lexicon import Category
from sanbai_nlp.outline import Cover, View
from sanbai_nlp.schema import Level

_FIRST_HAN: Final = 0x4E00
_LAST_HAN: Final = 0x9FFF
SUFFIXES: Final = {
    "省": Level.PROVINCE,
    "市": Level.CITY,
    "州": Level.CITY,
    "盟": Level.CITY,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
    "旗": Level.COUNTY,
    "镇": Level.TOWNSHIP,
    "乡": Level.TOWNSHIP,
    "街道": Level.TOWNSHIP,
    "村": None,
}
WHOLE = {
    "全国": Level.NATIONAL,
    "国家": Level.NATIONAL,
    "自治区": Level.PROVINCE,
    "自治州": Level.CITY,
    "自治县": Level.COUNTY,
    "开发区": Level.COUNTY,
    "高新区": Level.COUNTY,
    "经开区": Level.COUNTY,
    "新区": Level.COUNTY,
}
# By its last two characters: 新区 of 高新区.
_WHOLE_BY_TAIL: Final = {
    tail: [(word, level) for word, level in WHOLE.items() if word.endswith(tail)] for tail in {w[-2:] for w in WHOLE}
}
# No place that the lexicon and the report do not name ends without one of these.
_LASTS: Final = frozenset(word[-1] for word in (*SUFFIXES, *WHOLE))
# What before 市, 县, 区 … makes it a common noun or a class: 城市, 全市, 各县, 社区, 园区, 县市区.
_NEVER_INSIDE = frozenset(
    "的了是和及与等在对为各全市县区月日年届级旬个别名次将把被已一二三四五六七八九十两期批场项件家所均都也还就才又再更最很不能会应该使叫"
)
_OPENING: Final = 2
_COMMON = frozenset(
    "城全我各本该外辖社地园小山景片灾厂校库街郊牧林矿老新旧省市县区镇乡州跨分多两三四五六七八九几整集农村战疫禁灌汛盲误特"
)
_NEVER_LAST = _COMMON | _NEVER_INSIDE


# What follows 市, 区 … and makes another word of it: 桃溪市场监管所 names no 桃溪市.
_GOES_ON: Final = {"市": "场容值", "区": "域", "县": "域", "乡": "村愁", "村": "民", "镇": "域", "州": "际"}


_LONGEST_NAMED: Final = 3
_SHORTEST_NAMED: Final = 2


@cache
def _last_words() -> re.Pattern[str]:
    return re.compile("([省市县区州旗镇乡村街])")


def _suffixes_in(text: str) -> list[tuple[int, int]]:
    """Where 市, 县, 街道 and the like start and end."""
    words: list[tuple[int, int]] = []
    # What stands between them, and they, by turns: two strings a word, where a match each would be dearer.
    pieces: list[str] = _last_words().split(text)
    at = len(pieces[0])
    for number in range(1, len(pieces), 2):
        behind = pieces[number + 1]
        if pieces[number] != "街":
            words.append((at, at + 1))
        elif behind.startswith("道"):
            words.append((at, at + 2))
        at += 1 + len(behind)
    return words


def _named_in(text: str) -> list[tuple[int, int, int]]:
    """Names of two or three characters, the longer first: where they start, and where 市, 县 and the like behind them do and end."""
    found: list[tuple[int, int, int]] = []
    reached = 0
    words = _suffixes_in(text)
    for number, (last, _) in enumerate(words):
        first = last
        while first > max(reached, last - _LONGEST_NAMED) and is_han(text, first - 1):
            first -= 1
        if last - first < _SHORTEST_NAMED:
            continue
        # Of two such words in a row the first is a third character of the name: 云溪州|县.
        named = last - first < _LONGEST_NAMED and number + 1 < len(words) and words[number + 1][0] == last + 1
        suffix, reached = words[number + 1 if named else number]
        found.append((first, suffix, reached))
    return found


def introduced(views: Iterable[View], titles: Container[int] = ()) -> dict[str, dict[str, Level | None]]:
    """Places that a report introduces itself: 云溪县 where it stands at the left edge of a clause or title.

    They come as `View.places` takes them, by their last characters and names. `titles` are the places of titles among
    the views.

    A name is taken where its left edge is clean (a clause's start, or a word that ends before names) and an organ
    follows, or where it stands so twice.
    """
    seen: dict[str, int] = {}
    for index, view in enumerate(views):
        organs: frozenset[int] | None = None
        for first, last, end in _named_in(view.text):
            name = _clean(view, first, last, end, titled=index in titles)
            if name:
                if organs is None:
                    organs = frozenset([hit.start for hit in view.hits[Category.PART]])
                sure = index < _OPENING or (
                    end in organs and (view.text[last] not in "省市" or _no_word(view, name, end))
                )
                seen[name] = seen.get(name, 0) + (2 if sure else 1)
    found = {name: level_of(name) for name, count in seen.items() if count >= 2}
    # 云汀广播电视台 of 云汀市
    found.update({name[:-1]: level for name, level in list(found.items()) if len(name) >= 3})
    places: dict[str, dict[str, Level | None]] = {}
    for name, level in found.items():
        places.setdefault(name[-1], {})[name] = level
    return places


def _clean(view: View, first: int, last: int, end: int, *, titled: bool) -> str:
    """The name behind the last word that ends before names, or at a clean left edge; empty where it is no name.

    It has two characters or more in [first, last), and then 市, 县 or the like up to `end`. Where it opens a title, its
    own last character may be one that is a preposition elsewhere: 2021年|霁原市.
    """
    text = view.text
    # Most are none by their last characters, whatever stands before.
    if text[last - 1] in _NEVER_LAST or text[last - 2] in _NEVER_INSIDE:
        return ""
    going_on = _GOES_ON.get(text[last])
    if going_on is not None and text[end : end + 1] in going_on:
        return ""
    while titled and text[first] in "年度届":
        first += 1
    opens = titled and text[first - 1 : first] in ("", "年", "度", "届")
    own = opens and text[last - 1] in view.lexicon.closing_names and last not in _ends_of_words(view)
    start = last - own
    while start > first and not name_edge(view, start):
        start -= 1
    if start == first and not opens and not view_edge(view, first):
        return ""
    # 区望荆街道 of **区望荆街道
    for at in range(last - 3, start - 1, -1):
        if text[at] in "省市县区州旗":
            start = at + 1
            break
    if last - start < _SHORTEST_NAMED or not _NEVER_INSIDE.isdisjoint(text[start:last]):
        return ""
    return text[start:end]


def is_han(text: str, at: int) -> bool:
    """Whether a Chinese character stands at a place."""
    return _FIRST_HAN <= ord(text[at]) <= _LAST_HAN


def level_of(place: str) -> Level | None:
    """The level that a place's last word says; the longest suffix decides."""
    for word in ("自治区", "自治州", "自治县", "街道"):
        if place.endswith(word):
            return WHOLE.get(word, Level.TOWNSHIP)
    if place in ("全国", "国家", "中央"):
        return Level.NATIONAL
    if place in ("北京市", "上海市", "天津市", "重庆市"):
        return Level.PROVINCE
    return SUFFIXES.get(place[-1:])


def place_before(view: View, end: int, *, named: bool = False) -> tuple[int, Level | None] | None:
    """The start and level of the place that ends at `end`, its masks and the places above it included.

    With `named` only a known, introduced or masked place counts, no bare 市.
    """
    found = _one_before(view, end, named=named) if _may_end(view, end) else None
    if found is None:
        return None
    start, level = found
    for _ in range(2):
        above = _one_before(view, start, named=True) if _may_end(view, start) else None
        if above is None:
            break
        start = above[0]
    return start, level


def _may_end(view: View, end: int) -> bool:
    """Whether any place may end here: most of the text is passed over by this."""
    last = view.text[end - 1 : end]
    return (
        last in _LASTS
        or (last in view.places and _introduced(view, end) is not None)
        or (view.hits.any(Category.PLACE) and end in view.by_end(Category.PLACE))
    )


def _one_before(view: View, end: int, *, named: bool = False) -> tuple[int, Level | None] | None:
    text = view.text
    wholes = _WHOLE_BY_TAIL.get(text[end - 2 : end]) if end > 1 else None
    if wholes is not None:
        for word, level in wholes:
            if text.endswith(word, 0, end):
                return _with_name(view, end - len(word), level)
    listed = _listed(view, end) or _introduced(view, end)
    if listed is not None:
        return listed
    suffix = text[end - 1 : end]
    if suffix == "道":
        suffix = text[max(0, end - 2) : end]
    if suffix not in SUFFIXES:
        return None
    start = end - len(suffix)
    masks = start
    while masks > 0 and text[masks - 1] == "*":
        masks -= 1
    if masks < start:
        return masks, SUFFIXES[suffix]
    return None if named else _literal(view, start, suffix)


def _listed(view: View, end: int) -> tuple[int, Level | None] | None:
    """The longest place of the lexicon that ends here."""
    if not view.hits.any(Category.PLACE):
        return None
    starts = [hit for hit in view.by_end(Category.PLACE).get(end, ()) if not _is_word(view, hit.start, end)]
    if not starts:
        return None
    hit = min(starts, key=lambda h: h.start)
    return hit.start, hit.value if isinstance(hit.value, Level) else None


def _introduced(view: View, end: int) -> tuple[int, Level | None] | None:
    """The longest place of the report's own that ends here."""
    known = view.places.get(view.text[end - 1 : end])
    if known is not None:
        for size in (5, 4, 3, 2):
            name = view.text[end - size : end] if end >= size else ""
            if name in known:
                return end - size, known[name]
    return None


def _is_word(view: View, start: int, end: int) -> bool:
    """会同县 and 勉县 are counties; in 会同县公安局 the first two characters end before a name instead."""
    return name_edge(view, end - 1) and any(
        hit.start <= start for hit in view.by_end(Category.BOUNDARY).get(end - 1, ())
    )


def _with_name(view: View, start: int, level: Level | None) -> tuple[int, Level | None]:
    """高新区 with what names it: 云溪高新区, **开发区."""
    while start > 0 and view.text[start - 1] == "*":
        start -= 1
    known = view.places.get(view.text[start - 1 : start], ())
    for size in (4, 3, 2):
        if size <= start and view.text[start - size : start] in known:
            return start - size, level
    return start, level


def _literal(view: View, start: int, suffix: str) -> tuple[int, Level | None] | None:
    """市 of 市公安局, or an unknown name of two characters before it (云溪|县 after a clean edge)."""
    text, level = view.text, SUFFIXES[suffix]
    before = text[start - 1 : start]
    if suffix == "乡" and before == "城":  # 住房城乡建设
        return None
    if not before or not is_han(before, 0) or view_edge(view, start):
        return start, level
    # An unknown city or province is rare (one's own is masked, or known from the title), so no word may touch its name.
    # Before 州 one character may be a name: 澜州, 云州.
    for size in (1, 2, 3) if suffix == "州" else (2, 3):
        first = start - size
        if (
            first >= 0
            and _opens_name(view, first, start)
            and (suffix not in "省市" or _no_word(view, text[first:start], start))
        ):
            return first, level
    if before in _COMMON:
        return (start, level) if before in "全我本" else None
    return start, level


def _no_word(view: View, name: str, end: int) -> bool:
    """Whether no word of the lexicon touches a name: 澜湖 of 澜湖市, but not 提交 of 提交市政府."""
    return not touches_word(view, end - len(name), end)


def touches_word(view: View, start: int, end: int) -> bool:
    """Whether a word of the lexicon that belongs to no name stands in [start, end) or runs into it."""
    return view.remember("words", _words).touches(start, end)


def _words(view: View) -> Cover:
    """Where words stand that belong to no name; subjects may (白浪化肥厂 names its trade)."""
    cover = Cover(len(view.text))
    for category in Category:
        if category not in (Category.PART, Category.PLACE, Category.SUBJECT):
            for start, end in view.hits.places(category):
                cover.add(start, end)
    return cover


def _opens_name(view: View, first: int, end: int) -> bool:
    """Whether a place's name may fill [first, end): a clean edge or a place above it, no word's end inside."""
    if not (view_edge(view, first) or view.text[first - 1] in "省市州县区旗"):
        return False
    name = view.text[first:end]
    return (
        all(is_han(name, at) for at in range(len(name)))
        and _NEVER_INSIDE.isdisjoint(name)
        and not _ends_inside(view, first, end)
    )


def _ends_inside(view: View, start: int, end: int) -> bool:
    return any(name_edge(view, at) for at in range(start + 1, end + 1))


def view_edge(view: View, at: int) -> bool:
    """Whether a name may begin at `at`: a start, a punctuation mark, or a word that ends before names."""
    if at <= 0 or not is_han(view.text, at - 1):
        return True
    return name_edge(view, at)


def name_edge(view: View, at: int) -> bool:
    """Whether a word that stands before names ends at `at`: 会同, 向, 由, and every verb of two characters or more."""
    if at > 0 and view.text[at - 1] in view.lexicon.edges and not held(view, at - 1, at):
        return True
    return at in _ends_of_words(view)


def _ends_of_words(view: View) -> set[int]:
    return view.remember("word_ends", _word_ends)


_ENDING: Final = (Category.BOUNDARY, Category.VERB, Category.CREATING, Category.HOLDING)


def _word_ends(view: View) -> set[int]:
    """Where such words of two characters or more end."""
    return {end for category in _ENDING for end in view.hits.ends(category)}


def strong_edge(view: View, at: int) -> bool:
    """A left edge that no name goes across: a mark, a word of two characters, or a preposition."""
    if at <= 0 or not is_han(view.text, at - 1):
        return True
    if view.text[at - 1] in "与和由向对在到为将赴及从了着":
        return True
    return name_edge(view, at) and not name_edge(view, at - 1) and _two_before(view, at)


def _two_before(view: View, at: int) -> bool:
    return any(hit.end - hit.start > 1 for hit in view.by_end(Category.BOUNDARY).get(at, ()))


def held(view: View, start: int, end: int) -> bool:
    """Whether a word that names hold stands round a boundary: 据 of 大数据, 领导 of 领导小组."""
    words = view.lexicon.holding.get(view.text[start])
    return words is not None and any(
        at <= start and start - at + len(word) >= end and view.text.startswith(word, start - at) for at, word in words
    )
