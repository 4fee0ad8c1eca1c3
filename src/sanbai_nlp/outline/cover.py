"""Which stretches of a line are taken: a byte a position, so that asking costs one search, however many there are."""

from typing import final


@final
class Cover:
    """A set of positions from 0 to a length, filled and asked by stretches [start, end)."""

    __slots__ = ("_first", "_last", "_marks")

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)
        # Nothing is taken before `_first`, nor from `_last` on: most that is asked lies there, and costs no search.
        self._first = length
        self._last = 0

    def add(self, start: int, end: int) -> None:
        """Take the positions [start, end)."""
        self._marks[start:end] = b"\x01" * (end - start)
        self._first = min(self._first, start)
        self._last = max(self._last, end)

    def touches(self, start: int, end: int) -> bool:
        """Whether any position of [start, end) is taken."""
        return start < self._last and self._first < end and self._marks.find(1, start, end) >= 0

    def holds(self, start: int, end: int) -> bool:
        """Whether every position of [start, end) is taken."""
        if start < end and (start < self._first or self._last < end):
            return False
        return self._marks.find(0, start, end) < 0
