"""What a file is, by its first bytes; its name decides only where they leave it open."""

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
    OLE2 = "ole2"
    RTF = "rtf"
    HTML = "html"
    XML = "xml"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    GZIP = "gzip"
    IMAGE = "image"


_MAGIC = (
    (b"PK\x03\x04", Format.ZIP),
    (b"PK\x05\x06", Format.ZIP),  # an empty archive
    (b"%PDF-", Format.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OLE2),  # doc, wps, xls, ppt
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
# Names of members, which stand uncompressed in a zip file.
_ZIP_MEMBERS = (
    (b"word/", Format.DOCX),
    (b"xl/", Format.XLSX),
    (b"ppt/", Format.PPTX),
    (b"OFD.xml", Format.OFD),
    (b"application/vnd.oasis.opendocument", Format.ODT),
    (b"application/epub+zip", Format.EPUB),
)
_MARKUP = (
    (b"<!doctype html", Format.HTML),
    (b"<html", Format.HTML),
    (b"<?xml", Format.XML),
)
_SUFFIXES = {".html": Format.HTML, ".htm": Format.HTML, ".mht": Format.HTML, ".xml": Format.XML}


def detect(data: bytes, path: str = "") -> Format:
    """The format of a file. Whatever has no sign of another one is text, under any name."""
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return _inside_zip(data) if found is Format.ZIP else found
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for opening, found in _MARKUP:
        if head.startswith(opening):
            return found
    return _SUFFIXES.get(PurePath(path).suffix.lower(), Format.TEXT)


def _inside_zip(data: bytes) -> Format:
    return next((found for member, found in _ZIP_MEMBERS if member in data), Format.ZIP)
