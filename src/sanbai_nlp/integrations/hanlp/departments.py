"""A HanLP model as a finder of departments: `Parser(finders=[HanlpFinder("模型")])`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from threading import Lock

from sanbai_nlp.errors import ModelError
from sanbai_nlp.integrations.hanlp.loading import load
from sanbai_nlp.integrations.mentions import ORGANISATIONS, namelike, pieces
from sanbai_nlp.mentions import Found, Layer
from sanbai_nlp.outline import View

RULE = "model:hanlp"
LONGEST = 120
"""Characters of a sentence that a recogniser gets at once."""

Component = Callable[[list[list[str]]], object]


class HanlpFinder:
    """Proposes departments where a HanLP recogniser sees organisations. Thread-safe; pickles as its configuration.

    A span of the rules wins over one of the model; what the model adds has the rule `model:hanlp`.

    Args:
        model: a folder, or whatever `hanlp.load` takes: a name of `hanlp.pretrained.ner` or `mtl`, or a URL.
        labels: the entity labels that mean an organ.
        trusted: load a folder whose configuration names classes outside of HanLP, which runs their code.
    """

    def __init__(
        self, model: str | PathLike[str], labels: Iterable[str] = ORGANISATIONS, *, trusted: bool = False
    ) -> None:
        self.model, self.labels, self.trusted = str(model), frozenset(labels), trusted
        self._component: Component | None = None
        self._loading = Lock()

    def __reduce__(self) -> tuple[Callable[..., "HanlpFinder"], tuple[object, ...]]:
        return _made, (self.model, sorted(self.labels), self.trusted)

    def __repr__(self) -> str:
        return f"HanlpFinder({self.model!r})"

    def __call__(self, view: View) -> Iterator[Found]:
        """The entities of a view.

        Raises:
            MissingExtraError: without HanLP.
            ModelError: if the model is missing, broken, untrusted, cannot be downloaded, or gives something else.
        """
        cuts = list(pieces(view.text, LONGEST))
        if not cuts:
            return
        sentences = [list(view.text[start:end]) for start, end in cuts]
        with self._loading:
            if self._component is None:
                self._component = load(self.model, trusted=self.trusted)
            found = self._component(sentences)  # HanLP keeps its batches on the model: one thread at a time
        for (start, _), row in zip(cuts, rows(found, len(cuts)), strict=True):
            for label, first, last in row:
                if label in self.labels and namelike(view.text[start + first : start + last]):
                    yield Found(start + first, start + last, Layer.DEPARTMENT, RULE)


def _made(model: str, labels: Sequence[str], trusted: bool) -> HanlpFinder:
    return HanlpFinder(model, labels, trusted=trusted)


def rows(found: object, count: int) -> list[list[tuple[str, int, int]]]:
    """What a component gave, sentence by sentence: label, first character, end; in the order of the text.

    A recogniser gives tuples (text, label, begin, end) grouped by label; a model of many tasks gives a mapping with
    them under `ner…`. Both count the tokens that they were given, which are characters here.

    Raises:
        ModelError: if it is neither.
    """
    if isinstance(found, Mapping):
        tasks = [key for key in found if isinstance(key, str) and key.startswith("ner")]
        found = found[tasks[0]] if tasks else None
    if not isinstance(found, list) or len(found) != count:
        raise ModelError("the HanLP model gives no entities: a recogniser of `hanlp.pretrained.ner` or `mtl` is needed")
    try:
        return [
            sorted(((str(label), int(b), int(e)) for _, label, b, e in row), key=lambda one: one[1:]) for row in found
        ]
    except (TypeError, ValueError) as error:
        raise ModelError(f"the HanLP model gives something else than entities ({error})") from error
