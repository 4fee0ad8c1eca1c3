"""doc, wps, rtf and ofd: by the reader that is there, and what to install where none is."""

import builtins
import contextlib
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sanbai_nlp.errors import (
    EncryptedFileError,
    MissingExtraError,
    MissingProgramError,
    OversizedFileError,
    ScannedFileError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from sanbai_nlp.reading import READERS, Decoded, Format, doc, programs, read_bytes

Writer = Callable[[str], bytes]
Converted = Callable[[bytes, str], bytes]

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LONG = "今年以来，在常委会领导下，我认真履职，较好地完成了各项任务。" * 20  # antiword reads no document of a few lines
TEXT = (
    LONG + "\n石桥市人大常委会法工委述职报告\n一、立法工作\n全年办理“双联”建议**件，约12.5%。\n二、存在不足\n学习不够。"
)
LISTED = [LONG, "一、立法工作", "二、存在不足", "姓名\t件数", "以上报告，请予审议。"]


def listed() -> bytes:
    """A docx whose outline is in its numbering, with a table."""
    import io

    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    numbering = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{level}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    document.add_paragraph(LONG)
    for text in ("立法工作", "存在不足"):
        numbered = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
        document.add_paragraph(text)._p.get_or_add_pPr().append(parse_xml(numbered))
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "姓名", "件数"
    document.add_paragraph(LISTED[-1])
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def test_a_word_document_of_the_old_format_keeps_text_numbering_and_tables(
    writers: dict[str, Writer], converted: Converted
) -> None:
    plain = read_bytes(converted(writers["docx"](TEXT), "doc"), path="材料.wps")
    assert (plain.text, plain.format, plain.encoding, plain.doubtful) == (TEXT, Format.DOC, "doc", False)
    assert read_bytes(converted(listed(), "doc")).text.split("\n") == LISTED


@pytest.mark.parametrize("attempt", [doc._by_doc2docx, doc._by_libreoffice])
def test_two_readers_keep_the_numbering(converted: Converted, attempt: Callable[[bytes, str], Decoded]) -> None:
    assert attempt(converted(listed(), "doc"), "材料.doc").text.split("\n") == LISTED


@pytest.mark.skipif(shutil.which("antiword") is None, reason="needs antiword: apt install antiword")
def test_antiword_reads_the_text_and_says_what_it_drops(writers: dict[str, Writer], converted: Converted) -> None:
    assert doc._by_antiword(converted(writers["docx"](TEXT), "doc"), "材料.doc").text == TEXT
    decoded = doc._by_antiword(converted(listed(), "doc"), "材料.doc")
    assert decoded.text.split("\n") == [LONG, "立法工作", "存在不足", *LISTED[3:]]
    assert "numbering" in (decoded.note or "")


def test_where_one_reader_fails_the_next_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_data: bytes, path: str) -> Decoded:
        raise UnreadableFileError(path, "not this one")

    monkeypatch.setattr(doc, "_by_doc2docx", fail)
    monkeypatch.setattr(doc, "_by_libreoffice", lambda _data, _path: Decoded("次之", "doc"))
    assert doc.read_doc(OLE2).text == "次之"


def test_a_missing_program_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "_program", lambda _: None)
    with pytest.raises(MissingProgramError, match="apt install libreoffice-writer-nogui") as caught:
        doc.read_doc(OLE2 + "WordDocument".encode("utf-16-le"), path="材料.doc")
    assert (caught.value.path, caught.value.program) == ("材料.doc", "LibreOffice")


@pytest.mark.parametrize(
    ("kind", "library", "data"),
    [
        (Format.DOC, "doc2docx", OLE2),
        (Format.PDF, "pdfplumber", b"%PDF-1.7"),
        (Format.OFD, "ofdkit", b"PK"),
        (Format.RTF, "striprtf.striprtf", b"{\\rtf1 a}"),
        (Format.HTML, "lxml", b"<html>a"),
    ],
)
def test_a_missing_library_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, kind: Format, library: str, data: bytes
) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: object) -> object:
        if name.startswith(library):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(doc, "_program", lambda _: None)
    monkeypatch.delitem(sys.modules, "sanbai_nlp.reading.pdf_pages", raising=False)
    monkeypatch.delattr("sanbai_nlp.reading.pdf_pages", raising=False)
    with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[archive\]"):
        READERS[kind](data, None, "材料")


def test_a_locked_document_is_called_locked() -> None:
    header = bytearray(b"\xec\xa5\xc1\x00" + bytes(508))
    header[0x0B] = 0x01
    with pytest.raises(EncryptedFileError):
        read_bytes(OLE2 + bytes(header) + "WordDocument".encode("utf-16-le"), path="密.doc")
    with pytest.raises(EncryptedFileError):
        read_bytes(OLE2 + "EncryptedPackage".encode("utf-16-le"), path="密.docx")


