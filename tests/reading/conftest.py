"""Documents written by the tools that people write them with, for the tests to read back."""

import html
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Writer = Callable[[str], bytes]


def write_docx(text: str) -> bytes:
    """By python-docx, a paragraph a line."""
    import docx

    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def write_html(text: str) -> bytes:
    """As a page of a portal: a paragraph a line, in GB2312, with scripts and styles about it."""
    body = "".join(f"<p>{html.escape(line)}</p>\r\n" for line in text.split("\n"))
    head = '<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>网站</title></head>'
    script = "<script>var 统计 = '<p>不是正文</p>';</script><style>p { color: red }</style>"
    return f"<!DOCTYPE html><html>{head}<body>{script}{body}</body></html>".encode("gb18030")


def write_pdf(text: str, head: str = "内部资料", indent: float = 2.0, size: float = 16, protect: str = "") -> bytes:
    """By reportlab, justified on A4 as official documents are set, with a running head and page numbers."""
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle(
        "正文",
        fontName="STSong-Light",
        fontSize=size,
        leading=size * 1.75,
        firstLineIndent=indent * size,
        alignment=TA_JUSTIFY,
        wordWrap="CJK",
    )

    def dress(canvas: Canvas, _: object) -> None:
        canvas.setFont("STSong-Light", 10.5)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 40, head)
        canvas.drawCentredString(A4[0] / 2, 36, f"— {canvas.getPageNumber()} —")

    held = io.BytesIO()
    frame = Frame(79, 99, A4[0] - 153, A4[1] - 204, 0, 0, 0, 0)
    document = BaseDocTemplate(held, pagesize=A4, encrypt=protect or None)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=dress))
    document.build([Paragraph(html.escape(line), style) for line in text.split("\n")])
    return held.getvalue()


def write_ofd(text: str, columns: int = 28, rows: int = 22) -> bytes:
    """By hand after GB/T 33190, which no tool at hand writes: lines cut at a width, pages at a height, numbered."""
    lines = []
    for paragraph in text.split("\n"):
        indented = "　　" + paragraph
        lines += [indented[at : at + columns] for at in range(0, len(indented), columns)]
    pages = [lines[at : at + rows] for at in range(0, len(lines), rows)]
    held = io.BytesIO()
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        places = "".join(
            f'<ofd:Page ID="{at + 10}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages))
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f"</ofd:PageArea></ofd:CommonData><ofd:Pages>{places}</ofd:Pages></ofd:Document>",
        )
        for number, page in enumerate(pages):
            archive.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", _ofd_page(page, number + 1, space))
    return held.getvalue()


def _ofd_page(lines: list[str], number: int, space: str) -> str:
    size = 5.0
    texts = [(line, 35.0, 40.0 + at * 9) for at, line in enumerate(lines)] + [(f"- {number} -", 100.0, 280.0)]
    objects = ""
    for at, (line, x, y) in enumerate(texts):
        start = len(line) - len(line.lstrip("　"))
        deltas = " ".join([str(size)] * (len(line) - start - 1))
        objects += (
            f'<ofd:TextObject ID="{number * 1000 + at}" Boundary="0 0 210 297" Font="1" Size="{size}">'
            f'<ofd:TextCode X="{x + start * size}" Y="{y}" DeltaX="{deltas}">{html.escape(line[start:])}</ofd:TextCode>'
            "</ofd:TextObject>"
        )
    return f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def convert(data: bytes, kind: str, folder: Path) -> bytes:
    """A docx as another format, by LibreOffice; skips where there is none."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice: apt install libreoffice-writer-nogui")
    (folder / "in.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(folder / "in.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"in.{kind.partition(':')[0]}").read_bytes()


@pytest.fixture(scope="session")
def writers() -> dict[str, Writer]:
    """What writes a text as a document, by format."""
    return {"docx": write_docx, "html": write_html, "pdf": write_pdf, "ofd": write_ofd}


@pytest.fixture
def converted(tmp_path: Path) -> Callable[[bytes, str], bytes]:
    """What makes of a docx a doc or rtf."""
    return lambda data, kind: convert(data, kind, tmp_path)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SPACES = (
    f'{_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(body: str, **parts: str) -> bytes:
    """A docx by hand: the w:body's content, and that of the parts numbering, styles, footnotes, header1."""
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "header1": "hdr"}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", _relations({"officeDocument": "word/document.xml"}))
        archive.writestr("word/document.xml", f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>")
        related = {name.rstrip("1"): f"{name}.xml" for name in parts}
        archive.writestr("word/_rels/document.xml.rels", _relations(related))
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{roots[name]} {_SPACES}>{content}</w:{roots[name]}>")
    return held.getvalue()


def _relations(targets: dict[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="r{at}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


@pytest.fixture(scope="session")
def packaged() -> Callable[..., bytes]:
    """What makes a docx of XML by hand."""
    return package
