"""Find → claim: every stretch of text, and above all every run of masks, is claimed by exactly one reader."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final, final

from sanbai_nlp.errors import ModelError
from sanbai_nlp.lexicon import Category
from sanbai_nlp.mentions.cues import matches_at, matches_before
from sanbai_nlp.mentions.finder import Finder
from sanbai_nlp.mentions.found import Amount, Found, Layer, Title, When
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.outline import MASK, Cover, Section, View
from sanbai_nlp.schema import DepartmentKind, ParseWarning, WarningCode

LONGEST_NAME: Final = 10_000
_ORDER: Final = {layer: place for place, layer in enumerate(Layer)}
_NUMERAL = "[一二三四五六七八九十]"
_LONGEST_ORDINAL: Final = 3
# A member of an enumeration is slow to look up where this is compiled.
_PHRASES: Final = Category.PHRASE
_MARKER: Final = Layer.MARKER
_DOCUMENT: Final = Layer.DOCUMENT
_PHRASE: Final = Layer.PHRASE
_DEPARTMENT: Final = Layer.DEPARTMENT
_TIME: Final = Layer.TIME
_NAME: Final = Layer.NAME


@final
class Claimed:
    """The mentions of one section, in the order of the text."""

    __slots__ = ("_by_layer", "found", "section")

    def __init__(self, section: Section, found: list[Found]) -> None:
        self.section = section
        self.found = found
        by_layer: dict[Layer, list[Found]] = {}
        for item in found:
            row = by_layer.get(item.layer)
            if row is None:
                by_layer[item.layer] = [item]
            else:
                row.append(item)
        self._by_layer = by_layer

    def of(self, layer: Layer) -> list[Found]:
        """The mentions of one layer."""
        return self._by_layer.get(layer, _NOTHING)

    def within(self, layer: Layer, start: int, end: int) -> list[Found]:
        """The mentions of one layer that stand in [start, end) of the view."""
        found = self.of(layer)
        at = bisect_left(found, start, key=_start_of)
        within: list[Found] = []
        while at < len(found) and found[at].start < end:
            if found[at].end <= end:
                within.append(found[at])
            at += 1
        return within


_NOTHING: Final[list[Found]] = []


def _start_of(found: Found) -> int:
    return found.start


def claim(section: Section, rules: Sequence[Finder], models: Sequence[Finder]) -> Claimed:
    """Let every finder propose, and settle who gets what: rules before models, then by layer, then the longer."""
    view = section.view
    proposals = _markers(section)
    proposals += [Found(hit.start, hit.end, _PHRASE, "phrase.list") for hit in view.longest(_PHRASES)]
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
        if found.start >= reached:
            _settle_row(row, settled)
            row = []
        row.append(found)
        reached = max(reached, found.end)
    _settle_row(row, settled)
    return settled


def _settle_row(row: list[Found], settled: list[Found]) -> None:
    if len(row) == 1:
        settled.append(row[0])
    elif row:
        settled.extend(_rivals(row))


def _place(found: Found) -> tuple[int, int]:
    """Where a `Found` starts and ends: the order of the text."""
    return found.start, found.end


def _rivals(row: list[Found]) -> list[Found]:
    """Of proposals that overlap, those that win: by rank, then from left to right, then the longer."""
    first, reached = row[0].start, max([found.end for found in row])
    taken, others = Cover(reached - first), Cover(reached - first)
    names = [(found.start, found.end) for found in row if found.layer is _DEPARTMENT]
    ranked = [(_rank(found, names), found.start, -found.end, place) for place, found in enumerate(row)]
    settled: list[Found] = []
    for _, _, _, place in sorted(ranked):
        found = row[place]
        start, end = found.start - first, found.end - first
        # A year inside a title (《2023年工作要点》) is a time as well.
        in_title = found.layer is _TIME and not others.touches(start, end)
        if in_title or not taken.touches(start, end):
            taken.add(start, end)
            settled.append(found)
            if found.layer is not _DOCUMENT:
                others.add(start, end)
    return sorted(settled, key=_place)


def _rank(found: Found, names: Sequence[tuple[int, int]]) -> int:
    """The order of the layers; but a set phrase inside a department's name, or equal to it, gives way."""
    if found.layer is _PHRASE and names:
        at = bisect_right(names, (found.start, found.start + LONGEST_NAME)) - 1
        if at >= 0 and names[at][1] >= found.end:
            return _ORDER[_NAME]
    return _ORDER[found.layer]


def _markers(section: Section) -> list[Found]:
    marker = section.marker
    found = [Found(0, marker, _MARKER, "heading.marker")] if marker else []
    points = [match.span() for match in _points_in(section.view.text)]
    return found + [Found(start, end, _MARKER, "point.shi") for start, end in points]


