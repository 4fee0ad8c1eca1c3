"""A number as Word's automatic numbering writes it: ST_NumberFormat of ECMA-376, what Chinese documents use of it."""

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def numeral(number: int, form: str) -> str:
    """The number in that format, in plain digits where the format is unknown or ends below it.

    >>> numeral(12, "chineseCountingThousand"), numeral(3, "decimalEnclosedCircle"), numeral(4, "lowerRoman")
    ('十二', '③', 'iv')
    """
    write = _FORMATS.get(form)
    return (write(number) if write else "") or str(number)


def _placed(number: int, digits: str, units: str, one: bool = False) -> str:
    """Units after digits, as spoken: 一百零五. `one` writes the 一 of 一十二 and 一百 too."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = digits[0] if 0 < low < 1_000 else ""
        return _placed(high, digits, units, one) + units[4] + (gap + _placed(low, digits, units, True) if low else "")
    said, gap = "", ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += (gap if said else "") + digits[digit] + units[place].strip()
        gap = "" if digit else digits[0]
    return said if one or not 10 <= number < 20 else said.removeprefix(digits[1])


def _counting(number: int) -> str:
    return _placed(number, _DIGITS, " 十百千万") if number < 100 else _digits(number, "○")


def _thousand(number: int) -> str:
    return _placed(number, _DIGITS, " 十百千万")


def _legal(number: int) -> str:
    return _placed(number, _LEGAL, " 拾佰仟万", one=True)


def _japanese(number: int) -> str:
    """百 and 千 without 一 before them and without 零."""
    said = _thousand(number).replace("零", "")
    return said.replace("一十", "十").replace("一百", "百").replace("一千", "千")


def _digits(number: int, zero: str = "〇") -> str:
    return "".join(zero if digit == "0" else _DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    """As Word goes on after z: aa, bb."""
    repeats, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (repeats + 1) if 0 <= repeats < 30 else ""


def _roman(number: int) -> str:
    if not 0 < number < 4_000:
        return ""
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _circled(number: int) -> str:
    for first, last, sign in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= number <= last:
            return chr(ord(sign) + number - first)
    return ""


def _from(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else ""


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: " ",
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _from("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "ideographEnclosedCircle": _from("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "taiwaneseCountingThousand": _thousand,
    "japaneseCounting": _japanese,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _legal,
    "japaneseLegal": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": _from("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _from("子丑寅卯辰巳午未申酉戌亥"),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
