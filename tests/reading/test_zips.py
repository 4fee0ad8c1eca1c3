"""Archives: every member or its error, and no harm from any."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sanbai_nlp import parse_file
from sanbai_nlp.errors import (
    EncryptedFileError,
    OversizedFileError,
    SanbaiError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from sanbai_nlp.reading import Format, Limits, Material, Member, read_archive, read_bytes, read_members, walk_zip

Members = dict[str, bytes]


def zipped(members: Members, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compress) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def renamed(name: bytes, **fields: int) -> bytes:
    """An archive of one member whose name is those bytes, as other programs than Python write them."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        info = zipfile.ZipInfo("x" * len(name))
        for field, value in fields.items():
            setattr(info, field, value)
        archive.writestr(info, "正文".encode())
    return held.getvalue().replace(b"x" * len(name), name)


def walk(data: bytes, limits: Limits | None = None) -> list[Member | SanbaiError]:
    return list(walk_zip(data, "a.zip", limits))


def only(data: bytes, limits: Limits | None = None) -> SanbaiError:
    (error,) = walk(data, limits)
    assert isinstance(error, SanbaiError)
    return error


def test_every_file_is_read_whatever_its_format_and_a_bad_one_costs_no_other(
    tmp_path: Path, writers: dict[str, Callable[[str], bytes]]
) -> None:
    path = tmp_path / "a.zip"
    members = {
        "2023年/甲.txt": "述职报告甲".encode("gb18030"),
        "乙.docx": writers["docx"]("述职报告乙"),
        "坏.pdf": b"%PDF-1.4",
    }
    path.write_bytes(
        zipped({**members, "内.zip": zipped({"丙.html": b"<html>\xe4\xb8\x99"}), "丁/": b"", "末.txt": b"x"})
    )
    read = list(read_archive(path))
    assert [item.path.removeprefix(str(path)) for item in read if isinstance(item, Material)] == [
        *("!/2023年/甲.txt", "!/乙.docx", "!/内.zip!/丙.html", "!/末.txt"),
    ]
    assert [item.text for item in read if isinstance(item, Material)] == ["述职报告甲", "述职报告乙", "丙", "x"]
    (bad,) = (item for item in read if isinstance(item, UnreadableFileError))
    assert bad.path == f"{path}!/坏.pdf"


def test_a_zip_given_as_one_file_says_how_its_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": b"a"}))
    with pytest.raises(UnsupportedFormatError, match="read_archive") as caught:
        parse_file(path)
    assert caught.value.looks_like == Format.ZIP


def test_documents_stored_in_an_archive_do_not_make_it_one(writers: dict[str, Callable[[str], bytes]]) -> None:
    data = zipped({"甲.docx": writers["docx"]("甲"), "word/document.xml": b"x"}, zipfile.ZIP_STORED)
    assert [type(item) for item in walk(data)] == [Member, Member]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_names_are_read_as_chinese_programs_write_them(encoding: str) -> None:
    assert [member.path for member in walk(renamed("材料.txt".encode(encoding))) if isinstance(member, Member)] == [
        "a.zip!/材料.txt"
    ]


def test_what_systems_leave_beside_files_is_passed_over_and_namesakes_are_kept_apart() -> None:
    data = zipped({"__MACOSX/._a.txt": b"x", "b/._a.txt": b"x", "a.txt": b"x", "b.txt": b"x"}).replace(
        b"b.txt", b"a.txt"
    )
    assert [item.path for item in walk(data) if isinstance(item, Member)] == [
        "a.zip!/a.txt",
        "a.zip!/a.txt#2",
    ]


@pytest.mark.parametrize(
    "name",
    [
        b"../../etc/cron.d/x",
        b"a/../../x.txt",
        b"/etc/passwd",
        b"..\\..\\x.txt",
        b"C:\\x.txt",
        b"c:/x.txt",
        b"\\\\host\\x",
        b"a.txt\0.png",
        b"a\nb.txt",
    ],
)
def test_no_name_leads_out_of_the_archive(name: bytes) -> None:
    assert "leads out" in str(only(renamed(name)))


def test_links_are_not_followed() -> None:
    assert "is a link" in str(only(renamed(b"passwd", external_attr=(stat.S_IFLNK | 0o777) << 16, create_system=3)))


