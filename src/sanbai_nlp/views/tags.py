"""What the tags of a report come to: blocks by dimension, and the paragraphs that a person should look at."""

from collections import Counter
from dataclasses import dataclass

from sanbai_nlp.schema import Block, Dimension, Report


@dataclass(frozen=True)
class Share:
    """How many tagged blocks speak to a dimension, and which part of all tagged blocks they are (0 to 1)."""

    dimension: Dimension
    blocks: int
    part: float


def shares(report: Report) -> tuple[Share, ...]:
    """A share for each dimension; empty where no block has a tag."""
    counts = Counter(block.label for block in report.blocks if block.label is not None)
    total = counts.total()
    return tuple(Share(dimension, counts[dimension], counts[dimension] / total) for dimension in Dimension if total)


def to_review(report: Report) -> tuple[Block, ...]:
    """The blocks whose tag is in doubt."""
    return tuple(block for block in report.blocks if block.review)


def certainty(block: Block) -> str:
    """The probability of a block's label, `97%`; a dash where it has none."""
    if block.label is None or not block.scores or block.label not in block.scores:
        return "—"
    return f"{block.scores[block.label]:.0%}"
