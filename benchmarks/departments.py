"""Trains a recogniser of departments and judges it on the test split: alone, beside the rules, and merged with them.

    python benchmarks/departments.py [--with spacy|hanlp] [--passes N] [--judge-only]

Learnt from data/annotated/train and dev: from the annotated departments where a report has them, and from what the rules
find where it has not. spaCy's model ships (models/departments, with its card); HanLP's is written into build/hanlp and its
figures into docs/models.md. The texts of the test split are only scored, never shown.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from page import put, table

import sanbai_nlp
from sanbai_nlp.evaluation import GoldDepartment, GoldReport, LayerScore, evaluate, load_gold
from sanbai_nlp.integrations.mentions import Marked, marked_views
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions import Finder
from sanbai_nlp.outline import read_outline
from sanbai_nlp.schema import Role

ROOT = Path(__file__).resolve().parent.parent
ANNOTATED = ROOT / "data" / "annotated"
SPACY, HANLP = ROOT / "models" / "departments", ROOT / "build" / "hanlp"
PAGES = {"spacy": SPACY / "README.md", "hanlp": ROOT / "docs" / "models.md"}


def golds(split: str) -> list[GoldReport]:
    """The reports of a split."""
    return [gold for path in sorted((ANNOTATED / split).glob("*.jsonl")) for gold in load_gold(path)]


def learn(kind: str, folder: Path, texts: Sequence[Marked], passes: int | None) -> None:
    """Train one of the two kinds into a folder."""
    more = {} if passes is None else {"passes" if kind == "spacy" else "epochs": passes}
    if kind == "spacy":
        from sanbai_nlp.integrations.spacy.training import train_entities  # noqa: PLC0415  one of the two is installed

        train_entities(texts, folder, **more)
    else:
        from sanbai_nlp.integrations.hanlp.training import train_recogniser  # noqa: PLC0415

        train_recogniser(texts, folder, **more)


def finder(kind: str, folder: Path) -> Finder:
    """The trained model as a finder."""
    if kind == "spacy":
        from sanbai_nlp.integrations.spacy import SpacyFinder  # noqa: PLC0415

        return SpacyFinder(folder)
    from sanbai_nlp.integrations.hanlp import HanlpFinder  # noqa: PLC0415

    return HanlpFinder(folder)


def departments(corpus: Sequence[GoldReport], parser: sanbai_nlp.Parser) -> LayerScore:
    """How a parser's departments score."""
    found = evaluate(corpus, {gold.doc: parser.parse(gold.text) for gold in corpus})
    return next(layer for layer in found.layers if layer.name == "department")


def row(name: str, right: int, extra: int, missed: int) -> list[str]:
    """Precision, recall and F of spans."""
    precision, recall = right / max(1, right + extra), right / max(1, right + missed)
    f1 = 2 * right / max(1, 2 * right + extra + missed)
    return [name, str(right), str(extra), str(missed), f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}"]


def alone(model: Finder, corpus: Sequence[GoldReport]) -> list[str]:
    """The model's own spans against gold's; optional ones count neither way."""
    right = extra = missed = 0
    for gold in corpus:
        wanted = {(one.start, one.end): one.optional for one in gold.of(GoldDepartment)}
        views = [s.view for s in read_outline(gold.text, Lexicon.default()).sections if s.block.role != Role.OTHER]
        got = {view.span(found.start, found.end) for view in views for found in model(view)}
        firm = {place for place, optional in wanted.items() if not optional}
        right, extra, missed = right + len(got & firm), extra + len(got - set(wanted)), missed + len(firm - got)
    return row("model alone", right, extra, missed)


def figures(model: Finder, corpus: Sequence[GoldReport]) -> list[str]:
    """The table of the three."""
    rules = departments(corpus, sanbai_nlp.Parser(tagger=None))
    merged = departments(corpus, sanbai_nlp.Parser(tagger=None, finders=[model]))
    lines = [
        row("rules alone", rules.tp, rules.fp, rules.fn),
        alone(model, corpus),
        row("rules and model", merged.tp, merged.fp, merged.fn),
    ]
    return table([f"test split, {len(corpus)} reports", "right", "extra", "missed", "P", "R", "F"], lines)


def main() -> None:
    """Train, judge, and write the figures."""
    arguments = argparse.ArgumentParser(description="train a recogniser of departments, and write its figures")
    arguments.add_argument("--with", dest="kind", choices=("spacy", "hanlp"), default="spacy", help="whose recogniser")
    arguments.add_argument("--passes", type=int, help="passes over the texts")
    arguments.add_argument("--judge-only", action="store_true", help="judge the model that is there")
    given = arguments.parse_args()
    folder, page = (SPACY, HANLP)[given.kind == "hanlp"], PAGES[given.kind]
    corpus = [*golds("train"), *golds("dev")]
    texts = list(marked_views(corpus, sanbai_nlp.Parser(tagger=None)))
    annotated = sum(bool(gold.of(GoldDepartment)) for gold in corpus)
    if not given.judge_only:
        learn(given.kind, folder, texts, given.passes)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    told = (
        f"{len(corpus)} reports, {annotated} of them with annotated departments; {sum(len(t.places) for t in texts):,} mentions in "
        f"{len(texts):,} paragraphs. Size: {size / 1e6:.1f} MB."
    )
    test = [gold for gold in golds("test") if gold.of(GoldDepartment)]
    lines = "\n".join([told, "", *figures(finder(given.kind, folder), test)])
    print(lines)
    name = "hanlp" if given.kind == "hanlp" else "figures"
    page.write_text(put(page, page.read_text(encoding="utf-8"), name, lines), encoding="utf-8")


if __name__ == "__main__":
    main()
