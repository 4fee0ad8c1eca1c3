"""Segmented sentences → a pkuseg model. Needs `pip install "sanbai-nlp[spacy]"`."""

import io
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from sanbai_nlp.errors import MissingExtraError, TrainingError
from sanbai_nlp.outline import fold
from sanbai_nlp.segmentation.segmenter import available

_FEWEST = 10
ITERATIONS = 10

Words = Sequence[str]


def train_segmenter(
    sentences: Sequence[Words], folder: Path, *, iterations: int = ITERATIONS, rarest: int = 0, seed: int = 13
) -> None:
    """Write a model learnt from sentences in words into a folder; the same files for the same sentences and seed.

    Args:
        sentences: the words of each, blanks left out.
        folder: where `features.msgpack` and `weights.npz` go.
        iterations: passes over the sentences.
        rarest: features that occur this often or less are left out.
        seed: for the order of the sentences.

    Raises:
        MissingExtraError: without spacy-pkuseg.
        TrainingError: if there are fewer than ten sentences.
    """
    if not available():
        raise MissingExtraError("training a segmenter", "spacy")
    if len(sentences) < _FEWEST:
        reason = f"a segmenter needs {_FEWEST} sentences or more to learn from, and there are {len(sentences)}"
        raise TrainingError(reason, _FEWEST, len(sentences))
    import spacy_pkuseg

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch, _settings(rarest), redirect_stdout(io.StringIO()):
        learnt = Path(scratch) / "train.txt"
        learnt.write_text("".join(f"{' '.join(as_read(words))}\n" for words in sentences), encoding="utf-8")
        # It wants something to judge itself on after each pass; we judge the model as a user calls it.
        judged = Path(scratch) / "test.txt"
        judged.write_text(f"{' '.join(as_read(sentences[0]))}\n", encoding="utf-8")
        before = random.getstate()
        random.seed(seed)  # pkuseg shuffles with the global generator
        try:
            spacy_pkuseg.train(str(learnt), str(judged), str(folder), train_iter=iterations)
        finally:
            random.setstate(before)
    _compress(folder / "weights.npz")


def as_read(words: Words) -> Iterator[str]:
    """The words as a segmenter sees them: folded in their sentence, where masks and digits tell what they are."""
    folded, place = fold("".join(words)), 0
    for word in words:
        yield folded[place : place + len(word)]
        place += len(word)


def read_sentences(lines: Iterable[str]) -> list[Words]:
    """Sentences from lines in which blanks part the words."""
    return [words for line in lines if (words := line.split())]


@contextmanager
def _settings(rarest: int) -> Iterator[None]:
    """Pkuseg's global settings for one training."""
    from spacy_pkuseg.config import config

    before = config.featureTrim
    config.featureTrim = rarest
    try:
        yield
    finally:
        config.featureTrim = before


def _compress(path: Path) -> None:
    """Rounded and zipped: a fraction of the size, and the same cuts."""
    import numpy as np

    with np.load(path) as weights:
        sizes, w = weights["sizes"], weights["w"]
    np.savez_compressed(path, sizes=sizes, w=w.round(3))
