"""`docs/tables.md` says what the code says."""

import doctest
import importlib
from pathlib import Path

import pytest

from sanbai_nlp.tabulation import KEYWORDS, TABLES
from sanbai_nlp.tabulation.page import main, renewed


@pytest.fixture
def page(root: Path) -> Path:
    return root / "docs" / "tables.md"


def test_the_page_is_what_the_columns_make_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert renewed(text) == text, "the columns have changed: make tables"


def test_the_page_explains_every_column(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for table in (*TABLES, KEYWORDS):
        section = text.split(f"\n## {table.heading} `{table.name}`\n")[1].partition("\n## ")[0]
        assert not [column.name for column in table.columns if f"| `{column.name}` | {column.heading} |" not in section]
        assert not [column.name for column in table.columns if not column.meaning or not column.heading]


def test_a_page_that_was_changed_by_hand_is_made_anew(page: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tables.md"
    text = page.read_text(encoding="utf-8")
    copy.write_text(text.replace("## 报告 `reports`", "## 别的"), encoding="utf-8")
    main([str(copy)])
    assert copy.read_text(encoding="utf-8") == text


def test_the_examples_of_the_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert doctest.testfile(str(page), module_relative=False).failed == 0
    assert (tmp_path / "述职.xlsx").exists()


@pytest.mark.parametrize("module", ["excel", "keys", "tabulate"])
def test_the_examples_of_the_docstrings_run(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"sanbai_nlp.tabulation.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
