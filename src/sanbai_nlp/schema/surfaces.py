"""Whether objects stand where they say; apart from the model, since a wheel compiles this and not that."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanbai_nlp.schema.model import Span


def first_misplaced(text: str, spans: Iterable["Span"]) -> "Span | None":
    """The first span whose `text` is not what stands at its offsets, None where each holds."""
    for span in spans:
        if text[span.start : span.end] != span.text:
            return span
    return None
