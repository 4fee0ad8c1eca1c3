"""docx → text: what a person sees, a paragraph a line, with the markers of automatic numbering written out.

Read from the parts themselves: no library gives a document's numbering, text boxes and tracked changes in their place.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from sanbai_nlp.errors import ScannedFileError, UnreadableFileError
from sanbai_nlp.reading.decoding import Decoded
from sanbai_nlp.reading.markup import parse_xml
from sanbai_nlp.reading.numbering import Numbering, with_marker
from sanbai_nlp.reading.rows import row_lines
from sanbai_nlp.reading.zips import Package

_OFFICE = "http://schemas.openxmlformats.org/"
_PREFIXES = {
    _OFFICE + "wordprocessingml/2006/main": "",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "",  # "strict" files
    _OFFICE + "officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    _OFFICE + "markup-compatibility/2006": "mc:",
    _OFFICE + "package/2006/relationships": "",
}
_TEXT = frozenset({"t", "m:t"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNSEEN = frozenset({"pPr", "rPr", "del", "moveFrom", "delText", "instrText", "rt", "tblPr", "tblGrid", "sdtPr"})
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_PICTURES = ("drawing", "pict", "object")
_FROM_ELSEWHERE = "altChunk"


def read_docx(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Decoded:  # noqa: ARG001  (a Reader)
    """The text of a docx or docm; deleted text, hidden text, headers, footers and the table of contents left out.

    Footnotes and text boxes follow their paragraph, a table's row is a line with tabs. Macros are never looked at.

    Raises:
        ScannedFileError: where it holds pictures alone.
        OversizedFileError, EncryptedFileError: as the package is.
        UnreadableFileError: where it is damaged.
    """
    parts = _Parts(data, path)
    body = parts.main.find("body")
    text = "\n".join(_Story(parts).lines(body)) if body is not None else ""
    if not text.strip() and any(next(parts.main.iter(name), None) is not None for name in _PICTURES):
        raise ScannedFileError(path)
    if next(parts.main.iter(_FROM_ELSEWHERE), None) is not None:
        note = "part of this document is embedded as another file, and is not read: save it anew in Word"
        return Decoded(text, "docx", doubtful=True, note=note)
    return Decoded(text, "docx")


class _Parts:
    """The parts of the package that hold text, or say how it is shown."""

    def __init__(self, data: bytes, path: str) -> None:
        self._package = Package(data, path)
        self._path = path
        name = self._related("", "/officeDocument").get("/officeDocument", "word/document.xml")
        main = self._read(name)
        if main is None:
            raise UnreadableFileError(path, f"is damaged: it has no {name}; get it anew from where it came")
        self.main = main
        others = self._related(name, "/numbering", "/styles", "/footnotes", "/endnotes")
        found = {kind: self._read(other) for kind, other in others.items()}
        self.numbering = Numbering.read(found.get("/numbering"), found.get("/styles"))
        self.notes = {kind: _by_id(found.get(f"/{kind}")) for kind in _NOTES.values()}

    def _read(self, name: str) -> Element | None:
        data = self._package.read(name)
        return None if data is None else parse_xml(data, f"{self._path}!/{name}", _PREFIXES)

    def _related(self, name: str, *kinds: str) -> dict[str, str]:
        """Which parts a part refers to, by how the kind of relation ends."""
        folder, base = posixpath.split(name)
        root = self._read(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for relation in [] if root is None else root.findall("Relationship"):
            kind = next((kind for kind in kinds if relation.get("Type", "").endswith(kind)), None)
            if kind and relation.get("TargetMode") != "External":
                target = posixpath.join("/", folder, relation.get("Target", ""))
                found[kind] = posixpath.normpath(target).lstrip("/")
        return found


def _by_id(notes: Element | None) -> dict[str, Element]:
    """Notes proper: what separates them from the text has a type."""
    return {note.get("id", ""): note for note in (() if notes is None else notes) if note.get("type") is None}


@dataclass
class _Paragraph:
    text: str
    marker: str
    below: list[str]  # what hangs on it: boxes, notes
    goes_on: bool  # its end was deleted, and the next one continues it


class _Story:
    """Writes the lines of a body, a cell, a text box or a note, in the order of the document."""

    def __init__(self, parts: _Parts) -> None:
        self._numbering = parts.numbering
        self._notes: Mapping[str, Mapping[str, Element]] = parts.notes
        self._below: list[str] = []

    def lines(self, parent: Element) -> list[str]:
        """The lines of all that stands in an element; none is blank."""
        lines: list[str] = []
        held, below = "", list[str]()
        for block in _blocks(parent):
            if block.tag == "tbl":
                lines += [
                    line for row in _rows(block) for line in row_lines([self.lines(cell) for cell in _cells(row)])
                ]
                continue
            paragraph = self._paragraph(block)
            held, below = held + paragraph.text, below + paragraph.below
            if not paragraph.goes_on:
                lines += [*_split(with_marker(paragraph.marker, held) if held.strip() else ""), *below]
                held, below = "", []
        return [*lines, *_split(held), *below]

    def _paragraph(self, node: Element) -> _Paragraph:
        properties = node.find("pPr")
        if self._numbering.style(properties).name.startswith("toc "):
            return _Paragraph("", "", [], goes_on=False)
        outer, self._below = self._below, []
        text = "".join(map(self._inline, node))
        below, self._below = self._below, outer
        goes_on = properties is not None and properties.find("rPr/del") is not None
        marker = "" if goes_on else self._numbering.marker(properties)
        return _Paragraph(text, marker, below, goes_on)

    def _inline(self, node: Element) -> str:
        tag = node.tag
        if tag in _TEXT:
            return node.text or ""
        if tag == "sym":
            return _symbol(node.get("char", ""))
        if tag in _UNSEEN or (tag == "r" and _hidden(node)):
            return ""
        if tag == "txbxContent":
            self._below += self.lines(node)
        elif tag in _NOTES:
            self._below += self._note(_NOTES[tag], node.get("id", ""))
        else:
            return _SIGNS.get(tag) or "".join(map(self._inline, _chosen(node)))
        return ""

    def _note(self, kind: str, note_id: str) -> list[str]:
        note = self._notes[kind].get(note_id)
        return [] if note is None else self.lines(note)


def _blocks(parent: Iterable[Element]) -> Iterator[Element]:
    """Paragraphs and tables, out of what may be wrapped round them."""
    for node in parent:
        if node.tag in ("p", "tbl"):
            yield node
        elif node.tag not in _UNSEEN and not _is_contents(node):
            yield from _blocks(_chosen(node))


def _rows(table: Iterable[Element]) -> Iterator[Element]:
    for node in table:
        if node.tag == "tr":
            if node.find("trPr/del") is None:
                yield node
        elif node.tag not in _UNSEEN:
            yield from _rows(node)


def _cells(row: Iterable[Element]) -> Iterator[Element]:
    """The cells of a row; one that is merged into the cell above is empty."""
    for node in row:
        if node.tag == "tc":
            merged = node.find("tcPr/vMerge")
            gone = node.find("tcPr/cellDel") is not None
            continues = merged is not None and merged.get("val", "continue") == "continue"
            yield Element("tc") if gone or continues else node
        elif node.tag not in (*_UNSEEN, "trPr", "tblPrEx"):
            yield from _cells(node)


def _chosen(node: Element) -> Element:
    """Of two ways to say the same the newer one, where there are two."""
    return next(iter(node), node) if node.tag == "mc:AlternateContent" else node


def _is_contents(node: Element) -> bool:
    gallery = node.find("sdtPr/docPartObj/docPartGallery") if node.tag == "sdt" else None
    return gallery is not None and gallery.get("val") == "Table of Contents"


def _hidden(run: Element) -> bool:
    switch = run.find("rPr/vanish")
    return switch is not None and switch.get("val", "1") not in ("0", "false", "off")


def _symbol(code: str) -> str:
    """A sign of a symbol font: those have no character of their own, and are shown as a dot."""
    try:
        char = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "•" if "\ue000" <= char <= "\uf8ff" else char


def _split(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]
