"""The entry points: one text, many, a file, a stream."""

import hashlib
import multiprocessing
import os
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import sanbai_nlp
from sanbai_nlp import (
    EmptyTextError,
    Found,
    InvalidTextError,
    Lexicon,
    ModelError,
    Parser,
    Report,
    TextTooLongError,
    UnreadableFileError,
    View,
    WarningCode,
    WorkerDiedError,
)
from sanbai_nlp.mentions import Layer

BODY = "一、履职情况\n全年走访农户**户，组织宪法宣誓*场。"
TWO = f"白鹭湾镇述职报告\n{BODY}\n\n青石湾镇述职报告\n{BODY}"


def lines(count: int) -> list[str]:
    return [f"一、履职情况\n全年走访农户{number}户。" for number in range(1, count + 1)]


def counts(results: Iterable[object]) -> list[object]:
    return [result.quantities[0].value if isinstance(result, Report) else type(result) for result in results]


class Toy:
    """A finder that pickles."""

    def __call__(self, view: View) -> Iterator[Found]:
        at = view.text.find("云桥馆")
        if at >= 0:
            yield Found(at, at + 3, Layer.DEPARTMENT, "model:toy")


# One text


@pytest.mark.parametrize(
    "text", [BODY, f"\ufeff{BODY}\r\n", f"\n\n  {BODY}\n　\n", BODY.replace("\n", "\r"), "一、工作\x00\n办理**件", "件"]
)
def test_parse_leaves_the_text_unchanged(text: str) -> None:
    report = sanbai_nlp.parse(text)
    assert report.text == text
    assert all(text[span.start : span.end] == span.text for span in report.spans())


def test_parse_knows_no_source_and_no_meta_unless_told() -> None:
    report = sanbai_nlp.parse(BODY)
    assert (report.source, report.meta) == (None, {})


def test_parse_never_splits_and_says_that_there_is_more() -> None:
    report = sanbai_nlp.parse(TWO)
    assert report.text == TWO
    several = [warning for warning in report.warnings if warning.code == WarningCode.SEVERAL_REPORTS]
    assert [TWO[warning.start : warning.end] for warning in several] == ["青石湾镇述职报告"]


def test_one_title_is_no_warning() -> None:
    report = sanbai_nlp.parse(TWO.split("\n\n", maxsplit=1)[0])
    assert [warning for warning in report.warnings if warning.code == WarningCode.SEVERAL_REPORTS] == []


def test_many_titles_are_a_warning_each() -> None:
    many = "\n\n".join(f"{name}湾镇述职报告\n{BODY}" for name in "甲乙丙丁")
    codes = [warning.code for warning in sanbai_nlp.parse(many).warnings]
    assert codes.count(WarningCode.SEVERAL_REPORTS) == 3
    assert all(not report.warnings for report in sanbai_nlp.parse_all(many))


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t　", "\ufeff", "\ufeff\n"])
def test_blanks_are_no_text(text: str) -> None:
    for read in (sanbai_nlp.parse, sanbai_nlp.parse_all):
        with pytest.raises(EmptyTextError):
            read(text)


@pytest.mark.parametrize("text", [None, 3, b"abc", ["abc"], Path("abc")])
def test_what_is_no_string_is_a_type_error(text: object) -> None:
    for read in (sanbai_nlp.parse, sanbai_nlp.parse_all):
        with pytest.raises(TypeError, match="must be a str"):
            read(text)  # type: ignore[arg-type]


def test_half_a_character_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidTextError) as caught:
        sanbai_nlp.parse("一、工作\ud800")
    assert caught.value.place == 4


def test_the_limit_is_the_longest_text_that_is_read() -> None:
    assert Parser(max_length=len(BODY)).parse(BODY).text == BODY
    parser = Parser(max_length=len(BODY) - 1)
    for read in (parser.parse, parser.parse_all):
        with pytest.raises(TextTooLongError) as caught:
            read(BODY)
        assert (caught.value.length, caught.value.limit) == (len(BODY), len(BODY) - 1)


