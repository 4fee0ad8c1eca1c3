"""The notebooks run, and what is stored in them is what they print today."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
TRAINS = "4-own-tagger.ipynb"


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    """`notebooks/run.py`, which `make notebooks` runs."""
    spec = importlib.util.spec_from_file_location("run_notebooks", FOLDER / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=BOOKS, ids=lambda path: path.stem)
def book(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def test_there_are_the_four_that_analysts_need() -> None:
    assert [path.stem for path in BOOKS] == ["1-first-tour", "2-masked-arithmetic", "3-five-years", "4-own-tagger"]


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=pytest.mark.slow if path.name == TRAINS else []) for path in BOOKS],
    ids=lambda path: path.stem,
)
def test_the_stored_outputs_are_those_of_a_fresh_run(path: Path, runner: ModuleType) -> None:
    stored = nbformat.read(path, as_version=4)
    assert runner.outputs(runner.executed(path)) == runner.outputs(stored), "make notebooks stores them anew"


def test_every_cell_was_run_in_order(book: nbformat.NotebookNode) -> None:
    counts = [cell.execution_count for cell in book.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_nothing_failed_or_warned(book: nbformat.NotebookNode, runner: ModuleType) -> None:
    said = [(kind, text) for cell in runner.outputs(book) for kind, text in cell]
    assert not [(kind, text) for kind, text in said if kind in {"error", "stderr"} or "Warning" in text]


def test_no_path_of_a_machine_is_in_it(book: nbformat.NotebookNode) -> None:
    written = nbformat.writes(book)
    assert str(Path.home()) not in written
    assert not re.findall(r"(?<![\w.<])/(?:home|root|tmp|work|usr|Users|var)/|\b[A-Z]:\\\\", written)


def test_it_explains_itself_in_chinese_and_is_short(book: nbformat.NotebookNode) -> None:
    told = [cell.source for cell in book.cells if cell.cell_type == "markdown"]
    assert told[0].startswith("# ")
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in told)
    assert sum(cell.source.count("\n") + 1 for cell in book.cells if cell.cell_type == "code") <= 100


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_its_file_is_small(path: Path) -> None:
    assert path.stat().st_size < 500_000


def test_what_is_compared_is_what_an_output_says(runner: ModuleType) -> None:
    """A wrong number is seen; a new style sheet or another machine's fonts are not."""

    def book_of(html: str, png: str) -> nbformat.NotebookNode:
        output = nbformat.v4.new_output("display_data", {"text/html": html, "image/png": png})
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])

    said = runner.outputs(book_of("<style>a{}</style><b>10&lt;99</b>", "AAAA"))
    assert said == [[("image/png", ""), ("text/html", "10<99")]]
    assert runner.outputs(book_of("<style>b{}</style><b>10&lt;99</b>", "BBBB")) == said
    assert runner.outputs(book_of("<b>10&lt;98</b>", "AAAA")) != said
