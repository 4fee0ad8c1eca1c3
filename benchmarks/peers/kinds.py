"""Kinds of gold items, by which recall is told apart: where a peer is better than we are, it is better at something."""

import re
from collections.abc import Iterator

from sanbai_nlp.evaluation import GoldReport
from sanbai_nlp.evaluation.entries import Entry

MASK = re.compile("[*＊×XxＸ□○_某]")
RELATIVE = re.compile("[今去明前本上下](?:年|个?月)|年[初中底末]")
KINDS_OF_TIME = {"point": "时点", "period": "时段", "recurring": "周期"}


def kinds(layer: str, gold: GoldReport, entry: Entry) -> Iterator[str]:
    """The names of the kinds that an item belongs to; an item can be of several."""
    text = gold.text[entry.start : entry.end]
    if layer == "quantity":
        yield from _quantity(text, entry)
    elif layer == "time":
        yield from _time(text, entry)
    elif layer == "department":
        yield "有掩码" if MASK.search(text) else "没有掩码"
        yield "三字以内的简称" if len(text) <= 3 else "四字以上"


def _quantity(text: str, entry: Entry) -> Iterator[str]:
    if MASK.search(text):
        yield "有掩码"
    elif re.search("[0-9０-９]", text):
        yield "阿拉伯数字"
    else:
        yield "中文数字"
    unit = str(entry.values.get("unit"))
    if unit.endswith("元"):
        yield "金额" if not MASK.search(text) else "有掩码的金额"
    elif unit in {"%", "％"} or "分之" in text or "成" in text:
        yield "比例"


def _time(text: str, entry: Entry) -> Iterator[str]:
    yield "有掩码" if entry.values.get("masked") else "没有掩码"
    yield KINDS_OF_TIME[str(entry.values.get("kind"))]
    if RELATIVE.search(text):
        yield "相对的（今年、去年、上个月）"
