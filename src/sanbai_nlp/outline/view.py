"""A view: one paragraph as the rules read it, with the way back to the report's own offsets."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple, TypeVar

from sanbai_nlp.lexicon import Category, Hit, Hits, Lexicon
from sanbai_nlp.outline.cover import Cover
from sanbai_nlp.schema import Level

LONGEST_QUOTE = 80
Kept = TypeVar("Kept")


class Stretch(NamedTuple):
    """A part of a view, `start` inclusive and `end` exclusive, without its closing punctuation."""

    start: int
    end: int


# What `Stretch(…)` does, without a Python frame.
_stretch: Callable[[tuple[int, int]], Stretch] = partial(tuple.__new__, Stretch)


class Enclosed(NamedTuple):
    """A bracketed part of a view, brackets included; `opener` is “ ‘ 《 or （."""

    start: int
    end: int
    opener: str


@cache
def _punctuation() -> re.Pattern[str]:
    return re.compile("[，。；：！？“”‘’《》（）\n]")


_OPENERS = frozenset("“‘《（")
_CLOSERS = {"”": "“", "’": "‘", "》": "《", "）": "（"}
_ENDS = "。！？\n"


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
        "_sentence_starts",
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
        self.places: Mapping[str, Mapping[str, Level | None]] = {}
        self.hits: Hits = lexicon.scan(text)
        self.enclosed, cuts = _cut(text)
        self.clauses = _stretches(text, cuts)
        self.sentences = _stretches(text, [at for at in cuts if text[at] in _ENDS])
        self._sentence_starts = [sentence.start for sentence in self.sentences]
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
            known = self._longest[category] = longest(self.hits[category])
        return known

    def by_start(self, category: Category) -> Mapping[int, Sequence[Hit]]:
        """The hits of a category by where they start."""
        known = self._by_start.get(category)
        if known is None:
            known = self._by_start[category] = {}
            for hit in self.hits[category]:
                known.setdefault(hit[0], []).append(hit)
        return known

    def by_end(self, category: Category) -> Mapping[int, Sequence[Hit]]:
        """The hits of a category by where they end."""
        known = self._by_end.get(category)
        if known is None:
            known = self._by_end[category] = {}
            for hit in self.hits[category]:
                known.setdefault(hit[1], []).append(hit)
        return known

    def sentence_at(self, at: int) -> Stretch:
        """The sentence that holds a position, or the last one before it."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, at) - 1)]

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
    for match in _punctuation().finditer(text):
        mark, at = match[0], match.start()
        if mark in _OPENERS:
            stack.append((mark, at, len(cuts)))
        elif mark in _CLOSERS:
            _close(_CLOSERS[mark], at, stack, enclosed, cuts)
        else:
            cuts.append(at)
    return enclosed, cuts


def _close(opener: str, at: int, stack: list[tuple[str, int, int]], enclosed: list[Enclosed], cuts: list[int]) -> None:
    depth = next((i for i in range(len(stack) - 1, max(-1, len(stack) - 9), -1) if stack[i][0] == opener), None)
    if depth is None:
        return
    _, start, count = stack[depth]
    del stack[depth:]
    if at - start <= LONGEST_QUOTE:
        enclosed.append(Enclosed(start, at + 1, opener))
        del cuts[count:]


def _stretches(text: str, cuts: Sequence[int]) -> list[Stretch]:
    found = []
    start = 0
    for cut in [*cuts, len(text)]:
        first, last = start, cut
        while first < last and text[first] == " ":
            first += 1
        while last > first and text[last - 1] == " ":
            last -= 1
        if last > first:
            found.append(_stretch((first, last)))
        start = cut + 1
    return found


def _quotes(text: str, enclosed: Sequence[Enclosed]) -> Cover:
    """Where quotation marks hold what stands there."""
    cover = Cover(len(text))
    for quote in enclosed:
        if quote.opener in "“‘":
            cover.add(quote.start + 1, quote.end - 1)
    return cover


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that stand in no longer one, in the order of their starts."""
    if len(hits) < 2:
        return list(hits)
    kept: list[Hit] = []
    reached = -1
    for hit in sorted(hits, key=_from_left):
        if hit[1] > reached:
            kept.append(hit)
            reached = hit[1]
    return kept


def _from_left(hit: Hit) -> tuple[int, int]:
    return hit[0], -hit[1]


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
        rf"[\u200b-\u200d\ufeff\u2060\u00ad]|(?<=[\d*]) +(?=[\d*%{han}])|(?<=[年月]) +(?=[底初中上下末\d*])"
        rf"|(?<=[{han}，、（]) +(?=[\d*]+(?: *[\d*]+)* *{unit})"
    )


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(r" *\n *")


def _needs_map(text: str) -> bool:
    return "\n" in text or ((" " in text or not text.isprintable()) and bool(_gaps().search(text)))
