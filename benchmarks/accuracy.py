"""How right is the parse? Scores it against gold and writes the figures into docs/accuracy.md.

    python benchmarks/accuracy.py [--test] [GOLD.jsonl …]

The reports of data/annotated/dev are always scored; those of data/annotated/test with --test alone, since they are
looked at once, when a version is done. Gold files that are named are scored together as the reference reports. What is
not scored keeps the figures that the page has. Between its marks the page is rewritten, around them it is written by
hand.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from page import put, table
from rich.console import Console

import sanbai_nlp
from sanbai_nlp.evaluation import Evaluation, GoldReport, LayerScore, evaluate, load_gold
from sanbai_nlp.views import evaluation as evaluation_view

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
ANNOTATED = ROOT / "data" / "annotated"
TAGGER_FIELDS = {"label", "label_or_alt"}


def load(paths: Iterable[Path]) -> list[GoldReport]:
    """The gold reports of all the files, in their order."""
    return [gold for path in paths for gold in load_gold(path)]


def score(golds: Sequence[GoldReport]) -> Evaluation:
    """The built-in parser's reports against gold."""
    parser = sanbai_nlp.Parser()
    return evaluate(golds, {gold.doc: parser.parse(gold.text) for gold in golds})


def layer_row(layer: LayerScore) -> list[str]:
    """A layer's counts and rates."""
    counts = [str(count) for count in (layer.tp, layer.fp, layer.fn)]
    return [f"`{layer.name}`", *counts, *(f"{rate:.3f}" for rate in (layer.precision, layer.recall, layer.f1))]


def field_rows(layer: LayerScore) -> list[list[str]]:
    """The accuracy of each field of a layer; a tagger's fields only where one has set a label."""
    tagged = any(field.right for field in layer.fields if field.name in TAGGER_FIELDS)
    fields = [field for field in layer.fields if tagged or field.name not in TAGGER_FIELDS]
    return [[f"`{layer.name}.{f.name}`", str(f.right), str(f.total), f"{f.accuracy:.3f}"] for f in fields]


def figures(golds: Sequence[GoldReport], result: Evaluation) -> str:
    """The two tables of a run, under a line that says what was scored."""
    chars = sum(len(gold.text) for gold in golds)
    layers = table(["层", "对", "多", "漏", "精确率", "召回率", "F"], map(layer_row, result.layers))
    fields = table(["字段", "对", "共", "准确率"], [row for layer in result.layers for row in field_rows(layer)])
    return "\n".join([f"{len(golds)} 份报告，{chars:,} 字。", "", *layers, "", *fields])


def main() -> None:
    """Score, print the figures, and write them into the page."""
    arguments = argparse.ArgumentParser(description="score the parse, and write docs/accuracy.md")
    arguments.add_argument("gold", nargs="*", type=Path, help="gold files of reference reports")
    arguments.add_argument("--test", action="store_true", help="score the test split too")
    given = arguments.parse_args()
    page, console = PAGE.read_text(encoding="utf-8"), Console(width=110)
    development, test = (sorted((ANNOTATED / split).glob("*.jsonl")) for split in ("dev", "test"))
    scored = (("development", development), ("test", test if given.test else []), ("reference", given.gold))
    for name, paths in scored:
        if paths:
            golds = load(paths)
            result = score(golds)
            console.rule(name)
            console.print(evaluation_view.summary(result))
            page = put(PAGE, page, name, figures(golds, result))
    PAGE.write_text(page, encoding="utf-8")
    console.print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
