"""Parses the batches that it is told to, in one source tree, and says what each cost: the runner that guard.py races.

    PYTHONPATH=TREE/src python benchmarks/laps.py BATCHES.json

A line of standard input is the number of a batch, or `rooms`; a line of standard output answers it, in JSON: seconds of
processor time, or the seconds of a profile by room. Only the public interface is used, so that trees of any age can run.
"""

import cProfile
import gc
import json
import pstats
import sys
import time
from collections import Counter
from pathlib import Path

import sanbai_nlp

PACKAGE = Path(sanbai_nlp.__file__).parent


def lap(parser: sanbai_nlp.Parser, texts: list[str]) -> float:
    """Seconds of processor time for the texts, without the collector's chance."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        for text in texts:
            parser.parse(text)
        return time.process_time() - start
    finally:
        gc.enable()


def rooms(parser: sanbai_nlp.Parser, batches: list[list[str]]) -> dict[str, float]:
    """Profiled seconds by room; what built-in functions take is put to the room that calls them."""
    with cProfile.Profile() as profile:
        for texts in batches:
            lap(parser, texts)
    found: Counter[str] = Counter()
    for place, (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        parts = [(place, own)] if _room(place) else [(caller, row[2]) for caller, row in callers.items()]
        for where, seconds in parts:
            found[_room(where) or "other"] += seconds
    return dict(found)


def _room(place: tuple[str, int, str]) -> str | None:
    path = Path(place[0])
    return path.relative_to(PACKAGE).with_suffix("").parts[0] if path.is_relative_to(PACKAGE) else None


def main() -> None:
    """Answer line by line until the input ends."""
    batches: list[list[str]] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    parser = sanbai_nlp.Parser()
    for texts in batches:
        lap(parser, texts)
    gc.freeze()  # what is loaded by now stays, and is not looked through before each lap
    print(json.dumps(str(PACKAGE)), flush=True)
    for line in sys.stdin:
        asked = line.strip()
        answer = rooms(parser, batches) if asked == "rooms" else lap(parser, batches[int(asked)])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
