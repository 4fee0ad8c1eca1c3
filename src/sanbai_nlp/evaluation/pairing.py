"""Which prediction answers which gold item: the three ways in which the guideline pairs them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from sanbai_nlp.evaluation.entries import Entry

LEAST_OVERLAP = 0.5
"""Intersection over union from which two loose spans are taken for the same statement."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Required gold with its predictions, required gold without, and predictions that nothing asked for."""

    pairs: list[tuple[Entry, Entry]]
    misses: list[Entry]
    extras: list[Entry]


Pair = Callable[[Sequence[Entry], Sequence[Entry]], Pairing]
"""Gold and predictions of one layer of one report → their pairing."""


def by_place(gold: Sequence[Entry], found: Sequence[Entry]) -> Pairing:
    """Same start and same end; a prediction that touches optional gold is no extra."""
    return _by_key(gold, found, lambda entry: (entry.start, entry.end), Entry.touches)


def by_identity(gold: Sequence[Entry], found: Sequence[Entry]) -> Pairing:
    """Two sets of identities; optional gold spares all that differs from it in the last part alone."""
    return _by_key(
        gold, found, lambda entry: entry.identity, lambda spare, entry: spare.identity[:-1] == entry.identity[:-1]
    )


def _by_key(
    gold: Sequence[Entry],
    found: Sequence[Entry],
    key: Callable[[Entry], Hashable],
    spares: Callable[[Entry, Entry], bool],
) -> Pairing:
    """Items with the same key are one item, on either side; the last of them speaks for all."""
    wanted = {key(entry): entry for entry in gold if not entry.optional}
    offered = {key(entry): entry for entry in found}
    optional = [entry for entry in gold if entry.optional]
    return Pairing(
        pairs=[(entry, offered[k]) for k, entry in wanted.items() if k in offered],
        misses=[entry for k, entry in wanted.items() if k not in offered],
        extras=[e for k, e in offered.items() if k not in wanted and not any(spares(spare, e) for spare in optional)],
    )


def by_overlap(gold: Sequence[Entry], found: Sequence[Entry]) -> Pairing:
    """One to one, each required gold item in turn with the free prediction that overlaps it best.

    Optional gold need not be paired: what it would take, it touches, and is spared by that.
    """
    free = dict(enumerate(found))
    pairs, misses = [], []
    for entry in gold:
        if entry.optional:
            continue
        best = _best(entry, free)
        if best is None:
            misses.append(entry)
        else:
            pairs.append((entry, free.pop(best)))
    optional = [entry for entry in gold if entry.optional]
    extras = [entry for entry in free.values() if not any(spare.touches(entry) for spare in optional)]
    return Pairing(pairs, misses, extras)


def _best(entry: Entry, free: dict[int, Entry]) -> int | None:
    """The place in `free` of the best overlap, the later one of two equals; None where none is enough."""
    overlap, place = max(((entry.overlap(other), place) for place, other in free.items()), default=(0.0, -1))
    return place if overlap >= LEAST_OVERLAP else None
