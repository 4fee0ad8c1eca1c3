"""The names in a folder, in their order. Those of a huge folder are sorted on the disk, not in memory."""

import os
import sqlite3
from collections.abc import Iterator
from itertools import islice

MOST = 20_000
"""Names that are sorted in memory: two megabytes."""


class Names:
    """The names in a folder, read when it is made.

    Args:
        folder: which one.
        most: names that may be held in memory.

    Raises:
        OSError: where the folder cannot be read.
    """

    def __init__(self, folder: str, most: int = MOST) -> None:
        self._odd: dict[str, int] = {}
        with os.scandir(folder) as found:
            names = (self._noted(each.name) for each in found)
            self._few = sorted(islice(names, most))
            self._many = _on_disk(self._few, names) if len(self._few) == most else None

    def called(self) -> Iterator[tuple[str, str]]:
        """The names in their order, each with what it is called, which no two share. To be read once."""
        for name in self._sorted():
            visible = shown(name)
            if visible not in self._odd:  # names that are text differ as it is
                yield name, visible
                continue
            self._odd[visible] += 1
            yield name, visible if self._odd[visible] == 1 else f"{visible}#{self._odd[visible]}"

    def _noted(self, name: str) -> str:
        visible = shown(name)
        if visible != name:
            self._odd[visible] = 0
        return name

    def _sorted(self) -> Iterator[str]:
        if self._many is None:
            yield from self._few
            return
        try:
            for (name,) in self._many.execute("select name from names order by name"):
                yield name.decode("utf-8", "surrogatepass")
        finally:
            self._many.close()


def _on_disk(first: list[str], others: Iterator[str]) -> sqlite3.Connection:
    """All the names as bytes, whose order is that of the characters; the file has no name, and goes by itself."""
    base = sqlite3.connect("")
    base.execute("create table names (name blob primary key) without rowid")
    for some in (first, others):
        base.executemany("insert into names values (?)", ((name.encode("utf-8", "surrogatepass"),) for name in some))
    first.clear()
    return base


def shown(name: str) -> str:
    """A file's name as text: names that are no UTF-8 are GBK as a rule, and shown with escapes if not."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", errors="backslashreplace")
    return name
