"""The spaCy component: what stands on a document, and that it survives whatever spaCy does to documents."""

import json
import pickle
import random
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.zh import Chinese
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import sanbai_nlp
from sanbai_nlp import Department, Mention, Quantity
from sanbai_nlp.errors import EmptyTextError, LexiconError, MissingExtraError, ModelError
from sanbai_nlp.integrations.packing import pack, unpack
from sanbai_nlp.integrations.spacy import LAYERS, Names, SanbaiPipe, UnparsedWarning, realign
from sanbai_nlp.tagging import default_tagger, written

TEXT = (
    "云溪市水务局2023年述职报告\r\n\n一、主要工作\u3000\n"
    "　　全年处理来信 **件，  巡查河道***余次，修订《云溪市供水条例（草案）》。\n从不收受礼品。\n"
)


def pipeline(**config: object) -> Language:
    nlp = spacy.blank("zh")
    nlp.add_pipe("sanbai", config=config)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline()


@pytest.fixture
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def seen(doc: Doc) -> object:
    """Everything that the component has put on a document, as a reader sees it."""
    spans = {
        key: [
            (span.text, span.label_, span.kb_id_, span.start_char, span._.sanbai, span._.sanbai_place) for span in group
        ]
        for key, group in doc.spans.items()
    }
    return doc._.report, spans


def run(code: str, *arguments: object) -> str:
    """Run code in a fresh process, warnings as errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_component_is_there_without_an_import() -> None:
    code = """
import spacy, sys
nlp = spacy.blank("zh")
nlp.add_pipe("sanbai")
doc = nlp(sys.argv[1])
print(doc._.report.title, doc.spans["sanbai/quantities"][0]._.sanbai.unit)
"""
    assert run(code, TEXT).split() == ["云溪市水务局2023年述职报告", "件"]


def test_the_report_is_the_parse_of_the_text(doc: Doc) -> None:
    assert doc.text == TEXT
    assert doc._.report == sanbai_nlp.parse(TEXT)


def test_every_layer_is_a_group_whose_spans_give_the_objects_in_their_order(doc: Doc) -> None:
    report = doc._.report
    assert set(doc.spans) == {f"sanbai/{layer}" for layer in LAYERS}
    for layer in ("blocks", "headings", "quantities", "times", "achievements", "commitments", "shortcomings"):
        assert [span._.sanbai for span in doc.spans[f"sanbai/{layer}"]] == [*getattr(report, layer)]
    assert [span._.sanbai for span in doc.spans["sanbai/steps"]] == [step for d in report.documents for step in d.steps]


def test_labels_say_what_kind_it_is(doc: Doc) -> None:
    labels = [(span.label_, span._.sanbai.role) for span in doc.spans["sanbai/blocks"]]
    assert labels == [("title", "title"), ("heading", "heading"), ("工作业绩", "body"), ("廉洁", "body")]
    assert [span.label_ for span in doc.spans["sanbai/times"]] == ["period"]


def test_a_mention_gives_its_department_its_name_and_its_exact_place(doc: Doc) -> None:
    (span,) = doc.spans["sanbai/departments"]
    assert isinstance(span._.sanbai, Department)
    assert isinstance(span._.sanbai_place, Mention)
    assert (span.kb_id_, span.label_, span._.sanbai_place.text) == ("云溪市水务局", "government", "云溪市水务局")


def test_other_spans_have_no_object(doc: Doc, nlp: Language) -> None:
    assert doc[0:2]._.sanbai is None
    assert doc[0:2]._.sanbai_place is None
    assert nlp.make_doc("述职")._.report is None
    assert Span(doc, 0, 1, span_id="sanbai/nothing/0/0")._.sanbai is None


def test_objects_on_the_same_tokens_do_not_hide_one_another(nlp: Language) -> None:
    doc = nlp("全年任免干部3人次、组织宪法宣誓4人次。")
    overlapping = [*doc.spans["sanbai/achievements"], *doc.spans["sanbai/blocks"]]
    assert len({str(span._.sanbai) for span in overlapping}) == len(overlapping) > 2


# --- what spaCy does to documents


def test_a_stream_on_two_processes_keeps_order_and_objects(nlp: Language) -> None:
    texts = [TEXT.replace("**件", f"{'*' * size}件") for size in range(1, 5)]
    assert [seen(each) for each in nlp.pipe(texts, n_process=2, batch_size=1)] == [seen(nlp(text)) for text in texts]


def test_bytes_bring_everything_back(doc: Doc, nlp: Language) -> None:
    for vocab in (nlp.vocab, spacy.blank("zh").vocab):
        assert seen(Doc(vocab).from_bytes(doc.to_bytes())) == seen(doc)


def test_a_docbin_brings_everything_back_to_a_program_that_imports_spacy_alone(doc: Doc, tmp_path: Path) -> None:
    path = tmp_path / "报告.spacy"
    DocBin(docs=[doc], store_user_data=True).to_disk(path)
    (back,) = DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab)
    assert seen(back) == seen(doc)
    code = """
