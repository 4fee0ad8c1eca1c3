"""The segmented corpus: its text is the corpus's, its halves are apart, and the card says what the model does on it."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from sanbai_nlp.evaluation import load_gold
from sanbai_nlp.segmentation import Segmenter
from sanbai_nlp.segmentation.segmenter import model_folder

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def texts(split: str) -> tuple[str, ...]:
    return tuple(
        re.sub(r"\s", "", gold.text)
        for path in sorted((DATA / "annotated" / split).glob("*.jsonl"))
        for gold in load_gold(path)
    )


def lines(name: str) -> list[str]:
    return (DATA / "segmented" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["train", "test"])
def test_every_line_is_a_reports_own_text(name: str) -> None:
    reports = "\n".join([*texts("train"), *texts("dev")])
    foreign = [line for line in lines(name) if line.replace(" ", "") not in reports]
    assert foreign == []


@pytest.mark.parametrize("name", ["train", "test"])
def test_words_are_parted_by_one_blank(name: str) -> None:
    assert [line for line in lines(name) if line != " ".join(line.split())] == []


def test_enough_is_corrected_to_learn_from() -> None:
    assert sum(len(line.replace(" ", "")) for line in lines("train")) > 20_000


def test_no_report_is_in_both_halves() -> None:
    """A report that has most of a half's neighbouring lines is where they come from; a stock phrase may be in many."""
    halves = {name: [line.replace(" ", "") for line in lines(name)] for name in ("train", "test")}
    from_both = [
        text[:30]
        for text in (*texts("train"), *texts("dev"))
        if all(sum(len(line) > 15 and line in text for line in half) > 1 for half in halves.values())
    ]
    assert from_both == []


def test_the_card_gives_the_shipped_models_figures() -> None:
    pytest.importorskip("spacy_pkuseg", reason='needs the extra: pip install "sanbai-nlp[spacy]"')
    segmenter, right, found, gold = Segmenter(), 0, 0, 0
    for line in lines("test"):
        ours, theirs = places(segmenter(line.replace(" ", ""))), places(line.split())
        right, found, gold = right + len(ours & theirs), found + len(ours), gold + len(theirs)
    card = (model_folder() / "README.md").read_text(encoding="utf-8")
    told = re.search(r"\| shipped model \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", card)
    assert told is not None
    measured = (right / found, right / gold, 2 * right / (found + gold))
    assert measured == pytest.approx(tuple(map(float, told.groups())), abs=0.002)


def places(words: list[str]) -> set[tuple[int, int]]:
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return set(pairwise(ends))
