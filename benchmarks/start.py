"""How long from nothing to the first result? Cold starts of this library beside those of others, in fresh processes.

    python benchmarks/start.py [--python INTERPRETER]… [--rounds N] [--write]

Each start is a process that imports, loads and reads one text, the first report of the sample archive. They take turns,
so that a busy machine slows all. Cold is a fresh process: byte code is there, files are in the system's cache,
and what a peer unpacks or caches at its very first use has been unpacked, by a round that is not counted. A peer is looked for in this
interpreter and in those of --python, and left out with a word where none has it. Seconds are those of the whole process,
interpreter and exit included. With --write the table goes into docs/speed.md.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from page import put, table

from sanbai_nlp import parse_all

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "samples" / "archive.txt"
MODEL = ROOT / "models" / "departments"
PAGE = ROOT / "docs" / "speed.md"


class Contender(NamedTuple):
    """Who starts: its name, what it does, the condition that an interpreter has it, and the code, `text` being there."""

    name: str
    does: str
    has: str
    code: str

    @property
    def package(self) -> str:
        """What is imported."""
        return self.code.split()[1].rstrip(";")


_BUILD = "from sanbai_nlp.outline import view; assert view.__file__.endswith('.py') is {}"
_PARSE = "import sanbai_nlp; sanbai_nlp.parse(text)"
CONTENDERS = (
    Contender("sanbai_nlp，纯 Python", "完整解析，打维度", _BUILD.format(True), _PARSE),
    Contender("sanbai_nlp，编译的", "完整解析，打维度", _BUILD.format(False), _PARSE),
    Contender("jieba", "分词", "import jieba", "import jieba; jieba.setLogLevel(60); jieba.lcut(text)"),
    Contender("spaCy", "空的中文流水线，按字切", "import spacy", "import spacy; spacy.blank('zh')(text)"),
    Contender("spaCy", "本库的机构模型", "import spacy", f"import spacy; spacy.load({str(MODEL)!r})(text)"),
    Contender("JioNLP", "只找时间", "import jionlp", "import jionlp; jionlp.ner.extract_time(text)"),
    Contender("pydantic", "只载入", "import pydantic", "import pydantic; pydantic.BaseModel"),
    Contender("Python", "什么也不做", "pass", "import sys"),
)


class Start(NamedTuple):
    """Seconds of one start."""

    wall: float
    processor: float


class Place(NamedTuple):
    """Where a contender runs."""

    python: str
    environment: dict[str, str]


def start(code: str, place: Place) -> Start:
    """One start in a fresh process.

    Raises:
        SystemExit: if it fails; with what it said.
    """
    before, began = _children(), time.perf_counter()
    command = [place.python, "-W", "ignore", "-c", code]
    done = subprocess.run(command, env=place.environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{code[-80:]} failed in {place.python}:\n{done.stderr}")
    return Start(wall, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def found(contender: Contender, pythons: Sequence[str], environment: dict[str, str]) -> Place | None:
    """The first interpreter that has it."""
    for python in pythons:
        command = [python, "-W", "ignore", "-c", contender.has]
        if subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0:
            return Place(python, environment)
    return None


def version(contender: Contender, place: Place) -> str:
    """Of its package, or of the interpreter."""
    ask = f"from importlib.metadata import version as v; print(v({contender.package!r}))"
    if contender.package == "sys":
        ask = "import platform; print(platform.python_version())"
    command = [place.python, "-c", ask]
    return subprocess.run(command, env=place.environment, capture_output=True, text=True, check=True).stdout.strip()


def race(places: dict[Contender, Place], rounds: int) -> dict[Contender, list[Start]]:
    """Starts turn about, after a round that is not counted."""
    text = parse_all(SAMPLE.read_text(encoding="utf-8"))[0].text
    run: dict[Contender, list[Start]] = {contender: [] for contender in places}
    for _ in range(rounds + 1):
        for contender, place in places.items():
            run[contender].append(start(f"text = {text!r}\n{contender.code}", place))
    return {contender: starts[1:] for contender, starts in run.items()}


def row(contender: Contender, place: Place, starts: Sequence[Start], ours: Sequence[Start]) -> list[str]:
    """The figures of one contender: medians, the middle half, and the ratio to ours, round by round."""
    ratio = statistics.median(theirs.processor / mine.processor for theirs, mine in zip(starts, ours, strict=True))
    wall, processor = ([1000 * figure for figure in column] for column in zip(*starts, strict=True))
    return [
        contender.name,
        contender.does,
        version(contender, place),
        *_spread(processor),
        *_spread(wall),
        f"{ratio:.2f}",
    ]


def _spread(figures: Sequence[float]) -> tuple[str, str]:
    low, middle, high = statistics.quantiles(figures, n=4)
    return f"{middle:,.0f}", f"{low:,.0f}–{high:,.0f}"


HEADS = ["谁", "做什么", "版本", "处理器 毫秒", "中间一半", "墙上 毫秒", "中间一半", "处理器，与本库之比"]


def main() -> None:
    """Race, print, and write the page."""
    arguments = argparse.ArgumentParser(description="cold starts, in fresh processes turn about")
    arguments.add_argument(
        "--python", action="append", default=[], help="an interpreter that has peers; may be repeated"
    )
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--write", action="store_true", help="write the table into docs/speed.md")
    given = arguments.parse_args()
    pythons = [sys.executable, *given.python]
    with tempfile.TemporaryDirectory(prefix="sanbai-start-") as codes:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment = kept | {"PYTHONPYCACHEPREFIX": codes}
        looked = {contender: found(contender, pythons, environment) for contender in CONTENDERS}
        places = {contender: place for contender, place in looked.items() if place is not None}
        for contender in looked.keys() - places.keys():
            print(f"left out: {contender.name} ({contender.has!r} fails in {', '.join(pythons)})")
        run = race(places, given.rounds)
        ours = next(iter(run.values()))
        rows = [row(contender, places[contender], starts, ours) for contender, starts in run.items()]
    lines = table(HEADS, rows, text=(0, 1, 2))
    print("\n".join(lines))
    if given.write:
        PAGE.write_text(put(PAGE, PAGE.read_text(encoding="utf-8"), "start", "\n".join(lines)), encoding="utf-8")


if __name__ == "__main__":
    main()
