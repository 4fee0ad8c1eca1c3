"""Trains the segmenter that ships, and writes its card with its F beside jieba's.

    python benchmarks/segmenter.py [--iterations N]

Learnt from data/segmented/train.txt, corrected by hand, and from the rest of the corpus's sentences, cut by rule: jieba's
dictionary with what the corrections taught (which of its words are two, which words it lacks). The corrected sentences
weigh five times. Nothing of a report in data/segmented/test.txt, or in data/annotated/test, is learnt from.
"""

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import jieba
from page import put, table

from sanbai_nlp.evaluation import load_gold
from sanbai_nlp.outline import fold
from sanbai_nlp.segmentation import Segmenter
from sanbai_nlp.segmentation.training import ITERATIONS, as_read, read_sentences, train_segmenter

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "segmenter"
PAGE = MODEL / "README.md"
SEGMENTED = ROOT / "data" / "segmented"
ANNOTATED = ROOT / "data" / "annotated"
WEIGHT = 5
RAREST = 0
LONGEST = 6

Words = Sequence[str]
Cut = Callable[[str], Words]
_SENTENCE = re.compile(r"[^。；！？]*[。；！？][”’）]*|[^。；！？]+$")
_WHOLE = re.compile(r"[0-9*]+(?:[.,][0-9*]+)*|[A-Za-z]+")


def segmented(name: str) -> list[Words]:
    """The corrected sentences of a file, as a segmenter sees them."""
    lines = (SEGMENTED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [list(as_read(words)) for words in read_sentences(lines)]


class ByRule:
    """jieba's dictionary, taught by corrected sentences."""

    def __init__(self, taught: Sequence[Words]) -> None:
        self.jieba = jieba.Tokenizer()
        self.jieba.initialize()
        known = {word for words in taught for word in words}
        for string in {s for words in taught for s in _strings(words)} - known:
            if self.jieba.FREQ.get(string):
                self.jieba.del_word(string)
        for word in sorted(known):
            if 2 <= len(word) <= LONGEST and not self.jieba.FREQ.get(word) and not _WHOLE.search(word):
                self.jieba.add_word(word)

    def __call__(self, text: str) -> Words:
        """The words of a text that has been folded."""
        cuts = [0, *(at for found in _WHOLE.finditer(text) for at in found.span()), len(text)]
        parts = [text[start:end] for start, end in pairwise(cuts)]
        return [
            word
            for part in parts
            for word in ([part] if _WHOLE.fullmatch(part) else self.jieba.lcut(part, HMM=False))
            if word.strip()
        ]


def _strings(words: Words) -> Iterator[str]:
    """What two to four words in a row spell."""
    for size in (2, 3, 4):
        yield from ("".join(words[at : at + size]) for at in range(len(words) - size + 1))


def others(taught: Sequence[Words], held: Sequence[Words]) -> list[str]:
    """The sentences of the reports of train and dev, without the corrected ones and without the held-out reports."""
    hand, kept_out = ({"".join(words) for words in each} for each in (taught, held))
    sentences = []
    for path in sorted([*(ANNOTATED / "train").glob("*.jsonl"), *(ANNOTATED / "dev").glob("*.jsonl")]):
        for gold in load_gold(path):
            lines = [re.sub(r"\s", "", line) for line in fold(gold.text).splitlines()]
            found = [sentence for line in lines for sentence in _SENTENCE.findall(line) if sentence]
            if not kept_out.intersection(sentence for sentence in found if len(sentence) > LONGEST):
                sentences += [sentence for sentence in found if sentence not in hand]
    return sentences


def score(cut: Cut, held: Sequence[Words]) -> list[str]:
    """Precision, recall and F over words, as in the bakeoffs of SIGHAN."""
    right = found = gold = 0
    for words in held:
        ours, theirs = _places(cut("".join(words))), _places(words)
        right, found, gold = right + len(ours & theirs), found + len(ours), gold + len(theirs)
    return [f"{right / found:.3f}", f"{right / gold:.3f}", f"{2 * right / (found + gold):.3f}"]


def _places(words: Words) -> set[tuple[int, int]]:
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return set(pairwise(ends))


def characters(sentences: Sequence[Words]) -> int:
    """How long the sentences are together."""
    return sum(len(word) for words in sentences for word in words)


def main() -> None:
    """Train, judge, and write the card."""
    arguments = argparse.ArgumentParser(description="train the segmenter, and write its card")
    arguments.add_argument("--iterations", type=int, default=ITERATIONS, help="passes over the sentences")
    given = arguments.parse_args()
    jieba.setLogLevel("ERROR")
    taught, held = segmented("train"), segmented("test")
    by_rule = ByRule(taught)
    silver = [by_rule(sentence) for sentence in others(taught, held)]
    started = time.perf_counter()
    train_segmenter([*silver, *taught * WEIGHT], MODEL, iterations=given.iterations, rarest=RAREST)
    seconds = time.perf_counter() - started
    with TemporaryDirectory() as scratch:
        train_segmenter(taught, Path(scratch), iterations=given.iterations)
        alone = score(Segmenter(scratch), held)
    rows = [
        ["shipped model", *score(Segmenter(), held)],
        ["the same, learnt from the corrected sentences alone", *alone],
        ["cut by rule: jieba's dictionary and the corrections", *score(by_rule, held)],
        ["jieba", *score(jieba.lcut, held)],
        ["jieba, without guessing words (`HMM=False`)", *score(lambda text: jieba.lcut(text, HMM=False), held)],
    ]
    kinds = Counter(len(word) for words in taught for word in words)
    size = sum(path.stat().st_size for path in MODEL.iterdir() if path.suffix in {".msgpack", ".npz"})
    told = (
        f"{len(taught)} corrected sentences of {characters(taught):,} characters ({kinds.total():,} words) and "
        f"{len(silver):,} cut by rule of {characters(silver):,}; {given.iterations} passes. "
        f"Judged on {len(held)} corrected sentences of {characters(held):,} characters from other reports. Size: {size / 1e6:.1f} MB."
    )
    figures = "\n".join([told, "", *table(["held-out part", "P", "R", "F"], rows)])
    print(figures, f"\n{seconds:.0f} seconds of training")
    PAGE.write_text(put(PAGE, PAGE.read_text(encoding="utf-8"), "figures", figures), encoding="utf-8")


if __name__ == "__main__":
    main()
