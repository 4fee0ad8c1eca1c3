"""Materials that lie where a URL says: `s3://…`, `hdfs://…`, `zip://…`, whatever fsspec has a file system for."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sanbai_nlp.archive.failures import failure_of
from sanbai_nlp.archive.source import Entry, LocalSource, Source, Stamp, no_material, unreadable
from sanbai_nlp.archive.systems import is_url, protocols, system_at
from sanbai_nlp.errors import ChangedFileError, MissingExtraError, UnreadableFileError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
_TRIES = 3


def source_at(place: str | os.PathLike[str], apart: str | os.PathLike[str] | None = None) -> Source:
    """The materials at a path or URL.

    Args:
        place: a folder, or one file.
        apart: a folder in it, or the URL of one, that is no part of the materials.

    Raises:
        UnreadableFileError: where nothing is there, or what reads such URLs is not installed.
        MissingExtraError: where fsspec is not installed.
    """
    if not (isinstance(place, str) and is_url(place)):
        return LocalSource(place, apart)
    system, root = _opened(place)
    if "file" in protocols(system):
        return LocalSource(root, apart)  # which knows links and names that are no text
    return FsspecSource(place, system, root, _inside(system, apart))


class FsspecSource:
    """A tree in a file system of fsspec. Order, paths and what is passed over are as in a `LocalSource`.

    Args:
        url: what the user calls it.
        system: the file system.
        root: the folder or file in it.
        apart: a folder in it that is no part of the materials.
    """

    def __init__(self, url: str, system: "AbstractFileSystem", root: str, apart: str | None = None) -> None:
        self.root = url
        self.system = system
        self._top = root
        self._apart = apart
        self.check()

    @property
    def private(self) -> bool:
        """Whether other processes see another tree, or none: it lies in this one's memory."""
        return "memory" in protocols(self.system)

    def check(self) -> None:
        """As `Source.check`."""
        try:
            there = self.system.exists(self._top)
        except Exception as error:
            raise _complaint(self.root, error) from error
        if not there:
            raise unreadable(self.root, FileNotFoundError())

    def entries(self) -> Iterator[Entry]:
        """Files and folders that cannot be read, folder by folder, each in the order of its names."""
        if self.system.isdir(self._top):
            yield from self._folder(self._top, "")
        else:
            yield self._file(self._top.rpartition("/")[2], self._top, self.system.info(self._top))

    def read(self, entry: Entry) -> tuple[bytes, Stamp]:
        """As `Source.read`; a file that changes while it is read is read again."""
        for _ in range(_TRIES):
            before, data = self._attempt(entry)
            if len(data) == before.size:
                return data, before
        raise ChangedFileError(entry.path)

    def _attempt(self, entry: Entry) -> tuple[Stamp, bytes]:
        try:
            self.system.invalidate_cache(entry.place.rpartition("/")[0])
            return _stamp(self.system.info(entry.place)), self.system.cat_file(entry.place)
        except Exception as error:
            raise _complaint(entry.path, error) from error

    def _folder(self, place: str, path: str) -> Iterator[Entry]:
        try:
            listed = self.system.ls(place, detail=True)
        except Exception as error:  # noqa: BLE001  (each file system has errors of its own)
            yield Entry(path or ".", place, trouble=failure_of(_complaint(path, error)))
            return
        named = {about["name"].rstrip("/").rpartition("/")[2]: about for about in listed}
        for name, about in sorted(named.items()):
            called = f"{path}/{name}" if path else name
            if about["name"].rstrip("/") in (place.rstrip("/"), self._apart):
                continue  # an object store's mark that there is a folder; or the folder of the tables
            if about["type"] == "directory" and not no_material(name):
                yield from self._folder(about["name"].rstrip("/"), called)
            else:
                yield self._file(called, about["name"], about)

    def _file(self, path: str, place: str, about: Mapping[str, object]) -> Entry:
        skipped = no_material(path.rpartition("/")[2])
        return Entry(path, place, trouble=skipped) if skipped else Entry(path, place, _stamp(about))


def _opened(url: str) -> tuple["AbstractFileSystem", str]:
    try:
        return system_at(url)
    except MissingExtraError:
        raise
    except Exception as error:
        raise _complaint(url, error) from error


def _inside(system: "AbstractFileSystem", apart: str | os.PathLike[str] | None) -> str | None:
    """Where a folder lies in a file system; None where it lies elsewhere."""
    if not (isinstance(apart, str) and is_url(apart)):
        return None
    other, root = _opened(apart)
    return root.rstrip("/") if protocols(other) == protocols(system) else None


def _complaint(path: str, error: Exception) -> UnreadableFileError:
    if isinstance(error, OSError):
        return unreadable(path, error)
    found = UnreadableFileError(path or ".", f"{type(error).__name__}: {error}")
    found.__cause__ = error
    return found


def _stamp(about: Mapping[str, object]) -> Stamp:
    """Size and time; where a store keeps no time, a number made of all that it says of the file stands for it."""
    size = about.get("size")
    time = next((about[name] for name in _TIMES if about.get(name)), None)
    if isinstance(time, datetime):
        time = time.timestamp()
    if not isinstance(time, int | float):
        time = int(sha256(repr(sorted(map(str, about.items()))).encode()).hexdigest()[:8], 16)
    return Stamp(size if isinstance(size, int) else 0, int(time * 1_000_000_000))
