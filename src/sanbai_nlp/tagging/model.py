"""The model file: JSON that a person can read, checked when it is loaded. No code stands in it."""

import json
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sanbai_nlp.errors import ModelError
from sanbai_nlp.schema import Dimension

FORMAT = "sanbai-tagger/1"
DIMENSIONS = tuple(Dimension)
"""The order of all triples in a model."""

LARGEST_FILE = 20_000_000
"""Bytes; no tagger that this library trains comes near it."""

Finite = Annotated[float, Field(allow_inf_nan=False)]
Triple = tuple[Finite, Finite, Finite]
Matrix = tuple[Triple, Triple, Triple]
"""A row for each dimension that is decided, a column for each that gives evidence."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Combination(_Part):
    """How the evidence of a block's text, its headings and its neighbours decides together: a multinomial regression."""

    own: Matrix
    heading: Matrix
    before: Matrix
    after: Matrix
    bias: Triple


class TaggerModel(_Part):
    """A tagger as data.

    `terms` maps pairs of characters to (idf, weight for each dimension); a text's evidence is the
    sum of the weights of its terms, each times (1 + ln of its count) · idf, divided by the Euclidean norm of these
    (tf-idf with sublinear counts and cosine normalisation, as in scikit-learn's TfidfVectorizer), plus `bias`.
    A block whose highest probability is under `review_below` is for a person to look at.
    """

    format: Literal["sanbai-tagger/1"]
    trained: dict[str, str] = Field(description="what it was trained on, by which command, when")
    dimensions: tuple[Dimension, ...]
    terms: dict[str, tuple[Finite, Finite, Finite, Finite]]
    bias: Triple
    combination: Combination
    review_below: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.dimensions != DIMENSIONS:
            raise ValueError(f"dimensions must be {[str(d) for d in DIMENSIONS]}, in this order")
        for term, (idf, *_) in self.terms.items():
            if len(term) != 2:
                raise ValueError(f"the term {term!r} is no pair of characters")
            if idf <= 0:
                raise ValueError(f"the term {term!r} has an idf of {idf}, which must be above 0")
        return self


def load_model(path: str | Path) -> TaggerModel:
    """The model of a file.

    Raises:
        ModelError: if the file is missing, too large, no JSON, or no tagger of this format; with what to do.
    """
    try:
        if Path(path).stat().st_size > LARGEST_FILE:
            raise ModelError(f"{path}: larger than {LARGEST_FILE:,} bytes, which no tagger of this library is")
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read: {error}; `sanbai train` writes a model") from error
    return read_model(text, str(path))


def read_model(text: str, name: str) -> TaggerModel:
    """The model of a file's text; `name` is what an error calls it.

    Raises:
        ModelError: as `load_model`.
    """
    try:
        return TaggerModel.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ModelError(
            f"{name}: no tagger of the format {FORMAT}: {place}: {first['msg']}; `sanbai train` writes one"
        ) from error


def written(model: TaggerModel) -> str:
    """The text of a model's file: a line for each term, so that two models can be compared line by line."""
    data = model.model_dump(mode="json")
    terms = ",\n".join(f"{_json(term)}: {_json(weights)}" for term, weights in sorted(data.pop("terms").items()))
    rest = ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in data.items())
    return f'{{{rest},\n"terms": {{\n{terms}\n}}}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
