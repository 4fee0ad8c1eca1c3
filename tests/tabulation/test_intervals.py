"""Intervals: what a mask may hide is never lost in arithmetic, and never guessed."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanbai_nlp
from sanbai_nlp import Answer, Interval
from sanbai_nlp.tabulation.intervals import Number

# What reports write: whole numbers up to trillions, and decimals of a few places.
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
)


@st.composite
def intervals(draw: st.DrawFn, bounded: bool = False) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    if bounded:
        return Interval(low, high)
    return Interval(draw(st.sampled_from([low, None])), draw(st.sampled_from([high, None])))


@st.composite
def choices(draw: st.DrawFn) -> tuple[Interval, Number]:
    """An interval and a number that it may stand for."""
    low, number, high = sorted(draw(numbers) for _ in range(3))
    return Interval(draw(st.sampled_from([low, None])), draw(st.sampled_from([high, None]))), number


def exactly(*written: Number) -> Fraction:
    return sum((Fraction(repr(number)) for number in written), Fraction(0))


def holds(interval: Interval, number: Fraction) -> bool:
    low, high = interval.low, interval.high
    return (low is None or exactly(low) <= number) and (high is None or number <= exactly(high))


@given(st.lists(choices(), max_size=8))
def test_a_sum_contains_every_sum_of_choices(found: list[tuple[Interval, Number]]) -> None:
    assert holds(Interval.total(interval for interval, _ in found), exactly(*(number for _, number in found)))


@given(choices(), choices())
def test_a_difference_contains_every_difference_of_choices(
    one: tuple[Interval, Number], other: tuple[Interval, Number]
) -> None:
    assert holds(one[0] - other[0], exactly(one[1]) - exactly(other[1]))


@given(intervals(bounded=True), intervals(bounded=True))
def test_the_ends_of_a_sum_are_reached(one: Interval, other: Interval) -> None:
    assert one.low is not None
    assert one.high is not None
    assert other.low is not None
    assert other.high is not None
    total = one + other
    assert total.low is not None
    assert total.high is not None
    assert (exactly(total.low), exactly(total.high)) == (exactly(one.low, other.low), exactly(one.high, other.high))


@given(st.lists(intervals(), max_size=4))
def test_the_order_of_addition_changes_nothing(found: list[Interval]) -> None:
    assert len({Interval.total(order) for order in permutations(found)}) == 1


@given(intervals(), intervals(), intervals())
def test_addition_is_associative(one: Interval, two: Interval, three: Interval) -> None:
    assert (one + two) + three == one + (two + three) == Interval.total([one, two, three])


@given(choices(), choices())
def test_a_certain_answer_holds_for_every_choice(one: tuple[Interval, Number], other: tuple[Interval, Number]) -> None:
    (first, a), (second, b) = one, other
    for answer, held in (
        (first.less_than(second), a < b),
        (first.greater_than(second), a > b),
        (first.equal_to(second), a == b),
    ):
        assert answer != Answer.CERTAIN or held
        assert answer != Answer.IMPOSSIBLE or not held


@given(intervals(bounded=True), intervals(bounded=True))
def test_what_is_possible_has_a_choice_for_and_a_choice_against(one: Interval, other: Interval) -> None:
    ends = [(a, b) for a in (one.low, one.high) for b in (other.low, other.high) if a is not None and b is not None]
    if one.less_than(other) == Answer.POSSIBLE:
        assert {a < b for a, b in ends} == {True, False}


@given(intervals(), intervals())
def test_less_and_greater_are_mirrors(one: Interval, other: Interval) -> None:
    assert one.less_than(other) == other.greater_than(one)
    assert one.equal_to(other) == other.equal_to(one)


@given(st.lists(numbers, max_size=6))
def test_exact_numbers_have_an_exact_sum(found: list[Number]) -> None:
    assert Interval.total(Interval(number, number) for number in found).exact


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (Interval(10, 99), Interval(100, 999), Answer.CERTAIN),
        (Interval(10, 99), Interval(99, 999), Answer.POSSIBLE),  # both may be 99
        (Interval(10, 99), Interval(1, 10), Answer.IMPOSSIBLE),  # the least is no less than the most
        (Interval(None, None), Interval(1, 1), Answer.POSSIBLE),
        (Interval(2000, None), Interval(None, 300), Answer.IMPOSSIBLE),
        (Interval(None, 300), Interval(2000, None), Answer.CERTAIN),
        (Interval(5, 5), Interval(5, 5), Answer.IMPOSSIBLE),
    ],
)
def test_less_than(one: Interval, other: Interval, answer: Answer) -> None:
    assert one.less_than(other) == answer


def test_decimals_have_no_noise() -> None:
    assert Interval(0.1, 0.1) + Interval(0.2, 0.2) == Interval(0.3, 0.3)
    assert Interval.total([Interval(0.1, 0.1)] * 10) == Interval(1, 1)
    assert Interval(1.15, 1.15).times(10**8) == Interval(115_000_000, 115_000_000)


def test_a_number_beyond_what_a_float_holds_stays_whole() -> None:
    assert Interval(10**20, 10**20) + 1 == Interval(10**20 + 1, 10**20 + 1)


def test_an_open_end_stays_open() -> None:
    assert Interval(10, 99) + Interval(2000, None) == Interval(2010, None)
    assert Interval(2000, None) - Interval(10, 99) == Interval(1901, None)
    assert Interval(10, 99) - Interval(2000, None) == Interval(None, -1901)
    assert Interval(None, None) + 5 == Interval(None, None)


def test_the_difference_of_a_mask_and_itself_is_not_0() -> None:
    masked = Interval(10, 99)
    assert masked - masked == Interval(-89, 89)


def test_nothing_adds_up_to_0() -> None:
    assert Interval.total([]) == Interval(0, 0)


def test_whole_ends_are_ints_whatever_they_came_as() -> None:
    made = Interval(np.float64(10.0), np.int64(99))
    assert (type(made.low), type(made.high)) == (int, int)
    assert repr(made) == "Interval(low=10, high=99)"


@pytest.mark.parametrize("end", ["10", True, [1], 1j])
def test_an_end_that_is_no_number_is_a_type_error(end: object) -> None:
    with pytest.raises(TypeError, match="must be a number or None"):
        Interval(end, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("end", [float("nan"), float("inf"), -float("inf")])
def test_an_end_that_is_not_finite_is_refused(end: float) -> None:
    with pytest.raises(ValueError, match="None is an end that is not known"):
        Interval(None, end)


def test_ends_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="low is above high: 99 > 10"):
        Interval(99, 10)


def strangers() -> Iterator[object]:
    yield "10"
    yield None
    yield True


@pytest.mark.parametrize("stranger", list(strangers()))
def test_a_stranger_is_neither_added_nor_compared(stranger: object) -> None:
    with pytest.raises(TypeError):
        _ = Interval(1, 2) + stranger  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = stranger - Interval(1, 2)  # type: ignore[operator]
    with pytest.raises(TypeError, match="compares with an Interval or a number"):
        Interval(1, 2).less_than(stranger)  # type: ignore[arg-type]


def test_there_is_no_order_that_hides_the_third_answer() -> None:
    with pytest.raises(TypeError):
        _ = Interval(1, 2) < Interval(3, 4)  # type: ignore[operator]


def test_pandas_adds_and_subtracts_them() -> None:
    first = pd.Series([Interval(10, 99), Interval(1, 9)])
    second = pd.Series([Interval(5, 5), Interval(1, None)])
    assert list(first + second) == [Interval(15, 104), Interval(2, None)]
    assert list(first - second) == [Interval(5, 94), Interval(None, 8)]
    assert first.sum() == Interval(11, 108)


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("**件", (10, 99)),
        ("*件", (1, 9)),
        ("300余件", (300, 399)),
        ("**多万件", (100_000, 999_999)),
        ("近300件", (None, None)),
        ("超300件", (300, None)),
        ("300件以上", (300, None)),
        ("不足300件", (None, 300)),
        ("3至5件", (3, 5)),
        ("1XX件", (100, 199)),
        ("___件", (None, None)),
    ],
)
def test_bounds_are_those_of_the_parse(written: str, bounds: tuple[Number | None, Number | None]) -> None:
    (quantity,) = sanbai_nlp.parse(f"一、信访工作\n全年受理信访件{written}，其余略。").quantities
    assert Interval.of(quantity) == Interval(*bounds)


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        (Interval(10, 99), "10–99"),
        (Interval(5, 5), "5"),
        (Interval(10, None), "≥10"),
        (Interval(None, 9), "≤9"),
        (Interval(None, None), "?"),
    ],
)
def test_it_is_shown_as_people_write_it(interval: Interval, shown: str) -> None:
    assert str(interval) == shown
