"""Has the parse become slower since the last tag? Races this tree against that commit, and fails on a loss of over 15 %.

    python benchmarks/guard.py [--against REVISION] [--rounds N] [--cold N]

What is compared is processor time, never the clock. Each tree has a process of its own, and both parse the same short
batches of this tree's texts turn about, within a twentieth of a second of each other, so that a busy machine slows
both; the median of all these pairs counts. A cold start is import, `Parser()` and a first parse in fresh processes
turn about, from byte code. Both trees run as plain Python in this environment, with the dependencies that are here.

The commit is that of the last tag; where there is none, benchmarks/baseline.toml names one. A clone that lacks the commit
cannot tell, and says so; a commit that cannot run with the dependencies of today is an error: name a newer one.
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast

from sanbai_nlp import parse_all
from sanbai_nlp.evaluation import load_gold

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "samples" / "archive.txt"
DEV = ROOT / "data" / "annotated" / "dev"
BASELINE = ROOT / "benchmarks" / "baseline.toml"
LIMIT = 1.15
ROUNDS, COLD = 5, 7
BATCH = 4_000  # code points: some 20 ms
LAPS = ROOT / "benchmarks" / "laps.py"

FIRST = "全年会同市公安局巡查河道***余次，《石桥市养犬管理条例（草案）》将于**月提请二审。"
START = f"import time, sanbai_nlp; sanbai_nlp.Parser().parse({FIRST!r}); print(time.process_time())"


class NoBaselineError(Exception):
    """The commit to race against is not here; the message says what to do."""


class CannotRunError(Exception):
    """A tree does not run in this environment."""


@dataclass(frozen=True)
class Baseline:
    """The commit that was fast enough, and why it is the one."""

    commit: str
    why: str


@dataclass(frozen=True)
class Ratio:
    """What something costs in the new tree, the old one being 1: the median of all pairs, and the middle half of them."""

    value: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, float]]) -> "Ratio":
        """Of what the old tree and the new one took, pair by pair."""
        lowest, value, highest = statistics.quantiles((new / old for old, new in pairs), n=4)
        return cls(value, lowest, highest)

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.lowest:.3f}–{self.highest:.3f})"


@dataclass(frozen=True)
class Verdict:
    """What the new tree costs beside the old: a parse, a cold start, and by room where either is too much."""

    parse: Ratio
    start: Ratio
    rooms: Mapping[str, float]

    @property
    def losses(self) -> list[str]:
        """What costs more than the limit allows, in words; empty where nothing does."""
        limit = f"the limit is {LIMIT}"
        found = []
        if self.parse.value > LIMIT:
            most = sorted(self.rooms.items(), key=lambda room: -room[1])
            by_room = ", ".join(f"{room} {more:+.0%}" for room, more in most)
            found.append(f"a parse costs {self.parse} times what it did; {limit}. Of the parse before: {by_room}")
        if self.start.value > LIMIT:
            found.append(f"a cold start costs {self.start} times what it did; {limit}. See python -X importtime")
        return found


def baseline(root: Path = ROOT) -> Baseline:
    """The last tag's commit or, without one, that of benchmarks/baseline.toml.

    Raises:
        NoBaselineError: if this is no clone, or one without that commit.
    """
    if not (root / ".git").exists():
        raise NoBaselineError("this is no clone of the repository, and knows no earlier commit")
    tag = _git(root, "describe", "--tags", "--abbrev=0")
    named = tomllib.loads((root / "benchmarks" / "baseline.toml").read_text(encoding="utf-8"))
    wanted = Baseline(tag, "the last tag") if tag else Baseline(named["commit"], named["why"])
    return resolved(wanted, root)


def resolved(wanted: Baseline, root: Path = ROOT) -> Baseline:
    """The same with the commit in full. Raises `NoBaselineError` where it is not here."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{wanted.commit}^{{commit}}")
    if not commit:
        raise NoBaselineError(
            f"{wanted.commit} ({wanted.why}) is not in this clone; `git fetch --tags --unshallow` completes a shallow one"
        )
    return Baseline(commit, wanted.why)


