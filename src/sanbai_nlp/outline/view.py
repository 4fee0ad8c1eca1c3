"""A view: one paragraph as the rules read it, with the way back to the report's own offsets."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, TypeVar, final

from sanbai_nlp.lexicon import Category, Hit, Hits, Lexicon
from sanbai_nlp.outline.cover import Cover
from sanbai_nlp.schema import Level

LONGEST_QUOTE: Final = 80
Kept = TypeVar("Kept")


@final
class Stretch:
    """A part of a view, `start` inclusive and `end` exclusive, without its closing punctuation."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Stretch({self.start}, {self.end})"


@final
class Enclosed:
    """A bracketed part of a view, brackets included; `opener` is “ ‘ 《 or （."""

    __slots__ = ("end", "opener", "start")

    def __init__(self, start: int, end: int, opener: str) -> None:
        self.start = start
        self.end = end
        self.opener = opener

    def __repr__(self) -> str:
        return f"Enclosed({self.start}, {self.end}, {self.opener!r})"


@cache
def _marks() -> re.Pattern[str]:
    return re.compile("([，。；：！？“”‘’《》（）\n])")


_CUTTING: Final = frozenset("，。；：！？\n")
_CLOSERS: Final = {"”": "“", "’": "‘", "》": "《", "）": "（"}
_ENDS: Final = "。！？\n"
# How many brackets may stand open above one that closes.
_DEEPEST: Final = 8


