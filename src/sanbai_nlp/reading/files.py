"""A file → its text, through the reader of its format."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from sanbai_nlp.errors import (
    EncryptedFileError,
    SanbaiError,
    ScannedFileError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from sanbai_nlp.reading.decoding import Decoded, decode, normalise
from sanbai_nlp.reading.doc import read_doc
from sanbai_nlp.reading.docx import read_docx
from sanbai_nlp.reading.formats import Format, detect
from sanbai_nlp.reading.html import read_html, read_mhtml
from sanbai_nlp.reading.ofd import read_ofd
from sanbai_nlp.reading.pdf import read_pdf
from sanbai_nlp.reading.rtf import read_rtf
from sanbai_nlp.reading.zips import Limits, Member, walk_zip


class Reader(Protocol):
    """Reads one format: a file's bytes, the caller's encoding or None, and the path that errors name."""

    def __call__(self, data: bytes, encoding: str | None, path: str) -> Decoded:
        """The text, and what there is to say of it. What cannot be read is an `UnreadableFileError`."""
        ...


# A format is added by a file beside this one with a function of that shape, and a line here. Each imports the library
# that it stands on when it is called: whoever reads plain text alone needs none of them.
READERS: Mapping[Format, Reader] = MappingProxyType(
    {
        Format.TEXT: decode,
        Format.DOCX: read_docx,
        Format.DOC: read_doc,
        Format.PDF: read_pdf,
        Format.HTML: read_html,
        Format.MHTML: read_mhtml,
        Format.RTF: read_rtf,
        Format.OFD: read_ofd,
    }
)


@dataclass(frozen=True)
class Material:
    """What was read: `sha256` is of the bytes, `text` is normalised, `note` says why it is `doubtful`.

    `encoding` is that of a text or a page, and the format's name where a format has only one.
    """

    path: str
    sha256: str
    encoding: str
    text: str
    doubtful: bool
    note: str | None
    format: Format = Format.TEXT


def read_file(path: str | os.PathLike[str], encoding: str | None = None) -> Material:
    """Read a file's text; without `encoding` it is found out (see `decode`).

    Raises:
        UnreadableFileError: where the file cannot be opened or decoded; its `__cause__` is Python's own error.
        UnsupportedFormatError: where its format is none that is read.
        TypeError: where `path` is no path.
    """
    name = _checked(path)
    return read_bytes(_content(name), encoding, name)


def read_bytes(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Material:
    """Read what a file holds, where it does not come from the disk; `path` is the name that it goes by.

    Raises:
        UnreadableFileError: where the bytes do not decode.
        UnsupportedFormatError: where their format is none that is read.
    """
    kind = detect(data, path)
    reader = READERS.get(kind)
    if reader is None:
        raise _not_read(kind, path)
    decoded = reader(data, encoding, path)
    digest = hashlib.sha256(data).hexdigest()
    return Material(path, digest, decoded.encoding, normalise(decoded.text), decoded.doubtful, decoded.note, kind)


def read_archive(
    path: str | os.PathLike[str], encoding: str | None = None, limits: Limits | None = None
) -> Iterator[Material | SanbaiError]:
    """Read every file of a zip archive, of archives in it too; one that cannot be read is its error, in its place.

    Each is called by the archive's path, `!/` and its name inside: `材料.zip!/2023年/法工委.docx`. See `walk_zip` for
    what is passed over and `Limits` for what is refused.

    Raises:
        UnreadableFileError: where the archive itself cannot be opened.
        TypeError: where `path` is no path.
    """
    name = _checked(path)
    yield from read_members(_content(name), name, encoding, limits)


def read_members(
    data: bytes, path: str = "<bytes>", encoding: str | None = None, limits: Limits | None = None
) -> Iterator[Material | SanbaiError]:
    """As `read_archive`, of an archive that does not come from the disk."""
    for member in walk_zip(data, path, limits):
        if not isinstance(member, Member):
            yield member
            continue
        try:
            yield read_bytes(member.data, encoding, member.path)
        except SanbaiError as error:
            yield error


def _not_read(kind: Format, path: str) -> UnreadableFileError:
    if kind is Format.ENCRYPTED:
        return EncryptedFileError(path)
    if kind is Format.IMAGE:
        return ScannedFileError(path)
    if kind is Format.ZIP:
        return UnsupportedFormatError(
            path, "is an archive of files: reading.read_archive(path) reads each of them", kind
        )
    return UnsupportedFormatError(path, f"looks like {kind}, which is not read yet: save it as plain text", kind)


def _checked(path: str | os.PathLike[str]) -> str:
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be a str or a path, not {type(path).__name__}")
    return os.fspath(path)


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFileError(name, "there is no such file") from error
    except IsADirectoryError as error:
        raise UnreadableFileError(name, "is a folder, not a file") from error
    except PermissionError as error:
        raise UnreadableFileError(name, "may not be read: ask for the permission") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreadableFileError(name, getattr(error, "strerror", None) or str(error)) from error
