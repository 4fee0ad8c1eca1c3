"""Lines as a page shows them → paragraphs, for formats that keep the look of a page and not its text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple


class Piece(NamedTuple):
    """A character or a run of them, as placed on a page; places in any unit, `middle` growing downwards."""

    text: str
    left: float
    right: float
    middle: float
    size: float


class Line(NamedTuple):
    """A line of a page; `top` is where it stands, at the same point of every line."""

    text: str
    left: float
    right: float
    top: float
    size: float


class _Area(NamedTuple):
    left: float
    right: float
    pitch: float
    lone: bool  # only one line reaches the right edge, so that it may be there by chance
    indented: bool  # paragraphs begin two characters in


_NARROW = 12  # characters
_AT_EDGE = 2  # lines at the top and bottom of a page that may be running heads
_PAGE_NUMBER = re.compile(
    r"(?P<sign>[-—–－─·•~第]{1,2})?(?:[0-9０-９]{1,4}|[ivxlIVXL]{1,6})(?P<rest>[-—–－─·•~页]{1,2}|[/／](?:共?\d{1,4}页?)|页?[,，]?共\d{1,4}页)?"
)
_NUMBER = re.compile(r"[0-9０-９]+")
_MARKER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、章节.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])"
)
_FIRST_WORD = re.compile(
    r"(?:[!-~]+|.)[，。、；：！？）》”’】]*"
)  # what does not begin a line goes with what is before it
_HANGING = "，。、；：！？）》”’】,.;:!?)"  # these may stand out over the right edge
_ENDS = "。！？；：!?;:"
_LATIN = re.compile("[A-Za-z]")
_WORD = 0.15  # a gap of this many ems between Western characters is a blank,
_BLANK = 0.8  # of this many between Chinese ones, which justified text sets further apart,
_COLUMN = 2.5  # and of this many the space between columns


def set_lines(pieces: Iterable[Piece]) -> list[Line]:
    """What stands at one height is one line, from left to right, with blanks for the gaps."""
    seen = sorted((piece for piece in pieces if piece.text and piece.size > 0), key=lambda piece: piece.middle)
    rows = (sorted(row, key=lambda piece: piece.left) for row in _rows(seen))
    return [line for row in rows if (line := _line(row))]


def _rows(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    row: list[Piece] = []
    for piece in pieces:
        if row and piece.middle - row[0].middle > 0.45 * max(piece.size, row[0].size):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _line(row: Sequence[Piece]) -> Line | None:
    seen = [piece for piece in row if piece.text.strip()]
    if not seen:
        return None
    size = median(piece.size for piece in seen)
    text, blank, before = "", "", seen[0]
    for piece in row[row.index(before) :]:
        if not piece.text.strip():
            blank += piece.text
            continue
        text += (_gap(before, piece, size, blank) if text else "") + piece.text.strip()
        blank, before = "", piece
    return Line(text, seen[0].left, before.right, seen[0].middle, size)


def _gap(before: Piece, piece: Piece, size: float, blank: str) -> str:
    gap = piece.left - before.right
    if blank:  # some writers put blanks where no gap is seen
        return blank if gap > _WORD * size else ""
    if gap > _COLUMN * size:
        return "\t"
    western = before.text[-1] < "\u2000" and piece.text[0] < "\u2000"
    return " " if gap > (_WORD if western else _BLANK) * size else ""


def join_pages(pages: Sequence[Sequence[Line]]) -> str:
    """The text of pages: running heads and page numbers dropped, each paragraph one line, over page ends too."""
    bodies = _without_furniture([sorted(page, key=lambda line: (line.top, line.left)) for page in pages])
    bodies = [body for body in bodies if body]
    area = _area([line for body in bodies for line in body])
    text: list[str] = []
    before: Line | None = None
    for body in bodies:
        left = _left(body)
        for at, line in enumerate(body):
            gap = line.top - before.top if before and at else 0.0
            if before and _goes_on(before, line, left, gap, area):
                text[-1] += _glue(text[-1], line.text) + line.text
            else:
                text.append(line.text)
            before = line
    return "\n".join(text)


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    repeated = _repeated(pages)
    return [[line for at, line in enumerate(page) if not _is_furniture(page, at, repeated)] for page in pages]


def _repeated(pages: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    """What stands at one height at the edge of many pages, but for its numbers."""
    seen = Counter(key for page in pages for key in {_key(page[at]) for at in range(len(page)) if _at_edge(page, at)})
    enough = max(2, -(-len(pages) // 3))  # a third: left pages may have other heads than right ones, the first none
    return {key for key, times in seen.items() if times >= enough}


def _at_edge(page: Sequence[Line], at: int) -> bool:
    return at < _AT_EDGE or at >= len(page) - _AT_EDGE


def _key(line: Line) -> tuple[str, int]:
    return _NUMBER.sub("#", "".join(line.text.split())), round(line.top / max(line.size, 1.0))


def _is_furniture(page: Sequence[Line], at: int, repeated: set[tuple[str, int]]) -> bool:
    if not _at_edge(page, at):
        return False
    key, height = _key(page[at])
    if any((key, near) in repeated for near in (height - 1, height, height + 1)):
        return True
    number = _PAGE_NUMBER.fullmatch("".join(page[at].text.split()))
    if number is None or at not in (0, len(page) - 1):
        return False
    return bool(number["sign"] or number["rest"]) or _stands_apart(page, at)


def _stands_apart(page: Sequence[Line], at: int) -> bool:
    other = page[1] if at == 0 else page[at - 1]
    return len(page) > 1 and abs(page[at].top - other.top) > 2.5 * other.size


def _area(lines: Sequence[Line]) -> _Area:
    if not lines:
        return _Area(0.0, 0.0, 0.0, lone=True, indented=False)
    left = _left(lines)
    right = max(
        (line.right for line in lines if line.text[-1] not in _HANGING), default=max(line.right for line in lines)
    )
    indents = sum(1.5 * line.size < line.left - left < 2.6 * line.size for line in lines)
    steps = [below.top - above.top for above, below in pairwise(lines) if below.top > above.top]
    reaching = sum(line.right > right - 1.5 * line.size for line in lines)
    pitch = median(steps) if steps else 0.0
    return _Area(left, right, pitch, lone=reaching < 2, indented=indents * 12 > len(lines))


def _left(lines: Sequence[Line]) -> float:
    """The left edge of the text: the leftmost place where more than one line in seven begins."""
    places = Counter(round(line.left / max(line.size, 1.0) * 2) for line in lines)
    common = [place for place, times in places.items() if times * 7 > len(lines)]
    edge = min(common or places)
    return min(line.left for line in lines if round(line.left / max(line.size, 1.0) * 2) == edge)


def _goes_on(before: Line, line: Line, left: float, gap: float, area: _Area) -> bool:
    """Whether a line continues the one before: that was full, and this is no beginning."""
    size = max(before.size, 1.0)
    if area.right - area.left < _NARROW * size:
        return False  # no line is long enough to have been wrapped
    if line.left > left + 0.7 * size or not 0.85 < line.size / size < 1.18:
        return False
    if gap > max(1.6 * area.pitch, 1.6 * size) or "\t" in before.text:
        return False
    if _MARKER.match(line.text) and before.text[-1:] in _ENDS:
        return False
    word = _FIRST_WORD.match(line.text)
    room = area.right - before.right
    slack = 2.0 if area.indented else 0.4  # where beginnings show, an uneven edge does no harm
    full = room < _width(word[0] if word else "", size) + slack * size
    return full and not (area.lone and before.text[-1:] in _ENDS)


def _width(text: str, size: float) -> float:
    return sum(0.5 if char < "\u2000" else 1.0 for char in text) * size


def _glue(before: str, after: str) -> str:
    return " " if _LATIN.match(before[-1:]) and _LATIN.match(after[:1]) else ""