def test_the_same_text_gives_the_same_report_from_any_parser() -> None:
    assert sanbai_nlp.parse(TWO) == Parser().parse(TWO) == Parser(lexicon=Lexicon.default()).parse(TWO)


def test_a_parser_serves_many_threads() -> None:
    parser = Parser()
    with ThreadPoolExecutor(8) as pool:
        assert counts(iter(list(pool.map(parser.parse, lines(40))))) == list(range(1, 41))


def test_a_lexicon_of_a_wrong_type_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        Parser(lexicon="ours.toml")  # type: ignore[arg-type]


# Meta


def test_meta_is_carried_by_every_report() -> None:
    meta = {"年度": "2023", "单位": "白鹭湾镇"}
    assert sanbai_nlp.parse(BODY, meta=meta).meta == meta
    assert [report.meta for report in sanbai_nlp.parse_all(TWO, meta=meta)] == [meta, meta]


def test_meta_is_copied() -> None:
    meta = {"年度": "2023"}
    report = sanbai_nlp.parse(BODY, meta=meta)
    meta["年度"] = "2024"
    assert report.meta == {"年度": "2023"}


@pytest.mark.parametrize("meta", ["2023", ["年度"], {"年度": 2023}, {2023: "年度"}, {"年度": None}, 3])
def test_meta_that_maps_no_strings_to_strings_is_a_type_error(meta: object, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(BODY, encoding="utf-8")
    for read, source in ((sanbai_nlp.parse, BODY), (sanbai_nlp.parse_all, BODY), (sanbai_nlp.parse_file, path)):
        with pytest.raises(TypeError, match="meta must map strings to strings"):
            read(source, meta=meta)  # type: ignore[operator]


# Many in one text, and files


def test_parse_all_gives_each_report_its_own_text_and_title() -> None:
    reports = sanbai_nlp.parse_all(TWO)
    assert [report.text for report in reports] == TWO.split("\n\n")
    assert [report.title for report in reports] == ["白鹭湾镇述职报告", "青石湾镇述职报告"]


def test_a_split_report_is_what_its_own_text_parses_to() -> None:
    assert sanbai_nlp.parse_all(TWO) == [sanbai_nlp.parse(piece) for piece in TWO.split("\n\n")]


def test_parse_all_of_one_report_is_a_list_of_one() -> None:
    assert [report.text for report in sanbai_nlp.parse_all(f"\n {BODY}\n")] == [BODY]


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8"), ("utf-8-sig", None), ("gb18030", "gb18030"), ("utf-16", None)]
)
def test_parse_file_reads_usual_encodings(tmp_path: Path, encoding: str, found: str | None) -> None:
    path = tmp_path / "材料.txt"
    path.write_bytes(TWO.encode(encoding))
    reports = sanbai_nlp.parse_file(path)
    assert [report.text for report in reports] == TWO.split("\n\n")
    assert found is None or {report.source.encoding for report in reports if report.source} == {found}


def test_parse_file_knows_where_each_report_comes_from(tmp_path: Path) -> None:
    path = tmp_path / "材料.txt"
    data = f"\ufeff\r\n{TWO}\r\n".replace("\n\n", "\r\n\r\n").encode("gb18030")
    path.write_bytes(data)
    normalised = f"\n{TWO}\n"
    sources = []
    for report in sanbai_nlp.parse_file(str(path)):
        assert report.source is not None
        assert normalised[report.source.offset :].startswith(report.text)
        sources.append(report.source)
    assert [source.index for source in sources] == [0, 1]
    assert {(source.path, source.sha256) for source in sources} == {(str(path), hashlib.sha256(data).hexdigest())}


def test_parse_file_takes_an_encoding_and_meta(tmp_path: Path) -> None:
    path = tmp_path / "材料.txt"
    path.write_bytes(BODY.encode("utf-16-le"))
    reports = sanbai_nlp.parse_file(path, encoding="utf-16-le", meta={"年度": "2023"})
    assert [(report.text, report.meta) for report in reports] == [(BODY, {"年度": "2023"})]


