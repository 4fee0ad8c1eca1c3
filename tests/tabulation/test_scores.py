"""Scorecards: figures with numerator and denominator, no verdicts, and no zeros that pretend."""

import pytest

import sanbai_nlp
from sanbai_nlp import Dimension, Figure, FigureName, Parser, Ratio, Report, Role, Stage, parse, scorecard
from sanbai_nlp.tabulation.figures import WORDS
from sanbai_nlp.tabulation.scores import pooled

TEXT = """石桥市人大常委会法工委2023年述职报告
一、立法工作
《石桥市养犬管理条例（草案）》5月提请市人大常委会一审，将于8月提请二审。《石桥市停车场条例》6月30日经市人大常委会表决通过。全年召开论证会12次，征求意见***余条，起草《石桥市人大常委会立法工作规程》。
二、廉洁自律
认真落实中央八项规定精神，带头签订廉洁承诺书，拒收礼品礼金，管好家属和身边工作人员。
三、存在问题
理论学习不够深入；调查研究不够扎实。
四、下一步打算
今后将进一步加强学习。
"""


@pytest.fixture(scope="module")
def tagged() -> Report:
    return parse(TEXT)


@pytest.fixture(scope="module")
def untagged() -> Report:
    return Parser(tagger=None).parse(TEXT)


def test_shares_by_dimension_are_of_what_is_labelled(tagged: Report) -> None:
    card = scorecard(tagged)
    body = [block for block in tagged.blocks if block.role == Role.BODY]
    assert card.tagged
    assert card.labelled == Ratio(len(body), len(body))
    assert card.text is not None
    assert card.blocks is not None
    assert sum(ratio.part for ratio in card.text.values()) == sum(len(block.text) for block in body)
    assert {ratio.whole for ratio in card.text.values()} == {sum(len(block.text) for block in body)}
    assert sum(ratio.part for ratio in card.blocks.values()) == len(body)
    assert card.blocks[Dimension.INTEGRITY].part == sum(block.label == Dimension.INTEGRITY for block in body)
    assert card.review == Ratio(sum(bool(block.review) for block in body), len(body))


def test_a_block_that_mixes_dimensions_is_divided_by_its_sentences(tagged: Report) -> None:
    at, block = next((at, block) for at, block in enumerate(tagged.blocks) if block.role == Role.BODY)
    mixed = block.model_copy(
        update={
            "label": Dimension.WORK,
            "shares": {Dimension.WORK: 0.5, Dimension.CONDUCT: 0.3, Dimension.INTEGRITY: 0.2},
        }
    )
    alone = tagged.model_copy(update={"blocks": (*tagged.blocks[:at], mixed)})
    card = scorecard(alone)
    length = len(block.text)
    assert card.text == {
        Dimension.WORK: Ratio(length - round(0.3 * length) - round(0.2 * length), length),
        Dimension.CONDUCT: Ratio(round(0.3 * length), length),
        Dimension.INTEGRITY: Ratio(round(0.2 * length), length),
    }
    assert card.blocks is not None
    assert card.blocks[Dimension.WORK] == Ratio(1, 1)


def test_without_a_tagger_the_dimensions_are_unknown_and_not_0(untagged: Report) -> None:
    card = scorecard(untagged)
    assert not card.tagged
    assert (card.text, card.blocks, card.review) == (None, None, None)
    assert card.labelled.part == 0
    assert card.labelled.whole > 0
    unknown = [
        figure for figure in card.rows() if figure.name in (FigureName.TEXT, FigureName.BLOCKS, FigureName.REVIEW)
    ]
    assert [(figure.part, figure.share) for figure in unknown] == [(None, None)] * 7
    assert str(card).count("未标注（") == 3
    frame = card.to_frame()
    assert frame[frame["figure"] == "text"][["part", "whole", "share"]].isna().all(axis=None)


def test_what_rests_on_no_tagger_is_the_same_without(tagged: Report, untagged: Report) -> None:
    one, other = scorecard(tagged), scorecard(untagged)
    assert (one.counted, one.amounts, one.with_figure, one.moved, one.stages, one.dated, one.shortcomings) == (
        other.counted,
        other.amounts,
        other.with_figure,
        other.moved,
        other.stages,
        other.dated,
        other.shortcomings,
    )


