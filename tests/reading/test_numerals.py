"""Numbers as Word's automatic numbering shows them."""

import pytest

from sanbai_nlp.reading.numerals import numeral

COUNTED = [1, 9, 10, 11, 19, 20, 21, 99, 100, 101, 110, 115, 1005, 10_010]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("decimal", "1 9 10 11 19 20 21 99 100 101 110 115 1005 10010"),
        (
            "chineseCountingThousand",
            "一 九 十 十一 十九 二十 二十一 九十九 一百 一百零一 一百一十 一百一十五 一千零五 一万零一十",
        ),
        ("chineseCounting", "一 九 十 十一 十九 二十 二十一 九十九 一○○ 一○一 一一○ 一一五 一○○五 一○○一○"),
        ("ideographDigital", "一 九 一〇 一一 一九 二〇 二一 九九 一〇〇 一〇一 一一〇 一一五 一〇〇五 一〇〇一〇"),
        ("japaneseCounting", "一 九 十 十一 十九 二十 二十一 九十九 百 百一 百十 百十五 千五 一万十"),
        (
            "chineseLegalSimplified",
            "壹 玖 壹拾 壹拾壹 壹拾玖 贰拾 贰拾壹 玖拾玖 壹佰 壹佰零壹 壹佰壹拾 壹佰壹拾伍 壹仟零伍 壹万零壹拾",
        ),
        ("decimalZero", "01 09 10 11 19 20 21 99 100 101 110 115 1005 10010"),
        ("decimalEnclosedCircle", "① ⑨ ⑩ ⑪ ⑲ ⑳ ㉑ 99 100 101 110 115 1005 10010"),
    ],
)
def test_chinese_and_arabic_counting(form: str, said: str) -> None:
    assert " ".join(numeral(number, form) for number in COUNTED) == said


@pytest.mark.parametrize(
    ("form", "number", "said"),
    [
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("decimalEnclosedFullstop", 4, "⒋"),
        ("decimalEnclosedCircle", 36, "㊱"),
        ("ideographEnclosedCircle", 2, "㊁"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("lowerLetter", 26, "z"),
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 3, "C"),
        ("lowerRoman", 14, "xiv"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("upperRoman", 0, "0"),
        ("lowerLetter", 0, "0"),
        ("none", 3, " "),
        ("unheard of", 3, "3"),
    ],
)
def test_other_numerals(form: str, number: int, said: str) -> None:
    assert numeral(number, form) == said
