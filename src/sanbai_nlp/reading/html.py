"""HTML → text, by lxml: what a browser would show, a block a line. Nothing is run, fetched or followed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from sanbai_nlp.errors import MissingExtraError, OversizedFileError, UnreadableFileError
from sanbai_nlp.reading.decoding import Decoded, decode
from sanbai_nlp.reading.numerals import numeral
from sanbai_nlp.reading.plausible import reads_like_chinese
from sanbai_nlp.reading.rows import row_lines

_LARGEST = 64 << 20
_META = re.compile(rb"""<meta\s[^<>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.I)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030"}
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
    }
    | {"dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"}
    | {"html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "tbody", "tfoot", "thead", "ul"}
)
_UNSEEN = frozenset(
    [
        "audio",
        "canvas",
        "iframe",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
_MARKERS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DECLARED = re.compile(r"^\s*<\?xml[^<>]*\?>")
_CHUNK = 1 << 20
_DEEPEST = 60  # tables in tables
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WRAPPED = re.compile(r"(?<=[^\x00-\x7f])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[^\x00-\x7f])")  # a source's line end in Chinese
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)


def read_html(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Decoded:
    """The text of a page: entities decoded, blocks and <br> as lines, a table's row as one line, lists numbered.

    The encoding is the one given, else the byte-order mark's, else the page's own where the text bears it out, else
    as of any text. Scripts, styles, hidden elements and the title of the window are no text.

    Raises:
        MissingExtraError: where lxml is not installed.
        OversizedFileError: where it is too large for a page.
        UnreadableFileError: as `decode`.
    """
    if len(data) > _LARGEST:
        raise OversizedFileError(path, f"is an HTML page of more than {_LARGEST >> 20} MB: split it")
    source = _decoded(data, encoding, path)
    page = _Page()
    _feed(page, source.text.replace("\0", "").removeprefix("\ufeff"))
    return Decoded(page.text(), source.encoding, source.doubtful, source.note)


def read_mhtml(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Decoded:
    """The text of a page saved as one file (mht), which is an e-mail with the page as its first part."""
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    part = message.get_body(("html", "plain"))
    content = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(content, bytes):
        raise UnreadableFileError(path, "is a saved page (mht) with no page in it: save it anew from the browser")
    return read_html(content, encoding or part.get_content_charset(), path)


def _feed(page: "_Page", source: str) -> None:
    try:
        from lxml import etree
    except ImportError as error:
        raise MissingExtraError("reading HTML pages", "archive") from error
    parser = etree.HTMLParser(target=page, huge_tree=True, no_network=True)
    source = _DECLARED.sub("", source, count=1)  # lxml wants no encoding declared in what is decoded already
    for at in range(0, len(source), _CHUNK):
        parser.feed(source[at : at + _CHUNK])
    if source:
        parser.close()


def _decoded(data: bytes, encoding: str | None, path: str) -> Decoded:
    declared = _META.search(data[:8192])
    if encoding is None and declared:
        name = declared[1].decode("ascii").lower()
        try:
            own = decode(data, _WIDER.get(name, name), path)
        except UnreadableFileError:
            return decode(data, None, path)
        if reads_like_chinese(own.text):
            return own
    return decode(data, encoding, path)


@dataclass
class _Cell:
    """Where text goes: the page, or a cell of a table."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def end_line(self, keep: bool = False) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        kept = text.split("\n") if keep else [_BLANKS.sub(" ", _WRAPPED.sub("", text))]
        self.lines += [line.strip(" \t\r\xa0") for line in kept if line.strip()]


@dataclass
class _Table:
    cells: list[list[str]] = field(default_factory=list)


class _Page:
    """Takes tags as the parser gives them, unclosed ones closed; depth costs nothing."""

    def __init__(self) -> None:
        self._open: list[_Cell | _Table] = [_Cell()]
        self._lists: list[tuple[str, int]] = []  # the format of its markers, "" for bullets, and the next number
        self._hidden = 0
        self._as_is = 0

    def text(self) -> str:
        while len(self._open) > 1:
            self._end_cell()
            self._end_table()
        self._cell.end_line()
        return "\n".join(self._cell.lines)

    @property
    def _cell(self) -> _Cell:
        return next(held for held in reversed(self._open) if isinstance(held, _Cell))

    def start(self, tag: str, named: Mapping[str, str]) -> None:
        """An element begins: part of lxml's interface, as are the next three."""
        if self._hidden or tag in _UNSEEN or _is_hidden(named):
            self._hidden += 1
            return
        if tag in _BLOCKS:
            self._cell.end_line(keep=self._as_is > 0)
        self._enter(tag, named)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._hidden:
            self._hidden -= 1
            return
        if tag in _BLOCKS and tag != "br":
            self._cell.end_line(keep=self._as_is > 0)
        if tag == "pre":
            self._as_is = max(0, self._as_is - 1)
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_table()

    def data(self, data: str) -> None:
        """Text between tags."""
        if not self._hidden:
            self._cell.pieces.append(data)

    def close(self) -> None:
        """The page ends."""

    def _enter(self, tag: str, named: Mapping[str, str]) -> None:
        if tag == "pre":
            self._as_is += 1
        elif tag == "ol":
            self._lists.append((_MARKERS.get(named.get("type") or "1", "decimal"), _number(named.get("start"), 1)))
        elif tag == "ul":
            self._lists.append(("", 0))
        elif tag == "li":
            self._item(named)
        elif tag in ("td", "th"):
            self._start_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and len(self._open) < 2 * _DEEPEST:
            self._cell.end_line()
            self._open.append(_Table())

    def _item(self, named: Mapping[str, str]) -> None:
        form, number = self._lists[-1] if self._lists else ("", 0)
        if form:
            number = _number(named.get("value"), number)
            self._lists[-1] = (form, number + 1)
            self._cell.pieces.append(f"{numeral(number, form)}. ")

    def _start_cell(self) -> None:
        self._end_cell()
        if isinstance(self._open[-1], _Table):
            self._open.append(_Cell())

    def _end_cell(self) -> None:
        if len(self._open) > 1 and isinstance(cell := self._open[-1], _Cell):
            cell.end_line()
            self._open.pop()
            if isinstance(table := self._open[-1], _Table):
                table.cells.append(cell.lines)

    def _end_row(self) -> None:
        self._end_cell()
        if isinstance(table := self._open[-1], _Table):
            self._cell.lines += row_lines(table.cells)
            table.cells.clear()

    def _end_table(self) -> None:
        self._end_row()
        if isinstance(self._open[-1], _Table):
            self._open.pop()


def _is_hidden(named: Mapping[str, str]) -> bool:
    return "hidden" in named or bool(_HIDDEN.search(named.get("style") or ""))


def _number(value: str | None, default: int) -> int:
    value = (value or "").strip()
    return int(value) if value.isdecimal() and len(value) < 6 else default
