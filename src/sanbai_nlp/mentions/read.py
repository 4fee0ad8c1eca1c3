"""Views → mentions: the one way into this room."""

from collections.abc import Sequence
from typing import Final, NamedTuple, final

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions.claim import Claimed, claim, unclaimed
from sanbai_nlp.mentions.departments import DepartmentFinder
from sanbai_nlp.mentions.documents import DocumentFinder
from sanbai_nlp.mentions.finder import Finder
from sanbai_nlp.mentions.found import Amount, Found, Layer, When
from sanbai_nlp.mentions.naming import House, Namer
from sanbai_nlp.mentions.places import introduced
from sanbai_nlp.mentions.quantities import QuantityFinder
from sanbai_nlp.mentions.times import TimeFinder
from sanbai_nlp.mentions.titles import Work, works
from sanbai_nlp.outline import Outline, Section, View
from sanbai_nlp.schema import Department, ParseWarning, Quantity, Role, Time, trusted


@final
class Reading:
    """One section with its mentions: quantities and times as objects, the rest as found."""

    __slots__ = ("claimed", "quantities", "times")

    def __init__(
        self, claimed: Claimed, quantities: list[tuple[Found, Quantity]], times: list[tuple[Found, Time]]
    ) -> None:
        self.claimed: Final = claimed
        self.quantities: Final = quantities
        self.times: Final = times


class Mentions(NamedTuple):
    """All mentions of a report."""

    readings: tuple[Reading, ...]
    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    departments: tuple[Department, ...]
    works: tuple[Work, ...]
    house: House
    warnings: tuple[ParseWarning, ...]


class MentionReader:
    """The finders, built once from a lexicon."""

    def __init__(self, lexicon: Lexicon, finders: Sequence[Finder] = ()) -> None:
        self._rules: tuple[Finder, ...] = (
            DocumentFinder(lexicon),
            DepartmentFinder(lexicon),
            TimeFinder(lexicon),
            QuantityFinder(lexicon),
        )
        self._models = tuple(finders)

    def read(self, outline: Outline) -> Mentions:
        """Find and claim in every section, then resolve names over the whole report."""
        views = [section.view for section in outline.sections]
        titles = [at for at, section in enumerate(outline.sections) if section.block.role is Role.TITLE]
        places = introduced(views, titles)
        for view in views:
            view.places = places
        sections = [self._claimed(section) for section in outline.sections]
        namer = Namer(sections)
        # Page lines and table heads hold nothing that a reader had to place.
        warnings = [
            warning
            for claimed in sections
            if claimed.section.block.role is not _OTHER
            for warning in unclaimed(claimed)
        ]
        readings = [_reading(claimed) for claimed in sections]
        return Mentions(
            tuple(readings),
            tuple([quantity for reading in readings for _, quantity in reading.quantities]),
            tuple([time for reading in readings for _, time in reading.times]),
            namer.departments(),
            tuple(works(sections)),
            namer.house,
            tuple(warnings),
        )

    def _claimed(self, section: Section) -> Claimed:
        """Page lines and table heads hold nothing."""
        return Claimed(section, []) if section.block.role is _OTHER else claim(section, self._rules, self._models)


_OTHER: Final = Role.OTHER
_QUANTITY: Final = Layer.QUANTITY
_TIME: Final = Layer.TIME


def _reading(claimed: Claimed) -> Reading:
    view = claimed.section.view
    quantities = [(f, _quantity(view, f, f.value)) for f in claimed.of(_QUANTITY) if isinstance(f.value, Amount)]
    times = [(f, _time(view, f, f.value)) for f in claimed.of(_TIME) if isinstance(f.value, When)]
    return Reading(claimed, quantities, times)


def _quantity(view: View, found: Found, amount: Amount) -> Quantity:
    start, end = view.span(found.start, found.end)
    return trusted(
        Quantity,
        start=start,
        end=end,
        text=view.surface(found.start, found.end),
        low=amount.low,
        high=amount.high,
        value=amount.value,
        masked=amount.masked,
        modifier=amount.modifier,
        unit=amount.unit,
        rule=found.rule,
    )


def _time(view: View, found: Found, when: When) -> Time:
    start, end = view.span(found.start, found.end)
    return trusted(
        Time,
        start=start,
        end=end,
        text=view.surface(found.start, found.end),
        year=when.year,
        month=when.month,
        day=when.day,
        masked=when.masked,
        kind=when.kind,
        rule=found.rule,
    )
