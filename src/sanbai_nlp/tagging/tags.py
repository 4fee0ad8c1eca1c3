"""What a tagger says of a block, and what it takes to be a tagger."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from sanbai_nlp.outline import Section
from sanbai_nlp.schema import Dimension


class Tag(NamedTuple):
    """What a tagger says of a block; `shares` by length of its sentences, None where they agree."""

    label: Dimension
    scores: dict[Dimension, float]
    review: bool
    shares: dict[Dimension, float] | None


@runtime_checkable
class Tagger(Protocol):
    """Anything that tags the sections of a report."""

    def tag(self, sections: Sequence[Section]) -> Sequence[Tag | None]:
        """A tag for each body block, None for the others, in the order of the sections."""
        ...
