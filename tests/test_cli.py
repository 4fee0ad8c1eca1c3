"""`sanbai`: what it prints, where, and with which exit code."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main

from sanbai_nlp import parse_file
from sanbai_nlp.cli import app, main
from sanbai_nlp.schema import Report
from sanbai_nlp.views import html

TEXT = "石桥镇****年度述职报告\n一、主要工作\n全年办理群众来信**件，接待来访群众***余人次。\n"
COMMAND = [sys.executable, "-m", "sanbai_nlp.cli"]
ROOT = Path(__file__).parent.parent
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  a group has commands


@dataclass(frozen=True)
class Done:
    """How a run of the command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def sanbai(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, its streams no terminals."""

    def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
        streams = {
            name: io.TextIOWrapper(io.BytesIO(stdin if name == "stdin" else b""))
            for name in ("stdin", "stdout", "stderr")
        }
        with monkeypatch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            patch.setattr(sys, "argv", ["sanbai", *map(str, arguments)])
            with pytest.raises(SystemExit) as ended:
                main()
        out, err = (read(streams[name]) for name in ("stdout", "stderr"))
        return Done(int(str(ended.value.code)), out, err)

    return run


def read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "好.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_parse_shows_every_report_of_a_file(sanbai: Run, sample_file: Path) -> None:
    done = sanbai("parse", sample_file)
    assert (done.code, done.err) == (0, "")
    titles = re.findall(r"^标题：(.*)$", done.out, re.M)
    assert [title[:4] for title in titles] == ["栖川市人", "岚州市人", "槐安县教", "青石湾镇"]
    wanted = [
        "单位：青石湾镇人民政府",
        "报告人：高启明",
        "提纲（",
        "业绩（",
        "法规与文件（",
        "承诺（",
        "数量（",
        "不足（",
        "岚州市湿地保护条例",
    ]
    assert [word for word in wanted if word not in done.out] == []


def test_json_is_a_list_and_jsonl_a_report_a_line(sanbai: Run, sample_file: Path) -> None:
    listed = json.loads(sanbai("parse", sample_file, "--format", "json").out)
    lines = sanbai("parse", sample_file, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == listed
    assert len(listed) == 4
    assert all(Report.model_validate(report).model_dump(mode="json") == report for report in listed)
    assert listed[1]["source"]["index"] == 1
    assert "述职" in lines[0]


def test_one_report_is_a_list_too_and_none_an_empty_one(sanbai: Run, good: Path, tmp_path: Path) -> None:
    assert len(json.loads(sanbai("parse", good, "--format", "json").out)) == 1
    assert json.loads(sanbai("parse", tmp_path / "无.txt", "--format", "json").out) == []


def test_html_is_one_page_of_every_report(sanbai: Run, sample_file: Path) -> None:
    done = sanbai("parse", sample_file, "--format", "html")
    assert (done.code, done.err) == (0, "")
    assert done.out == html.page(parse_file(sample_file))
    assert done.out.count("<article") == 4


def test_html_of_what_cannot_be_read_is_a_page_that_says_so(sanbai: Run, good: Path, tmp_path: Path) -> None:
    done = sanbai("parse", tmp_path / "无.txt", good, "--format", "html")
    assert done.code == 1
    assert done.out.count("<article") == 1
    assert "没有读出报告" in sanbai("parse", tmp_path / "无.txt", "--format", "html").out


@pytest.mark.parametrize("output", ["table", "json", "jsonl", "html"])
def test_out_writes_to_a_file_what_would_be_printed(sanbai: Run, good: Path, tmp_path: Path, output: str) -> None:
    path = tmp_path / "出.txt"
    printed = sanbai("parse", good, "--format", output)
    done = sanbai("parse", good, "--format", output, "--out", path)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert path.read_text(encoding="utf-8") == printed.out != ""


def test_out_never_overwrites_what_is_read(sanbai: Run, good: Path) -> None:
    before = good.read_bytes()
    done = sanbai("parse", good, "--out", good.parent / "." / good.name)
    assert (done.code, done.out) == (2, "")
    assert "--out 不能是要读的文件" in done.err
    assert good.read_bytes() == before


def test_out_that_cannot_be_written_is_one_line_and_exit_code_2(sanbai: Run, good: Path, tmp_path: Path) -> None:
    done = sanbai("parse", good, "--out", tmp_path / "无" / "x.html", "--format", "html")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"sanbai: {tmp_path / '无' / 'x.html'}：写不了")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_standard_input_is_read_as_a_file_is(sanbai: Run, good: Path, encoding: str) -> None:
    (piped,) = json.loads(sanbai("parse", "-", "--format", "json", stdin=TEXT.encode(encoding)).out)
    (filed,) = json.loads(sanbai("parse", good, "--format", "json").out)
    assert piped["text"] == filed["text"] == TEXT.strip()
    assert piped["quantities"] == filed["quantities"] != []


def test_a_gb18030_file_is_read_without_being_told(sanbai: Run, tmp_path: Path) -> None:
    path = tmp_path / "国标.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    (report,) = json.loads(sanbai("parse", path, "--format", "json").out)
    assert (report["text"], report["source"]["encoding"]) == (TEXT.strip(), "gb18030")


def test_the_encoding_can_be_given(sanbai: Run, tmp_path: Path) -> None:
    path = tmp_path / "big5.txt"
    path.write_bytes("石橋鎮述職報告\n全年辦理群眾來信十二件。".encode("big5"))
    done = sanbai("parse", path, "--encoding", "big5", "--format", "json")
    assert json.loads(done.out)[0]["text"].startswith("石橋鎮述職報告")


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_a_doubtful_encoding_is_said_with_the_report(sanbai: Run, tmp_path: Path, source: str) -> None:
    path = tmp_path / "big5.txt"
    path.write_bytes("石橋鎮述職報告\n全年辦理群眾來信十二件。".encode("big5"))
    name, stdin = (path, b"") if source == "file" else ("-", path.read_bytes())
    done = sanbai("parse", name, stdin=stdin)
    assert done.code == 0
    assert "编码存疑" in done.out


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    files = {
        "missing": (b"", "没有这个文件"),
        "empty": (b" \n", "没有内容"),
        "rar": (b"Rar!\x1a\x07", "压缩包（rar），目前还读不了，请另存为纯文本"),
        "picture": (b"\xff\xd8\xff\xe0", "是扫描件或图片，没有文字"),
        "binary": (bytes(range(256)), "二进制"),
        "broken": (b"abc\xff\xff", "第 3 字节处无法按 gb18030 解码，请用 --encoding"),
    }
    made = {name: (folder / f"{name}.txt", words) for name, (_, words) in files.items()}
    for name, (path, _) in made.items():
        if name != "missing":
            path.write_bytes(files[name][0])
    return {**made, "folder": (folder, "这是文件夹")}


@pytest.mark.parametrize("name", ["missing", "empty", "rar", "picture", "binary", "broken", "folder"])
def test_a_bad_file_is_one_line_on_stderr_and_the_good_ones_are_printed(
    sanbai: Run, good: Path, tmp_path: Path, name: str
) -> None:
    path, words = bad_files(tmp_path)[name]
    done = sanbai("parse", good, path, good, "--format", "jsonl")
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    (line,) = done.err.splitlines()
    assert line.startswith(f"sanbai: {path}：")
    assert words in line


def test_an_archive_is_read_file_by_file(sanbai: Run, good: Path, tmp_path: Path) -> None:
    path = tmp_path / "材料.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(good, "好.txt")
        archive.writestr("坏.rar", b"Rar!\x1a\x07")
    done = sanbai("parse", path, "--format", "jsonl")
    assert done.code == 1
    assert json.loads(done.out)["source"]["path"] == f"{path}!/好.txt"
    assert done.err.startswith(f"sanbai: {path}!/坏.rar：看起来是压缩包")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["parse"], "缺少参数 FILE"),
        (["parse", "a.txt", "--format", "xml"], "可用 table、json、jsonl、html"),
        (["parse", "a.txt", "--fromat", "json"], "没有 --fromat 这个选项"),
        (["parse", "a.txt", "--format"], "选项 --format 缺少取值"),
        (["prase", "a.txt"], "没有 prase 这个命令"),
        (["schema", "a.txt"], "参数过多：a.txt"),
        (["parse", "a.txt", "--lexicon", "无.toml"], "无.toml：没有这个文件"),
        (["evaluate", "无.jsonl"], "没有这个文件"),
        (["evaluate", "无.jsonl", "--against", "旧.json"], "旧.json：没有这个文件"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_run_is_one_line_and_exit_code_2(sanbai: Run, arguments: list[str], words: str) -> None:
    done = sanbai(*arguments)
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert words in line


def test_an_unknown_encoding_is_an_input_that_failed(sanbai: Run, good: Path) -> None:
    done = sanbai("parse", good, "--encoding", "utf-9")
    assert done.code == 1
    assert "utf-9" in done.err


def test_a_lexicon_is_laid_over_ours(sanbai: Run, good: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.toml"
    broken.write_text("[quantity\n", encoding="utf-8")
    done = sanbai("parse", good, "--lexicon", broken)
    assert done.code == 2
    assert "词表有误" in done.err
    assert "坏.toml" in done.err


def test_nothing_given_is_help_and_exit_code_2(sanbai: Run) -> None:
    done = sanbai()
    assert done.code == 2
    assert "用法：sanbai" in done.out


def test_the_version_is_the_package_s(sanbai: Run) -> None:
    done = sanbai("--version")
    assert done.code == 0
    assert re.fullmatch(r"sanbai \d+\.\d+\.\d+\S*\n", done.out)


def test_the_schema_is_that_of_a_report(sanbai: Run) -> None:
    done = sanbai("schema")
    assert json.loads(done.out) == Report.model_json_schema()
    assert done.out == json.dumps(Report.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_chinese_help_with_an_example_and_is_in_both_readmes(sanbai: Run, command: str) -> None:
    done = sanbai(command, "--help")
    assert done.code == 0
    assert f"用法：sanbai {command}" in done.out
    assert f"例：sanbai {command}" in done.out
    assert "显示帮助并退出" in done.out
    for page in ("README.md", "README.zh-CN.md"):
        assert f"sanbai {command}" in (ROOT / page).read_text(encoding="utf-8"), f"{page} does not show {command}"


@pytest.mark.parametrize("command", ["parse", "evaluate"])
def test_help_says_what_the_exit_codes_mean(sanbai: Run, command: str) -> None:
    page = sanbai(command, "--help").out
    assert all(code in page for code in ("退出码：0", "；1 ", "；2 "))
    assert "退出码" in sanbai("--help").out


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Gold that asks for one quantity of the text and leaves the other out."""
    wanted = {"layer": "quantity", "start": TEXT.index("**件"), "end": TEXT.index("**件") + 3, "text": "**件"}
    fields = {"low": 10, "high": 99, "value": None, "masked": True, "modifier": "exact", "unit": "件"}
    path = tmp_path / "标注.jsonl"
    row = {"doc": "石桥镇", "text": TEXT.strip(), "annotations": [{**wanted, **fields}]}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_evaluate_prints_the_figures_and_the_errors(sanbai: Run, gold: Path) -> None:
    done = sanbai("evaluate", gold, "--errors")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"quantity\s.*\b1\b.*\b1\b.*\b0\b.*0\.500.*1\.000", done.out)
    assert "〖***余人次〗" in done.out


