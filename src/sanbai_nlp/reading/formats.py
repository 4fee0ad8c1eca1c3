"""What a file is, by its first bytes and its members; its name decides only where they leave it open."""

import io
import zipfile
from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePath


class Format(StrEnum):
    """The formats that are told apart; `files.READERS` has those that are read."""

    TEXT = "text"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    OFD = "ofd"
    ODT = "odt"
    EPUB = "epub"
    ZIP = "zip"
    PDF = "pdf"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    OLE2 = "ole2"
    ENCRYPTED = "encrypted"
    RTF = "rtf"
    HTML = "html"
    MHTML = "mhtml"
    XML = "xml"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    GZIP = "gzip"
    IMAGE = "image"


_MAGIC = (
    (b"PK\x03\x04", Format.ZIP),
    (b"PK\x05\x06", Format.ZIP),  # an empty archive
    (b"%PDF-", Format.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OLE2),
    (b"{\\rtf", Format.RTF),
    (b"Rar!\x1a\x07", Format.RAR),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
    (b"\x1f\x8b\x08", Format.GZIP),
    (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),  # jpeg
    (b"GIF8", Format.IMAGE),
    (b"II*\x00", Format.IMAGE),  # tiff, as scanners write it
    (b"MM\x00*", Format.IMAGE),
)
# The streams of an OLE2 file stand in its directory in UTF-16. A document may embed a sheet, so documents go first.
_OLE2_STREAMS = (
    ("EncryptedPackage", Format.ENCRYPTED),  # a docx with a password
    ("WordDocument", Format.DOC),  # of Word and of WPS alike
    ("PowerPoint Document", Format.PPT),
    ("Workbook", Format.XLS),
)
_OFFICE_FOLDERS = (("word/", Format.DOCX), ("xl/", Format.XLSX), ("ppt/", Format.PPTX))
_MIMETYPES = ((b"application/vnd.oasis.opendocument", Format.ODT), (b"application/epub+zip", Format.EPUB))
_SUFFIXES = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".mht": Format.MHTML,
    ".mhtml": Format.MHTML,
    ".xml": Format.XML,
}


def detect(data: bytes, path: str = "") -> Format:
    """The format of a file. Whatever has no sign of another one is text, under any name."""
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return _INSIDE[found](data) if found in _INSIDE else found
    return _markup(data) or _SUFFIXES.get(PurePath(path).suffix.lower(), Format.TEXT)


def _markup(data: bytes) -> Format | None:
    head = data[:2048].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    head = head.replace(b"\0", b"").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return Format.HTML
    if head.startswith((b"<?xml", b"<!--", b"<!doctype")) and b"<html" in head:
        return Format.HTML
    if head.startswith(b"mime-version:") or (head.startswith(b"from:") and b"\nmime-version:" in head):
        return Format.MHTML
    return Format.XML if head.startswith(b"<?xml") else None


def _inside_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _by_members(archive)
    except Exception:  # noqa: BLE001  (a broken directory fails in many ways; the reader will say which)
        return Format.DOCX if b"word/document.xml" in data else Format.ZIP


def _by_members(archive: zipfile.ZipFile) -> Format:
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        return _office(names)
    if any(name.lower() == "ofd.xml" for name in names):
        return Format.OFD
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            kind = stream.read(100)
        return next((found for opening, found in _MIMETYPES if kind.startswith(opening)), Format.ZIP)
    return Format.ZIP


def _office(names: Collection[str]) -> Format:
    for folder, found in _OFFICE_FOLDERS:
        if any(name.startswith(folder) for name in names):
            return found
    return Format.ZIP


def _inside_ole2(data: bytes) -> Format:
    return next((found for name, found in _OLE2_STREAMS if name.encode("utf-16-le") in data), Format.OLE2)


_INSIDE = {Format.ZIP: _inside_zip, Format.OLE2: _inside_ole2}
