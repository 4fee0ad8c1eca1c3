"""How well the built-in parser reads: floors under its figures on annotated reports.

Floors are for catching losses: they stand about 0.01 below the figures of the day (docs/accuracy.md has these, and
`make accuracy` writes them anew). Raise them when the figures rise; what makes one fall is mended, not written down.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from sanbai_nlp import Parser, Report
from sanbai_nlp.evaluation import Evaluation, GoldReport, evaluate, load_gold

ROOT = Path(__file__).resolve().parent.parent
ANNOTATED = ROOT / "data" / "annotated"
REPORTS = 57
"""How many reports lie in data/annotated/dev at least."""
PAGE_SLACK = 0.005
"""How far a figure may fall before docs/accuracy.md has to be written anew."""

DEVELOPMENT_F = {
    "block": 0.985,
    "node": 0.98,
    "quantity": 0.985,
    "time": 0.985,
    "department": 0.98,
    "legislation": 0.985,
    "legislative_step": 0.96,
    "achievement_counted": 0.98,
    "achievement_legislative": 0.925,
    "achievement_delivered": 0.96,
    "achievement_honoured": 0.96,
    "commitment": 0.98,
    "shortcoming": 0.975,
}
DEVELOPMENT_ACCURACY = {
    "block.role": 0.985,
    "node.level": 0.985,
    "node.style": 0.99,
    "node.number": 0.99,
    "node.title": 0.99,
    "quantity.low": 0.99,
    "quantity.high": 0.99,
    "quantity.value": 0.99,
    "quantity.masked": 0.99,
    "quantity.modifier": 0.99,
    "quantity.unit": 0.99,
    "time.year": 0.99,
    "time.month": 0.99,
    "time.day": 0.99,
    "time.masked": 0.99,
    "time.kind": 0.99,
    "department.canonical": 0.975,
    "department.level": 0.985,
    "department.kind": 0.985,
    "legislation.kind": 0.97,
    "legislation.draft": 0.99,
    "achievement_counted.kind": 0.935,
    "achievement_legislative.kind": 0.99,
    "achievement_delivered.kind": 0.86,
    "achievement_honoured.kind": 0.99,
    "commitment.kind": 0.975,
}

REFERENCE_F = {
    "block": 0.99,
    "node": 0.99,
    "quantity": 0.99,
    "time": 0.99,
    "department": 0.99,
    "legislation": 0.99,
    "legislative_step": 0.99,
    "achievement_counted": 0.99,
    "achievement_delivered": 0.93,
    "commitment": 0.99,
}
REFERENCE_ACCURACY = {
    "block.label_or_alt": 0.9,
    "department.canonical": 0.99,
    "achievement_counted.kind": 0.99,
}


def measured(golds: Iterable[GoldReport], parser: Parser) -> Evaluation:
    """The parser's reports against gold."""
    golds = list(golds)
    return evaluate(golds, {gold.doc: parser.parse(gold.text) for gold in golds})


def accuracies(result: Evaluation) -> dict[str, float]:
    """The accuracy of every field, as layer.field."""
    return {f"{layer.name}.{field.name}": field.accuracy for layer in result.layers for field in layer.fields}


def below(floors: Mapping[str, float], figures: Mapping[str, float]) -> dict[str, str]:
    """Each figure that is under its floor, told as such; one that is missing counts as 0."""
    low = {name: (figures.get(name, 0.0), floor) for name, floor in floors.items()}
    return {name: f"{figure:.3f} < {floor}" for name, (figure, floor) in low.items() if figure < floor}


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="module")
def development(parser: Parser) -> Evaluation:
    return measured((gold for path in sorted((ANNOTATED / "dev").glob("*.jsonl")) for gold in load_gold(path)), parser)


@pytest.fixture(scope="module")
def reference(parser: Parser, shared: Path) -> Evaluation:
    return measured(load_gold(shared / "gold" / "seeds-1-2-4.jsonl"), parser)


def test_every_development_report_is_measured(development: Evaluation) -> None:
    assert len(development.docs) >= REPORTS
    assert {layer.name for layer in development.layers} == set(DEVELOPMENT_F)


def test_no_layer_of_the_development_reports_is_below_its_floor(development: Evaluation) -> None:
    assert below(DEVELOPMENT_F, {layer.name: layer.f1 for layer in development.layers}) == {}


def test_no_field_of_the_development_reports_is_below_its_floor(development: Evaluation) -> None:
    assert below(DEVELOPMENT_ACCURACY, accuracies(development)) == {}


def test_the_page_of_figures_claims_no_more_than_is_measured(development: Evaluation) -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    tables = page.partition("<!-- development: begin -->")[2].partition("<!-- development: end -->")[0]
    claimed = {name: float(f1) for name, f1 in re.findall(r"^\| `(\w+)` \|.* ([\d.]+) \|$", tables, re.M)}
    measured_f1 = {layer.name: layer.f1 for layer in development.layers}
    assert claimed.keys() == measured_f1.keys()
    assert below(claimed, {name: f1 + PAGE_SLACK for name, f1 in measured_f1.items()}) == {}


@pytest.mark.shared
def test_no_layer_of_the_reference_reports_is_below_its_floor(reference: Evaluation) -> None:
    assert below(REFERENCE_F, {layer.name: layer.f1 for layer in reference.layers}) == {}


@pytest.mark.shared
def test_no_field_of_the_reference_reports_is_below_its_floor(reference: Evaluation) -> None:
    assert below(REFERENCE_ACCURACY, accuracies(reference)) == {}


@pytest.mark.shared
def test_all_five_reference_reports_parse(parser: Parser, shared: Path) -> None:
    reports: list[Report] = parser.parse_file(shared / "seeds" / "shuzhi-2022h1.txt")
    assert len(reports) == 5
    assert all(report.headings and report.achievements and report.departments for report in reports)
