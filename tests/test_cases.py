"""The cases in `tests/cases/*.jsonl`: a phrase a line, and what the parse must find in it.

A line is `{"phenomenon", "polarity", "text", "layer", "expect", "why"}`. `expect` lists all items of the layer in the
text's order, by their surface `text` and by the fields that matter; an item with `"optional": true` may be missed.
"""

import difflib
import functools
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pytest

import sanbai_nlp
from sanbai_nlp.evaluation.layers import plain_name
from sanbai_nlp.schema import Report

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
Row = Mapping[str, Json]

FOLDER = Path(__file__).resolve().parent / "cases"
KEYS = {"phenomenon", "polarity", "text", "layer", "expect", "why"}
LEAST = {"positive": 4, "negative": 3}
LEAST_OVERLAP = 0.5
MOST_ALIKE = 0.85
MOST_LINES = 6


@dataclass(frozen=True)
class Item:
    """What was found or is expected: its place (None: known by its fields alone) and its fields."""

    start: int | None
    end: int | None
    fields: dict[str, Json]
    optional: bool = False

    def overlap(self, other: "Item") -> float:
        """Intersection over union."""
        if self.start is None or self.end is None or other.start is None or other.end is None:
            return 0.0
        common = min(self.end, other.end) - max(self.start, other.start)
        return max(common, 0) / (max(self.end, other.end) - min(self.start, other.start) or 1)


@dataclass(frozen=True)
class Layer:
    """One layer of a report: the fields that a case may name, and how its items are read."""

    fields: frozenset[str]
    read: Callable[[Report], Iterable[Item]] = field(repr=False)
    loose: bool = False


@dataclass(frozen=True)
class Case:
    """A line of a case file."""

    file: str
    line: int
    row: dict[str, Json]

    @property
    def id(self) -> str:
        return f"{self.row['phenomenon']}-{self.row['polarity']}-{self.file}.{self.line}"

    @property
    def text(self) -> str:
        return str(self.row["text"])

    @property
    def expect(self) -> list[Row]:
        rows = self.row["expect"]
        assert isinstance(rows, list)
        return rows


# --- what was found


def _dumped(name: str, surfaces: tuple[str, ...] = ()) -> Callable[[Report], Iterator[Item]]:
    """Reads a list of a report's JSON; objects under `surfaces` become the words that they stand on."""

    def read(report: Report) -> Iterator[Item]:
        for row in report.model_dump(mode="json")[name]:
            row.update({key: row[key] and row[key]["text"] for key in surfaces})
            yield Item(row["start"], row["end"], row)

    return read


def _mentions(name: str) -> Callable[[Report], Iterator[Item]]:
    """Reads the mentions of named things, each with the fields of what it names."""

    def read(report: Report) -> Iterator[Item]:
        for row in report.model_dump(mode="json")[name]:
            for mention in row["mentions"]:
                yield Item(mention["start"], mention["end"], row | {"canonical": row["name"], "text": mention["text"]})

    return read


def _steps(report: Report) -> Iterator[Item]:
    for document in report.documents:
        for step in document.steps:
            fields = step.model_dump(mode="json") | {"name": document.name}
            yield Item(None, None, fields)


def _warnings(report: Report) -> Iterator[Item]:
    for warning in report.warnings:
        fields = warning.model_dump(mode="json")
        if warning.start is not None and warning.end is not None:
            fields["text"] = report.text[warning.start : warning.end]
        yield Item(warning.start, warning.end, fields)


def _layer(fields: str, read: Callable[[Report], Iterable[Item]], *, loose: bool = False) -> Layer:
    return Layer(frozenset(fields.split()), read, loose)


LAYERS = {
    "block": _layer("role", _dumped("blocks")),
    "node": _layer("marker style number level title", _dumped("headings")),
    "quantity": _layer("low high value masked modifier unit", _dumped("quantities")),
    "time": _layer("year month day masked kind", _dumped("times")),
    "department": _layer("canonical level kind members", _mentions("departments")),
    "legislation": _layer("name kind draft stage", _mentions("documents")),
    "legislative_step": _layer("name stage status", _steps),
    "achievement": _layer(
        "basis kind action object quantity base", _dumped("achievements", ("quantity", "base")), loose=True
    ),
    "commitment": _layer("kind due trigger", _dumped("commitments", ("due",)), loose=True),
    "shortcoming": _layer("", _dumped("shortcomings"), loose=True),
    "warning": _layer("code", _warnings),
}


