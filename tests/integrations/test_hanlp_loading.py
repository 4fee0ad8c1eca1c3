"""What is decided before HanLP is asked: whether a folder may be loaded, a server answers, an answer is one of entities."""

import json
import sys
import time
from pathlib import Path

import pytest

from sanbai_nlp import MissingExtraError, ModelError
from sanbai_nlp.integrations.hanlp import HanlpFinder
from sanbai_nlp.integrations.hanlp.departments import rows
from sanbai_nlp.integrations.hanlp.loading import PATIENCE, check, class_paths, reachable
from sanbai_nlp.integrations.mentions import namelike, pieces

OURS = "hanlp.components.ner.rnn_ner.RNNNamedEntityRecognizer"


def settings(folder: Path, value: object, name: str = "config.json") -> Path:
    (folder / name).write_text(json.dumps(value), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "value",
    [
        {"classpath": "os.system"},
        {"classpath": OURS, "embed": {"classpath": "evil.Embedding"}},
        {"classpath": OURS, "tasks": [{"a": {"class_path": "hanlpevil.Task"}}]},
        {"classpath": "sanbai_nlp.cli.main"},
    ],
)
def test_a_class_that_is_not_hanlps_is_refused_unless_trusted(tmp_path: Path, value: object) -> None:
    settings(tmp_path, value)
    with pytest.raises(ModelError, match=r"would run its code.*trusted=True"):
        check(tmp_path, trusted=False)
    check(tmp_path, trusted=True)


@pytest.mark.parametrize("name", ["config.json", "meta.json"])
def test_both_files_that_name_classes_are_looked_at(tmp_path: Path, name: str) -> None:
    settings(settings(tmp_path, {"classpath": OURS}), {"classpath": "evil.Model"}, name)
    with pytest.raises(ModelError, match=r"evil\.Model"):
        check(tmp_path, trusted=False)


def test_hanlps_own_classes_pass(tmp_path: Path) -> None:
    check(settings(tmp_path, {"classpath": OURS, "embed": {"classpath": "hanlp.layers.X"}}), trusted=False)


def test_a_folder_without_settings_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither"):
        check(tmp_path, trusted=False)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="no JSON"):
        check(tmp_path, trusted=False)


def test_classes_are_found_however_deep() -> None:
    assert list(class_paths({"a": [{"b": {"classpath": "x"}}, 3], "class_path": "y"})) == ["x", "y"]


def test_a_server_that_does_not_answer_is_known_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> None:
        time.sleep(PATIENCE + 1)
        raise OSError("no such host")

    monkeypatch.setattr("socket.getaddrinfo", slow)
    started = time.perf_counter()
    assert not reachable("https://hanlp.invalid/model.zip")
    assert time.perf_counter() - started < PATIENCE + 0.9


def test_entities_come_in_the_order_of_the_text() -> None:
    given = [[("乙局", "NT", 5, 7), ("甲局", "ORG", 0, 2)], []]
    assert rows(given, 2) == [[("ORG", 0, 2), ("NT", 5, 7)], []]
    assert rows({"tok/fine": [["甲"]], "ner/msra": given}, 2) == rows(given, 2)


@pytest.mark.parametrize("given", [None, "text", {"tok": []}, [[]], [["甲"], ["乙"]], [[("甲", "ORG")], []]])
def test_anything_else_is_a_model_error(given: object) -> None:
    with pytest.raises(ModelError, match="HanLP model gives"):
        rows(given, 2)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from sanbai_nlp import Parser

    monkeypatch.setitem(sys.modules, "hanlp", None)
    monkeypatch.setattr("sanbai_nlp.integrations.hanlp.loading.find_spec", lambda _: None)
    finder = HanlpFinder("模型")
    with pytest.raises((ModelError, MissingExtraError), match=r"sanbai-nlp\[hanlp\]"):
        Parser(finders=[finder]).parse("一、工作\n接访**人次。")


@pytest.mark.parametrize(
    ("text", "fits"), [("市水务局", True), ("局", False), ("局，市", False), ("**", False), ("*市水务局", True)]
)
def test_what_could_be_a_name(text: str, fits: bool) -> None:
    assert namelike(text) is fits


def test_pieces_hold_the_whole_text_and_none_is_too_long() -> None:
    text = "甲。" + "乙" * 25 + "；丙"
    cut = [text[start:end] for start, end in pieces(text, 10)]
    assert "".join(cut) == text
    assert max(map(len, cut)) == 10
    assert cut[0] == "甲。"
