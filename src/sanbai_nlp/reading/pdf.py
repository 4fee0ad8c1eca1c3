"""PDF → text, by pdfplumber, with limits on what a file may cost."""

import re
import zlib
from contextlib import suppress

from sanbai_nlp.errors import MissingExtraError, OversizedFileError, ScannedFileError, UnreadableFileError
from sanbai_nlp.reading.decoding import Decoded
from sanbai_nlp.reading.paragraphs import join_pages

_STREAM = re.compile(rb"stream\r?\n")
_LARGEST = 256 << 20  # what a compressed stream may unpack to: a scanned page of A3 in colour is just below
_ALL = 8 << 30
_STEP = 1 << 16
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b")
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_MANY = 0.1


def read_pdf(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Decoded:  # noqa: ARG001  (a Reader)
    """The text layer of a PDF, wraps joined into paragraphs, running heads and page numbers dropped.

    One column is read; rows of tables are lines. Scripts, forms and attachments are never looked at.

    Raises:
        MissingExtraError: where pdfplumber is not installed.
        EncryptedFileError: where it asks for a password.
        ScannedFileError: where no page has a text layer.
        OversizedFileError: where it has too many objects or pages, unpacks to too much or takes too long.
        UnreadableFileError: where it is damaged, or its fonts do not say what they show.
    """
    _check_streams(data, path)
    try:
        from sanbai_nlp.reading import pdf_pages
    except ImportError as error:
        raise MissingExtraError("reading PDF files", "archive") from error
    pages = pdf_pages.read_pages(data, path)
    text = join_pages([page.lines for page in pages])
    if not text.strip():
        raise ScannedFileError(path)
    unmapped = len(_UNMAPPED.findall(text))
    if unmapped > _MANY * len(_UNMAPPED.sub("x", text)):
        raise UnreadableFileError(path, "has fonts that do not say which characters they show: put it through OCR")
    notes = []
    if unmapped:
        notes.append(f"{unmapped} characters of it have no meaning in its fonts, and are left out")
    if bare := [str(at) for at, page in enumerate(pages, 1) if page.pictures and not page.lines]:
        notes.append(f"pages {', '.join(bare[:20])} are pictures, and what is on them is not read")
    return Decoded(_UNMAPPED.sub("", text), "pdf", doubtful=bool(notes), note="; ".join(notes) or None)


def _check_streams(data: bytes, path: str) -> None:
    """No stream may unpack to more than the limit. Encrypted ones do not unpack, and are left to the page's time."""
    total = 0
    for start in _STREAM.finditer(data):
        opening = data[max(0, start.start() - 600) : start.start()].rpartition(b" obj")[2]
        if len(_FLATE.findall(opening)) > 1:
            raise OversizedFileError(path, "holds a stream that is packed twice, as bombs are: it is not read")
        size = _unpacked(memoryview(data)[start.end() :])
        total += size
        if size > _LARGEST or total > _ALL:
            raise OversizedFileError(path, f"holds a stream that unpacks to more than {_LARGEST >> 20} MB")


def _unpacked(packed: memoryview) -> int:
    """How much a stream unpacks to, counted no further than just beyond the limit."""
    if not packed or packed[0] & 0x0F != zlib.DEFLATED:
        return 0
    unpacker = zlib.decompressobj()
    size, at, held = 0, 0, b""
    with suppress(zlib.error):
        while size <= _LARGEST and not unpacker.eof and (held or at < len(packed)):
            if not held:
                held, at = bytes(packed[at : at + _STEP]), at + _STEP
            size += len(unpacker.decompress(held, _STEP * 16))
            held = unpacker.unconsumed_tail
    return size