class View:
    """Folded, unwrapped text of one paragraph. `start` is its first character's offset in the report.

    `places` are the places that the report itself introduces, by last character and name. `kept` maps view positions to offsets
    relative to `start`; None where that is the identity. `hits` are the terms of the lexicon in it, from one pass;
    `enclosed` its quoted and bracketed parts, the inner before the outer (unbalanced brackets are none); `clauses` and
    `sentences` the stretches between ，；：。！？ and between 。！？ outside of these, blanks at the edges left out.
    """

    __slots__ = (
        "_by_end",
        "_by_start",
        "_longest",
        "_quotes",
        "_remembered",
        "clauses",
        "enclosed",
        "hits",
        "kept",
        "lexicon",
        "places",
        "raw",
        "sentences",
        "start",
        "text",
    )

    def __init__(self, text: str, start: int, lexicon: Lexicon, raw: str, kept: Sequence[int] | None = None) -> None:
        self.text = text
        self.start = start
        self.raw = raw
        self.kept = kept
        self.lexicon = lexicon
        self.places: dict[str, dict[str, Level | None]] = {}
        self.hits: Hits = lexicon.scan(text)
        self.enclosed, cuts = _cut(text)
        self.clauses = _stretches(text, cuts)
        self.sentences = _stretches(text, [at for at in cuts if text[at] in _ENDS])
        self._quotes: Cover | None = _quotes(text, self.enclosed) if self.enclosed else None
        self._longest: dict[Category, list[Hit]] = {}
        self._by_start: dict[Category, dict[int, list[Hit]]] = {}
        self._by_end: dict[Category, dict[int, list[Hit]]] = {}
        self._remembered: dict[str, object] = {}

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the report of view positions [start, end): the one place where views are mapped back."""
        if self.kept is None:
            return self.start + start, self.start + end
        if end <= start:
            at = self.start + (self.kept[start] if start < len(self.kept) else len(self.raw))
            return at, at
        return self.start + self.kept[start], self.start + self.kept[end - 1] + 1

    def surface(self, start: int, end: int) -> str:
        """What the report itself says at view positions [start, end)."""
        if self.kept is None:
            return self.raw[start:end]
        first, last = self.span(start, end)
        return self.raw[first - self.start : last - self.start]

    def longest(self, category: Category) -> list[Hit]:
        """The hits of a category that stand in no longer one, in the order of their starts."""
        known = self._longest.get(category)
        if known is None:
            known = self._longest[category] = self.hits.longest(category)
        return known

    def by_start(self, category: Category) -> dict[int, list[Hit]]:
        """The hits of a category by where they start."""
        known = self._by_start.get(category)
        if known is None:
            known = self._by_start[category] = {}
            for hit in self.hits[category]:
                known.setdefault(hit.start, []).append(hit)
        return known

    def by_end(self, category: Category) -> dict[int, list[Hit]]:
        """The hits of a category by where they end."""
        known = self._by_end.get(category)
        if known is None:
            known = self._by_end[category] = {}
            for hit in self.hits[category]:
                known.setdefault(hit.end, []).append(hit)
        return known

    def sentence_at(self, at: int) -> Stretch:
        """The sentence that holds a position, or the last one before it."""
        low, high = 0, len(self.sentences)
        while low + 1 < high:
            middle = (low + high) // 2
            if self.sentences[middle].start <= at:
                low = middle
            else:
                high = middle
        return self.sentences[low]

    def quoted(self, start: int, end: int) -> bool:
        """Whether [start, end) stands inside quotation marks."""
        return self._quotes is not None and self._quotes.holds(start, end)

    def remember(self, name: str, make: Callable[["View"], Kept]) -> Kept:
        """What `make` says of this view, worked out once."""
        known = self._remembered.get(name)
        if known is None:
            known = self._remembered[name] = make(self)
        return known  # type: ignore[return-value]


def _cut(text: str) -> tuple[list[Enclosed], list[int]]:
    """The enclosed parts of a text, and where its marks outside of them cut it."""
    stack: list[tuple[str, int, int]] = []
    enclosed: list[Enclosed] = []
    cuts: list[int] = []
    # What stands between the marks, and the marks, by turns: two strings a mark, where a match each would be dearer.
    pieces: list[str] = _marks().split(text)
    at = len(pieces[0])
    for number in range(1, len(pieces), 2):
        mark = pieces[number]
        if mark in _CUTTING:
            cuts.append(at)
        elif mark in _CLOSERS:
            _close(_CLOSERS[mark], at, stack, enclosed, cuts)
        else:
            stack.append((mark, at, len(cuts)))
        at += 1 + len(pieces[number + 1])
    return enclosed, cuts


def _close(opener: str, at: int, stack: list[tuple[str, int, int]], enclosed: list[Enclosed], cuts: list[int]) -> None:
    depth = len(stack) - 1
    deepest = max(0, len(stack) - _DEEPEST)
    while depth >= deepest and stack[depth][0] != opener:
        depth -= 1
    if depth < deepest:
        return
    _, start, count = stack[depth]
    del stack[depth:]
    if at - start <= LONGEST_QUOTE:
        enclosed.append(Enclosed(start, at + 1, opener))
        del cuts[count:]


def _stretches(text: str, cuts: list[int]) -> list[Stretch]:
    """What stands between the cuts, without the blanks at its edges."""
    found = []
    start = 0
    blanks = " " in text
    for cut in [*cuts, len(text)]:
        first, last = _trimmed(text, start, cut) if blanks else (start, cut)
        if first < last:
            found.append(Stretch(first, last))
        start = cut + 1
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end


def _quotes(text: str, enclosed: Sequence[Enclosed]) -> Cover:
    """Where quotation marks hold what stands there."""
    cover = Cover(len(text))
    for quote in enclosed:
        if quote.opener in "“‘":
            cover.add(quote.start + 1, quote.end - 1)
    return cover


def make_view(
    folded: str, raw: str, start: int, end: int, lexicon: Lexicon, drop: Sequence[tuple[int, int]] = ()
) -> View:
    """The view of report offsets [start, end); the stretches of `drop` (page lines) and line breaks are left out."""
    text = folded[start:end]
    if not drop and not _needs_map(text):
        return View(text, start, lexicon, raw[start:end])
    dropped = {at - start for first, last in drop for at in range(first, last)}
    dropped.update(at for match in _breaks().finditer(text) for at in range(match.start(), match.end()))
    kept = [i for i in range(len(text)) if i not in dropped]
    joined = "".join(text[i] for i in kept)
    gone = {at for match in _gaps().finditer(joined) for at in range(match.start(), match.end())}
    if gone:
        kept = [i for place, i in enumerate(kept) if place not in gone]
        joined = "".join(text[i] for i in kept)
    return View(joined, start, lexicon, raw[start:end], kept)


@cache
def _gaps() -> re.Pattern[str]:
    # Blanks inside numbers and dates (2 0 2 3 年, 1 200 件, 11 月 底), and characters without width.
    han = "\u4e00-\u9fff"
    unit = "[年月日号件人次万亿元名个项家户场期批条份吨亩所处起篇%]"
    return re.compile(
        rf"[\u200b-\u200d\ufeff\u2060\u00ad]|(?<=[0-9*]) +(?=[0-9*%{han}])|(?<=[年月]) +(?=[底初中上下末0-9*])"
        rf"|(?<=[{han}，、（]) +(?=[0-9*]+(?: *[0-9*]+)* *{unit})"
    )


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(r" *\n *")


def _needs_map(text: str) -> bool:
    return "\n" in text or ((" " in text or not text.isprintable()) and _gaps().search(text) is not None)
