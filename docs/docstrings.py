"""What griffe is told of our docstrings: an example that is written as a doctest is code, not a quotation."""

import re

from griffe import Extension, Object

SESSION = re.compile(r"^(?P<indent> *)>>> (?:.+\n?)+", re.M)


class Doctests(Extension):
    """Fences the doctests of docstrings."""

    def on_object(self, *, obj: Object, **_: object) -> None:
        """Fence those of one object."""
        if obj.docstring is not None:
            obj.docstring.value = SESSION.sub(_fenced, obj.docstring.value)


def _fenced(session: re.Match[str]) -> str:
    indent = session["indent"]
    return f"{indent}```pycon\n{session[0].rstrip()}\n{indent}```\n"
