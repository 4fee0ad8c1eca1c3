"""Chinese numerals, from 一 to 亿, as whole numbers."""

from typing import Final

DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
}
PLACES: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
SCALES: Final = {"万": 10**4, "亿": 10**8}
# A longer run of numerals is no number that anybody writes.
LONGEST: Final = 24
NUMERAL: Final = "〇零一二两三四五六七八九十百千廿卅"


def chinese_number(text: str) -> int | None:
    """三百二十 → 320, 二〇二三 → 2023, 廿五 → 25, 三万五 → 30005; None where it is no number."""
    if len(text) == 1 and text in DIGITS:
        return DIGITS[text]
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not text or len(text) > LONGEST:
        return None
    if DIGITS.keys() >= set(text):
        return int("".join([str(DIGITS[c]) for c in text]))
    return _by_places(text)


def _by_places(text: str) -> int | None:
    total, section, digit = 0, 0, None
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in PLACES:
            section += (1 if digit is None else digit) * PLACES[c]
            digit = None
        elif c in SCALES:
            total = (total + section + (digit or 0)) * SCALES[c]
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)