def _points_in(text: str) -> list[re.Match[str]]:
    """What `_point` matches in a text, tried only where it ends so."""
    if "是" not in text and "要" not in text:
        return []
    places = [match.start() for match in _point_end().finditer(text)]
    return matches_before(text, places, _point(), 2) if places else []


@cache
def _point() -> re.Pattern[str]:
    # 一是…；二是… inside a line, at its start or behind a mark
    return re.compile(rf"{_NUMERAL}(?<![^。；：，、].){_NUMERAL}?(?:是|要)(?!一)")


@cache
def _point_end() -> re.Pattern[str]:
    return re.compile(rf"[是要](?<={_NUMERAL}.)")


# What stands right behind a masked place, person or session.
_OF_PLACES = (*"省市县区州旗镇乡村街人政大", "实际", "本地")
_OF_PERSONS = ["同志", "书记", "主任", "局长", "院长", "检察长", "市长", "县长", "区长", "副", "委员长", "先生", "女士"]
_OF_SESSIONS = "届次期号条"
_BEHIND: Final = frozenset([word[0] for word in (*_OF_PLACES, *_OF_PERSONS, *_OF_SESSIONS, "\n")])


@cache
def _masked_names(models: bool) -> re.Pattern[str]:
    """Masks that are no number, each with what it is for; `models` where the text may have the + of a model's name."""
    model = (r"(?<![0-9*A-Za-z])[0-9*A-Za-z]++(?:\+[0-9*A-Za-z\u4e00-\u9fff]{1,3})+",) if models else ()  # *+N, “*+X”
    parts = (
        rf"(?<!\*)\*++(?={'|'.join(_OF_PLACES)})",  # a place: **实际, *人大发布
        rf"[\u4e00-\u9fff]?\*{{1,3}}(?={'|'.join(_OF_PERSONS)})|(?<=书记)\*{{1,3}}|(?<=人：)[\u4e00-\u9fff]?\*{{1,4}}",  # a person: 李**同志
        r"(?<= )[\u4e00-\u9fff]?\*{2,4}$",  # a person behind the position: 主任  沈**
        rf"第[一二三四五六七八九十0-9]{{0,{_LONGEST_ORDINAL}}}\*{{1,4}}[{_OF_SESSIONS}]",  # a session: 第**次会议
    )
    return re.compile("|".join(parts + model))


@cache
def _opening_of_models() -> re.Pattern[str]:
    """What such masks begin with: one of themselves, a model's first letter, or one character before them."""
    return re.compile(r"([*0-9A-Za-z第]|[\u4e00-\u9fff](?=\*))")


def _names(view: View) -> list[Found]:
    text = view.text
    if "+" in text:
        named = matches(text, _opening_of_models(), _masked_names(models=True))
    elif MASK in text:
        named = matches_at(text, _openings(text), _masked_names(models=False))
    else:
        return []
    return [Found(match.start(), match.end(), _NAME, "name.mask") for match in named]


def _openings(text: str) -> list[int]:
    """Where a text without a model's name may have a masked one: in a run of masks, one before, or at a 第 a little before.

    All masks of the run but its first ones are in the name, so of most runs what stands behind, or else before, says
    that they are none.
    """
    places: list[int] = []
    reached = 0
    for start, end in _runs(text):
        if end == len(text) or text[end] in _BEHIND or _told_before(text, start):
            session = text.rfind("第", max(reached, start - 1 - _LONGEST_ORDINAL), max(0, start - 1))
            if session >= 0:
                places.append(session)
            places += range(max(reached, start - 1), end)
        reached = end
    return places


def _told_before(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start]
    return "书记" in before or "人：" in before


def _runs(text: str) -> list[tuple[int, int]]:
    """Where runs of masks start and end."""
    runs: list[tuple[int, int]] = []
    start = text.find(MASK)
    while start >= 0:
        end = start + 1
        while end < len(text) and text[end] == MASK:
            end += 1
        runs.append((start, end))
        start = text.find(MASK, end)
    return runs


def unclaimed(claimed: Claimed) -> list[ParseWarning]:
    """A warning for each run of masks that no reader could place."""
    view = claimed.section.view
    if MASK not in view.text:
        return []
    found = claimed.found
    warnings: list[ParseWarning] = []
    passed = 0
    for start, end in _runs(view.text):
        # The mentions come by their starts, and the runs too: what ends before this run touches no later one.
        while passed < len(found) and found[passed].end <= start:
            passed += 1
        if passed == len(found) or found[passed].start >= end:
            warnings.append(_unplaced(view, start, end))
    return warnings


def _unplaced(view: View, start: int, end: int) -> ParseWarning:
    message = f"no reader knows what the mask {view.surface(start, end)!r} stands for"
    first, last = view.span(start, end)
    return ParseWarning(code=WarningCode.MASK_ROLE, message=message, start=first, end=last)
