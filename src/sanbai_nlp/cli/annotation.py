"""The commands of who annotates: out to a tool, back from it, and a tagger trained on what comes back."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sanbai_nlp.cli.commands import (
    EncodingOption,
    LexiconOption,
    TaggerOption,
    app,
    cannot_run,
    complain,
    made_parser,
    read_reports,
)
from sanbai_nlp.cli.usage import ARGUMENTS, COMMANDS, OPTIONS, ChineseCommand
from sanbai_nlp.errors import GoldError, SanbaiError
from sanbai_nlp.integrations.drafts import draft
from sanbai_nlp.integrations.exchange import Tool, config, export, imported
from sanbai_nlp.integrations.rows import Row, gold_rows, write_gold
from sanbai_nlp.parser import Parser
from sanbai_nlp.schema import Report
from sanbai_nlp.views.problems import describe

if TYPE_CHECKING:
    from sanbai_nlp.evaluation import GoldReport

_TOOLS = "|".join(Tool)


def _tool(name: str | None, option: str) -> Tool | None:
    if name is not None and name not in list(Tool):
        raise typer.BadParameter(f"{option} 不能是“{name}”，可用 {'、'.join(Tool)}")
    return None if name is None else Tool(name)


@app.command(
    "export",
    cls=ChineseCommand,
    help="把报告或标注交给标注工具（Label Studio、doccano、spaCy）：文本文件先解析，作为预标注；jsonl 标注原样带出。\n\n"
    "退出码：0 全部写出；1 有输入未能读出（其余照常写出）；2 用法不对或无法运行。",
    epilog="例：sanbai export 2023.txt --to label-studio --out 任务.json --config 界面.xml\n\n"
    "例：sanbai export 标注.jsonl --to doccano --out 任务.jsonl",
    options_metavar="[选项]",
    rich_help_panel=COMMANDS,
)
def export_command(
    to: Annotated[
        str, typer.Option("--to", metavar=_TOOLS, help="哪一种标注工具。", show_default=False, rich_help_panel=OPTIONS)
    ],
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE", help="文本文件，或标注文件（.jsonl）；- 表示标准输入。", rich_help_panel=ARGUMENTS
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="任务写到哪里。", rich_help_panel=OPTIONS)
    ] = None,
    configuration: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="把标注界面的配置（Label Studio 的 XML、doccano 的标签表）写到哪里。",
            rich_help_panel=OPTIONS,
        ),
    ] = None,
    lexicon: LexiconOption = None,
    tagger: TaggerOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Write reports or gold for an annotation tool."""
    tool = _tool(to, "--to")
    assert tool is not None
    if (out is None) != (not files) or (out is None and configuration is None):
        raise typer.BadParameter("请给出 FILE 和 --out，或只给 --config")
    _keep_inputs(files or [], out)
    if configuration is not None:
        _write_config(tool, configuration)
    if out is not None:
        failed: list[str] = []
        rows = list(_rows(files or [], made_parser(lexicon, tagger), encoding, failed))
        try:
            export(rows, tool, out)
        except (OSError, SanbaiError) as error:
            raise _cannot_write(error, out) from error
        typer.echo(f"{out}：写出 {len(rows)} 篇")
        if failed:
            raise typer.Exit(1)


def _keep_inputs(files: Iterable[str | Path], out: Path | None) -> None:
    if out is not None and out.resolve() in {Path(name).resolve() for name in files}:
        raise typer.BadParameter(f"--out 不能是要读的文件（{out}），否则原文会被覆盖")


def _write_config(tool: Tool, path: Path) -> None:
    text = config(tool)
    if text is None:
        raise typer.BadParameter(f"{tool} 不需要标注界面的配置，请去掉 --config")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _cannot_write(error, path) from error


def _rows(files: Iterable[str], parser: Parser, encoding: str | None, failed: list[str]) -> Iterator[Row]:
    """The rows of every file; what cannot be read is complained of and put on the list."""
    for name in files:
        if name.endswith(".jsonl"):
            yield from _gold(name, failed)
        else:
            yield from _drafts(list(read_reports(parser, [name], encoding, failed)))


def _gold(name: str, failed: list[str]) -> Iterator[Row]:
    try:
        for row in gold_rows(name):
            if isinstance(row, GoldError):
                _lament(row, name, failed)
            else:
                yield row
    except SanbaiError as error:
        _lament(error, name, failed)


def _drafts(reports: list[Report]) -> Iterator[Row]:
    """Reports under the name of their file; where a file has several, under that and their place in it."""
    paths = [report.source.path if report.source else "-" for report in reports]
    for path, report in zip(paths, reports, strict=True):
        index = report.source.index if report.source else 0
        stem = "stdin" if path == "-" else Path(path).stem
        yield draft(report, stem if paths.count(path) == 1 else f"{stem}-{index + 1}")