def test_members_with_a_password_are_called_locked() -> None:
    data = bytearray(zipped({"a.txt": b"x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert isinstance(only(bytes(data)), EncryptedFileError)


def test_a_member_that_claims_a_gigabyte_is_refused_unread() -> None:
    data = bytearray(zipped({"a.txt": b"x"}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 1 << 30)
    error = only(bytes(data))
    assert isinstance(error, OversizedFileError)
    assert "claims to hold 1024 MB" in str(error)


def test_a_member_that_claims_less_than_it_holds_is_damaged() -> None:
    data = bytearray(zipped({"a.txt": b"x" * 100_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    assert "damaged" in str(only(bytes(data)))


def test_a_member_packed_a_thousandfold_is_refused() -> None:
    assert "zip bombs" in str(only(zipped({"a.txt": bytes(20 << 20)})))


def test_limits_on_the_whole_end_it_and_what_was_read_before_stays() -> None:
    data = zipped({f"{at}.txt": bytes(100) for at in range(9)})
    few = walk(data, Limits(members=3))
    assert [type(item) for item in few] == [Member, Member, Member, OversizedFileError]
    small = walk(data, Limits(total=350))
    assert [type(item) for item in small] == [Member, Member, Member, OversizedFileError]


def test_nesting_has_an_end() -> None:
    data = zipped({"a.txt": b"x"})
    for _ in range(5):
        data = zipped({"b.zip": data})
    error = only(data)
    assert isinstance(error, OversizedFileError)
    assert "3 deep" in str(error)


def test_limits_count_what_is_nested_too() -> None:
    inner = zipped({f"{at}.txt": b"x" for at in range(5)}, zipfile.ZIP_STORED)
    items = walk(zipped({f"{at}.zip": inner for at in range(5)}), Limits(members=8))
    assert isinstance(items[-1], OversizedFileError)
    assert sum(isinstance(item, Member) for item in items) < 8


@pytest.mark.parametrize("data", [b"PK\x03\x04" + bytes(40), zipped({"a": b"b" * 500})[:60], b"PK\x05\x06"])
def test_a_damaged_archive_says_so(data: bytes) -> None:
    assert "damaged" in str(only(data))


def test_a_damaged_member_costs_no_other() -> None:
    data = zipped({"a.txt": b"first", "b.txt": b"second"}, zipfile.ZIP_STORED).replace(b"first", b"fXrst")
    bad, good = walk(data)
    assert isinstance(bad, UnreadableFileError)
    assert isinstance(good, Member)


BOMB = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;&a;</w:t></w:r></w:p></w:body></w:document>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("opening", [BOMB, OUTSIDE])
def test_entities_of_a_docx_do_not_expand(opening: str, encoding: str) -> None:
    part = (f"<?xml version='1.0' encoding='{encoding}'?>" + opening + WORD).encode(encoding)
    with pytest.raises(OversizedFileError, match="document type"):
        read_bytes(zipped({"[Content_Types].xml": b"", "word/document.xml": part}), path="a.docx")


@pytest.mark.parametrize("opening", [BOMB, OUTSIDE])
def test_entities_of_an_ofd_do_not_expand(opening: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(zipped({"OFD.xml": (opening + "<OFD>&a;</OFD>").encode()}), path="a.ofd")
    assert "DTD" in str(caught.value)


def test_a_docx_that_nests_without_end_is_refused() -> None:
    deep = (
        WORD.replace("&b;&a;", "x")
        .replace("<w:p>", "<w:sdt>" * 5_000 + "<w:p>")
        .replace("</w:p>", "</w:p>" + "</w:sdt>" * 5_000)
    )
    with pytest.raises(OversizedFileError, match="nested"):
        read_bytes(zipped({"[Content_Types].xml": b"", "word/document.xml": deep.encode()}))


@pytest.mark.parametrize("main", ["word/document.xml", "OFD.xml"])
def test_a_package_with_a_part_packed_a_thousandfold_is_refused(main: str) -> None:
    members = {"[Content_Types].xml": b"", main: b"x", "big.xml": bytes(40 << 20)}
    if main == "OFD.xml":
        del members["[Content_Types].xml"]
    with pytest.raises(OversizedFileError, match="zip bombs"):
        read_bytes(zipped(members))


def test_macros_of_a_docm_are_not_looked_at(packaged: Callable[..., bytes]) -> None:
    held = io.BytesIO(packaged("<w:p><w:r><w:t>正文</w:t></w:r></w:p>"))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    assert read_bytes(held.getvalue(), path="a.docm").text == "正文"


def test_members_can_be_read_with_an_encoding() -> None:
    (material,) = read_members(zipped({"a.txt": "述職報告".encode("big5")}), "a.zip", "big5")
    assert isinstance(material, Material)
    assert material.text == "述職報告"
