"""`sanbai tag`: what it says, where, and with which exit code."""

import io
import re
from pathlib import Path

import pytest
from composed import InlineWorkers, dicts, fill, report
from typer.testing import CliRunner

from sanbai_nlp.archive import BarShow, LineShow, State
from sanbai_nlp.archive import run as running
from sanbai_nlp.cli import app


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "Workers", InlineWorkers)
    monkeypatch.setenv("COLUMNS", "100")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["tag", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_the_last_screen_says_what_there_is(small: Path, tmp_path: Path) -> None:
    code, said, complained = run(small, "--out", tmp_path / "out")
    assert (code, complained) == (1, "")
    figures = dict(re.findall(r"^ *(\S+) +([\d,]+)", said, re.M))
    assert set(figures) >= {"文件", "报告", "字数", "工作业绩", "作风形象", "廉洁", "失败", "待复核段落", "重复报告"}
    assert (figures["报告"], figures["失败"]) == ("11", "3")
    assert int(figures["字数"].replace(",", "")) == sum(
        int(str(row["characters"])) for row in dicts(tmp_path / "out", "files")
    )
    assert str(tmp_path / "out") in said.replace("\n", "")


def test_all_read_is_zero(tmp_path: Path) -> None:
    fill(tmp_path / "材料", 2)
    assert run(tmp_path / "材料", "--out", tmp_path / "out")[0] == 0


def test_what_has_no_row_and_which_row_has_no_file_is_named(small: Path, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("文件,年\n副本.txt,2020\n不在.txt,2021\n", encoding="utf-8")
    _, said, _ = run(small, "--out", tmp_path / "out", "--meta", tmp_path / "表.csv")
    assert "第 3 行 不在.txt" in said
    assert "乱.bin" in said
    assert "副本.txt" not in said


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--format", "csv"], "parquet、jsonl、xlsx"),
        (["--meta-from-path", "年/"], "{名称}"),
        (["--timeout", "0"], "timeout"),
        (["--lexicon", "没有.toml"], "没有.toml"),
    ],
)
def test_what_cannot_run_is_two(small: Path, tmp_path: Path, more: list[str], word: str) -> None:
    done = CliRunner().invoke(app, ["tag", str(small), "--out", str(tmp_path / "out"), *more])
    assert done.exit_code == 2
    assert word in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_bad_table_is_complained_of_by_its_line(small: Path, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("文件,年\na.txt,1\na.txt,2\n", encoding="utf-8")
    code, _, complained = run(small, "--out", tmp_path / "out", "--meta", tmp_path / "表.csv")
    assert code == 2
    assert "第 3 行与第 2 行写的是同一个文件" in complained


def test_a_second_run_needs_resume(small: Path, tmp_path: Path) -> None:
    run(small, "--out", tmp_path / "out")
    code, _, complained = run(small, "--out", tmp_path / "out")
    assert code == 2
    assert "--resume" in complained
    (small / "新.txt").write_text(report(80), encoding="utf-8")
    _, said, _ = run(small, "--out", tmp_path / "out", "--resume")
    assert "本次读 3" in said


STATE = State(30, 120, 1_000_000, 4_000_000, 31, 2, 60.0)


def test_a_log_gets_plain_lines_now_and_then() -> None:
    log = io.StringIO()
    with LineShow(log, between=0) as show:
        show(STATE)
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d 30/120 个文件，报告 31 份，失败 2，每秒 0\.5 个文件，还要约 3 分\n", log.getvalue()
    )
    with LineShow(log := io.StringIO(), between=1000) as show:
        show(STATE)
    assert log.getvalue() == ""


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    screen = io.StringIO()
    with BarShow(screen) as show:
        show(STATE)
        show._bar.refresh()
    assert "30/120" in screen.getvalue()
    assert "还要约 3 分" in screen.getvalue()


def test_time_left_is_unknown_at_the_start() -> None:
    assert State(0, 10, 0, 100, 0, 0, 0.0).left is None
