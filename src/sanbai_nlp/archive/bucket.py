"""A bucket of an object store as the place of a run's output: whatever fsspec has a file system for.

There is no renaming there, and no lock that goes with its process. But a put is whole or not at all, so that files get
to their places by copies within the store, and a part's record by one put; and runs are kept apart by a lease.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from sanbai_nlp.archive.folder import Folder
from sanbai_nlp.archive.lease import leased
from sanbai_nlp.archive.place import STAGING, Hold, Place
from sanbai_nlp.archive.systems import is_url, protocols, system_at
from sanbai_nlp.errors import MissingExtraError, RunError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

PARTS = 1_000_000
"""Part numbers that belong to one lease, so that a run that was given up for dead overwrites nothing of its heir's."""

_AT_ONCE = 16  # requests
_WAITS = (0.5, 2.0, 8.0)  # seconds before another try
_FINAL = (
    FileNotFoundError,
    FileExistsError,
    PermissionError,
    NotImplementedError,
    ImportError,
)  # a try more is no help

_T = TypeVar("_T")
_R = TypeVar("_R")


def place_at(out: str | os.PathLike[str]) -> Place:
    """The place of output at a path or URL.

    Raises:
        RunError: where what writes to such URLs is not installed.
        MissingExtraError: where fsspec is not installed.
    """
    if not (isinstance(out, str) and is_url(out)):
        return Folder(Path(out))
    try:
        system, root = system_at(out)
    except MissingExtraError:
        raise
    except Exception as error:
        raise complaint(out, error) from error
    return Folder(Path(root)) if "file" in protocols(system) else Bucket(out, system, root)