def test_evaluate_compares_with_a_saved_run(sanbai: Run, gold: Path, tmp_path: Path) -> None:
    saved = tmp_path / "上次.json"
    assert sanbai("evaluate", gold, "--save", saved).code == 0
    done = sanbai("evaluate", gold, "--against", saved, "--save", saved)
    assert done.code == 0
    assert "改进（0 处）" in done.out
    assert "退步（0 处）" in done.out


def test_evaluate_says_where_it_cannot_save(sanbai: Run, gold: Path, tmp_path: Path) -> None:
    done = sanbai("evaluate", gold, "--save", tmp_path / "无" / "x.json")
    assert done.code == 2
    assert "写不了" in done.err


def test_a_broken_gold_file_is_exit_code_2_and_names_its_line(sanbai: Run, tmp_path: Path) -> None:
    path = tmp_path / "坏.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    done = sanbai("evaluate", path)
    assert done.code == 2
    assert "第 1 行" in done.err


def test_a_pipe_gets_no_colours(good: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR"}}
    done = subprocess.run([*COMMAND, "parse", good], capture_output=True, env=env, check=True)
    assert "***余人次" in done.stdout.decode()
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_told_otherwise(good: Path, variables: dict[str, str], coloured: bool) -> None:
    env = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR"}}
    env |= {"TERM": "xterm-256color", "COLUMNS": "80", **variables}
    ours, theirs = os.openpty()
    with subprocess.Popen([*COMMAND, "parse", good], stdout=theirs, stderr=subprocess.PIPE, env=env) as process:
        os.close(theirs)
        printed = b""
        while b"\n" not in printed or process.poll() is None:
            try:
                printed += os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
    os.close(ours)
    assert process.returncode == 0
    assert (b"\x1b[" in printed) is coloured


@pytest.mark.parametrize("output", ["table", "json", "jsonl", "html"])
def test_a_closed_pipe_is_no_complaint(sample_file: Path, output: str) -> None:
    command = [*COMMAND, "parse", *[sample_file] * 30, "--format", output]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_chinese_survives_a_locale_without_it(good: Path) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*COMMAND, "parse", good, "无.txt"], capture_output=True, env=env, check=False)
    assert "石桥镇" in done.stdout.decode("utf-8")
    assert "没有这个文件" in done.stderr.decode("utf-8")
    assert done.returncode == 1
