"""What an evaluation says: figures layer by layer, every single error, and what changed since another run."""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from sanbai_nlp.errors import UnreadableFileError
from sanbai_nlp.evaluation.gold import Value


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldScore(_Result):
    """How often a field was right over the matched items that judge it."""

    name: str
    right: int
    total: int

    @property
    def accuracy(self) -> float:
        """The share of right values; a field that nothing judged has no score at all, so `total` is never 0."""
        return self.right / self.total


class LayerScore(_Result):
    """The counts of one layer; a layer that nothing asked for and nothing was found in scores 1."""

    name: str
    tp: int
    fp: int
    fn: int
    fields: tuple[FieldScore, ...] = ()

    @property
    def precision(self) -> float:
        """The share of predictions that are right."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """The share of required gold that was found."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        precision, recall = self.precision, self.recall
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Fault(StrEnum):
    """What is wrong with an item."""

    MISS = "miss"
    EXTRA = "extra"
    WRONG = "wrong"


class Item(_Result):
    """One error with its place: `text` is what stands at `start`..`end`, `before` and `after` are its surroundings.

    A wrong field has its `field`, what was `found` and the `expected` values, the first choice first.
    `identity` is (name, stage, status) for legislative steps, which are compared as a set, and empty otherwise.
    """

    fault: Fault
    layer: str
    doc: str
    start: int
    end: int
    text: str
    before: str
    after: str
    identity: tuple[str, ...] = ()
    field: str | None = None
    expected: tuple[Value, ...] = ()
    found: Value = None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same error in another run; a step is known by what it says, not by where."""
        return (self.fault, self.layer, self.doc, self.identity or (self.start, self.end), self.field)


class Failure(_Result):
    """A report that could not be parsed, and why."""

    doc: str
    reason: str


class Evaluation(_Result):
    """Predicted against gold: the scores of every layer, and every item that was not right."""

    docs: tuple[str, ...]
    failures: tuple[Failure, ...]
    layers: tuple[LayerScore, ...]
    items: tuple[Item, ...]

    @property
    def failed(self) -> frozenset[str]:
        """The docs that could not be parsed."""
        return frozenset(failure.doc for failure in self.failures)

    def layer(self, name: str) -> LayerScore:
        """The score of the layer of that name.

        Raises:
            KeyError: where nothing of that layer was judged.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)

    def to_json(self) -> str:
        """The run as JSON, to be kept and compared against later."""
        return self.model_dump_json(indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A run that `to_json` wrote.

        Raises:
            pydantic.ValidationError: where the text is none.
        """
        return cls.model_validate_json(text)

    def save(self, path: str | Path) -> None:
        """Write the run to a file."""
        Path(path).write_text(self.to_json() + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a run that `save` wrote.

        Raises:
            UnreadableFileError: where the file cannot be read or holds no saved run.
        """
        try:
            return cls.from_json(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise UnreadableFileError(path, error.strerror or str(error)) from error
        except (UnicodeDecodeError, ValidationError) as error:
            raise UnreadableFileError(path, "is not a saved evaluation") from error


class LayerChange(_Result):
    """A layer's score in two runs; None where that run judged nothing of it."""

    name: str
    old: LayerScore | None
    new: LayerScore | None


class Comparison(_Result):
    """What changed from an old run to a new one, over the reports that both judged.

    `gains` are errors of the old run that are gone, `losses` errors that are new. Docs that only one of the runs
    judged (`added`, `dropped`) or could parse (`repaired`, `broken`) have their items in neither list; the scores in
    `layers` are of the whole runs.
    """

    layers: tuple[LayerChange, ...]
    gains: tuple[Item, ...]
    losses: tuple[Item, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    repaired: tuple[str, ...]
    broken: tuple[str, ...]


def compare(old: Evaluation, new: Evaluation) -> Comparison:
    """The gains and losses of `new` against `old`, item by item."""
    shared = set(old.docs) & set(new.docs)
    failed_before, fail_now = old.failed & shared, new.failed & shared
    alike = shared - (failed_before ^ fail_now)
    return Comparison(
        layers=_layer_changes(old, new),
        gains=_items_only_in(old, new, alike),
        losses=_items_only_in(new, old, alike),
        added=tuple(doc for doc in new.docs if doc not in shared),
        dropped=tuple(doc for doc in old.docs if doc not in shared),
        repaired=tuple(doc for doc in new.docs if doc in failed_before - fail_now),
        broken=tuple(doc for doc in new.docs if doc in fail_now - failed_before),
    )


def _layer_changes(old: Evaluation, new: Evaluation) -> tuple[LayerChange, ...]:
    before = {layer.name: layer for layer in old.layers}
    after = {layer.name: layer for layer in new.layers}
    return tuple(LayerChange(name=name, old=before.get(name), new=after.get(name)) for name in after | before)


def _items_only_in(one: Evaluation, other: Evaluation, docs: set[str]) -> tuple[Item, ...]:
    known = {item.key for item in other.items}
    return tuple(item for item in one.items if item.doc in docs and item.key not in known)
