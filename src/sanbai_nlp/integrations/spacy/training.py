"""Marked texts → a spaCy entity model: characters, a small convolutional network, nothing pretrained."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import compounding, fix_random_seed

from sanbai_nlp.errors import TrainingError
from sanbai_nlp.integrations.mentions import DEPARTMENT, Marked

_WIDTH, _DEPTH = 96, 4
_FEWEST = 10
PASSES = 8


def train_entities(texts: Sequence[Marked], folder: Path, *, passes: int = PASSES, seed: int = 13) -> None:
    """Write a `zh` pipeline that recognises departments into a folder; the same for the same texts and seed.

    Raises:
        TrainingError: if fewer than ten texts hold a department.
    """
    holding = sum(bool(text.places) for text in texts)
    if holding < _FEWEST:
        reason = f"an entity model needs {_FEWEST} texts or more with departments in them, and {holding} hold any"
        raise TrainingError(reason, _FEWEST, holding)
    fix_random_seed(seed)
    nlp = _blank()
    examples = [Example(nlp.make_doc(text.text), _marked(nlp, text)) for text in texts if text.text.strip()]
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(seed)  # noqa: S311  chance in a training is no cryptography
    for _ in range(passes):
        order.shuffle(examples)
        for batch in _batches(examples):
            nlp.update(batch, drop=0.3, sgd=optimizer)
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(folder)


def _blank() -> Language:
    """A pipeline of characters and an entity recogniser with a network of its own."""
    nlp = spacy.blank("zh")
    network = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": _WIDTH,
        "depth": _DEPTH,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": False,
    }
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": network,
    }
    nlp.add_pipe("ner", config={"model": model})
    nlp.meta.update(name="sanbai_departments", license="Apache-2.0", description="Departments in duty reports")
    return nlp


def _marked(nlp: Language, text: Marked) -> Doc:
    doc = nlp.make_doc(text.text)
    spans = [doc.char_span(start, end, DEPARTMENT) for start, end in text.places]
    doc.ents = [span for span in spans if span is not None]
    return doc


def _batches(examples: list[Example]) -> Iterator[list[Example]]:
    """Small batches first, larger ones as the pass goes on."""
    at = 0
    for size in compounding(4.0, 32.0, 1.05):
        if at >= len(examples):
            return
        yield examples[at : at + int(size)]
        at += int(size)