def test_parse_file_makes_every_newline_a_line_feed(tmp_path: Path) -> None:
    path = tmp_path / "材料.txt"
    path.write_bytes(BODY.replace("\n", "\r").encode())
    assert [report.text for report in sanbai_nlp.parse_file(path)] == [BODY]


def test_a_doubtful_encoding_is_a_warning_of_every_report(tmp_path: Path) -> None:
    path = tmp_path / "big5.txt"
    text = "白鷺灣鎮述職報告\n今年以來，本人認真履行職責，檢修燈塔，走訪漁戶，取得了較好成績。\n" * 4
    path.write_bytes(text.encode("big5"))
    reports = sanbai_nlp.parse_file(path)
    assert reports
    for report in reports:
        doubts = [warning for warning in report.warnings if warning.code == WarningCode.ENCODING]
        assert [(warning.start, warning.end) for warning in doubts] == [(None, None)]
        assert "encoding=" in doubts[0].message


def test_a_sure_encoding_is_no_warning(tmp_path: Path) -> None:
    path = tmp_path / "材料.txt"
    path.write_bytes(TWO.encode("gb18030"))
    assert [w for r in sanbai_nlp.parse_file(path) for w in r.warnings if w.code == WarningCode.ENCODING] == []


def test_a_blank_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_text(" \n", encoding="utf-8")
    with pytest.raises(EmptyTextError, match=r"空\.txt"):
        sanbai_nlp.parse_file(path)


def test_the_limit_is_of_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "材料.txt"
    path.write_text(TWO, encoding="utf-8")
    with pytest.raises(TextTooLongError):
        Parser(max_length=len(TWO) - 1).parse_file(path)
    assert len(Parser(max_length=len(TWO)).parse_file(path)) == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"无\.txt"):
        sanbai_nlp.parse_file(tmp_path / "无.txt")


# Streams


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stream_keeps_its_order(jobs: int) -> None:
    assert counts(Parser().pipe(iter(lines(60)), jobs=jobs)) == list(range(1, 61))


def test_two_processes_give_what_one_gives(sample_text: str) -> None:
    texts = [sample_text, *sample_text.split("\n\n"), *lines(5)]
    parser = Parser(finders=[Toy()])
    assert list(parser.pipe(texts, jobs=2)) == list(parser.pipe(texts)) == [parser.parse(text) for text in texts]


