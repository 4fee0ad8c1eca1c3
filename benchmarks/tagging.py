"""How right are the labels? Cross-validates the tagger, beside three baselines, and writes its model card.

    python benchmarks/tagging.py [--test] [--background FOLDER]

Reports of data/annotated/train and dev are left out in turn, a fifth of them at a time; the model that is judged on
them never saw them. With --test the shipped model is also judged on data/annotated/test, which is looked at once.
--background tags the .txt files of a folder, which have no labels, and says how many paragraphs get which tag.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from page import put, table

import sanbai_nlp
from sanbai_nlp.evaluation import GoldBlock, GoldReport, load_gold
from sanbai_nlp.evaluation.examples import examples
from sanbai_nlp.schema import Dimension
from sanbai_nlp.tagging import Evidence, TaggerModel, TextTagger, default_tagger
from sanbai_nlp.tagging.tagger import NONE
from sanbai_nlp.tagging.training import Example, first_step, folds, second_step, unseen

ROOT = Path(__file__).resolve().parent.parent
ANNOTATED = ROOT / "data" / "annotated"
PAGE = ROOT / "models" / "tagger" / "README.md"
FOLDS = 5
BINS = 10
DIMENSIONS = tuple(Dimension)
SHARES = (0.25, 0.5, 0.75)
# What a person would look for who has no model: the words of the two dimensions that are rarer.
KEYWORDS = {
    Dimension.INTEGRITY: [
        "廉洁",
        "廉政",
        "清廉",
        "礼品",
        "礼金",
        "红包",
        "宴请",
        "八项规定",
        "个人有关事项",
        "一岗双责",
        "亲属",
        "招投标",
        "打招呼",
        "腐败",
        "公车",
        "报销",
        "审计",
        "说情",
        "插手",
        "退回",
    ],
    Dimension.CONDUCT: [
        "学习",
        "政治",
        "信念",
        "忠诚",
        "四个意识",
        "两个维护",
        "作风",
        "四风",
        "形式主义",
        "团结",
        "民主集中制",
        "大局",
        "宗旨",
        "奉献",
        "担当",
        "纪律",
        "谈心",
        "带头",
        "不足",
        "理论",
    ],
}


@dataclass(frozen=True)
class Judged:
    """A block with what was said of it: probabilities in the order of the dimensions, and what is right."""

    scores: tuple[float, ...]
    label: Dimension
    alt: tuple[Dimension, ...]
    flagged: bool = False

    @property
    def said(self) -> Dimension:
        """The dimension with the highest score."""
        return DIMENSIONS[self.scores.index(max(self.scores))]

    @property
    def acceptable(self) -> bool:
        """Whether what was said is the label or among its alternatives."""
        return self.said == self.label or self.said in self.alt


def golds(split: str) -> list[GoldReport]:
    """The reports of a split."""
    return [gold for path in sorted((ANNOTATED / split).glob("*.jsonl")) for gold in load_gold(path)]


def alternatives(corpus: Iterable[GoldReport]) -> dict[tuple[str, int], tuple[Dimension, ...]]:
    """Further right labels by report and place."""
    return {(gold.doc, block.start): block.alt for gold in corpus for block in gold.of(GoldBlock)}


def judged(
    model: TaggerModel, each: Example, alt: dict[tuple[str, int], tuple[Dimension, ...]], evidence: Sequence[Evidence]
) -> list[Judged]:
    """What a model says of a report's blocks."""
    tagger = TextTagger(model)
    rows = []
    for section, label, shown in zip(each.sections, each.labels, evidence, strict=True):
        scores = tagger.probabilities(shown)
        flagged = max(scores) < model.review_below
        rows.append(Judged(scores, label, alt.get((each.doc, section.block.start), ()), flagged))
    return rows


# --- figures


def rates(name: str, rows: Sequence[Judged]) -> list[str]:
    """Accuracy, right or acceptable, precision and recall by dimension."""
    exact = sum(row.said == row.label for row in rows) / len(rows)
    fine = sum(row.acceptable for row in rows) / len(rows)
    cells = [name, f"{exact:.3f}", f"{fine:.3f}"]
    for dimension in DIMENSIONS:
        said = [row for row in rows if row.said == dimension]
        meant = [row for row in rows if row.label == dimension]
        precision = sum(row.label == dimension for row in said) / len(said) if said else 0.0
        recall = sum(row.said == dimension for row in meant) / len(meant) if meant else 0.0
        cells.append(f"{precision:.2f} / {recall:.2f}")
    return cells


