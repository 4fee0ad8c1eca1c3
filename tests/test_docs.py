"""The README's examples run, in both languages, and print what it says that they print.

Python blocks of a file share one namespace. In a `console` block lines after `$ ` run and the others are the
output, where a line `…` stands for any lines. A block that cannot run here says why: ```bash no-run: sets up .venv
"""

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "README.zh-CN.md"]
# Pages of the docs whose Python runs.
GUIDES = [
    "docs/annotation-tools.md",
    "docs/batch.md",
    "docs/cli.md",
    "docs/en.md",
    "docs/finders.md",
    "docs/index.md",
    "docs/masked-arithmetic.md",
    "docs/models.md",
    "docs/pipelines.md",
    "docs/reference/index.md",
    "docs/spacy.md",
    "docs/tagger.md",
    "docs/tour.md",
]
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```\s*$", re.M | re.S)
SHELL = {"bash", "sh", "console"}


@dataclass(frozen=True)
class CodeBlock:
    """A fenced block: its language, the rest of its info string, its text, and the line where it starts."""

    language: str
    note: str
    body: str
    line: int

    @property
    def runs(self) -> bool:
        return self.language in {"python", *SHELL} and not self.note.startswith("no-run")


def blocks(page: str) -> list[CodeBlock]:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for fence in FENCE.finditer(text):
        language, _, note = fence["info"].strip().partition(" ")
        found.append(CodeBlock(language, note.strip(), fence["body"], text.count("\n", 0, fence.start()) + 1))
    return found


def run_python(block: CodeBlock, page: str, names: dict[str, object]) -> None:
    if block.body.lstrip().startswith(">>>"):
        test = doctest.DocTestParser().get_doctest(block.body, names, page, page, block.line)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        said = io.StringIO()
        runner.run(test, out=said.write, clear_globs=False)
        names.update(test.globs)
        assert runner.summarize(verbose=False).failed == 0, said.getvalue()
    else:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile("\n" * block.line + block.body, page, "exec"), names)  # noqa: S102  our own README


def shell(command: str, folder: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "120"}
    full = ["bash", "-eu", "-c", command]
    done = subprocess.run(full, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def run_shell(block: CodeBlock, folder: Path) -> None:
    if block.language != "console":
        shell(block.body, folder)
        return
    for part in re.split(r"^\$ ", block.body, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        printed = shell(command, folder)
        if expected.strip():
            pattern = "".join(
                ".*" if line.strip() == "…" else re.escape(line.rstrip()) + r"\s*"
                for line in expected.strip().splitlines()
            )
            assert re.fullmatch(pattern, "\n".join(map(str.rstrip, printed.strip().splitlines())), re.S), printed


@pytest.fixture
def folder(tmp_path: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the project's root to the examples: the sample lies where the README says."""
    copied = tmp_path / "data" / "samples" / "archive.txt"
    copied.parent.mkdir(parents=True)
    copied.write_bytes(sample_file.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_the_page_runs(page: str, folder: Path) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    ran = [block for block in blocks(page) if block.runs]
    for block in ran:
        if block.language == "python":
            run_python(block, page, names)
        else:
            run_shell(block, folder)
    assert {block.language for block in ran} & {"python"}, f"{page} shows no Python that runs"
    assert {block.language for block in ran} & SHELL, f"{page} shows no command that runs"


@pytest.mark.parametrize("page", GUIDES)
def test_every_example_of_the_guide_runs(page: str, folder: Path) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    ran = [block for block in blocks(page) if block.runs]
    assert ran
    for block in ran:
        if block.language == "python":
            run_python(block, page, names)
        else:
            run_shell(block, folder)


@pytest.mark.parametrize("page", [*PAGES, *GUIDES])
def test_a_block_that_does_not_run_says_why(page: str) -> None:
    skipped = [block for block in blocks(page) if block.note.startswith("no-run")]
    assert not [block.line for block in skipped if len(block.note.removeprefix("no-run").strip(" :：—-")) < 4]


def test_the_two_pages_are_twins() -> None:
    english, chinese = (blocks(page) for page in PAGES)
    assert [block.language for block in english] == [block.language for block in chinese]
    heads = [re.findall(r"^#+(?= )", FENCE.sub("", (ROOT / page).read_text(encoding="utf-8")), re.M) for page in PAGES]
    assert heads[0] == heads[1]


@pytest.mark.parametrize(
    "page", [*PAGES, "CONTRIBUTING.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))]
)
def test_links_inside_the_project_lead_somewhere(page: str) -> None:
    text = FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in target]
    assert not [target for target in targets if not ((ROOT / page).parent / target).exists()]


@pytest.mark.parametrize("target", ["demo", "test", "bench", "schema"])
def test_the_makefile_has_the_documented_targets(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
