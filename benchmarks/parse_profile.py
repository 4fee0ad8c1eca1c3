"""Where does the parse spend its time? Profiles it and writes the shares of the rooms into docs/speed.md.

    python benchmarks/parse_profile.py

The sample archive is parsed under cProfile; what built-in functions take is put to the room that calls them.
"""

import cProfile
import pstats
from collections import Counter
from pathlib import Path

from page import put, table
from parse_speed import SAMPLE

import sanbai_nlp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "speed.md"
PACKAGE = Path(sanbai_nlp.__file__).parent
TIMES = 20
MOST = 3

Place = tuple[str, int, str]


def room(place: Place) -> str | None:
    """The room that a function stands in; None where it is not ours."""
    path = Path(place[0])
    return path.relative_to(PACKAGE).with_suffix("").parts[0] if path.is_relative_to(PACKAGE) else None


def module(place: Place) -> str:
    """The module of a function of ours, as `room/module`."""
    return Path(place[0]).relative_to(PACKAGE).with_suffix("").as_posix()


def shares() -> tuple[Counter[str], dict[str, Counter[str]], float]:
    """Seconds by room, by module of each room, and in all."""
    parser = sanbai_nlp.Parser()
    texts = [report.text for report in parser.parse_all(SAMPLE.read_text(encoding="utf-8"))] * TIMES
    with cProfile.Profile() as profile:
        for text in texts:
            parser.parse(text)
    rooms: Counter[str] = Counter()
    modules: dict[str, Counter[str]] = {}
    total = 0.0
    for place, (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        total += own
        parts = [(place, own)] if room(place) else [(caller, row[2]) for caller, row in callers.items()]
        for where, seconds in parts:
            name = room(where)
            if name is not None:
                rooms[name] += seconds
                modules.setdefault(name, Counter())[module(where)] += seconds
    return rooms, modules, total


def main() -> None:
    """Profile, print, and write the page."""
    rooms, modules, total = shares()
    lines = []
    for name, seconds in rooms.most_common():
        most = "，".join(f"{part.split('/', 1)[-1]} {own / total:.0%}" for part, own in modules[name].most_common(MOST))
        if seconds / total >= 0.01:
            lines.append([f"`{name}`", f"{seconds / total:.0%}", most.replace("，", ", ")])
    rows = table(["房间", "所占", "其中最费时的模块"], lines, text=(0, 2))
    print("\n".join(rows))
    PAGE.write_text(put(PAGE, PAGE.read_text(encoding="utf-8"), "profile", "\n".join(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
