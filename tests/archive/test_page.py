"""`docs/archive.md` says what the code says."""

import doctest
from pathlib import Path

import pytest

from sanbai_nlp.archive import failures
from sanbai_nlp.archive.page import main, renewed


@pytest.fixture
def page(root: Path) -> Path:
    return root / "docs" / "archive.md"


def test_the_page_is_what_the_columns_make_it(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert renewed(text) == text, "the columns have changed: make tables"
    copy = tmp_path / "archive.md"
    copy.write_text(text.replace("`sha256`", "别的"), encoding="utf-8")
    main([str(copy)])
    assert copy.read_text(encoding="utf-8") == text


def test_the_examples_of_the_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert doctest.testfile(str(page), module_relative=False).failed == 0


def test_the_page_knows_every_reason(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for _, reason, _ in (*failures._KNOWN, *failures._CAUSES):
        assert reason[:4] in text, reason
