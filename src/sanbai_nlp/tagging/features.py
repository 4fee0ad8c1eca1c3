"""Text → terms: single characters and pairs of them, counted. Digits and masks are one sign, blanks are none."""

import re
from collections import Counter
from functools import cache
from operator import add

NUMBER = "#"


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(r"[\d*][\d*.,]*")


def plain(folded: str) -> str:
    """What the terms are read from: folded text without blanks, each number or mask one `#`."""
    return _numbers().sub(NUMBER, "".join(folded.split()))


def terms(text: str) -> Counter[str]:
    """How often each character and each pair of neighbours stands in a plain text."""
    found = Counter(text)
    found.update(map(add, text, text[1:]))
    return found
