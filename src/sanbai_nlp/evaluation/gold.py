"""Gold rows: what a careful reader says a report holds, as typed objects (guideline, all sections).

A gold file is JSON Lines, a report a line. Every annotation has `layer`, `start`, `end`, `text` and its layer's
fields; `optional` ones count neither way, `either` lists further right values field by field. A field that may be
None may also be left out. What a file holds beyond the fields below is read over.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails, to_json

from sanbai_nlp.errors import GoldError, UnreadableFileError
from sanbai_nlp.schema import (
    Basis,
    CommitmentKind,
    DepartmentKind,
    Dimension,
    DocumentKind,
    Level,
    Modifier,
    Role,
    Stage,
    Status,
    Style,
    TimeKind,
)

Value = str | int | float | bool | None
"""What a single field of an annotation or of a parsed object may hold."""

Number = int | float


class _Gold(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class GoldSpan(_Gold):
    """What every annotation has: its place, whether it is optional, and further right values of its fields."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str = Field(min_length=1)
    optional: bool = False
    either: dict[str, tuple[Value, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _alternatives_fit(self) -> Self:
        """A misspelt alternative would never match and never be noticed."""
        for name, values in self.either.items():
            for value in values:
                if name in type(self).model_fields and not _fits(type(self), name, value):
                    raise ValueError(f"either.{name} has {value!r}, which the field does not allow")
        return self


def _fits(kind: type[GoldSpan], name: str, value: Value) -> bool:
    try:
        _field_type(kind, name).validate_json(to_json(value), strict=True)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _field_type(kind: type[GoldSpan], name: str) -> TypeAdapter[object]:
    annotation = kind.model_fields[name].annotation
    assert annotation is not None  # pydantic has no field without one
    adapter: TypeAdapter[object] = TypeAdapter(annotation)
    return adapter


class GoldBlock(GoldSpan):
    """A paragraph with its role; body blocks have a label, `alt` lists further acceptable ones."""

    layer: Literal["block"]
    role: Role
    label: Dimension | None = None
    alt: tuple[Dimension, ...] = ()


class GoldSentence(GoldSpan):
    """A sentence of a block that mixes dimensions, with the one that it speaks to; kept in corpora, not scored."""

    layer: Literal["sentence"]
    label: Dimension | None = None


class GoldNode(GoldSpan):
    """A heading of the outline."""

    layer: Literal["node"]
    marker: str | None = None
    style: Style
    number: int | None = None
    level: int
    title: str | None = None


class GoldQuantity(GoldSpan):
    """A number with its measure word and the bounds that its writing implies."""

    layer: Literal["quantity"]
    low: Number | None = None
    high: Number | None = None
    value: Number | None = None
    masked: bool
    modifier: Modifier
    unit: str


class GoldTime(GoldSpan):
    """A time expression."""

    layer: Literal["time"]
    year: int | None = None
    month: int | None = None
    day: int | None = None
    masked: bool
    kind: TimeKind


class GoldDepartment(GoldSpan):
    """One mention of an organ, with the organ's canonical name."""

    layer: Literal["department"]
    canonical: str
    level: Level | None = None
    kind: DepartmentKind
    members: tuple[str, ...] = ()


class GoldLegislation(GoldSpan):
    """One mention of a regulation, law, rule or titled document."""

    layer: Literal["legislation"]
    name: str
    draft: bool
    kind: DocumentKind


class GoldStep(GoldSpan):
    """One step of the regulation called `name`; `time` is a surface."""

    layer: Literal["legislative_step"]
    name: str
    stage: Stage
    status: Status
    time: str | None = None


class GoldAchievement(GoldSpan):
    """A statement of work done; `quantity` and `base` are surfaces, `q` is the quantity's place where it is given."""

    layer: Literal["achievement"]
    kind: str
    basis: Basis
    action: str | None = None
    object: str | None = None
    quantity: str | None = None
    base: str | None = None
    q: tuple[int, int] | None = None


class GoldCommitment(GoldSpan):
    """What the reporter says will be done; `due` is a surface."""

    layer: Literal["commitment"]
    kind: CommitmentKind
    due: str | None = None


class GoldShortcoming(GoldSpan):
    """What the reporter admits is lacking."""

    layer: Literal["shortcoming"]


Annotation = Annotated[
    GoldBlock
    | GoldSentence
    | GoldNode
    | GoldQuantity
    | GoldTime
    | GoldDepartment
    | GoldLegislation
    | GoldStep
    | GoldAchievement
    | GoldCommitment
    | GoldShortcoming,
    Field(discriminator="layer"),
]
"""An annotation of any layer, told apart by `layer`."""

LAYER_KINDS: dict[str, type[GoldSpan]] = {
    get_args(kind.model_fields["layer"].annotation)[0]: kind for kind in get_args(get_args(Annotation)[0])
}
"""The layers by name, in the order of the guideline."""

Kind = TypeVar("Kind", bound=GoldSpan)


class GoldReport(_Gold):
    """A report with everything that a parse of it should find.

    `layers` are those that were annotated; only these are judged (None: all of them). `meta` is what the corpus says
    of the report: its house, level, genre.

    Raises:
        pydantic.ValidationError: where an annotation's `text` is not what stands at its offsets.
    """

    doc: str
    text: str
    meta: dict[str, str] = Field(default_factory=dict)
    layers: tuple[str, ...] | None = None
    annotations: tuple[Annotation, ...]

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The annotations of one layer, in the order of the file."""
        return [item for item in self.annotations if isinstance(item, kind)]

    @model_validator(mode="after")
    def _layers_are_known(self) -> Self:
        """A layer that is misspelt, or annotated though it is not named, would be left out of the score in silence."""
        known = set(LAYER_KINDS)
        named = known if self.layers is None else set(self.layers)
        if unknown := sorted(named - known):
            raise ValueError(f"layers has {unknown[0]!r}, which is none of {sorted(known)}")
        for number, item in enumerate(self.annotations):
            if item.layer not in named:
                raise ValueError(f"annotations[{number}] is of the layer {item.layer!r}, which `layers` does not name")
        return self

    @model_validator(mode="after")
    def _surfaces_hold(self) -> Self:
        for number, item in enumerate(self.annotations):
            found = self.text[item.start : item.end]
            if found != item.text:
                raise ValueError(
                    f"annotations[{number}] ({item.layer}) says [{item.start}, {item.end}) is {item.text!r}, "
                    f"but the text has {found!r}"
                )
        return self

    @model_validator(mode="after")
    def _quantities_are_inside(self) -> Self:
        for number, item in enumerate(self.annotations):
            if isinstance(item, GoldAchievement) and item.q is not None:
                start, end = item.q
                if not 0 <= start < end <= len(self.text):
                    raise ValueError(f"annotations[{number}] ({item.layer}) has a q that is no place in the text")
        return self

    @model_validator(mode="after")
    def _blocks_are_unique(self) -> Self:
        seen: set[tuple[int, int]] = set()
        for block in self.of(GoldBlock):
            if (block.start, block.end) in seen:
                raise ValueError(f"two blocks stand at [{block.start}, {block.end})")
            seen.add((block.start, block.end))
        return self


def load_gold(path: str | Path) -> list[GoldReport]:
    """The gold reports of a JSON Lines file, in its order; blank lines are passed over.

    Raises:
        UnreadableFileError: where the file cannot be opened or is not UTF-8.
        GoldError: with file, line and reason, where a line does not follow the format or repeats a `doc`.
    """
    reports: dict[str, GoldReport] = {}
    for number, line in gold_lines(path):
        report = gold_row(path, number, line)
        if report.doc in reports:
            raise GoldError(path, number, f"the doc {report.doc!r} stands in an earlier line already")
        reports[report.doc] = report
    return list(reports.values())


def gold_lines(path: str | Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, each with its number.

    Raises:
        UnreadableFileError: where the file cannot be opened or is not UTF-8.
    """
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(path, f"is not UTF-8: {error.reason} at byte {error.start}") from error


def gold_row(path: str | Path, number: int | None, line: str) -> GoldReport:
    """The report of one line.

    Raises:
        GoldError: with file, line and reason, where the line does not follow the format.
    """
    try:
        return GoldReport.model_validate_json(line)
    except ValidationError as error:
        raise GoldError(path, number, _reason(error)) from error


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong, with its place in the row, and how much more there is."""
    details = error.errors(include_url=False)
    first = _sentence(details[0])
    return first if len(details) == 1 else f"{first} (and {len(details) - 1} more)"


def _sentence(detail: ErrorDetails) -> str:
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "json_invalid":
        return f"not JSON: {message.removeprefix('Invalid JSON: ')}"
    given = detail["input"]
    shown = f" (found {given!r})" if isinstance(given, str | int | float | bool) else ""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
    return f"{place}: {message}{shown}" if place else message
