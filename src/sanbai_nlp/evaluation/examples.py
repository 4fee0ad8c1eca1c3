"""Gold reports as what a tagger learns from."""

from collections.abc import Iterable
from pathlib import Path

from sanbai_nlp.evaluation.gold import GoldBlock, GoldReport, GoldSentence, load_gold
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import fold
from sanbai_nlp.schema import Role
from sanbai_nlp.tagging import written
from sanbai_nlp.tagging.training import Example, Labelled, example, train


def examples(golds: Iterable[GoldReport], lexicon: Lexicon | None = None) -> list[Example]:
    """The labelled body blocks of each report, as the library's own outline cuts them, and its labelled sentences."""
    words = Lexicon.default() if lexicon is None else lexicon
    return [_example(gold, words) for gold in golds]


def _example(gold: GoldReport, lexicon: Lexicon) -> Example:
    blocks = [block for block in gold.of(GoldBlock) if block.role is Role.BODY]
    labels = {(block.start, block.end): block.label for block in blocks if block.label is not None}
    folded = fold(gold.text)
    sentences = [
        Labelled(folded[each.start : each.end], each.label) for each in gold.of(GoldSentence) if each.label is not None
    ]
    return example(gold.doc, gold.text, labels, sentences, lexicon)


def train_tagger(paths: Iterable[Path], seed: int = 13) -> tuple[str, dict[str, str]]:
    """A model file's text, and what it was trained on: how many reports and blocks.

    Args:
        paths: gold files, or folders of them.
        seed: the same reports and seed give the same model.

    Raises:
        UnreadableFileError, GoldError: where a file cannot be read or does not follow the format.
        TrainingError, MissingExtraError: as `training.train`.
    """
    return train_on((gold for path in paths for file in gold_files(path) for gold in load_gold(file)), seed)


def train_on(golds: Iterable[GoldReport], seed: int = 13) -> tuple[str, dict[str, str]]:
    """The same of reports that have been read already. Raises what `training.train` does."""
    learnt = examples(golds)
    told = {"reports": str(len(learnt)), "blocks": str(sum(len(each.labels) for each in learnt)), "seed": str(seed)}
    return written(train(learnt, told, seed)), told


def gold_files(path: Path) -> list[Path]:
    """The gold files of a folder, in the order of their names, or the one file that is given."""
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
