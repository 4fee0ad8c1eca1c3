"""How does the cost of a parse grow with the text, and with a lexicon of one's own laid over ours?

    python benchmarks/growth.py [--rounds N] [--write]

Lengths: the sample archive, repeated to so many bytes, as one text. Terms: a lexicon file of made-up terms of ten kinds,
loaded as a user loads it, and a text of 100 kB parsed with it and without, turn about. Processor time, each
point in a fresh process; memory is what the peak of the process rose by. With --write the tables go into docs/speed.md
and the plot beside it.
"""

import argparse
import gc
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from page import put, table

from sanbai_nlp import Lexicon, Parser

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "samples" / "archive.txt"
PAGE = ROOT / "docs" / "speed.md"
PICTURE = ROOT / "docs" / "pictures" / "growth.png"
LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
TERMS = (0, 10, 100, 1_000, 10_000, 100_000)
TEXT = 100_000  # bytes parsed with each overlay
KB, MB = 1_000, 1_000_000

# Made-up names are three characters and the tail of their kind, each unlike any other.
FIRST = "岚栖槐泖沭汀潆浔渚溆湄洹泺岫峤峄崃嵊嶝岐郯鄄郓邡邛鄯鄢郾邳邙芷苕荇蓼蕲蓟菀葭蒗蔺"
SECOND = "川州安湾溪泉塘津浦洲屏坪垭坳圩埠堰墩岱峪崖崮嶂泾涧淀渡潭濠瀛杞枰柘栎桁椿榆槎樾檀"
THIRD = "东西南北中上下前后里外新老大小长宽高平正和顺康宁祥瑞丰裕兴隆昌盛荣华富贵福禄寿喜"
KINDS = (
    ("", "phrases", "精神"),
    ("departments.parts.government", "regional", "分署"),
    ("departments.parts.institution", "bare", "服务所"),
    ("departments.parts.enterprise", "suffixes", "商社"),
    ("quantities.units", "count", "筐"),
    ("places.names", "county", "县"),
    ("documents.known", "local_regulation", "条例"),
    ("achievements", "things", "工坊"),
    ("achievements", "verbs", "办"),
    ("achievements.kinds", '"渔业资源"', "渔汛"),
)


class Length(NamedTuple):
    """What a text of so many bytes costs: seconds, those without Python's garbage collector, and bytes of memory."""

    size: int
    chars: int
    seconds: float
    uncollected: float
    memory: int


class Overlay(NamedTuple):
    """What so many terms of one's own cost: seconds to load them, seconds a parse, the same beside none."""

    terms: int
    load: float
    parse: float
    ratio: float
    memory: int


