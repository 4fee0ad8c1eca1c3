"""The fields of each layer, as an annotation tool can show them: a choice, several, or words to write."""

import json
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from types import NoneType
from typing import get_args, get_origin

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from sanbai_nlp.evaluation.gold import LAYER_KINDS
from sanbai_nlp.integrations.rows import PLACE, RecordError

Shown = tuple[str, ...]
"""A field's value as a tool shows it; empty where there is none, or the one that goes without saying."""


class Form(StrEnum):
    """How a field is filled in."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    TEXTS = "texts"
    JSON = "json"


@dataclass(frozen=True)
class Field:
    """One field of a layer; `values` are what can be chosen, `default` what a blank means."""

    name: str
    form: Form
    values: Shown
    required: bool
    default: JsonValue

    def shown(self, value: JsonValue) -> Shown:
        """A value as the tool shows it."""
        if value is None or value == self.default or value in ("", [], {}):
            return ()
        if isinstance(value, bool):
            return ("true" if value else "false",)
        if self.form is Form.JSON:
            return (json.dumps(value, ensure_ascii=False),)
        values = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        return tuple(each for each in values if each.strip())

    def value(self, shown: Shown) -> JsonValue:
        """The value of what an annotator filled in; not yet checked against the vocabulary.

        Raises:
            RecordError: where there is more than one value, or no JSON in a field that holds numbers or lists.
        """
        if self.form in (Form.CHOICES, Form.TEXTS):
            return list(shown)
        if len(shown) != 1:
            raise RecordError(f"{self.name} has {len(shown)} values, and takes one")
        if self.form is Form.TEXT:
            return shown[0]
        if self.form is Form.CHOICE:
            return shown[0] == "true" if self.values == ("true", "false") else shown[0]
        try:
            parsed: JsonValue = json.loads(shown[0])
        except json.JSONDecodeError:
            raise RecordError(f"{self.name} takes a number or JSON, and has {shown[0]!r}") from None
        return parsed


@lru_cache(maxsize=64)
def fields_of(layer: str) -> tuple[Field, ...]:
    """The fields of a layer, in the order of the guideline."""
    infos = LAYER_KINDS[layer].model_fields
    own = [name for name in infos if name not in PLACE and name not in ("optional", "either")]
    return tuple(_field(name, infos[name]) for name in [*own, "optional", "either"])


def _field(name: str, info: FieldInfo) -> Field:
    form, values = _form(info.annotation)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    plain: JsonValue = list(default) if isinstance(default, tuple) else default
    return Field(name, form, values, info.is_required(), plain)


def _form(annotation: object) -> tuple[Form, Shown]:
    kinds = [kind for kind in get_args(annotation) or (annotation,) if kind is not NoneType]
    if get_origin(annotation) is tuple and kinds[-1] is Ellipsis:
        inner, values = _form(kinds[0])
        return (Form.CHOICES if inner is Form.CHOICE else Form.TEXTS), values
    if len(kinds) == 1 and isinstance(kinds[0], type):
        if issubclass(kinds[0], Enum):
            return Form.CHOICE, tuple(str(member.value) for member in kinds[0])
        if kinds[0] is bool:
            return Form.CHOICE, ("true", "false")
        if kinds[0] is str:
            return Form.TEXT, ()
    return Form.JSON, ()


_KEY_FIELDS = {
    "block": ("role", "label"),
    "sentence": ("label",),
    "node": ("style",),
    "time": ("kind",),
    "department": ("kind",),
    "legislation": ("kind",),
    "legislative_step": ("stage", "status"),
    "achievement": ("basis", "kind"),
    "commitment": ("kind",),
}


def key_fields(layer: str) -> tuple[Field, ...]:
    """The fields that make a label where a tool has labels and nothing else."""
    return tuple(field for name in _KEY_FIELDS.get(layer, ()) for field in fields_of(layer) if field.name == name)


def label_of(layer: str, annotation: dict[str, JsonValue]) -> str:
    """A layer and its key fields as one label: `block/body/廉洁`, `time/period`, `quantity`."""
    shown = [field.shown(annotation.get(field.name)) for field in key_fields(layer)]
    return "/".join([layer, *(value for values in shown for value in values)])


def read_label(label: str) -> tuple[str, dict[str, Shown]]:
    """The layer of such a label, and its key fields as shown.

    Raises:
        RecordError: where the label is none of ours.
    """
    layer, *values = label.split("/", 1)
    if layer not in LAYER_KINDS:
        raise RecordError(f"the label {label!r} is of none of the layers {', '.join(LAYER_KINDS)}")
    names = [field.name for field in key_fields(layer)]
    parts = values[0].split("/", len(names) - 1) if values and names else values
    if len(parts) > len(names):
        raise RecordError(f"the label {label!r} says more than its layer has: {layer} is all")
    return layer, {name: (parts[at],) if at < len(parts) else () for at, name in enumerate(names)}


def all_labels() -> list[str]:
    """Every such label of the closed vocabularies; of an achievement its basis, since kinds are open."""
    labels: list[str] = []
    for layer in LAYER_KINDS:
        rows = [layer]
        for field in key_fields(layer):
            if field.values:
                rows = [f"{row}/{value}" for row in rows for value in field.values]
        labels += rows
    bodies = [label for label in labels if label.startswith("block/body/")]
    roles = [f"block/{value}" for value in key_fields("block")[0].values]
    return [*roles, *bodies, *(label for label in labels if not label.startswith("block/"))]
