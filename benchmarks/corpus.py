"""What is in data/annotated? Measures the corpus and writes the tables into its datasheet.

    python benchmarks/corpus.py [--pairs]

Counts by split, house, genre, masks and outline; growth of the vocabulary; blocks of different reports that share more
character 8-grams than they should; agreement of the two readings. `--pairs` lists the most alike pairs of blocks, and
every item on which the two readers differ.
"""

import argparse
import importlib
import logging
import math
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from page import put, table

import sanbai_nlp
from sanbai_nlp.evaluation import Agreement, GoldBlock, GoldReport, agreement, load_gold
from sanbai_nlp.schema import Dimension, Heading, Report, Role

ROOT = Path(__file__).resolve().parent.parent
ANNOTATED = ROOT / "data" / "annotated"
PAGE = ANNOTATED / "README.md"
SPLITS = ("train", "dev", "test")
GRAM = 8
SHORTEST = 30
"""Blocks below this many characters (titles, salutations, headings) say what every such report says."""
MOST_ALIKE = 0.2
GLYPHS = {"*": "`*`", "＊": "`＊`", "×": "`×`", "X": "`X`", "□": "`□`", "○": "`○`", "某": "某"}


@dataclass(frozen=True)
class Entry:
    """A report of the corpus: its split, its gold, and its parse, which tells masks and outline."""

    split: str
    gold: GoldReport
    report: Report

    @property
    def body(self) -> list[GoldBlock]:
        """The body blocks."""
        return [block for block in self.gold.of(GoldBlock) if block.role is Role.BODY]


def entries() -> list[Entry]:
    """Every report of the three splits."""
    parser = sanbai_nlp.Parser()
    golds = [
        (split, gold)
        for split in SPLITS
        for path in sorted((ANNOTATED / split).glob("*.jsonl"))
        for gold in load_gold(path)
    ]
    return [Entry(split, gold, parser.parse(gold.text)) for split, gold in golds]


def second_readings() -> dict[str, GoldReport]:
    """The second readings by the report's name."""
    return {gold.doc: gold for path in sorted((ANNOTATED / "second").glob("*.jsonl")) for gold in load_gold(path)}


# --- what there is


def sizes(corpus: Sequence[Entry]) -> list[str]:
    """Reports, characters and blocks by split."""
    rows = []
    for split in (*SPLITS, "all"):
        part = [entry for entry in corpus if split in (entry.split, "all")]
        full = sum(entry.gold.layers is None for entry in part)
        congress = sum(entry.gold.meta.get("house") == "congress" for entry in part)
        chars = [len(entry.gold.text) for entry in part]
        counts = (len(part), congress, full, sum(chars), min(chars, default=0), max(chars, default=0))
        rows.append([split, *(f"{count:,}" for count in counts)])
    return table(
        ["split", "reports", "of congress houses", "with every layer", "characters", "shortest", "longest"], rows
    )


def labels(corpus: Sequence[Entry], name: str, key: Mapping[str, str]) -> list[str]:
    """Body blocks by dimension, and those that mix dimensions, for each value of a property of the reports."""
    rows = defaultdict(list)
    for entry in corpus:
        rows[key[entry.gold.doc]].append(entry)
    lines = []
    for value in sorted(rows, key=lambda value: -len(rows[value])):
        blocks = [block for entry in rows[value] for block in entry.body]
        shares = Counter(block.label for block in blocks)
        mixed = sum(bool(block.alt) for block in blocks)
        counts = [f"{shares[label]} ({shares[label] / max(1, len(blocks)):.0%})" for label in Dimension]
        lines.append([value, str(len(rows[value])), str(len(blocks)), *counts, str(mixed)])
    return table([name, "reports", "body blocks", *Dimension, "mixed"], lines)


def masks_of(entry: Entry) -> str:
    """The glyphs that stand in the report's masked quantities and times; none where nothing is masked."""
    masked = [item.text for item in (*entry.report.quantities, *entry.report.times) if item.masked]
    found = {glyph for text in masked for glyph in text.upper() if glyph in GLYPHS}
    return " ".join(GLYPHS[glyph] for glyph in GLYPHS if glyph in found) or "none"


def outline_of(entry: Entry) -> str:
    """The style of the outline's top level, `none` where there are no headings."""
    top: list[Heading] = [heading for heading in entry.report.headings if heading.level == 1]
    return Counter(heading.style.value for heading in top).most_common(1)[0][0] if top else "none"


# --- how varied it is


def vocabulary(corpus: Sequence[Entry]) -> list[str]:
    """How many different words stand in the first quarter, half and whole of the corpus, and Heaps' exponent."""
    cut = _words()
    tokens = [word for entry in sorted(corpus, key=lambda e: e.gold.doc[::-1]) for word in cut(entry.gold.text)]
    words = [word for word in tokens if any("\u4e00" <= c <= "\u9fff" for c in word)]
    rows, points = [], []
    for share in (0.125, 0.25, 0.5, 1.0):
        count = int(len(words) * share)
        types = Counter(words[:count])
        points.append((math.log(count), math.log(len(types))))
        once = sum(times == 1 for times in types.values())
        rows.append([f"{share:.1%}", f"{count:,}", f"{len(types):,}", f"{once / len(types):.0%}"])
    exponent = (points[-1][1] - points[0][1]) / (points[-1][0] - points[0][0])
    lines = table(["share of the corpus", "words", "different words", "of these once"], rows)
    return [
        *lines,
        "",
        f"The vocabulary grows as the {exponent:.2f}th power of the text (Heaps' law, first eighth to whole).",
    ]


