"""Materials behind a URL are what they would be in a folder."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from composed import InlineWorkers, Tag, content

from sanbai_nlp import RunError, UnreadableFileError, archive
from sanbai_nlp.archive import run as running
from sanbai_nlp.archive.failures import Failure, Skipped
from sanbai_nlp.archive.folder import Folder
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.archive.parts import PartFormat
from sanbai_nlp.archive.pool import Workers
from sanbai_nlp.archive.progress import Progress
from sanbai_nlp.archive.remote import source_at
from sanbai_nlp.archive.run import Format, Run
from sanbai_nlp.archive.source import LocalSource, Source
from sanbai_nlp.archive.work import Setup


@pytest.fixture
def bucket(small: Path) -> Iterator[str]:
    """The small archive in the memory of this process, with a hidden file."""
    memory = fsspec.filesystem("memory")
    (small / ".缓存").touch()
    for path in small.rglob("*"):
        if path.is_file():
            memory.pipe_file(f"/桶/{path.relative_to(small).as_posix()}", path.read_bytes())
    yield "memory://桶"
    memory.rm("/桶", recursive=True)


def tagged(source: Source, out: Path, *, resume: bool = False) -> archive.Summary:
    run = Run(Setup(source, Folder(out), PartFormat.PARQUET, Meta()), Format.PARQUET, 1, 60.0)
    return run.carry_out(Progress(), resume=resume)


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "Workers", InlineWorkers)


@pytest.mark.usefixtures("one_process")
def test_a_bucket_gives_what_a_folder_gives(bucket: str, small: Path, tmp_path: Path) -> None:
    there, here = tagged(source_at(bucket), tmp_path / "there"), tagged(LocalSource(small), tmp_path / "here")
    assert content(there.out) == content(here.out)
    assert there.counts == here.counts


@pytest.mark.usefixtures("one_process")
def test_a_bucket_is_gone_on_with(bucket: str, small: Path, tmp_path: Path) -> None:
    tagged(source_at(bucket), tmp_path / "out")
    for path, text in (
        ("副本.txt", "石桥市法工委述职报告\n一、立法\n召开论证会三次。\n"),
        ("新.txt", "一、办理建议**件。\n"),
    ):
        fsspec.filesystem("memory").pipe_file(f"/桶/{path}", text.encode())
        (small / path).write_text(text, encoding="utf-8")
    again = tagged(source_at(bucket), tmp_path / "out", resume=True)
    assert content(again.out) == content(tagged(LocalSource(small), tmp_path / "here").out)
    assert again.done_now == 2 + 2, "beside the new and the changed file, the two that had failed"


def test_order_and_paths_are_those_of_a_folder(bucket: str, small: Path) -> None:
    there, here = list(source_at(bucket).entries()), list(LocalSource(small).entries())
    assert [entry.path for entry in there] == [entry.path for entry in here]
    assert [entry.stamp and entry.stamp.size for entry in there] == [entry.stamp and entry.stamp.size for entry in here]
    assert [entry.path for entry in there if isinstance(entry.trouble, Skipped)] == [".缓存"]


def test_reports_of_a_bucket_one_by_one(bucket: str, small: Path) -> None:
    there = list(archive.iter_reports(bucket, errors="return"))
    assert there == list(archive.iter_reports(small, errors="return"))
    assert any(isinstance(item, Failure) for item in there)


def test_processes_read_through_the_url(small: Path, tmp_path: Path, inline: Tag) -> None:
    """A zip as a file system: what is behind the URL reaches processes that have opened nothing."""
    with zipfile.ZipFile(tmp_path / "全部.zip", "w") as file:
        for path in sorted(small.rglob("*")):
            if path.is_file():
                file.write(path, path.relative_to(small).as_posix())
    wanted = content(inline(small, tmp_path / "here").out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "Workers", Workers)
        done = archive.tag(f"zip://::{tmp_path / '全部.zip'}", tmp_path / "out", jobs=2)
    assert content(done.out) == wanted


def test_a_file_url_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    assert isinstance(source_at(tmp_path.as_uri()), LocalSource)


@pytest.mark.parametrize("url", ["memory://没有", "没有这种://桶", "oss://没有桶"])
def test_what_cannot_be_opened_is_named(url: str) -> None:
    with pytest.raises(UnreadableFileError, match=url):
        source_at(url)


def test_a_tree_in_this_process_alone_is_refused(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="iter_reports"):
        archive.tag(bucket, tmp_path / "out")
