"""Find → claim: every stretch of text, and above all every run of masks, is claimed by exactly one reader."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from operator import itemgetter

from sanbai_nlp.errors import ModelError
from sanbai_nlp.lexicon import Category
from sanbai_nlp.mentions.found import Amount, Finder, Found, Layer, Title, When
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.outline import MASK, Cover, Section, View
from sanbai_nlp.schema import DepartmentKind, ParseWarning, WarningCode

LONGEST_NAME = 10_000
_ORDER = {layer: place for place, layer in enumerate(Layer)}


class Claimed:
    """The mentions of one section, in the order of the text."""

    __slots__ = ("_by_layer", "found", "section")

    def __init__(self, section: Section, found: Sequence[Found]) -> None:
        self.section = section
        self.found = found
        by_layer: dict[Layer, list[Found]] = {}
        for item in found:
            by_layer.setdefault(item.layer, []).append(item)
        self._by_layer = by_layer

    def of(self, layer: Layer) -> Sequence[Found]:
        """The mentions of one layer."""
        return self._by_layer.get(layer, ())

    def within(self, layer: Layer, start: int, end: int) -> list[Found]:
        """The mentions of one layer that stand in [start, end) of the view."""
        found = self.of(layer)
        first, last = (bisect_left(found, at, key=lambda item: item.start) for at in (start, end))
        return [item for item in found[first:last] if item.end <= end]


def claim(section: Section, rules: Sequence[Finder], models: Sequence[Finder]) -> Claimed:
    """Let every finder propose, and settle who gets what: rules before models, then by layer, then the longer."""
    view = section.view
    proposals = _markers(section)
    proposals += [Found(hit.start, hit.end, Layer.PHRASE, "phrase.list") for hit in view.longest(Category.PHRASE)]
    proposals += _names(view)
    for finder in rules:
        proposals.extend(finder(view))
    settled = _settle(proposals)
    if models:
        taken = Cover(len(view.text))
        for found in settled:
            taken.add(found.start, found.end)
        proposed = [_checked(found, finder, view) for finder in models for found in _proposals(finder, view)]
        settled += _settle([f for f in proposed if not taken.touches(f.start, f.end)])
        settled.sort(key=_place)
    return Claimed(section, settled)


def _proposals(finder: Finder, view: View) -> Sequence[object]:
    """What a model proposes; its own failure is told as ours, with its name.

    Raises:
        ModelError: if the finder raises anything.
    """
    try:
        return list(finder(view))
    except Exception as error:
        raise ModelError(f"finder {finder!r} failed with {type(error).__name__}: {error}") from error


def _checked(found: object, finder: Finder, view: View) -> Found:
    """What a model proposes, held to the form that the rules' own finders keep.

    Raises:
        ModelError: if it is no `Found`, lies outside the view, is empty, or says nothing that its layer needs.
    """
    values = {Layer.QUANTITY: Amount, Layer.TIME: When, Layer.DOCUMENT: Title}
    if not isinstance(found, Found):
        raise ModelError(f"finder {finder!r} proposed a {type(found).__name__}, not a Found")
    if not isinstance(found.layer, Layer) or not isinstance(found.rule, str) or not found.rule:
        raise ModelError(f"finder {finder!r} proposed {found!r}, which lacks a layer or a rule")
    if not 0 <= found.start < found.end <= len(view.text):
        raise ModelError(
            f"finder {finder!r} proposed [{found.start}, {found.end}) in a view of {len(view.text)} characters"
        )
    if found.kind is not None and not isinstance(found.kind, DepartmentKind):
        raise ModelError(f"finder {finder!r} proposed the unknown kind {found.kind!r}")
    needed = values.get(found.layer)
    if needed is not None and not isinstance(found.value, needed):
        raise ModelError(
            f"finder {finder!r} proposed a {found.layer} without saying what it is: value must be {needed.__name__}"
        )
    return found


def _settle(proposals: Sequence[Found]) -> list[Found]:
    """The proposals that get what they ask for, in the order of the text; what overlaps nothing gets it at once."""
    settled: list[Found] = []
    row: list[Found] = []
    reached = -1
    for found in sorted(proposals, key=_place):
        if found.start < reached:
            row.append(found)
            reached = max(reached, found.end)
            continue
        settled += row if len(row) < 2 else _rivals(row)
        row = [found]
        reached = found.end
    return settled + _rivals(row)


_place = itemgetter(0, 1)
"""Where a `Found` starts and ends: the order of the text."""


def _rivals(row: list[Found]) -> list[Found]:
    """Of proposals that overlap, those that win: by rank, then from left to right, then the longer."""
    if len(row) < 2:
        return row
    first, end = row[0].start, max(found.end for found in row)
    taken, others = Cover(end - first), Cover(end - first)
    names = sorted((f.start, f.end) for f in row if f.layer == Layer.DEPARTMENT)
    settled: list[Found] = []
    for found in sorted(row, key=lambda f: (_rank(f, names), f.start, -f.end)):
        at = (found.start - first, found.end - first)
        # A year inside a title (《2023年工作要点》) is a time as well.
        if found.layer == Layer.TIME and not others.touches(*at):
            taken.add(*at)
            others.add(*at)
            settled.append(found)
        elif not taken.touches(*at):
            taken.add(*at)
            settled.append(found)
            if found.layer != Layer.DOCUMENT:
                others.add(*at)
    return sorted(settled, key=_place)


def _rank(found: Found, names: Sequence[tuple[int, int]]) -> int:
    """The order of the layers; but a set phrase inside a department's name, or equal to it, gives way."""
    if found.layer == Layer.PHRASE and names:
        at = bisect_right(names, (found.start, found.start + LONGEST_NAME)) - 1
        if at >= 0 and names[at][1] >= found.end:
            return _ORDER[Layer.NAME]
    return _ORDER[found.layer]


