"""The pages of a PDF as lines, by pdfplumber. Imported by `pdf` alone, when there is one to read."""

import io
import logging
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypedDict, cast

from pdfminer.layout import LTPage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF

from sanbai_nlp.errors import EncryptedFileError, OversizedFileError, SanbaiError, UnreadableFileError
from sanbai_nlp.reading.paragraphs import Line, Piece, set_lines

_OBJECTS = 1_000_000
_PAGES = 5_000
_CHARACTERS = 200_000  # on one page; a page of A3 in the smallest print has 20,000
_SECONDS = 120.0


class _Char(TypedDict):
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    upright: bool


@dataclass
class ReadPage:
    """What a page shows: its lines, and whether it has pictures."""

    lines: list[Line]
    pictures: bool


class _TooSlowError(Exception):
    pass


class _Timed(PDFPageInterpreter):
    """Looks at the clock at what a page is drawn with: forms that call forms can take for ever in a small file."""

    deadline = float("inf")

    def _tick(self) -> None:
        if time.monotonic() > self.deadline:
            raise _TooSlowError

    def dup(self) -> "_Timed":
        again = type(self)(self.rsrcmgr, self.device)
        again.deadline = self.deadline
        return again

    def push(self, obj: object) -> None:
        self._tick()
        super().push(obj)  # type: ignore[arg-type]  # pdfminer's own alias of what a stack holds is not exported

    def do_q(self) -> None:
        self._tick()
        super().do_q()

    def do_BT(self) -> None:  # noqa: N802  (operators of PDF)
        self._tick()
        super().do_BT()

    def do_n(self) -> None:
        self._tick()
        super().do_n()


class _Page(Page):
    """pdfplumber's page, interpreted by our clock."""

    deadline = float("inf")

    @property
    def layout(self) -> LTPage:
        if not hasattr(self, "_layout"):
            device = PDFPageAggregatorWithMarkedContent(self.pdf.rsrcmgr, pageno=self.page_number, laparams=None)
            interpreter = _Timed(self.pdf.rsrcmgr, device)
            interpreter.deadline = self.deadline
            interpreter.process_page(self.page_obj)
            self._layout: LTPage = device.get_result()
        return self._layout


def read_pages(data: bytes, path: str, seconds: float = _SECONDS) -> list[ReadPage]:
    """The pages of a PDF in order. Raises what `pdf.read_pdf` does."""
    deadline = time.monotonic() + seconds
    with warnings.catch_warnings(), _quiet():
        warnings.simplefilter("ignore")  # of faults in fonts that do no harm
        try:
            return list(_pages(data, path, deadline))
        except SanbaiError:
            raise
        except _TooSlowError:
            raise OversizedFileError(path, f"takes more than {seconds:.0f} seconds to read: split it") from None
        except Exception as error:  # pdfminer fails on broken files in every way that Python knows
            if _asks_for_password(error):
                raise EncryptedFileError(path) from error
            what = str(error) or type(error).__name__
            raise UnreadableFileError(path, f"is damaged, or no PDF ({what}): save it anew") from error


def _pages(data: bytes, path: str, deadline: float) -> Iterator[ReadPage]:
    pdf = PDF(io.BytesIO(data), stream_is_external=True)  # closing it would read all its pages again
    count = sum(map(_objects, pdf.doc.xrefs))
    if count > _OBJECTS:
        raise OversizedFileError(path, f"claims {count} objects, and the limit is {_OBJECTS}")
    for number, found in enumerate(PDFPage.create_pages(pdf.doc), 1):
        if number > _PAGES:
            raise OversizedFileError(path, f"has more than {_PAGES} pages: split it")
        page = _Page(pdf, found, number)
        page.deadline = deadline
        yield _read(page, path)
        page.close()


def _objects(xref: object) -> int:
    """How many objects a table claims to list, without listing them."""
    ranges = getattr(xref, "ranges", None)
    return sum(claimed for _, claimed in ranges) if ranges is not None else len(getattr(xref, "offsets", ()))


def _read(page: Page, path: str) -> ReadPage:
    if len(page.chars) > _CHARACTERS:
        raise OversizedFileError(path, f"has a page of {len(page.chars)} characters, and the limit is {_CHARACTERS}")
    chars = cast("list[_Char]", page.dedupe_chars(tolerance=0.5).chars)  # bold type may be faked by printing twice
    return ReadPage(set_lines([_piece(char) for char in chars if char["upright"]]), bool(page.images))


def _piece(char: _Char) -> Piece:
    return Piece(char["text"], char["x0"], char["x1"], (char["top"] + char["bottom"]) / 2, char["size"])


def _asks_for_password(error: BaseException) -> bool:
    return isinstance(error, PDFPasswordIncorrect) or any(isinstance(arg, PDFPasswordIncorrect) for arg in error.args)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what pdfminer logs of faults that it mends."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
