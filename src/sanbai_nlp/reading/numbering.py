"""Word's automatic numbering: which marker a paragraph shows, which is nowhere in its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from sanbai_nlp.reading.numerals import numeral

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # bullets of symbol fonts; other fonts show a box


@dataclass(frozen=True)
class Level:
    """A level of a list: `text` is the marker with %1 to %9 for the numbers of the levels."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass
class _List:
    """A w:num: the levels it shows, the counters (of its w:abstractNum) that it shares, the levels that it restarts."""

    levels: dict[int, Level]
    counts: list[int | None]
    restarts: set[int]
    used: bool = False


@dataclass(frozen=True)
class Style:
    """A paragraph style, as far as lists and tables of contents need it."""

    name: str = ""
    parent: str | None = None
    list_id: str | None = None
    level: int | None = None


@dataclass
class Numbering:
    """The lists of a document and how far each has counted; `marker` has to be asked in the order of the text."""

    lists: Mapping[str, _List] = field(default_factory=dict)
    styles: Mapping[str, Style] = field(default_factory=dict)
    default: str | None = None

    @classmethod
    def read(cls, numbering: Element | None, styles: Element | None) -> "Numbering":
        """From the parts numbering.xml and styles.xml, where there are such."""
        named, default = _styles(styles)
        return cls(_lists(numbering, named) if numbering is not None else {}, named, default)

    def marker(self, properties: Element | None) -> str:
        """What stands before a paragraph with these w:pPr, "" where nothing does. Counts on."""
        list_id, level = self._place(properties)
        held = self.lists.get(list_id or "")
        if held is None or level not in held.levels:
            return ""
        return _count(held, level)

    def style(self, properties: Element | None) -> Style:
        """The style of a paragraph with these w:pPr."""
        return self.styles.get(_style_id(properties) or self.default or "", Style())

    def _place(self, properties: Element | None) -> tuple[str | None, int]:
        direct = None if properties is None else properties.find("numPr")
        list_id = _value(direct, "numId")
        level = _int(_value(direct, "ilvl"))
        if list_id is None:
            list_id, styled = self._styled(_style_id(properties) or self.default)
            level = styled if level is None else level
        return list_id, level or 0

    def _styled(self, style_id: str | None) -> tuple[str | None, int | None]:
        """The list of a style or of what it is based on; which level of it names the style decides, else the style."""
        for name, style in _ancestry(style_id, self.styles):
            if style.list_id is not None:
                held = self.lists.get(style.list_id)
                linked = [at for at, level in held.levels.items() if level.style in (style_id, name)] if held else []
                return style.list_id, linked[0] if linked else style.level
        return None, None


def with_marker(marker: str, text: str) -> str:
    """The paragraph as typed by hand: a blank only where marker and text would run into each other."""
    first = text.lstrip()[:1]
    runs_on = marker[-1:].isalnum() and marker[-1:].isascii()
    decimal = marker[-1:] in ".．" and (first.isdigit() or first in "*＊×")
    return f"{marker} {text}" if marker and first and (runs_on or decimal) else marker + text


def _count(held: _List, at: int) -> str:
    if not held.used:
        held.used = True
        for again in held.restarts:
            held.counts[again] = None
    now = held.counts[at]
    held.counts[at] = held.levels[at].start if now is None else now + 1
    for deeper in range(at + 1, _LEVELS):
        restart = held.levels[deeper].restart if deeper in held.levels else None
        if restart is None or at < restart:
            held.counts[deeper] = None
    level = held.levels[at]
    shown = _PLACE.sub(lambda place: _shown(held, int(place[1]) - 1, level.legal), level.text)
    return _PRIVATE.sub("•", shown).strip()


def _shown(held: _List, at: int, legal: bool) -> str:
    level = held.levels.get(at, Level())
    count = held.counts[at]
    return numeral(level.start if count is None else count, "decimal" if legal else level.form).strip()


def _lists(numbering: Element, styles: Mapping[str, Style]) -> dict[str, _List]:
    kinds = {kind.get("abstractNumId", ""): kind for kind in numbering.findall("abstractNum")}
    kind_of = {num.get("numId", ""): _value(num, "abstractNumId") or "" for num in numbering.findall("num")}
    counts: dict[str, list[int | None]] = {}
    lists = {}
    for num in numbering.findall("num"):
        list_id = num.get("numId", "")
        kind_id = _followed(kind_of[list_id], kinds, kind_of, styles)
        levels = dict(_levels(kinds.get(kind_id)))
        restarts = _overridden(num, levels)
        lists[list_id] = _List(levels, counts.setdefault(kind_id, [None] * _LEVELS), restarts)
    return lists


def _followed(
    kind_id: str, kinds: Mapping[str, Element], kind_of: Mapping[str, str], styles: Mapping[str, Style]
) -> str:
    """The list that is meant where one refers to another by a list style."""
    for _ in range(_LEVELS):
        style = styles.get(_value(kinds.get(kind_id), "numStyleLink") or "")
        if style is None or (style.list_id or "") not in kind_of:
            break
        kind_id = kind_of[style.list_id or ""]
    return kind_id


def _levels(parent: Element | None) -> Iterator[tuple[int, Level]]:
    for level in [] if parent is None else parent.findall("lvl"):
        at = _int(level.get("ilvl"))
        if at is not None and 0 <= at < _LEVELS:
            yield at, _level(level)


def _level(level: Element) -> Level:
    form = level.find("numFmt")
    form = next(level.iter("numFmt"), None) if form is None else form  # inside AlternateContent, in newer files
    start = _int(_value(level, "start"))
    return Level(
        start=0 if start is None else start,  # as ECMA-376 says of a level without one
        form="decimal" if form is None else form.get("val", "decimal"),
        text=_value(level, "lvlText") or "",
        restart=_int(_value(level, "lvlRestart")),
        legal=_on(level.find("isLgl")),
        style=_value(level, "pStyle"),
    )


def _overridden(num: Element, levels: dict[int, Level]) -> set[int]:
    restarts = set()
    for override in num.findall("lvlOverride"):
        at = _int(override.get("ilvl"))
        if at is None or not 0 <= at < _LEVELS:
            continue
        levels.update(_levels(override))
        start = _int(_value(override, "startOverride"))
        if start is not None:
            levels[at] = replace(levels.get(at, Level()), start=start)
            restarts.add(at)
    return restarts


def _styles(part: Element | None) -> tuple[dict[str, Style], str | None]:
    found, default = {}, None
    for style in [] if part is None else part.findall("style"):
        numbered = style.find("pPr/numPr")
        style_id = style.get("styleId", "")
        found[style_id] = Style(
            name=(_value(style, "name") or "").lower(),
            parent=_value(style, "basedOn"),
            list_id=_value(numbered, "numId"),
            level=_int(_value(numbered, "ilvl")),
        )
        if style.get("type") == "paragraph" and style.get("default") in ("1", "true", "on"):
            default = style_id
    return found, default


def _ancestry(style_id: str | None, styles: Mapping[str, Style]) -> Iterator[tuple[str, Style]]:
    seen: set[str] = set()
    while style_id and style_id in styles and style_id not in seen:
        seen.add(style_id)
        yield style_id, styles[style_id]
        style_id = styles[style_id].parent


def _style_id(properties: Element | None) -> str | None:
    return _value(properties, "pStyle")


def _value(parent: Element | None, name: str) -> str | None:
    child = None if parent is None else parent.find(name)
    return None if child is None else child.get("val")


def _int(value: str | None) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def _on(switch: Element | None) -> bool:
    return switch is not None and switch.get("val", "1") not in ("0", "false", "off")
