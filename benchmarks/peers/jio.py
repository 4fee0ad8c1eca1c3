"""JioNLP: times with the dates that they mean, sums of money, titles in 《》."""

import contextlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypedDict

from peers.peer import Annotation, Value

BASE = {"year": 2024, "month": 1, "day": 1}
"""The day from which 去年 is counted; the same at every run."""


class Entity(TypedDict):
    """What JioNLP's extractors give."""

    text: str
    offset: Sequence[int]
    detail: Mapping[str, object]


def times(entities: Iterable[Entity]) -> Iterator[Annotation]:
    """Times, with the year, month and day on which each begins, or ends."""
    for entity in entities:
        start, end = entity["offset"]
        ends = entity["text"].endswith(("前", "底", "末"))  # 6月底前 runs up to the date that it names
        yield Annotation("time", start, end, _date(entity["detail"].get("time"), 1 if ends else 0))
        if not re.search(r"\d|^[年月日]", entity["text"]):  # what stands behind a mask means no date
            yield Annotation("resolved_time", start, end)


def _date(time: object, side: int) -> dict[str, Value]:
    """The parts of the first moment, or of the last; nothing of a rhythm (每周五)."""
    moment = time[side] if isinstance(time, list | tuple) else ""
    if not re.match(r"\d+-\d+-\d+", str(moment)):
        return {}
    parts = [int(part) for part in str(moment).split(" ")[0].split("-")]
    return dict(zip(("year", "month", "day"), parts, strict=False))


def money(entities: Iterable[Entity]) -> Iterator[Annotation]:
    """Sums of money with their value."""
    for entity in entities:
        start, end = entity["offset"]
        number = entity["detail"].get("num")
        value = float(number) if isinstance(number, str) else None
        yield Annotation("quantity_money", start, end, {"value": value, "unit": str(entity["detail"].get("case"))})


def titles(text: str, found: Iterable[str]) -> Iterator[Annotation]:
    """Titles, which come without their places, where they stand."""
    at = 0
    for title in found:
        at = text.find(title, at)
        if at >= 0:
            yield Annotation("legislation", at, at + len(title))
            at += len(title)


class JioNLP:
    """`jio.ner.extract_time`, `jio.ner.extract_money`, `jio.extract_parentheses`."""

    distributions = ("jionlp", "jiojio")
    layers = ("time", "quantity_money", "legislation", "resolved_time")

    def __init__(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            import jionlp  # noqa: PLC0415  prints its address
        self.jio = jionlp

    def read(self, text: str) -> list[Annotation]:
        """What the three functions find."""
        return [
            *times(self.jio.ner.extract_time(text, time_base=BASE, with_parsing=True)),
            *money(self.jio.ner.extract_money(text, with_parsing=True)),
            *titles(text, self.jio.extract_parentheses(text, parentheses="《》")),
        ]

    def job(self, text: str) -> Callable[[], object]:
        """The three calls."""
        return lambda: (
            self.jio.ner.extract_time(text, time_base=BASE, with_parsing=True),
            self.jio.ner.extract_money(text, with_parsing=True),
            self.jio.extract_parentheses(text, parentheses="《》"),
        )
