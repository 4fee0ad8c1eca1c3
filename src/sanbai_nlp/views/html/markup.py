"""HTML that is built, never pasted: whatever is not `Markup` already is escaped."""

import re
from html import escape

# What a browser would obey, drop or replace: controls, line and paragraph separators, marks of writing direction.
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")  # what a page cannot hold at all
_SHOWN = "\ufffd"


class Markup(str):
    """A piece of HTML."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str | bool | None) -> Markup:
    """An element; children that are no `Markup` are text. `class_` is `class`, `aria_label` is `aria-label`.

    An attribute that is None or False is left out, one that is True has no value.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value not in {None, False})
    return Markup(f"<{name}{written}>{''.join(map(_child, children))}</{name}>")


def _attribute(key: str, value: str | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'


def _child(child: str) -> str:
    return child if isinstance(child, Markup) else escape(visible(child))


def joined(pieces: list[Markup]) -> Markup:
    """Pieces of HTML in a row."""
    return Markup("".join(pieces))


def visible(text: str) -> str:
    """The text with a stand-in for each character that would steer the page instead of standing on it."""
    return _ODD.sub(_SHOWN, text)


def exact(text: str) -> Markup:
    """The text with nothing lost: odd characters stand in a box that names them and keeps what they do inside.

    U+0000 and lone surrogates, which no page can hold, are U+FFFD there. A carriage return is written as a reference,
    since a bare one would be read as a newline.
    """
    return Markup(_ODD.sub(_boxed, escape(text)))


def _boxed(match: re.Match[str]) -> str:
    char = match[0]
    if char == "\r":
        return "&#13;"
    return f'<span class="sb-odd" data-code="U+{ord(char):04X}">{_UNWRITABLE.sub(_SHOWN, char)}</span>'
