"""Errors say what to do, survive a process boundary, and are the only ones there are."""

import pickle
from pathlib import Path

import pytest

import sanbai_nlp
from sanbai_nlp import errors
from sanbai_nlp.errors import (
    ChangedFileError,
    EmptyTextError,
    EncryptedFileError,
    GoldError,
    InvalidTextError,
    LexiconError,
    LostWorkerError,
    MetaError,
    MissingExtraError,
    MissingProgramError,
    ModelError,
    OversizedFileError,
    RunError,
    SanbaiError,
    ScannedFileError,
    TextTooLongError,
    TimeLimitError,
    TrainingError,
    UnreadableFileError,
    UnsupportedFormatError,
    WorkerDiedError,
)

EXAMPLES = [
    EmptyTextError("the text is blank"),
    InvalidTextError(4),
    TextTooLongError(12, 10),
    UnreadableFileError("材料.txt", "no such file"),
    UnsupportedFormatError(Path("材料.xyz"), "the format .xyz is not read"),
    EncryptedFileError("密.docx"),
    ScannedFileError(Path("扫描.pdf")),
    OversizedFileError("炸弹.zip", "claims to hold 1024 MB"),
    MissingProgramError("材料.doc", "LibreOffice", "libreoffice-writer-nogui"),
    LexiconError("ours.toml", 7, "unknown section"),
    LexiconError("ours.toml", None, "not TOML"),
    ModelError("the model is of version 9"),
    GoldError("gold.jsonl", 3, "no text"),
    WorkerDiedError("长" * 50),
    TrainingError("a tagger needs 5 annotated reports at least, and there are 2", 5, 2),
    MissingExtraError("tables", "tables"),
    TimeLimitError("材料.pdf", 300.0),
    LostWorkerError("材料.pdf"),
    ChangedFileError("材料.pdf"),
    MetaError("表.csv", 3, "has 4 cells, the header 3", "有 4 格，表头只有 3 格"),
    RunError("tagged", "holds a run already", "里面已有一次运行的结果"),
]


def kinds(base: type[SanbaiError] = SanbaiError) -> set[type[SanbaiError]]:
    return {base}.union(*(kinds(child) for child in base.__subclasses__()))


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling(error: SanbaiError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_every_error_has_an_example_here() -> None:
    ours = {kind for kind in kinds() if kind.__module__ == errors.__name__}
    assert {type(error) for error in EXAMPLES} == ours - {SanbaiError}


def test_the_tree_in_the_docstring_names_every_error() -> None:
    drawn = errors.__doc__ or ""
    assert not [kind.__name__ for kind in kinds() if kind.__module__ == errors.__name__ and kind.__name__ not in drawn]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TextTooLongError(12, 10), ["12", "10", "max_length"]),
        (UnreadableFileError("材料.txt", "no such file"), ["材料.txt", "no such file"]),
        (LexiconError("ours.toml", 7, "unknown section"), ["ours.toml:7", "unknown section"]),
        (GoldError("gold.jsonl", 3, "no text"), ["gold.jsonl:3", "no text"]),
        (TrainingError("a tagger needs 5 reports, and there are 2", 5, 2), ["5", "2"]),
        (WorkerDiedError("长" * 50), ["50 characters", "died", "max_length"]),
        (MissingExtraError("tables", "tables"), ['pip install "sanbai-nlp[tables]"']),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, SanbaiError) else "",
)
def test_messages_say_what_and_where(error: SanbaiError, words: list[str]) -> None:
    assert not [word for word in words if word not in str(error)]
    assert "\n" not in str(error)


@pytest.mark.parametrize("blank", ["", " ", "\n\r\n\t", "\u3000\ufeff"])
@pytest.mark.parametrize("entry", [sanbai_nlp.parse, sanbai_nlp.parse_all])
def test_blank_text_is_an_empty_text_error(entry: object, blank: str) -> None:
    assert callable(entry)
    with pytest.raises(EmptyTextError):
        entry(blank)


@pytest.mark.parametrize("wrong", [None, b"\xe4\xb8\x80", 7, ["一、工作"], Path("材料.txt")], ids=repr)
@pytest.mark.parametrize("entry", [sanbai_nlp.parse, sanbai_nlp.parse_all])
def test_a_wrong_type_is_a_type_error(entry: object, wrong: object) -> None:
    assert callable(entry)
    with pytest.raises(TypeError):
        entry(wrong)


@pytest.mark.parametrize("meta", ["2023", {"year": 2023}, {2023: "year"}, [("year", "2023")]], ids=repr)
def test_meta_that_is_no_mapping_of_strings_is_a_type_error(meta: object) -> None:
    with pytest.raises(TypeError):
        sanbai_nlp.parse("一、工作", meta=meta)


def test_a_text_beyond_the_limit_is_refused_with_both_lengths() -> None:
    with pytest.raises(TextTooLongError) as caught:
        sanbai_nlp.Parser(max_length=5).parse("一、办理建议**件。")
    assert (caught.value.length, caught.value.limit) == (10, 5)


def test_a_missing_file_is_an_unreadable_file_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        sanbai_nlp.parse_file(tmp_path / "没有.txt")
    assert caught.value.path.endswith("没有.txt")
    assert not isinstance(caught.value, UnsupportedFormatError)


def test_half_a_surrogate_pair_is_an_invalid_text_error() -> None:
    with pytest.raises(InvalidTextError, match="4"):
        sanbai_nlp.parse("一、工作\ud800")


def test_every_error_stands_in_the_contract_page(root: Path) -> None:
    page = (root / "docs" / "contract.md").read_text(encoding="utf-8")
    assert not [kind.__name__ for kind in kinds() if kind.__module__ == errors.__name__ and kind.__name__ not in page]