def test_figures_of_statements_are_counts_of_the_reports_objects(tagged: Report) -> None:
    card = scorecard(tagged)
    assert card.counted == {"会议": 1, "立法": 1}
    assert [str(total.interval) for total in card.amounts["立法"]] == ["100–999"]
    assert card.with_figure == Ratio(2, len(tagged.achievements))
    assert len(tagged.achievements) > 2  # legislative and delivered ones carry no figure
    assert card.moved == Ratio(2, 2)
    assert card.stages == {Stage.FIRST_READING: 1, Stage.PASSED: 1}
    assert list(card.stages) == [Stage.FIRST_READING, Stage.PASSED]
    assert card.dated == Ratio(1, 2)
    assert card.shortcomings == 2


def test_a_regulation_that_has_not_moved_is_in_the_denominator() -> None:
    report = parse("石桥市人大常委会法工委述职报告\n一、立法工作\n《石桥市养犬管理条例》将于8月提请市人大常委会一审。")
    card = scorecard(report)
    assert card.moved == Ratio(0, 1)
    assert card.stages == {}


def test_a_report_without_anything_has_no_shares() -> None:
    card = scorecard(parse("石桥市信访局述职报告"))
    assert card.labelled == Ratio(0, 0)
    assert card.with_figure.share is None
    assert card.dated.share is None
    assert card.counted == {}
    assert "0/0" in str(card)


def test_every_figure_says_how_it_is_computed(tagged: Report) -> None:
    assert set(WORDS) == set(FigureName)
    frame = scorecard(tagged).to_frame()
    assert list(frame.columns) == ["figure", "item", "unit", "part", "whole", "share", "low", "high", "how"]
    assert frame["how"].str.len().min() > 5
    chinese = scorecard(tagged).to_frame(zh=True)
    assert list(chinese.columns) == ["指标", "项目", "单位", "分子", "分母", "占比", "下限", "上限", "算法"]
    shown = chinese.drop(columns="单位").select_dtypes("string")
    assert not shown.apply(lambda column: column.str.contains("[a-z]{3}")).any(axis=None)


def test_the_share_is_the_numerator_over_the_denominator(tagged: Report) -> None:
    frame = scorecard(tagged).to_frame().dropna(subset=["share"])
    assert len(frame)
    assert (frame["share"] == frame["part"] / frame["whole"]).all()


def test_it_prints_in_chinese(tagged: Report) -> None:
    lines = str(scorecard(tagged)).splitlines()
    assert lines[0] == "石桥市人大常委会法工委2023年述职报告"
    assert "  法规阶段：一审 1/2（50%）；表决通过 1/2（50%）" in lines
    assert "  数量合计：会议 12次（1处）；立法 100–999条（1处）" in lines
    assert "  自述不足：2" in lines


def test_ipython_prints_what_print_does(tagged: Report) -> None:
    written: list[str] = []

    class Printer:
        def text(self, text: str, /) -> None:
            written.append(text)

    card = scorecard(tagged)
    card._repr_pretty_(Printer(), cycle=False)
    assert written == [str(card)]


def test_a_figure_that_has_no_bounds_says_so() -> None:
    assert str(Figure(FigureName.AMOUNTS, "调研", "户", 2)) == "界限不明户（2处）"
    assert str(Figure(FigureName.AMOUNTS, "调研", "户", 1, None, 20, None)) == "≥20户（1处）"


def test_it_is_frozen(tagged: Report) -> None:
    with pytest.raises(AttributeError):
        scorecard(tagged).shortcomings = 0  # type: ignore[misc]


@pytest.mark.parametrize("stranger", [TEXT, None, []])
def test_only_a_report_has_a_scorecard(stranger: object) -> None:
    with pytest.raises(TypeError, match="scorecard takes a Report"):
        scorecard(stranger)  # type: ignore[arg-type]


def test_pooling_adds_numerators_and_denominators(tagged: Report, untagged: Report) -> None:
    one = scorecard(tagged)
    both = pooled([one, scorecard(untagged)])
    assert both.reports == 2
    assert both.title is None
    assert both.text == one.text  # only one of them is tagged, and `labelled` says so
    assert both.labelled == Ratio(one.labelled.part, 2 * one.labelled.whole)
    assert both.counted == {"会议": 2, "立法": 2}
    assert str(both.amounts["立法"][0].interval) == "200–1998"
    assert both.dated == Ratio(2, 4)


def test_pooling_one_card_changes_nothing(tagged: Report) -> None:
    assert pooled([scorecard(tagged)]) == scorecard(tagged)


def test_it_holds_for_the_sample(sample_text: str) -> None:
    for report in sanbai_nlp.parse_all(sample_text):
        card = scorecard(report)
        for figure in card.rows():
            assert figure.share is None or 0 <= figure.share <= 1
        assert sum(card.counted.values()) == sum(item.basis == "counted" for item in report.achievements)
