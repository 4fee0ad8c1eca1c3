"""A report on a `Doc`: span groups, and the attributes by which spans give back their typed objects.

The report lies in `doc.user_data` once; a span finds its object by its id (`sanbai/quantities/3/0`). spaCy would key
a value of a span's own by its tokens alone, and two objects on the same tokens would overwrite each other.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, cast

from spacy.tokens import Doc, Span, SpanGroup

from sanbai_nlp import schema
from sanbai_nlp.schema import Report

Item = (
    schema.Block
    | schema.Heading
    | schema.Quantity
    | schema.Time
    | schema.Department
    | schema.Document
    | schema.Step
    | schema.Achievement
    | schema.Commitment
    | schema.Shortcoming
)
"""What a span carries."""

_SPAN_ID = re.compile(r"(?P<prefix>.+)/(?P<layer>[a-z]+)/(?P<n>\d+)/(?P<m>\d+)", re.S)


class Placed(NamedTuple):
    """A typed object at one of its places. `name` is a canonical name, empty where the object has none."""

    item: Item
    place: schema.Span
    label: str
    name: str = ""


Holder = schema.Span | schema.Department | schema.Document
"""What a report lists: an object with a place, or one with places of its own."""


class Layer(NamedTuple):
    """One span group: what a report lists for it, where each of that stands, and what a span at such a place says."""

    listed: Callable[[Report], Sequence[Holder]]
    places: Callable[[Holder], Sequence[schema.Span]]
    placed: Callable[[Holder, schema.Span], Placed]

    def all(self, report: Report) -> Iterator[tuple[str, Placed]]:
        """Everything of the layer, each with what its span's id ends in: two indices."""
        for n, holder in enumerate(self.listed(report)):
            for m, place in enumerate(self.places(holder)):
                yield f"{n}/{m}", self.placed(holder, place)

    def at(self, report: Report, n: int, m: int) -> Placed:
        """What those two indices stand for."""
        holder = self.listed(report)[n]
        return self.placed(holder, self.places(holder)[m])


def _flat(listed: Callable[[Report], Sequence[Holder]], label: Callable[[Any], str]) -> Layer:
    """A layer whose objects stand where they say."""
    return Layer(
        listed, lambda one: (cast("schema.Span", one),), lambda one, at: Placed(cast("Item", one), at, label(one))
    )


def _mentions(one: Holder) -> Sequence[schema.Span]:
    return cast("schema.Department | schema.Document", one).mentions


def _named(one: Holder, at: schema.Span) -> Placed:
    named = cast("schema.Department | schema.Document", one)
    return Placed(named, at, named.kind.value, named.name)


def _step(one: Holder, at: schema.Span) -> Placed:
    step = cast("schema.Step", at)
    return Placed(step, step, step.stage.value, cast("schema.Document", one).name)


LAYERS: dict[str, Layer] = {
    # a block is labelled with its dimension, or with its role where a tagger has none for it
    "blocks": _flat(lambda report: report.blocks, lambda block: (block.label or block.role).value),
    "headings": _flat(lambda report: report.headings, lambda heading: heading.style.value),
    "quantities": _flat(lambda report: report.quantities, lambda _: "quantity"),
    "times": _flat(lambda report: report.times, lambda time: time.kind.value),
    "departments": Layer(lambda report: report.departments, _mentions, _named),
    "documents": Layer(lambda report: report.documents, _mentions, _named),
    "steps": Layer(lambda report: report.documents, lambda one: cast("schema.Document", one).steps, _step),
    "achievements": _flat(lambda report: report.achievements, lambda achievement: achievement.kind),
    "commitments": _flat(lambda report: report.commitments, lambda commitment: commitment.kind.value),
    "shortcomings": _flat(lambda report: report.shortcomings, lambda _: "shortcoming"),
}
"""The span groups, by name."""


@dataclass(frozen=True)
class Names:
    """What a component calls what it sets: `doc._.report`, `span._.sanbai`, `doc.spans["sanbai/quantities"]`."""

    report: str = "report"
    item: str = "sanbai"
    spans: str = "sanbai"

    @property
    def place(self) -> str:
        """The attribute of a span's exact place, `span._.sanbai_place`."""
        return f"{self.item}_place"

    def group(self, layer: str) -> str:
        """The key of a layer's span group."""
        return f"{self.spans}/{layer}"


def set_report(doc: Doc, report: Report | None, names: Names) -> None:
    """Put a report, whose text is the document's, and its spans on a document; None leaves every group empty."""
    doc.user_data[_key(names.spans)] = report
    for name, layer in LAYERS.items():
        key = names.group(name)
        spans = [] if report is None else [_span(doc, each, f"{key}/{at}") for at, each in layer.all(report)]
        doc.spans[key] = SpanGroup(doc, name=key, spans=spans)


def realign(doc: Doc, names: Names | None = None) -> None:
    """Place the spans anew after a retokenisation, which spaCy does to its entities but not to span groups."""
    names = names or Names()
    set_report(doc, report_of(doc, names.spans), names)


def _span(doc: Doc, each: Placed, span_id: str) -> Span:
    start, end = each.place.start, each.place.end
    span = doc.char_span(start, end, each.label, each.name, alignment_mode="expand", span_id=span_id)
    assert span is not None  # every place of a report has a character that is not blank, and so a token
    return span


def _key(prefix: str) -> str:
    """Where the report lies in `doc.user_data`."""
    return f"{prefix}/report"


def report_of(doc: Doc, prefix: str = Names.spans) -> Report | None:
    """The report that a component with this prefix has put on the document, if there is one."""
    found = doc.user_data.get(_key(prefix))
    return found if isinstance(found, Report) else None


def placed(span: Span) -> Placed | None:
    """What a span of our groups stands for; None for any other span, and where the report is gone."""
    found = _SPAN_ID.fullmatch(span.id_)
    if found is None or found["layer"] not in LAYERS:
        return None
    report = report_of(span.doc, found["prefix"])
    return None if report is None else LAYERS[found["layer"]].at(report, int(found["n"]), int(found["m"]))


def item_of(span: Span) -> Item | None:
    """The typed object that a span stands for."""
    found = placed(span)
    return None if found is None else found.item


def place_of(span: Span) -> schema.Span | None:
    """The exact place, in characters of the document's text; the span itself may be wider where words are."""
    found = placed(span)
    return None if found is None else found.place


_OURS: dict[tuple[str, str], str] = {}


def offer(names: Names) -> None:
    """Make the attributes exist.

    Raises:
        ValueError: where one of that name is somebody else's, or reads another component's report.
    """
    _claim(Doc, names.report, partial(report_of, prefix=names.spans), names.spans)
    _claim(Span, names.item, item_of, "")
    _claim(Span, names.place, place_of, "")


def _claim(holder: type[Doc] | type[Span], name: str, getter: Callable[..., object], reads: str) -> None:
    key = (holder.__name__, name)
    if holder.has_extension(name):
        if _OURS.get(key) == reads:
            return
        option = "report_attribute" if holder is Doc else "item_attribute"
        raise ValueError(
            f"{holder.__name__}._.{name} is taken already; give the component another name: "
            f'nlp.add_pipe("sanbai", config={{"{option}": "…"}})'
        )
    holder.set_extension(name, getter=getter)
    _OURS[key] = reads


def offer_defaults() -> None:
    """Make the attributes of the default names exist where nobody else has taken them."""
    names = Names()
    if not (Doc.has_extension(names.report) or Span.has_extension(names.item) or Span.has_extension(names.place)):
        offer(names)