def _git(root: Path, *arguments: str) -> str:
    """What git says, empty where it fails or is not here."""
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@contextmanager
def exported(commit: str, root: Path = ROOT) -> Iterator[Path]:
    """The source tree of a commit, in a folder that goes away again."""
    command = ["git", "archive", "--format=tar", commit, "src", "models"]
    archive = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory(prefix="sanbai-guard-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        yield Path(folder)


def texts() -> list[str]:
    """What both parse: the reports of this tree's sample archive and of its development split."""
    gold = [each.text for path in sorted(DEV.glob("*.jsonl")) for each in load_gold(path)]
    return [report.text for report in parse_all(SAMPLE.read_text(encoding="utf-8"))] + gold


def batches(reports: Sequence[str]) -> list[list[str]]:
    """The reports in batches of at least `BATCH` code points."""
    found: list[list[str]] = [[]]
    for report in reports:
        if sum(map(len, found[-1])) >= BATCH:
            found.append([])
        found[-1].append(report)
    return found


class Runner:
    """A process that parses in one tree, batch by batch, when it is told to. Raises `CannotRunError` if it cannot."""

    def __init__(self, tree: Path, work: Path) -> None:
        self._tree = tree
        self._process = subprocess.Popen(
            [sys.executable, str(LAPS), str(work)],
            env=environment(tree, work.parent),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._imported = Path(str(self._answer()))

    def __enter__(self) -> Self:
        if not self._imported.is_relative_to(self._tree):
            self.__exit__()
            raise CannotRunError(f"{self._tree}: another package was imported, {self._imported}")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def lap(self, batch: int) -> float:
        """Seconds of processor time for one batch."""
        return cast("float", self._answer(str(batch)))

    def rooms(self) -> dict[str, float]:
        """Profiled seconds by room."""
        return cast("dict[str, float]", self._answer("rooms"))

    def _answer(self, asked: str = "") -> object:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if asked:
            self._process.stdin.write(f"{asked}\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise CannotRunError(f"{self._tree} cannot parse here: {_last(self._process.communicate()[1])}")
        return json.loads(line)


def environment(tree: Path, codes: Path) -> dict[str, str]:
    """This process's, with the package of a tree, and a folder aside for byte code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPATH": str(tree / "src"), "PYTHONHASHSEED": "0", "PYTHONPYCACHEPREFIX": str(codes)}


def race(old: Path, new: Path, rounds: int = ROUNDS, cold: int = COLD) -> Verdict:
    """Both trees turn about: `rounds` times all batches, `cold` starts.

    Raises:
        CannotRunError: if one of them does not run in this environment.
    """
    laid = batches(texts())
    with tempfile.TemporaryDirectory(prefix="sanbai-guard-") as folder:
        work = Path(folder, "batches.json")
        starts = starting(old, new, cold, work.parent)
        work.write_text(json.dumps(laid), encoding="utf-8")
        with Runner(old, work) as before, Runner(new, work) as after:
            parses = Ratio.of(list(_laps(before, after, len(laid), rounds)))
            rooms = _more(before.rooms(), after.rooms()) if parses.value > LIMIT else {}
    return Verdict(parses, starts, rooms)


def _laps(before: Runner, after: Runner, count: int, rounds: int) -> Iterator[tuple[float, float]]:
    """What each batch took both, who is first taking turns too."""
    for turn in range(count * rounds):
        batch = turn % count
        if turn % 2:
            new, old = after.lap(batch), before.lap(batch)
        else:
            old, new = before.lap(batch), after.lap(batch)
        yield old, new


def _more(old: Mapping[str, float], new: Mapping[str, float]) -> dict[str, float]:
    """By room, what more it costs, of all that the old tree cost."""
    total = sum(old.values())
    return {room: (new.get(room, 0.0) - old.get(room, 0.0)) / total for room in {*old, *new}}


def starting(old: Path, new: Path, times: int, codes: Path) -> Ratio:
    """Cold starts turn about, after one of each that writes the byte code."""
    pairs = [(_start(old, codes), _start(new, codes)) for _ in range(times + 1)]
    return Ratio.of(pairs[1:])


def _start(tree: Path, codes: Path) -> float:
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, env=environment(tree, codes), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRunError(f"{tree} cannot start here: {_last(done.stderr)}")
    return float(done.stdout)


def _last(said: str) -> str:
    return (said.strip().splitlines() or ["it said nothing"])[-1]


def main() -> None:
    """Race, print, and exit with 1 on a loss."""
    arguments = argparse.ArgumentParser(description="this tree beside the last tag's, in processor time")
    arguments.add_argument("--against", metavar="REVISION", help="another commit than the last tag or the baseline")
    arguments.add_argument("--rounds", type=int, default=ROUNDS, help="times that all texts are parsed")
    arguments.add_argument("--cold", type=int, default=COLD, help="cold starts")
    given = arguments.parse_args()
    try:
        last = resolved(Baseline(given.against, "as you said")) if given.against else baseline()
    except NoBaselineError as error:
        print(f"not raced: {error}")
        return
    try:
        with exported(last.commit) as old:
            verdict = race(old, ROOT, given.rounds, given.cold)
    except CannotRunError as error:
        raise SystemExit(f"{error}; if that is {last.commit[:9]}, name a newer commit in {BASELINE.name}") from error
    print(f"beside {last.commit[:9]} ({last.why}), the middle half of all pairs in brackets:")
    print(f"a parse costs {verdict.parse}, a cold start {verdict.start} times what it did")
    if verdict.losses:
        raise SystemExit("\n".join(verdict.losses))


if __name__ == "__main__":
    main()