import json, spacy, sys
from spacy.tokens import DocBin
(doc,) = DocBin().from_disk(sys.argv[1]).get_docs(spacy.blank("zh").vocab)
print(json.dumps([doc._.report.title, [span._.sanbai.unit for span in doc.spans["sanbai/quantities"]]]))
"""
    assert json.loads(run(code, path)) == ["云溪市水务局2023年述职报告", ["件", "次"]]


def test_a_copy_and_a_pickle_keep_everything(doc: Doc) -> None:
    assert seen(doc.copy()) == seen(doc)
    assert seen(pickle.loads(pickle.dumps(doc))) == seen(doc)  # noqa: S301  our own


def test_retokenised_documents_are_realigned_on_demand(doc: Doc) -> None:
    before = [(span._.sanbai, span._.sanbai_place) for span in doc.spans["sanbai/quantities"]]
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[0:6])
    realign(doc)
    assert [(span._.sanbai, span._.sanbai_place) for span in doc.spans["sanbai/quantities"]] == before
    assert [span.text for span in doc.spans["sanbai/quantities"]] == [place.text for _, place in before]


def test_a_saved_pipeline_needs_no_file_of_its_own(tmp_path: Path) -> None:
    lexicon, tagger = tmp_path / "ours.toml", tmp_path / "tagger.json"
    lexicon.write_text('[quantities.units]\ncount = ["畦"]\n', encoding="utf-8")
    tagger.write_text(written(default_tagger().model), encoding="utf-8")
    nlp = pipeline(lexicon=str(lexicon), tagger=str(tagger))
    text = "一、主要工作\n栽种黄精**畦。"
    doc = nlp(text)
    assert [span.text for span in doc.spans["sanbai/quantities"]] == ["**畦"]
    nlp.to_disk(tmp_path / "pipeline")
    packed = nlp.to_bytes()
    lexicon.unlink()
    tagger.unlink()
    loaded = spacy.load(tmp_path / "pipeline")
    again = Chinese.from_config(nlp.config).from_bytes(packed)
    for each in (loaded, again):
        assert seen(each(text)) == seen(doc)


@pytest.mark.parametrize(("option", "error"), [("lexicon", LexiconError), ("tagger", ModelError)])
def test_a_missing_file_is_an_error_at_the_first_document(option: str, error: type[Exception], tmp_path: Path) -> None:
    nlp = pipeline(**{option: str(tmp_path / "无")})
    with pytest.raises(error, match="无"):
        nlp(TEXT)


@pytest.mark.parametrize(("option", "error"), [("lexicon", LexiconError), ("tagger", ModelError)])
def test_a_broken_file_is_an_error_at_once(option: str, error: type[Exception], tmp_path: Path) -> None:
    path = tmp_path / "坏"
    path.write_text("[", encoding="utf-8")
    with pytest.raises(error, match="坏"):
        pipeline(**{option: str(path)})


def test_without_a_tagger_blocks_have_their_roles(tmp_path: Path) -> None:
    nlp = pipeline(tagger=None)
    nlp.to_disk(tmp_path / "p")
    for each in (nlp, spacy.load(tmp_path / "p")):
        doc = each(TEXT)  # a span group lives no longer than its document
        assert {span.label_ for span in doc.spans["sanbai/blocks"]} == {"title", "heading", "body"}


def test_names_can_be_chosen_and_two_components_stand_side_by_side(tmp_path: Path) -> None:
    nlp = pipeline(report_attribute="shuzhi", item_attribute="object", spans_prefix="sz")
    nlp.add_pipe("sanbai", name="untagged", config={"tagger": None})
    doc = nlp(TEXT)
    assert doc._.shuzhi.blocks[2].label == "工作业绩"
    assert doc._.report.blocks[2].label is None
    assert doc.spans["sz/quantities"][0]._.object == doc.spans["sanbai/quantities"][0]._.sanbai
    assert doc.spans["sz/blocks"][2]._.object.label == "工作业绩"
    nlp.to_disk(tmp_path / "p")
    assert spacy.load(tmp_path / "p")(TEXT)._.shuzhi == doc._.shuzhi


@pytest.fixture
def taken() -> Iterator[str]:
    Doc.set_extension("theirs", default=1)
    yield "theirs"
    Doc.remove_extension("theirs")


def test_an_attribute_of_somebody_else_is_not_overwritten(taken: str) -> None:
    with pytest.raises(ValueError, match=r"Doc\._\.theirs is taken already.*report_attribute"):
        pipeline(report_attribute=taken)
    with pytest.raises(ValueError, match=r"Doc\._\.report is taken already"):
        pipeline(spans_prefix="elsewhere")


def test_the_component_pickles_as_its_configuration() -> None:
    pipe = SanbaiPipe(tagger=None, names=Names(report="pickled", spans="pickled"), errors="warn")
    again = pickle.loads(pickle.dumps(pipe))  # noqa: S301  our own
    assert (again.names, again.errors, again.tagger) == (pipe.names, "warn", None)
    assert again(spacy.blank("zh").make_doc(TEXT))._.pickled == pipe(spacy.blank("zh").make_doc(TEXT))._.pickled


# --- texts that cannot be parsed


@pytest.mark.parametrize("text", ["", " \n　", "\ufeff"])
def test_an_empty_text_is_our_error_unless_a_warning_is_asked_for(nlp: Language, text: str) -> None:
    with pytest.raises(EmptyTextError):
        nlp(text)
    patient = pipeline(errors="warn")
    with pytest.warns(UnparsedWarning, match="nothing but blanks"):
        first, second = patient.pipe([text, TEXT])
    assert first._.report is None
    assert [len(group) for group in first.spans.values()] == [0] * len(LAYERS)
    assert second._.report == sanbai_nlp.parse(TEXT)
    assert seen(Doc(patient.vocab).from_bytes(first.to_bytes())) == seen(first)


def test_an_unknown_way_with_errors_is_refused() -> None:
    with pytest.raises(ValueError, match="errors"):
        pipeline(errors="ignore")


# --- segmenters


def test_on_characters_every_span_is_exact(nlp: Language, sample_text: str) -> None:
    doc = nlp(sample_text)
    assert all(span.text == span._.sanbai_place.text for group in doc.spans.values() for span in group)


def words(segmenter: str) -> Language:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    nlp.add_pipe("sanbai")
    return nlp


def check_words(nlp: Language, text: str) -> int:
    """Every span holds its exact place; how many are wider, whose edges are inside words."""
    doc = nlp(text)
    assert doc._.report == sanbai_nlp.parse(doc.text)
    wider = 0
    for group in doc.spans.values():
        for span in group:
            place = span._.sanbai_place
            assert span.start_char <= place.start < place.end <= span.end_char
            assert doc.text[place.start : place.end] == place.text
            wider += (span.start_char, span.end_char) != (place.start, place.end)
    return wider


def test_on_words_of_jieba_spans_are_expanded_and_places_exact(sample_text: str) -> None:
    pytest.importorskip("jieba")
    nlp = words("jieba")
    assert check_words(nlp, sample_text) > 0
    assert check_words(nlp, TEXT) >= 0


@pytest.mark.slow
def test_on_words_of_pkuseg_spans_are_expanded_and_places_exact(tmp_path: Path, sample_text: str) -> None:
    spacy_pkuseg = pytest.importorskip("spacy_pkuseg")
    lines = [
        "全年 起草 工作 报告 * * 余篇",
        "办理 代表 建议 * 件",
        "召开 常委会 会议 * * 次",
        "市 人大 常委会 办公室 主任",
    ] * 8
    for name in ("train", "test"):
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "words").write_text("述职报告\n", encoding="utf-8")
    random.seed(13)  # pkuseg shuffles with the global generator
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spacy-pkuseg leaves its training files open
        spacy_pkuseg.train(str(tmp_path / "train"), str(tmp_path / "test"), str(tmp_path / "model"), train_iter=2)
    nlp = Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "pkuseg"}}})
    nlp.tokenizer.initialize(pkuseg_model=str(tmp_path / "model"), pkuseg_user_dict=str(tmp_path / "words"))
    nlp.add_pipe("sanbai")
    assert check_words(nlp, sample_text) > 0
    nlp.to_disk(tmp_path / "pipeline")
    assert seen(spacy.load(tmp_path / "pipeline")(TEXT)) == seen(nlp(TEXT))


ODD = st.text(
    "全年召开会议*件，。、一（）《》市水务局2023年3次 \n\r\t\u3000\u00a0\u200b\ufeff😀𠮷é\u0301aB.", max_size=60
)


@settings(max_examples=150)
@given(text=ODD)
@pytest.mark.parametrize("segmenter", ["char", "jieba"])
def test_any_text_keeps_its_offsets(segmenter: str, text: str) -> None:
    nlp = _words(segmenter)
    assert nlp.make_doc(text).text == text
    if text.replace("\ufeff", "").strip():
        check_words(nlp, text)


_words = lru_cache(words)


# --- packing


def test_what_is_no_report_goes_on_along_the_chain() -> None:
    assert pack(3) == 3
    assert unpack({"a": 1}) == {"a": 1}
    assert pack({1}, chain=lambda thing: ("next", thing)) == ("next", {1})
    assert unpack([], chain=lambda thing: ("next", thing)) == ("next", [])
    report = sanbai_nlp.parse(TEXT)
    assert unpack(pack(report)) == report


def test_packing_loads_neither_spacy_nor_the_parser() -> None:
    """Whoever packs anything with srsly loads it."""
    code = (
        "import sys, sanbai_nlp.integrations.packing; print('spacy' in sys.modules, 'sanbai_nlp.parser' in sys.modules)"
    )
    assert run(code).split() == ["False", "False"]


def test_without_spacy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("sanbai_nlp.integrations.spacy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[spacy\]"):
        import sanbai_nlp.integrations.spacy  # noqa: F401


def test_types_are_those_of_the_contract(doc: Doc) -> None:
    assert isinstance(doc.spans["sanbai/quantities"][0]._.sanbai, Quantity)
