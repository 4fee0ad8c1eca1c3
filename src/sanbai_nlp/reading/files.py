"""A file → its text, through the reader of its format."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sanbai_nlp.errors import UnreadableFileError, UnsupportedFormatError
from sanbai_nlp.reading.decoding import Decoded, decode, normalise
from sanbai_nlp.reading.formats import Format, detect

Reader = Callable[[bytes, str | None, str], Decoded]
"""Takes a file's bytes, the caller's encoding or None, and the path for errors."""

# A format is added by a file beside this one with a function of that shape, and a line here.
READERS: Mapping[Format, Reader] = MappingProxyType({Format.TEXT: decode})


@dataclass(frozen=True)
class Material:
    """What was read: `sha256` is of the bytes, `text` is normalised, `note` says why it is `doubtful`."""

    path: str
    sha256: str
    encoding: str
    text: str
    doubtful: bool
    note: str | None


def read_file(path: str | os.PathLike[str], encoding: str | None = None) -> Material:
    """Read a file's text; without `encoding` it is found out (see `decode`).

    Raises:
        UnreadableFileError: where the file cannot be opened or decoded; its `__cause__` is Python's own error.
        UnsupportedFormatError: where its format is none that is read.
        TypeError: where `path` is no path.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be a str or a path, not {type(path).__name__}")
    name = os.fspath(path)
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
        raise UnsupportedFormatError(path, f"looks like {kind}, which is not read yet: save it as plain text", kind)
    decoded = reader(data, encoding, path)
    digest = hashlib.sha256(data).hexdigest()
    return Material(path, digest, decoded.encoding, normalise(decoded.text), decoded.doubtful, decoded.note)


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
