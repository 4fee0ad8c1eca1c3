"""Which dimension each body block speaks to, how sure that is, and where a person should look."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from sanbai_nlp.outline import Section, View
from sanbai_nlp.schema import Dimension, Role
from sanbai_nlp.tagging.features import plain, terms
from sanbai_nlp.tagging.model import DIMENSIONS, Matrix, TaggerModel, Triple, load_model
from sanbai_nlp.tagging.tags import Tag

_BODY: Final = Role.BODY
_FIRST: Final = DIMENSIONS[0]
_SECOND: Final = DIMENSIONS[1]
_THIRD: Final = DIMENSIONS[2]
NONE: Triple = (0.0, 0.0, 0.0)
_MIXED_BELOW = 0.95
# Larger than any character's code, so that no two pairs make one number; not round, so that a dict spreads them.
_STEP: Final = 2_097_593
_Row = tuple[float, float, float, float]


class Evidence(NamedTuple):
    """Logits of a block's own text, of its headings, and of the body blocks before and behind it."""

    own: Triple
    heading: Triple
    before: Triple
    after: Triple


class TextTagger:
    """Tags by a `TaggerModel`. Thread-safe; pickles with its model."""

    def __init__(self, model: TaggerModel) -> None:
        self.model = model
        self._bias = model.bias
        self._review_below = model.review_below
        parts = model.combination
        self._matrices = (parts.own, parts.heading, parts.before, parts.after)
        self._bias_of_all = parts.bias
        # By a term's two characters as one number (most pairs of a text are no terms, and need no string): what it adds
        # where it stands once, to the square of the norm and to each dimension.
        self._known: dict[object, _Row] = {
            ord(term[0]) * _STEP + ord(term[1]): (idf * idf, idf * a, idf * b, idf * c)
            for term, (idf, a, b, c) in model.terms.items()
        }

    def __reduce__(self) -> tuple[type["TextTagger"], tuple[TaggerModel]]:
        return (type(self), (self.model,))

    @classmethod
    def load(cls, path: str | Path) -> "TextTagger":
        """The tagger of a model file. Raises `ModelError` as `load_model` does."""
        return cls(load_model(path))

    def tag(self, sections: Sequence[Section]) -> list[Tag | None]:
        """A tag for each body block, None for the others."""
        tags: list[Tag | None] = [None] * len(sections)
        bodies = [section for section in sections if section.block.role is _BODY]
        for section, evidence in zip(bodies, self.evidence(bodies), strict=True):
            tags[section.index] = self._tag(section.view, evidence)
        return tags

    def evidence(self, bodies: Sequence[Section]) -> list[Evidence]:
        """What speaks for each dimension in each of a report's body blocks."""
        own = [self.score(section.view.text) for section in bodies]
        paths = {path: self.score("，".join(path)) if any(path) else NONE for path in {s.path for s in bodies}}
        around = [NONE, *own, NONE]
        return [Evidence(own[at], paths[section.path], around[at], around[at + 2]) for at, section in enumerate(bodies)]

    def score(self, folded: str) -> Triple:
        """The logits of a text by its terms alone."""
        known, bias, text = self._known, self._bias, plain(folded)
        counts: dict[object, int] = {}
        square = first = second = third = 0.0
        before = 0
        for at in range(len(text)):
            here = ord(text[at])
            pair: object = before * _STEP + here
            before = here
            row = known.get(pair)
            if row is None:
                continue
            different = len(counts)
            counts.setdefault(pair, 1)
            if len(counts) == different:
                counts[pair] += 1
                continue
            norm, a, b, c = row
            square += norm
            first += a
            second += b
            third += c
        if not counts:
            return bias
        for pair, count in counts.items():
            if count > 1:
                more = math.log(count)
                norm, a, b, c = known[pair]
                square += norm * (2 + more) * more
                first += a * more
                second += b * more
                third += c * more
        norm = math.sqrt(square)
        return first / norm + bias[0], second / norm + bias[1], third / norm + bias[2]

    def probabilities(self, evidence: Evidence) -> Triple:
        """The evidence weighed together; sums to one."""
        return softmax(self._logits(evidence))

    def _logits(self, evidence: Evidence) -> Triple:
        own, heading, before, after = self._matrices
        logits = _plus(self._bias_of_all, own, evidence.own)
        logits = _plus(logits, heading, evidence.heading)
        logits = _plus(logits, before, evidence.before)
        return _plus(logits, after, evidence.after)

    def _tag(self, view: View, evidence: Evidence) -> Tag:
        a, b, c = self.probabilities(evidence)
        label, highest = _highest(a, b, c)
        shares = self._shares(view, evidence) if highest < _MIXED_BELOW and len(view.sentences) > 1 else None
        scores = {_FIRST: a, _SECOND: b, _THIRD: c}
        return Tag(label, scores, highest < self._review_below, shares)

    def _shares(self, view: View, evidence: Evidence) -> dict[Dimension, float] | None:
        """How much of the block is in sentences of each dimension, a sentence weighed with its block's surroundings."""
        alone = Evidence(NONE, evidence.heading, evidence.before, evidence.after)
        around, matrix = self._logits(alone), self._matrices[0]
        lengths = dict.fromkeys(DIMENSIONS, 0)
        for sentence in view.sentences:
            a, b, c = _plus(around, matrix, self.score(view.text[sentence.start : sentence.end]))
            lengths[_highest(a, b, c)[0]] += sentence.end - sentence.start
        total = sum(lengths.values())
        if total in lengths.values():
            return None
        return {dimension: length / total for dimension, length in lengths.items()}


