"""Bytes → text: which encoding, and how sure."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from sanbai_nlp.errors import UnreadableFileError, UnsupportedFormatError
from sanbai_nlp.reading.plausible import common_share, reads_like_chinese

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CLEARLY_CHINESE = 0.6  # GB18030 bytes read as UTF-16 stay under 0.1, true texts of ten characters lie above this
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))  # text files hold none but these exceptions


@dataclass(frozen=True)
class Decoded:
    """A text with the encoding that gave it; `note` says why it is `doubtful`, and is None where it is not."""

    text: str
    encoding: str
    doubtful: bool = False
    note: str | None = None


def decode(data: bytes, encoding: str | None = None, path: str | Path = "<bytes>") -> Decoded:
    """Decode by the given encoding, else by byte-order mark, else as UTF-8, UTF-16 or GB18030, whichever fits first.

    Args:
        data: what the file holds.
        encoding: a name that Python knows; None to find out.
        path: the name that an error gives to the data.

    Raises:
        UnreadableFileError: where the name is unknown or the bytes do not decode; `__cause__` is Python's own error.
        UnsupportedFormatError: where the bytes are no text at all.
    """
    if encoding is not None:
        return _by_name(data, encoding, path)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _by_mark(data, name, path)
    return _by_looks(data, path)


def normalise(text: str) -> str:
    """The text with every CRLF and CR made LF and without a byte-order mark; nothing else is changed."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _by_name(data: bytes, encoding: str, path: str | Path) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode(name)
        text.encode("utf-8")  # some codecs, such as UTF-7, let half characters through that no JSON can carry
    except (LookupError, ValueError) as error:
        raise UnreadableFileError(path, _why_not(error, encoding)) from error
    return Decoded(text, name)


def _by_mark(data: bytes, name: str, path: str | Path) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(path, f"is {name} by its first bytes, but {_damaged_at(error)}") from error


def _why_not(error: Exception, encoding: str) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} cannot be decoded as {encoding}: give another encoding=, or none to have it found"
    if isinstance(error, UnicodeEncodeError):
        return f"what {encoding} makes of these bytes is no text: give another encoding=, or none to have it found"
    return f"unknown encoding {encoding!r}: give one that Python knows, such as utf-8, gb18030, big5 or utf-16"


def _by_looks(data: bytes, path: str | Path) -> Decoded:
    if b"\0" not in data and (plain := _as_utf8(data)):
        return plain
    if wide := _as_utf16(data):
        return wide
    if is_binary(data):
        raise UnsupportedFormatError(path, "is binary data of a format that is not known, not a text", "binary")
    return _as_utf8(data) or _as_gb18030(data, path)


def is_binary(data: bytes) -> bool:
    """Whether more than one byte in a hundred is a control character that texts do not hold."""
    sample = data[:65_536]
    return (len(sample) - len(sample.translate(None, _CONTROLS))) * 100 > len(sample)


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _as_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, only where it is plain: by common hanzi, or by the NULs that its ASCII leaves."""
    for name, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue  # an odd number of bytes, or half a pair
        nuls_fit = b"\0" in data[high::2] and b"\0" not in data[1 - high :: 2]
        if (nuls_fit and reads_like_chinese(text)) or _clearly_chinese(text, data):
            return Decoded(text, name)
    return None


def _clearly_chinese(text: str, data: bytes) -> bool:
    share = common_share(text) if not text.isascii() else 0.0
    return share >= _CLEARLY_CHINESE and share > common_share(data.decode("gb18030", errors="replace"))


def _as_gb18030(data: bytes, path: str | Path) -> Decoded:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(data, path, error) from error
    if reads_like_chinese(text):
        return Decoded(text, "gb18030")
    if damage := _damage_in_utf8(data):
        raise UnreadableFileError(path, _damaged(damage)) from damage
    share = f"{common_share(text):.0%}"
    note = f"read as GB18030, but only {share} of its characters are common ones: if it reads wrongly, give encoding="
    return Decoded(text, "gb18030", doubtful=True, note=note + ", such as big5, shift_jis or euc_kr")


def _undecodable(data: bytes, path: str | Path, error: UnicodeDecodeError) -> UnreadableFileError:
    if damage := _damage_in_utf8(data):
        return UnreadableFileError(path, _damaged(damage))
    reason = f"is neither UTF-8 nor GB18030 (byte {error.start} decodes as neither): give encoding=, such as big5"
    return UnreadableFileError(path, reason)


def _damaged(error: UnicodeDecodeError) -> str:
    return f"is {error.encoding} by its looks, but {_damaged_at(error)}"


def _damaged_at(error: UnicodeDecodeError) -> str:
    return f"damaged at byte {error.start}: repair it there, or give encoding= if it is in another one"


def _damage_in_utf8(data: bytes) -> UnicodeDecodeError | None:
    """The first fault of a text that is UTF-8 but for a few bytes, which must not be taken for GB18030."""
    if not reads_like_chinese(data.decode("utf-8", errors="replace")):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error
    return None
