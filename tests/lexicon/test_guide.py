"""`docs/lexicon.md` is true: its files load, its commands print what it shows, and it leaves no list out."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from sanbai_nlp import DepartmentKind, Lexicon, Parser, Report
from sanbai_nlp.lexicon.files import LexiconFile
from sanbai_nlp.schema import Stage

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "lexicon.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(?P<kind>\w+) ?(?P<name>[^\n`]*)\n(?P<body>.*?)^```$", re.M | re.S)
BLOCKS = [(fence["kind"], fence["name"], fence["body"]) for fence in FENCE.finditer(GUIDE)]
TOML = [body for kind, _, body in BLOCKS if kind == "toml"]
WRONG = {
    "bad-section.toml": '# 量词\n[quantities.unit]\ncount = ["尾"]\n',
    "bad-list.toml": '[quantities.units]\ncount = "尾"\n',
    "bad-quotes.toml": "phrases = [“五盏灯”]\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that the guide tells its reader to save, and some wrong ones."""
    for name, text in [*((name, body) for _, name, body in BLOCKS if name), *WRONG.items()]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def commands() -> list[tuple[str, str]]:
    """Each command of the guide with what it shows behind it."""
    shown = "".join(body for kind, _, body in BLOCKS if kind == "console")
    return [(step.partition("\n")[0], step.partition("\n")[2]) for step in shown.split("$ ")[1:]]


def test_the_guide_has_examples() -> None:
    assert len(TOML) >= 10
    assert len(commands()) >= 5


@pytest.mark.parametrize("toml", TOML, ids=lambda toml: toml.strip().splitlines()[0])
def test_every_file_of_the_guide_loads_and_adds_something(toml: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(toml, encoding="utf-8")
    assert Lexicon.load(path).words != Lexicon.default().words


@pytest.mark.parametrize(("command", "shown"), commands(), ids=lambda part: part.splitlines()[0][-40:])
def test_every_command_prints_what_the_guide_shows(command: str, shown: str, folder: Path) -> None:
    words = shlex.split(command)
    assert words[0] == "sanbai"
    done = subprocess.run(
        [Path(sys.executable).parent / "sanbai", *words[1:]],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    printed = done.stdout + done.stderr
    wanted = ".*".join(re.escape(part.strip("\n")) for part in re.split(r"^…$", shown, flags=re.M))
    assert re.search(wanted, printed, re.S), printed


def lists_of(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The dotted names of all lists and tables of a lexicon file."""
    found = []
    for name, field in model.model_fields.items():
        kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        inner = next((kind for kind in kinds if issubclass(kind, BaseModel)), None)
        own = prefix + name
        found += lists_of(inner, f"{own}.") if inner is field.annotation and inner else [own]
    return found


def test_the_guide_names_every_list_of_a_lexicon_file() -> None:
    assert len(lists_of(LexiconFile)) > 30
    assert [name for name in lists_of(LexiconFile) if f"`{name}`" not in GUIDE] == []


def test_the_guide_names_no_list_that_is_none() -> None:
    known = {*lists_of(LexiconFile), "quantities.unit"}
    named = re.findall(rf"`((?:{'|'.join(LexiconFile.model_fields)})\.[a-z_.]+)`", GUIDE)
    assert sorted(set(named) - known) == []


def overlay(named: str, folder: Path) -> Lexicon:
    """The guide's first example that holds `named` and is no whole file, laid over the built-in lexicon."""
    path = folder / "ours.toml"
    path.write_text(next(toml for toml in TOML if named in toml and "phrases" not in toml), encoding="utf-8")
    return Lexicon.load(path)


def removed(term: str, folder: Path) -> Lexicon:
    path = folder / "ours.toml"
    path.write_text(f'remove = ["{term}"]\n', encoding="utf-8")
    return Lexicon.load(path)


def read(line: str, lexicon: Lexicon, heading: str = "一、渔港管理") -> Report:
    return Parser(lexicon=lexicon).parse(f"{heading}\n{line}")


def offices(line: str, lexicon: Lexicon) -> list[str]:
    return [department.name for department in read(line, lexicon).departments]


@pytest.mark.parametrize(
    ("named", "line", "before", "after"),
    [
        ("regional", "会同栖川市海事分署检查渔船**艘。", [], ["栖川市海事分署"]),
        ("regional", "会同栖川市渔汛海事分署检查渔船**艘。", [], ["栖川市渔汛海事分署"]),
        ("[[departments.fixed]]", "会同海事分署检查渔船**艘。", [], ["栖川市海事管理分署"]),
        ("divisions", "会同渔汛科检查渔船**艘。", [], ["渔汛科"]),
        ("canonical", "会同海署检查渔船**艘。", [], ["海事分署"]),
        ("boundaries", "督战市公安局。", ["督战市公安局"], ["市公安局"]),
        ("inside", "会同栖川市渔汛统筹局检查渔船**艘。", [], ["栖川市渔汛统筹局"]),
        ("not_after", "到市人大宿舍走访。", ["市人大"], []),
        ("[places.names]", "会同望潮公安局检查渔船**艘。", [], ["望潮公安局"]),
        ("[places.names]", "望潮办好实事。", [], []),
    ],
)
def test_the_offices_of_the_guide_are_found(
    named: str, line: str, before: list[str], after: list[str], tmp_path: Path
) -> None:
    assert [offices(line, lexicon) for lexicon in (Lexicon.default(), overlay(named, tmp_path))] == [before, after]


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("筹设潮信灯坊。", ["潮信灯坊"]),
        ("筹设共用灯坊。", []),
        ("操持渔汛灯会。", ["渔汛灯会"]),
        ("操持“潮信”灯演。", ["“潮信”灯演"]),
        ("操持渔汛灯演。", []),
        ("纂订《渔港灯塔值守要点》。", ["《渔港灯塔值守要点》"]),
    ],
)
def test_the_named_achievements_of_the_guide_are_read(line: str, made: list[str], tmp_path: Path) -> None:
    assert read(line, Lexicon.default()).achievements == ()
    assert [found.object for found in read(line, overlay("generic", tmp_path)).achievements] == made


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [("嗣后要守好灯塔。", [], ["嗣后"]), ("将潜心守护灯塔。", [], ["将"]), ("将组织材料誊入册籍。", ["将"], [])],
)
def test_the_promises_of_the_guide_are_read(line: str, before: list[str], after: list[str], tmp_path: Path) -> None:
    lexicons = (Lexicon.default(), overlay("openings", tmp_path))
    found = [[promise.trigger for promise in read(line, lexicon).commitments] for lexicon in lexicons]
    assert found == [before, after]


