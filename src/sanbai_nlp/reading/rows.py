"""A table's row as lines of text."""

from collections.abc import Sequence


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """One line with tabs between the cells; a line a paragraph where a cell holds several, as forms do."""
    if all(len(cell) <= 1 for cell in cells):
        row = "\t".join("".join(cell).strip() for cell in cells).rstrip()
        return [row] if row else []
    return [line for cell in cells for line in cell]
