"""What an archive costs: cores, memory, and where the time goes. Writes the figures into docs/archive-speed.md.

    python benchmarks/archive.py [--write] [--reports 1500] [--rounds 3] [--small 1000 100000] [--only million]

The reports are put together from paragraphs of the sample archive, with other figures, a file each. One core and two take turns,
and what is told is the median of the ratios of neighbours, so that a machine that is busy with other things slows both.
"""

import argparse
import cProfile
import json
import os
import platform
import pstats
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from page import put, table
from parse_profile import room
from parse_speed import SAMPLE

import sanbai_nlp
from sanbai_nlp.archive.folder import Folder
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.archive.parts import PartFormat
from sanbai_nlp.archive.source import LocalSource
from sanbai_nlp.archive.work import Job, Setup, Worker

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "archive-speed.md"
RUN = """
import json, resource, sys, time
from sanbai_nlp import archive
if __name__ == "__main__":
    began = time.perf_counter()
    if sys.argv[4:]:
        from distributed import Client
        with Client(n_workers=int(sys.argv[3]), threads_per_worker=1, dashboard_address=":0") as client:
            began = time.perf_counter()
            done = archive.tag(sys.argv[1], sys.argv[2], client=client)
            seconds = time.perf_counter() - began
    else:
        done = archive.tag(sys.argv[1], sys.argv[2], jobs=int(sys.argv[3]))
        seconds = time.perf_counter() - began
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peaks = [each.ru_maxrss / 1024 for each in used]
    cpu = [each.ru_utime + each.ru_stime for each in used]
    print(json.dumps([seconds, *peaks, *cpu, done.counts.characters, done.counts.reports]))
"""
LIBRARIES = ("pyarrow", "numpy")
MILLION = 1_000_000
CORES = (1, 4, 8, 16, 32, 64)


class Ran(NamedTuple):
    """A run: seconds, peak MB of the leader and of the largest worker, processor seconds of both, bytes of tables and account."""

    seconds: float
    leader: float
    worker: float
    leading: float
    working: float
    characters: int
    reports: int
    tables: int = 0
    account: int = 0


def variants(count: int, length: int | None = None) -> Iterator[str]:
    """Reports put together from paragraphs of the sample archive, with other figures; with a length, a piece of one."""
    texts = [report.text.strip().split("\n") for report in sanbai_nlp.parse_all(SAMPLE.read_text(encoding="utf-8"))]
    chance = random.Random(1)  # noqa: S311  (figures, no secrets)
    for at in range(count):
        like = texts[at % len(texts)]
        text = "\n".join([like[0], *(chance.choice(chance.choice(texts)[1:]) for _ in like[1:])])
        if length is not None:
            start = chance.randrange(max(1, len(text) - length))
            text = text[start : start + length]
        yield re.sub(r"[0-9]+", lambda found: str(chance.randrange(10 ** len(found[0]))), f"{text}\n第{at}号。\n")


