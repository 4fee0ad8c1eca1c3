"""How fast is the full parse beside `jieba.lcut`, on the same text in the same process?

    python benchmarks/parse_speed.py [FILE] [--rounds N] [--write]

The two take turns, so that a busy machine slows both; a ratio is taken in each round and given as its median with
the smallest and the largest. Absolute figures drift from machine to machine, ratios hardly. Of the sample archive there
are two rows: repeated to 200 kB as one text, and the same amount report by report, as an archive is read; a third row
reads the annotated test reports; where the real reports of ../shared/seeds lie beside the checkout, they are read as one
text of 1 MB and report by report. Each is read with tags and without. The floor is what no parse of this kind can do
without: one pass of the automaton over all terms and one of the pattern of numbers, on the same texts in the same round.
With --write the table goes into docs/speed.md, into the part of the build that is raced: compiled, as a wheel is, or
plain Python, as a checkout is.
"""

import argparse
import gc
import importlib
import logging
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from page import put, table
from rich.console import Console
from rich.table import Table

import sanbai_nlp
from sanbai_nlp import Lexicon
from sanbai_nlp.evaluation import load_gold
from sanbai_nlp.mentions.numbers import number_pattern
from sanbai_nlp.outline import view

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "samples" / "archive.txt"
TEST = SAMPLE.parent.parent / "annotated" / "test"
SEEDS = SAMPLE.parents[3] / "shared" / "seeds"
PAGE = SAMPLE.parent.parent.parent / "docs" / "speed.md"
SIZE = 200_000  # bytes of UTF-8
SEEDS_SIZE = 1_000_000
BUILD = "plain" if str(view.__file__).endswith(".py") else "compiled"


@dataclass(frozen=True)
class Load:
    """Texts to read, under the name of their row."""

    name: str
    texts: list[str]

    @property
    def chars(self) -> int:
        """Code points in all."""
        return sum(map(len, self.texts))


@dataclass(frozen=True)
class Round:
    """Seconds that each of the three took for the same texts."""

    ours: float
    jieba: float
    floor: float


def load_jieba() -> Callable[[str], list[str]]:
    """`jieba.lcut` with its dictionary loaded, without its messages and its deprecation warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        jieba = importlib.import_module("jieba")
        jieba.setLogLevel(logging.ERROR)
        jieba.initialize()
    return cast("Callable[[str], list[str]]", jieba.lcut)


def seconds(read: Callable[[str], object], texts: list[str]) -> float:
    """What reading all the texts takes, without the collector's chance."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        for text in texts:
            read(text)
        return time.perf_counter() - start
    finally:
        gc.enable()


def load_floor() -> Callable[[str], object]:
    """One pass for all terms of the lexicon, and one for all numbers."""
    lexicon, numbers = Lexicon.default(), number_pattern()

    def read(text: str) -> tuple[object, object]:
        return lexicon.scan(text), list(numbers.finditer(text))

    return read


def race(load: Load, readers: Sequence[Callable[[str], object]], rounds: int) -> list[Round]:
    """Alternating rounds, after one that warms all."""
    run = [Round(*(seconds(read, load.texts) for read in readers)) for _ in range(rounds + 1)]
    return run[1:]


def loads() -> list[Load]:
    """The sample archive, the reports of the test split, and the seeds where they are."""
    test = [gold.text for path in sorted(TEST.glob("*.jsonl")) for gold in load_gold(path)]
    found = [*repeated("样例", SAMPLE, SIZE), Load("测试报告，逐份", test)]
    for path in sorted(SEEDS.glob("*.txt")):
        found += repeated("真实报告", path, SEEDS_SIZE)
    return found


def repeated(name: str, path: Path, size: int) -> list[Load]:
    """A file repeated to so many bytes: as one text, and as its reports."""
    text = path.read_text(encoding="utf-8")
    times = max(1, size // len(text.encode()))
    reports = [report.text for report in sanbai_nlp.parse_all(text)]
    return [Load(f"{name}，一整篇", ["\n".join([text] * times)]), Load(f"{name}，逐份", reports * times)]


def file_load(path: Path) -> Load:
    """A file of the caller's, report by report."""
    return Load(path.name, [report.text for report in sanbai_nlp.parse_file(path)])


TAGGERS: dict[str, Literal["default"] | None] = {"不打": None, "打": "default"}
HEADS = ("文字", "维度", "篇数", "字数", "解析 千字/秒", "jieba 千字/秒", "比值", "最小", "最大", "下限的几倍")


def row(load: Load, tags: str, rounds: list[Round]) -> list[str]:
    """The figures of one load: characters a second of both, and the ratio with its spread."""
    ratios = [each.jieba / each.ours for each in rounds]
    ours = load.chars / statistics.median(each.ours for each in rounds)
    jieba = load.chars / statistics.median(each.jieba for each in rounds)
    spread = [f"{figure:.2f}" for figure in (statistics.median(ratios), min(ratios), max(ratios))]
    floors = statistics.median(each.ours / each.floor for each in rounds)
    return [
        load.name,
        tags,
        str(len(load.texts)),
        f"{load.chars:,}",
        f"{ours / 1e3:,.0f}",
        f"{jieba / 1e3:,.0f}",
        *spread,
        f"{floors:.1f}",
    ]


def main() -> None:
    """Race, and print the table."""
    arguments = argparse.ArgumentParser(description="the full parse beside jieba.lcut")
    arguments.add_argument("file", nargs="?", type=Path, help="a text of your own, raced too")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--write", action="store_true", help="write the table into docs/speed.md")
    given = arguments.parse_args()
    lcut, floor = load_jieba(), load_floor()
    parsers = {tags: sanbai_nlp.Parser(max_length=100_000_000, tagger=tagger) for tags, tagger in TAGGERS.items()}
    raced = [*loads(), *([file_load(given.file)] if given.file else [])]
    rows = [
        row(load, tags, race(load, (parser.parse, lcut, floor), given.rounds))
        for load in raced
        for tags, parser in parsers.items()
    ]
    shown = Table(
        title=f"full parse ({BUILD}) beside jieba.lcut, {given.rounds} alternating rounds (ratio above 1: faster)"
    )
    for name in HEADS:
        shown.add_column(name, justify="left" if name in HEADS[:2] else "right")
    for cells in rows:
        shown.add_row(*cells)
    Console(width=120).print(shown)
    if given.write:
        lines = table(HEADS, [cells for cells in rows if cells[0] != getattr(given.file, "name", None)], text=(0, 1))
        PAGE.write_text(
            put(PAGE, PAGE.read_text(encoding="utf-8"), f"bench-{BUILD}", "\n".join(lines)), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
