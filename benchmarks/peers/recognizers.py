"""Microsoft's Recognizers-Text for Chinese: numbers, percentages, money and measures, dates and times."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from peers.peer import Annotation, Value

REFERENCE = dt.datetime(2024, 1, 1)  # noqa: DTZ001  the recognisers take no zone
"""The day from which 去年 is counted; the same at every run."""


class Result(Protocol):
    """What a recogniser gives; `end` is the last character."""

    text: str
    start: int
    end: int
    type_name: str
    resolution: Mapping[str, object] | None


Place = tuple[int, int]


def annotations(
    numbers: Iterable[Result], ordinals: Iterable[Result], wholes: Iterable[Result], times: Iterable[Result]
) -> list[Annotation]:
    """Quantities and times. A number that is part of an ordinal, a percentage, a measure or a time is none of its own.

    A duration counts as a quantity, as in the guideline; what has no number (平方米 alone) as nothing.
    """
    dated = [one for one in times if not one.type_name.endswith("duration")]
    lasting = [one for one in times if one.type_name.endswith("duration")]
    measured = [one for one in [*wholes, *lasting] if _value(one) is not None]
    taken = [_place(one) for one in [*ordinals, *measured, *dated]]
    bare = [one for one in numbers if not any(_meet(_place(one), other) for other in taken)]
    found = [Annotation("quantity", *_place(one), _fields(one)) for one in [*measured, *bare]]
    return [*found, *(Annotation("time", *_place(one), _date(one)) for one in dated)]


def _place(result: Result) -> Place:
    return result.start, result.end + 1


def _meet(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _fields(result: Result) -> dict[str, Value]:
    """Value, and the unit where it is a percentage or money; other units come in English."""
    value = _value(result)
    if value is not None and value.endswith("%"):
        return {"value": float(value[:-1]), "unit": "%"}
    if result.type_name.endswith("duration"):
        return {}
    fields: dict[str, Value] = {} if value is None else {"value": float(value)}
    return fields | ({"unit": "元"} if result.type_name == "currency" and result.text.endswith("元") else {})


def _value(result: Result) -> str | None:
    resolution = result.resolution or {}
    if values := _values(resolution):
        return str(values[0].get("value"))
    value = resolution.get("value")
    return value if isinstance(value, str) and re.fullmatch(r"-?[\d.]+(?:E[+-]?\d+)?%?", value) else None


def _values(resolution: Mapping[str, object]) -> list[Mapping[str, object]]:
    values = resolution.get("values")
    return [one for one in values if isinstance(one, Mapping)] if isinstance(values, Sequence) else []


def _date(result: Result) -> dict[str, Value]:
    """Year, month and day of a TIMEX expression (2023-05-20, XXXX-10-01), as far as it has them."""
    values = _values(result.resolution or {})
    timex = str(values[0].get("timex")) if values else ""
    parts = re.match(r"\(?(\d{4}|XXXX)(?:-(\d\d|XX))?(?:-(\d\d))?", timex)
    names = ("year", "month", "day")
    return {name: _whole(part) for name, part in zip(names, parts.groups() if parts else (None,) * 3, strict=True)}


def _whole(part: str | None) -> int | None:
    return int(part) if part and part.isdigit() else None


class Recognizers:
    """The number, number-with-unit and date-time recognisers with the culture `zh-cn`."""

    distributions = (
        "recognizers-text",
        "recognizers-text-number",
        "recognizers-text-number-with-unit",
        "recognizers-text-date-time",
    )
    layers = ("quantity", "time")

    def __init__(self) -> None:
        from recognizers_date_time import DateTimeRecognizer  # noqa: PLC0415  only in the peers' environment
        from recognizers_number import NumberRecognizer  # noqa: PLC0415
        from recognizers_number_with_unit import NumberWithUnitRecognizer  # noqa: PLC0415

        number, measure = NumberRecognizer("zh-cn"), NumberWithUnitRecognizer("zh-cn")
        self.number, self.ordinal = number.get_number_model(), number.get_ordinal_model()
        self.wholes = [number.get_percentage_model(), measure.get_currency_model(), measure.get_dimension_model()]
        self.wholes += [measure.get_age_model(), measure.get_temperature_model()]
        self.times = DateTimeRecognizer("zh-cn").get_datetime_model()

    def read(self, text: str) -> list[Annotation]:
        """What the seven models find."""
        return annotations(*self._run(text))

    def job(self, text: str) -> Callable[[], object]:
        """The seven models."""
        return lambda: self._run(text)

    def _run(self, text: str) -> tuple[list[Result], list[Result], list[Result], list[Result]]:
        wholes = [result for model in self.wholes for result in model.parse(text)]
        numbers, ordinals = self.number.parse(text), self.ordinal.parse(text)
        return numbers, ordinals, wholes, self.times.parse(text, REFERENCE)
