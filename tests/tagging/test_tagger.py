"""Tags: what every body block says, what a model file may be, and that one's own tagger goes in."""

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sanbai_nlp import Dimension, ModelError, Parser, Report, Role, explain, parse
from sanbai_nlp.outline import Section
from sanbai_nlp.tagging import Tag, TextTagger, default_tagger, load_model, written
from sanbai_nlp.tagging.features import plain, terms
from sanbai_nlp.tagging.tagger import model_path

TEXT = """云溪县教育局局长2024年述职述廉报告
一、履职情况
全年新建改建幼儿园6所，招聘教师120名，组织教研活动48场，改造食堂15个，办理代表建议12件。
二、思想作风
坚持把学习放在第一位，带头读原著、学原文，注重团结同志，遇事多商量，作风上力戒形式主义，常到山区学校听真话、看实情。
三、廉洁自律
严守廉洁底线，退回礼金3次，从不插手工程招标和人事调动，管好配偶子女，如实报告个人有关事项，自觉接受监督。
以上报告，请予评议。"""


@pytest.fixture(scope="module")
def report() -> Report:
    return parse(TEXT)


def body_labels(report: Report) -> list[Dimension | None]:
    return [block.label for block in report.blocks if block.role is Role.BODY]


def test_plain_paragraphs_of_the_three_dimensions_get_theirs(report: Report) -> None:
    assert body_labels(report) == [Dimension.WORK, Dimension.CONDUCT, Dimension.INTEGRITY]


def test_probabilities_sum_to_one_and_the_label_has_the_highest(report: Report) -> None:
    for block in report.blocks:
        if block.role is Role.BODY:
            assert block.scores is not None
            assert sum(block.scores.values()) == pytest.approx(1)
            assert set(block.scores) == set(Dimension)
            assert block.label == max(block.scores, key=lambda dimension: block.scores[dimension])  # type: ignore[index]
            assert block.review == (max(block.scores.values()) < default_tagger().model.review_below)
        else:
            assert (block.label, block.scores, block.review, block.shares) == (None, None, None, None)


def test_a_block_that_goes_from_one_dimension_to_another_has_shares() -> None:
    mixed = (
        "一、工作情况\n全年新建改建幼儿园6所，招聘教师120名，组织教研活动48场。"
        "严守廉洁底线，退回礼金3次，从不插手工程招标，管好配偶子女，如实报告个人有关事项。"
    )
    (block,) = (block for block in parse(mixed).blocks if block.role is Role.BODY)
    assert block.shares is not None
    assert sum(block.shares.values()) == pytest.approx(1)
    assert min(block.shares[Dimension.WORK], block.shares[Dimension.INTEGRITY]) > 0.2


def test_a_doubtful_paragraph_is_flagged_and_a_plain_one_is_not(report: Report) -> None:
    (block,) = (block for block in parse("一、其他\n还有一些事。大家都知道。").blocks if block.role is Role.BODY)
    assert block.review
    assert not any(block.review for block in report.blocks)


def test_masks_and_blanks_do_not_move_a_tag() -> None:
    masked = TEXT.replace("6所", "*所").replace("120", "***").replace("，招聘", " ， 招聘")
    assert body_labels(parse(masked)) == body_labels(parse(TEXT))


def test_without_a_tagger_there_is_no_label() -> None:
    untagged = Parser(tagger=None).parse(TEXT)
    assert {(block.label, block.scores, block.review, block.shares) for block in untagged.blocks} == {(None,) * 4}


class Always:
    """A tagger of one's own, which pickles."""

    def tag(self, sections: Sequence[Section]) -> list[Tag | None]:
        scores = {Dimension.WORK: 0.0, Dimension.CONDUCT: 1.0, Dimension.INTEGRITY: 0.0}
        tag = Tag(Dimension.CONDUCT, scores, False, None)
        return [tag if section.block.role is Role.BODY else None for section in sections]


