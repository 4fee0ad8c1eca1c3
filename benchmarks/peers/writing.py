"""The page: tables of docs/benchmark.md from what was measured. Around its marks the page is written by hand."""

import os
import platform
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from page import put, table

from peers.measure import Result
from peers.peer import Annotation
from peers.scores import SUBSETS, Measure, Rate, Score, beyond, score
from peers.tools import OURS, PEERS, PLAIN, TOOLS
from sanbai_nlp.evaluation import GoldReport

LAYERS = {
    "node": "标题",
    "quantity": "数量",
    "quantity_money": "数量中的金额",
    "quantity_chinese": "数量中用汉字写的",
    "time": "时间",
    "department": "机构",
    "legislation": "文件与法规",
    "achievement_counted": "计数的业绩",
    "commitment": "承诺",
    "shortcoming": "不足",
    "block": "段落",
}
ALONE = {
    "legislative_step": "立法步骤",
    "achievement_legislative": "立法的业绩",
    "achievement_delivered": "成果的业绩",
    "achievement_honoured": "荣誉的业绩",
}
ALONE_FIELDS = {
    ("quantity", "low"): "数量的下限（掩码和“余”“以上”算出来的）",
    ("quantity", "high"): "数量的上限",
    ("department", "canonical"): "机构的全称",
    ("department", "level"): "机构的层级",
    ("department", "kind"): "机构的种类",
    ("time", "kind"): "时间的种类",
    ("legislation", "kind"): "文件的种类",
    ("achievement_counted", "kind"): "业绩的类别",
}
FIELDS = {
    "value": "值",
    "unit": "量词",
    "year": "年",
    "month": "月",
    "day": "日",
    "level": "层级",
    "style": "编号样式",
    "role": "段落作用",
    "label": "维度",
    "draft": "是否草案",
}
EXTRA = {"person": "人名", "place": "地名", "resolved_time": "不写数字的时间（去年、上半年）落到了日期"}
LEAST = 10
"""Items below which a difference is chance."""


@dataclass(frozen=True)
class Corpus:
    """Gold reports under the name of their part of the page."""

    name: str
    golds: tuple[GoldReport, ...]


@dataclass
class Run:
    """What a tool gave, or why it gave nothing."""

    result: Result | None
    failed: str = ""

    @cached_property
    def finds(self) -> dict[str, list[Annotation]]:
        """Its annotations, by report."""
        rows = self.result["finds"] if self.result else {}
        return {
            doc: [Annotation(r["layer"], r["start"], r["end"], r["values"], tuple(r["identity"])) for r in found]
            for doc, found in rows.items()
        }

    @property
    def ratios(self) -> list[float]:
        """How many times as fast as jieba, round by round."""
        return [jieba / own for own, jieba in self.result["seconds"]] if self.result else []


Runs = Mapping[str, Run]
Scores = Mapping[str, Mapping[str, Score]]
"""By tool and layer; a tool that failed has none."""


def write(path: Path, corpora: Iterable[Corpus], runs: Runs) -> None:
    """Write every part of the page; the seeds keep their figures where they are not present."""
    page = path.read_text(encoding="utf-8")
    for name, lines in parts(list(corpora), runs).items():
        page = put(path, page, name, "\n".join(lines))
    path.write_text(page, encoding="utf-8")


def parts(corpora: Sequence[Corpus], runs: Runs) -> dict[str, list[str]]:
    """The lines of each part of the page."""
    found = {}
    for corpus in corpora:
        scores = scored(corpus, runs)
        found[corpus.name] = [*size(corpus), "", *accuracy(scores)]
        if corpus.name == "test":
            found |= {
                "fields": fields(scores),
                "kinds": kinds(scores),
                "alone": alone(scores),
                "better": better(scores, runs),
                "beyond": extras(corpus, runs),
            }
            found["speed"] = speed(runs, sum(len(gold.text) for gold in corpus.golds))
    return found | {"versions": versions(runs)}


def scored(corpus: Corpus, runs: Runs) -> Scores:
    """Every tool that gave something, on its layers."""
    return {
        key: score(corpus.golds, run.finds, run.result["layers"]) for key, run in runs.items() if run.result is not None
    }


def size(corpus: Corpus) -> list[str]:
    """How much there is to read."""
    chars = sum(len(gold.text) for gold in corpus.golds)
    whole = sum(gold.layers is None for gold in corpus.golds)
    return [f"{len(corpus.golds)} 份报告，{chars:,} 字；其中 {whole} 份标了每一层，其余只标了段落。"]


# --- accuracy


