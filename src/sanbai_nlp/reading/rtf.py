"""RTF → text, by striprtf."""

import re

from sanbai_nlp.errors import MissingExtraError, OversizedFileError, UnreadableFileError
from sanbai_nlp.reading.decoding import Decoded, decode
from sanbai_nlp.reading.numbering import with_marker
from sanbai_nlp.reading.plausible import reads_like_chinese

_LARGEST = 64 << 20  # pictures are written out in hexadecimal digits
_FONTS = 500_000
_CELL = re.compile(r"\\(?:nest)?cell(?![a-z])")
_ROW = re.compile(r"\\(?:nest)?row(?![a-z])")
_PICTURE = re.compile(r"[0-9a-fA-F\s]{2000,}")
_CHARSET = re.compile(r"\\fcharset\d+")
_LIST_MARKER = re.compile(r"(\{\\listtext[^{}]{0,300})\\tab\s*\}")
_SPLIT = "\uf8fe"  # stands between a marker and its text while the library reads
_HALVES = re.compile("[\ud800-\udfff]+")


def read_rtf(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Decoded:
    """The text of an RTF file, with the markers that its writer rendered; a table's row is a line with tabs.

    Raises:
        MissingExtraError: where striprtf is not installed.
        OversizedFileError: where it is too large, or its fonts are too many to be honest.
        UnreadableFileError: where it is damaged.
    """
    if len(data) > _LARGEST:
        raise OversizedFileError(path, f"is an RTF file of more than {_LARGEST >> 20} MB: save it without its pictures")
    source = data.decode("ascii") if data.isascii() else decode(data, encoding, path).text
    text = _plain(source, path)
    if not reads_like_chinese(text):  # fonts that claim to be Western, over Chinese bytes
        again = _plain(_CHARSET.sub(r"\\fcharset134", source), path)
        text = again if reads_like_chinese(again) else text
    text = "\n".join(_line(line) for line in text.split("\n") if line.strip())
    if "\ufffd" in text:
        return Decoded(
            text, "rtf", doubtful=True, note="some of its characters could not be read: save it anew as docx"
        )
    return Decoded(text, "rtf")


def _line(line: str) -> str:
    marker, split, text = line.rstrip().rpartition(_SPLIT)
    return with_marker(marker.strip(), text.lstrip()) if split else text


def _plain(source: str, path: str) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise MissingExtraError("reading RTF files", "archive") from error
    fonts = source.find("\\fonttbl")
    if fonts >= 0 and (source[fonts : fonts + _FONTS].count("\\f") > 20_000):
        raise OversizedFileError(path, "names more than 10000 fonts: it is not read")
    # A blank keeps the library from its pattern for links, which takes quadratic time on hostile files.
    source = _LIST_MARKER.sub(rf"\1\\u{ord(_SPLIT) - 0x10000}?}}", source)
    source = _CELL.sub(r"\\tab", _ROW.sub(r"\\par", _PICTURE.sub("", source))).replace("\\fldinst{", "\\fldinst {")
    try:
        text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise UnreadableFileError(path, f"is damaged: its RTF cannot be read ({error})") from error
    return _HALVES.sub(lambda half: half[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), text)