# --- what is expected, and how the two compare


def expected(case: Case, text: str) -> list[Item]:
    """The expected items, each put where its surface stands: one behind the other, as the case lists them."""
    items, cursor = [], 0
    loose = LAYERS[str(case.row["layer"])].loose
    for row in case.expect:
        fields = {key: value for key, value in row.items() if key not in {"text", "optional"}}
        surface = row.get("text")
        start = end = None
        if isinstance(surface, str):
            start = text.find(surface, cursor)
            assert start >= 0, f"{surface!r} does not stand in the text behind the items before it"
            end = start + len(surface)
            cursor = start if loose else end  # statements may overlap, mentions do not
        items.append(Item(start, end, fields, row.get("optional") is True))
    return items


def differences(layer: Layer, want: Item, got: Item) -> list[str]:
    """Each field on which the two disagree."""
    return [
        f"{key}: {got.fields.get(key)!r} instead of {value!r}"
        for key, value in want.fields.items()
        if key in layer.fields and not same(key, value, got.fields.get(key))
    ]


def same(key: str, want: Json, got: Json) -> bool:
    """Whether two values are equal, numbers within rounding and names without their masks."""
    if isinstance(want, int | float) and isinstance(got, int | float):
        return math.isclose(want, got, rel_tol=1e-9)
    if key == "name" and isinstance(want, str) and isinstance(got, str):
        return plain_name(want) == plain_name(got)
    return want == got


def stands(layer: Layer, want: Item, got: Item) -> bool:
    """Whether the prediction stands where the case wants it."""
    if want.start is None:
        return not differences(layer, want, got)
    return want.overlap(got) >= LEAST_OVERLAP if layer.loose else (want.start, want.end) == (got.start, got.end)


def complaints(case: Case) -> list[str]:
    """What the parse gets wrong, item by item; empty where it is right."""
    layer = LAYERS[str(case.row["layer"])]
    report = sanbai_nlp.parse(case.text)
    wanted, free = expected(case, report.text), list(layer.read(report))
    found = []
    for want in wanted:
        if want.optional:
            continue
        candidates = sorted(
            (got for got in free if stands(layer, want, got)), key=lambda got: len(differences(layer, want, got))
        )
        if not candidates:
            found.append(f"missing {named(want, report.text)}")
            continue
        free.remove(candidates[0])
        found.extend(f"{named(want, report.text)} {each}" for each in differences(layer, want, candidates[0]))
    spared = [want for want in wanted if want.optional]
    extras = [got for got in free if not any(spare.overlap(got) > 0 for spare in spared)]
    return found + [f"extra {named(got, report.text)}" for got in extras]


def named(item: Item, text: str) -> str:
    """The item's surface, or what is known of it."""
    return repr(item.fields if item.start is None else text[item.start : item.end])


# --- reading the files


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.jsonl"))


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """A file's lines; not by `splitlines`, which also breaks at characters that a JSON string may hold."""
    text = path.read_text(encoding="utf-8")
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line)


def defects(line: str) -> list[str]:
    """Why a line is no case; empty where it is one."""
    try:
        row = json.loads(line)
    except ValueError as error:
        return [f"not JSON: {error}"]
    if not isinstance(row, dict) or set(row) != KEYS:
        return [f"must be an object with exactly the keys {sorted(KEYS)}"]
    if row["layer"] not in LAYERS or row["polarity"] not in LEAST or not isinstance(row["expect"], list):
        return ["layer, polarity or expect is none that is known here"]
    found = [] if re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", str(row["phenomenon"])) else ["phenomenon: dotted.lower"]
    if not 1 <= len(str(row["text"]).split("\n")) <= MOST_LINES or not str(row["text"]).strip():
        found.append(f"text: 1 to {MOST_LINES} lines")
    if not isinstance(row["why"], str) or not re.match(r"\S+ \S+", row["why"]) or "\n" in row["why"]:
        found.append("why: one short sentence")
    allowed = LAYERS[row["layer"]].fields | {"text", "optional"}
    return found + [
        f"expect: {item!r} has a key that the layer {row['layer']} has not"
        for item in row["expect"]
        if not isinstance(item, dict) or not item or not set(item) <= allowed
    ]


