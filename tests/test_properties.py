"""What holds for every text there is: offsets, round trip, documented exceptions, threads, linear time."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sanbai_nlp
from sanbai_nlp import EmptyTextError, Report, SanbaiError

SAMPLE = (Path(__file__).parent.parent / "data" / "samples" / "archive.txt").read_text(encoding="utf-8")
LINES = [line for line in SAMPLE.splitlines() if line.strip()]

# What the rules look for, in every dress: the shorter the piece, the odder the neighbours that it meets.
PIECES = [
    *"一二三十百万亿两几余多第将拟于年月日件次个％%*＊×xX某□○_0189０１９①⑴㈠",
    *"《》（）()“”、，。；：,.·\u3000 \n\r\t\ufeff\x00",
    *[
        "一、",
        "（一）",
        "1.",
        "*.",
        "1、",
        "（1）",
        "一是",
        "第一，",
        "其一",
        "首先，",
        "\r\n",
        "\n\n",
        "— 3 —",
        "****年",
        "*月**日",
    ],
    *[
        "**余件",
        "3至5件",
        "1XXX个",
        "**.**%",
        "___件",
        "百分之三十",
        "近三成",
        "1.15亿元",
        "12,345.6",
        "３００余",
        "不少于",
        "以上",
    ],
    *["市人大常委会", "省人大常委会", "法工委", "*市人民政府", "XXX党委", "公、检、法、司", "一府一委两院", "八项规定"],
    *[
        "《*市养犬管理条例（草案）》",
        "表决通过",
        "提请二审",
        "将于",
        "将整体工作分为",
        "下一步，",
        "力争",
        "存在不足",
        "述职报告",
    ],
    *[
        "述职人：",
        "各位领导、同志们：",
        "明年6月底前",
        "今年以来",
        "每周五下午",
        "人次",
        "件（次）",
        "臺灣縣議會",
        "𠮷",
        "e\u0301",
        "👩‍👩‍👧",
    ],
]

pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=60).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Some lines of the sample, with cuts, doublings and foreign pieces at any place."""
    start = draw(st.integers(0, len(LINES) - 1))
    text = "\n".join(LINES[start : start + draw(st.integers(1, 12))])
    for _ in range(draw(st.integers(0, 6))):
        left = draw(st.integers(0, len(text)))
        right = min(len(text), left + draw(st.integers(0, 12)))
        text = text[:left] + draw(st.sampled_from(["", text[left:right] * 2, *PIECES])) + text[right:]
    return text


texts = st.text(max_size=200) | pieces | mutated()


def surfaces(tree: object) -> Iterator[tuple[int, int, str]]:
    """Every object with a place and a surface, however deep it lies."""
    if isinstance(tree, dict):
        if {"start", "end", "text"} <= tree.keys():
            yield tree["start"], tree["end"], tree["text"]
        for value in tree.values():
            yield from surfaces(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from surfaces(value)


def read(text: str) -> Report | None:
    """The report, or None where the text is blank: the only exception that a string may cause."""
    try:
        return sanbai_nlp.parse(text)
    except EmptyTextError:
        assert not text.replace("\ufeff", "").strip()
        return None


@given(texts)
@settings(max_examples=300)
@example("\ufeff一、工作\r\n办理**件。\r")
@example("*" * 400)
@example("9" * 400 + "万亿件")
@example("一" * 400)
@example("《" * 50 + "条例" + "》" * 50)
def test_every_surface_stands_at_its_offsets(text: str) -> None:
    report = read(text)
    if report is not None:
        assert report.text == text
        assert all(text[start:end] == surface and start < end for start, end, surface in surfaces(report.model_dump()))


@given(texts)
@settings(max_examples=200)
def test_a_dumped_report_loads_back_equal(text: str) -> None:
    report = read(text)
    if report is not None:
        assert Report.model_validate_json(report.model_dump_json()) == report
        assert Report.model_validate(report.model_dump(mode="json")) == report


@given(texts)
@settings(max_examples=200)
def test_indices_and_layers_are_in_order(text: str) -> None:
    report = read(text)
    if report is None:
        return
    for layer in (report.blocks, report.headings, report.quantities, report.times):
        assert [item.start for item in layer] == sorted(item.start for item in layer)
    assert all(one.end <= two.start for one, two in pairwise(report.blocks))
    assert all(block.heading is None or block.heading < len(report.headings) for block in report.blocks)
    assert all(head.parent is None or head.parent < place for place, head in enumerate(report.headings))
    for item in (*report.achievements, *report.commitments, *report.shortcomings):
        assert 0 <= item.block < len(report.blocks)


@given(texts)
@settings(max_examples=200)
def test_quantities_are_bounded_the_right_way_round_and_never_overlap_times(text: str) -> None:
    report = read(text)
    if report is None:
        return
    for item in report.quantities:
        assert item.low is None or item.high is None or item.low <= item.high, item
        assert not (item.masked and item.value is not None), item
    claimed = sorted((item.start, item.end) for item in (*report.quantities, *report.times))
    assert all(one[1] <= two[0] for one, two in pairwise(claimed)), "each stretch has one reader"


@given(texts)
@settings(max_examples=200)
def test_split_reports_are_stretches_of_their_text(text: str) -> None:
    try:
        reports = sanbai_nlp.parse_all(text)
    except EmptyTextError:
        return
    place = 0
    for report in reports:
        found = text.find(report.text, place)
        assert found >= 0
        assert report.text == report.text.strip("\n\r ")
        place = found + len(report.text)


@given(st.text(alphabet=st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010), min_size=1, max_size=8))
def test_half_a_surrogate_pair_is_a_documented_error(middle: str) -> None:
    # Such strings come from file names and broken decoders; JSON has no way to write them.
    try:
        report = sanbai_nlp.parse(f"一、工作{middle}")
    except SanbaiError:
        return
    assert Report.model_validate_json(report.model_dump_json()) == report


@given(st.lists(texts, min_size=8, max_size=8))
@settings(max_examples=10)
def test_eight_threads_read_as_one(batch: list[str]) -> None:
    parser = sanbai_nlp.Parser()  # fresh: the threads meet in what is built at first use

    def quiet(text: str) -> Report | None:
        try:
            return parser.parse(text)
        except EmptyTextError:
            return None

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(quiet, batch * 2))
    assert together == [quiet(text) for text in batch] * 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        SAMPLE,
        "*",
        "9",
        "一",
        "一、",
        "（",
        "《",
        "将",
        "，",
        "市",
        "市人大常委会",
        "**件，",
        "建设3个",
        "用时3天",
        "一是",
        "《条例》",
        "\n",
        "今年",
        "“",
        "公安局",
        "大队",
        "公司",
        "通过海城公安局，",
        "岚溪县第二中学校长述职报告。",
        "会上由澜州日报、市广播电视台报道，",
    ],
    ids=lambda piece: repr(piece[:8]),
)
def test_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    parser = sanbai_nlp.Parser(max_length=10**7)

    def cost(size: int) -> float:
        text = "一、工作\n" + (piece * size)[:size] + "完"
        rounds = []
        for _ in range(3):
            start = time.process_time()
            parser.parse(text)
            rounds.append(time.process_time() - start)
        return min(rounds)

    cost(1000)
    small, large = cost(2_000), cost(16_000)
    assert large <= 24 * small + 0.05, f"8 times the text took {large / small:.0f} times as long"