def test_the_lack_of_the_guide_is_admitted(tmp_path: Path) -> None:
    lexicons = (Lexicon.default(), overlay("openings", tmp_path))
    assert [len(read("但灯塔看护不得法。", lexicon).shortcomings) for lexicon in lexicons] == [0, 1]


def test_the_headings_of_the_guide_announce_plans_and_problems(tmp_path: Path) -> None:
    lexicons = (Lexicon.default(), overlay("[outline]", tmp_path))
    for heading in ("一、往后一程工作", "一、今冬行船方略"):
        found = [read("修缮灯塔，走访渔户。", lexicon, heading).commitments for lexicon in lexicons]
        assert [len(commitments) for commitments in found] == [0, 1]
    lacks = [read("灯塔看护不勤，渔户走访少。", lexicon, "一、存在的漏风处").shortcomings for lexicon in lexicons]
    assert [len(shortcomings) for shortcomings in lacks] == [0, 1]


def test_the_titles_of_the_guide_split_a_file_where_they_hold_a_word_of_duty(tmp_path: Path) -> None:
    text = "白鹭湾渔港守灯手札\n今年以来，检修灯塔*座，走访渔户**户，情况较好。\n" * 2
    reports = Parser(lexicon=overlay("[outline]", tmp_path)).parse_all(text)
    assert [report.title for report in reports] == ["白鹭湾渔港守灯手札"] * 2
    path = tmp_path / "titles.toml"
    path.write_text('[outline]\ntitles = ["守灯手札"]\n', encoding="utf-8")
    assert len(Parser(lexicon=Lexicon.load(path)).parse_all(text)) == 1


def test_remove_does_what_the_guide_says(tmp_path: Path) -> None:
    without = removed("人大", tmp_path).words.departments
    assert "人大" in Lexicon.default().words.departments.not_after
    assert "人大" not in without.not_after
    assert "人大" not in without.parts[DepartmentKind.CONGRESS].regional
    assert "代表" in removed("代表", tmp_path).words.departments.not_after["人大"]
    assert "立法" in removed("立法", tmp_path).words.achievements.kinds
    assert offices("会同市公安局检查渔船**艘。", removed("公安局", tmp_path)) == ["市公安局"]


def test_a_set_phrase_silences_an_office_that_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(next(toml for toml in TOML if "市公安局宿舍" in toml), encoding="utf-8")
    lexicons = (Lexicon.default(), Lexicon.load(path))
    assert [offices("走访市公安局宿舍。", lexicon) for lexicon in lexicons] == [["市公安局"], []]


def test_what_the_guide_says_of_words_for_plans_holds(tmp_path: Path) -> None:
    line, without = "拟于6月修缮灯塔。", removed("拟", tmp_path)
    assert [len(read(line, lexicon).commitments) for lexicon in (Lexicon.default(), without)] == [1, 0]
    assert len(read(line, without, "一、下一步打算").commitments) == 1
    path = tmp_path / "plans.toml"
    path.write_text('[commitments]\nplans = ["筹划于"]\n', encoding="utf-8")
    assert read("灯塔筹划于6月修缮。", Lexicon.default()).commitments == ()
    assert len(read("灯塔筹划于6月修缮。", Lexicon.load(path)).commitments) == 1


def test_what_the_guide_says_of_new_words_for_a_stage_holds(tmp_path: Path) -> None:
    path = tmp_path / "stages.toml"
    path.write_text('[legislation.stages]\npassed = ["议决"]\nin_force = ["行用"]\n', encoding="utf-8")
    lexicon = Lexicon.load(path)
    passed = read("《栖川市渔港条例》经市人大常委会议决。", lexicon).documents[0].steps
    assert [step.stage for step in passed] == [Stage.PASSED]
    in_force = read("《栖川市渔港条例》自5月起行用。", lexicon).documents[0].steps
    assert [step.stage for step in in_force] == [Stage.IN_FORCE]
