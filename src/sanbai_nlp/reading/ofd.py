"""OFD → text, by ofdkit: the fixed layout of GB/T 33190, put back into paragraphs."""

from typing import Protocol

from sanbai_nlp.errors import MissingExtraError, OversizedFileError, ScannedFileError, UnreadableFileError
from sanbai_nlp.reading.decoding import Decoded
from sanbai_nlp.reading.paragraphs import Piece, join_pages, set_lines
from sanbai_nlp.reading.zips import Package

_PAGES = 5_000


class _Run(Protocol):
    text: str
    x: float
    y: float
    size: float
    width: float


def read_ofd(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Decoded:  # noqa: ARG001  (a Reader)
    """The text of an OFD file, wraps joined, running heads and page numbers dropped.

    Raises:
        MissingExtraError: where ofdkit is not installed.
        ScannedFileError: where its pages hold no text.
        OversizedFileError, EncryptedFileError, UnreadableFileError: as the package is.
    """
    try:
        import ofdkit
    except ImportError as error:
        raise MissingExtraError("reading OFD files", "archive") from error
    Package(data, path)  # its limits go before ofdkit's own
    try:
        with ofdkit.OFDDocument(data) as document:
            if len(document.pages) > _PAGES:
                raise OversizedFileError(path, f"has {len(document.pages)} pages, and the limit is {_PAGES}")
            pages = [set_lines(map(_piece, page.runs)) for page in document.pages]
    except ofdkit.OFDLimitError as error:
        raise OversizedFileError(path, f"is not safe to read: {error}") from error
    except (ofdkit.OFDError, ValueError, KeyError, RecursionError) as error:
        raise UnreadableFileError(path, f"is damaged: {error}") from error
    text = join_pages(pages)
    if not text.strip():
        raise ScannedFileError(path)
    return Decoded(text, "ofd")


def _piece(run: _Run) -> Piece:
    text = run.text.lstrip()
    blank = len(run.text) - len(text)
    left = run.x + run.width * blank / len(run.text) if run.text else run.x
    return Piece(text, left, run.x + run.width, run.y, run.size)
