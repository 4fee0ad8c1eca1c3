"""Every item of a report can say why it is there, in words that stand in the report."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sanbai_nlp
from sanbai_nlp import Block, Report, Span, explain
from sanbai_nlp.explanation import RULES, Item

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "data" / "annotated").rglob("*.jsonl"))
# Ids that are made of a prefix and what the item itself says: the style of a marker, the stage of a step, a model.
PREFIXES = ("heading.", "step.", "model:")
PHRASES = [
    "云溪集团有限公司述职报告\n公司全年节约用电**度。\n一、履职情况\n集团检修管网**公里，城关派出所走访农户**户。",
    "出席市十九届人大三次会议。",
    (
        "　　今年以来，在市委的坚强领导下，本人认真履行岗位职责，全年办理信访\n"
        "事项**件，组织开展渔港安全检查**次，深入渔村听取渔民的意见建议，推\n"
        "动各项工作有序开展，取得了较为良好的成效，受理渔民来信来访事项1\n"
        "2件，现将有关情况报告如下，请各位领导和同志们审议批评指正，谢谢\n"
    ),
]


def corpus() -> Iterator[str]:
    sample = (ROOT / "data" / "samples" / "archive.txt").read_text(encoding="utf-8")
    yield from (report.text for report in sanbai_nlp.parse_all(sample))
    for file in FILES:
        yield from (json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    yield from PHRASES


def items(report: Report) -> Iterator[Item]:
    """Whatever a report holds, deep or not."""
    yield from (*report.blocks, *report.headings, *report.quantities, *report.times)
    yield from (*report.departments, *report.documents)
    yield from (*report.achievements, *report.commitments, *report.shortcomings)
    yield from (mention for named in (*report.departments, *report.documents) for mention in named.mentions)
    steps = [step for document in report.documents for step in document.steps]
    held = [report.period, *(step.time for step in steps), *(promise.due for promise in report.commitments)]
    held += [quantity for done in report.achievements for quantity in (done.quantity, done.base)]
    yield from steps
    yield from (item for item in held if item is not None)


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [sanbai_nlp.parse(text) for text in corpus()]


@pytest.fixture(scope="module")
def report(reports: list[Report]) -> Report:
    return reports[0]


def test_every_rule_is_documented(reports: list[Report]) -> None:
    made = {item.rule for report in reports for item in items(report) if not isinstance(item, Block)}
    assert len(made) > 25
    assert sorted(rule for rule in made if rule not in RULES and not rule.startswith(PREFIXES)) == []


def test_every_documented_rule_is_one_of_the_code(reports: list[Report]) -> None:
    made = {item.rule for report in reports for item in items(report) if not isinstance(item, Block)}
    rooms = [ROOT / "src" / "sanbai_nlp" / room for room in ("outline", "mentions", "statements")]
    code = "\n".join(path.read_text(encoding="utf-8") for room in rooms for path in room.glob("*.py"))
    assert [rule for rule in RULES if rule not in made and f'"{rule}"' not in code] == []


def test_every_reason_is_a_phrase_of_its_own(reports: list[Report]) -> None:
    reasons = {explain(report, item).reason for report in reports for item in items(report)}
    assert "a rule of its own" not in reasons
    assert len(set(RULES.values())) == len(RULES)


def test_every_word_stands_in_the_report(reports: list[Report]) -> None:
    for report in reports:
        for item in items(report):
            for word in explain(report, item).words:
                assert word.text
                assert report.text[word.start : word.end] == word.text


def test_every_item_has_a_deciding_word(reports: list[Report]) -> None:
    assert [item for report in reports for item in items(report) if not explain(report, item).words] == []


def test_the_words_of_a_statement_stand_in_it(reports: list[Report]) -> None:
    for report in reports:
        for item in (*report.headings, *report.quantities, *report.times, *report.achievements, *report.shortcomings):
            assert all(item.start <= word.start < word.end <= item.end for word in explain(report, item).words)


def test_the_words_are_the_ones_that_decide() -> None:
    report = sanbai_nlp.parse("一、工作\n全年走访农户近300户。\n下一步，我将继续走访。\n")
    words = {
        "quantity": [word.text for word in explain(report, report.quantities[0]).words],
        "achievement": [word.text for word in explain(report, report.achievements[0]).words],
        "commitment": [word.text for word in explain(report, report.commitments[0]).words],
        "heading": [word.text for word in explain(report, report.headings[0]).words],
        "body": [word.text for word in explain(report, report.blocks[1]).words[-1:]],
    }
    assert words == {
        "quantity": ["300", "户", "近"],
        "achievement": ["走访", "近300户"],
        "commitment": ["下一步"],
        "heading": ["一、"],
        "body": ["一、工作"],
    }


def test_an_explanation_reads_as_one_line_with_rule_reason_and_words(report: Report) -> None:
    for item in items(report):
        said = explain(report, item)
        line = str(said)
        assert line.startswith(f"{said.rule}: {said.reason}")
        assert "\n" not in line
        assert all(f"{word.text}[{word.start}:{word.end}]" in line for word in said.words)


def test_an_explanation_of_wrapped_text_is_one_line() -> None:
    wrapped = sanbai_nlp.parse(PHRASES[-1])
    assert any("\n" in item.text for item in wrapped.quantities), "the phrase must hold a broken quantity"
    assert not [item for item in items(wrapped) if "\n" in str(explain(wrapped, item))]


def test_words_are_found_in_traditional_characters_too() -> None:
    report = sanbai_nlp.parse("一、工作\n與青石縣婦聯共同舉辦家庭教育講堂。")
    assert len(report.achievements) == 1
    assert explain(report, report.achievements[0]).words


def test_an_item_loaded_from_json_explains_itself(report: Report) -> None:
    loaded = Report.model_validate_json(report.model_dump_json())
    for mine, theirs in zip(items(report), items(loaded), strict=True):
        assert explain(report, mine) == explain(loaded, theirs) == explain(report, theirs)


def test_an_item_of_another_report_is_refused(reports: list[Report]) -> None:
    mine, other = reports[0], reports[1]
    foreign = [item for item in items(other) if item not in set(items(mine))]
    assert len(foreign) > 50
    for item in foreign:
        with pytest.raises(ValueError, match="not one of this report's"):
            explain(mine, item)


@pytest.mark.parametrize("item", [None, "**件", 3, (0, 1)])
def test_what_is_no_item_is_a_type_error(report: Report, item: object) -> None:
    with pytest.raises(TypeError, match="no item of a report"):
        explain(report, item)  # type: ignore[arg-type]


def test_reporter_warnings_and_bare_spans_are_no_items(report: Report) -> None:
    for item in (report, report.reporter, Span(start=0, end=1, text=report.text[:1])):
        with pytest.raises(TypeError):
            explain(report, item)  # type: ignore[arg-type]


def test_a_report_of_a_wrong_type_is_a_type_error(report: Report) -> None:
    with pytest.raises(TypeError):
        explain(report.text, report.blocks[0])  # type: ignore[arg-type]


def test_rule_ids_have_one_form() -> None:
    assert [rule for rule in RULES if not re.fullmatch(r"[a-z]+\.[a-z]+", rule)] == []
