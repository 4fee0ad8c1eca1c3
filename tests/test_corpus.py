"""The annotated reports as a corpus: its format holds, its splits are apart, and it is as varied as its datasheet says."""

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from sanbai_nlp.evaluation import GoldBlock, GoldReport, GoldSentence, load_gold
from sanbai_nlp.schema import Dimension, Role

ROOT = Path(__file__).resolve().parent.parent
ANNOTATED = ROOT / "data" / "annotated"
GOLD_FILES = sorted(ANNOTATED.rglob("*.jsonl"))
SPLITS = ("train", "dev", "test")
HOUSES = {
    *("congress", "government", "court", "procuratorate", "party", "cppcc", "mass"),
    *("township", "hospital", "school", "enterprise"),
}
GENRES = {"述职", "述职述廉", "述责述廉", "述廉"}


def loaded(folder: str) -> list[GoldReport]:
    """The reports of one folder; a file that breaks the format fails here, with file, line and reason."""
    return [gold for path in sorted((ANNOTATED / folder).glob("*.jsonl")) for gold in load_gold(path)]


@pytest.fixture(scope="module")
def splits() -> dict[str, list[GoldReport]]:
    return {split: loaded(split) for split in SPLITS}


@pytest.fixture(scope="module")
def corpus(splits: dict[str, list[GoldReport]]) -> list[GoldReport]:
    return [gold for split in SPLITS for gold in splits[split]]


@pytest.fixture(scope="module")
def measuring() -> ModuleType:
    """The script behind `make corpus`."""
    folder = ROOT / "benchmarks"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location("corpus_benchmark", folder / "corpus.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


def bodies(golds: Sequence[GoldReport]) -> list[GoldBlock]:
    return [block for gold in golds for block in gold.of(GoldBlock) if block.role is Role.BODY]


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_holds_the_one_report_that_it_is_named_after_and_leaves_no_line_outside_its_blocks(path: Path) -> None:
    (gold,) = load_gold(path)
    assert gold.doc == path.stem
    inside = {at for block in gold.of(GoldBlock) for at in range(block.start, block.end)}
    assert [at for at, char in enumerate(gold.text) if not char.isspace() and at not in inside] == []


def test_no_report_stands_in_two_splits(corpus: list[GoldReport]) -> None:
    assert [doc for doc, count in Counter(gold.doc for gold in corpus).items() if count > 1] == []
    assert len({gold.text for gold in corpus}) == len(corpus)


def test_it_is_a_hundred_reports_and_more_half_of_them_of_congress_houses(corpus: list[GoldReport]) -> None:
    assert len(corpus) >= 100
    assert sum(len(gold.text) for gold in corpus) >= 180_000
    houses = Counter(gold.meta["house"] for gold in corpus)
    assert set(houses) == HOUSES
    assert houses["congress"] >= len(corpus) / 2
    assert {gold.meta["genre"] for gold in corpus} == GENRES
    assert min(len(gold.text) for gold in corpus) <= 700
    assert max(len(gold.text) for gold in corpus) >= 5_500


def test_thirty_reports_have_every_layer_ten_of_them_in_test(splits: dict[str, list[GoldReport]]) -> None:
    full = {split: sum(gold.layers is None for gold in golds) for split, golds in splits.items()}
    assert sum(full.values()) >= 30
    assert full["test"] >= 10


def test_every_body_block_has_a_label_and_the_three_dimensions_have_a_fifth_each(corpus: list[GoldReport]) -> None:
    blocks = bodies(corpus)
    assert [block.text for block in blocks if block.label is None] == []
    shares = Counter(block.label for block in blocks)
    assert shares[Dimension.CONDUCT] >= len(blocks) / 5
    assert shares[Dimension.INTEGRITY] >= len(blocks) / 5
    assert sum(bool(block.alt) for block in blocks) >= 150


def test_the_sentences_of_mixed_blocks_lie_in_them_and_have_labels(corpus: list[GoldReport]) -> None:
    for gold in corpus:
        places = [(block.start, block.end) for block in bodies([gold])]
        for sentence in gold.of(GoldSentence):
            assert sentence.label is not None, (gold.doc, sentence.text)
            assert any(start <= sentence.start and sentence.end <= end for start, end in places), (
                gold.doc,
                sentence.text,
            )


def test_mixed_blocks_of_reports_with_labels_alone_have_their_sentences(corpus: list[GoldReport]) -> None:
    bare = [
        (gold.doc, block.text[:30])
        for gold in corpus
        if gold.layers is not None
        for block in bodies([gold])
        if block.alt and not any(block.start <= s.start and s.end <= block.end for s in gold.of(GoldSentence))
    ]
    # An alternative that only the second reader gave has no sentences.
    assert len(bare) <= 8, bare


def test_all_of_test_and_a_fifth_of_the_rest_was_read_twice(splits: dict[str, list[GoldReport]]) -> None:
    second = {gold.doc: gold for gold in loaded("second")}
    rest = [*splits["train"], *splits["dev"]]
    assert {gold.doc for gold in splits["test"]} <= set(second)
    assert sum(gold.doc in second for gold in rest) >= len(rest) / 5
    for gold in (gold for golds in splits.values() for gold in golds):
        if gold.doc in second:
            assert second[gold.doc].text == gold.text


def test_no_two_blocks_of_different_reports_share_more_than_a_fifth_of_their_eight_grams(measuring: ModuleType) -> None:
    pairs = measuring.alike(measuring.entries())
    assert pairs, "nothing shares anything: the measure is broken"
    assert [pair for pair in pairs if pair[0] > measuring.MOST_ALIKE] == []


def test_the_datasheet_has_the_counts_of_the_day(corpus: list[GoldReport]) -> None:
    page = (ANNOTATED / "README.md").read_text(encoding="utf-8")
    row = re.search(r"\| all \| ([\d,]+) \| [\d,]+ \| [\d,]+ \| ([\d,]+) \|", page)
    assert row is not None
    counts = [int(count.replace(",", "")) for count in row.groups()]
    assert counts == [len(corpus), sum(len(gold.text) for gold in corpus)], "run `make corpus`"
