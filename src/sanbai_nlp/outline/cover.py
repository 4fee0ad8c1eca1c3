"""Which stretches of a line are taken: a byte a position, so that asking costs one search, however many there are."""


class Cover:
    """A set of positions from 0 to a length, filled and asked by stretches [start, end)."""

    __slots__ = ("_marks",)

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def add(self, start: int, end: int) -> None:
        """Take the positions [start, end)."""
        self._marks[start:end] = b"\x01" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        """Whether any position of [start, end) is taken."""
        return self._marks.find(1, start, end) >= 0

    def holds(self, start: int, end: int) -> bool:
        """Whether every position of [start, end) is taken."""
        return self._marks.find(0, start, end) < 0
