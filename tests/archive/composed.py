"""Small archives composed by number, what a run has made of them, and sources that do what no good disk does."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

import pyarrow.parquet as pq

from sanbai_nlp import archive
from sanbai_nlp.archive.pool import Done
from sanbai_nlp.archive.progress import Progress
from sanbai_nlp.archive.source import Entry, LocalSource, Stamp
from sanbai_nlp.archive.work import Job, Setup, Worker

PLACES = ("石桥", "青岭", "栖川", "岚州", "槐安", "云溪", "柳河", "白塔")
OFFICES = ("法工委", "办公室", "教育局", "民政局", "水务局")
DUTIES = (
    "召开论证会{n}次，征求意见**余条",
    "办理代表建议{n}件，答复率百分之百",
    "走访困难群众{n}户，发放慰问金**万元",
    "《{p}市养犬管理条例（草案）》{m}月提请一审",
    "开展执法检查{n}次，发现问题{m}个",
    "起草各类文稿{n}篇，编发简报**期",
)

Rows = dict[str, list[str]]
Tag = Callable[..., archive.Summary]


def report(number: int) -> str:
    """A composed report; no two numbers give the same."""
    place, office = PLACES[number % len(PLACES)], OFFICES[number // len(PLACES) % len(OFFICES)]
    duties = [
        DUTIES[(number + at) % len(DUTIES)].format(n=number + at + 2, m=number % 11 + 1, p=place) for at in range(3)
    ]
    return (
        f"{place}市{office}2023年述职报告（{number}）\n一、主要工作\n"
        + "".join(f"{duty}。\n" for duty in duties)
        + f"二、存在不足\n第{number}项调研不够深入。\n三、下一步打算\n将于{number % 11 + 1}月完成第{number}项整改。\n"
    )


def fill(folder: Path, count: int, start: int = 0) -> None:
    """Write that many reports, a file each, into folders by year and office."""
    for number in range(start, start + count):
        path = folder / f"{2018 + number % 4}年" / OFFICES[number % 3] / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report(number), encoding="gb18030" if number % 4 == 1 else "utf-8")


def content(out: Path) -> Rows:
    """Every row of every table in an order of its own, without how long things took."""
    return {table.name: sorted(rows_of(out, table.name)) for table in archive.OUTPUT}


def rows_of(out: Path, table: str) -> list[str]:
    return [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in dicts(out, table)]


def dicts(out: Path, table: str) -> list[dict[str, object]]:
    """The rows of a table, from all its parts."""
    rows: list[dict[str, object]] = []
    for path in sorted((out / table).iterdir()):
        if path.suffix == ".jsonl":
            rows += map(json.loads, path.read_text(encoding="utf-8").splitlines())
        else:
            rows += pq.read_table(path).to_pylist()
    return [{key: value for key, value in row.items() if key != "seconds"} for row in rows]


class InlineWorkers:
    """Does batches in this process, so that a test may break what it likes."""

    def __init__(self, setup: Setup, jobs: int, timeout: float, progress: Progress) -> None:
        assert jobs > 0
        assert timeout > 0
        self._worker = Worker(setup)
        self._progress = progress

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, jobs: Iterator[Job]) -> Iterator[Done]:
        for number, job in enumerate(jobs):
            fresh = replace(job, folder=job.folder.with_name(f"part-{job.part}-{number}"))
            record = self._worker.run(fresh)
            self._progress.done(record)
            yield Done(record, fresh.folder.name)


def sanbai(*arguments: str | Path) -> "subprocess.Popen[str]":
    """Start the command in a group of its own."""
    command = [sys.executable, "-m", "sanbai_nlp.cli", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )


class Trapped(LocalSource):
    """A folder in which some files do harm to whoever reads them, by their names."""

    def read(self, entry: Entry) -> tuple[bytes, Stamp]:
        if "挂住" in entry.path:
            time.sleep(600)
        if "崩溃" in entry.path:
            os.kill(os.getpid(), signal.SIGKILL)
        if "停机" in entry.path:
            os.kill(os.getppid(), signal.SIGKILL)  # on a cluster Dask's own worker, as when a machine is out of memory
        if "偶然" in entry.path and not (mark := Path(entry.place + ".once")).exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(entry)