@functools.cache
def cases() -> tuple[Case, ...]:
    """Every well-formed case; `test_every_line_is_a_case` speaks for the others."""
    return tuple(
        Case(path.stem, number, json.loads(line))
        for path in files()
        for number, line in lines(path)
        if not defects(line)
    )


# --- the tests


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in cases()])
def test_the_parse_finds_what_the_case_says(case: Case) -> None:
    assert not complaints(case), f"{case.row['why']}\n{case.text}"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in files()])
def test_every_line_is_a_case(path: Path) -> None:
    wrong = {number: why for number, line in lines(path) if (why := defects(line))}
    assert not wrong


def by_phenomenon() -> dict[str, list[Case]]:
    grouped = defaultdict(list)
    for case in cases():
        grouped[str(case.row["phenomenon"])].append(case)
    return grouped


@pytest.mark.parametrize("phenomenon", sorted(by_phenomenon()))
def test_a_phenomenon_has_cases_for_and_against(phenomenon: str) -> None:
    polarities = [str(case.row["polarity"]) for case in by_phenomenon()[phenomenon]]
    few = {polarity: polarities.count(polarity) for polarity, n in LEAST.items() if polarities.count(polarity) < n}
    assert not few, f"{phenomenon} needs {LEAST}"


@pytest.mark.parametrize("phenomenon", sorted(by_phenomenon()))
def test_cases_differ_in_more_than_numerals_masks_and_names(phenomenon: str) -> None:
    alike = [
        (one.id, other.id, round(ratio, 2))
        for one, other in combinations(by_phenomenon()[phenomenon], 2)
        if (ratio := likeness(one.text, other.text)) >= MOST_ALIKE
    ]
    assert not alike


NUMERAL = re.compile(r"[0-9０-９*＊×XxＸ□○〇_某零一二两三四五六七八九十百千万亿廿.．,，]+")
PLACE = re.compile(r"[\u4e00-\u9fff]{1,2}(?:[省市县区州镇乡村]|街道)")
PERSON = re.compile(r"(?<=[：:\s])[\u4e00-\u9fff]{2,3}(?=[\s，,。]|$)")


def bare(line: str) -> str:
    """A line without what makes no new case: numerals, masks, names of places and persons, blanks."""
    for pattern, sign in ((PERSON, "P"), (NUMERAL, "N"), (PLACE, "L")):
        line = pattern.sub(sign, line)
    return "".join(line.split())


def likeness(one: str, other: str) -> float:
    """How far two texts are the same words, from 0 to 1; lines that both have are the frame and do not count."""
    here, there = ([bare(line) for line in text.split("\n")] for text in (one, other))
    left, right = (
        "\n".join(line for line in mine if line not in theirs) for mine, theirs in ((here, there), (there, here))
    )
    if not left or not right:
        return 1.0
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= MOST_ALIKE else matcher.quick_ratio()


def test_likeness_sees_through_numerals_masks_and_names_and_through_the_frame() -> None:
    frame = "述职报告\n一、工作情况\n"
    assert likeness(f"{frame}青石市办结信访件**件。", f"{frame}白浪县办结信访件十二件。") == 1.0
    assert likeness(f"{frame}青石市办结信访件**件。", f"{frame}全年新建农村公路三条，总长6.5公里。") < MOST_ALIKE


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        ([{"text": "3件", "unit": "件", "high": 3}, {"text": "5户"}], []),
        ([{"text": "3件"}], ["extra '5户'"]),
        ([{"text": "3件", "unit": "起"}, {"text": "5户"}], ["'3件' unit: '件' instead of '起'"]),
        ([{"text": "3件"}, {"text": "户"}], ["missing '户'", "extra '5户'"]),
        ([{"text": "3件"}, {"text": "走访5户", "optional": True}], []),
    ],
)
def test_a_wrong_parse_is_complained_of(expect: list[Row], why: list[str]) -> None:
    row: dict[str, Json] = {"text": "办结信访3件，走访5户。", "layer": "quantity", "expect": expect}
    assert complaints(Case("here", 1, row)) == why
