"""The outline of a report: the one way into this room."""

from typing import Final, NamedTuple, final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import lines, structure, tree
from sanbai_nlp.outline.fold import fold
from sanbai_nlp.outline.items import Item
from sanbai_nlp.outline.split import title_starts
from sanbai_nlp.outline.view import View, make_view
from sanbai_nlp.outline.years import Years
from sanbai_nlp.schema import Block, Heading, ParseWarning, Role, WarningCode, trusted

_BODY: Final = Role.BODY
_HEADING: Final = Role.HEADING
_OTHER: Final = Role.OTHER


@final
class Section:
    """A block with its view, and what its headings say of it.

    `marker` and `head` are the ends of its marker and of its inline heading in the view (0 where there is none);
    `titles` are those above, outermost first, as written; `path` the same as rules read them: folded, and with the
    years that lie ahead of the report's own as 明年.
    """

    __slots__ = ("block", "head", "index", "marker", "path", "titles", "view")

    def __init__(
        self,
        block: Block,
        index: int,
        view: View,
        ends: tuple[int, int],
        titles: tuple[str, ...],
        path: tuple[str, ...],
    ) -> None:
        self.block = block
        self.index = index
        self.view = view
        self.marker, self.head = ends
        self.titles = titles
        self.path = path


class Outline(NamedTuple):
    """Blocks and headings of a report, the sections that later rooms read, and what was odd."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    warnings: tuple[ParseWarning, ...]


def read_outline(text: str, lexicon: Lexicon) -> Outline:
    """Cut a report into blocks, give each its role, and build the tree of its headings."""
    folded = fold(text)
    items = [_item(text, folded, paragraph, lexicon) for paragraph in lines.paragraphs(folded)]
    years = structure.assign([item for item in items if item.role is None], lexicon)
    headings, warnings = _headings(text, [item for item in items if item.head is not None])
    sections = _sections(text, items, headings, years)
    return Outline(
        tuple(s.block for s in sections), headings, sections, (*warnings, *_more_reports(text, folded, lexicon))
    )


def _item(text: str, folded: str, paragraph: lines.Paragraph, lexicon: Lexicon) -> Item:
    view = make_view(folded, text, paragraph.start, paragraph.end, lexicon, paragraph.drop)
    return Item(view, _OTHER if paragraph.chrome or not view.text else None)


def _headings(text: str, items: list[Item]) -> tuple[tuple[Heading, ...], list[ParseWarning]]:
    heads = [item.head for item in items if item.head is not None]
    headings, warnings = [], []
    for item, head, node in zip(items, heads, tree.build(heads), strict=True):
        start, end = item.view.span(head.start, head.end)
        headings.append(
            trusted(
                Heading,
                start=start,
                end=end,
                text=text[start:end],
                marker=item.view.surface(0, len(head.marker.text)) if head.marker else None,
                style=head.style,
                number=head.marker.number if head.marker else None,
                level=node.level,
                title=item.view.surface(*head.title) if head.title else None,
                parent=node.parent,
                rule=head.rule,
            )
        )
        if node.misnumbered:
            message = f"the number of {text[start:end][:20]!r} does not follow the one before it"
            warnings.append(ParseWarning(code=WarningCode.NUMBERING, message=message, start=start, end=end))
    return tuple(headings), warnings


def _sections(text: str, items: list[Item], headings: tuple[Heading, ...], years: Years) -> tuple[Section, ...]:
    sections: list[Section] = []
    heads = [(item.view.text, item.head.title) for item in items if item.head is not None]
    titles = _with_those_above(headings, [heading.title or "" for heading in headings])
    paths = _with_those_above(
        headings, [years.seen_from(read[slice(*title)]) if title is not None else "" for read, title in heads]
    )
    current: int | None = None
    count = 0
    for index, item in enumerate(items):
        view, head = item.view, item.head
        role = item.role or _BODY
        if head is not None:
            current, count = count, count + 1
        heading = current if role is _BODY or role is _HEADING or (role is _OTHER and head is None) else None
        start, end = view.start, view.start + len(view.raw)
        block = trusted(
            Block,
            start=start,
            end=end,
            text=text[start:end],
            role=role,
            heading=heading,
            label=None,
            scores=None,
            review=None,
            shares=None,
        )
        inline = head.end if head is not None and not (head.alone and head.title is None) else 0
        marker = len(head.marker.text) if head is not None and head.marker is not None else 0
        above, path = (titles[heading], paths[heading]) if heading is not None else ((), ())
        sections.append(Section(block, index, view, (marker, inline), above, path))
    return tuple(sections)


def _with_those_above(headings: tuple[Heading, ...], words: list[str]) -> list[tuple[str, ...]]:
    """The words of each heading behind those of the headings above it, outermost first."""
    found: list[tuple[str, ...]] = []
    for heading, own in zip(headings, words, strict=True):
        found.append((*found[heading.parent], own) if heading.parent is not None else (own,))
    return found


def _more_reports(text: str, folded: str, lexicon: Lexicon) -> list[ParseWarning]:
    starts = [at for at in title_starts(folded, lexicon) if folded[:at].strip(lines.BLANK)]
    return [
        ParseWarning(
            code=WarningCode.SEVERAL_REPORTS,
            message="another report's title line: parse_all splits a text at its title lines",
            start=at,
            end=_line_end(text, at),
        )
        for at in starts
    ]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text[: len(text) if end < 0 else end].rstrip(lines.BLANK))
