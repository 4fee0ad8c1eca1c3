"""Which stretches of a line are taken: a byte a position, so that asking costs one search, however many there are."""

from typing import Final, final

_ONE: Final = bytearray(b"\x01")


@final
class Cover:
    """A set of positions from 0 to a length, filled and asked by stretches [start, end).

    What lies before all that is taken, or behind it, is answered without a search: most covers stay empty or hold
    little, and most are asked of what stands behind the last stretch.
    """

    __slots__ = ("_first", "_last", "_length", "_marks")

    def __init__(self, length: int) -> None:
        self._length = length
        self._first = length
        self._last = 0
        self._marks: bytearray | None = None

    def add(self, start: int, end: int) -> None:
        """Take the positions [start, end)."""
        if self._marks is None:
            self._marks = bytearray(self._length)
        self._marks[start:end] = _ONE * (end - start)
        self._first = min(self._first, start)
        self._last = max(self._last, end)

    def touches(self, start: int, end: int) -> bool:
        """Whether any position of [start, end) is taken."""
        if self._marks is None or start >= self._last or end <= self._first:
            return False
        return self._marks.find(1, start, end) >= 0

    def holds(self, start: int, end: int) -> bool:
        """Whether every position of [start, end) is taken."""
        if self._marks is None or start < self._first or end > self._last:
            return start >= end
        return self._marks.find(0, start, end) < 0
