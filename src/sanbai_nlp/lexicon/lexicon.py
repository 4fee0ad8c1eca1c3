"""The words, compiled: one automaton for all terms, small tables for the rest."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast, final

from ahocorasick_rs import AhoCorasick, MatchKind

from sanbai_nlp.lexicon import loader
from sanbai_nlp.schema import DepartmentKind, DocumentKind, Level, Modifier, Stage, TimeKind

if TYPE_CHECKING:
    from sanbai_nlp.lexicon.files import DepartmentParts, LexiconFile


class Category(IntEnum):
    """What a term is to the room that asks for it."""

    PHRASE = 0
    TIME = 1
    PART = 2
    PLACE = 3
    BOUNDARY = 4
    DOCUMENT = 5
    STAGE = 6
    SUBJECT = 7
    VERB = 8
    CREATING = 9
    HOLDING = 10
    THING = 11
    PLEDGE = 12
    SHORTCOMING = 13
    CONFESSION = 14


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a department's name. `use` is bare, regional, inner, suffix or fixed."""

    kind: DepartmentKind
    use: str
    canonical: str
    level: Level | None = None
    members: tuple[str, ...] = ()


Value = str | Part | Level | DocumentKind | Stage | TimeKind


_CATEGORIES = range(len(Category))
# Most terms belong to one category: they share what says so.
_ALONE = [(category,) for category in _CATEGORIES]


