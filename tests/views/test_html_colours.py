"""The colours of a page: every contrast computed, and every pair told apart by the colour-blind."""

from itertools import combinations

import pytest

from sanbai_nlp.views.html.layers import MENTIONS, STATEMENTS, Layer
from sanbai_nlp.views.html.style import DARK, LIGHT, style_sheet

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

# What is written on what. A mark's ground lies under its text; the switches and a row that a link leads to have the panel.
WRITTEN = [
    *[(ink, ground) for ground in ("page", "panel") for ink in ("ink", "soft", "link", "review", "h", "w")],
    *[(ink, layer.value) for layer in MENTIONS for ink in ("ink", "h", "soft")],
    *[(edge, ground) for ground in ("page", "panel") for edge in ("work", "conduct", "integrity")],
    *[(layer.value, ground) for layer in STATEMENTS for ground in ("page", "panel")],
    ("card-ink", "card"),
]

# Machado, Oliveira and Fernandes 2009, severity 1.0: what linear RGB becomes for those who lack one sort of cone.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
WHITE = (0.95047, 1.0, 1.08883)

Triple = tuple[float, float, float]


def linear(colour: str) -> Triple:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def turned(rows: tuple[Triple, ...], colour: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in rows)
    return first, second, third


def lab(colour: Triple) -> Triple:
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    scaled = [value / white for value, white in zip(turned(to_xyz, colour), WHITE, strict=True)]
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, blindness: str) -> float:
    """CIE76: 2.3 is what a good eye just sees."""
    seen = [lab(turned(BLINDNESS[blindness], linear(colour))) for colour in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize(("ink", "ground"), WRITTEN)
def test_what_is_written_stands_out_by_four_and_a_half(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_no_two_grounds_look_alike_to_anybody(theme: dict[str, str], blindness: str) -> None:
    grounds = [theme["page"], *(theme[layer] for layer in MENTIONS)]
    assert min(distance(one, other, blindness) for one, other in combinations(grounds, 2)) >= 10


@THEMES
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_no_two_dimensions_look_alike_to_anybody(theme: dict[str, str], blindness: str) -> None:
    edges = [theme[edge] for edge in ("work", "conduct", "integrity")]
    assert min(distance(one, other, blindness) for one, other in combinations(edges, 2)) >= 12


def test_both_themes_have_every_colour_that_the_sheet_uses() -> None:
    sheet = style_sheet()
    assert LIGHT.keys() == DARK.keys() >= {layer.value for layer in Layer}
    assert [name for name in LIGHT if f"var(--sb-{name})" not in sheet and f"var(--sb-{name}," not in sheet] == []


def test_the_sheet_is_about_the_view_alone() -> None:
    """No selector reaches outside: a notebook is not restyled by its output."""
    sheet = style_sheet()
    rules = [part.rpartition("}")[2].rpartition("{")[2].strip() for part in sheet.split("{")[:-1]]
    selectors = [
        selector.strip()
        for rule in rules
        if rule and not rule.startswith("@")
        for selector in rule.split(",")
        if not rule.startswith(("(", ":"))
    ]
    assert selectors
    assert [selector for selector in selectors if ".sanbai" not in selector and ".sb-" not in selector] == []
