"""Chinese in a figure: an installed font that has the characters, else the one that `mplfonts` brings.

Of that package one file is used, Noto Sans CJK SC (SIL Open Font License), and none of its code, which would write a
settings file of its own.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from sanbai_nlp.errors import MissingExtraError

# Sans serif families with all of GB 2312, as they are called on Windows, macOS and Linux; the best to read come first.
USUAL = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "DengXian",
    "SimHei",
    "Heiti SC",
    "STHeiti",
    "Arial Unicode MS",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    # The first face of Noto's collections is the Japanese one: every character is there, some in its Japanese form.
    "Noto Sans CJK JP",
    "Droid Sans Fallback",
)
# A font that calls itself Chinese may be a subset: the house's own words, masks and rules of measure must be in it.
_NEEDED = "述职廉履审案届，。（）《》＊□○×–≥≤…·"
_BUNDLED = Path("fonts", "NotoSansCJKsc-Regular.otf")
_LATIN = "DejaVu Sans"


@cache
def families() -> tuple[str, ...]:
    """The families that a text is set in, each for the characters that those before it lack.

    Raises:
        MissingExtraError: where neither the machine nor `mplfonts` has a Chinese font.
    """
    found = [*_installed()][:1] + _bundled()
    if not found:
        raise MissingExtraError("Chinese in a figure", "notebook")
    return (*dict.fromkeys(found), _LATIN)


def _installed() -> list[str]:
    from matplotlib.font_manager import FontProperties, findfont, fontManager

    there = set(fontManager.get_font_names())
    return [name for name in USUAL if name in there and _complete(findfont(FontProperties(family=[name])))]


def _complete(path: str) -> bool:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(path)
    return all(font.get_char_index(ord(character)) for character in _NEEDED)


def _bundled() -> list[str]:
    """The family of the bundled file, known to matplotlib from now on; none where the package is absent."""
    package = find_spec("mplfonts")
    places = [] if package is None else package.submodule_search_locations or []
    path = next((path for path in (Path(place, _BUNDLED) for place in places) if path.is_file()), None)
    if path is None:
        return []
    from matplotlib.font_manager import fontManager
    from matplotlib.ft2font import FT2Font

    family = FT2Font(str(path)).family_name
    if family not in fontManager.get_font_names():
        fontManager.addfont(str(path))
    return [family]
