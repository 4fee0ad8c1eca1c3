"""A spaCy entity model as a finder of departments: `Parser(finders=[SpacyFinder()])`."""

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from threading import Lock

import spacy
from spacy.language import Language

from sanbai_nlp.errors import ModelError
from sanbai_nlp.integrations.mentions import ORGANISATIONS, namelike
from sanbai_nlp.mentions import Found, Layer
from sanbai_nlp.outline import View

RULE = "model:spacy"


class SpacyFinder:
    r"""Proposes departments where a spaCy pipeline sees entities. Thread-safe; pickles as its configuration.

    A span of the rules wins over one of the model; what the model adds has the rule `model:spacy`.

    Args:
        model: the folder of a pipeline, or the name of an installed one (`zh_core_web_sm`); None is the shipped one.
        labels: the entity labels that mean an organ.

    >>> import sanbai_nlp
    >>> from sanbai_nlp.integrations.spacy import SpacyFinder
    >>> parser = sanbai_nlp.Parser(finders=[SpacyFinder()])
    >>> report = parser.parse("一、协同\\n会同云溪市公安局巡查。")
    >>> [department.name for department in report.departments]
    ['云溪市公安局']
    """

    def __init__(self, model: str | PathLike[str] | None = None, labels: Iterable[str] = ORGANISATIONS) -> None:
        self.model, self.labels = model, frozenset(labels)
        self._nlp: Language | None = None
        self._lock = Lock()

    def __reduce__(self) -> tuple[type["SpacyFinder"], tuple[object, ...]]:
        return type(self), (self.model, sorted(self.labels))

    def __repr__(self) -> str:
        return f"SpacyFinder({'' if self.model is None else str(self.model)!r})"

    def __call__(self, view: View) -> Iterator[Found]:
        """The entities of a view.

        Raises:
            ModelError: if the pipeline is missing, broken, recognises no entities, or would load a pickle.
        """
        nlp = self.nlp
        with self._lock:  # a pipeline's vocabulary grows as it reads
            entities = nlp(view.text).ents
        for entity in entities:
            if entity.label_ in self.labels and namelike(entity.text):
                yield Found(entity.start_char, entity.end_char, Layer.DEPARTMENT, RULE)

    @property
    def nlp(self) -> Language:
        """The pipeline, loaded once. Raises what a call raises."""
        with self._lock:
            if self._nlp is None:
                self._nlp = _loaded(model_folder() if self.model is None else self.model)
        return self._nlp


def _loaded(model: str | PathLike[str]) -> Language:
    folder = Path(model)
    pickles = sorted(folder.rglob("*.pkl")) if folder.is_dir() else []
    if pickles:
        raise ModelError(f"{pickles[0]}: is a pickle, which runs code where it is loaded; save the pipeline without it")
    try:
        nlp = spacy.load(model if isinstance(model, str) else Path(model))
    except Exception as error:
        hint = "give the folder that nlp.to_disk wrote, or the name of an installed pipeline"
        raise ModelError(f"{model}: cannot be loaded as a spaCy pipeline; {hint} ({error})") from error
    if not {"ner", "entity_ruler", "span_ruler"}.intersection(nlp.pipe_names):
        raise ModelError(
            f"{model}: the spaCy pipeline has {nlp.pipe_names or 'no component'} and recognises no entities"
        )
    return nlp


def model_folder() -> Path:
    """Where the shipped model lies: inside the wheel's package, in a checkout beside `src`."""
    package = Path(__file__).parents[2]
    shipped = package / "models" / "departments"
    return shipped if shipped.is_dir() else package.parents[1] / "models" / "departments"