@pytest.mark.parametrize("jobs", [1, 2])
def test_ones_own_tagger_goes_in_and_travels_to_the_workers(jobs: int) -> None:
    (report,) = Parser(tagger=Always()).pipe([TEXT], jobs=jobs)
    assert body_labels(report) == [Dimension.CONDUCT] * 3


def test_what_cannot_tag_is_a_type_error() -> None:
    with pytest.raises(TypeError, match=r"must have a method tag"):
        Parser(tagger=3)  # type: ignore[arg-type]


def test_a_tagger_pickles_and_says_the_same_from_eight_threads(report: Report) -> None:
    parser = Parser(tagger=pickle.loads(pickle.dumps(default_tagger())))  # noqa: S301 - our own bytes
    with ThreadPoolExecutor(8) as pool:
        assert {found.model_dump_json() for found in pool.map(parser.parse, [TEXT] * 16)} == {report.model_dump_json()}


def test_explain_names_the_words_and_the_heading_that_decided(report: Report) -> None:
    block = next(block for block in report.blocks if block.label is Dimension.INTEGRITY)
    told = explain(report, block)
    assert told.rule == "block.label"
    assert len(told.words) == len(told.weights) > 1
    *words, heading = told.words
    assert heading.text == "三、廉洁自律"
    assert all(block.start <= word.start < word.end <= block.end for word in words)
    assert all(report.text[word.start : word.end] == word.text for word in told.words)
    assert list(told.weights[:-1]) == sorted(told.weights[:-1], reverse=True)
    assert any(sign in "".join(word.text for word in words) for sign in ("廉", "礼", "插手", "招标"))
    assert "廉洁" in told.reason


def test_parsing_with_tags_imports_neither_numpy_nor_scikit_learn() -> None:
    code = (
        "import sys, sanbai_nlp; sanbai_nlp.parse('一、工作\\n全年走访农户30户。');"
        "print([name for name in ('numpy', 'sklearn', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_text_is_read_without_blanks_and_with_one_sign_for_a_number() -> None:
    assert plain("办理 1,200 件， *** 户") == "办理#件，#户"
    assert terms("办办理办理") == {"办办": 1, "办理": 2, "理办": 1}


# --- model files


def broken(tmp_path: Path, **changes: object) -> Path:
    """The shipped model with some of its fields changed."""
    data = json.loads(model_path().read_text(encoding="utf-8")) | changes
    path = tmp_path / "model.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_a_model_is_written_and_loaded_as_it_was(tmp_path: Path) -> None:
    model = default_tagger().model
    path = tmp_path / "model.json"
    path.write_text(written(model), encoding="utf-8")
    assert load_model(path) == model
    assert path.read_bytes() == model_path().read_bytes()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": "somebody-elses/3"}, "format"),
        ({"dimensions": ["廉洁", "作风形象", "工作业绩"]}, "in this order"),
        ({"terms": {"三个字": [1.0, 0.0, 0.0, 0.0]}}, "is no pair of characters"),
        ({"terms": {"廉洁": [0.0, 0.0, 0.0, 0.0]}}, "must be above 0"),
        ({"terms": {"廉洁": [1.0, 0.0, 0.0]}}, "terms.廉洁"),
        ({"terms": {"廉洁": [1.0, "lots", 0.0, 0.0]}}, "terms.廉洁"),
        ({"bias": [0.0, float("nan"), 0.0]}, "bias"),
        ({"review_below": 7}, "review_below"),
        ({"code": "import os"}, "code"),
    ],
)
def test_a_broken_or_foreign_model_is_named_with_its_place(
    changes: dict[str, object], reason: str, tmp_path: Path
) -> None:
    path = broken(tmp_path, **changes)
    with pytest.raises(ModelError) as caught:
        TextTagger.load(path)
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)
    assert "sanbai train" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\x80\x04pickle", b"[]", b"{", "廉洁".encode("gbk")])
def test_what_is_no_model_at_all_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.json"):
        load_model(path)
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(tmp_path / "none.json")


def test_a_model_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(ModelError, match="larger than"):
        load_model(path)
