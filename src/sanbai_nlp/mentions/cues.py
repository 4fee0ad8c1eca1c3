"""Cues: what names without a place end with, found in one pass, so that most of a text is never searched for them."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, cast, final

from ahocorasick_rs import AhoCorasick, MatchKind

from sanbai_nlp.mentions.places import is_han

Places = list[int]
"""Where the cues of one kind start, in the order of the text."""


@final
class Cues:
    """The cues of several kinds, a kind a row: `scan` says where those of each start."""

    __slots__ = ("_automaton", "_kinds", "_of_word")

    def __init__(self, rows: Sequence[Iterable[str]]) -> None:
        kinds: dict[str, list[int]] = {}
        for kind, words in enumerate(rows):
            for word in sorted(set(words)):
                kinds.setdefault(word, []).append(kind)
        self._kinds: Final = len(rows)
        self._of_word: Final = list(kinds.values())
        self._automaton: Final = AhoCorasick(list(kinds), matchkind=MatchKind.Standard)

    def scan(self, text: str) -> list[Places] | None:
        """Where the cues of each kind start, in the order of the kinds; None where there is no cue at all."""
        found = cast("list[tuple[int, ...]]", self._automaton.find_matches_as_indexes(text, overlapping=True))
        if not found:
            return None
        places: list[Places] = [[] for _ in range(self._kinds)]
        for match in found:
            for kind in self._of_word[match[0]]:
                places[kind].append(match[1])
        # They come by where they end, and two may start at one place.
        return [sorted(set(row)) if len(row) > 1 else row for row in places]


def matches_at(text: str, places: Places, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """What `pattern.finditer(text)` gives where no match begins but at one of `places`."""
    found: list[re.Match[str]] = []
    reached = 0
    for at in places:
        if at >= reached:
            match = pattern.match(text, at)
            if match is not None:
                found.append(match)
                reached = match.end()
    return found


def matches_before(text: str, places: Places, pattern: re.Pattern[str], most: int) -> list[re.Match[str]]:
    """What `pattern.finditer(text)` gives where each match holds one of `places`, and Chinese characters alone before it.

    At least one and at most so many as `most`. What matches first of all begins before the first place that it may
    begin before: a later one's stretch that reaches as far back holds that of the first.
    """
    found: list[re.Match[str]] = []
    reached = 0
    for place in places:
        for at in range(_first_before(text, max(reached, place - most), place), place):
            match = pattern.match(text, at)
            if match is not None:
                found.append(match)
                reached = match.end()
                break
    return found


def _first_before(text: str, first: int, place: int) -> int:
    """Where the Chinese characters right before a place begin, not before `first`."""
    at = place
    while at > first and is_han(text, at - 1):
        at -= 1
    return at
