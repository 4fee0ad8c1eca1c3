"""PDF: the text layer as paragraphs; pictures, passwords and bombs by name."""

import contextlib
import io
import zlib
from collections.abc import Callable

import pytest

from sanbai_nlp.errors import EncryptedFileError, OversizedFileError, ScannedFileError, UnreadableFileError
from sanbai_nlp.reading import pdf_pages, read_bytes
from sanbai_nlp.reading.paragraphs import Line, Piece, join_pages, set_lines

Writer = Callable[..., bytes]

LONG = "（一）坚持学习。" + "全年参加党组理论学习中心组集中学习**次，撰写心得**篇，为代表小组讲课*次。" * 30


@pytest.fixture(scope="module")
def write(writers: dict[str, Writer]) -> Writer:
    return writers["pdf"]


def test_wraps_are_joined_over_pages_and_heads_and_page_numbers_dropped(write: Writer) -> None:
    text = f"石桥市人大常委会法工委述职报告\n一、履职情况\n{LONG}\n二、存在不足\n{LONG}\n以上报告，请予审议。"
    material = read_bytes(write(text), path="材料.pdf")
    assert material.text == text
    assert (material.encoding, material.doubtful) == ("pdf", False)


@pytest.mark.parametrize("head", ["2023年度述职报告", "石桥市人大常委会　第 3 页"])
def test_a_head_with_numbers_in_it_is_a_head(write: Writer, head: str) -> None:
    assert head not in read_bytes(write(f"一、工作\n{LONG}{LONG}", head=head)).text


def test_paragraphs_that_are_not_indented_part_at_short_lines(write: Writer) -> None:
    text = f"一、工作\n{LONG}就这些。\n二、不足\n学习不够。"
    assert read_bytes(write(text, indent=0)).text == text


def test_a_scanned_document_is_called_scanned() -> None:
    with pytest.raises(ScannedFileError, match="OCR") as caught:
        read_bytes(drawn(picture=True), path="扫描.pdf")
    assert caught.value.path == "扫描.pdf"


def test_pages_that_are_pictures_among_others_are_named() -> None:
    material = read_bytes(drawn(picture=True, text="一、工作"))
    assert material.text == "一、工作"
    assert "pages 2 are pictures" in (material.note or "")


def drawn(picture: bool = False, text: str = "", **options: object) -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, **options)  # type: ignore[arg-type]
    if text:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        canvas.setFont("Helvetica" if text.isascii() else "STSong-Light", 16)
        canvas.drawString(80, 700, text)
        canvas.showPage()
    if picture:
        canvas.drawImage(ImageReader(Image.new("L", (300, 400), 255)), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def test_a_locked_document_is_called_locked(write: Writer) -> None:
    with pytest.raises(EncryptedFileError, match="password"):
        read_bytes(write("一、工作", protect="secret"), path="密.pdf")


def test_a_document_that_only_forbids_printing_is_read() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    data = drawn(text="Work done", encrypt=StandardEncryption("", ownerPassword="x", canPrint=0))
    assert read_bytes(data).text == "Work done"


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_document_cut_short_fails_as_documented_or_is_read(write: Writer, share: float) -> None:
    data = write(f"一、工作\n{LONG}")
    with contextlib.suppress(UnreadableFileError):
        assert read_bytes(data[: int(len(data) * share)], path="坏.pdf").format == "pdf"


def test_what_only_begins_like_a_pdf_is_no_pdf() -> None:
    with pytest.raises(UnreadableFileError, match="damaged, or no PDF"):
        read_bytes(b"%PDF-1.7\nhello", path="坏.pdf")


def raw(content: bytes, extra: bytes = b"", filters: bytes = b"/FlateDecode", trailer: bytes = b"") -> bytes:
    """A PDF by hand, of one page with that content, and more objects from number 5 on."""
    objects = (
        b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F0 5 0 R>>>>>> endobj\n"
        b"4 0 obj <</Length %d/Filter%s>> stream\n%s\nendstream endobj\n" % (len(content), filters, content)
    )
    return b"%PDF-1.5\n" + objects + extra + b"trailer <</Root 1 0 R" + trailer + b">>\n%%EOF"


def test_a_stream_that_unpacks_to_a_gigabyte_is_refused() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(1024)) + packer.flush()
    assert len(bomb) < 2 << 20
    with pytest.raises(OversizedFileError, match="unpacks to more than 256 MB"):
        read_bytes(raw(bomb), path="炸弹.pdf")


def test_a_stream_that_is_packed_twice_is_refused() -> None:
    with pytest.raises(OversizedFileError, match="packed twice"):
        read_bytes(raw(zlib.compress(zlib.compress(b"q Q")), filters=b"[/FlateDecode /FlateDecode]"))


