"""The contract: the published JSON Schema, the round trip, and what a report refuses."""

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

import sanbai_nlp
from sanbai_nlp import Report

CONTRACT = {
    "Report": "schema_version text source meta title reporter department period blocks headings quantities times "
    "departments documents achievements commitments shortcomings warnings",
    "Source": "path sha256 encoding index offset",
    "Reporter": "name position",
    "Block": "start end text role heading label scores review",
    "Heading": "start end text marker style number level title parent",
    "Quantity": "start end text low high value masked modifier unit",
    "Time": "start end text year month day masked kind",
    "Department": "name level kind members mentions",
    "Mention": "start end text",
    "Document": "name kind draft stage steps mentions",
    "Step": "stage status time agent start end text",
    "Achievement": "start end text kind basis action object quantity base documents departments block",
    "Commitment": "start end text kind trigger due topic documents block",
    "Shortcoming": "start end text block",
    "ParseWarning": "code message start end",
}
RULED = ("Heading", "Quantity", "Time", "Department", "Document", "Step", "Achievement", "Commitment", "Shortcoming")


@pytest.fixture(scope="module")
def published(root: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((root / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    return schema


@pytest.fixture(scope="module")
def reports(sample_file: Path) -> list[Report]:
    return sanbai_nlp.parse_file(sample_file, meta={"year": "2023"})


def spans(tree: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths to every object with a surface and a place in the text, however deep it lies."""
    if isinstance(tree, dict):
        if {"start", "end", "text"} <= tree.keys():
            yield path
        for key, value in tree.items():
            yield from spans(value, (*path, key))
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from spans(value, (*path, place))


def falsified(tree: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    """A copy in which the object at the path says what is not in its place."""
    copied = copy.deepcopy(tree)
    place: Any = copied
    for key in path:
        place = place[key]
    place["text"] += "伪"
    return copied


def kind_of(path: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple(key for key in path if isinstance(key, str))


def test_the_published_schema_is_current(published: dict[str, Any]) -> None:
    assert published == Report.model_json_schema(), "run `make schema`"


def test_the_command_prints_the_published_schema(root: Path) -> None:
    command = [sys.executable, "-c", "from sanbai_nlp.cli import main; main()", "schema"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert printed == (root / "docs" / "report.schema.json").read_text(encoding="utf-8")


def test_the_published_schema_is_a_json_schema(published: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(published)


@pytest.mark.parametrize(("name", "fields"), CONTRACT.items(), ids=CONTRACT)
def test_every_field_of_the_contract_is_there(published: dict[str, Any], name: str, fields: str) -> None:
    defined = published if name == "Report" else published["$defs"][name]
    assert set(fields.split()) <= defined["properties"].keys()


@pytest.mark.parametrize("name", RULED)
def test_whatever_is_extracted_names_its_rule(published: dict[str, Any], name: str) -> None:
    assert "rule" in published["$defs"][name]["required"]


def test_every_field_is_documented_in_the_contract_page(root: Path, published: dict[str, Any]) -> None:
    page = (root / "docs" / "contract.md").read_text(encoding="utf-8")
    fields = set(published["properties"]).union(*(d.get("properties", {}) for d in published["$defs"].values()))
    assert not [field for field in sorted(fields) if f"`{field}`" not in page]


def test_every_value_of_a_vocabulary_is_in_the_guideline(root: Path, published: dict[str, Any]) -> None:
    pages = "".join((root / "docs" / name).read_text(encoding="utf-8") for name in ("guideline.md", "contract.md"))
    values = {value for definition in published["$defs"].values() for value in definition.get("enum", ())}
    assert not [value for value in sorted(values) if f"`{value}`" not in pages]


def test_dumped_reports_validate_and_load_back_equal(published: dict[str, Any], reports: list[Report]) -> None:
    validator = jsonschema.Draft202012Validator(published)
    for report in reports:
        dumped = report.model_dump(mode="json")
        validator.validate(dumped)
        assert Report.model_validate(dumped) == report
        assert Report.model_validate_json(report.model_dump_json()) == report
        assert Report.model_validate_json(json.dumps(dumped)) == report


def test_numbers_are_ints_where_whole() -> None:
    report = sanbai_nlp.parse("一、工作\n完成投资1.15亿元，办复率达到98.6%，办理建议12件。")
    values = [item["value"] for item in report.model_dump(mode="json")["quantities"]]
    assert [(value, type(value)) for value in values] == [(115_000_000, int), (98.6, float), (12, int)]


def test_the_same_text_gives_the_same_json(sample_text: str) -> None:
    assert sanbai_nlp.parse(sample_text).model_dump_json() == sanbai_nlp.parse(sample_text).model_dump_json()


def test_a_surface_that_is_not_in_its_place_is_refused_wherever_it_lies(reports: list[Report]) -> None:
    seen: set[tuple[str, ...]] = set()
    for report in reports:
        dumped = report.model_dump(mode="json")
        fresh = [path for path in spans(dumped) if path and kind_of(path) not in seen]
        for path in {kind_of(path): path for path in fresh}.values():
            with pytest.raises(ValidationError):
                Report.model_validate(falsified(dumped, path))
            seen.add(kind_of(path))
    assert {("blocks",), ("quantities",), ("achievements", "quantity"), ("documents", "steps")} <= seen


def test_a_field_that_the_contract_does_not_know_is_refused(reports: list[Report]) -> None:
    with pytest.raises(ValidationError):
        Report.model_validate(reports[0].model_dump(mode="json") | {"verdict": "good"})


def test_a_report_and_what_it_holds_is_frozen(reports: list[Report]) -> None:
    report = reports[0]
    for thing, field in [(report, "title"), (report.blocks[0], "role"), (report.quantities[0], "value")]:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(thing, field, None)


def test_meta_is_carried(reports: list[Report]) -> None:
    assert [report.meta for report in reports] == [{"year": "2023"}] * len(reports)
