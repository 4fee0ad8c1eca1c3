"""Patterns that are slow to try, tried only where a quick one says that they may match."""

import re


def matches(text: str, opening: re.Pattern[str], pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """What `pattern` matches in a text, from left to right, tried at each character that `opening` matches.

    That is `pattern.finditer(text)` where no match of `pattern` begins but at such a character. All of `opening` is one
    group: where it matches is then told by one split of the text, which costs less than a match object each.
    """
    found: list[re.Match[str]] = []
    pieces: list[str] = opening.split(text)
    at = reached = 0
    for place in range(1, len(pieces), 2):
        at += len(pieces[place - 1])
        end = at + len(pieces[place])
        for match in matches_between(text, max(at, reached), end, pattern):
            found.append(match)
            reached = match.end()
        at = end
    return found


def matches_between(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """What `pattern` matches from left to right that begins in [start, end)."""
    found: list[re.Match[str]] = []
    while start < end:
        match = pattern.match(text, start)
        if match is None:
            start += 1
        else:
            found.append(match)
            start = match.end()
    return found
