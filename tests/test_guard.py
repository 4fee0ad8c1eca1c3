"""Nothing became slower since the last tag; and what watches over that sees a loss where there is one."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SLOWER = """

def _twice(read):
    def reading(self, mentions):
        read(self, mentions)
        return read(self, mentions)
    return reading


StatementReader.read = _twice(StatementReader.read)
"""
LATER = "\nsum(range(10_000_000))\n"


@pytest.fixture(scope="module")
def guard(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("guard", root / "benchmarks" / "guard.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["guard"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    for part in ("src", "models"):
        shutil.copytree(root / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.slow
def test_neither_parse_nor_start_lost_more_than_the_limit_since_the_last_tag(guard: ModuleType, root: Path) -> None:
    try:
        last = guard.baseline()
    except guard.NoBaselineError as error:
        pytest.skip(str(error))
    with guard.exported(last.commit) as old:
        verdict = guard.race(old, root)
    assert not verdict.losses, f"beside {last.commit[:9]} ({last.why}): {'; '.join(verdict.losses)}"


@pytest.mark.slow
def test_a_tree_that_states_everything_twice_loses_and_its_room_is_named(
    guard: ModuleType, root: Path, copy: Path
) -> None:
    with (copy / "src" / "sanbai_nlp" / "statements" / "read.py").open("a", encoding="utf-8") as module:
        module.write(SLOWER)
    (loss,) = guard.race(root, copy, rounds=2, cold=2).losses
    assert loss.startswith("a parse costs 1.")
    assert "Of the parse before: statements +" in loss


@pytest.mark.slow
def test_a_tree_that_loads_more_loses_its_start(guard: ModuleType, root: Path, copy: Path) -> None:
    with (copy / "src" / "sanbai_nlp" / "errors.py").open("a", encoding="utf-8") as module:
        module.write(LATER)
    (loss,) = guard.race(root, copy, rounds=1, cold=2).losses
    assert loss.startswith("a cold start costs ")


@pytest.mark.slow
def test_the_same_tree_twice_is_as_fast_as_itself(guard: ModuleType, root: Path, copy: Path) -> None:
    verdict = guard.race(root, copy, rounds=3, cold=5)
    assert verdict.losses == []
    assert 0.93 < verdict.parse.value < 1.07


def test_a_tree_that_does_not_run_here_is_named_with_the_reason(guard: ModuleType, root: Path, copy: Path) -> None:
    (copy / "src" / "sanbai_nlp" / "errors.py").write_text("import no_such_library\n", encoding="utf-8")
    with pytest.raises(guard.CannotRunError, match="no_such_library"):
        guard.race(root, copy, rounds=1, cold=1)


def test_of_pairs_the_middle_one_counts(guard: ModuleType) -> None:
    ratio = guard.Ratio.of([(1.0, 1.0), (2.0, 2.2), (1.0, 9.0)])
    assert ratio.value == pytest.approx(1.1)


@pytest.mark.parametrize(("value", "lost"), [(1.14, 0), (1.16, 2)])
def test_over_fifteen_per_cent_is_a_loss(guard: ModuleType, value: float, lost: int) -> None:
    ratio = guard.Ratio(value, value, value)
    assert len(guard.Verdict(ratio, ratio, {}).losses) == lost


# Which commit


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository of one commit, whose baseline is a commit that it does not have."""
    (tmp_path / "benchmarks").mkdir()
    text = f'commit = "{"0" * 40}"\nwhy = "long ago"\n'
    (tmp_path / "benchmarks" / "baseline.toml").write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "one")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def test_the_last_tag_is_raced_against(guard: ModuleType, clone: Path) -> None:
    git(clone, "tag", "v0.0.1")
    assert guard.baseline(clone) == guard.Baseline(git(clone, "rev-parse", "HEAD"), "the last tag")


def test_a_clone_without_the_commit_says_what_to_do(guard: ModuleType, clone: Path) -> None:
    with pytest.raises(guard.NoBaselineError, match=r"long ago.*git fetch --tags --unshallow"):
        guard.baseline(clone)


def test_without_a_repository_there_is_nothing_to_race(guard: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(guard.NoBaselineError, match="no clone"):
        guard.baseline(tmp_path)