def _words() -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        jieba = importlib.import_module("jieba")
        jieba.setLogLevel(logging.ERROR)
    return cast("Callable[[str], list[str]]", jieba.lcut)


def alike(corpus: Iterable[Entry]) -> list[tuple[float, str, str, str]]:
    """Pairs of blocks of different reports that share 8-grams: (share of the shorter one's, the two reports, its text)."""
    grams: list[tuple[str, str, frozenset[str]]] = []
    where: dict[str, list[int]] = defaultdict(list)
    for doc, text in _blocks(corpus):
        own = frozenset(text[at : at + GRAM] for at in range(len(text) - GRAM + 1))
        for gram in own:
            where[gram].append(len(grams))
        grams.append((doc, text, own))
    shared: Counter[tuple[int, int]] = Counter()
    for places in where.values():
        shared.update((a, b) for at, a in enumerate(places) for b in places[at + 1 :] if grams[a][0] != grams[b][0])
    found = []
    for (a, b), count in shared.items():
        shorter = min(grams[a], grams[b], key=lambda row: len(row[2]))
        found.append((count / len(shorter[2]), grams[a][0], grams[b][0], shorter[1]))
    return sorted(found, reverse=True)


def _blocks(corpus: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    for entry in corpus:
        for block in entry.gold.of(GoldBlock):
            text = "".join(block.text.split())
            if len(text) >= SHORTEST:
                yield entry.gold.doc, text


# --- how two readers agree


def readings(corpus: Sequence[Entry]) -> list[tuple[str, Agreement]]:
    """The agreement on test, and on what was read twice of the rest."""
    second = second_readings()
    parts = (("test", ("test",)), ("train and dev", ("train", "dev")))
    return [
        (name, agreement([(e.gold, second[e.gold.doc]) for e in corpus if e.split in splits and e.gold.doc in second]))
        for name, splits in parts
    ]


def agreements(found: Sequence[tuple[str, Agreement]]) -> list[str]:
    """F by layer, and how the labels agree."""
    lines = []
    for name, result in found:
        label = result.labels
        share = label.same / max(1, label.total)
        told = (
            f"**{name}**, {result.reports} reports read twice: of {label.total} body blocks that both have, {share:.1%} have"
            f" one label (Cohen's κ {label.kappa:.3f}), and of the others {label.accepted} of {label.total - label.same} are"
            " among the other reader's alternatives."
        )
        lines += [told, ""]
        rows = []
        for layer in result.layers:
            if layer.tp + layer.fp + layer.fn:
                fields = " · ".join(f"{field.name} {field.accuracy:.3f}" for field in layer.fields)
                rows.append([f"`{layer.name}`", str(layer.tp), str(layer.fn), str(layer.fp), f"{layer.f1:.3f}", fields])
        lines += [*table(["layer", "both", "first only", "second only", "F", "fields"], rows, text=(0, 5)), ""]
    return lines[:-1]


def main() -> None:
    """Measure, and write the tables into the datasheet."""
    arguments = argparse.ArgumentParser(description="measure the corpus, and write its datasheet's tables")
    arguments.add_argument(
        "--pairs", action="store_true", help="list the most alike blocks, and what the readers differ on"
    )
    given = arguments.parse_args()
    corpus = entries()
    pairs, twice = alike(corpus), readings(corpus)
    meta = {name: {e.gold.doc: e.gold.meta.get(name, "") for e in corpus} for name in ("genre", "house", "level")}
    parts = {
        "sizes": sizes(corpus),
        "houses": labels(corpus, "house", meta["house"]),
        "genres": labels(corpus, "genre", meta["genre"]),
        "masks": labels(corpus, "masks", {entry.gold.doc: masks_of(entry) for entry in corpus}),
        "outlines": labels(corpus, "outline", {entry.gold.doc: outline_of(entry) for entry in corpus}),
        "splits": labels(corpus, "split", {entry.gold.doc: entry.split for entry in corpus}),
        "vocabulary": vocabulary(corpus),
        "alike": alike_lines(pairs),
        "agreement": agreements(twice),
    }
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in parts.items():
        print("\n".join([f"== {name}", *lines, ""]))
        page = put(PAGE, page, name, "\n".join(lines))
    if given.pairs:
        for share, one, other, text in pairs[:40]:
            print(f"{share:.2f} {one} {other} {text[:60]}")
        for _, result in twice:
            for item in result.disagreements:
                print(
                    item.doc,
                    item.layer,
                    "first only" if item.only_first else "second only",
                    item.start,
                    repr(item.text[:60]),
                )
    PAGE.write_text(page, encoding="utf-8")


def alike_lines(pairs: Sequence[tuple[float, str, str, str]]) -> list[str]:
    """How alike the most alike blocks are."""
    over = sum(share > MOST_ALIKE for share, *_ in pairs)
    most = pairs[0][0] if pairs else 0.0
    line = (
        f"Of all blocks of {SHORTEST} characters and more, {over} pairs from different reports share more than"
        f" {MOST_ALIKE:.0%} of the shorter one's character {GRAM}-grams; the most alike pair shares {most:.0%}."
    )
    return [line]


if __name__ == "__main__":
    main()
