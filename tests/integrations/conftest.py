"""Rows that several test files send to the tools."""

from pathlib import Path

import pytest

import sanbai_nlp
from sanbai_nlp.integrations.drafts import draft
from sanbai_nlp.integrations.rows import Row, gold_rows

ANNOTATED = Path(__file__).resolve().parents[2] / "data" / "annotated"


@pytest.fixture(scope="session")
def composed() -> list[Row]:
    """Reports of the dev split, and parses of the sample."""
    paths = sorted((ANNOTATED / "dev").glob("*.jsonl"))[:12]
    rows = [row for path in paths for row in gold_rows(path)]
    assert all(isinstance(row, Row) for row in rows)
    sample = ANNOTATED.parent / "samples" / "archive.txt"
    drafts = [
        draft(report, f"样例{n}") for n, report in enumerate(sanbai_nlp.parse_file(sample, meta={"year": "2023"}))
    ]
    return [*[row for row in rows if isinstance(row, Row)], *drafts]
