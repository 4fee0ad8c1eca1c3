"""An object store composed of a folder: a put is whole or not at all, and there is no renaming and no empty folder.

`shelf:///tmp/…` once it is registered; requests can be made to fail.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.registry import register_implementation


class ShelfFileSystem(AbstractFileSystem):
    """Every request passes `guard`, which may raise, with its kind and path."""

    protocol = "shelf"
    root_marker = "/"
    guard: Callable[[str, str], None] = staticmethod(lambda _kind, _path: None)

    def ls(self, path: str, detail: bool = True, **_: object) -> list[object]:
        type(self).guard("ls", path)
        found = [self.info(str(each)) for each in sorted(Path(path).iterdir()) if each.is_file() or any_file(each)]
        if not found:
            raise FileNotFoundError(path)
        return found if detail else [about["name"] for about in found]

    def info(self, path: str, **_: object) -> dict[str, object]:
        path = self._strip_protocol(path)
        status = Path(path).stat()
        kind = "directory" if Path(path).is_dir() else "file"
        return {"name": path, "size": status.st_size, "type": kind, "mtime": status.st_mtime}

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: object) -> None:
        type(self).guard("put", path)
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix="shelf-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(value)
            if mode == "create":
                os.link(aside, target)
            else:
                Path(aside).replace(target)
        finally:
            Path(aside).unlink(missing_ok=True)

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: object) -> bytes:
        type(self).guard("get", path)
        return Path(self._strip_protocol(path)).read_bytes()[start:end]

    def put_file(self, lpath: str, rpath: str, **_: object) -> None:
        self.pipe_file(rpath, Path(lpath).read_bytes())

    def get_file(self, rpath: str, lpath: str, **_: object) -> None:
        Path(lpath).write_bytes(self.cat_file(rpath))

    def cp_file(self, path1: str, path2: str, **_: object) -> None:
        type(self).guard("copy", path2)
        self.pipe_file(path2, self.cat_file(path1))

    def rm_file(self, path: str) -> None:
        type(self).guard("remove", path)
        Path(path).unlink()

    def mv(self, *_: object, **__: object) -> None:
        raise NotImplementedError("an object store cannot rename")

    mkdir = makedirs = mv


def any_file(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def install(folder: Path) -> dict[str, str]:
    """The environment of a process that knows the store: as a package that has an entry point for fsspec."""
    about = folder / "shelf-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: shelf\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[fsspec.specs]\nshelf = shelf:ShelfFileSystem\n", encoding="utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(Path(__file__).parent)))}


register_implementation("shelf", ShelfFileSystem, clobber=True)
