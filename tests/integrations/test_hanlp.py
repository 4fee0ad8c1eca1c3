"""HanLP for real: a small recogniser trained here, saved, loaded by its path, and merged with the rules.

`make test-hanlp` runs this in an environment of its own; where HanLP is not installed it is skipped.
"""

import json
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanbai_nlp import ModelError, Parser, parse
from sanbai_nlp.integrations.hanlp import HanlpFinder
from sanbai_nlp.integrations.hanlp.loading import load
from sanbai_nlp.integrations.mentions import Marked

pytestmark = [pytest.mark.hanlp, pytest.mark.filterwarnings("default")]  # what PyTorch and HanLP warn of is theirs
pytest.importorskip("hanlp", reason="needs HanLP: make test-hanlp")
pytest.importorskip("torch", reason="needs HanLP: make test-hanlp")

PLACES = ["云溪", "石桥", "青石", "岚州", "白鹭", "柳溪", "苇塘", "槐安"]
TEMPLATES = (
    "会同{}驿馆检查渔港",
    "由{}驿馆牵头整治",
    "{}驿馆回函三份",
    "请{}驿馆说明情况",
    "走访群众三十户",
    "修订管理办法两件",
)
TEXT = "一、协同履职\n会同石桥市公安局召开座谈会**次。请白鹭驿馆说明情况。"


def marked() -> Iterator[Marked]:
    """Sentences about an organ that no rule knows: 驿馆."""
    for template in TEMPLATES:
        for place in PLACES * 3:
            text = template.format(place) + "。"
            at = text.find(place)
            yield Marked(text, ((at, at + 4),) if at >= 0 else ())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sanbai_nlp.integrations.hanlp.training import train_recogniser

    where = tmp_path_factory.mktemp("hanlp") / "model"
    train_recogniser(list(marked()), where, epochs=8)
    return where


def test_a_trained_model_loaded_by_its_path_adds_what_the_rules_miss(folder: Path) -> None:
    report = Parser(finders=[HanlpFinder(folder)], tagger=None).parse(TEXT)
    rules = {mention.text: department.rule for department in report.departments for mention in department.mentions}
    assert rules == {"石桥市公安局": "department.list", "白鹭驿馆": "model:hanlp"}
    plain = Parser(tagger=None).parse(TEXT)
    assert report.quantities == plain.quantities
    assert [m for d in plain.departments for m in d.mentions] == [
        m for d in report.departments if d.rule != "model:hanlp" for m in d.mentions
    ]


def test_it_works_in_other_processes(folder: Path) -> None:
    parser = Parser(finders=[HanlpFinder(folder)], tagger=None)
    assert list(parser.pipe([TEXT] * 3, jobs=2)) == [parser.parse(TEXT)] * 3


def test_it_pickles_as_its_configuration(folder: Path) -> None:
    finder = HanlpFinder(folder, labels=["DEPARTMENT"])
    parse_with = Parser(finders=[finder], tagger=None).parse
    assert parse_with(TEXT).departments
    again = pickle.loads(pickle.dumps(finder))  # noqa: S301  our own bytes
    assert len(pickle.dumps(finder)) < 500
    assert Parser(finders=[again], tagger=None).parse(TEXT) == parse_with(TEXT)


def test_the_folder_is_what_hanlp_itself_loads(folder: Path) -> None:
    import hanlp

    found = hanlp.load(str(folder))([list("请白鹭驿馆说明情况。")])
    assert [(text.replace(" ", ""), label) for text, label, *_ in found[0]] == [("白鹭驿馆", "DEPARTMENT")]


@pytest.mark.parametrize("name", ["MSRA_NER_ELECTRA_SMALL_ZH", "https://hanlp.invalid/model.zip"])
def test_a_name_that_cannot_be_reached_fails_within_two_seconds(name: str, tmp_path: Path) -> None:
    script = (
        "import time, hanlp\n"
        "from sanbai_nlp.integrations.hanlp.loading import load\n"
        "from sanbai_nlp import ModelError\n"
        "started = time.perf_counter()\n"
        f"try: load({name!r})\n"
        "except ModelError as error: print(time.perf_counter() - started, error)\n"
    )
    env = {"HANLP_HOME": str(tmp_path), "https_proxy": "http://127.0.0.1:9", "PATH": "/usr/bin:/bin"}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env)
    seconds, _, message = run.stdout.partition(" ")
    assert float(seconds) < 2
    assert "cannot be reached" in message


def test_a_name_that_hanlp_does_not_know_is_a_model_error() -> None:
    with pytest.raises(ModelError, match="no pretrained model of that name"):
        load("NO_SUCH_MODEL")


def test_a_broken_folder_is_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"classpath": "hanlp.components.ner.rnn_ner.RNNNamedEntityRecognizer"}))
    with pytest.raises(ModelError, match=str(tmp_path)):
        load(str(tmp_path))


def test_an_encoder_that_is_gone_fails_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "classpath": "hanlp.components.ner.transformer_ner.TransformerNamedEntityRecognizer",
        "transformer": "nobody/nothing",
    }
    (tmp_path / "config.json").write_text(json.dumps(settings))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    started = time.perf_counter()
    with pytest.raises(ModelError, match="nobody/nothing"):
        load(str(tmp_path))
    assert time.perf_counter() - started < 5


def test_the_rules_alone_need_none_of_it() -> None:
    assert [d.rule for d in parse(TEXT).departments] == ["department.list"]
