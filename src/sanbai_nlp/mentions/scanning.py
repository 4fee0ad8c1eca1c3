"""Patterns that are slow to try, tried only where a quick one says that they may match."""

import re


def matches(text: str, opening: re.Pattern[str], pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """What `pattern` matches in a text, from left to right, tried where `opening` matches one character.

    That is `pattern.finditer(text)` where no match of `pattern` begins but at such a character.
    """
    found: list[re.Match[str]] = []
    reached = 0
    for first in opening.finditer(text):
        at = first.start()
        if at >= reached:
            match = pattern.match(text, at)
            if match is not None:
                found.append(match)
                reached = match.end()
    return found
