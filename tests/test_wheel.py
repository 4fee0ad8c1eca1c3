"""The wheel, installed alone with its default dependencies, parses a report in an environment that has nothing else."""

import json
import os
import subprocess
import sys
import tomllib
import venv
import zipfile
import zlib
from pathlib import Path

import pytest

from sanbai_nlp import Lexicon
from sanbai_nlp.lexicon import loader

pytestmark = pytest.mark.slow

READY = "sanbai_nlp/lexicon/data/ready.json"
TEXT = "青岭市人大常委会办公室述职报告\n一、文稿工作\n起草各类文稿**余篇，办理代表建议12件。\n述职人：赵启明"

READ = """
import json, sys, sanbai_nlp
report = sanbai_nlp.parse(sys.argv[1])
print(json.dumps({
    "file": sanbai_nlp.__file__,
    "quantities": [item.text for item in report.quantities],
    "departments": [item.name for item in report.departments],
    "shown": "<style>" in report._repr_html_(),
}))
"""


def run(*command: str | Path, cwd: Path) -> str:
    quiet = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if name not in quiet} | {
        "NO_COLOR": "1",
        "SANBAI_COMPILE": "0",
    }
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts' folder of a clean environment that has the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "-c", root / "requirements.lock", wheel, cwd=folder.parent)
    return folder / "bin"


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: Path, root: Path) -> None:
    source = root / "src"
    wanted = {
        str(path.relative_to(source))
        for path in (source / "sanbai_nlp").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    models = [path for path in (root / "models").rglob("*") if path.is_file()]
    wanted |= {str(Path("sanbai_nlp", path.relative_to(root))) for path in models}
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in held if ".dist-info/" not in name} == wanted | {READY}
    assert any(name.endswith(".toml") for name in wanted)
    assert any(name.endswith("licenses/LICENSE") for name in held)


def test_the_wheel_holds_the_lexicon_ready_to_read(wheel: Path, root: Path) -> None:
    ready = json.loads(zipfile.ZipFile(wheel).read(READY))
    files = {path.name: path.read_bytes() for path in (root / "src" / READY).parent.glob("*.toml")}
    assert {name: file["content"] for name, file in ready.items()} == {
        name: tomllib.loads(text.decode()) for name, text in files.items()
    }
    assert {name: file["crc32"] for name, file in ready.items()} == {
        name: zlib.crc32(text) for name, text in files.items()
    }


def test_a_lexicon_read_ready_is_the_one_of_its_sources(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = loader.builtin_files()
    source = Lexicon(files).words
    ready = json.loads(zipfile.ZipFile(wheel).read(READY))
    monkeypatch.setattr(loader, "_ready", lambda: ready)
    with monkeypatch.context() as patch:
        patch.setattr(loader, "_read", None)  # no TOML is read
        assert Lexicon(files).words == source
    ready["quantities.toml"] |= {"crc32": 0, "content": {}}  # of another text: the source is read
    assert Lexicon(files).words == source


def test_the_wheel_installed_alone_parses_a_report(installed: Path, tmp_path: Path) -> None:
    read = json.loads(run(installed / "python", "-c", READ, TEXT, cwd=tmp_path))
    assert Path(read["file"]).is_relative_to(installed.parent)
    assert read["quantities"] == ["**余篇", "12件"]
    assert "青岭市人大常委会办公室" in read["departments"]
    assert read["shown"]


def test_the_wheel_has_the_projects_version(installed: Path, root: Path, tmp_path: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    code = "from importlib.metadata import version; print(version('sanbai-nlp'))"
    assert run(installed / "python", "-c", code, cwd=tmp_path).strip() == version


def test_the_command_answers_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    assert "parse" in run(installed / "sanbai", "--help", cwd=tmp_path)
    (tmp_path / "材料.txt").write_text(TEXT, encoding="utf-8")
    row = json.loads(run(installed / "sanbai", "parse", "--format", "jsonl", "材料.txt", cwd=tmp_path))
    assert row["text"] == TEXT
