"""Gold reports → a tagger. Needs scikit-learn (`pip install "sanbai-nlp[train]"`); what serves the model does not.

Two steps. The first learns the terms: tf-idf of pairs of characters, multinomial logistic regression on blocks and on
the sentences of mixed blocks. The second learns how much to trust a block's text, its headings and its neighbours, from
what the first says of reports that it has not seen (stacking by grouped cross-validation); it calibrates as well.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sanbai_nlp.errors import MissingExtraError, TrainingError
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import Section, read_outline
from sanbai_nlp.schema import Dimension, Role
from sanbai_nlp.tagging.features import plain
from sanbai_nlp.tagging.model import DIMENSIONS, Combination, Matrix, TaggerModel, Triple
from sanbai_nlp.tagging.tagger import NONE, Evidence, TextTagger

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDS = 5
SHARE_FOR_REVIEW = 0.10
"""How many blocks of unseen reports are flagged for review."""

HEADING_DROPOUT = 0.25
"""How many blocks the second step sees without their headings, so that it does not lean on them."""

MOST_TERMS = 8000
"""How many terms a model keeps: those whose weights differ most between dimensions."""

_DIGITS = 4
Terms = dict[str, tuple[float, float, float, float]]


@dataclass(frozen=True)
class Labelled:
    """A text with its right dimension."""

    text: str
    label: Dimension


@dataclass(frozen=True)
class Example:
    """A report to learn from: its body sections with their labels, and labelled sentences of its mixed blocks."""

    doc: str
    sections: tuple[Section, ...]
    labels: tuple[Dimension, ...]
    sentences: tuple[Labelled, ...] = ()

    @property
    def texts(self) -> list[Labelled]:
        """Blocks and sentences, as the first step learns from them."""
        blocks = (Labelled(s.view.text, label) for s, label in zip(self.sections, self.labels, strict=True))
        return [*blocks, *self.sentences]


def example(
    doc: str, text: str, labels: Mapping[tuple[int, int], Dimension], sentences: Iterable[Labelled], lexicon: Lexicon
) -> Example:
    """A report with the labels of its blocks by their places; blocks that the outline cuts otherwise are left out."""
    outline = read_outline(text, lexicon)
    bodies = [s for s in outline.sections if s.block.role == Role.BODY and (s.block.start, s.block.end) in labels]
    found = tuple(labels[section.block.start, section.block.end] for section in bodies)
    return Example(doc, tuple(bodies), found, tuple(sentences))


def train(examples: Sequence[Example], trained: Mapping[str, str], seed: int = 13) -> TaggerModel:
    """A tagger learnt from these reports; the same for the same reports and seed.

    Raises:
        MissingExtraError: without scikit-learn.
        TrainingError: if there are fewer reports than folds, or a dimension has no block.
    """
    _check(examples)
    return second_step(first_step(examples), *unseen(examples), trained, seed)


def second_step(
    first: TaggerModel,
    evidence: Sequence[Evidence],
    labels: Sequence[Dimension],
    trained: Mapping[str, str],
    seed: int = 13,
) -> TaggerModel:
    """The tagger of a first step, with how its evidence is weighed learnt from blocks of unseen reports."""
    combination, highest = _learn_combination(evidence, labels, seed)
    review = round(sorted(highest)[int(len(highest) * SHARE_FOR_REVIEW)], _DIGITS)
    return first.model_copy(update={"trained": dict(trained), "combination": combination, "review_below": review})


def _check(examples: Sequence[Example]) -> None:
    if len(examples) < FOLDS:
        reason = f"a tagger needs {FOLDS} annotated reports at least, and there are {len(examples)}"
        raise TrainingError(reason, FOLDS, len(examples))
    missing = set(DIMENSIONS) - {label for each in examples for label in each.labels}
    if missing:
        raise TrainingError(f"no block is labelled {min(missing)}: a tagger has to see every dimension")


def folds(examples: Sequence[Example], count: int = FOLDS) -> Iterator[tuple[list[Example], list[Example]]]:
    """(seen, unseen) reports, each report unseen once; by their names, so that the order given does not matter."""
    ordered = sorted(examples, key=lambda each: each.doc)
    for fold in range(count):
        unseen = ordered[fold::count]
        yield [each for each in ordered if each not in unseen], unseen


def _learn_terms(texts: Sequence[Labelled]) -> tuple[Terms, Triple]:
    """(idf and weights by term, bias) of the first step: learnt on all terms, then again on those that tell most."""
    counted, labels = [plain(text.text) for text in texts], [DIMENSIONS.index(text.label) for text in texts]
    terms, _ = _fitted(counted, labels, None)
    told = sorted(terms, key=lambda term: (min(terms[term][1:]) - max(terms[term][1:]), term))
    return _fitted(counted, labels, sorted(told[:MOST_TERMS]))


def _fitted(counted: Sequence[str], labels: Sequence[int], vocabulary: Sequence[str] | None) -> tuple[Terms, Triple]:
    sklearn = _sklearn()
    vectors = sklearn.TfidfVectorizer(
        analyzer="char",
        ngram_range=(2, 2),
        sublinear_tf=True,
        min_df=2 if vocabulary is None else 1,
        vocabulary=vocabulary,
        lowercase=False,
    )
    model = sklearn.LogisticRegression(C=10, class_weight="balanced", max_iter=5000, tol=1e-3)
    model.fit(vectors.fit_transform(counted), labels)
    weights = model.coef_.T.tolist()
    terms = {
        term: (round(float(vectors.idf_[at]), _DIGITS), *(round(weight, _DIGITS) for weight in weights[at]))
        for term, at in sorted(vectors.vocabulary_.items())
    }
    return terms, _triple(model.intercept_)


def unseen(examples: Sequence[Example]) -> tuple[list[Evidence], list[Dimension]]:
    """What the first step says of each block when it has not seen its report."""
    evidence: list[Evidence] = []
    labels: list[Dimension] = []
    for seen, unseen in folds(examples):
        tagger = TextTagger(first_step(seen))
        for each in unseen:
            evidence += tagger.evidence(each.sections)
            labels += each.labels
    return evidence, labels


_IDENTITY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_NOTHING: Matrix = (NONE, NONE, NONE)
OWN_TEXT_ALONE = Combination(own=_IDENTITY, heading=_NOTHING, before=_NOTHING, after=_NOTHING, bias=NONE)
"""The second step that trusts a block's own text and nothing else."""