HEADS = ["", "right", "right or acceptable", *(f"{dimension} P / R" for dimension in DIMENSIONS)]


def calibration(rows: Sequence[Judged]) -> float:
    """Expected calibration error over ten bins (Guo et al. 2017): how far confidence is from accuracy."""
    bins: dict[int, list[Judged]] = {}
    for row in rows:
        bins.setdefault(min(BINS - 1, int(max(row.scores) * BINS)), []).append(row)
    gaps = (abs(sum(max(r.scores) for r in part) - sum(r.said == r.label for r in part)) for part in bins.values())
    return sum(gaps) / len(rows)


def doubts(rows: Sequence[Judged]) -> str:
    """How many blocks are flagged for review, and how wrong the others are."""
    sure = [row for row in rows if not row.flagged]
    wrong = sum(not row.acceptable for row in sure) / len(sure)
    other = sum(row.said != row.label for row in sure) / len(sure)
    return (
        f"Flagged for review: {1 - len(sure) / len(rows):.1%} of the blocks. Of the others {wrong:.1%} are wrong, and {other:.1%} have"
        f" another label than gold's first. Expected calibration error: {calibration(rows):.3f}."
    )


# --- baselines


def majority(rows: Sequence[Judged]) -> list[Judged]:
    """Always the dimension that most blocks have."""
    most = Counter(row.label for row in rows).most_common(1)[0][0]
    return [Judged(_certain(most), row.label, row.alt) for row in rows]


def by_keywords(texts: Sequence[str], rows: Sequence[Judged]) -> list[Judged]:
    """The dimension whose words stand most often, 工作业绩 where none does."""
    said = []
    for text, row in zip(texts, rows, strict=True):
        counts = {dimension: sum(text.count(word) for word in words) for dimension, words in KEYWORDS.items()}
        best = max(counts, key=lambda dimension: counts[dimension])
        said.append(Judged(_certain(best if counts[best] else Dimension.WORK), row.label, row.alt))
    return said


def _certain(dimension: Dimension) -> tuple[float, ...]:
    return tuple(float(each == dimension) for each in DIMENSIONS)


# --- runs

VARIANTS: dict[str, Callable[[Evidence], Evidence]] = {
    "text, headings, neighbours (shipped)": lambda e: e,
    "text and headings": lambda e: e._replace(before=NONE, after=NONE),
    "text alone": lambda e: e._replace(before=NONE, after=NONE, heading=NONE),
    "headings alone (baseline)": lambda e: Evidence(NONE, e.heading, NONE, NONE),
}


@dataclass
class Run:
    """What a cross-validation found, variant by variant, and the texts that were judged."""

    rows: dict[str, list[Judged]]
    texts: list[str]


def cross_validated(corpus: Sequence[Example], alt: dict[tuple[str, int], tuple[Dimension, ...]]) -> Run:
    """Every block judged once by a model that has not seen its report."""
    run = Run({name: [] for name in VARIANTS}, [])
    for seen, left in folds(corpus, FOLDS):
        first = first_step(seen)
        evidence, labels = unseen(seen)
        tagger = TextTagger(first)
        shown = [(each, tagger.evidence(each.sections)) for each in left]
        run.texts += [section.view.text for each in left for section in each.sections]
        for name, mask in VARIANTS.items():
            model = second_step(first, [mask(e) for e in evidence], labels, {})
            for each, own in shown:
                run.rows[name] += judged(model, each, alt, [mask(e) for e in own])
    return run


def without_sentences(corpus: Sequence[Example]) -> list[Example]:
    """The same reports, to be learnt from blocks alone."""
    return [Example(each.doc, each.sections, each.labels) for each in corpus]


def learning_curve(corpus: Sequence[Example], alt: dict[tuple[str, int], tuple[Dimension, ...]]) -> list[list[str]]:
    """The text alone, learnt from a part of the reports that are seen."""
    lines = []
    for share in (*SHARES, 1.0):
        rows: list[Judged] = []
        reports = 0
        for seen, left in folds(corpus, FOLDS):
            part = seen[:: round(1 / share)] if share < 0.6 else seen[: int(len(seen) * share)]
            reports = len(part)
            model = first_step(part)
            for each in left:
                rows += judged(
                    model, each, alt, [e._replace(heading=NONE) for e in TextTagger(model).evidence(each.sections)]
                )
        lines.append(rates(f"{reports} reports", rows))
    return lines


