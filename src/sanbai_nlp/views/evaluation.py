"""An evaluation on the console: the table of figures, every error in its context, gains and losses.

Each function makes one rich renderable and prints nothing. Marks are written out as well as coloured,
so that they survive a pipe.
"""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sanbai_nlp.evaluation import Comparison, Evaluation, Fault, Item, LayerChange, LayerScore, Value

_LAYERS = {
    "block": "段落",
    "sentence": "句子",
    "node": "标题",
    "quantity": "数量",
    "time": "时间",
    "department": "机构",
    "legislation": "法规文件",
    "legislative_step": "立法环节",
    "achievement": "业绩（未解析）",
    "achievement_counted": "业绩·计数",
    "achievement_legislative": "业绩·立法",
    "achievement_delivered": "业绩·成果",
    "achievement_honoured": "业绩·荣誉",
    "commitment": "承诺",
    "shortcoming": "不足",
}
_FAULTS = {Fault.MISS: ("－ 遗漏", "red"), Fault.EXTRA: ("＋ 多出", "yellow"), Fault.WRONG: ("！ 字段错", "magenta")}
_OPEN, _CLOSE = "〖", "〗"
_LONGEST = 60
"""A surface longer than this, a whole paragraph mostly, shows its two ends."""


def summary(evaluation: Evaluation) -> RenderableType:
    """The figures of every layer, the accuracy of every field, and the reports that could not be parsed."""
    return Group(_figures(evaluation), _accuracies(evaluation), *_failures(evaluation))


def _figures(evaluation: Evaluation) -> Table:
    table = _table(f"评测结果（{len(evaluation.docs)} 篇）", "正确", "多出", "遗漏", "精确率", "召回率", "F1")
    for layer in evaluation.layers:
        counts = [str(layer.tp), str(layer.fp), str(layer.fn)]
        rates = [f"{rate:.3f}" for rate in (layer.precision, layer.recall, layer.f1)]
        table.add_row(_layer_name(layer.name), *counts, *rates)
    return table


def _accuracies(evaluation: Evaluation) -> Table:
    """A table of its own: beside the figures it would not fit the 80 columns of a pipe."""
    table = _table("")
    table.add_column("字段准确率", overflow="fold")
    for layer in evaluation.layers:
        if layer.fields:
            fields = "  ".join(f"{field.name}={field.accuracy:.3f}" for field in layer.fields)
            table.add_row(_layer_name(layer.name), Text(fields))
    return table


def _table(title: str, *figures: str) -> Table:
    """A table of layers, with right-aligned columns for figures."""
    table = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("层", no_wrap=True)
    for heading in figures:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _layer_name(name: str) -> Text:
    """The layer in Chinese, with the id that gold files and saved runs have."""
    return Text.assemble(_LAYERS.get(name, ""), " ", (name, "dim"))


def _failures(evaluation: Evaluation) -> Iterable[Text]:
    for failure in evaluation.failures:
        yield Text.assemble(("无法解析 ", "bold red"), failure.doc, "：", failure.reason)


def errors(evaluation: Evaluation) -> RenderableType:
    """Every miss, extra and wrong field, layer by layer, each marked 〖…〗 in its context."""
    if not evaluation.items:
        return Group(*_failures(evaluation), Text("没有错误。"))
    lines: list[Text] = [*_failures(evaluation)]
    for layer in evaluation.layers:
        items = [item for item in evaluation.items if item.layer == layer.name]
        if items:
            lines += [_headline(layer.name, len(items)), *(_line(item) for item in items)]
    return Group(*lines)


def _headline(name: str, count: int) -> Text:
    return Text.assemble("\n", _layer_name(name), f"（{count} 处）", style="bold")


def _line(item: Item) -> Text:
    mark, colour = _FAULTS[item.fault]
    line = Text.assemble("  ", (mark, colour), f"  {item.doc} [{item.start}, {item.end})  ", *_in_context(item, colour))
    if item.identity:
        line.append(f"  {' / '.join(item.identity)}", "dim")
    if item.field is not None:
        wanted = " 或 ".join(_shown(value) for value in item.expected)
        line.append(f"  {item.field}：应为 {wanted}，得到 {_shown(item.found)}", "bold")
    return line


def _in_context(item: Item, colour: str) -> tuple[str | tuple[str, str], ...]:
    return (_flat(item.before), (f"{_OPEN}{_flat(_shortened(item.text))}{_CLOSE}", f"bold {colour}"), _flat(item.after))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}……{text[-_LONGEST // 2 :]}"


def _flat(text: str) -> str:
    """On one line: a line break of the report is shown, not made."""
    return text.replace("\n", "⏎").replace("\r", "")


def _shown(value: Value) -> str:
    """A value as it stands in a gold file's JSON."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def comparison(diff: Comparison) -> RenderableType:
    """The change of every layer's F1, and each error that is gone or new."""
    return Group(
        _changes(diff.layers),
        *_docs("新增篇目", diff.added),
        *_docs("不再评测", diff.dropped),
        *_docs("现在可以解析", diff.repaired),
        *_docs("现在无法解析", diff.broken),
        *_section("改进", "green", diff.gains),
        *_section("退步", "red", diff.losses),
    )


def _changes(layers: Iterable[LayerChange]) -> Table:
    table = _table("与上次评测相比", "原 F1", "现 F1", "变化")
    for layer in layers:
        table.add_row(_layer_name(layer.name), _f1(layer.old), _f1(layer.new), _difference(layer))
    return table


def _f1(score: LayerScore | None) -> str:
    return "—" if score is None else f"{score.f1:.3f}"


def _difference(layer: LayerChange) -> Text:
    if layer.old is None or layer.new is None:
        return Text("—")
    change = layer.new.f1 - layer.old.f1
    if not change:
        return Text("不变", "dim")
    return Text(f"{change:+.3f}", "green" if change > 0 else "red")


def _docs(title: str, docs: tuple[str, ...]) -> list[Text]:
    return [Text(f"{title}：{'、'.join(docs)}")] if docs else []


def _section(title: str, colour: str, items: tuple[Item, ...]) -> list[Text]:
    head = Text(f"\n{title}（{len(items)} 处）", f"bold {colour}")
    return [head, *(Text.assemble(Text(f"  {item.layer}", "dim"), _line(item)) for item in items)]