def _markers(section: Section) -> list[Found]:
    marker = section.marker
    found = [Found(0, marker, Layer.MARKER, "heading.marker")] if marker else []
    points = [match.span() for match in _points().finditer(section.view.text)]
    return found + [Found(start, end, Layer.MARKER, "point.shi") for start, end in points]


@cache
def _points() -> re.Pattern[str]:
    # 一是…；二是… inside a line, at its start or behind a mark
    return re.compile(r"[一二三四五六七八九十](?<![^。；：，、].)[一二三四五六七八九十]?(?:是|要)(?!一)")


@cache
def _masked_names(models: bool) -> re.Pattern[str]:
    """Masks that are no number, each with what it is for; `models` where the text may have the + of a model's name."""
    positions = "同志|书记|主任|局长|院长|检察长|市长|县长|区长|副|委员长|先生|女士"
    model = (r"(?<![0-9*A-Za-z])[0-9*A-Za-z]++(?:\+[0-9*A-Za-z\u4e00-\u9fff]{1,3})+",) if models else ()  # *+N, “*+X”
    parts = (
        r"(?<!\*)\*++(?=[省市县区州旗镇乡村街人政大]|实际|本地)",  # a place: **实际, *人大发布
        rf"[\u4e00-\u9fff]?\*{{1,3}}(?={positions})|(?<=书记)\*{{1,3}}|(?<=人：)[\u4e00-\u9fff]?\*{{1,4}}",  # a person: 李**同志
        r"(?<= )[\u4e00-\u9fff]?\*{2,4}$",  # a person behind the position: 主任  沈**
        r"第[一二三四五六七八九十0-9]{0,3}\*{1,4}[届次期号条]",  # a session: 第**次会议
    )
    return re.compile("|".join(parts + model))


@cache
def _masked_opening(models: bool) -> re.Pattern[str]:
    """What such masks begin with: one of themselves, a model's first letter, or one character before them."""
    return re.compile(r"([*0-9A-Za-z第]|[\u4e00-\u9fff](?=\*))" if models else r"([*第]|[\u4e00-\u9fff](?=\*))")


def _names(view: View) -> list[Found]:
    text = view.text
    models = "+" in text
    if "*" not in text and not models:
        return []
    masks = [match.span() for match in matches(text, _masked_opening(models), _masked_names(models))]
    return [Found(start, end, Layer.NAME, "name.mask") for start, end in masks]


@cache
def _runs() -> re.Pattern[str]:
    return re.compile(r"\*+")


def unclaimed(claimed: Claimed) -> list[ParseWarning]:
    """A warning for each run of masks that no reader could place."""
    view = claimed.section.view
    if MASK not in view.text:
        return []
    taken = Cover(len(view.text))
    for found in claimed.found:
        taken.add(found.start, found.end)
    runs = [run.span() for run in _runs().finditer(view.text)]
    return [_unplaced(view, start, end) for start, end in runs if not taken.touches(start, end)]


def _unplaced(view: View, start: int, end: int) -> ParseWarning:
    message = f"no reader knows what the mask {view.surface(start, end)!r} stands for"
    first, last = view.span(start, end)
    return ParseWarning(code=WarningCode.MASK_ROLE, message=message, start=first, end=last)
