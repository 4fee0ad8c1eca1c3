"""Text → terms: pairs of neighbouring characters, counted. Digits and masks are one sign, blanks are none."""

import re
from collections import Counter
from functools import cache
from operator import add

NUMBER = "#"


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(r"[0-9*][0-9*.,]*")


def plain(folded: str) -> str:
    """What the terms are read from: folded text without blanks, each number or mask one `#`."""
    return _numbers().sub(NUMBER, "".join(folded.split()))


def terms(text: str) -> Counter[str]:
    """How often each pair of neighbours stands in a plain text."""
    return Counter(map(add, text, text[1:]))
