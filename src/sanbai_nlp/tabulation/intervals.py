"""Masked arithmetic: a number known by its bounds. `**` is 10 to 99, and two of them together are 20 to 198."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import isfinite
from numbers import Integral, Real
from typing import Self

from sanbai_nlp.schema import Quantity

Number = int | float
# A number as it is computed with: 0.1 and 0.2 are 0.3, and a third is a third.
_Exact = int | Fraction


class Answer(StrEnum):
    """What bounds say of a question: it holds whatever the masks hide, it may hold, or it cannot."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Interval:
    """A number that is known by its bounds, both inclusive; None is an end that nobody knows.

    Sums and differences are exact in decimal. The two ends of an operation are taken as independent: the difference of
    a masked number and itself is not 0, for nothing says that two masks hide the same digits.

    Raises:
        TypeError: where an end is no number.
        ValueError: where `low` is above `high`, or an end is infinite or NaN.

    >>> Interval(10, 99) + Interval(10, 99)
    Interval(low=20, high=198)
    >>> Interval(0.1, 0.1) + 0.2
    Interval(low=0.3, high=0.3)
    >>> print(Interval(100, 999) - Interval(10, 99), Interval(2000, None))
    1–989 ≥2000
    """

    low: Number | None
    high: Number | None

    def __post_init__(self) -> None:
        low, high = end(self.low), end(self.high)
        if low is not None and high is not None and low > high:
            raise ValueError(f"low is above high: {low} > {high}")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @classmethod
    def of(cls, quantity: Quantity) -> Self:
        """The bounds of a quantity, as the parse read them."""
        return cls(quantity.low, quantity.high)

    @classmethod
    def total(cls, intervals: Iterable["Interval"]) -> Self:
        """The sum of any number of intervals, rounded once at its end; an end that one of them lacks, the sum lacks.

        >>> Interval.total([Interval(10, 99), Interval(5, 5), Interval(1, None)])
        Interval(low=16, high=None)
        """
        low: _Exact | None = 0
        high: _Exact | None = 0
        for interval in intervals:
            low, high = _sum(low, interval.low), _sum(high, interval.high)
        return cls(_number(low), _number(high))

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high

    @property
    def bounded(self) -> bool:
        """Whether both ends are known."""
        return self.low is not None and self.high is not None

    def __add__(self, other: "Interval | Number") -> "Interval":
        right = _interval(other)
        return NotImplemented if right is None else Interval.total((self, right))

    # Python's own sum and pandas' begin with 0.
    __radd__ = __add__

    def __neg__(self) -> "Interval":
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def __sub__(self, other: "Interval | Number") -> "Interval":
        right = _interval(other)
        return NotImplemented if right is None else self + -right

    def __rsub__(self, other: "Interval | Number") -> "Interval":
        return -self + other

    def times(self, factor: int | Fraction) -> "Interval":
        """The interval in another unit.

        Raises:
            ValueError: where the factor is not above 0.
        """
        if factor <= 0:
            raise ValueError(f"a factor must be above 0, and is {factor}")
        low, high = (None if end is None else _number(_exact(end) * factor) for end in (self.low, self.high))
        return Interval(low, high)

    def __contains__(self, number: Number) -> bool:
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    def less_than(self, other: "Interval | Number") -> Answer:
        """Whether this number is less than the other.

        >>> print(Interval(10, 99).less_than(100), Interval(10, 99).less_than(50), Interval(10, 99).less_than(10))
        certain possible impossible
        """
        right = _comparable(other)
        if self.high is not None and right.low is not None and self.high < right.low:
            return Answer.CERTAIN
        if self.low is not None and right.high is not None and self.low >= right.high:
            return Answer.IMPOSSIBLE
        return Answer.POSSIBLE

    def greater_than(self, other: "Interval | Number") -> Answer:
        """Whether this number is greater than the other; see `less_than`."""
        return _comparable(other).less_than(self)

    def equal_to(self, other: "Interval | Number") -> Answer:
        """Whether the two are the same number: certain for exact ones alone, impossible where no number is in both."""
        right = _comparable(other)
        if self.exact and right.exact and self.low == right.low:
            return Answer.CERTAIN
        apart = Answer.CERTAIN in (self.less_than(right), self.greater_than(right))
        return Answer.IMPOSSIBLE if apart else Answer.POSSIBLE

    def __str__(self) -> str:
        if self.low is None:
            return "?" if self.high is None else f"≤{self.high}"
        if self.high is None:
            return f"≥{self.low}"
        return str(self.low) if self.exact else f"{self.low}–{self.high}"


def end(number: object) -> Number | None:
    """An end as the contract writes numbers: an int where it is whole. What numpy and pandas hold is taken too."""
    if number is None or (isinstance(number, int) and not isinstance(number, bool)):
        return number
    if isinstance(number, bool) or not isinstance(number, Real | Decimal):
        raise TypeError(f"an end must be a number or None, and is {number!r}")
    if isinstance(number, Integral):
        return int(number)
    found = float(number)
    if not isfinite(found):
        raise ValueError(f"an end must be finite, and is {number!r}: None is an end that is not known")
    return int(found) if found.is_integer() else found


def _exact(number: Number) -> _Exact:
    # A float stands for the decimal that the report wrote, which is how Python prints it.
    return number if isinstance(number, int) else Fraction(repr(number))


def _number(exact: _Exact | None) -> Number | None:
    if exact is None or isinstance(exact, int):
        return exact
    return exact.numerator if exact.denominator == 1 else float(exact)


def _sum(total: _Exact | None, end: Number | None) -> _Exact | None:
    return None if total is None or end is None else total + _exact(end)


def _interval(other: object) -> Interval | None:
    """The other operand as an interval; None where it is neither that nor a number."""
    if isinstance(other, Interval):
        return other
    if isinstance(other, bool) or not isinstance(other, Real):
        return None
    return Interval(end(other), end(other))


def _comparable(other: object) -> Interval:
    interval = _interval(other)
    if interval is None:
        raise TypeError(f"an Interval compares with an Interval or a number, not with {type(other).__name__}")
    return interval
