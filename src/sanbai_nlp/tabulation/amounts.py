"""What adds up: one amount for each counted achievement, and what would count twice marked as such."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from sanbai_nlp.schema import Achievement, Report
from sanbai_nlp.tabulation.intervals import Interval
from sanbai_nlp.tabulation.units import measure

# Which quantity it is: of which report, and which of it. Only compared, never looked into.
Place = tuple[object, object]


class Amount(NamedTuple):
    """A quantity as a sum takes it.

    `place` says which quantity it is and `whole` which one it is a part of (其中重点建议*件), None where it is none; `change` says
    that it is a difference against another year and no number of its own (同比增加20件).
    """

    interval: Interval
    unit: str
    masked: bool = False
    change: bool = False
    place: Place | None = None
    whole: Place | None = None


class Total(NamedTuple):
    """The sum of amounts of one measure, and what was left out of it.

    Attributes:
        unit: the measure word that the sum is given in.
        n: how many amounts are in the sum.
        low: its lower bound; None where one of the amounts has none, or `n` is 0.
        high: its upper bound, likewise.
        at_least: the sum of the lower bounds that are known. As nothing that is counted is below 0, the true sum is
            not less. None where `n` is 0.
        masked: how many of the `n` are masked.
        unbounded: how many of the `n` lack a bound: 近300, 超2000, 不足50, blanks to fill in.
        parts: left out, as the whole that they are a part of is in the sum.
        changes: left out, as they are differences against another time.
        rates: left out, as shares, rates, marks and ranks do not add up.
    """

    unit: str
    n: int
    low: int | float | None
    high: int | float | None
    at_least: int | float | None
    masked: int
    unbounded: int
    parts: int
    changes: int
    rates: int

    @property
    def interval(self) -> Interval:
        """The sum as an interval."""
        return Interval(self.low, self.high)

    @property
    def exact(self) -> bool:
        """Whether the sum is one number: nothing in it is masked or hedged."""
        return self.n > 0 and self.interval.exact


def amount(achievement: Achievement) -> Amount | None:
    """What an achievement counts; None where it has no figure."""
    quantity, base = achievement.quantity, achievement.base
    if quantity is None:
        return None
    return Amount(
        Interval.of(quantity),
        quantity.unit,
        quantity.masked,
        is_change(achievement.text[: quantity.start - achievement.start]),
        (quantity.start, quantity.end),
        None if base is None else (base.start, base.end),
    )


def add_up(amounts: Iterable[Amount]) -> list[Total]:
    """A total for each measure, in the order in which the measures first come.

    Amounts of different measures are never added; units of one measure are converted (公里 to 米).
    """
    groups: dict[str, list[Amount]] = {}
    for one in amounts:
        groups.setdefault(measure(one.unit).unit, []).append(one)
    return [_total(unit, group) for unit, group in groups.items()]


def merge(totals: Iterable[Total]) -> list[Total]:
    """Totals of several groups as one total for each unit; no amount may be in two of them."""
    groups: dict[str, list[Total]] = {}
    for total in totals:
        groups.setdefault(total.unit, []).append(total)
    return [_merged(unit, group) for unit, group in groups.items()]


def _total(unit: str, amounts: list[Amount]) -> Total:
    rates = [one for one in amounts if not measure(one.unit).sums]
    changes = [one for one in amounts if measure(one.unit).sums and one.change]
    whole = [one for one in amounts if measure(one.unit).sums and not one.change]
    added = list(_without_parts(whole))
    intervals = [one.interval.times(measure(one.unit).factor) for one in added]
    return Total(
        unit,
        len(added),
        *_ends(intervals),
        sum(one.masked for one in added),
        sum(not interval.bounded for interval in intervals),
        len(whole) - len(added),
        len(changes),
        len(rates),
    )


def _merged(unit: str, totals: list[Total]) -> Total:
    filled = [total for total in totals if total.n]
    low, high, _ = _ends([total.interval for total in filled])
    return Total(
        unit,
        sum(total.n for total in filled),
        low,
        high,
        _ends([Interval(total.at_least, None) for total in filled])[2],
        *(sum(counts) for counts in zip(*(total[5:] for total in totals), strict=True)),
    )


def _ends(intervals: list[Interval]) -> tuple[int | float | None, int | float | None, int | float | None]:
    """(low, high, at least) of a sum; all None where there is nothing to add."""
    if not intervals:
        return None, None, None
    total = Interval.total(intervals)
    floor = Interval.total(Interval(0 if one.low is None else one.low, None) for one in intervals)
    return total.low, total.high, floor.low


def _without_parts(amounts: list[Amount]) -> Iterator[Amount]:
    """Those whose whole is not among the amounts."""
    places = {one.place for one in amounts if one.place is not None}
    for one in amounts:
        if one.whole not in places or one.whole == one.place:
            yield one


@cache
def _change() -> re.Pattern[str]:
    # 同比增加, 较上年减少, 比去年同期多办: no other number may stand between, as in 同比增长15%，达到300件.
    return re.compile(
        r"(?:同比|环比|[较比](?:上年|去年|前年|上一年|往年|上月|上季|年初|年底|年末|[^，。；\d*]{0,4}同期))[^，。；%\d*＊×]{0,10}$"
    )


def is_change(before: str) -> bool:
    """Whether the words before a quantity make it a difference against another time."""
    return _change().search(before) is not None


def counted(report: Report) -> Iterator[tuple[Achievement, Amount]]:
    """Every achievement of a report that has a figure, with its amount."""
    for achievement in report.achievements:
        found = amount(achievement)
        if found is not None:
            yield achievement, found
