"""Which encoding a file is in, and what is said where it cannot be known."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanbai_nlp.errors import SanbaiError, UnreadableFileError, UnsupportedFormatError
from sanbai_nlp.reading import Decoded, decode, normalise

TEXT = "石桥镇2023年述职报告\n一、主要工作\n全年办理群众来信**件，将问题逐一登记。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [10, 20, 100, 900])
def test_unmarked_bytes_are_recognised(sample_text: str, encoding: str, length: int) -> None:
    text = sample_text[:length]
    assert decode(text.encode(encoding)) == Decoded(text, encoding)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + TEXT.encode(encoding))
    assert (decoded.encoding, normalise(decoded.text), decoded.doubtful) == (encoding, TEXT, False)


def test_utf16_that_is_mostly_ascii_is_known_by_its_nuls() -> None:
    text = "No. 17, 2023-06-30\r\n"
    assert decode(text.encode("utf-16-le")) == Decoded(text, "utf-16-le")
    assert decode(text.encode("utf-16-be")) == Decoded(text, "utf-16-be")


def test_ascii_and_nothing_at_all_are_utf8() -> None:
    assert decode(b"") == Decoded("", "utf-8")
    assert decode(b"2023\n") == Decoded("2023\n", "utf-8")


def test_the_encoding_that_is_given_goes_before_all_looks() -> None:
    text = "人大常委會辦公室述職報告"
    assert decode(text.encode("big5"), "big5") == Decoded(text, "big5")
    assert decode("报告".encode(), "gb18030").text != "报告"


def test_rare_characters_of_gb18030_survive() -> None:
    text = "李𬍛同志、王䶮同志在办公室工作，全年接待群众十二人次。"
    assert decode(text.encode("gb18030")) == Decoded(text, "gb18030")


@pytest.mark.parametrize("name", ["utf-9", "ANSI", "", "hex", "编码"])
def test_an_unknown_encoding_is_named(name: str) -> None:
    with pytest.raises(UnreadableFileError, match="unknown encoding") as caught:
        decode(TEXT.encode(), name)
    assert repr(name) in caught.value.reason


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (TEXT.encode() + b"\xff", "utf-8", [f"byte {len(TEXT.encode())}", "utf-8", "encoding="]),
        (b"\xff\xfe\x00\xd8\x41\x00", None, ["utf-16-le", "byte 2", "damaged"]),
        (b"abc\xff\xffdef", None, ["neither UTF-8 nor GB18030", "byte 3", "encoding="]),
        (b"+2AA-", "utf-7", ["no text", "encoding="]),
    ],
    ids=["given", "by mark", "neither", "half a character"],
)
def test_bytes_that_do_not_decode_say_where_and_what_to_do(data: bytes, encoding: str | None, words: list[str]) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        decode(data, encoding, Path("材料.txt"))
    assert caught.value.path == "材料.txt"
    assert [word for word in words if word not in caught.value.reason] == []
    assert isinstance(caught.value.__cause__, UnicodeError)


@pytest.mark.parametrize("damage", [b"\xff", b"\xe4", b"\x80"])
def test_damaged_utf8_is_not_taken_for_gb18030(sample_text: str, damage: bytes) -> None:
    head = sample_text[:301].encode()
    with pytest.raises(UnreadableFileError, match=f"utf-8 by its looks, but damaged at byte {len(head)}"):
        decode(head + damage + sample_text[301:600].encode())


def test_binary_data_is_no_text() -> None:
    with pytest.raises(UnsupportedFormatError, match="binary"):
        decode(bytes(range(256)) * 20)
    with pytest.raises(UnsupportedFormatError, match="binary"):
        decode("报告".encode() + b"\0\0\0")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("\ufeff一\r\n二\r三\n", "一\n二\n三\n"),
        ("\r\r\n\n", "\n\n\n"),
        ("一\ufeff二\ufeff", "一\ufeff二\ufeff"),
        (" \t一　二\x0b\x0c\x85\u2028 ", " \t一　二\x0b\x0c\x85\u2028 "),
    ],
)
def test_only_newlines_and_a_leading_mark_are_normalised(text: str, normal: str) -> None:
    assert normalise(text) == normal


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_fail_as_documented(data: bytes) -> None:
    try:
        decoded = decode(data)
    except SanbaiError:
        return
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
    assert decoded.doubtful == (decoded.note is not None)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_utf8_always_comes_back(text: str) -> None:
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    assert not text.encode().startswith(marks)  # no UTF-8 does
    assert decode(text.encode()) == Decoded(text, "utf-8")