def _highest(a: float, b: float, c: float) -> tuple[Dimension, float]:
    """The dimension of the highest figure, the first of equal ones, and that figure."""
    if a >= b and a >= c:
        return _FIRST, a
    return (_SECOND, b) if b >= c else (_THIRD, c)


def _plus(logits: Triple, matrix: Matrix, scores: Triple) -> Triple:
    """Logits, and what evidence of one sort adds to them."""
    first, second, third = matrix
    a, b, c = scores
    return (
        logits[0] + (first[0] * a + first[1] * b + first[2] * c),
        logits[1] + (second[0] * a + second[1] * b + second[2] * c),
        logits[2] + (third[0] * a + third[1] * b + third[2] * c),
    )


def softmax(logits: Triple) -> Triple:
    """Probabilities of logits."""
    first, second, third = logits
    highest = max(first, second, third)
    a, b, c = math.exp(first - highest), math.exp(second - highest), math.exp(third - highest)
    total = a + b + c
    return a / total, b / total, c / total


def model_path() -> Path:
    """Where the shipped model lies: inside the wheel's package, in a checkout beside `src`."""
    package = Path(__file__).parent.parent
    shipped = package / "models" / "tagger" / "model.json"
    return shipped if shipped.is_file() else package.parent.parent / "models" / "tagger" / "model.json"


@lru_cache(maxsize=1)
def default_tagger() -> TextTagger:
    """The shipped tagger, loaded once a process, at its first use."""
    return TextTagger.load(model_path())


def reasons(tagger: TextTagger, view: View, evidence: Evidence, most: int = 6) -> list[tuple[int, int, float]]:
    """The stretches of a block (view positions) that speak most for its label, with what each adds to its lead.

    The lead is the log-odds of the label over the dimension that comes second; a term's part of it is spread over its
    characters, and characters in a row that all add make a stretch.
    """
    worth = _worth_by_place(tagger, view.text, _lead(tagger, evidence, tagger.model.combination.own))
    return sorted(_stretches(worth), key=lambda stretch: -stretch[2])[:most]


def lead_of_heading(tagger: TextTagger, evidence: Evidence) -> float:
    """What the headings add to the label's lead."""
    lead = _lead(tagger, evidence, tagger.model.combination.heading)
    return sum(share * score for share, score in zip(lead, evidence.heading, strict=True))


def _lead(tagger: TextTagger, evidence: Evidence, part: Matrix) -> Triple:
    """What each dimension's evidence, of one part, counts for the label against the dimension that comes second."""
    found = tagger.probabilities(evidence)
    first, second, _ = sorted(range(len(DIMENSIONS)), key=lambda at: -found[at])
    a, b, c = (part[first][at] - part[second][at] for at in range(3))
    return a, b, c


def _worth_by_place(tagger: TextTagger, text: str, lead: Triple) -> list[float]:
    counts = terms(plain(text))
    known = tagger.model.terms
    values = {t: known[t][0] * (1 + math.log(n)) for t, n in counts.items() if t in known}
    norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
    worth = [0.0] * len(text)
    places = [at for at, c in enumerate(text) if not c.isspace()]
    for at, follows in pairwise([*places, len(text)]):
        term = text[at : at + 1] + text[follows : follows + 1]
        if term in values:
            part = values[term] * sum(w * a for w, a in zip(lead, known[term][1:], strict=True)) / norm
            worth[at] += part / counts[term] / 2
            worth[follows] += part / counts[term] / 2
    return worth


def _stretches(worth: Sequence[float]) -> Iterable[tuple[int, int, float]]:
    start: int | None = None
    for at, value in enumerate([*worth, 0.0]):
        if value > 0 and start is None:
            start = at
        elif value <= 0 and start is not None:
            yield start, at, sum(worth[start:at])
            start = None
