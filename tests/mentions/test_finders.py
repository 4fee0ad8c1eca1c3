"""A model's finder enters by the same door as the rules: it adds what they miss, and moves nothing."""

import pickle
import re
from collections.abc import Iterator

import pytest

from sanbai_nlp import (
    Department,
    DepartmentKind,
    Finder,
    Found,
    ModelError,
    Modifier,
    Parser,
    Report,
    SanbaiError,
    View,
    explain,
)
from sanbai_nlp.mentions import Amount, Layer

TEXT = "一、协同履职\n全年会同栖川市公安局、云桥馆检查渔港**座。\n将于*月提请审议，落实“三会一课”。"


class Toy:
    """Proposes every occurrence of its words, as a model would propose spans."""

    def __init__(self, *words: str, layer: Layer = Layer.DEPARTMENT, kind: DepartmentKind | None = None) -> None:
        self.words = words
        self.layer = layer
        self.kind = kind

    def __call__(self, view: View) -> Iterator[Found]:
        for word in self.words:
            for match in re.finditer(re.escape(word), view.text):
                yield Found(match.start(), match.end(), self.layer, "model:toy", kind=self.kind)


class Fixed:
    """Proposes the same thing in every view, sense or nonsense."""

    def __init__(self, *proposals: object) -> None:
        self.proposals = proposals

    def __call__(self, view: View) -> Iterator[Found]:  # noqa: ARG002  whatever the view is
        yield from self.proposals  # type: ignore[misc]


def parse(*finders: Finder, text: str = TEXT) -> Report:
    return Parser(finders=finders).parse(text)


def named(report: Report) -> dict[str, Department]:
    return {department.name: department for department in report.departments}


def test_a_toy_is_a_finder() -> None:
    assert isinstance(Toy("云桥馆"), Finder)
    assert not isinstance("云桥馆", Finder)


def test_a_model_adds_a_department_where_no_rule_has_one() -> None:
    assert "云桥馆" not in named(parse())
    found = named(parse(Toy("云桥馆")))["云桥馆"]
    assert [mention.text for mention in found.mentions] == ["云桥馆"]
    assert TEXT[found.mentions[0].start : found.mentions[0].end] == "云桥馆"


def test_what_a_model_adds_says_where_it_comes_from() -> None:
    report = parse(Toy("云桥馆"))
    found = named(report)["云桥馆"]
    assert found.rule == found.mentions[0].rule == "model:toy"
    assert explain(report, found).rule == "model:toy"
    assert "model" in explain(report, found.mentions[0]).reason


def test_a_model_may_say_the_kind_of_its_department() -> None:
    assert named(parse(Toy("云桥馆")))["云桥馆"].kind == DepartmentKind.OTHER
    assert named(parse(Toy("云桥馆", kind=DepartmentKind.INSTITUTION)))["云桥馆"].kind == DepartmentKind.INSTITUTION


@pytest.mark.parametrize("word", ["栖川市公安局、云桥馆", "同栖川市公安局", "公安局", "栖川市公安局", "市"])
def test_a_rules_span_wins_over_an_overlapping_one_of_a_model(word: str) -> None:
    assert parse(Toy(word)) == parse()


@pytest.mark.parametrize("word", ["检查渔港**座", "*月提请", "三会一课”", "“三会一课”", "、协同"])
def test_a_model_never_takes_what_another_layer_has(word: str) -> None:
    assert parse(Toy(word)) == parse()


class Greedy:
    """Proposes three of every five characters."""

    def __call__(self, view: View) -> Iterator[Found]:
        for start in range(0, len(view.text) - 2, 5):
            yield Found(start, start + 3, Layer.DEPARTMENT, "model:toy")


def test_a_model_that_claims_everything_moves_no_span_of_a_rule(sample_text: str) -> None:
    plain_reports, greedy_reports = Parser().parse_all(sample_text), Parser(finders=[Greedy()]).parse_all(sample_text)
    for plain, greedy in zip(plain_reports, greedy_reports, strict=True):
        assert (greedy.quantities, greedy.times, greedy.blocks) == (plain.quantities, plain.times, plain.blocks)
        assert [document.name for document in greedy.documents] == [document.name for document in plain.documents]
        by_rule = {mention for department in plain.departments for mention in department.mentions}
        mentions = {mention for department in greedy.departments for mention in department.mentions}
        assert by_rule <= mentions
        assert {mention.rule for mention in mentions - by_rule} == {"model:toy"}


def test_a_models_span_gives_way_to_a_word_that_points_back_to_a_regulation(sample_text: str) -> None:
    plain_reports, greedy_reports = Parser().parse_all(sample_text), Parser(finders=[Greedy()]).parse_all(sample_text)
    mentions = [
        [document.mentions for report in reports for document in report.documents]
        for reports in (plain_reports, greedy_reports)
    ]
    assert any(mention.rule == "document.anaphora" for row in mentions[0] for mention in row)
    assert mentions[0] == mentions[1]


def test_of_two_models_the_left_and_then_the_longer_span_stands() -> None:
    assert "云桥馆" in named(parse(Toy("云桥"), Toy("云桥馆")))
    assert "云桥馆" in named(parse(Toy("云桥馆"), Toy("桥馆检查")))
    assert not {"云桥", "桥馆检查"} & named(parse(Toy("云桥"), Toy("云桥馆"), Toy("桥馆检查"))).keys()


