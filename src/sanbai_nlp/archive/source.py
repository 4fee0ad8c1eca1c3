"""A tree of files → what is in it, in one order, and nothing left out in silence.

The rest of the room asks a `Source` for entries and for bytes, so that a tree may lie elsewhere than on this disk.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sanbai_nlp.archive.failures import Failure, Skipped, failure_of
from sanbai_nlp.archive.names import Names, shown
from sanbai_nlp.errors import ChangedFileError, UnreadableFileError

INSIDE = "!/"
"""Stands between the path of an archive and the name of a file in it."""

_TEMPORARY = ("~$", "~WRL", ".~")
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"})
_TRIES = 3


class Stamp(NamedTuple):
    """What tells at a glance whether a file has changed."""

    size: int
    mtime: int  # nanoseconds


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or a place that is none; `path` is what it is called, `place` where its source finds it.

    `trouble` says why it cannot be read, or why it need not be; such an entry has no stamp.
    """

    path: str
    place: str
    stamp: Stamp | None = None
    trouble: Failure | Skipped | None = None


class Source(Protocol):
    """Where the materials lie. It is pickled into the workers."""

    @property
    def root(self) -> str:
        """What its place is called."""
        ...

    @property
    def private(self) -> bool:
        """Whether no other process sees it."""
        ...

    def check(self) -> None:
        """See that it is there, from here; an `UnreadableFileError` where it is not."""
        ...

    def entries(self) -> Iterator[Entry]:
        """Everything in the tree, in an order that depends on the names alone."""
        ...

    def read(self, entry: Entry) -> tuple[bytes, Stamp]:
        """The bytes of an entry and the stamp that they had; what cannot be read is an `UnreadableFileError`."""
        ...


class LocalSource:
    """A folder, or one file, on this machine. Links are followed, but not in circles.

    Args:
        root: the folder or file.
        apart: a folder in it that is no part of the materials: where the tables go.
    """

    def __init__(self, root: str | os.PathLike[str], apart: str | os.PathLike[str] | None = None) -> None:
        self.root = os.path.abspath(os.fspath(root))  # noqa: PTH100  (a Path cannot hold every name that a disk has)
        self.apart = None if apart is None else os.path.realpath(os.fspath(apart))
        self.check()

    private = False

    def check(self) -> None:
        """As `Source.check`."""
        if not os.path.exists(self.root):  # noqa: PTH110
            raise unreadable(self.root, FileNotFoundError())

    def entries(self) -> Iterator[Entry]:
        """Files and folders that cannot be read, folder by folder, each in the order of its names."""
        if os.path.isdir(self.root):  # noqa: PTH112
            yield from self._folder(self.root, "", ())
        else:
            yield self._entry(shown(os.path.basename(self.root)), self.root, ())  # noqa: PTH119

    def read(self, entry: Entry) -> tuple[bytes, Stamp]:
        """As `Source.read`; a file that changes while it is read is read again."""
        for _ in range(_TRIES):
            before, data = self._attempt(entry)
            if len(data) == before.size and self._stamp(entry) == before:
                return data, before
        raise ChangedFileError(entry.path)

    def _attempt(self, entry: Entry) -> tuple[Stamp, bytes]:
        try:
            with open(entry.place, "rb") as file:  # noqa: PTH123
                return _stamp(os.fstat(file.fileno())), file.read()
        except OSError as error:
            raise unreadable(entry.path, error) from error

    def _stamp(self, entry: Entry) -> Stamp:
        try:
            return _stamp(os.stat(entry.place))  # noqa: PTH116
        except OSError as error:
            raise unreadable(entry.path, error) from error

    def _folder(self, place: str, path: str, above: tuple[tuple[int, int], ...]) -> Iterator[Entry]:
        try:
            status = os.stat(place)  # noqa: PTH116
            names = Names(place)
        except OSError as error:
            yield Entry(path or ".", place, trouble=failure_of(unreadable(path, error)))
            return
        inside = (*above, (status.st_dev, status.st_ino))
        for name, visible in names.called():
            where = os.path.join(place, name)  # noqa: PTH118
            called = f"{path}/{visible}" if path else visible
            entry = self._entry(called, where, inside)
            if entry.stamp is None and entry.trouble is None:
                yield from self._folder(where, called, inside)
            elif entry.trouble is not _APART:
                yield entry

    def _entry(self, path: str, place: str, above: tuple[tuple[int, int], ...]) -> Entry:
        """The entry of a name; a folder to go into has neither stamp nor trouble."""
        if skipped := no_material(path.rpartition("/")[2]):
            return Entry(path, place, trouble=skipped)
        try:
            status = os.stat(place)  # noqa: PTH116
        except OSError as error:
            return Entry(path, place, trouble=failure_of(unreadable(path, error)))
        if stat.S_ISDIR(status.st_mode):
            return Entry(path, place, trouble=self._no_folder(place, status, above))
        if not stat.S_ISREG(status.st_mode):
            return Entry(path, place, trouble=Skipped("不是普通文件（设备、管道或套接字）"))
        return Entry(path, place, _stamp(status))

    def _no_folder(self, place: str, status: os.stat_result, above: tuple[tuple[int, int], ...]) -> Skipped | None:
        if (status.st_dev, status.st_ino) in above:
            return Skipped("链接绕回上级文件夹，里面的文件已在别处读过")
        return _APART if self.apart is not None and os.path.realpath(place) == self.apart else None


_APART = Skipped("输出文件夹")


def unreadable(path: str, error: OSError) -> UnreadableFileError:
    """A system's complaint about a file as ours, its cause kept."""
    if isinstance(error, FileNotFoundError):
        reason = "there is no such file"
    elif isinstance(error, PermissionError):
        reason = "may not be read: ask for the permission"
    else:
        reason = error.strerror or str(error)
    found = UnreadableFileError(path or ".", reason)
    found.__cause__ = error
    return found


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns)


def no_material(name: str) -> Skipped | None:
    """Why a file of this name is nobody's material; None where it may be."""
    if name.startswith(_TEMPORARY):
        return Skipped("办公软件的临时文件")
    if name.startswith(".") or name.lower() in _LITTER:
        return Skipped("隐藏文件或系统文件")
    return None
