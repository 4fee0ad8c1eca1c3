"""Short forms that a report itself makes names: 集团 in a firm's own, 县普查办 behind 以下简称."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, final

from sanbai_nlp.mentions.claim import Claimed
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.schema import DepartmentKind, Level


@cache
def _own_firm() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\u4e00-\u9fff]{2}子)(?:(?<=[，。；、（]|[在由为向对将使让是和与及被从到促推动])|^)(?:集团公司|集团|公司)(?![化制法章军内部级下各员系债股型])"
    )


@cache
def _own_college() -> re.Pattern[str]:
    # 学院遭遇台风 in the report of a college; 二级学院 and 学院派 are none.
    return re.compile(
        r"(?:(?<=[，。；、（]|[在由为向对将使让是和与及被从到促推动主持任])|^)学院(?![派士生制内部各长级])"
    )


@cache
def _own_committee() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?<=[，。；、（]|[在由为向对使是和与及被从领挥带到我把将同席])|^)委员会(?![主委成]|会(?!议))"
    )


@cache
def _introduction() -> re.Pattern[str]:
    return re.compile(r"（(?:以下|下文|下)?(?:简称|统称|称)[为：]?[“‘]?(?P<form>[\u4e00-\u9fff]{2,10})[”’]?[）、，]")


@final
class ShortForm:
    """A word of this report (one of `words`, where `pattern` says so), and the department that it is short for."""

    __slots__ = ("_opening", "_pattern", "kind", "level", "name", "rule")

    def __init__(
        self,
        words: Sequence[str],
        pattern: re.Pattern[str],
        name: str,
        kind: DepartmentKind,
        level: Level | None,
        rule: str,
    ) -> None:
        self._opening: Final = re.compile(f"({'|'.join(map(re.escape, words))})")
        self._pattern: Final = pattern
        self.name: Final = name
        self.kind: Final = kind
        self.level: Final = level
        self.rule: Final = rule

    def places(self, claimed: Claimed) -> list[tuple[int, int]]:
        """Where the word stands in a section and nothing else was found; a report's own word is none in quotation marks."""
        view = claimed.section.view
        own = self.rule == _OWN
        spans = [match.span() for match in matches(view.text, self._opening, self._pattern)]
        return [
            (start, end)
            for start, end in spans
            if not any(f.start < end and start < f.end for f in claimed.found) and not (own and view.quoted(start, end))
        ]


_OWN: Final = "department.own"


def own_forms(kind: DepartmentKind, base: str, unit: str | None, level: Level | None) -> list[ShortForm]:
    """How a report calls its own house by one word."""
    if kind == DepartmentKind.ENTERPRISE and base:
        return [ShortForm(("集团", "公司"), _own_firm(), base, kind, level, _OWN)]
    if kind == DepartmentKind.INSTITUTION and base.endswith("学院"):
        return [ShortForm(("学院",), _own_college(), base, kind, level, _OWN)]
    if unit and unit.endswith("委员会") and "人大" in unit:
        return [ShortForm(("委员会",), _own_committee(), unit, kind, level, _OWN)]
    return []


def introduced_form(text: str, end: int, name: str, kind: DepartmentKind, level: Level | None) -> list[ShortForm]:
    """The short form that stands in brackets behind a name: …领导小组办公室（以下简称县普查办）."""
    match = _introduction().match(text, end)
    if match is None:
        return []
    form = match["form"]
    return [ShortForm((form,), re.compile(re.escape(form)), name, kind, level, "department.introduced")]
