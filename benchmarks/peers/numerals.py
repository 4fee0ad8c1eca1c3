"""cn2an: writes the Chinese numerals of a text in digits. It gives no places: these are where the text has changed."""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from peers.peer import Annotation, lines

CHINESE = set("零〇一二两三四五六七八九十百千万亿廿半点分之几")
CALENDAR = set("年月日号届")


def changed(line: str, written: str, start: int = 0) -> Iterator[Annotation]:
    """The numerals that became digits, with their value; parts of dates left out, as one who counts would."""
    for kind, a, b, c, d in SequenceMatcher(None, line, written, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        end = b + len(line[b:]) - len(line[b:].lstrip("".join(CHINESE)))
        if line[end : end + 1] not in CALENDAR and set(line[a:end]) & CHINESE:
            number = re.fullmatch(r"-?\d+(?:\.\d+)?%?", written[c:d])
            yield Annotation(
                "quantity_chinese", start + a, start + end, {"value": float(number[0].rstrip("%"))} if number else {}
            )


class Cn2an:
    """`cn2an.transform(text, "cn2an")`."""

    distributions = ("cn2an",)
    layers = ("quantity_chinese",)

    def __init__(self) -> None:
        import cn2an  # noqa: PLC0415  only in the peers' environment

        self.transform: Callable[[str, str], str] = cn2an.transform

    def read(self, text: str) -> list[Annotation]:
        """What it rewrites, line by line."""
        return [one for start, line in lines(text) for one in changed(line, self.transform(line, "cn2an"), start)]

    def job(self, text: str) -> Callable[[], object]:
        """The call on the whole text."""
        return lambda: self.transform(text, "cn2an")