@app.command(
    "import",
    cls=ChineseCommand,
    help="把标注工具导出的文件（校对、增删过的）变回标注文件（jsonl）。\n\n"
    "退出码：0 全部读入；1 有记录未能读入（其余照常写出）；2 用法不对或无法运行。",
    epilog="例：sanbai import 校对后.json --from label-studio --out 标注.jsonl\n\n"
    "例：sanbai train 校对后.json --out 标签模型.json",
    options_metavar="[选项]",
    rich_help_panel=COMMANDS,
)
def import_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="工具导出的文件。", rich_help_panel=ARGUMENTS)],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="标注写到哪里。", rich_help_panel=OPTIONS)],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar=_TOOLS, help="哪一种工具导出的；不给则自动识别。", rich_help_panel=OPTIONS),
    ] = None,
    predictions: Annotated[
        bool,
        typer.Option("--predictions", help="没有人校对过的预标注也一并读入。", rich_help_panel=OPTIONS),
    ] = False,
    lexicon: LexiconOption = None,
) -> None:
    """Read a tool's export back into a gold file."""
    _keep_inputs(files, out)
    failed: list[str] = []
    rows = _imported(files, _tool(source, "--from"), made_parser(lexicon), failed, predictions=predictions)
    if failed and not rows:
        raise typer.Exit(1)
    try:
        write_gold(rows, out)
    except OSError as error:
        raise _cannot_write(error, out) from error
    typer.echo(f"{out}：读入 {len(rows)} 篇")
    if failed:
        raise typer.Exit(1)


def _imported(
    files: Iterable[Path], tool: Tool | None, parser: Parser, failed: list[str], *, predictions: bool = False
) -> list[Row]:
    """The rows of every file, a doc once; what is wrong is complained of, and what nobody has annotated is counted."""
    rows: dict[str, Row] = {}
    for path in files:
        try:
            found = imported(path, tool, predictions=predictions, parser=parser)
        except SanbaiError as error:
            _lament(error, str(path), failed)
            continue
        for wrong in found.failed:
            _lament(wrong, str(path), failed)
        for row in found.rows:
            if row.doc in rows:
                _lament(
                    GoldError(path, None, f"the doc {row.doc!r} stands in an earlier file already"), str(path), failed
                )
            rows.setdefault(row.doc, row)
        if found.untouched and not predictions:
            complain(f"{path}：{found.untouched} 篇只有预标注，无人校对，没有读入；要读入请加 --predictions")
    return list(rows.values())


@app.command(
    cls=ChineseCommand,
    help="用标注过的报告训练段落标签（工作业绩、作风形象、廉洁）模型，需要 scikit-learn。"
    "标注工具导出的文件可以直接用来训练。\n\n"
    "退出码：0 已写出模型；1 已写出模型，但有记录未能读入；2 用法不对或无法运行。",
    epilog="例：sanbai train data/annotated/train data/annotated/dev --out 标签模型.json\n\n"
    "例：sanbai train data/annotated/train 校对后.json --out 标签模型.json\n\n"
    "例：sanbai parse 2023.txt --tagger 标签模型.json",
    options_metavar="[选项]",
    rich_help_panel=COMMANDS,
)
def train(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD",
            help="标注文件（jsonl）、装有标注文件的文件夹，或标注工具导出的文件。",
            rich_help_panel=ARGUMENTS,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="模型写到哪里。", rich_help_panel=OPTIONS)],
    seed: Annotated[
        int, typer.Option("--seed", help="随机种子；同样的标注和种子得到同样的模型。", rich_help_panel=OPTIONS)
    ] = 13,
) -> None:
    """Train a tagger on annotated reports and write it as a model file."""
    from sanbai_nlp.evaluation.examples import train_on

    failed: list[str] = []
    try:
        model, told = train_on(_golds(gold, failed), seed)
        out.write_text(model, encoding="utf-8")
    except SanbaiError as error:
        raise cannot_run(error, gold[0]) from error
    except OSError as error:
        raise _cannot_write(error, out) from error
    typer.echo(f"{out}：学了 {told['reports']} 篇报告的 {told['blocks']} 段")
    if failed:
        raise typer.Exit(1)


def _golds(paths: Iterable[Path], failed: list[str]) -> "Iterator[GoldReport]":
    """The reports of gold files, which have to be whole, and of exports, which may have records that are not."""
    from sanbai_nlp.evaluation import load_gold
    from sanbai_nlp.evaluation.examples import gold_files
    from sanbai_nlp.evaluation.gold import gold_row
    from sanbai_nlp.integrations.exchange import tool_of

    for file in [file for path in paths for file in gold_files(path)]:
        if tool_of(file) is None:
            yield from load_gold(file)
        else:
            yield from (gold_row(file, None, row.line()) for row in _imported([file], None, made_parser(None), failed))


def _lament(error: SanbaiError, name: str, failed: list[str]) -> None:
    complain(describe(error, name))
    failed.append(name)


def _cannot_write(error: Exception, path: Path) -> typer.Exit:
    if isinstance(error, SanbaiError):
        return cannot_run(error, path)
    complain(f"{path}：写不了（{getattr(error, 'strerror', None) or error}），请换个位置")
    return typer.Exit(2)
