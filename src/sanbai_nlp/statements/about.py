"""What a report says of itself: its title, who reports, for which time."""

import re
from functools import cache
from typing import Final, NamedTuple

from sanbai_nlp.mentions import Layer, Mentions, Reading
from sanbai_nlp.outline import Outline, View
from sanbai_nlp.schema import Reporter, Role, Time, TimeKind


class About(NamedTuple):
    """Title, reporter, own department (a canonical name) and period; each None where the report does not say."""

    title: str | None
    reporter: Reporter | None
    department: str | None
    period: Time | None


def about(outline: Outline, mentions: Mentions) -> About:
    """Read the title lines, the preamble and the signature."""
    title = next((block.text for block in outline.blocks if block.role == Role.TITLE), None)
    named = {department.name for department in mentions.departments}
    unit = mentions.house.unit if mentions.house.unit in named else None
    return About(title, _reporter(mentions), unit, _period(mentions))


def _period(mentions: Mentions) -> Time | None:
    """The first stretch of time that the title gives, else the preamble."""
    for role in (Role.TITLE, Role.PREAMBLE):
        for reading in mentions.readings:
            if reading.claimed.section.block.role == role:
                period = next((time for _, time in reading.times if time.kind == TimeKind.PERIOD), None)
                if period is not None:
                    return period
    return None


_POSITIONS = (
    "党组书记|党委书记|党支部书记|党工委书记|书记|副书记|主任委员|主任|局长|院长|检察长|校长|部长|主席|县长|市长|区长|镇长|乡长|总经理|经理|董事长|庭长|处长|科长|"
    "秘书长|会长|所长|队长|支队长|大队长|站长|园长|主委|委员|成员|政委|专员|组长|调研员|主任科员|一级巡视员"
)


_LABELS: Final = ("述职述廉人", "述责述廉人", "述职人", "述廉人", "报告人", "汇报人", "发言人", "姓名", "述职者")


@cache
def _signed() -> re.Pattern[str]:
    name = r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff*]{1,4}"
    return re.compile(rf"(?:{'|'.join(_LABELS)})[：　 ]{{1,3}}(?P<name>{name})(?![\u4e00-\u9fff])")


@cache
def _position() -> re.Pattern[str]:
    one = rf"(?:副|代|常务副|原)?(?:{_POSITIONS})"
    return re.compile(rf"{one}(?:[、，]{one})*")


@cache
def _name_behind() -> re.Pattern[str]:
    return re.compile(r"[ 　]+(?P<name>[\u4e00-\u9fff]{1,3}(?: ?[\u4e00-\u9fff])?|\*{2,4})$")


def _reporter(mentions: Mentions) -> Reporter | None:
    name: str | None = None
    position: str | None = None
    for reading in mentions.readings:
        role, view = reading.claimed.section.block.role, reading.claimed.section.view
        if role in (Role.TITLE, Role.SIGNATURE):
            name = name or _signed_name(view)
            found = _held_position(reading)
            if found is not None:
                position = position or view.surface(*found)
                behind = _name_behind().search(view.text, found[1])
                name = name or (behind["name"] if behind and "*" not in behind["name"] else None)
        elif role == Role.PREAMBLE and position is None:
            position = _preamble_position(view)
    if name is None and position is None:
        return None
    return Reporter(name=name.replace(" ", "") if name else None, position=position)


def _signed_name(view: View) -> str | None:
    match = _signed().search(view.text) if any(label in view.text for label in _LABELS) else None
    return match["name"] if match and "*" not in match["name"] else None


def _held_position(reading: Reading) -> tuple[int, int] | None:
    """A position right behind the name of an organ, or at a title line's start."""
    view = reading.claimed.section.view
    for found in reading.claimed.of(Layer.DEPARTMENT):
        match = _position().match(view.text, found.end)
        if match:
            return match.span()
    return None


def _preamble_position(view: View) -> str | None:
    match = _post_of_ones_own().search(view.text) if "任" in view.text or "主持" in view.text else None
    return match["position"] if match else None


@cache
def _post_of_ones_own() -> re.Pattern[str]:
    return re.compile(
        rf"(?:我|本人)[^。]{{0,12}}?(?:担任|现任|任|主持)[^，。]{{0,24}}?(?P<position>{_position().pattern})"
    )
