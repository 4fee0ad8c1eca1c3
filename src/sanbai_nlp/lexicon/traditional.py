"""Traditional characters and their simplified forms, one to one."""

from functools import cache
from pathlib import Path

from sanbai_nlp.errors import LexiconError

_FILE = "data/traditional.txt"


@cache
def simplified_forms() -> dict[int, int]:
    """Code point → code point; a pair for each traditional character that is never written in simplified text.

    Raises:
        LexiconError: if the file is not made of pairs of lines of one length.
    """
    text = (Path(__file__).parent / _FILE).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    table: dict[int, int] = {}
    for old, new in zip(lines[::2], lines[1::2], strict=True):
        if len(old) != len(new):
            raise LexiconError(_FILE, None, f"lines of different lengths: {old[:10]}… and {new[:10]}…")
        table.update(zip(map(ord, old), map(ord, new), strict=True))
    return table