@pytest.mark.parametrize(
    ("stream", "kind"), [("Workbook", Format.XLS), ("PowerPoint Document", Format.PPT), ("别的", Format.OLE2)]
)
def test_other_files_of_that_container_are_named(stream: str, kind: Format) -> None:
    with pytest.raises(UnsupportedFormatError, match=f"looks like {kind}"):
        read_bytes(OLE2 + stream.encode("utf-16-le"), path="材料.wps")


def test_a_document_that_is_another_in_disguise_is_read_as_what_it_is(writers: dict[str, Writer]) -> None:
    assert read_bytes(writers["docx"](TEXT), path="材料.wps").format is Format.DOCX
    assert read_bytes(b"{\\rtf1\\ansi\\ansicpg936 \\'ca\\'f6\\'d6\\'b0}", path="材料.doc").text == "述职"


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(programs.ProgramFailedError, match="more than 1 seconds"):
        programs.run(["sh", "-c", "sleep 60 & sleep 60"], tmp_path, seconds=1)
    assert time.monotonic() - start < 20


def test_a_program_sees_a_home_of_its_own_and_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    printed = programs.run(["sh", "-c", "echo $HOME $SECRET; pwd"], tmp_path, seconds=10).decode().split()
    assert printed == [str(tmp_path), str(tmp_path)]
    with pytest.raises(programs.ProgramFailedError, match="exit code 3"):
        programs.run(["sh", "-c", "exit 3"], tmp_path, seconds=10)


@pytest.mark.skipif(not programs._without_network(), reason="this system lets nobody leave the network")
def test_a_program_has_no_network(tmp_path: Path) -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    with pytest.raises(programs.ProgramFailedError):
        programs.run([sys.executable, "-c", code], tmp_path, seconds=20)
    seen = programs.run(["cat", "/proc/net/dev"], tmp_path, seconds=10).decode()
    assert [line.split(":")[0].strip() for line in seen.split("\n") if ":" in line] == ["lo"]


def test_libreoffice_runs_no_macros() -> None:
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true' in doc._PROFILE
    assert '"MacroSecurityLevel" oor:op="fuse"><value>3' in doc._PROFILE


def test_rtf_by_a_real_writer_is_read_with_its_numbering(writers: dict[str, Writer], converted: Converted) -> None:
    assert read_bytes(converted(writers["docx"](TEXT), "rtf"), path="材料.rtf").text == TEXT
    assert read_bytes(converted(listed(), "rtf"), path="材料.doc").text.split("\n") == LISTED


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"{\rtf1\ansi\ansicpg936\deff0 \'ca\'f6\'d6\'b0\par \u26446?\u-10128?\u-8357?}", "述职\n李𬍛"),
        (r"{\rtf1{\fonttbl{\f0\fcharset0 Song;}}\f0 \'ca\'f6\'d6\'b0\'b1\'a8\'b8\'e6}", "述职报告"),  # a font that lies
        (r"{\rtf1\ansicpg936 \trowd a\cell b\cell\row c}", "a\tb\nc"),
        (r"{\rtf1{\header \'d2\'b3}{\*\generator x}{\info{\title t}}a}", "a"),
    ],
)
def test_rtf_by_hand(source: str, text: str) -> None:
    assert read_bytes(source.encode()).text == text


@pytest.mark.parametrize("hostile", ["{\\field{\\*\\fldinst{", "{", "\\'", "{\\fonttbl\\f1", "\\u", "{\\listtext"])
def test_hostile_rtf_takes_linear_time(hostile: str) -> None:
    start = time.perf_counter()
    with contextlib.suppress(UnreadableFileError, UnsupportedFormatError):
        read_bytes(b"{\\rtf1 " + hostile.encode() * 15_000, path="坏.rtf")
    assert time.perf_counter() - start < 20


def test_ofd_is_read_with_its_wraps_joined_and_pages_unnumbered(writers: dict[str, Writer]) -> None:
    text = TEXT.replace("学习不够。", "学习不够，" + "调研还不深入，联系群众还不够紧密，" * 60 + "今后改进。")
    material = read_bytes(writers["ofd"](text), path="材料.ofd")
    assert (material.text, material.format) == (text, Format.OFD)


def test_ofd_of_pictures_alone_is_called_scanned(writers: dict[str, Writer]) -> None:
    with pytest.raises(ScannedFileError):
        read_bytes(writers["ofd"](" "), path="扫描.ofd")


@pytest.mark.parametrize("reader", [Format.DOC, Format.RTF, Format.HTML])
def test_a_file_too_large_to_be_a_report_is_refused(reader: Format) -> None:
    with pytest.raises(OversizedFileError):
        READERS[reader](bytes(130 << 20), None, "大")
