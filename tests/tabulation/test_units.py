"""Measure words: which are one measure, which never add up."""

import pytest

from sanbai_nlp import Interval, Lexicon
from sanbai_nlp.tabulation.amounts import Amount, add_up
from sanbai_nlp.tabulation.units import _known, measure


def one(number: float, unit: str) -> Amount:
    return Amount(Interval(number, number), unit)


@pytest.mark.parametrize(
    ("found", "unit", "total"),
    [
        ([(12, "公里"), (300, "米")], "米", 12_300),
        ([(20, "公顷"), (500, "亩")], "亩", 800),
        ([(2, "吨"), (1, "斤")], "公斤", 2000.5),
        ([(1.5, "小时"), (30, "秒")], "分钟", 90.5),
        ([(3, "元"), (5, "角")], "元", 3.5),
        ([(1, "件（次）"), (1, "件次")], "件次", 2),
        ([(1, "畝"), (1, "亩")], "亩", 2),  # traditional characters
    ],
)
def test_units_of_one_measure_are_converted(found: list[tuple[float, str]], unit: str, total: float) -> None:
    (sum_,) = add_up(one(*each) for each in found)
    assert (sum_.unit, sum_.interval, sum_.n) == (unit, Interval(total, total), len(found))


@pytest.mark.parametrize(
    "pair",
    [("人次", "件"), ("人", "人次"), ("件", "起"), ("亩", "平方米"), ("元", "美元"), ("天", "个月"), ("户", "户次")],
)
def test_other_units_are_never_added(pair: tuple[str, str]) -> None:
    assert [(total.unit, total.n) for total in add_up([one(1, pair[0]), one(1, pair[1])])] == [
        (pair[0], 1),
        (pair[1], 1),
    ]


@pytest.mark.parametrize("unit", ["%", "‰", "个百分点", "分", "位次", "倍", "元/吨", "岁"])
def test_rates_are_left_out_and_counted(unit: str) -> None:
    (total,) = add_up([one(30, unit), one(40, unit)])
    assert (total.n, total.rates, total.low, total.high, total.exact) == (0, 2, None, None, False)


def test_every_unit_of_the_table_is_a_measure_word() -> None:
    """A unit that no parse gives would be a mistake of the table; a sum's unit is one too."""
    units = Lexicon.default().units
    allowed = {*units, "‰", "件（次）"}
    assert not [unit for unit in _known() if unit not in allowed]
    assert not [known.unit for known in _known().values() if known.unit not in allowed]


def test_a_unit_is_in_the_table_once_and_what_it_becomes_stays() -> None:
    for known in _known().values():
        assert known.factor > 0
        assert measure(known.unit).unit == known.unit
        assert measure(known.unit).factor == 1
