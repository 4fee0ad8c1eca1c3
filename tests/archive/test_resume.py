"""A run that goes on: nothing lost, nothing twice, nothing done again that need not be."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from composed import OFFICES, InlineWorkers, Tag, content, dicts, fill, report

from sanbai_nlp import RunError
from sanbai_nlp.archive import store as storing
from sanbai_nlp.archive.source import LocalSource
from sanbai_nlp.archive.work import Worker

FIRST = f"2018年/{OFFICES[0]}/000.txt"
FORMATS = pytest.mark.parametrize("form", ["parquet", "jsonl"])


class KilledError(BaseException):
    """The power went."""


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that workers were given."""
    seen: list[str] = []
    run = Worker.run

    def watched(self: Worker, job: object) -> object:
        seen.extend(entry.path for entry in job.entries)  # type: ignore[attr-defined]
        return run(self, job)  # type: ignore[arg-type]

    monkeypatch.setattr(Worker, "run", watched)
    return seen


def test_a_run_that_is_done_reads_nothing_again_but_what_had_failed(
    inline: Tag, small: Path, tmp_path: Path, parsed: list[str]
) -> None:
    first = inline(small, tmp_path / "out")
    before = content(tmp_path / "out")
    parsed.clear()
    again = inline(small, tmp_path / "out", resume=True)
    assert set(parsed) == {"空.txt", "乱.bin"}
    assert content(tmp_path / "out") == before
    assert again.counts == first.counts


@FORMATS
def test_what_changed_is_done_again_and_what_vanished_is_gone(
    inline: Tag, small: Path, tmp_path: Path, parsed: list[str], form: str
) -> None:
    inline(small, tmp_path / "out", format=form)
    parsed.clear()
    (small / FIRST).write_text(report(100), encoding="utf-8")
    (small / f"2019年/{OFFICES[1]}/001.txt").unlink()
    (small / "旧材料.zip").unlink()
    (small / "空.txt").write_text(report(101), encoding="utf-8")
    (small / "新.txt").write_text(report(102), encoding="utf-8")
    done = inline(small, tmp_path / "out", resume=True, format=form)
    assert set(parsed) == {FIRST, "空.txt", "乱.bin", "新.txt"}
    assert content(tmp_path / "out") == content(inline(small, tmp_path / "fresh", format=form).out)
    assert done.taken_out == 5
    assert done.done_now == 4


def test_a_file_that_was_only_touched_is_not_done_again(
    inline: Tag, small: Path, tmp_path: Path, parsed: list[str]
) -> None:
    inline(small, tmp_path / "out")
    os.utime(small / FIRST, (1, 1))
    parsed.clear()
    inline(small, tmp_path / "out", resume=True)
    assert FIRST not in parsed


