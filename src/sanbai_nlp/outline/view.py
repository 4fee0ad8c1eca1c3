"""A view: one paragraph as the rules read it, with the way back to the report's own offsets."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
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


class Enclosed(NamedTuple):
    """A bracketed part of a view, brackets included; `opener` is “ ‘ 《 or （."""

    start: int
    end: int
    opener: str


@cache
def _punctuation() -> re.Pattern[str]:
    return re.compile("[，。；：！？“”‘’《》（）\n]")


_CLOSERS = {"”": "“", "’": "‘", "》": "《", "）": "（"}
_ENDS = "。！？\n"


class View:
    """Folded, unwrapped text of one paragraph. `start` is its first character's offset in the report.

    `places` are the places that the report itself introduces, by name. `kept` maps view positions to offsets
    relative to `start`; None where that is the identity.
    """

    __slots__ = ("__dict__", "_lexicon", "kept", "places", "raw", "start", "text")

    def __init__(self, text: str, start: int, lexicon: Lexicon, raw: str, kept: Sequence[int] | None = None) -> None:
        self.text = text
        self.start = start
        self.raw = raw
        self.kept = kept
        self.places: Mapping[str, Level | None] = {}
        self._lexicon = lexicon

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
        first, last = self.span(start, end)
        return self.raw[first - self.start : last - self.start]

    @property
    def lexicon(self) -> Lexicon:
        """The words by which this view is read."""
        return self._lexicon

    @cached_property
    def hits(self) -> Hits:
        """Every term of the lexicon in this view, from one pass."""
        return self._lexicon.scan(self.text)

    def longest(self, category: Category) -> list[Hit]:
        """The hits of a category that stand in no longer one, in the order of their starts."""
        known = self._longest.get(category)
        if known is None:
            known = self._longest[category] = longest(self.hits.get(category, ()))
        return known

    def by_start(self, category: Category) -> Mapping[int, Sequence[Hit]]:
        """The hits of a category by where they start."""
        return self.remember(
            f"{category} by start", lambda view: _grouped(view.hits.get(category, ()), lambda hit: hit.start)
        )

    def by_end(self, category: Category) -> Mapping[int, Sequence[Hit]]:
        """The hits of a category by where they end."""
        return self.remember(
            f"{category} by end", lambda view: _grouped(view.hits.get(category, ()), lambda hit: hit.end)
        )

    @cached_property
    def _longest(self) -> dict[Category, list[Hit]]:
        return {}

    @cached_property
    def enclosed(self) -> list[Enclosed]:
        """Quoted and bracketed parts, the inner before the outer; unbalanced brackets are none."""
        return self._cut[0]

    @cached_property
    def clauses(self) -> list[Stretch]:
        """The stretches between ，；：。！？ outside quotes and brackets, blanks at the edges left out."""
        return self._stretches(self._cut[1])

    @cached_property
    def sentences(self) -> list[Stretch]:
        """The stretches between 。！？ outside quotes and brackets, blanks at the edges left out."""
        return self._stretches([at for at in self._cut[1] if self.text[at] in _ENDS])

    def sentence_at(self, at: int) -> Stretch:
        """The sentence that holds a position, or the last one before it."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, at) - 1)]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def quoted(self, start: int, end: int) -> bool:
        """Whether [start, end) stands inside quotation marks."""
        return bool(self.enclosed) and self._quotes.holds(start, end)

    @cached_property
    def _quotes(self) -> Cover:
        cover = Cover(len(self.text))
        for quote in self.enclosed:
            if quote.opener in "“‘":
                cover.add(quote.start + 1, quote.end - 1)
        return cover

    def remember(self, name: str, make: Callable[["View"], Kept]) -> Kept:
        """What `make` says of this view, worked out once."""
        if name not in self._kept_results:
            self._kept_results[name] = make(self)
        return self._kept_results[name]  # type: ignore[return-value]

    @cached_property
    def _kept_results(self) -> dict[str, object]:
        return {}

    @cached_property
    def _cut(self) -> tuple[list[Enclosed], list[int]]:
        stack: list[tuple[str, int, int]] = []
        enclosed: list[Enclosed] = []
        cuts: list[int] = []
        for match in _punctuation().finditer(self.text):
            mark, at = match[0], match.start()
            if mark in "“‘《（":
                stack.append((mark, at, len(cuts)))
            elif mark in _CLOSERS:
                self._close(_CLOSERS[mark], at, stack, enclosed, cuts)
            else:
                cuts.append(at)
        return enclosed, cuts

    @staticmethod
    def _close(
        opener: str, at: int, stack: list[tuple[str, int, int]], enclosed: list[Enclosed], cuts: list[int]
    ) -> None:
        depth = next((i for i in range(len(stack) - 1, max(-1, len(stack) - 9), -1) if stack[i][0] == opener), None)
        if depth is None:
            return
        _, start, count = stack[depth]
        del stack[depth:]
        if at - start <= LONGEST_QUOTE:
            enclosed.append(Enclosed(start, at + 1, opener))
            del cuts[count:]

    def _stretches(self, cuts: Sequence[int]) -> list[Stretch]:
        found = []
        start = 0
        for cut in [*cuts, len(self.text)]:
            first, last = start, cut
            while first < last and self.text[first] == " ":
                first += 1
            while last > first and self.text[last - 1] == " ":
                last -= 1
            if last > first:
                found.append(Stretch(first, last))
            start = cut + 1
        return found


def _grouped(hits: Iterable[Hit], key: Callable[[Hit], int]) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        found.setdefault(key(hit), []).append(hit)
    return found


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that stand in no longer one, in the order of their starts."""
    kept: list[Hit] = []
    reached = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.end > reached:
            kept.append(hit)
            reached = hit.end
    return kept


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
