"""HTML: what a browser shows, a block a line, and nothing that it would only run."""

import contextlib
import email.message
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanbai_nlp.errors import SanbaiError, UnreadableFileError
from sanbai_nlp.reading import Format, read_bytes


def read(body: str, encoding: str = "utf-8") -> list[str]:
    return read_bytes(f"<html><body>{body}</body></html>".encode(encoding), path="网页.html").text.split("\n")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>一、工作</p><p>今年<b>以来</b>，<br>认真履职</p>", ["一、工作", "今年以来，", "认真履职"]),
        ("<h1>述职报告</h1><div>各位领导<div>同志们</div>好</div>", ["述职报告", "各位领导", "同志们", "好"]),
        ("甲<p>乙<p>丙", ["甲", "乙", "丙"]),
        ("<p>&emsp;&#19968;&#x3001;&lt;条例&gt;&amp;nbsp;&nbsp;</p>", ["\u2003一、<条例>&nbsp;"]),
        ("<p>今年以来，\r\n   认真履职 and\r\n well</p>", ["今年以来，认真履职 and well"]),
        ("<pre>一\n  二</pre>三", ["一", "二", "三"]),
        ("<ol><li>甲<li>乙</ol><ul><li>丙</ul>", ["1. 甲", "2. 乙", "丙"]),
        ('<ol type="A" start="3"><li>甲<ol><li>子</ol><li value="9">乙</ol>', ["C. 甲", "1. 子", "I. 乙"]),
        ("<table><tr><th>姓名<th>件数</tr><tr><td>沈怀远<td>**件</table>后", ["姓名\t件数", "沈怀远\t**件", "后"]),
        ("<table><tr><td>述职<td><p>一、工作</p><p>十二件</p></table>", ["述职", "一、工作", "十二件"]),
        ("<table><tr><td><table><tr><td>甲<td>乙</table><td>丙</table>", ["甲\t乙\t丙"]),
        ("<table><tr><td>没有结尾", ["没有结尾"]),
    ],
)
def test_blocks_are_lines(body: str, lines: list[str]) -> None:
    assert read(body) == lines


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>document.write('<p>假的</p>')</script>",
        "<style>p::before { content: '假的' }</style>",
        "<!-- 假的 -->",
        '<div style="display: none">假的<div>假的</div></div>',
        "<p hidden>假的</p>",
        "<iframe src='http://假的.example'>假的</iframe>",
        '<meta http-equiv="refresh" content="0; url=http://假的.example">',
        "<object data='file:///etc/passwd'>假的</object>",
        "<title>假的</title>",
        "<img src=x alt='' onerror=\"alert('假的')\">",
        "<svg><text>假的</text></svg>",
        "<select><option>假的</select>",
    ],
)
def test_what_is_run_fetched_or_hidden_is_no_text(unseen: str) -> None:
    assert read(f"<p>前</p>{unseen}<p>后</p>") == ["前", "后"]


@pytest.mark.parametrize(
    ("declared", "real", "told"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("GBK", "gb18030", "gb18030"),
        ("utf-8", "utf-8", "utf-8"),
        ("big5", "big5", "big5"),
        ("utf-8", "gb18030", "gb18030"),  # the page lies
        ("iso-8859-1", "gb18030", "gb18030"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("x-unheard-of", "utf-8", "utf-8"),
    ],
)
def test_the_page_says_its_encoding_and_is_believed_where_the_text_bears_it_out(
    declared: str, real: str, told: str
) -> None:
    text = "全年辦理建議十二件，工作有成。" if real == "big5" else "镕基同志全年办理建议十二件，工作有成。"
    page = (
        f'<html><head><meta http-equiv="content-type" content="text/html; charset={declared}"></head><p>{text}</html>'
    )
    material = read_bytes(page.encode(real))
    assert (material.text, material.encoding, material.format) == (text, told, Format.HTML)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_goes_before_what_the_page_says(encoding: str) -> None:
    page = '<!DOCTYPE html><html><meta charset="gb2312"><p>认真履职</p></html>'
    assert read_bytes(page.encode(encoding), path="网页").text == "认真履职"


def test_word_saves_pages_under_the_name_of_a_document() -> None:
    page = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p class=MsoNormal>认真<o:p></o:p>履职</p></body></html>'
    material = read_bytes(page.encode("gb18030"), path="材料.doc")
    assert (material.text, material.format) == ("认真履职", Format.HTML)


def test_a_page_saved_as_one_file_is_read() -> None:
    message = email.message.EmailMessage()
    message["From"] = "<Saved by Blink>"
    message.set_content("纯文本")
    message.add_alternative("<html><p>一、认真履职</p></html>", subtype="html", charset="gb2312")
    material = read_bytes(message.as_bytes(), path="网页.mht")
    assert (material.text, material.format) == ("一、认真履职", Format.MHTML)


def test_a_saved_page_without_a_page_says_so() -> None:
    with pytest.raises(UnreadableFileError, match="no page in it"):
        read_bytes(b"MIME-Version: 1.0\nContent-Type: image/png\n\nx", path="网页.mht")


@pytest.mark.parametrize(
    "hostile", ["<div>", "<table><tr><td>", "<ol><li>", "<", "<!--", "&#", "<a href='", "</p>", "<script>", "<![CDATA["]
)
def test_hostile_pages_take_linear_time(hostile: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        read(hostile * times)
        return time.process_time() - start

    assert seconds(100_000) < 5.0 + 40 * seconds(10_000)


@given(st.text(st.sampled_from("<>/=\"'!-&#; ptdrablo正文\n"), max_size=80))
def test_any_markup_is_read_or_fails_as_documented(body: str) -> None:
    with contextlib.suppress(SanbaiError):
        assert isinstance(read_bytes(f"<html>{body}".encode()).text, str)
