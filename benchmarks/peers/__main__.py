"""Runs every tool in its own environment, scores what each found, and writes docs/benchmark.md.

    PYTHONPATH=benchmarks python -m peers [--only KEY …] [--none] [--rounds N]

The test split is scored and never shown; the seeds are scored where they lie beside the project. With --only the other
tools keep the results of their last run, which lie in build/peers; with --none all do, and only the page is written anew.
"""

import argparse
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from peers.install import FAILED
from peers.measure import Result, Task
from peers.tools import TOOLS, Tool
from peers.writing import Corpus, Run, write
from sanbai_nlp.evaluation import GoldReport, load_gold

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "peers"
PAGE = ROOT / "docs" / "benchmark.md"
TEST = ROOT / "data" / "annotated" / "test"
SEEDS = ROOT.parent / "shared" / "gold" / "seeds-1-2-4.jsonl"
LONGEST = 1800
"""Seconds after which a tool is given up."""


def corpora() -> list[Corpus]:
    """The test split, and the seeds where present."""
    test = [gold for path in sorted(TEST.glob("*.jsonl")) for gold in load_gold(path)]
    seeds: list[GoldReport] = load_gold(SEEDS) if SEEDS.is_file() else []
    return [Corpus("test", tuple(test)), *([Corpus("seeds", tuple(seeds))] if seeds else [])]


def run(tool: Tool, task: Path) -> str | None:
    """Measure a tool in a process of its own: None, or why there is no result."""
    python = ROOT / tool.environment / "bin" / "python"
    left = ROOT / tool.environment / FAILED / f"{tool.part}.txt"
    if tool.part and left.is_file():
        return left.read_text(encoding="utf-8")
    if not python.exists():
        return f"没有环境 {tool.environment}"
    result = BUILD / f"{tool.key}.json"
    command = [str(python), "-m", "peers.measure", tool.key, str(task), str(result)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    try:
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return f"{LONGEST} 秒内没有跑完"
    return None if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def results(task: Path, chosen: Sequence[str]) -> dict[str, Run]:
    """What each tool gave; of those that are not chosen, what they gave last."""
    runs = {}
    for tool in TOOLS.values():
        path = BUILD / f"{tool.key}.json"
        failed = None
        if tool.key in chosen:
            print(f"{tool.key} …", flush=True)
            path.unlink(missing_ok=True)
            failed = run(tool, task)
        if failed is None and path.is_file():
            result: Result = json.loads(path.read_text(encoding="utf-8"))
            runs[tool.key] = Run(result)
        else:
            runs[tool.key] = Run(None, failed or "还没有跑过")
            print(f"{tool.key}: {runs[tool.key].failed}")
    return runs


def main() -> None:
    """Run, score, and write the page."""
    arguments = argparse.ArgumentParser(description="the parse beside other tools, into docs/benchmark.md")
    arguments.add_argument("--only", nargs="*", default=[], choices=sorted(TOOLS), help="run these tools alone")
    arguments.add_argument("--none", action="store_true", help="run no tool, write the page from the last results")
    arguments.add_argument("--rounds", type=int, default=7, help="rounds of the race with jieba")
    given = arguments.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    parts = corpora()
    texts = {gold.doc: gold.text for part in parts for gold in part.golds}
    task = BUILD / "task.json"
    timed = [gold.doc for gold in parts[0].golds]
    task.write_text(json.dumps(Task(texts=texts, timed=timed, rounds=given.rounds)), encoding="utf-8")
    write(PAGE, parts, results(task, [] if given.none else given.only or list(TOOLS)))
    print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