def accuracy(scores: Scores) -> list[str]:
    """A table for each layer that a peer can do."""
    lines: list[str] = []
    heads = ["", "对", "共", "P", "R", "F", "宽 P", "宽 R", "宽 F", "本库漏、它对上"]
    for layer, title in LAYERS.items():
        if not scores[ours(scores)][layer].strict.recall.total:
            continue
        rows = [accuracy_row(key, layer, scores) for key in order(scores, layer)]
        lines += [f"### {title}", "", *table(heads, rows), ""]
    return lines[:-1]


def order(scores: Scores, layer: str) -> list[str]:
    """We, then the peers that do the layer."""
    return [key for key in (ours(scores), *(tool.key for tool in PEERS)) if layer in scores.get(key, {})]


def ours(scores: Scores) -> str:
    """The build of ours that was measured: both find the same."""
    return OURS.key if OURS.key in scores else PLAIN.key


def accuracy_row(key: str, layer: str, scores: Scores) -> list[str]:
    """Counts and rates, strict and loose, and what it has that we miss."""
    one, mine = scores[key][layer], scores[ours(scores)][layer]
    saved = "" if key == ours(scores) else str(len(one.hit & mine.missed))
    right = one.strict.recall
    return [name(key), str(right.right), str(right.total), *rates(one.strict), *rates(one.loose), saved]


def rates(measure: Measure) -> list[str]:
    """P, R and F."""
    return [f"{share:.3f}" for share in (measure.precision.share, measure.recall.share, measure.f1)]


def name(key: str) -> str:
    """A tool's name; our two builds are one where accuracy is meant."""
    return "**sanbai_nlp**" if key in {OURS.key, PLAIN.key} else TOOLS[key].title


def fields(scores: Scores) -> list[str]:
    """How often the fields that a peer gives are right, on what it found."""
    rows = [
        [f"{LAYERS[layer]}·{FIELDS[field]}", name(key), *part(rate)]
        for layer in LAYERS
        for field in FIELDS
        for key in order(scores, layer)
        if (rate := scores[key][layer].fields.get(field)) and any_peer(scores, layer, field)
    ]
    return table(["字段", "", "对", "共", "准确率"], rows, text=(0, 1))


def any_peer(scores: Scores, layer: str, field: str) -> bool:
    """Whether anyone but us gives the field."""
    return any(field in scores[tool.key][layer].fields for tool in PEERS if layer in scores.get(tool.key, {}))


def part(rate: Rate) -> list[str]:
    """Right, of all, share."""
    return [str(rate.right), str(rate.total), f"{rate.share:.3f}"]


def kinds(scores: Scores) -> list[str]:
    """Recall kind by kind, strict and loose; a column for each tool that does one of the layers."""
    layers = [layer for layer in ("quantity", "time", "department") if layer in scores[ours(scores)]]
    lines: list[str] = []
    for layer in layers:
        keys = order(scores, layer)
        rows = [
            [kind, str(total.total), *(recall(scores[key][layer].kinds.get(kind)) for key in keys)]
            for kind, (total, _) in scores[keys[0]][layer].kinds.items()
        ]
        lines += [f"### {LAYERS[layer]}的召回率", "", *table(["", "共", *map(name, keys)], rows), ""]
    return lines[:-1]


def recall(found: tuple[Rate, Rate] | None) -> str:
    """Strict and loose recall in one cell."""
    return " / ".join(f"{rate.share:.2f}" for rate in found) if found else "—"


def alone(scores: Scores) -> list[str]:
    """The layers, and the fields of layers, that nobody else gives."""
    mine = scores[ours(scores)]
    rows = [[title, str(mine[layer].strict.recall.total), *rates(mine[layer].strict)] for layer, title in ALONE.items()]
    given = {title: mine[layer].fields.get(field) for (layer, field), title in ALONE_FIELDS.items()}
    fields = [[title, *part(rate)] for title, rate in given.items() if rate]
    lines = table(["层", "共", "P", "R", "F"], rows)
    return [*lines, "", *table(["字段", "对", "共", "准确率"], fields)]


# --- what a peer does better


def better(scores: Scores, runs: Runs) -> list[str]:
    """Every figure of this page in which a peer is ahead of us."""
    rows = [
        [place, name(key), counted(theirs), counted(mine)]
        for tool in PEERS
        if (key := tool.key) in scores
        for place, theirs, mine in pairs(scores[key], scores[ours(scores)])
        if theirs.share > mine.share and min(theirs.total, mine.total) >= LEAST
    ]
    accuracies = table(["", "谁", "它", "本库"], rows, text=(0, 1)) if rows else ["准确上，没有一项。"]
    return [*accuracies, "", *faster(runs)]


