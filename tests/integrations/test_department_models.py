"""The shipped recogniser of departments: it adds to the rules, moves nothing of theirs, and is trained the same twice."""

import pickle
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy

from sanbai_nlp import Finder, ModelError, Parser, TrainingError, parse_file
from sanbai_nlp.evaluation import load_gold
from sanbai_nlp.integrations.mentions import DEPARTMENT, Marked, marked_views
from sanbai_nlp.integrations.spacy import SpacyFinder
from sanbai_nlp.integrations.spacy.departments import model_folder
from sanbai_nlp.integrations.spacy.training import train_entities

ANNOTATED = Path(__file__).resolve().parents[2] / "data" / "annotated"
TEXT = "一、协同履职\n会同石桥市公安局、请湖坪驿馆说明情况，召开座谈会**次。"


def marked() -> Iterator[Marked]:
    """Sentences about an organ that no rule knows: 驿馆."""
    for place in ["云溪", "石桥", "青石", "岚州", "白鹭", "柳溪", "苇塘", "槐安"] * 4:
        yield Marked(f"会同{place}驿馆检查渔港。", ((2, 6),))
        yield Marked(f"请{place}驿馆说明情况，走访三十户。", ((1, 5),))
        yield Marked("走访群众三十户，修订办法两件。", ())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("spacy") / "model"
    train_entities(list(marked()), where, passes=4)
    return where


def test_a_model_of_ones_own_adds_what_the_rules_miss(folder: Path) -> None:
    finder = SpacyFinder(folder)
    assert isinstance(finder, Finder)
    report = Parser(finders=[finder], tagger=None).parse(TEXT)
    rules = {mention.text: department.rule for department in report.departments for mention in department.mentions}
    assert rules == {"石桥市公安局": "department.list", "湖坪驿馆": "model:spacy"}


@pytest.mark.slow
def test_the_shipped_model_moves_nothing_that_a_rule_found() -> None:
    rules, merged = Parser(tagger=None), Parser(tagger=None, finders=[SpacyFinder()])
    texts = [report.text for report in parse_file(ANNOTATED.parent / "samples" / "archive.txt")]
    texts += [gold.text for path in sorted((ANNOTATED / "dev").glob("*.jsonl"))[::6] for gold in load_gold(path)]
    for text in texts:
        before, after = rules.parse(text), merged.parse(text)
        assert after.quantities == before.quantities
        assert after.times == before.times
        places = {(m.start, m.end) for d in before.departments for m in d.mentions}
        assert places <= {(m.start, m.end) for d in after.departments for m in d.mentions}


def test_it_pickles_as_its_configuration_and_works_in_other_processes(folder: Path) -> None:
    parser = Parser(finders=[SpacyFinder(folder)], tagger=None)
    once = parser.parse(TEXT)
    assert len(pickle.dumps(parser.finders[0])) < 500
    assert list(parser.pipe([TEXT] * 3, jobs=2)) == [once] * 3


def test_threads_get_the_same_answers(folder: Path) -> None:
    parser = Parser(finders=[SpacyFinder(folder)], tagger=None)
    texts = [TEXT.replace("**", "*" * n) for n in range(1, 25)]
    expected = [parser.parse(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(Parser(finders=[SpacyFinder(folder)], tagger=None).parse, texts)) == expected


def test_the_shipped_folder_is_small_and_holds_no_pickle() -> None:
    files = [path for path in model_folder().rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix in {".pkl", ".pickle"}]
    assert sum(path.stat().st_size for path in files) < 8_000_000


def test_the_card_shows_rules_model_and_both() -> None:
    card = (model_folder() / "README.md").read_text(encoding="utf-8")
    for name in ("rules alone", "model alone", "rules and model"):
        assert re.search(rf"\| {name} \| \d+ \| \d+ \| \d+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \|", card)


def test_other_labels_are_no_departments(folder: Path) -> None:
    report = Parser(finders=[SpacyFinder(folder, labels=["PERSON"])], tagger=None).parse(TEXT)
    assert {department.rule for department in report.departments} == {"department.list"}


def test_a_folder_that_cannot_be_used_is_a_model_error(tmp_path: Path) -> None:
    spacy.blank("zh").to_disk(tmp_path / "blank")
    (tmp_path / "pickled").mkdir()
    (tmp_path / "pickled" / "features.pkl").write_bytes(b"")
    for name, reason in (("blank", "recognises no entities"), ("pickled", "is a pickle"), ("none", "cannot be loaded")):
        with pytest.raises(ModelError, match=reason):
            Parser(finders=[SpacyFinder(tmp_path / name)]).parse(TEXT)


# --- training


def test_the_same_texts_and_seed_give_the_same_files(folder: Path, tmp_path: Path) -> None:
    train_entities(list(marked()), tmp_path / "again", passes=4)
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert Path("ner/model") in names
    assert [name for name in names if (folder / name).read_bytes() != (tmp_path / "again" / name).read_bytes()] == []


def test_too_few_texts_are_a_training_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="10 texts"):
        train_entities(list(marked())[:6], tmp_path)


def test_gold_departments_lie_where_the_views_have_them() -> None:
    golds = [gold for path in sorted((ANNOTATED / "dev").glob("*.jsonl"))[:8] for gold in load_gold(path)]
    names = {view.text[start:end] for view in marked_views(golds) for start, end in view.places}
    assert len(names) > 50
    assert not [name for name in names if "\n" in name or "，" in name]
    assert DEPARTMENT == "DEPARTMENT"


def test_reports_without_annotated_departments_are_marked_by_the_rules() -> None:
    golds = list(load_gold(ANNOTATED / "train" / "r101.jsonl"))
    assert list(marked_views(golds)) == []
    assert [view for view in marked_views(golds, Parser(tagger=None)) if view.places]