@final
class Hit:
    """A term found in a view: where, and what it is worth to its category."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: Value) -> None:
        self.start = start
        self.end = end
        self.value = value

    def __repr__(self) -> str:
        return f"Hit({self.start}, {self.end}, {self.value!r})"


_Match = tuple[int, ...]
"""What the automaton says, handed on as it is: the place of a term in the lexicon, and where it starts and ends."""

# A paragraph has terms of few categories: the others share one list, which stays empty.
_NO_MATCHES: Final[list[_Match]] = []


_Values = list[dict[int, Value]]
"""By category, what the terms at these places are worth to it."""


class Hits:
    """The terms of a text by category (`hits[Category.PART]`) in the order of their ends, of one end the longest first.

    Of most only where they end is asked, or whether there are any: a match becomes a `Hit` when it is asked for.
    """

    __slots__ = ("_made", "_matches", "_values")

    def __init__(self, matches: list[list[_Match]], values: _Values) -> None:
        self._matches = matches
        self._values = values
        self._made: dict[int, list[Hit]] = {}

    def __getitem__(self, category: Category) -> list[Hit]:
        """Every hit of a category."""
        made = self._made.get(category)
        if made is None:
            values = self._values[category]
            made = self._made[category] = [
                Hit(match[1], match[2], values[match[0]]) for match in self._matches[category]
            ]
        return made

    def any(self, category: Category) -> bool:
        """Whether there is a hit of a category."""
        return bool(self._matches[category])

    def places(self, category: Category) -> list[tuple[int, int]]:
        """Where the hits of a category start and end."""
        return [(match[1], match[2]) for match in self._matches[category]]

    def ends(self, category: Category) -> list[int]:
        """Where the hits of a category end."""
        return [match[2] for match in self._matches[category]]

    def longest(self, category: Category) -> list[Hit]:
        """The hits of a category that stand in no longer one, in the order of their starts."""
        matches = self._matches[category]
        if not matches:
            return []
        values = self._values[category]
        return [Hit(match[1], match[2], values[match[0]]) for match in _longest(matches)]


def _longest(matches: list[_Match]) -> list[_Match]:
    kept: list[_Match] = []
    last_start = last_end = -1
    for match in matches:
        start, end = match[1], match[2]
        # The longest of one end comes first: what follows stands in it.
        if end == last_end:
            continue
        while start <= last_start:
            kept.pop()
            last_start = kept[-1][1] if kept else -1
        kept.append(match)
        last_start, last_end = start, end
    return kept


class Lexicon:
    """The words of the library, with a user's own laid over them.

    A lexicon pickles as the texts of its files, and is compiled anew where it is loaded.
    """

    def __init__(self, files: Iterable[tuple[str, str]]) -> None:
        self._files = tuple(files)
        self.words: LexiconFile = loader.merge(self._files)
        # By the place of a term in the lexicon: the categories that it belongs to.
        self._categories: list[tuple[int, ...]] = []
        self._values: _Values = [{} for _ in _CATEGORIES]
        self._automaton = self._compile()
        self._compile_tables()

    @classmethod
    def load(cls, *paths: str | Path) -> Self:
        """The built-in lexicon with the files of `paths` laid over it, in their order.

        Raises:
            LexiconError: if a file cannot be read, or says something that cannot be used.
        """
        own = [loader.read_file(path) for path in paths]
        return cls([*loader.builtin_files(), *own])

    @classmethod
    def default(cls) -> "Lexicon":
        """The built-in lexicon, compiled once a process."""
        return _default()

    def __reduce__(self) -> tuple[Callable[..., "Lexicon"], tuple[object, ...]]:
        return (_default, ()) if self is _default() else (type(self), (self._files,))

    def scan(self, text: str) -> Hits:
        """Every term in the text, overlapping ones too, by category."""
        matches: list[list[_Match]] = [_NO_MATCHES] * len(_CATEGORIES)
        categories = self._categories
        found = cast("list[_Match]", self._automaton.find_matches_as_indexes(text, overlapping=True))
        for match in found:
            for category in categories[match[0]]:
                row = matches[category]
                if row is _NO_MATCHES:
                    matches[category] = [match]
                else:
                    row.append(match)
        return Hits(matches, self._values)

    def unit_at(self, text: str, start: int) -> int:
        """The end of the longest measure word that stands at `start`, or `start` where there is none."""
        pair = text[start : start + 2]
        longer = self._measures.get(pair)
        if longer is not None:
            for word, length in longer:
                if text.startswith(word, start):
                    return start + length
        return start + 1 if pair[:1] in self._short_units else start

    def _compile(self) -> AhoCorasick:
        terms: list[str] = []
        places: dict[str, tuple[int, ...]] = {}
        for category, term, value in self._terms():
            values = self._values[category]
            place = len(terms)
            if term in places:
                known = places[term]
                if any(values.get(place) == value for place in known):
                    continue
                # A term that a category knows by two values (a word of two kinds) has two places.
                place = next((place for place in known if place not in values), place)
            values[place] = value
            if place < len(terms):
                self._categories[place] = (*self._categories[place], int(category))
            else:
                terms.append(term)
                places[term] = (*places.get(term, ()), place)
                self._categories.append(_ALONE[category])
        return AhoCorasick(terms, matchkind=MatchKind.Standard)

    def _terms(self) -> Iterable[tuple[Category, str, Value]]:
        yield from _listed(Category.PHRASE, self.words.phrases)
        yield from self._department_terms()
        yield from self._statement_terms()
        for kind, terms in self.words.times.words.items():
            yield from ((Category.TIME, term, kind) for term in terms)
        for level, terms in self.words.places.names.items():
            yield from ((Category.PLACE, term, level) for term in terms)
        for document, terms in self.words.documents.known.items():
            yield from ((Category.DOCUMENT, term, document) for term in terms)

    def _department_terms(self) -> Iterable[tuple[Category, str, Value]]:
        names = self.words.departments
        for kind, parts in names.parts.items():
            for use, term in _uses(parts):
                yield Category.PART, term, Part(kind, use, names.canonical.get(term, term))
        for fixed in names.fixed:
            canonical = fixed.name or names.canonical.get(fixed.term, fixed.term)
            yield Category.PART, fixed.term, Part(fixed.kind, "fixed", canonical, fixed.level, tuple(fixed.members))
        yield from _listed(Category.BOUNDARY, (word for word in names.boundaries if len(word) > 1))

    def _statement_terms(self) -> Iterable[tuple[Category, str, Value]]:
        done = self.words.achievements
        for stage, terms in self.words.legislation.stages.items():
            yield from ((Category.STAGE, term, stage) for term in terms)
        for kind, terms in done.kinds.items():
            yield from ((Category.SUBJECT, term, kind) for term in terms)
        yield from _listed(Category.VERB, done.verbs)
        yield from _listed(Category.CREATING, done.creating)
        yield from _listed(Category.HOLDING, done.holding)
        yield from _listed(Category.THING, done.things)
        yield from _listed(Category.PLEDGE, self.words.commitments.openings)
        yield from _listed(Category.PLEDGE, self.words.commitments.plans)
        yield from _listed(Category.SHORTCOMING, self.words.shortcomings.cues)
        yield from _listed(Category.CONFESSION, self.words.shortcomings.confessions)

    def _compile_tables(self) -> None:
        self.inside = frozenset(self.words.departments.inside)
        self.edges = frozenset(word for word in self.words.departments.boundaries if len(word) == 1)
        # 原 of 太原市: what else is a preposition may be the last character of a place's own name.
        self.closing_names = self.edges & {
            name[-2] for names in self.words.places.names.values() for name in names if len(name) > 2
        }
        self.edge = re.compile(f"[{re.escape(''.join(sorted(self.edges)))}]" if self.edges else "(?!)")
        self.holding = _by_character(word for word in self.inside if len(word) > 1)
        words = self.words.quantities
        self.units = frozenset(unit for units in words.units.values() for unit in units)
        self.durations = frozenset(words.units.get("duration", ()))
        self._measures, self._short_units = _measures(self.units, words.not_units)
        self.before = _hedges(words.before, -1)
        self.after = _hedges(words.after, 0)


def _listed(category: Category, terms: Iterable[str]) -> Iterable[tuple[Category, str, Value]]:
    return ((category, term, term) for term in terms)


def _uses(parts: "DepartmentParts") -> Iterable[tuple[str, str]]:
    for use, terms in (
        ("bare", parts.bare),
        ("regional", parts.regional),
        ("inner", parts.inner),
        ("suffix", parts.suffixes),
    ):
        yield from ((use, term) for term in terms)


def _by_character(words: Iterable[str]) -> Mapping[str, Sequence[tuple[int, str]]]:
    """Words by each of their characters, with where it stands in them."""
    found: dict[str, list[tuple[int, str]]] = {}
    for word in sorted(words):
        for at, c in enumerate(word):
            found.setdefault(c, []).append((at, word))
    return found


def _measures(units: Iterable[str], others: Iterable[str]) -> tuple[dict[str, list[tuple[str, int]]], frozenset[str]]:
    """Measure words and words that begin like one, by their first two characters, and the measure words of one.

    In a row the words that are none come first, with a length of 0, then the longest. One character tells most places.
    """
    none = tuple(others)
    counting = [unit for unit in units if not unit.startswith(tuple(word for word in none if len(word) == 1))]
    rows = [(word, 0) for word in none] + [(unit, len(unit)) for unit in sorted(counting, key=len, reverse=True)]
    found: dict[str, list[tuple[str, int]]] = {}
    for word, length in rows:
        if len(word) > 1:
            found.setdefault(word[:2], []).append((word, length))
    return found, frozenset(unit for unit in counting if len(unit) == 1)


Hedges = dict[str, list[tuple[str, Modifier]]]
"""Hedges by the character at which they are looked up, the longest first."""


def _hedges(words: Mapping[Modifier, Sequence[str]], at: int) -> Hedges:
    found: dict[str, list[tuple[str, Modifier]]] = {}
    pairs = [(term, modifier) for modifier, terms in words.items() for term in terms]
    for term, modifier in sorted(pairs, key=lambda pair: -len(pair[0])):
        found.setdefault(term[at], []).append((term, modifier))
    return found


@lru_cache(maxsize=1)
def _default() -> Lexicon:
    return Lexicon(loader.builtin_files())