def text_of(size: int) -> str:
    """The sample archive again and again, to so many bytes of UTF-8."""
    sample = SAMPLE.read_bytes()
    return (sample * (size // len(sample) + 1))[:size].decode(errors="ignore")


def lexicon_of(terms: int) -> str:
    """A lexicon file of so many terms, a tenth of each kind."""
    sections: dict[str, list[str]] = {}
    for section, key, tail in KINDS:
        names = islice(product(THIRD, SECOND, FIRST), terms // len(KINDS))
        listed = ", ".join(f'"{second}{third}{first}{tail}"' for first, second, third in names)
        sections.setdefault(section, []).append(f"{key} = [{listed}]\n")
    return "".join((f"[{section}]\n" if section else "") + "".join(lines) for section, lines in sections.items())


def seconds(work: Callable[[], object]) -> float:
    """The processor time of one call, without the garbage of the last."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def of_length(size: int, rounds: int) -> Length:
    """One point; run in a process of its own."""
    parser, text = Parser(max_length=10 * MB), text_of(size)
    parser.parse(text_of(TEXT // 10))
    before = _peak()
    first = seconds(lambda: parser.parse(text))
    memory = _peak() - before
    again = range(rounds if first < 1 else 1)
    collected = statistics.median([first, *(seconds(lambda: parser.parse(text)) for _ in again[1:])])
    gc.disable()
    uncollected = statistics.median([seconds(lambda: parser.parse(text)) for _ in again])
    return Length(size, len(text), collected, uncollected, memory)


def of_terms(terms: int, rounds: int) -> Overlay:
    """One point; run in a process of its own."""
    text, plain = text_of(TEXT), Parser()
    plain.parse(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ours.toml")
        path.write_text(lexicon_of(terms), encoding="utf-8")
        before, start = _peak(), time.process_time()
        own = Parser(lexicon=Lexicon.load(path))
        load = time.process_time() - start
    memory = _peak() - before
    own.parse(text)
    costs: dict[Parser, list[float]] = {plain: [], own: []}
    for turn in range(2 * rounds):
        for parser in (plain, own) if turn % 2 else (own, plain):
            costs[parser].append(seconds(lambda read=parser.parse: read(text)))
    ratio = statistics.median(mine / theirs for theirs, mine in zip(*costs.values(), strict=True))
    return Overlay(terms, load, statistics.median(costs[own]), ratio, memory)


def _peak() -> int:
    """Bytes at the most so far; Linux counts them in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measured(rounds: int) -> tuple[list[Length], list[Overlay]]:
    """All points, each in a fresh process, one after the other."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, fresh, max_tasks_per_child=1) as pool:
        lengths = [pool.submit(of_length, size, rounds).result() for size in LENGTHS]
        overlays = [pool.submit(of_terms, terms, rounds).result() for terms in TERMS]
    return lengths, overlays


def length_table(points: Sequence[Length]) -> list[str]:
    """The lengths, with what a thousand characters cost at each."""
    rows = [
        [
            f"{point.size // KB:,}",
            f"{point.chars:,}",
            f"{point.seconds:.3f}",
            f"{point.seconds / point.chars * 1e6:.1f}",
            f"{point.uncollected / point.chars * 1e6:.1f}",
            f"{point.memory / MB:.0f}",
        ]
        for point in points
    ]
    return table(["文字 KB", "字数", "解析 秒", "每千字 毫秒", "不计回收", "内存 MB"], rows, text=())


def overlay_table(points: Sequence[Overlay]) -> list[str]:
    """The overlays; a parse is given beside one without any."""
    rows = [
        [
            f"{point.terms:,}",
            f"{point.load:.2f}",
            f"{point.memory / MB:.0f}",
            f"{point.parse:.3f}",
            f"{point.ratio:.2f}",
        ]
        for point in points
    ]
    return table(["添的词", "载入 秒", "内存 MB", "解析 100 KB 秒", "与不添之比"], rows, text=())


def draw(lengths: Sequence[Length], overlays: Sequence[Overlay]) -> None:
    """Both as a picture, on paper of its own, so that it is read on a dark page too."""
    import matplotlib as mpl  # noqa: PLC0415  only who writes the page draws

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415
    from matplotlib.ticker import FuncFormatter  # noqa: PLC0415

    from sanbai_nlp.views.plots.canvas import ACCENT, COLOURS, PAGE, RULE, SOFT, WIDTH, drawing  # noqa: PLC0415

    other = [*COLOURS.values()][1]
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.2), facecolor=PAGE, layout="constrained")

    def finish(ax: "Axes") -> None:
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        ax.grid(color=RULE, linewidth=0.6)
        ax.legend(loc="upper left")
        ax.set_facecolor(PAGE)

    with drawing(left, 0) as ax:
        sizes = [point.size / KB for point in lengths]
        straight = [lengths[2].uncollected * size / sizes[2] for size in sizes]
        ax.loglog(sizes, straight, color=SOFT, linewidth=0.9, linestyle=":", label="正比于长度")
        ax.loglog(sizes, [point.seconds for point in lengths], color=ACCENT, marker="o", markersize=4, label="解析")
        bare = [point.uncollected for point in lengths]
        ax.loglog(sizes, bare, color=other, marker="s", markersize=4, linestyle="--", label="解析，不计垃圾回收")
        ax.set(title="随文字", xlabel="一篇文字的长度（KB）", ylabel="处理器时间（秒）")
        finish(ax)
    with drawing(right, 0) as ax:
        laid = [point for point in overlays if point.terms]
        terms = [point.terms for point in laid]
        ax.loglog(terms, [p.load for p in laid], color=other, marker="s", markersize=4, linestyle="--", label="载入")
        ax.loglog(terms, [p.parse for p in laid], color=ACCENT, marker="o", markersize=4, label="解析 100 KB")
        ax.set(title="随自添的词", xlabel="词数", ylabel="处理器时间（秒）", ylim=(0.01, 10))
        finish(ax)
    figure.savefig(PICTURE, dpi=120)


def main() -> None:
    """Measure, print, and write the page."""
    arguments = argparse.ArgumentParser(
        description="the cost of a parse over the length of its text, and over own terms"
    )
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--write", action="store_true", help="write docs/speed.md and its picture")
    given = arguments.parse_args()
    lengths, overlays = measured(given.rounds)
    tables = {"growth-text": length_table(lengths), "growth-terms": overlay_table(overlays)}
    print("\n\n".join("\n".join(lines) for lines in tables.values()))
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        for name, lines in tables.items():
            page = put(PAGE, page, name, "\n".join(lines))
        PAGE.write_text(page, encoding="utf-8")
        draw(lengths, overlays)


if __name__ == "__main__":
    main()