def test_one_name_from_rule_and_model_is_one_department() -> None:
    text = "一、协同履职\n云桥馆检查渔港**座，会同云桥馆走访渔户**户。"
    assert [len(found.mentions) for found in parse(Toy("云桥馆"), text=text).departments] == [2]


WRAPPED = (
    "　　今年以来，在市委的坚强领导下，本人认真履行岗位职责，会同潮汐测\n"
    "候站和市公安局扎实开展渔港安全检查，深入渔村听取渔民意见建议，推动\n"
    "各项工作有序开展，取得了较为良好的成效，并将检查情况及时向潮汐测\n— 3 —\n"
    "候站作了通报，现将有关情况报告如下，请各位领导和同志们审议批评指正\n"
)


def test_offsets_of_a_model_hold_across_line_breaks_and_page_lines() -> None:
    departments = parse(Toy("潮汐测候站"), text=WRAPPED).departments
    mentions = [mention for found in departments for mention in found.mentions if mention.rule == "model:toy"]
    assert [mention.text for mention in mentions] == ["潮汐测\n候站", "潮汐测\n— 3 —\n候站"]
    assert all(WRAPPED[mention.start : mention.end] == mention.text for mention in mentions)


def test_a_name_that_runs_across_a_page_line_keeps_its_name() -> None:
    assert len(named(parse(Toy("潮汐测候站"), text=WRAPPED))["潮汐测候站"].mentions) == 2


def test_a_model_may_give_a_quantity_of_its_own() -> None:
    class Counts:
        def __call__(self, view: View) -> Iterator[Found]:
            at = view.text.find("云桥馆")
            if at >= 0:
                yield Found(
                    at,
                    at + 3,
                    Layer.QUANTITY,
                    "model:counts",
                    Amount(low=1, high=9, value=None, masked=True, modifier=Modifier.EXACT, unit="馆"),
                )

    found = [quantity for quantity in parse(Counts()).quantities if quantity.rule == "model:counts"]
    assert [(quantity.text, quantity.unit) for quantity in found] == [("云桥馆", "馆")]


def test_a_finder_that_finds_nothing_changes_nothing() -> None:
    assert parse(Fixed()) == parse()


def test_finders_pickle_with_their_parser() -> None:
    parser = pickle.loads(pickle.dumps(Parser(finders=[Toy("云桥馆")])))  # noqa: S301  our own
    assert "云桥馆" in named(parser.parse(TEXT))


# Nonsense: ignored, or a TypeError or an error of the library, and nothing else


@pytest.mark.parametrize(
    "proposal",
    [
        pytest.param(Found(0, 10**6, Layer.DEPARTMENT, "model:toy"), id="beyond the end"),
        pytest.param(Found(10**6, 10**6 + 3, Layer.DEPARTMENT, "model:toy"), id="outside"),
        pytest.param(Found(-3, 2, Layer.DEPARTMENT, "model:toy"), id="before the start"),
        pytest.param(Found(-3, -1, Layer.DEPARTMENT, "model:toy"), id="negative"),
        pytest.param(Found(0, 1, "nonsense", "model:toy"), id="unknown layer"),  # type: ignore[arg-type]
        pytest.param(Found(0, 1, None, "model:toy"), id="no layer"),  # type: ignore[arg-type]
        pytest.param(Found(0, 1, Layer.DEPARTMENT, None), id="no rule"),  # type: ignore[arg-type]
        pytest.param((0, 1), id="no Found"),
        pytest.param(Found(0, 1, Layer.DEPARTMENT, "m", kind="nonsense"), id="unknown kind"),  # type: ignore[arg-type]
    ],
)
def test_nonsense_is_ignored_or_refused_by_name(proposal: object) -> None:
    text = "全年检查渔港**座。"
    try:
        report = parse(Fixed(proposal), text=text)
    except (TypeError, SanbaiError):
        return
    assert report == parse(text=text)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 3)])
def test_an_empty_span_is_no_department(start: int, end: int) -> None:
    try:
        report = parse(Fixed(Found(start, end, Layer.DEPARTMENT, "model:toy")))
    except (TypeError, SanbaiError):
        return
    assert "" not in named(report)


def test_a_model_that_claims_a_mask_must_say_what_it_is() -> None:
    text = "一、协同履职\n全年检查渔港**坞。"
    assert len(parse(text=text).warnings) == 1
    with pytest.raises(SanbaiError, match="without saying what it is"):
        parse(Toy("**坞", layer=Layer.QUANTITY), text=text)


@pytest.mark.parametrize("finders", [3, None, "云桥馆", [3]])
def test_what_is_no_finder_is_a_type_error(finders: object) -> None:
    with pytest.raises(TypeError):
        Parser(finders=finders)  # type: ignore[arg-type]


def test_an_error_in_a_finder_is_told_with_its_name_and_kept_as_the_cause() -> None:
    class Broken:
        def __call__(self, view: View) -> Iterator[Found]:
            raise ZeroDivisionError(view.text)

    with pytest.raises(ModelError, match=r"Broken.*failed with ZeroDivisionError") as caught:
        parse(Broken())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