def counted(rate: Rate) -> str:
    """A share with what it is of."""
    return f"{rate.share:.3f}（{rate.right}/{rate.total}）"


def pairs(theirs: Mapping[str, Score], mine: Mapping[str, Score]) -> Iterator[tuple[str, Rate, Rate]]:
    """All that can be compared: precision, recall, fields and kinds, layer by layer."""
    for layer, one in theirs.items():
        if layer in mine:
            title, own = LAYERS[layer], mine[layer]
            yield f"{title}·精确率", one.strict.precision, own.strict.precision
            yield f"{title}·召回率", one.strict.recall, own.strict.recall
            yield f"{title}·宽的精确率", one.loose.precision, own.loose.precision
            yield f"{title}·宽的召回率", one.loose.recall, own.loose.recall
            for field in sorted(one.fields.keys() & own.fields.keys() & FIELDS.keys()):
                yield f"{title}·{FIELDS[field]}", one.fields[field], own.fields[field]
            for kind in [] if layer in SUBSETS else sorted(one.kinds.keys() & own.kinds.keys()):
                strict, loose = zip(one.kinds[kind], own.kinds[kind], strict=True)
                yield f"{title}·{kind}·召回率", *strict
                yield f"{title}·{kind}·宽的召回率", *loose


def faster(runs: Runs) -> list[str]:
    """Who reads faster than our full parse."""
    build = OURS if runs[OURS.key].ratios else PLAIN
    mine = statistics.median(runs[build.key].ratios or [0.0])
    medians = {tool.title: statistics.median(runs[tool.key].ratios or [0.0]) for tool in PEERS}
    quick = [f"{title} {median / mine:.1f} 倍" for title, median in medians.items() if mine and median > mine]
    told = f"比{build.title}的完整解析快的：{'，'.join(quick)}。"
    return [told if quick else f"没有谁比{build.title}的完整解析快。"]


def extras(corpus: Corpus, runs: Runs) -> list[str]:
    """What peers find that we do not look for."""
    docs = {gold.doc for gold in corpus.golds}
    rows = [
        [EXTRA[what], name(tool.key), str(count)]
        for tool in PEERS
        for what, count in beyond({doc: a for doc, a in runs[tool.key].finds.items() if doc in docs}).items()
    ]
    return table(["本库不给", "谁给", "测试报告里有"], rows, text=(0, 1)) if rows else ["没有。"]


# --- speed, versions


def speed(runs: Runs, chars: int) -> list[str]:
    """Ratios to jieba in the same process."""
    heads = ["", "千字/秒", "jieba 千字/秒", "比值", "最小", "最大", "轮数"]
    return table(heads, [speed_row(key, run, chars) for key, run in runs.items()])


def speed_row(key: str, run: Run, chars: int) -> list[str]:
    """A tool's characters a second, jieba's beside it, and the ratio with its spread."""
    if run.result is None:
        return [TOOLS[key].title, *["—"] * 6]
    own, jieba = (statistics.median(side) for side in zip(*run.result["seconds"], strict=True))
    spread = (statistics.median(run.ratios), min(run.ratios), max(run.ratios))
    figures = [f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}" for ratio in spread]
    rates = (f"{chars / own / 1e3:,.0f}", f"{chars / jieba / 1e3:,.0f}")
    return [TOOLS[key].title, *rates, *figures, str(len(run.ratios))]


def versions(runs: Runs) -> list[str]:
    """What was measured, where, and what could not be."""
    rows = [
        [TOOLS[key].title, "，".join(f"{package} {number}" for package, number in run.result["versions"].items())]
        for key, run in runs.items()
        if run.result is not None
    ]
    lines = [machine(), "", *table(["", "版本"], rows, text=(0, 1))]
    failed = [f"- {TOOLS[key].title}：`{run.failed}`" for key, run in runs.items() if run.result is None]
    return [*lines, "", "没有跑成的：", "", *failed] if failed else lines


def machine() -> str:
    """Processor, system and interpreter of this run, and how busy the machine is."""
    cpus = Path("/proc/cpuinfo")
    models = (
        [row.split(":")[1].strip() for row in cpus.read_text().splitlines() if row.startswith("model name")]
        if cpus.is_file()
        else []
    )
    processor = models[0] if models else platform.processor() or platform.machine()
    load = os.getloadavg()[0]
    return f"{processor}，{os.cpu_count()} 核，各用一核；Python {platform.python_version()}，{platform.system()}；测完时一分钟平均负载 {load:.1f}。"