class Bucket:
    """A prefix in an object store.

    Args:
        url: what the user calls it.
        system: the file system.
        top: the prefix in it.
    """

    shared = False

    def __init__(self, url: str, system: "AbstractFileSystem", top: str) -> None:
        self.root = url.rstrip("/")
        self._system = system
        self._top = top.rstrip("/")

    @property
    def private(self) -> bool:
        """As `Place.private`."""
        return "memory" in protocols(self._system)

    @contextmanager
    def hold(self) -> Iterator[Hold]:
        """As `Place.hold`; what the run needs beside lies in the system's folder for temporary files."""
        with TemporaryDirectory(prefix="sanbai-", ignore_cleanup_errors=True) as work, leased(self) as lease:
            yield Hold(Path(work), lease.number * PARTS, lease.check)

    def prepare(self, folders: Iterable[str]) -> None:  # noqa: ARG002  (there are no folders)
        """As `Place.prepare`."""
        self.clear()

    def clear(self) -> None:
        """As `Place.clear`."""
        for staged in self.names(STAGING):
            self._empty(f"{STAGING}/{staged}")

    def names(self, folder: str) -> list[str]:
        """As `Place.names`."""
        where = self._at(folder)
        return sorted(name.rpartition("/")[2] for name in self._ask(self._listed, where) if name != where)

    def read(self, path: str) -> bytes | None:
        """As `Place.read`."""
        return self._ask(self._found, self._at(path))

    def read_each(self, paths: Sequence[str]) -> Iterator[bytes]:
        """As `Place.read_each`."""
        for start in range(0, len(paths), _AT_ONCE):
            yield from self._each(self._system.cat_file, map(self._at, paths[start : start + _AT_ONCE]))

    def write(self, path: str, data: bytes) -> None:
        """As `Place.write`."""
        self._ask(lambda where: self._system.pipe_file(where, data), self._at(path))

    def create(self, path: str, data: bytes) -> bool:
        """Put a file there if none is; gives whether it did. That no other does too only some stores can promise."""
        try:
            self._system.pipe_file(self._at(path), data, mode="create")
        except Exception:  # noqa: BLE001  (one is there, or the store cannot do so, or it did and its answer was lost)
            there = self.read(path)
            if there is not None:
                return there == data
            self.write(path, data)
        return True

    def stage(self, folder: Path) -> None:
        """As `Place.stage`; the folder goes."""
        files = [(path, f"{STAGING}/{folder.name}/{path.name}") for path in folder.iterdir()]
        self._all(lambda pair: self._system.put_file(str(pair[0]), self._at(pair[1])), files)
        shutil.rmtree(folder, ignore_errors=True)

    def take(self, staged: str, places: Mapping[str, str]) -> None:
        """As `Place.take`: by copies, which the store makes without sending the bytes to and fro."""
        self._all(self._copy, [(f"{STAGING}/{staged}/{name}", path) for name, path in places.items()])
        self._empty(f"{STAGING}/{staged}")

    def remove(self, paths: Iterable[str]) -> None:
        """As `Place.remove`."""
        self._all(self._drop, paths)

    @contextmanager
    def fetched(self, paths: Sequence[str]) -> Iterator[Sequence[Path]]:
        """As `Place.fetched`: copies."""
        with TemporaryDirectory(prefix="sanbai-", ignore_cleanup_errors=True) as folder:
            copies = [Path(folder) / f"{at}{Path(path).suffix}" for at, path in enumerate(paths)]
            pairs = zip(paths, copies, strict=True)
            self._all(lambda pair: self._system.get_file(self._at(pair[0]), str(pair[1])), pairs)
            yield copies

    def _at(self, path: str) -> str:
        return f"{self._top}/{path}" if path else self._top

    def _listed(self, where: str) -> list[str]:
        self._system.invalidate_cache()
        try:
            return [about["name"].rstrip("/") for about in self._system.ls(where, detail=True)]
        except FileNotFoundError:
            return []

    def _found(self, where: str) -> bytes | None:
        try:
            return bytes(self._system.cat_file(where))
        except FileNotFoundError:
            return None

    def _copy(self, pair: tuple[str, str]) -> None:
        old, new = map(self._at, pair)
        try:
            self._system.cp_file(old, new)
        except NotImplementedError:
            self._system.pipe_file(new, self._system.cat_file(old))

    def _drop(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self._system.rm_file(self._at(path))

    def _empty(self, folder: str) -> None:
        self.remove(f"{folder}/{name}" for name in self.names(folder))

    def _all(self, do: Callable[[_T], object], many: Iterable[_T]) -> None:
        for _ in self._each(do, many):
            pass

    def _each(self, do: Callable[[_T], _R], many: Iterable[_T]) -> Iterator[_R]:
        """Make many requests, some at a time."""
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            yield from threads.map(lambda one: self._ask(do, one), many)

    def _ask(self, do: Callable[[_T], _R], what: _T) -> _R:
        """Make a request, some times over where the store does not answer."""
        for wait in _WAITS:
            try:
                return do(what)
            except Exception as error:
                if _hopeless(error):
                    raise complaint(self.root, error) from error
            time.sleep(wait)
        try:
            return do(what)
        except Exception as error:
            raise complaint(self.root, error) from error


def _hopeless(error: Exception) -> bool:
    """Whether another try is no help."""
    return isinstance(error, _FINAL) or "Credential" in type(error).__name__


def complaint(url: str, error: Exception) -> RunError:
    """What a file system says against a URL, as ours."""
    protocol, said = url.partition("://")[0], str(error) or type(error).__name__
    if isinstance(error, ImportError):
        package = re.search(r"nstall (\w+)", said)  # "Install s3fs to access S3"
        chinese = f"读写 {protocol}:// 要另装组件：pip install {package[1] if package else said}"
    elif isinstance(error, PermissionError):
        chinese = f"没有权限，或钥匙不对（{said}）；列、读、写、删的权限都要有"
    elif "Credential" in type(error).__name__:
        chinese = f"没有钥匙（{said}）；照这种存储的办法设好环境变量或配置文件，再运行"
    elif isinstance(error, FileNotFoundError):
        chinese = f"桶不存在，或里面的文件不见了（{said}）；桶要先建好"
    elif isinstance(error, ValueError) and "rotocol" in said:
        chinese = f"没有 {protocol}:// 这种网址；能写的有 s3://、gs://、oss://、abfs:// 等"
    else:
        chinese = f"存储没有答应（{type(error).__name__}：{said}）；恢复后加 --resume 接着运行"
    return RunError(url, f"the store says {type(error).__name__}: {said}", chinese)
