"""kill -9 at random moments, and gone on with: row for row what an uninterrupted run gives."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from composed import Rows, content, fill, report, sanbai

TIMES = int(os.environ.get("SANBAI_KILLS", "10"))

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX")


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kill") / "材料"
    fill(folder, 40)
    (folder / "副本.txt").write_text(report(7), encoding="utf-8")
    (folder / "空.txt").touch()
    return folder


@pytest.fixture(scope="module")
def whole(materials: Path) -> tuple[Rows, float]:
    """What an uninterrupted run gives, and how long it takes."""
    began = time.monotonic()
    out = materials.parent / "whole"
    finish(materials, out)
    return content(out), time.monotonic() - began


def finish(materials: Path, out: Path, *more: str) -> None:
    process = sanbai("tag", materials, "--out", out, "--jobs", "2", *more)
    said = process.communicate()
    assert process.returncode == 1, said  # one file is empty


def killed(materials: Path, out: Path, after: float, *more: str, group: bool) -> bool:
    """Start a run and kill it, with its workers or without them; says whether it was still at work."""
    process = sanbai("tag", materials, "--out", out, "--jobs", "2", *more)
    time.sleep(after)
    at_work = process.poll() is None
    if at_work and group:
        os.killpg(process.pid, signal.SIGKILL)
    elif at_work:
        process.kill()
    process.communicate()
    return at_work


def kill_times(materials: Path, whole: tuple[Rows, float], folder: Path, times: int) -> None:
    wanted, seconds = whole
    chance = random.Random(os.environ.get("SANBAI_SEED", "7"))
    kills = rounds = 0
    while kills < times:
        out = folder / f"out{rounds}"
        rounds += 1
        for _ in range(chance.randint(3, 6)):
            more = ("--resume",) if (out / "_run" / "run.json").exists() else ()
            kills += killed(materials, out, chance.uniform(0.25, 1.0) * seconds, *more, group=chance.random() < 0.5)
        finish(materials, out, *(("--resume",) if (out / "_run" / "run.json").exists() else ()))
        assert content(out) == wanted


def test_killed_at_random_moments_and_gone_on_with(materials: Path, whole: tuple[Rows, float], tmp_path: Path) -> None:
    kill_times(materials, whole, tmp_path, TIMES)


@pytest.mark.slow
@pytest.mark.skipif("SANBAI_SLOW" not in os.environ, reason="takes minutes: SANBAI_SLOW=1 runs it")
def test_killed_fifty_times(materials: Path, whole: tuple[Rows, float], tmp_path: Path) -> None:
    kill_times(materials, whole, tmp_path, 50)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_kill_end_a_run_at_once_and_say_how_to_go_on(
    materials: Path, whole: tuple[Rows, float], tmp_path: Path, sign: signal.Signals
) -> None:
    process = sanbai("tag", materials, "--out", tmp_path / "out", "--jobs", "2")
    deadline = time.monotonic() + 60
    while not list((tmp_path / "out" / "_run" / "parts").glob("part-*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, sign)  # a terminal sends Ctrl-C to the workers too
    said, complained = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, "")
    assert "--resume" in complained
    assert "Traceback" not in complained
    finish(materials, tmp_path / "out", "--resume")
    assert content(tmp_path / "out") == whole[0]
