"""The library itself: the full parse with tags."""

from collections.abc import Callable, Iterator

import sanbai_nlp
from peers.peer import Annotation
from sanbai_nlp.evaluation.layers import LAYERS
from sanbai_nlp.outline import view


class Sanbai:
    """`sanbai_nlp.Parser` as it comes."""

    distributions = ("sanbai-nlp",)
    layers = tuple(layer.name for layer in LAYERS)

    def __init__(self) -> None:
        self.parser = sanbai_nlp.Parser()

    def read(self, text: str) -> list[Annotation]:
        """What the parse found, layer by layer as the scorer sees it."""
        return list(self._read(text))

    def _read(self, text: str) -> Iterator[Annotation]:
        report = self.parser.parse(text)
        for layer in LAYERS:
            for entry in layer.found(report):
                yield Annotation(layer.name, entry.start, entry.end, entry.values, entry.identity)

    def job(self, text: str) -> Callable[[], object]:
        """The whole parse: every layer, resolved, tagged, checked."""
        return lambda: self.parser.parse(text)


def compiled() -> Sanbai:
    """The library as a wheel is where a C compiler was."""
    if str(view.__file__).endswith(".py"):
        raise SystemExit("the wheel is plain Python: there was no C compiler when it was built")
    return Sanbai()