def first_step(examples: Sequence[Example]) -> TaggerModel:
    """A tagger that trusts a block's own text alone."""
    terms, bias = _learn_terms([text for each in examples for text in each.texts])
    return TaggerModel(
        format="sanbai-tagger/1",
        trained={},
        dimensions=DIMENSIONS,
        terms=terms,
        bias=bias,
        combination=OWN_TEXT_ALONE,
        review_below=0.5,
    )


def _learn_combination(
    evidence: Sequence[Evidence], labels: Sequence[Dimension], seed: int
) -> tuple[Combination, list[float]]:
    """The second step, and the highest probability that it gives each block."""
    sklearn = _sklearn()
    chance = random.Random(seed)  # noqa: S311 - which headings are left out is no secret
    shown = [e._replace(heading=NONE) if chance.random() < HEADING_DROPOUT else e for e in evidence]
    said = [DIMENSIONS.index(label) for label in labels]
    model = sklearn.LogisticRegression(C=1.0, max_iter=5000, class_weight=_weights(said))
    model.fit([_row(each) for each in shown], said)
    highest = [float(max(row)) for row in model.predict_proba([_row(each) for each in evidence])]
    own, heading, before, after = (_matrix(model.coef_[:, at : at + 3]) for at in (0, 3, 6, 9))
    bias = _triple(model.intercept_)
    return Combination(own=own, heading=heading, before=before, after=after, bias=bias), highest


def _weights(said: Sequence[int]) -> dict[int, float]:
    """Half-way, in logarithms, between counting every block alike and counting every dimension alike.

    The rarer dimensions are found as often as the more frequent one, and the probabilities stay calibrated.
    """
    counts = Counter(said)
    return {dimension: math.sqrt(len(said) / len(counts) / count) for dimension, count in counts.items()}


def _row(evidence: Evidence) -> list[float]:
    return [score for part in evidence for score in part]


def _triple(values: "NDArray[Any]") -> Triple:
    a, b, c = (round(float(value), _DIGITS) for value in values)
    return a, b, c


def _matrix(values: "NDArray[Any]") -> Matrix:
    a, b, c = (_triple(row) for row in values)
    return a, b, c


@dataclass(frozen=True)
class _Sklearn:
    TfidfVectorizer: Any
    LogisticRegression: Any


def _sklearn() -> _Sklearn:
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("training a tagger", "train") from error
    return _Sklearn(TfidfVectorizer, LogisticRegression)
