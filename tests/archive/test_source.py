"""What a walk finds, and in which order."""

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanbai_nlp import ChangedFileError, UnreadableFileError
from sanbai_nlp.archive.failures import Failure, Skipped
from sanbai_nlp.archive.names import Names
from sanbai_nlp.archive.source import Entry, LocalSource


def walked(root: Path) -> dict[str, Entry]:
    entries = list(LocalSource(root).entries())
    assert len({entry.path for entry in entries}) == len(entries)
    return {entry.path: entry for entry in entries}


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, encoding="utf-8")


def test_the_order_is_that_of_the_names(tmp_path: Path) -> None:
    make(tmp_path, "b/2.txt", "a.txt", "b/1.txt", "c.txt", "b/子/3.txt")
    assert list(walked(tmp_path)) == ["a.txt", "b/1.txt", "b/2.txt", "b/子/3.txt", "c.txt"]


def test_litter_is_named_and_not_read(tmp_path: Path) -> None:
    make(tmp_path, "~$稿.docx", ".DS_Store", "Thumbs.db", ".git/config", "好.txt", "~WRL0001.tmp")
    found = walked(tmp_path)
    assert [path for path, entry in found.items() if entry.stamp] == ["好.txt"]
    assert all(isinstance(entry.trouble, Skipped) for path, entry in found.items() if path != "好.txt")
    assert ".git" in found


def test_links_are_followed_and_circles_are_not(tmp_path: Path) -> None:
    make(tmp_path, "甲/1.txt")
    (tmp_path / "甲" / "回").symlink_to(tmp_path)
    (tmp_path / "乙").symlink_to(tmp_path / "甲")
    (tmp_path / "断").symlink_to(tmp_path / "没有")
    found = walked(tmp_path)
    assert {path for path, entry in found.items() if entry.stamp} == {"甲/1.txt", "乙/1.txt"}
    assert isinstance(found["甲/回"].trouble, Skipped)
    assert isinstance(found["断"].trouble, Failure)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    assert isinstance(walked(tmp_path)["管道"].trouble, Skipped)


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that may not be listed; root may list any, so that the system's answer is given for it."""
    make(tmp_path, "锁/1.txt", "好.txt")
    (tmp_path / "锁").chmod(0)
    listed = os.scandir

    def refuse(path: str) -> object:
        if os.path.basename(path) == "锁":  # noqa: PTH119
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    yield tmp_path
    (tmp_path / "锁").chmod(0o700)


def test_a_folder_that_cannot_be_listed_is_a_failure_and_the_rest_goes_on(locked: Path) -> None:
    found = walked(locked)
    trouble = found["锁"].trouble
    assert isinstance(trouble, Failure)
    assert (trouble.reason, trouble.path) == ("没有读取权限", "锁")
    assert found["好.txt"].stamp


@pytest.mark.skipif(os.name != "posix", reason="only here are names bytes")
def test_names_in_gbk_are_read_and_no_two_look_alike(tmp_path: Path) -> None:
    for name in ("述职".encode("gb18030"), "述职".encode(), b"\xff\xfe\xff"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(name)
    source = LocalSource(tmp_path)
    entries = list(source.entries())
    assert len({entry.path for entry in entries}) == 3
    assert {"述职", "述职#2"} < {entry.path for entry in entries}
    assert sorted(source.read(entry)[0] for entry in entries) == sorted(
        ("述职".encode("gb18030"), "述职".encode(), b"\xff\xfe\xff")
    )
    for entry in entries:
        entry.path.encode()


@pytest.mark.skipif(os.name != "posix", reason="only here are names bytes")
@pytest.mark.parametrize("most", [1, 3, 7, 100])
def test_a_huge_folder_has_the_order_and_the_names_of_a_small_one(tmp_path: Path, most: int) -> None:
    """Half characters, characters beyond the basic plane, and what looks alike, sorted on the disk."""
    names = [name.encode() for name in ("b", "a", "述职", "\ue000", "😀", "中")]
    names += ["述职".encode("gb18030"), b"\xff\xfe", "中".encode("gb18030")]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb"):  # noqa: PTH118, PTH123
            pass
    found = list(Names(str(tmp_path), most).called())
    assert [name for name, _ in found] == sorted(map(os.fsdecode, names))
    assert [called for _, called in found] == ["a", "b", "中", "述职", "述职#2", "中#2", "\\xff\\xfe", "\ue000", "😀"]


def test_names_of_a_huge_folder_are_not_held(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"{number:04}.txt").touch()
    tracemalloc.start()
    try:
        assert sum(1 for _ in Names(str(tmp_path), most=100).called()) == 3_000
        assert tracemalloc.get_traced_memory()[1] < 100_000, "a name is some sixty bytes"
    finally:
        tracemalloc.stop()


def test_a_file_that_went_away_is_an_error_of_ours(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    source = LocalSource(tmp_path)
    (entry,) = source.entries()
    (tmp_path / "a.txt").unlink()
    with pytest.raises(UnreadableFileError, match="no such file"):
        source.read(entry)


def test_a_file_that_is_replaced_before_it_is_read_is_read_as_it_is(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    source = LocalSource(tmp_path)
    (entry,) = source.entries()
    (tmp_path / "a.txt").write_bytes(b"another")
    data, stamp = source.read(entry)
    assert data == b"another"
    assert stamp.size == len(data)
    assert stamp != entry.stamp


def test_a_file_that_never_rests_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt")
    source = LocalSource(tmp_path)
    (entry,) = source.entries()
    attempt = LocalSource._attempt

    def written_meanwhile(self: LocalSource, entry: Entry) -> object:
        found = attempt(self, entry)
        with (tmp_path / "a.txt").open("a") as file:
            file.write("更多")
        return found

    monkeypatch.setattr(LocalSource, "_attempt", written_meanwhile)
    with pytest.raises(ChangedFileError):
        source.read(entry)


def test_a_file_that_goes_away_while_it_is_read_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.txt")
    source = LocalSource(tmp_path)
    (entry,) = source.entries()
    attempt = LocalSource._attempt

    def removed_meanwhile(self: LocalSource, entry: Entry) -> object:
        found = attempt(self, entry)
        (tmp_path / "a.txt").unlink()
        return found

    monkeypatch.setattr(LocalSource, "_attempt", removed_meanwhile)
    with pytest.raises(UnreadableFileError, match="no such file"):
        source.read(entry)
