"""Resolve: documents are clustered over their full titles, short names and anaphora."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from sanbai_nlp.mentions.claim import Claimed
from sanbai_nlp.mentions.found import Found, Layer, Title
from sanbai_nlp.schema import DocumentKind, Mention

_BARE = frozenset({"条例", "条例草案", "草案", "办法", "规定", "修订草案"})
_RULED = frozenset({"条例", "办法", "规定", "决定", "规则"})
_OFFICIAL = (DocumentKind.LOCAL_REGULATION, DocumentKind.INTERNAL_RULE, DocumentKind.LAW)


@dataclass(frozen=True, slots=True)
class TitleMention:
    """A mention of a document: block index, view positions, and the mention as the report holds it."""

    section: int
    start: int
    end: int
    mention: Mention
    anaphora: bool


@dataclass(slots=True)
class Work:
    """A document on its way: its name, kind, whether a mention says 草案, and the mentions so far."""

    name: str
    kind: DocumentKind
    draft: bool
    rule: str
    mentions: list[TitleMention] = field(default_factory=list)


def works(sections: Sequence[Claimed]) -> list[Work]:
    """The documents of a report, by first mention, each with its mentions in the order of the text."""
    full, short = _titles(sections)
    found: list[Work] = []
    for claimed, item, title in full:
        _add(found, claimed, item, title)
    for claimed, item, title in short:
        _add(found, claimed, item, title)
    regulations = [
        work
        for work in found
        if work.kind in (DocumentKind.LOCAL_REGULATION, DocumentKind.INTERNAL_RULE, DocumentKind.PARTY_RULE)
        and work.name[-2:] in _RULED
    ]
    for claimed in sections:
        _short_regulations(claimed, regulations)
    for claimed in sections:
        _anaphora(claimed, regulations)
    for work in found:
        work.mentions.sort(key=lambda m: m.mention.start)
    return sorted(found, key=lambda work: work.mentions[0].mention.start)


_Titled = tuple[Claimed, Found, Title]


def _titles(sections: Sequence[Claimed]) -> tuple[list[_Titled], list[_Titled]]:
    titled = [
        (claimed, item, item.value)
        for claimed in sections
        for item in claimed.of(Layer.DOCUMENT)
        if isinstance(item.value, Title)
    ]
    full = [row for row in titled if row[2].full and row[2].name not in _BARE]
    return full, [row for row in titled if not row[2].full]


def _add(found: list[Work], claimed: Claimed, item: Found, title: Title) -> None:
    work = next((work for work in found if _same(work, title)), None)
    if work is None:
        work = Work(title.name, title.kind, title.draft, item.rule)
        found.append(work)
    work.draft = work.draft or title.draft
    if len(_key(title.name)) > len(_key(work.name)) and title.full and "条例条例" not in title.name:
        work.name = title.name
    if "条例条例" in work.name and "条例条例" not in title.name and title.full:
        work.name = title.name
    work.mentions.append(_mention(claimed, item.start, item.end, item.rule))


def _mention(claimed: Claimed, start: int, end: int, rule: str, anaphora: bool = False) -> TitleMention:
    view = claimed.section.view
    first, last = view.span(start, end)
    mention = Mention(start=first, end=last, text=view.surface(start, end), rule=rule)
    return TitleMention(claimed.section.index, start, end, mention, anaphora)


def _key(name: str) -> str:
    """What two titles of one document share: no masks, blanks, quotes, no 中华人民共和国, no doubled 条例."""
    key = re.sub(r"[*＊×Xx□○\s“”《》]", "", name).replace("条例条例", "条例").replace("修订", "").replace("草案", "")
    return key.removeprefix("中华人民共和国").replace("人民代表大会常务委员会", "人大常委会")


@cache
def _place() -> re.Pattern[str]:
    return re.compile(r"^[\u4e00-\u9fff]{0,8}?[省市县区州]")


def _same(work: Work, title: Title) -> bool:
    mine, other = _key(work.name), _key(title.name)
    if mine == other:
        return True
    if title.kind == DocumentKind.LAW and work.kind == DocumentKind.LAW:
        return shortens(mine, other) or shortens(other, mine)
    if work.kind != title.kind or title.kind != DocumentKind.LOCAL_REGULATION:
        return False
    return _placeless(mine) == _placeless(other) and (_place().match(mine) is None or _place().match(other) is None)


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


@cache
def _ruled() -> re.Pattern[str]:
    return re.compile(r"(?:条例|办法|规定)(?:（?(?:修订)?草案）?)?")


def _short_regulations(claimed: Claimed, regulations: list[Work]) -> None:
    """Short names without 《》: the words before 条例 that, with it, shorten exactly one of the report's titles."""
    text = claimed.section.view.text
    if not regulations or not any(word in text for word in ("条例", "办法", "规定")):
        return
    for match in _ruled().finditer(text):
        if _taken(claimed, match.start()):
            continue
        ending = match[0][:2]
        for size in range(min(12, match.start()), 1, -1):
            start = match.start() - size
            words = text[start : match.start()]
            if not all("\u4e00" <= c <= "\u9fff" for c in words):
                continue
            fits = [
                work for work in regulations if shortens(words + ending, _key(work.name)) and words[:2] in work.name
            ]
            if len(fits) == 1:
                draft = "草案" in match[0]
                end = match.end() if draft else match.start() + 2
                fits[0].mentions.append(_mention(claimed, start, end, "document.shortened"))
                fits[0].draft = fits[0].draft or draft
                break


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(
        r"《(?:条例|办法|规定)（?(?:修订)?草案）?》|《条例》|(?:该|本)?条例（?(?:修订)?草案）?(?!的?(?:修改|征求)意见)|该(?:条例|办法|规定|法规)"
    )


def _anaphora(claimed: Claimed, regulations: list[Work]) -> None:
    """条例草案, 该条例: the regulation named last before it in the same block, where there is one."""
    text = claimed.section.view.text
    if not regulations or not ("草案" in text or "该" in text or "《条例" in text):
        return
    for match in _bare().finditer(text):
        if _taken(claimed, match.start()) and not match[0].startswith("《"):
            continue
        if any(
            m.section == claimed.section.index and m.start <= match.start() < m.end
            for w in regulations
            for m in w.mentions
        ):
            continue
        work = _last_before(claimed, match.start(), regulations)
        if work is not None:
            work.mentions.append(_mention(claimed, match.start(), match.end(), "document.anaphora", anaphora=True))
            work.draft = work.draft or "草案" in match[0]


def _last_before(claimed: Claimed, at: int, regulations: Iterable[Work]) -> Work | None:
    index = claimed.section.index
    places = [
        (m.end, work)
        for work in regulations
        for m in work.mentions
        if m.section == index and m.end <= at and not m.anaphora
    ]
    return max(places, key=lambda pair: pair[0])[1] if places else None


def _taken(claimed: Claimed, at: int) -> bool:
    return any(
        found.start <= at < found.end and found.layer in (Layer.DOCUMENT, Layer.DEPARTMENT) for found in claimed.found
    )
