"""A folder of this machine, or one that a cluster shares, as the place of a run's output."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sanbai_nlp.archive.place import RUN, STAGING, Hold
from sanbai_nlp.errors import RunError
from sanbai_nlp.tabulation.whole import whole_file


class Folder:
    """A folder; made where it is absent. Files get to their places by renaming."""

    shared = True
    private = False

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def hold(self) -> Iterator[Hold]:
        """As `Place.hold`; the system lets go of the lock when this process ends, however it ends."""
        from filelock import FileLock, Timeout

        (self.root / RUN).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / RUN / "lock", timeout=0):
                yield Hold(self.root / STAGING, 0, lambda: None)
        except Timeout:
            raise RunError(
                self.root,
                "another run is writing here",
                "另有一个 sanbai tag 正在写这个文件夹，请等它结束，或换个 --out",
            ) from None

    def prepare(self, folders: Iterable[str]) -> None:
        """As `Place.prepare`."""
        self.clear()
        for folder in (STAGING, *folders):
            (self.root / folder).mkdir(parents=True, exist_ok=True)

    def clear(self) -> None:
        """As `Place.clear`."""
        shutil.rmtree(self.root / STAGING, ignore_errors=True)

    def names(self, folder: str) -> list[str]:
        """As `Place.names`."""
        try:
            return sorted(path.name for path in (self.root / folder).iterdir())
        except FileNotFoundError:
            return []

    def read(self, path: str) -> bytes | None:
        """As `Place.read`."""
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def read_each(self, paths: Sequence[str]) -> Iterator[bytes]:
        """As `Place.read_each`."""
        return ((self.root / path).read_bytes() for path in paths)

    def write(self, path: str, data: bytes) -> None:
        """As `Place.write`."""
        target = self.root / path
        with whole_file(target) as file:
            file.write(data)
        _sync(target.parent)

    def stage(self, folder: Path) -> None:
        """As `Place.stage`: workers write there."""

    def take(self, staged: str, places: Mapping[str, str]) -> None:
        """As `Place.take`."""
        folder = self.root / STAGING / staged
        for name, path in places.items():
            (folder / name).replace(self.root / path)
            _sync((self.root / path).parent)
        shutil.rmtree(folder, ignore_errors=True)

    def remove(self, paths: Iterable[str]) -> None:
        """As `Place.remove`."""
        targets = [self.root / path for path in paths]
        for target in targets:
            target.unlink(missing_ok=True)
        for folder in {target.parent for target in targets}:
            _sync(folder)

    @contextmanager
    def fetched(self, paths: Sequence[str]) -> Iterator[Sequence[Path]]:
        """As `Place.fetched`: the files themselves."""
        yield [self.root / path for path in paths]


def _sync(folder: Path) -> None:
    """Have the disk keep what was moved into a folder; Windows has no such call, and does it by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