def test_processes_use_the_parsers_own_lexicon_finders_and_limit(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[quantities.units]\ncount = ["幔"]\n', encoding="utf-8")
    parser = Parser(lexicon=Lexicon.load(path), finders=[Toy()], max_length=30)
    first, second = parser.pipe(["一、工作\n会同云桥馆织造云锦**幔。", "长" * 31], jobs=2, errors="return")
    assert isinstance(first, Report)
    assert [quantity.unit for quantity in first.quantities] == ["幔"]
    assert [department.rule for department in first.departments] == ["model:toy"]
    assert isinstance(second, TextTooLongError)


@pytest.mark.parametrize(("jobs", "ahead"), [(1, 1), (2, 32)])
def test_a_stream_is_read_only_a_little_ahead(jobs: int, ahead: int) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield f"一、履职情况\n全年走访农户{read}户。"

    results = Parser().pipe(endless(), jobs=jobs)
    assert read == 0, "nothing is read before a result is asked for"
    for taken in range(1, 41):
        next(results)
        assert taken <= read <= taken + ahead
    results.close()  # type: ignore[attr-defined]


def test_an_abandoned_stream_leaves_no_process_behind() -> None:
    before = set(multiprocessing.active_children())
    results = Parser().pipe(lines(50), jobs=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert set(multiprocessing.active_children()) <= before


@pytest.mark.parametrize("jobs", [1, 2])
def test_errors_are_returned_in_their_places(jobs: int) -> None:
    texts = [*lines(2), " ", *lines(1), 3, "\ud800", "长" * 100]
    results = Parser(max_length=99).pipe(texts, jobs=jobs, errors="return")  # type: ignore[list-item]
    assert counts(results) == [1, 2, EmptyTextError, 1, TypeError, InvalidTextError, TextTooLongError]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_raised_at_its_place_with_its_message(jobs: int) -> None:
    results = Parser(max_length=99).pipe([*lines(2), "长" * 100, *lines(1)], jobs=jobs)
    assert [next(results).quantities[0].value for _ in range(2)] == [1, 2]
    with pytest.raises(TextTooLongError, match="100 characters and the limit is 99") as caught:
        next(results)
    assert (caught.value.length, caught.value.limit) == (100, 99)
    assert list(results) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_empty_stream_is_empty(jobs: int) -> None:
    assert list(Parser().pipe([], jobs=jobs)) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_source_comes_through(jobs: int) -> None:
    def torn() -> Iterator[str]:
        yield from lines(3)
        raise ConnectionError("the line is cut")

    with pytest.raises(ConnectionError, match="the line is cut"):
        list(Parser().pipe(torn(), jobs=jobs, errors="return"))


@pytest.mark.parametrize(("jobs", "errors"), [(0, "raise"), (-1, "raise"), (1, "ignore"), (2, "")])
def test_wrong_options_are_refused_at_once(jobs: int, errors: str) -> None:
    with pytest.raises(ValueError, match="jobs must be 1 or more"):
        Parser().pipe([BODY], jobs=jobs, errors=errors)  # type: ignore[arg-type]


def test_a_finder_that_cannot_be_pickled_is_named() -> None:
    class Local:
        def __call__(self, view: View) -> Iterator[Found]:  # noqa: ARG002  it finds nothing
            yield from ()

        def __repr__(self) -> str:
            return "<the local finder>"

    parser = Parser(finders=[Toy(), Local()])
    with pytest.raises(TypeError, match=r"<the local finder> cannot be pickled.*jobs=1"):
        parser.pipe([BODY], jobs=2)
    assert counts(parser.pipe(lines(2), jobs=1)) == [1, 2]


class Deadly:
    """A finder that takes its process with it where the text says so, and fails where it says that."""

    def __call__(self, view: View) -> Iterator[Found]:
        if "熔断" in view.text:
            os._exit(9)
        if "失灵" in view.text:
            raise LookupError("no such thing")
        yield from ()


def test_a_worker_that_dies_costs_one_text_and_no_other() -> None:
    texts = [*lines(30), "一、工作\n开展熔断演练3次。", *lines(20)]
    results = list(Parser(finders=[Deadly()]).pipe(texts, jobs=2, errors="return"))
    assert counts(results) == [*range(1, 31), WorkerDiedError, *range(1, 21)]
    with pytest.raises(WorkerDiedError, match="开展熔断演练"):
        list(Parser(finders=[Deadly()]).pipe(texts[30:31], jobs=2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_finder_that_fails_is_named_and_costs_one_text(jobs: int) -> None:
    texts = [*lines(1), "一、工作\n设备失灵2次。", *lines(1)]
    results = list(Parser(finders=[Deadly()]).pipe(texts, jobs=jobs, errors="return"))
    assert counts(results) == [1, ModelError, 1]
    assert "LookupError: no such thing" in str(results[1])


# Pickling


def test_a_parser_pickles_as_its_configuration(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[quantities.units]\ncount = ["幔"]\n', encoding="utf-8")
    parser = Parser(lexicon=Lexicon.load(path), finders=[Toy()], max_length=40)
    pickled = pickle.dumps(parser)
    path.unlink()
    loaded = pickle.loads(pickled)  # noqa: S301  our own
    text = "一、工作\n会同云桥馆织造云锦**幔。"
    assert loaded.parse(text) == parser.parse(text)
    assert [department.rule for department in loaded.parse(text).departments] == ["model:toy"]
    with pytest.raises(TextTooLongError):
        loaded.parse("长" * 41)


def test_a_plain_parser_pickles_small() -> None:
    assert len(pickle.dumps(Parser())) < 1000


def test_a_report_pickles(sample_text: str) -> None:
    for report in sanbai_nlp.parse_all(sample_text):
        assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301  our own
