"""Resolve: documents are clustered over their full titles, short names and anaphora."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import Final, final

from sanbai_nlp.mentions.claim import Claimed
from sanbai_nlp.mentions.found import Found, Layer, Title
from sanbai_nlp.outline import Cover, View
from sanbai_nlp.schema import DocumentKind, Mention, trusted

_BARE = frozenset({"条例", "条例草案", "草案", "办法", "规定", "修订草案"})
_RULED = frozenset({"条例", "办法", "规定", "决定", "规则"})
_RULING = (DocumentKind.LOCAL_REGULATION, DocumentKind.INTERNAL_RULE, DocumentKind.PARTY_RULE, DocumentKind.DOCUMENT)
_LONGEST_SHORT: Final = 12
# A member of an enumeration is slow to look up where this is compiled.
_DOCUMENT: Final = Layer.DOCUMENT
_DEPARTMENT: Final = Layer.DEPARTMENT
_LAW: Final = DocumentKind.LAW
_LOCAL_REGULATION: Final = DocumentKind.LOCAL_REGULATION
_MOST_LIKE: Final = 200
# 创新服务办法 speaks of no document, 市容管理办法 does.
_SHORTEST_OF_DOCUMENT: Final = 6


@final
class TitleMention:
    """A mention of a document: block index, view positions, and the mention as the report holds it."""

    __slots__ = ("anaphora", "end", "mention", "section", "start")

    def __init__(self, section: int, start: int, end: int, mention: Mention, anaphora: bool) -> None:
        self.section: Final = section
        self.start: Final = start
        self.end: Final = end
        self.mention: Final = mention
        self.anaphora: Final = anaphora


@final
class Work:
    """A document on its way: its name, kind, whether a mention says 草案, and the mentions so far."""

    __slots__ = ("draft", "kind", "mentions", "name", "rule")

    def __init__(self, name: str, kind: DocumentKind, draft: bool, rule: str) -> None:
        self.name = name
        self.kind = kind
        self.draft = draft
        self.rule = rule
        self.mentions: Final[list[TitleMention]] = []


def works(sections: Sequence[Claimed]) -> list[Work]:
    """The documents of a report, by first mention, each with its mentions in the order of the text."""
    shelf = _Shelf()
    full, short = _titles(sections)
    for claimed, item, title in [*full, *short]:
        shelf.put(claimed, item, title)
    _promote(shelf.works, sections)
    regulations = [work for work in shelf.works if work.kind in _RULING and work.name[-2:] in _RULED]
    if regulations:
        index = _Regulations(regulations)
        for claimed in sections:
            index.read(claimed)
    for work in shelf.works:
        work.mentions.sort(key=lambda m: m.mention.start)
    return sorted(shelf.works, key=lambda work: work.mentions[0].mention.start)


_Titled = tuple[Claimed, Found, Title]


def _titles(sections: Sequence[Claimed]) -> tuple[list[_Titled], list[_Titled]]:
    titled = [
        (claimed, item, item.value)
        for claimed in sections
        for item in claimed.of(_DOCUMENT)
        if isinstance(item.value, Title)
    ]
    full = [row for row in titled if row[2].full and row[2].name not in _BARE]
    return full, [row for row in titled if not row[2].full]


def _promote(works: Sequence[Work], sections: Sequence[Claimed]) -> None:
    """A 条例, 办法 or 规定 that moves through a congress in its own sentence is a local regulation, place or no place."""
    views: dict[int, View] = {}
    for work in works:
        if work.kind not in (_LAW, DocumentKind.DOCUMENT) or work.name[-2:] not in ("条例", "办法", "规定"):
            continue
        if work.name.startswith("中华人民共和国") or not work.name:
            continue
        if not views:
            views = {claimed.section.index: claimed.section.view for claimed in sections}
        if work.draft or any(_moves(views[m.section], m, work.kind) for m in work.mentions):
            work.kind = _LOCAL_REGULATION


def _moves(view: View, mention: TitleMention, kind: DocumentKind) -> bool:
    """Whether its sentence says that it moves; of a 条例 without a place only what no national one is said to do here."""
    sentence = view.sentence_at(mention.start)
    around = view.text[sentence.start : mention.start] + view.text[mention.end : sentence.end]
    return bool((_moving_here() if kind == _LAW else _moving()).search(around))


@cache
def _moving() -> re.Pattern[str]:
    return re.compile(r"草案|[一二三初]审|审议|表决|立法|废止|修改|修订|常委会|批准")


@cache
def _moving_here() -> re.Pattern[str]:
    return re.compile(r"草案|[一二三初]审(?!判|法院|案)|表决|立法(?!法)|起草")


class _Shelf:
    """The documents found so far, by what two titles of one document share."""

    def __init__(self) -> None:
        self.works: list[Work] = []
        self._last: Work
        self._by_key: dict[str, Work] = {}
        self._by_rest: dict[str, list[Work]] = {}
        self._laws: dict[str, list[Work]] = {}
        self._short: dict[str, Work] = {}

    def put(self, claimed: Claimed, item: Found, title: Title) -> None:
        """Add a mention to the document that it names, or begin one."""
        key = _key(title.name)
        if self.works and len(key) <= _LONGEST_ALIAS and _introduces(claimed.section.view.text, item.start):
            self._short[key] = self._last
        work = self._short.get(key) or self._by_key.get(key) or self._like(key, title)
        if work is None:
            work = Work(title.name, title.kind, title.draft, item.rule)
            self.works.append(work)
            self._by_rest.setdefault(_placeless(key), []).append(work)
            if title.kind == _LAW:
                self._laws.setdefault(key[-2:], []).append(work)
        self._last = work
        self._by_key.setdefault(key, work)
        work.draft = work.draft or title.draft
        doubled = "条例条例" in title.name
        fuller = title.name is not work.name and (len(key) > len(_key(work.name)) or "条例条例" in work.name)
        if title.full and not doubled and fuller:
            work.name = title.name
        work.mentions.append(_mention(claimed, item.start, item.end, item.rule))

    def _like(self, key: str, title: Title) -> Work | None:
        """A law of which one name shortens the other, or a local regulation that differs by its place alone."""
        if title.kind == _LAW:
            laws = self._laws.get(key[-2:], [])[:_MOST_LIKE]
            return next((w for w in laws if shortens(_key(w.name), key) or shortens(key, _key(w.name))), None)
        if title.kind != _LOCAL_REGULATION:
            return None
        for work in self._by_rest.get(_placeless(key), ()):
            if work.kind == title.kind and (_place().match(_key(work.name)) is None or _place().match(key) is None):
                return work
        return None


_LONGEST_ALIAS: Final = 6


def _introduces(text: str, at: int) -> bool:
    """Whether what stands at `at` is a short title for the one before: 《…规划纲要》（以下简称《纲要》）."""
    return text.endswith(("以下简称", "下称", "简称", "以下简称为"), max(0, at - 6), at)


def _mention(claimed: Claimed, start: int, end: int, rule: str, anaphora: bool = False) -> TitleMention:
    view = claimed.section.view
    first, last = view.span(start, end)
    mention = trusted(Mention, start=first, end=last, text=view.surface(start, end), rule=rule)
    return TitleMention(claimed.section.index, start, end, mention, anaphora)


def _key(name: str) -> str:
    """What two titles of one document share: no masks, blanks, quotes, no 中华人民共和国, no doubled 条例."""
    key = _unsaid().sub("", name).replace("条例条例", "条例").replace("修订", "").replace("草案", "")
    return key.removeprefix("中华人民共和国").replace("人民代表大会常务委员会", "人大常委会")


@cache
def _unsaid() -> re.Pattern[str]:
    return re.compile(r"[*＊×Xx□○\s“”《》]")


@cache
def _place() -> re.Pattern[str]:
    return re.compile(r"^[\u4e00-\u9fff]{0,8}?[省市县区州]")


def _placeless(key: str) -> str:
    return _place().sub("", key)


def shortens(short: str, full: str) -> bool:
    """Whether `short` is `full` with characters left out, ending alike: 养犬条例 of 市养犬管理条例."""
    if len(short) >= len(full) or len(short) < 2 or short[-1] != full[-1]:
        return False
    at = 0
    for c in short:
        at = full.find(c, at) + 1
        if at == 0:
            return False
    return True


def _speaks_of(work: Work, name: str) -> bool:
    """Whether a name without 《》 is that of a document, in full or shortened; of a mere document it is a long one."""
    key = _key(work.name)
    if work.kind == DocumentKind.DOCUMENT and len(name) < _SHORTEST_OF_DOCUMENT:
        return False
    return name == key or shortens(name, key)


@cache
def _ruled() -> re.Pattern[str]:
    return re.compile(r"(?:条例|办法|规定)(?:（?(?:修订)?草案）?)?")


class _Regulations:
    """Finds what points back to the report's regulations: short names without 《》, and anaphora."""

    def __init__(self, regulations: Sequence[Work]) -> None:
        self._by_opening: dict[str, list[Work]] = {}
        self._rows: dict[int, list[tuple[TitleMention, Work]]] = {}
        for work in regulations:
            name = _key(work.name)
            for at in range(len(name) - 1):
                row = self._by_opening.setdefault(name[at : at + 2], [])
                if work not in row[-1:]:
                    row.append(work)
            for mention in work.mentions:
                self._rows.setdefault(mention.section, []).append((mention, work))

    def read(self, claimed: Claimed) -> None:
        """Add the short names of a section, then its anaphora, to the regulations that they mean."""
        text = claimed.section.view.text
        # What names a regulation without 《》, or points back to one, holds one of these.
        if "条例" not in text and "办法" not in text and "规定" not in text and "该法规" not in text:
            return
        row = self._rows.setdefault(claimed.section.index, [])
        taken = Cover(len(text))
        for found in claimed.found:
            if (found.layer is _DOCUMENT or found.layer is _DEPARTMENT) and not found.rule.startswith("model:"):
                taken.add(found.start, found.end)
        self._short_names(claimed, taken, row)
        row.sort(key=lambda pair: pair[0].start)
        self._pointers(claimed, taken, row)

    def _short_names(self, claimed: Claimed, taken: Cover, row: list[tuple[TitleMention, Work]]) -> None:
        for match in _ruled().finditer(claimed.section.view.text):
            if taken.touches(match.start(), match.end()):
                continue
            named = self._named(claimed.section.view.text, match)
            if named is not None:
                start, work = named
                draft = "草案" in match[0]
                end = match.end() if draft else match.start() + 2
                row.append((_mention(claimed, start, end, "document.shortened"), work))
                taken.add(start, end)
                work.mentions.append(row[-1][0])
                work.draft = work.draft or draft

    def _named(self, text: str, match: re.Match[str]) -> tuple[int, Work] | None:
        """The longest run of words before 条例 that, with it, shortens exactly one title."""
        first = end = match.start()
        while first > max(0, end - _LONGEST_SHORT) and "\u4e00" <= text[first - 1] <= "\u9fff":
            first -= 1
        for start in range(first, end - 1):
            words = text[start:end]
            fits = [w for w in self._by_opening.get(words[:2], ()) if _speaks_of(w, words + match[0][:2])]
            if len(fits) == 1:
                return start, fits[0]
        return None

    def _pointers(self, claimed: Claimed, taken: Cover, row: Sequence[tuple[TitleMention, Work]]) -> None:
        """条例草案, 该条例: the regulation named last before it in the same block, where there is one."""
        starts = [mention.start for mention, _ in row]
        for match in _bare().finditer(claimed.section.view.text):
            if taken.touches(match.start(), match.end()) and not match[0].startswith("《"):
                continue
            at = bisect_left(starts, match.start()) - 1
            if at < 0 or (at + 1 < len(row) and starts[at + 1] == match.start()):
                continue
            work = row[at][1]
            work.mentions.append(_mention(claimed, match.start(), match.end(), "document.anaphora", anaphora=True))
            work.draft = work.draft or "草案" in match[0]


@cache
def _bare() -> re.Pattern[str]:
    regulation = "条例（?(?:修订)?草案）?(?!的?(?:修改|征求)意见)"
    # Every way begins with a character of its own, which lets the search skip what begins none.
    return re.compile(
        rf"《(?:条例|办法|规定)（?(?:修订)?草案）?》|《条例》|该{regulation}|本{regulation}|{regulation}|该(?:条例|办法|规定|法规)"
    )
