"""spaCy and HanLP with recognisers of departments that were trained on our corpus, on paragraphs that our outline has cut."""

from collections.abc import Callable
from pathlib import Path

from peers.peer import Annotation
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions import Finder
from sanbai_nlp.outline import View, read_outline
from sanbai_nlp.schema import Role

HANLP = Path(__file__).resolve().parents[2] / "build" / "hanlp"


def views(text: str) -> list[View]:
    """The paragraphs of a report, unwrapped and folded: what the two were trained on."""
    return [
        section.view for section in read_outline(text, Lexicon.default()).sections if section.block.role != Role.OTHER
    ]


class Model:
    """A model's finder alone, without a rule beside it."""

    layers = ("department",)

    def __init__(self, finder: Finder, distributions: tuple[str, ...]) -> None:
        self.finder, self.distributions = finder, distributions

    def read(self, text: str) -> list[Annotation]:
        """The departments of every paragraph."""
        return [
            Annotation("department", *view.span(found.start, found.end))
            for view in views(text)
            for found in self.finder(view)
        ]

    def job(self, text: str) -> Callable[[], object]:
        """The model on every paragraph; cutting them is left out."""
        cut = views(text)
        return lambda: [list(self.finder(view)) for view in cut]


def spacy() -> Model:
    """SpaCy with models/departments."""
    from sanbai_nlp.integrations.spacy import SpacyFinder  # noqa: PLC0415  one of the two is installed

    return Model(SpacyFinder(), ("spacy",))


def hanlp() -> Model:
    """HanLP with build/hanlp, which `make hanlp` trains."""
    from sanbai_nlp.integrations.hanlp import HanlpFinder  # noqa: PLC0415

    return Model(HanlpFinder(HANLP), ("hanlp", "torch"))
