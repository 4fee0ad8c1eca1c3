"""Worker processes: what harms one costs the file that did it, and no other."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from composed import InlineWorkers, Trapped, content, dicts, fill, report

from sanbai_nlp import archive
from sanbai_nlp.archive import run as running
from sanbai_nlp.archive.folder import Folder
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.archive.parts import PartFormat
from sanbai_nlp.archive.progress import Progress, State
from sanbai_nlp.archive.run import Format, Run
from sanbai_nlp.archive.work import Setup


def trapped(folder: Path, out: Path, *, timeout: float = 60.0, resume: bool = False) -> archive.Summary:
    setup = Setup(Trapped(folder), Folder(out), PartFormat.PARQUET, Meta())
    return Run(setup, Format.PARQUET, 2, timeout).carry_out(Progress(), resume=resume)


def test_processes_write_what_one_would(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(running, "Workers", InlineWorkers)
        wanted = content(archive.tag(small, tmp_path / "one").out)
    states: list[State] = []
    done = archive.tag(small, tmp_path / "two", jobs=2, show=states.append)
    assert content(done.out) == wanted
    assert [state.files for state in states] == sorted(state.files for state in states)
    assert (states[0].files, states[-1].files) == (0, done.counts.files)


def test_a_file_that_hangs_or_kills_costs_itself_alone(tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    fill(folder, 6)
    for name in ("挂住", "崩溃", "偶然"):
        (folder / f"{name}.txt").write_text(report(50 + len(name)), encoding="utf-8")
    done = trapped(folder, tmp_path / "out", timeout=3.0)
    failed = {row["path"]: row["error"] for row in dicts(done.out, "failed")}
    assert failed == {"挂住.txt": "TimeLimitError", "崩溃.txt": "LostWorkerError"}
    assert {row["path"] for row in dicts(done.out, "reports")} == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*.txt")
    } - set(failed)
    assert done.counts.failed == 2


@pytest.mark.skipif(os.name != "posix", reason="ulimit is a thing of POSIX")
def test_a_disk_that_takes_no_more_stops_the_run_and_costs_nothing(tmp_path: Path) -> None:
    """By the system's own limit on a file's size, which fails a write half-way as a full disk does."""
    fill(tmp_path / "材料", 12)
    noise = "".join(random.Random(1).choices([chr(0x4E00 + at) for at in range(20_000)], k=20_000))
    (tmp_path / "材料" / "大.txt").write_text(report(50) + noise, encoding="utf-8")
    command = [sys.executable, "-m", "sanbai_nlp.cli", "tag", "材料", "--out", "out", "--jobs", "2"]
    limited = ["bash", "-c", 'ulimit -f 32 && exec "$@"', "bash", *command]
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2, done
    assert "写不进去" in done.stderr
    assert "--resume" in done.stderr
    assert "Traceback" not in done.stderr
    again = subprocess.run([*command, "--resume"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert again.returncode == 0, again
    whole = archive.tag(tmp_path / "材料", tmp_path / "whole", jobs=1)
    assert content(tmp_path / "out") == content(whole.out)
