"""Marked texts → a HanLP recogniser of departments, small enough to be trained on a laptop in a minute."""

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from hanlp.components.ner.rnn_ner import RNNNamedEntityRecognizer

from sanbai_nlp.errors import TrainingError
from sanbai_nlp.integrations.hanlp.departments import LONGEST
from sanbai_nlp.integrations.mentions import DEPARTMENT, Marked, marked_sentences

_FEWEST = 10
EPOCHS = 6


class CharacterRecognizer(RNNNamedEntityRecognizer):  # type: ignore[misc]  # HanLP has no types
    """HanLP's recurrent recogniser, with its CRF reading batches as the rest of the network writes them."""

    def build_model(self, *args: object, **kwargs: object) -> torch.nn.Module:
        """The network. HanLP builds its CRF for batches in the second dimension, and so it learns nothing."""
        model: torch.nn.Module = super().build_model(*args, **kwargs)
        crf = getattr(model, "crf", None)
        if crf is not None:
            crf.batch_first = True
        return model


def train_recogniser(views: Sequence[Marked], folder: Path, *, epochs: int = EPOCHS, seed: int = 13) -> None:
    """Write a recogniser learnt from marked texts into a folder that `HanlpFinder` and `hanlp.load` take.

    Raises:
        TrainingError: if fewer than ten sentences hold a department.
    """
    sentences = [sentence for sentence in marked_sentences(views, LONGEST) if sentence.text.strip()]
    holding = [sentence for sentence in sentences if sentence.places]
    if len(holding) < _FEWEST:
        reason = f"a recogniser needs {_FEWEST} sentences or more with departments in them, and {len(holding)} hold any"
        raise TrainingError(reason, _FEWEST, len(holding))
    recogniser = CharacterRecognizer()
    with TemporaryDirectory() as scratch, _one_thread(), redirect_stdout(io.StringIO()):
        learnt, judged = Path(scratch) / "train.tsv", Path(scratch) / "dev.tsv"
        learnt.write_text("".join(map(_tagged, sentences)), encoding="utf-8")
        judged.write_text("".join(map(_tagged, holding[:50])), encoding="utf-8")
        recogniser.fit(
            str(learnt),
            str(judged),
            str(folder),
            epochs=epochs,
            embed=64,
            rnn_hidden=96,
            batch_size=32,
            lr=0.003,
            patience=epochs,
            tagging_scheme="BIO",
            seed=seed,
            devices=-1,
            logger=_quiet(),
            verbose=False,
        )


@contextmanager
def _one_thread() -> Iterator[None]:
    """For a network this small threads cost more than they bring: twenty times more where other programs run."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _quiet() -> logging.Logger:
    """A log that nobody reads, in the place of one on the console."""
    logger = logging.getLogger(__name__)
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger


def _tagged(sentence: Marked) -> str:
    """A character and its tag a line, as HanLP reads them."""
    tags = ["O"] * len(sentence.text)
    for start, end in sentence.places:
        tags[start:end] = [f"B-{DEPARTMENT}"] + [f"I-{DEPARTMENT}"] * (end - start - 1)
    lines = (f"{char}\t{tag}" for char, tag in zip(sentence.text, tags, strict=True) if not char.isspace())
    return "\n".join(lines) + "\n\n"
