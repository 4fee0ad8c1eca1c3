"""Files: what is read from them, and what is said of those that cannot be."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from sanbai_nlp.errors import ScannedFileError, UnreadableFileError, UnsupportedFormatError
from sanbai_nlp.reading import READERS, Decoded, Format, Material, detect, read_bytes, read_file


def zipped(*members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for member in members:
            archive.writestr(member, "…")
    return held.getvalue()


def test_a_file_comes_with_what_is_needed_to_find_it_again(tmp_path: Path) -> None:
    path = tmp_path / "材料.txt"
    data = "述职报告\r\n今年以来，认真工作。".encode("gb18030")
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    assert read_file(path) == Material(str(path), digest, "gb18030", "述职报告\n今年以来，认真工作。", False, None)
    assert read_file(str(path)) == read_file(path)


@pytest.mark.parametrize("name", ["材料.txt", "材料.md", "材料", "材料.TXT", "1.2023年上半年"])
def test_text_is_read_under_any_usual_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("# 述职报告", encoding="utf-8")
    assert read_file(path).text == "# 述职报告"


def test_a_doubt_comes_with_the_text() -> None:
    material = read_bytes("人大常委會辦公室的述職報告，請予審議".encode("big5"))
    assert material.doubtful
    assert "encoding=" in (material.note or "")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), Format.DOCX),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), Format.XLSX),
        (zipped("OFD.xml"), Format.OFD),
        (zipped("a.txt"), Format.ZIP),
        (zipped("word/甲.txt"), Format.ZIP),
        (b"%PDF-1.7\n", Format.PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8), Format.OLE2),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), Format.DOC),
        (b"{\\rtf1\\ansi", Format.RTF),
        (b"\xff\xd8\xff\xe0", Format.IMAGE),
        (b"\n<!DOCTYPE HTML><html>", Format.HTML),
        (b"<?xml version='1.0'?><html>", Format.HTML),
        ("\ufeff<html>".encode("utf-16-le"), Format.HTML),
        (b"MIME-Version: 1.0\n", Format.MHTML),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", Format.XML),
    ],
    ids=lambda value: value.name if isinstance(value, Format) else "",
)
def test_a_known_format_is_named_whatever_the_file_is_called(data: bytes, kind: Format) -> None:
    assert detect(data, "材料.txt") is kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), Format.XLSX),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", Format.XML),
        (b"Rar!\x1a\x07", Format.RAR),
    ],
)
def test_a_format_that_is_not_read_is_named(data: bytes, kind: Format) -> None:
    with pytest.raises(UnsupportedFormatError, match=f"looks like {kind}, which is not read yet") as caught:
        read_bytes(data, path="材料.txt")
    assert caught.value.looks_like == kind


def test_a_picture_is_called_scanned() -> None:
    with pytest.raises(ScannedFileError):
        read_bytes(b"\xff\xd8\xff\xe0", path="扫描.jpg")


def test_a_text_called_doc_is_text_and_one_called_html_is_not() -> None:
    assert detect("述职报告".encode(), "材料.doc") is Format.TEXT
    assert detect("述职报告".encode(), "材料.htm") is Format.HTML


def test_the_registry_is_asked_for_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_pdf(data: bytes, encoding: str | None, path: str) -> Decoded:
        return Decoded(f"{path}：{len(data)}", encoding or "pdf")

    monkeypatch.setattr("sanbai_nlp.reading.files.READERS", {**READERS, Format.PDF: read_pdf})
    assert read_bytes(b"%PDF-1.7", path="材料.pdf").text == "材料.pdf：8"


@pytest.mark.parametrize(
    ("name", "reason", "cause"),
    [
        ("无此文件.txt", "no such file", FileNotFoundError),
        (".", "folder", IsADirectoryError),
        ("坏\0名.txt", "null", ValueError),
        ("长" * 300, "too long", OSError),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, name: str, reason: str, cause: type[Exception]) -> None:
    with pytest.raises(UnreadableFileError, match=reason) as caught:
        read_file(os.fspath(tmp_path) + "/" + name)
    assert isinstance(caught.value.__cause__, cause)


def test_a_file_without_permission_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableFileError, match="permission"):
        read_file(tmp_path / "材料.txt")


@pytest.mark.parametrize("wrong", [3, None, b"x", ["a.txt"]])
def test_what_is_no_path_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError, match="path must be"):
        read_file(wrong)  # type: ignore[arg-type]
