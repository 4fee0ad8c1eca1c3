"""The door by which any finder enters: never compiled, for a protocol that is checked at run time cannot be."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from sanbai_nlp.mentions.found import Found
from sanbai_nlp.outline import View


@runtime_checkable
class Finder(Protocol):
    """Anything that proposes mentions in a view. A rule's span wins over a model's; a model's adds."""

    def __call__(self, view: View) -> Iterable[Found]:
        """Propose mentions, in any order; overlapping ones are settled later."""
        ...
