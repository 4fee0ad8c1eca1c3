"""jieba and the analyst's script."""

from collections.abc import Callable

from peers import honest
from peers.peer import Annotation


class Script:
    """`honest.read`, with jieba's dictionary loaded."""

    distributions = ("jieba",)
    layers = (
        *("block", "node", "quantity", "time", "department", "legislation"),
        *("achievement_counted", "commitment", "shortcoming"),
    )

    def read(self, text: str) -> list[Annotation]:
        """All that the script finds."""
        return [Annotation(*found) for found in honest.read(text)]

    def job(self, text: str) -> Callable[[], object]:
        """The whole script."""
        return lambda: honest.read(text)
