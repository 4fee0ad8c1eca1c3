"""`docs/lexicon.md` is true: its files load, its commands print what it shows, and it leaves no list out."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from sanbai_nlp import Lexicon, Parser
from sanbai_nlp.lexicon.files import LexiconFile

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
    named = re.findall(rf"`((?:{'|'.join(LexiconFile.model_fields)})\.[a-z_]+)`", GUIDE)
    assert sorted(set(named) - known) == []


def test_what_the_guide_calls_unused_is_what_no_rule_asks_for() -> None:
    passage = GUIDE[GUIDE.index("no rule asks for them yet") :].partition("\n\n")[0]
    unused = {name.rpartition(".")[2] for name in re.findall(r"`([a-z_.]+)`", passage)}
    source = Path(__file__).resolve().parents[2] / "src" / "sanbai_nlp"
    rooms = [path for room in ("outline", "mentions", "statements") for path in (source / room).glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in rooms)
    terms = {"events": "EVENT", "honours": "HONOUR", "describing": "DESCRIBING"}
    asked = {name for name in unused if re.search(rf"words\.{name}\b|Category\.{terms.get(name, 'NONE')}\b", code)}
    assert asked == set()


@pytest.mark.parametrize(
    ("named", "line", "office"),
    [
        ("regional", "会同栖川市海事分署检查渔船**艘。", "栖川市海事分署"),
        ("[[departments.fixed]]", "会同海事分署检查渔船**艘。", "栖川市海事管理分署"),
        ("boundaries", "督战市公安局。", "市公安局"),
        ("[places.names]", "会同望潮公安局检查渔船**艘。", "望潮公安局"),
    ],
)
def test_the_offices_of_the_guide_are_found(named: str, line: str, office: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(next(toml for toml in TOML if named in toml and "phrases" not in toml), encoding="utf-8")
    found = [
        [department.name for department in Parser(lexicon=lexicon).parse(f"一、渔港管理\n{line}").departments]
        for lexicon in (Lexicon.default(), Lexicon.load(path))
    ]
    assert found == [[], [office]]
