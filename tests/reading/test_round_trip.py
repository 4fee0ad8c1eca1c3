"""Composed reports written as documents and read back: the same text, the same outline."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sanbai_nlp import Parser, parse_file
from sanbai_nlp.evaluation import load_gold
from sanbai_nlp.outline import read_outline
from sanbai_nlp.reading import read_bytes

Writer = Callable[[str], bytes]

PARSER = Parser(tagger=None)


@pytest.fixture(scope="module")
def reports(root: Path, sample_file: Path) -> list[str]:
    """The sample archive's and the dev split's; a hard-wrapped one is no paragraph a line to begin with."""
    gold = [report.text for path in sorted((root / "data/annotated/dev").glob("*.jsonl")) for report in load_gold(path)]
    texts = [report.text for report in PARSER.parse_file(sample_file)] + gold
    return ["\n".join(line.strip() for line in text.split("\n") if is_text(line)) for text in texts]


def is_text(line: str) -> bool:
    """Some composed reports hold page numbers, which are no text of theirs."""
    return bool(line.strip()) and not re.fullmatch(r"第\d+页", "".join(line.split()))


def lines(text: str) -> list[str]:
    return [line for line in (re.sub(r"\s", "", line) for line in text.split("\n")) if line]


def nodes(text: str) -> list[tuple[str, str, int, int | None]]:
    headings = read_outline(text, PARSER.lexicon).headings
    return [
        (re.sub(r"\s", "", node.marker or ""), re.sub(r"\s", "", node.title or ""), node.level, node.parent)
        for node in headings
    ]


@pytest.mark.parametrize(("kind", "whole"), [("docx", 1.0), ("html", 1.0), ("pdf", 0.93), ("ofd", 0.93)])
def test_what_was_written_is_read(reports: list[str], writers: dict[str, Writer], kind: str, whole: float) -> None:
    read = [read_bytes(writers[kind](text), path=f"材料.{kind}").text for text in reports]
    assert [re.sub(r"\s", "", text) for text in read] == [re.sub(r"\s", "", text) for text in reports]
    same = sum(lines(a) == lines(b) and nodes(a) == nodes(b) for a, b in zip(read, reports, strict=True))
    assert same >= whole * len(reports)  # pages: a report that was wrapped by hand before is wrapped anew


def test_a_document_gives_reports_that_know_their_source(
    tmp_path: Path, writers: dict[str, Writer], sample_text: str
) -> None:
    path = tmp_path / "材料.wps"  # the name lies
    path.write_bytes(writers["docx"](sample_text))
    found = parse_file(path)
    assert [report.source.index for report in found if report.source] == [0, 1, 2, 3]
    assert {report.source.encoding for report in found if report.source} == {"docx"}
    text = read_bytes(path.read_bytes()).text
    assert [text[report.source.offset :].startswith(report.text) for report in found if report.source] == [True] * 4
