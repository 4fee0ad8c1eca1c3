"""Where the output of a run lies, as far as the rest of the room has to know: a folder, or a bucket of an object store.

A path in a place is relative, with `/`. Whatever appears under one appears as a whole: in a folder by renaming, in a
bucket by a single put.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

RUN = "_run"
"""The folder of the account, beside those of the tables."""

STAGING = f"{RUN}/staging"
"""The folder of what is under way. Nobody takes it for output."""


@dataclass(frozen=True)
class Hold:
    """What a run has while it holds a place.

    Attributes:
        work: a folder of this machine that is the run's alone.
        first: the lowest number that it may give a part, so that no other run has given it to one of its own.
        check: raises a `RunError` where another run has taken the place over.
    """

    work: Path
    first: int
    check: Callable[[], None]


class Place(Protocol):
    """Where output lies. It is pickled into the workers, which only call `stage`.

    Every method raises an `OSError` or a `RunError` where the place cannot be reached or written.
    """

    @property
    def root(self) -> Path | str:
        """The folder, or the URL, as the user has given it."""
        ...

    @property
    def shared(self) -> bool:
        """Whether every machine of a cluster finds `Hold.work` by its path."""
        ...

    @property
    def private(self) -> bool:
        """Whether no other process sees it."""
        ...

    def hold(self) -> AbstractContextManager[Hold]:
        """Keep other runs out; a `RunError` where one is there."""
        ...

    def prepare(self, folders: Iterable[str]) -> None:
        """Make these folders, and an empty `STAGING`."""
        ...

    def clear(self) -> None:
        """Remove `STAGING`."""
        ...

    def names(self, folder: str) -> list[str]:
        """What is in a folder, in order; nothing where there is none."""
        ...

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        ...

    def read_each(self, paths: Sequence[str]) -> Iterator[bytes]:
        """The bytes of many files, in this order, few of them held."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Put a file there, or anew; it is there for sure when this returns."""
        ...

    def stage(self, folder: Path) -> None:
        """Bring what a worker has written into `STAGING`, under the folder's name."""
        ...

    def take(self, staged: str, places: Mapping[str, str]) -> None:
        """Bring files of a staged folder, by name, to their paths, and drop the rest of it."""
        ...

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, whether they are there or not."""
        ...

    def fetched(self, paths: Sequence[str]) -> AbstractContextManager[Sequence[Path]]:
        """Files to read from, for as long as the context lasts."""
        ...
