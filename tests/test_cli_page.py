"""`docs/cli.md` says what `sanbai --help` says."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from sanbai_nlp.cli.commands import app
from sanbai_nlp.cli.page import main, renewed


@pytest.fixture
def page(root: Path) -> Path:
    return root / "docs" / "cli.md"


def test_the_page_is_what_the_commands_make_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert renewed(text) == text, "the commands have changed: make commands"


@pytest.mark.parametrize("name", sorted(get_command(app).commands))
def test_every_command_and_each_of_its_options_stands_in_the_page(name: str, page: Path) -> None:
    section = page.read_text(encoding="utf-8").partition(f"\n## `sanbai {name}`\n")[2].partition("\n## ")[0]
    command = get_command(app).commands[name]
    assert command.help.splitlines()[0] in section
    assert not [
        option for param in command.params for option in param.opts if option[0] == "-" and option not in section
    ]


def test_a_page_that_was_changed_by_hand_is_made_anew(page: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cli.md"
    shutil.copy(page, copy)
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace("## `sanbai parse`", "## 别的"), encoding="utf-8")
    main([str(copy)])
    assert copy.read_text(encoding="utf-8") == text


def test_the_page_is_written_by_its_command(page: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cli.md"
    copy.write_text("# 命令行\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "sanbai_nlp.cli.page", str(copy)], check=True)
    assert copy.read_text(encoding="utf-8").endswith(page.read_text(encoding="utf-8").partition("<!--")[2])
