"""What is known of files from outside: patterns of folders, and tables."""

import doctest
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanbai_nlp import MetaError
from sanbai_nlp.archive import Meta, MetaTable, PathPattern, failures, pattern
from sanbai_nlp.archive.meta import Unmatched


@pytest.mark.parametrize(
    ("written", "path", "said"),
    [
        ("{year}年/{department}/", "2023年/法工委/述职.docx", {"year": "2023", "department": "法工委"}),
        ("{year}年/{department}/", "2023年/法工委/一稿/述职.docx", {"year": "2023", "department": "法工委"}),
        ("{year}年/{department}/", "2023年/述职.docx", None),
        ("{year}年/{department}/", "年/法工委/述职.docx", None),
        ("{year}年/{department}/", "2023年.zip!/法工委/述职.docx", {"year": "2023", "department": "法工委"}),
        ("{year}年/{department}/", "外/2023年/法工委/述职.docx", None),
        ("**/{year}年/", "外/内/2023年/法工委/述职.docx", {"year": "2023"}),
        ("**/{year}年/", "2023年/述职.docx", {"year": "2023"}),
        ("*/{year}年/", "外/2023年/述职.docx", {"year": "2023"}),
        ("{department}/{year}", "法工委/2023.docx", {"department": "法工委", "year": "2023"}),
        ("{department}/{year}.docx", "法工委/2023.docx", {"department": "法工委", "year": "2023"}),
        ("{department}/{year}.docx", "法工委/2023.pdf", None),
        ("{name}（{year}）", "张三（2023）.v2.txt", None),
        ("{name}-{year}/", "甲-乙-2023/a.txt", {"name": "甲", "year": "乙-2023"}),
        ("{a}/", "..!/b.txt", {"a": "..!"}),
        ("[{年}].(x)/", "[2023].(x)/a.txt", {"年": "2023"}),
        ("{{{year}}}/", "{2023}/a.txt", {"year": "2023"}),
        ("{a}/", "一\n二/b.txt", {"a": "一\n二"}),
        (
            r"{year}年\{department}\\".replace(r"\\", "\\"),
            "2023年/法工委/x.txt",
            {"year": "2023", "department": "法工委"},
        ),
    ],
)
def test_a_pattern_says_of_a_path(written: str, path: str, said: dict[str, str] | None) -> None:
    assert PathPattern(written).match(path) == said


@pytest.mark.parametrize(
    "written", ["", "/", "/{a}/", "{a}//{b}/", "年/", "{a}{b}/", "{a/", "a}/", "{}/{a}/", "{a}/{a}/", "{ a}/"]
)
def test_a_pattern_that_cannot_be_matched_is_refused(written: str) -> None:
    with pytest.raises(MetaError) as raised:
        PathPattern(written)
    assert raised.value.chinese


NAMES = st.text(st.characters(exclude_characters="{}/\\*\0", exclude_categories=["Cs"]), min_size=1, max_size=6)
WORDS = NAMES.filter(lambda word: not re.search(r"\.zip!$", word, re.I))


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), WORDS)
def test_what_was_put_into_a_pattern_comes_out_of_it(folders: list[tuple[str, str]], file: str) -> None:
    written = "".join(f"{{n{at}}}/{fixed}/" for at, (_, fixed) in enumerate(folders))
    path = "".join(f"{value}/{fixed}/" for value, fixed in folders) + file
    assert PathPattern(written).match(path) == {f"n{at}": value for at, (value, _) in enumerate(folders)}


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_pattern_is_refused_or_answers_in_time(written: str, path: str) -> None:
    try:
        made = PathPattern(written)
    except MetaError:
        return
    said = made.match(path)
    assert said is None or set(said) == set(made.names)


def table(folder: Path, text: str, encoding: str = "utf-8") -> MetaTable:
    path = folder / "表.csv"
    path.write_bytes(text.encode(encoding))
    return MetaTable(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("head", ["文件", "路径", "path", "PATH"])
def test_a_table_is_read_as_offices_save_it(tmp_path: Path, encoding: str, head: str) -> None:
    made = table(tmp_path, f"{head},年份,单位\r\n甲/一.txt,2023,法制工作委员会\r\n\r\n,,\r\n", encoding)
    assert made.keys == ("年份", "单位")
    assert Meta(made).of("甲/一.txt") == {"年份": "2023", "单位": "法制工作委员会"}


def test_tabs_and_semicolons_part_cells_too(tmp_path: Path) -> None:
    for mark in "\t;":
        assert table(tmp_path, f"文件{mark}年\n一.txt{mark}2023\n").keys == ("年",)


def test_a_row_is_about_a_file_a_folder_an_archive_or_a_pattern(tmp_path: Path) -> None:
    text = "文件,年,单位\n*.doc,旧,\n甲,2020,甲室\n./甲\\乙/,2021,\n甲/乙/一.txt,2022,\n包.zip,2019,包室\n"
    meta = Meta(table(tmp_path, text))
    assert meta.of("甲/零.txt") == {"年": "2020", "单位": "甲室"}
    assert meta.of("甲/乙/二.txt") == {"年": "2021", "单位": "甲室"}
    assert meta.of("甲/乙/一.txt") == {"年": "2022", "单位": "甲室"}
    assert meta.of("丙/丁/三.doc") == {"年": "旧"}
    assert meta.of("包.zip!/内/四.txt") == {"年": "2019", "单位": "包室"}
    assert meta.of("包.zip.txt") == {}


def test_a_table_is_right_where_a_pattern_disagrees(tmp_path: Path) -> None:
    meta = Meta(table(tmp_path, "文件,year\n2023年/a.txt,1999\n2023年/b.txt,\n"), PathPattern("{year}年/"))
    assert [meta.of(f"2023年/{name}.txt")["year"] for name in "abc"] == ["1999", "2023", "2023"]


def test_rows_and_files_without_each_other_are_named(tmp_path: Path) -> None:
    seen = Unmatched(Meta(table(tmp_path, "文件,年\na.txt,1\nb.txt,2\n")))
    for path in ("a.txt", "c.txt", *(f"{at}.txt" for at in range(50))):
        seen.see(path)
    assert [(row.line, row.path) for row in seen.rows()] == [(3, "b.txt")]
    assert (seen.files, seen.some_files[:2], len(seen.some_files)) == (51, ["c.txt", "0.txt"], Unmatched.MOST)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", None),
        ("年,月\n1,2\n", 1),
        ("文件,path\na,b\n", 1),
        ("文件,年,年\na,1,2\n", 1),
        ("文件,\na,1\n", 1),
        ("文件,年\na.txt,1\nb.txt,1,2\n", 3),
        ("文件,年\na.txt,1\n,2\n", 3),
        ("文件,年\na.txt,1\n\na.txt,2\n", 4),
        ('文件,年\n"a.txt,1\n', 2),
        ('文件,年\n"a.txt"b,1\n', 2),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, text: str, line: int | None) -> None:
    with pytest.raises(MetaError) as raised:
        table(tmp_path, text)
    assert raised.value.line == line
    assert raised.value.chinese


def test_a_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_bytes(b"PK\x03\x04rest")
    with pytest.raises(MetaError, match="CSV"):
        MetaTable(tmp_path / "表.csv")


@pytest.mark.parametrize("module", [pattern, failures])
def test_the_examples_of_the_docstrings_run(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted
    assert not found.failed
