"""A spaCy pipeline of our words: made by one call, saved, sent to other processes, and replaced by a model of one's own."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

from sanbai_nlp import ModelError
from sanbai_nlp.integrations.spacy import pipeline
from sanbai_nlp.segmentation import default_segmenter
from sanbai_nlp.segmentation.training import train_segmenter

pytest.importorskip("spacy_pkuseg", reason='needs the extra: pip install "sanbai-nlp[spacy]"')

TEXT = "一、主要工作\n\u3000\u3000全年组织宪法宣誓**人次， 办理建议***余件。\r\n开好“三会一课”，从不收受礼品。"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline()


def words(nlp: Language, text: str = TEXT) -> list[str]:
    return [token.text for token in nlp(text) if not token.is_space]


def test_tokens_are_the_segmenters_words(nlp: Language) -> None:
    assert words(nlp) == default_segmenter()(TEXT)
    assert nlp(TEXT).text == TEXT


def test_masks_are_whole_and_quantities_fall_on_words(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [token.text for token in doc if "*" in token.text] == ["**", "***"]
    assert [span.text for span in doc.spans["sanbai/quantities"]] == ["**人次", "***余件"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "&nbsp;述职", "<p>述职</p>", "\ufeff述职\u200b报告"])
def test_any_text_comes_back_unchanged(nlp: Language, text: str) -> None:
    assert nlp.make_doc(text).text == text


def test_a_saved_pipeline_cuts_alike_without_an_import(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    script = (
        "import sys, spacy; nlp = spacy.load(sys.argv[1]); doc = nlp(sys.argv[2]); "
        "print('|'.join(t.text for t in doc if not t.is_space)); print(doc._.report.quantities[0].text)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "saved"), TEXT],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert run.stdout.splitlines() == ["|".join(words(nlp)), "**人次"]


def test_bytes_and_processes_keep_the_words(nlp: Language) -> None:
    again = spacy.blank("zh", config=nlp.config)
    again.from_bytes(nlp.to_bytes())
    assert words(again) == words(nlp)
    docs = list(nlp.pipe([TEXT, TEXT], n_process=2))
    assert [[token.text for token in doc] for doc in docs] == [[token.text for token in nlp(TEXT)]] * 2
    restored = DocBin(docs=docs, store_user_data=True).to_bytes()
    assert len(list(DocBin().from_bytes(restored).get_docs(nlp.vocab))) == 2


def test_a_model_and_a_lexicon_of_ones_own(tmp_path: Path) -> None:
    train_segmenter([["潮汐灯坊", "巡护", "灯塔", "**", "座"]] * 12, tmp_path / "model", iterations=4)
    assert words(pipeline(tmp_path / "model"), "潮汐灯坊巡护**座")[-2:] == ["**", "座"]
    own = tmp_path / "ours.toml"
    own.write_text('phrases = ["潮汐灯坊巡护"]\n', encoding="utf-8")
    assert words(pipeline(lexicon=own), "开展潮汐灯坊巡护**次。") == ["开展", "潮汐灯坊巡护", "**", "次", "。"]


def test_the_component_takes_its_settings() -> None:
    doc = pipeline(tagger=None, report_attribute="duty", item_attribute="duty", spans_prefix="duty")(
        "一、工作\n接访**人次。"
    )
    assert [span.text for span in doc.spans["duty/quantities"]] == ["**人次"]
    assert doc._.duty.blocks[-1].label is None


def test_a_name_offline_is_a_model_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from spacy_pkuseg.config import config

    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    monkeypatch.setattr(config, "pkuseg_home", str(tmp_path))
    with pytest.raises(ModelError, match="spacy_ontonotes"):
        pipeline("spacy_ontonotes")
    with pytest.raises(ModelError, match="no pkuseg model"):
        pipeline(tmp_path)