def figures(corpus: Sequence[Example], alt: dict[tuple[str, int], tuple[Dimension, ...]]) -> list[str]:
    """The card's tables from cross-validation."""
    run = cross_validated(corpus, alt)
    shipped = run.rows["text, headings, neighbours (shipped)"]
    bare = cross_validated(without_sentences(corpus), alt).rows["text, headings, neighbours (shipped)"]
    lines = [rates(name, rows) for name, rows in run.rows.items()]
    lines.insert(1, rates("the same, learnt without sentences", bare))
    lines.append(rates("keywords alone (baseline)", by_keywords(run.texts, shipped)))
    lines.append(rates("always the most frequent (baseline)", majority(shipped)))
    told = f"{len(corpus)} reports, {len(shipped)} body blocks, each judged by a model that has not seen its report ({FOLDS} folds by report)."
    columns = table(HEADS, lines)
    curve = table(["learnt from", *HEADS[1:]], learning_curve(corpus, alt))
    return [told, "", *columns, "", doubts(shipped), "", "The text alone, learnt from fewer reports:", "", *curve]


def on_test() -> list[str]:
    """The shipped model on the test split, as a parse gives its labels."""
    corpus = golds("test")
    alt = alternatives(corpus)
    model = default_tagger().model
    rows = []
    texts: list[str] = []
    for each in examples(corpus):
        evidence = TextTagger(model).evidence(each.sections)
        rows += judged(model, each, alt, evidence)
        texts += [section.view.text for section in each.sections]
    blocks = sum(block.label is not None for gold in corpus for block in gold.of(GoldBlock))
    lines = [
        rates("shipped", rows),
        rates("keywords alone (baseline)", by_keywords(texts, rows)),
        rates("always the most frequent (baseline)", majority(rows)),
    ]
    headings = [
        judged(
            headings_model(),
            each,
            alt,
            [Evidence(NONE, e.heading, NONE, NONE) for e in TextTagger(model).evidence(each.sections)],
        )
        for each in examples(corpus)
    ]
    lines.insert(1, rates("headings alone (baseline)", [row for part in headings for row in part]))
    told = f"{len(corpus)} reports, {len(rows)} of {blocks} body blocks (the outline cuts the others otherwise)."
    return [told, "", *table(HEADS, lines), "", doubts(rows)]


def headings_model() -> TaggerModel:
    """A model that goes by headings alone, learnt from train and dev."""
    corpus = examples([*golds("train"), *golds("dev")])
    evidence, labels = unseen(corpus)
    return second_step(first_step(corpus), [Evidence(NONE, e.heading, NONE, NONE) for e in evidence], labels, {})


def on_background(folder: Path) -> list[str]:
    """How the shipped model tags texts that nobody labelled."""
    parser = sanbai_nlp.Parser()
    paths = sorted(folder.glob("*.txt"))
    blocks = [block for path in paths for report in parser.parse_file(path) for block in report.blocks if block.label]
    counts = Counter(block.label for block in blocks)
    told = "、".join(f"{dimension} {counts[dimension] / len(blocks):.1%}" for dimension in DIMENSIONS)
    flagged = sum(bool(block.review) for block in blocks) / len(blocks)
    return [f"{len(paths)} texts, {len(blocks):,} paragraphs: {told}; {flagged:.1%} flagged for review."]


def main() -> None:
    """Judge, print, and write the card."""
    arguments = argparse.ArgumentParser(description="cross-validate the tagger, and write its card")
    arguments.add_argument("--test", action="store_true", help="judge the shipped model on the test split too")
    arguments.add_argument("--background", type=Path, help="a folder of texts without labels to tag")
    given = arguments.parse_args()
    gold = [*golds("train"), *golds("dev")]
    parts = {"cross-validation": figures(examples(gold), alternatives(gold))}
    if given.test:
        parts["test"] = on_test()
    if given.background:
        parts["background"] = on_background(given.background)
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in parts.items():
        print("\n".join([f"== {name}", *lines, ""]))
        page = put(PAGE, page, name, "\n".join(lines))
    PAGE.write_text(page, encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
