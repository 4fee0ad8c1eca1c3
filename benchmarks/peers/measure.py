"""Runs one tool, in its own environment and on one core: what it finds, and how long it takes beside `jieba.lcut`.

    PYTHONPATH=benchmarks .venv-peers/bin/python -m peers.measure KEY TASK.json RESULT.json

Whatever reaches for the network fails.
"""

import gc
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from peers.peer import Peer
from peers.tools import TOOLS

Job = Callable[[], object]
SHORTEST = 0.2
"""Seconds that a side of a round takes at least."""


class Task(TypedDict):
    """Texts by name, which of them are timed, and how often."""

    texts: dict[str, str]
    timed: list[str]
    rounds: int


class Row(TypedDict):
    """An annotation as JSON."""

    layer: str
    start: int
    end: int
    values: dict[str, str | int | float | bool | None]
    identity: list[str]


class Result(TypedDict):
    """What is handed back: versions, finds by text, and seconds of the tool and of jieba round by round."""

    versions: dict[str, str]
    layers: list[str]
    finds: dict[str, list[Row]]
    seconds: list[tuple[float, float]]


def offline() -> None:
    """Make this process fail where it reaches for another machine."""

    def refuse(event: str, _: object) -> None:
        if event in {"socket.connect", "socket.getaddrinfo", "urllib.Request"}:
            raise PermissionError(f"{event}: the tools are compared without a network")

    sys.addaudithook(refuse)
    os.environ["HF_HUB_OFFLINE"] = "1"


def one_core() -> None:
    """Keep to one core, threads of native libraries too, where the system can say so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def seconds(jobs: Sequence[Job], times: int = 1) -> float:
    """Processor seconds of the jobs together, which a busy machine does not stretch; the mean of several times."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        for _ in range(times):
            for job in jobs:
                job()
        return (time.process_time() - start) / times
    finally:
        gc.enable()


def race(peer: Peer, texts: list[str], rounds: int) -> list[tuple[float, float]]:
    """The tool and `jieba.lcut` by turns, after a round that warms both; what is over in no time is repeated."""
    import jieba  # noqa: PLC0415  without its warnings, see `main`

    jieba.setLogLevel(logging.ERROR)
    own: list[Job] = [peer.job(text) for text in texts]
    cut: list[Job] = [partial(jieba.lcut, text) for text in texts]
    often, often_cut = (max(1, round(SHORTEST / max(seconds(jobs), 1e-4))) for jobs in (own, cut))
    return [(seconds(own, often), seconds(cut, often_cut)) for _ in range(rounds)]


def measure(peer: Peer, task: Task) -> Result:
    """Read every text, then race."""
    finds: dict[str, list[Row]] = {
        doc: [
            Row(layer=a.layer, start=a.start, end=a.end, values=dict(a.values), identity=list(a.identity))
            for a in peer.read(text)
        ]
        for doc, text in task["texts"].items()
    }
    return Result(
        versions={name: version(name) for name in peer.distributions},
        layers=list(peer.layers),
        finds=finds,
        seconds=race(peer, [task["texts"][doc] for doc in task["timed"]], task["rounds"]),
    )


def main() -> None:
    """Measure the tool that is named, and write the result."""
    key, given, out = sys.argv[1:]
    warnings.simplefilter("ignore")
    offline()
    one_core()
    task: Task = json.loads(Path(given).read_text(encoding="utf-8"))
    result = measure(TOOLS[key].ready(), task)
    Path(out).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
