"""Words: numbers, masks and set phrases whole, nothing lost, no foreign code, the same model for the same seed."""

import pickle
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanbai_nlp import Lexicon, MissingExtraError, ModelError, TrainingError
from sanbai_nlp.segmentation import Segmenter, default_segmenter, user_words
from sanbai_nlp.segmentation.segmenter import model_folder
from sanbai_nlp.segmentation.training import read_sentences, train_segmenter

pytest.importorskip("spacy_pkuseg", reason='needs the extra: pip install "sanbai-nlp[spacy]"')

SENTENCES = read_sentences(
    f"{word} 召开 座谈会 ** 次 ， 走访 {word} 群众 *** 余 户 。"
    for word in ("水务局", "城管局", "教育局", "民政局") * 4
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("组织宪法宣誓**人次。", ["**", "人次"]),
        ("投入***.*万元，", ["***.*", "万", "元"]),
        ("办理ＸＸ件、××件、□□件", ["ＸＸ", "××", "□□"]),
        ("20XX年，1,200户，98.6%", ["20XX", "1,200", "98.6"]),
    ],
)
def test_numbers_and_masks_are_words(text: str, words: list[str]) -> None:
    found = default_segmenter()(text)
    assert [word for word in found if word in words] == words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("开好“三会一课”，", "三会一课"),
        ("落实一岗双责要求", "一岗双责"),
        # A dictionary that walks on to the longest entry and then takes what it walked is wrong here.
        ("落实中央八项规定及其他要求", "中央八项规定"),
        ("落实中央八项规定及其实施细则精神", "中央八项规定及其实施细则精神"),
    ],
)
def test_set_phrases_are_words(text: str, word: str) -> None:
    assert word in default_segmenter()(text)


def test_a_phrase_of_ones_own_is_a_word(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text('phrases = ["潮汐灯坊巡护"]\n', encoding="utf-8")
    text = "开展潮汐灯坊巡护。"
    assert "潮汐灯坊巡护" not in default_segmenter()(text)
    assert "潮汐灯坊巡护" in Segmenter(lexicon=Lexicon.load(own))(text)


def test_short_phrases_would_cut_words_and_are_no_dictionary() -> None:
    words = user_words(Lexicon.default())
    assert min(map(len, words)) == 3
    assert "三会一课" in words


@given(st.text(alphabet="述职报告*×某XＸ１2.，。 \u3000\n\t“三会一课”&nbsp;<p>a\U00020000", max_size=60))
def test_every_character_that_is_not_blank_is_in_one_word(text: str) -> None:
    spans = default_segmenter().spans(text)
    covered = [at for start, end in spans for at in range(start, end)]
    assert covered == [at for at, char in enumerate(text) if not char.isspace()]


def test_threads_and_another_process_cut_alike() -> None:
    texts = [f"全年召开座谈会{'*' * n}次，办结建议{n}件。" for n in range(1, 40)]
    expected = [default_segmenter()(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(Segmenter(), texts)) == expected
    again = pickle.loads(pickle.dumps(default_segmenter()))  # noqa: S301  our own bytes
    assert list(map(again, texts)) == expected


@pytest.mark.parametrize("wrong", [3, b"folder", ["a"]])
def test_another_type_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError, match="folder or a name"):
        Segmenter(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Lexicon"):
        Segmenter(lexicon="ours.toml")  # type: ignore[arg-type]


# --- models


def broken(folder: Path) -> None:
    (folder / "features.msgpack").write_bytes(b"\xc1")
    (folder / "weights.npz").write_bytes(b"PK")


def pickled(folder: Path) -> None:
    (folder / "features.pkl").write_bytes(pickle.dumps({"unigram": []}))
    (folder / "weights.npz").write_bytes(b"PK")


@pytest.mark.parametrize("make", [broken, pickled, lambda _: None], ids=["broken", "pickle", "empty"])
def test_a_folder_that_is_no_model_is_a_model_error_that_names_it(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path)
    with pytest.raises(ModelError, match=str(tmp_path)):
        Segmenter(tmp_path)("文")


def test_the_shipped_folder_holds_no_pickle() -> None:
    names = {path.name for path in model_folder().iterdir()}
    assert names == {"README.md", "features.msgpack", "weights.npz"}


def test_a_name_is_downloaded_and_offline_a_model_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from spacy_pkuseg.config import config

    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    monkeypatch.setattr(config, "pkuseg_home", str(tmp_path))
    with pytest.raises(ModelError, match=r"spacy_ontonotes.*could not be downloaded.*give its path"):
        Segmenter("spacy_ontonotes")("文")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy_pkuseg", None)
    monkeypatch.setattr("sanbai_nlp.segmentation.segmenter.available", lambda: False)
    with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[spacy\]"):
        Segmenter()("文")


# --- training


def test_the_same_sentences_and_seed_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        train_segmenter(SENTENCES, tmp_path / name, iterations=3)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert first == second
    assert set(first) == {"features.msgpack", "weights.npz"}
    assert Segmenter(tmp_path / "one")("水务局召开座谈会**次。")[:4] == ["水务局", "召开", "座谈会", "**"]


def test_too_few_sentences_are_a_training_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="10 sentences"):
        train_segmenter(SENTENCES[:3], tmp_path)
