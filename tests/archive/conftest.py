"""What the tests of the archive share."""

import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for `composed`, in worker processes too

from composed import InlineWorkers, Tag, fill, report

from sanbai_nlp import archive
from sanbai_nlp.archive import run as running


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Nine files, a copy, a nearly, a zip with two files, an empty file, a binary one."""
    folder = tmp_path / "材料"
    fill(folder, 9)
    (folder / "副本.txt").write_text(report(3), encoding="utf-8")
    with zipfile.ZipFile(folder / "旧材料.zip", "w") as file:
        file.writestr("2017年/法工委/甲.txt", report(20))
        file.writestr("2017年/空.txt", "\n")
    (folder / "空.txt").write_text("\n", encoding="utf-8")
    (folder / "乱.bin").write_bytes(bytes(range(256)) * 4)
    return folder


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> Tag:
    """`archive.tag` without processes of its own."""
    monkeypatch.setattr(running, "Workers", InlineWorkers)
    return archive.tag