def test_a_failure_that_was_mended_from_outside_is_read(
    inline: Tag, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = LocalSource._attempt

    def refuse(self: object, entry: object) -> object:
        if getattr(entry, "path", "") == FIRST:
            raise running_error
        return real(self, entry)  # type: ignore[arg-type]

    running_error = storing.RunError("x", "y", "z")
    with monkeypatch.context() as patch:
        patch.setattr(LocalSource, "_attempt", refuse)
        assert inline(small, tmp_path / "out").counts.failed == 4
    assert inline(small, tmp_path / "out", resume=True).counts.failed == 3
    assert content(tmp_path / "out") == content(inline(small, tmp_path / "fresh").out)


def test_a_part_that_loses_everything_goes(inline: Tag, tmp_path: Path) -> None:
    fill(tmp_path / "材料", 6)
    inline(tmp_path / "材料", tmp_path / "out", jobs=1)
    shutil.rmtree(tmp_path / "材料")
    (tmp_path / "材料").mkdir()
    assert inline(tmp_path / "材料", tmp_path / "out", resume=True).counts.files == 0
    assert not dicts(tmp_path / "out", "reports")


def test_a_run_is_not_written_over(inline: Tag, small: Path, tmp_path: Path) -> None:
    inline(small, tmp_path / "out")
    with pytest.raises(RunError, match="holds a run already"):
        inline(small, tmp_path / "out")


def test_two_runs_at_once_are_refused(
    inline: Tag, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def second(self: InlineWorkers) -> InlineWorkers:
        with pytest.raises(RunError, match="another run"):
            inline(small, tmp_path / "out", resume=True)
        return self

    monkeypatch.setattr(InlineWorkers, "__enter__", second)
    inline(small, tmp_path / "out")


def test_the_lock_of_a_dead_process_holds_nobody_up(inline: Tag, small: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "_run").mkdir(parents=True)
    (tmp_path / "out" / "_run" / "lock").write_text("99999999", encoding="utf-8")
    assert inline(small, tmp_path / "out").counts.reports == 11


@pytest.mark.parametrize("option", ["lexicon", "tagger", "meta", "meta_from_path", "format", "source", "library"])
def test_another_set_up_is_refused_by_its_name(
    inline: Tag, small: Path, tmp_path: Path, root: Path, option: str
) -> None:
    inline(small, tmp_path / "out")
    options: dict[str, object] = {"resume": True}
    if option == "lexicon":
        (tmp_path / "词.toml").write_text('[quantities.units]\n"自造" = ["摞"]\n', encoding="utf-8")
        options[option] = tmp_path / "词.toml"
    elif option == "tagger":
        model = json.loads((root / "models" / "tagger" / "model.json").read_text(encoding="utf-8"))
        (tmp_path / "模型.json").write_text(json.dumps(model), encoding="utf-8")
        options[option] = tmp_path / "模型.json"
    elif option == "meta":
        (tmp_path / "表.csv").write_text("文件,年\na,1\n", encoding="utf-8")
        options[option] = tmp_path / "表.csv"
    elif option == "library":
        path = tmp_path / "out" / "_run" / "run.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"library": "', '"library": "0.0.'), encoding="utf-8")
    elif option == "source":
        small = small / "2018年"
    else:
        options[option] = {"meta_from_path": "{year}年/", "format": "jsonl"}[option]
    before = content(tmp_path / "out")
    with pytest.raises(RunError, match=f"{option} was .*, is ") as raised:
        inline(small, tmp_path / "out", **options)
    assert "原为" in raised.value.chinese
    assert content(tmp_path / "out") == before


def test_time_limit_and_processes_may_change(inline: Tag, small: Path, tmp_path: Path) -> None:
    inline(small, tmp_path / "out", jobs=1, timeout=5)
    inline(small, tmp_path / "out", jobs=2, timeout=6, resume=True)


def test_a_damaged_record_is_an_error_of_ours(inline: Tag, small: Path, tmp_path: Path) -> None:
    inline(small, tmp_path / "out")
    next((tmp_path / "out" / "_run" / "parts").iterdir()).write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match="damaged"):
        inline(small, tmp_path / "out", resume=True)
    (tmp_path / "out" / "_run" / "run.json").write_text("[", encoding="utf-8")
    with pytest.raises(RunError, match="damaged"):
        inline(small, tmp_path / "out", resume=True)


class Power:
    """Goes out at the nth time that something is written, moved or removed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 1 << 30
        self.used = 0
        for owner, name in ((Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (os, "fsync"), (shutil, "rmtree")):
            monkeypatch.setattr(owner, name, self._watched(getattr(owner, name)))

    def _watched(self, call: Callable[..., object]) -> Callable[..., object]:
        def through(*arguments: object, **options: object) -> object:
            self.used += 1
            self.left -= 1
            if self.left < 0:
                raise KilledError
            return call(*arguments, **options)

        return through


@FORMATS
def test_wherever_the_power_goes_the_end_is_the_same(
    inline: Tag, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Killed in a first run, killed in the next that also has to take out what has changed, and gone on with."""
    old = small / FIRST
    before, after = report(0), report(200)
    old.write_text(after, encoding="utf-8")
    wanted = content(inline(small, tmp_path / "wanted", format=form).out)
    chance = random.Random(13)
    power, killed = Power(monkeypatch), 0
    for number in range(8):
        old.write_text(before, encoding="utf-8")
        out = tmp_path / f"out{number}"
        for text in (before, after):
            old.write_text(text, encoding="utf-8")
            power.left = chance.randrange(200)
            try:
                inline(small, out, format=form, resume=(out / "_run" / "run.json").exists())
            except KilledError:
                killed += 1
        power.left = 1 << 30
        inline(small, out, format=form, resume=(out / "_run" / "run.json").exists())
        assert content(out) == wanted, f"number {number}"
        assert {path.name for path in (out / "_run").iterdir()} == {"lock", "parts", "run.json", "sketches"}
    assert killed > 8


def test_a_full_disk_stops_the_run_and_costs_nothing(
    inline: Tag, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = content(inline(small, tmp_path / "wanted").out)
    real = os.fsync
    calls = iter(range(1000))

    def full(file: int) -> None:
        if next(calls) == 45:
            raise OSError(28, "No space left on device")
        real(file)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(RunError, match="No space left") as raised:
            inline(small, tmp_path / "out")
    assert "--resume" in raised.value.chinese
    inline(small, tmp_path / "out", resume=True)
    assert content(tmp_path / "out") == wanted
