"""Which measure words add up. The knowledge is in `units.toml` beside this module."""

import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sanbai_nlp.lexicon import simplified_forms


class Measure(NamedTuple):
    """What a measure word counts in a sum: the sum's unit, how many of it one is, and whether it adds up at all."""

    unit: str
    factor: int | Fraction
    sums: bool


@cache
def measure(unit: str) -> Measure:
    """The measure that a unit is summed in; one that nothing is said of is its own.

    >>> measure("公里"), measure("人次").unit, measure("%").sums
    (Measure(unit='米', factor=1000, sums=True), '人次', False)
    """
    written = unit.translate(simplified_forms())
    known = _known().get(written)
    if known is not None:
        return known
    return Measure(written, 1, sums="/" not in written)


@cache
def _known() -> dict[str, Measure]:
    said = tomllib.loads(Path(__file__).with_name("units.toml").read_text(encoding="utf-8"))
    known = {unit: Measure(unit, 1, sums=False) for unit in said["not_summed"]["units"]}
    for base, others in said["units"].items():
        known |= {unit: Measure(base, _factor(factor), sums=True) for unit, factor in others.items()}
    return known


def _factor(written: int | str) -> int | Fraction:
    return written if isinstance(written, int) else Fraction(written)