def fill(folder: Path, texts: Iterable[str]) -> None:
    """A file each, a thousand in a folder."""
    for at, text in enumerate(texts):
        path = folder / f"{at // 1000:03}" / f"{at:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(folder: Path, jobs: int, *where: str) -> Ran:
    """Tag a folder in a process of its own; `where` is "dask" for a cluster of that many workers on this machine."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as out:
        script = Path(out) / "run.py"
        script.write_text(RUN, encoding="utf-8")
        command = [sys.executable, str(script), str(folder), str(Path(out) / "tagged"), str(jobs), *where]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        account = _bytes(Path(out) / "tagged" / "_run")
        return Ran(*json.loads(said), _bytes(Path(out) / "tagged") - account, account)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def cores(work: Path, reports: int, rounds: int) -> list[str]:
    """One core and two, by turns."""
    fill(work / "reports", variants(reports))
    pairs = [(run(work / "reports", 1), run(work / "reports", 2)) for _ in range(rounds)]
    ratios = [one.seconds / two.seconds for one, two in pairs]
    rows = [
        [f"{jobs}", f"{ran[0].reports:,}", f"{ran[0].characters:,}", *_rates(ran)]
        for jobs, ran in zip((1, 2), zip(*pairs, strict=True), strict=True)
    ]
    heads = ["进程", "报告", "字数", "秒（中位）", "每秒千字", "每秒文件", "处理器秒"]
    spread = f"{rounds} 轮，最低 {min(ratios):.2f}，最高 {max(ratios):.2f}，含起进程的时间"
    expected = statistics.median((one.leading + one.working) / (two.leading + two.working / 2) for one, two in pairs)
    shares = [ran.leading / (ran.leading + ran.working) for pair in pairs for ran in pair]
    quiet = (
        f"按处理器时间算，两个核都空着时应为 {expected:.2f} 倍：主进程占处理器时间的 {statistics.median(shares):.0%}，"
        "只有这一部分（多半是起步）不能分给两个核。"
    )
    return [
        *table(heads, rows, text=()),
        "",
        f"两个进程是一个的 {statistics.median(ratios):.2f} 倍（{spread}）。",
        "",
        quiet,
    ]


def _rates(ran: Iterable[Ran]) -> list[str]:
    runs = list(ran)
    seconds = statistics.median(one.seconds for one in runs)
    cpu = statistics.median(one.leading + one.working for one in runs)
    return [
        f"{seconds:.1f}",
        f"{runs[0].characters / seconds / 1000:.0f}",
        f"{runs[0].reports / seconds:.0f}",
        f"{cpu:.1f}",
    ]


def memory(work: Path, sizes: Iterable[int]) -> list[str]:
    """Peak memory of archives of different sizes."""
    rows, first = [], None
    for size in sizes:
        fill(work / f"small{size}", variants(size, 60))
        ran = run(work / f"small{size}", 2)
        first = first or ran
        growth = [f"{now / then - 1:+.0%}" for now, then in ((ran.leader, first.leader), (ran.worker, first.worker))]
        rows.append([f"{size:,}", f"{ran.leader:.0f}", growth[0], f"{ran.worker:.0f}", growth[1], f"{ran.seconds:.0f}"])
    heads = ["小报告", "主进程 MB", "增长", "最大的工作进程 MB", "增长", "秒"]
    return table(heads, rows, text=())


def million(work: Path, reports: int) -> list[str]:
    """What a million reports cost: by what the last nine tenths of an archive cost beyond the first, so that no start is in it."""
    sizes = reports // 10, reports
    for size in sizes:
        fill(work / f"million{size}", variants(size))
    few, many = (run(work / f"million{size}", 2) for size in sizes)
    each = {name: (getattr(many, name) - getattr(few, name)) / (sizes[1] - sizes[0]) for name in Ran._fields}
    material = _bytes(work / f"million{sizes[1]}") / sizes[1]
    hours = MILLION / 3600
    rows = [
        [
            f"{cores}",
            f"{(each['working'] / cores + each['leading']) * MILLION / 60:.0f}",
            f"{(many.leader + cores * many.worker) / 1000:.1f}",
        ]
        for cores in CORES
    ]
    needs = (
        f"一百万份报告（每份平均 {each['characters']:.0f} 字的纯文本，共 {material * MILLION / 1e9:.1f} GB）要 "
        f"{each['working'] * hours:.1f} 核小时解析，另要主进程 {each['leading'] * MILLION / 60:.0f} 分钟（不能分开）；"
        f"写出的表 {each['tables'] * MILLION / 1e9:.1f} GB，`_run` {each['account'] * MILLION / 1e9:.1f} GB。"
    )
    measured = (
        f"实测：每份解析 {each['working'] * 1000:.1f} 毫秒、主进程 {each['leading'] * 1000:.2f} 毫秒（处理器时间），"
        f"表 {each['tables'] / 1000:.1f} KB、记录 {each['account'] / 1000:.1f} KB；主进程最多用 {many.leader:.0f} MB，"
        f"工作进程最多 {many.worker:.0f} MB；由 {sizes[0]:,} 份和 {sizes[1]:,} 份两次之差得出，不含起步。"
    )
    there_few, there_many = (run(work / f"million{size}", 2, "dask") for size in sizes)
    local, there = (
        big.leading + big.working - small.leading - small.working
        for small, big in ((few, many), (there_few, there_many))
    )
    dask = f"同样的两次在本机两个 Dask 工作进程上跑，每份的处理器时间是不用 Dask 的 {there / local:.2f} 倍。"
    return [needs, "", *table(["核", "分钟", "内存 GB"], rows, text=()), "", measured, "", dask]


def profile(work: Path, reports: int) -> list[str]:
    """Shares of a worker's time, what built-in functions take put to the room that calls them."""
    fill(work / "profiled", variants(reports))
    source = LocalSource(work / "profiled")
    worker = Worker(Setup(source, Folder(work), PartFormat.PARQUET, Meta()))
    (work / "staging").mkdir()
    entries = tuple(source.entries())
    worker.run(Job(0, entries[:20], work / "staging" / "warm"))
    with cProfile.Profile() as made:
        worker.run(Job(1, entries, work / "staging" / "part"))
    rooms: Counter[str] = Counter()
    total = 0.0
    for place, (_, _, own, _, callers) in pstats.Stats(made).stats.items():  # type: ignore[attr-defined]
        total += own
        for where, seconds in (
            [(place, own)] if _whose(place) else [(caller, row[2]) for caller, row in callers.items()]
        ):
            rooms[_whose(where) or "其他"] += seconds
    lines = [
        [f"`{name}`", f"{seconds / total:.1%}"] for name, seconds in rooms.most_common() if seconds / total > 0.002
    ]
    return table(["房间", "占比"], lines)


def _whose(place: tuple[str, int, str]) -> str | None:
    return room(place) or next((name for name in LIBRARIES if f"/{name}/" in place[0]), None)


def machine() -> str:
    """Where this was measured, and how busy it was."""
    load = os.getloadavg()[0]
    return f"{time.strftime('%Y-%m-%d')}，{os.cpu_count()} 核，Python {platform.python_version()}，开始时系统负载 {load:.1f}。"


def main() -> None:
    """Measure, print, and write the page if asked to."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    options.add_argument("--reports", type=int, default=1500)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--small", type=int, nargs=2, default=(1_000, 100_000))
    options.add_argument("--only", choices=("cores", "memory", "million", "profile"))
    given = options.parse_args()
    told = machine()
    with tempfile.TemporaryDirectory() as folder:
        parts = {
            "cores": lambda: cores(Path(folder), given.reports, given.rounds),
            "memory": lambda: memory(Path(folder), given.small),
            "million": lambda: million(Path(folder), given.reports),
            "profile": lambda: profile(Path(folder), min(given.reports, 300)),
        }
        for name, part in parts.items():
            if given.only in (None, name):
                lines = "\n".join([*part(), "", told])
                print(f"{name}\n{lines}\n", flush=True)
                if given.write:
                    PAGE.write_text(put(PAGE, PAGE.read_text(encoding="utf-8"), name, lines), encoding="utf-8")


if __name__ == "__main__":
    main()
