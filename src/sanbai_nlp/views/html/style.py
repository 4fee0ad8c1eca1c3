"""The colours of a page in both themes, and the style sheet made with them."""

from functools import cache
from importlib.resources import files

from sanbai_nlp.views.html.layers import Layer

# Hues after Okabe and Ito, told apart by people who see red and green alike. The tests compute every contrast.
LIGHT = {
    "page": "#ffffff",
    "panel": "#f5f6f8",
    "line": "#d5d9df",
    "ink": "#1d2129",
    "soft": "#4b535e",
    "link": "#0b5cad",
    "card": "#262b33",
    "card-ink": "#f3f5f8",
    "work": "#0b62a8",
    "conduct": "#a34a00",
    "integrity": "#00704f",
    "review": "#8f1d4f",
    "q": "#f8e6a0",
    "t": "#b8d0f5",
    "d": "#b8edc8",
    "o": "#f0c4da",
    "a": "#00775a",
    "p": "#8a3f7c",
    "c": "#0b62a8",
    "s": "#b84300",
    "h": "#12325c",
    "w": "#8f1d4f",
}
DARK = {
    "page": "#16191e",
    "panel": "#20242b",
    "line": "#3a414b",
    "ink": "#e6e9ee",
    "soft": "#b4bdc9",
    "link": "#7db7f0",
    "card": "#eceff3",
    "card-ink": "#1d2129",
    "work": "#6db3ee",
    "conduct": "#f0a04b",
    "integrity": "#4cc79b",
    "review": "#f08db8",
    "q": "#574716",
    "t": "#1c4e78",
    "d": "#123c23",
    "o": "#56144b",
    "a": "#43c79b",
    "p": "#d99bd0",
    "c": "#6db3ee",
    "s": "#f58f4f",
    "h": "#b9d4f5",
    "w": "#f08db8",
}
# A page that says which theme it has is believed before the system is: Jupyter, VS Code, Colab.
_SAYS_LIGHT = "[data-jp-theme-light=true] .sanbai,.vscode-light .sanbai,[theme=light] .sanbai"
_SAYS_DARK = "[data-jp-theme-light=false] .sanbai,.vscode-dark .sanbai,[theme=dark] .sanbai"


@cache
def style_sheet() -> str:
    """The whole style sheet. Everything in it is about `.sanbai` and what is inside."""
    return "".join(
        [
            f".sanbai{{{_switched_on()}}}",
            f".sanbai{{{_theme(LIGHT, 'light')}}}",
            f"@media (prefers-color-scheme:dark){{.sanbai{{{_theme(DARK, 'dark')}}}}}",
            f"{_SAYS_LIGHT}{{{_theme(LIGHT, 'light')}}}",
            f"{_SAYS_DARK}{{{_theme(DARK, 'dark')}}}",
            f".sb-page{{margin:0;background:{LIGHT['page']}}}",
            f"@media (prefers-color-scheme:dark){{.sb-page{{background:{DARK['page']}}}}}",
            *map(_layer, Layer),
            _packed((files(__package__) / "style.css").read_text(encoding="utf-8")),
        ]
    )


def _theme(palette: dict[str, str], scheme: str) -> str:
    return f"color-scheme:{scheme};" + "".join(f"--sb-{name}:{colour};" for name, colour in palette.items())


def _switched_on() -> str:
    """A variable that is blank while its layer is on; `initial` makes whatever uses it fall back."""
    return "".join(f"--sb-{layer}-on: ;" for layer in Layer)


def _layer(layer: Layer) -> str:
    """What a layer's class sets, and what its switch takes away. Without `:has` every layer stays on."""
    off = f".sanbai:has(.sb-switch-{layer}:not(:checked))"
    return (
        f".sanbai mark.sb-{layer}{{--{layer}:var(--sb-{layer});--{layer}-on:var(--sb-{layer}-on)block;"
        f"--{layer}-n:var(--sb-{layer}-on)inline}}"
        f".sanbai .sb-note-{layer}{{--tint:var(--sb-{layer})}}"
        f"{off}{{--sb-{layer}:initial;--sb-{layer}-on:initial}}"
        f"{off} .sb-note-{layer}{{display:none}}"
    )


def _packed(css: str) -> str:
    """Without comments and line breaks: the sheet goes into every output cell.

    The class is doubled, so that a rule weighs more than a notebook's own for lists and links in its cells.
    """
    kept = [line for line in map(str.strip, css.splitlines()) if not line.startswith("/*")]
    return "".join(kept).replace(".sanbai ", ".sanbai.sanbai ")
