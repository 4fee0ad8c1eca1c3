"""Gold files: what is read, and what is refused with file, line and reason."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from sanbai_nlp.errors import GoldError, UnreadableFileError
from sanbai_nlp.evaluation import GoldBlock, GoldQuantity, GoldTime, load_gold
from sanbai_nlp.schema import Modifier, Role, TimeKind

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
Row = dict[str, Json]

TEXT = "全年共办理信访3件，开展调研3件，督办建议3件。"
SPAN: Row = {"text": "3件", "start": 7, "end": 9}
BLOCK: Row = {"layer": "block", "text": TEXT, "start": 0, "end": len(TEXT), "role": "body"}


def line(*annotations: Row, doc: str = "d") -> str:
    """A line of a gold file."""
    return json.dumps({"doc": doc, "text": TEXT, "annotations": annotations}, ensure_ascii=False)


def written(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    return path


def test_rows_become_typed_annotations_in_the_order_of_the_file(tmp_path: Path) -> None:
    quantity: Row = {"layer": "quantity", **SPAN, "low": 3, "masked": False, "modifier": "exact", "unit": "件"}
    path = written(tmp_path / "gold.jsonl", line(BLOCK, quantity, doc="b"), line(doc="a"))
    first, second = load_gold(path)
    assert (first.doc, second.doc, second.annotations) == ("b", "a", ())
    assert [(block.role, block.label) for block in first.of(GoldBlock)] == [(Role.BODY, None)]
    assert [(item.low, item.high, item.modifier) for item in first.of(GoldQuantity)] == [(3, None, Modifier.EXACT)]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "object"),
        ('{"doc": "d", "text": "x"}', "annotations: Field required"),
        (line({"layer": "nodes", **SPAN}), "'nodes' found using 'layer'"),
        (line(SPAN), "layer"),
        (line({"layer": "quantity", **SPAN, "modifier": "exact", "unit": "件"}), "quantity.masked: Field required"),
        (line({"layer": "shortcoming", "start": 7, "end": 9}), "shortcoming.text: Field required"),
        (line({"layer": "shortcoming", **SPAN, "end": 8}), "[7, 8) is '3件', but the text has '3'"),
        (line({"layer": "shortcoming", **SPAN, "start": -3}), "start: Input should be greater"),
        (line({"layer": "block", **SPAN, "role": "bodi"}), "block.role: Input should be 'title'"),
        (line({"layer": "block", **SPAN, "role": "body", "alt": ["勤政"]}), "(found '勤政')"),
        (line({"layer": "block", **SPAN, "role": "body", "either": {"role": ["bodi"]}}), "either.role has 'bodi'"),
        (line({"layer": "commitment", **SPAN, "kind": "plan", "optional": "yes"}), "optional"),
        (
            line({"layer": "achievement", **SPAN, "kind": "监督", "basis": "counted", "q": [7, 900]}),
            "q that is no place in the text",
        ),
    ],
)
def test_a_bad_gold_line_is_named_with_file_line_and_reason(bad: str, reason: str, tmp_path: Path) -> None:
    path = written(tmp_path / "gold.jsonl", line(doc="good"), "", bad)
    with pytest.raises(GoldError) as caught:
        load_gold(path)
    assert (caught.value.path, caught.value.line) == (str(path), 3)
    assert reason in caught.value.reason
    assert "\n" not in caught.value.reason


def test_a_doc_or_a_block_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r":2: the doc 'd' stands in an earlier line"):
        load_gold(written(tmp_path / "docs.jsonl", line(), line()))
    with pytest.raises(GoldError, match=r":1: two blocks stand at \[0, 24\)"):
        load_gold(written(tmp_path / "blocks.jsonl", line(BLOCK, BLOCK)))


def test_a_gold_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"none\.jsonl: No such file"):
        load_gold(tmp_path / "none.jsonl")
    (tmp_path / "gb.jsonl").write_bytes("{}述职".encode("gb18030"))
    with pytest.raises(UnreadableFileError, match="is not UTF-8"):
        load_gold(tmp_path / "gb.jsonl")


def test_gold_may_leave_out_what_may_be_null_and_hold_more_than_is_known(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    row = line({"layer": "time", "text": "全年", "start": 0, "end": 2, "masked": False, "kind": "period", "note": 1})
    path.write_text("\ufeff" + row, encoding="utf-8")
    (gold,) = load_gold(path)
    (time,) = gold.of(GoldTime)
    assert (time.year, time.kind) == (None, TimeKind.PERIOD)