def test_absurd_numbers_of_objects_are_refused() -> None:
    table = zlib.compress(bytes(5 * 10))
    stream = (
        (
            b"9 0 obj <</Type/XRef/Size 2000000000/Index[0 2000000000]/W[1 3 1]/Root 1 0 R/Length %d/Filter/FlateDecode>> stream\n"
            % len(table)
        )
        + table
        + b"\nendstream endobj\n"
    )
    data = b"%PDF-1.5\n1 0 obj <</Type/Catalog>> endobj\n"
    data += stream + b"startxref\n%d\n%%%%EOF" % len(data)
    with pytest.raises(OversizedFileError, match="claims 2000000000 objects"):
        read_bytes(data)


def test_forms_that_call_forms_without_end_run_out_of_time() -> None:
    forms = b""
    for at in range(5, 20):
        content = b"/F0 Do " * 10
        forms += (
            b"%d 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F0 %d 0 R>>>>/Length %d>> stream\n"
            b"%s\nendstream endobj\n" % (at, at + 1, len(content), content)
        )
    data = raw(zlib.compress(b"/F0 Do"), forms)
    with pytest.raises(OversizedFileError, match="takes more than 1 seconds"):
        pdf_pages.read_pages(data, "慢.pdf", seconds=1.0)


def test_scripts_are_not_looked_at() -> None:
    script = b"5 0 obj <</S/JavaScript/JS(app.alert\\('x'\\))>> endobj\n"
    with pytest.raises(ScannedFileError):
        read_bytes(raw(zlib.compress(b"q Q"), script, trailer=b"/OpenAction 5 0 R"))


def test_fonts_that_say_nothing_are_an_error_where_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    def pages(text: str) -> Callable[[bytes, str], list[pdf_pages.ReadPage]]:
        return lambda _data, _path: [pdf_pages.ReadPage([Line(text, 0, 10, 0, 10)], pictures=False)]

    monkeypatch.setattr(pdf_pages, "read_pages", pages("(cid:12)(cid:13)字"))
    with pytest.raises(UnreadableFileError, match="fonts"):
        read_bytes(b"%PDF-")
    monkeypatch.setattr(pdf_pages, "read_pages", pages("(cid:12)" + "字" * 40))
    material = read_bytes(b"%PDF-")
    assert (material.text, material.doubtful) == ("字" * 40, True)


def row(text: str, left: float = 0, top: float = 0, size: float = 10) -> list[Piece]:
    return [Piece(char, left + at * size, left + (at + 1) * size, top, size) for at, char in enumerate(text)]


def test_pieces_at_one_height_are_a_line() -> None:
    pieces = [
        *row("二行", top=20),
        *row("姓名", 0, 0),
        *row("件数", 80, 1),
        *row("ab", 200, 0, 5),
        Piece(" ", 20, 25, 0, 10),
    ]
    assert [line.text for line in set_lines(pieces)] == ["姓名 件数\tab", "二行"]


def test_blanks_count_where_a_gap_is_seen() -> None:
    assert [line.text for line in set_lines([*row("甲"), Piece(" ", 10, 11, 0, 10), *row("乙", 11)])] == ["甲乙"]
    assert [line.text for line in set_lines([*row("甲"), Piece("　", 10, 20, 0, 10), *row("乙", 20)])] == ["甲　乙"]
    assert set_lines([Piece(" ", 0, 1, 0, 10)]) == []


def page(*lines: tuple[str, float]) -> list[Line]:
    return [Line(text, left, left + len(text) * 10, at * 15, 10) for at, (text, left) in enumerate(lines)]


def test_a_title_and_signatures_stay_lines_of_their_own() -> None:
    body = [
        ("述职报告", 80),
        ("沈怀远", 85),
        ("今年以来，我在常委会领导下认真履职尽", 20),
        ("责，工作有成。", 0),
        ("述职人：沈怀远", 120),
    ]
    assert join_pages([page(*body)]).split("\n") == [
        *("述职报告", "沈怀远", "今年以来，我在常委会领导下认真履职尽责，工作有成。", "述职人：沈怀远"),
    ]


@pytest.mark.parametrize("number", ["1", "- 1 -", "— 1 —", "第 1 页", "第1页 共3页", "1/3", "·1·", "iv"])
def test_page_numbers_are_no_text(number: str) -> None:
    lines = [*page(("一、工作", 20), ("认真履职。", 20)), Line(number, 90, 110, 200, 10)]
    assert join_pages([lines]) == "一、工作\n认真履职。"


def test_a_year_that_ends_a_page_is_text() -> None:
    assert join_pages([page(("一、工作", 20), ("2023", 20))]) == "一、工作\n2023"


def test_no_pages_have_no_text() -> None:
    assert join_pages([]) == join_pages([[], []]) == ""
