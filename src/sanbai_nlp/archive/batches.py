"""Entries → batches, each of which becomes a part. What comes out of a run does not depend on how it was cut."""

from collections.abc import Iterable, Iterator

from sanbai_nlp.archive.source import Entry

MOST_FILES = 200
MOST_BYTES = 4_000_000
"""Some fifteen seconds of plain text: what is lost at most when a run is killed, and held in memory by a worker."""

_FEWEST = 4
_EACH = 4  # batches for each worker, so that none is idle for long at the end of a small run


def batches(entries: Iterable[Entry], files: int = MOST_FILES, size: int = MOST_BYTES) -> Iterator[tuple[Entry, ...]]:
    """Cut a stream of entries where a batch is full; an entry larger than a batch is one of its own, or ends one."""
    batch: list[Entry] = []
    filled = 0
    for entry in entries:
        batch.append(entry)
        filled += entry.stamp.size if entry.stamp else 0
        if len(batch) >= files or filled >= size:
            yield tuple(batch)
            batch, filled = [], 0
    if batch:
        yield tuple(batch)


def batch_size(files: int, jobs: int) -> int:
    """How many of so many files a batch takes at most, so that every worker has some."""
    return max(_FEWEST, min(MOST_FILES, files // (jobs * _EACH)))
