"""The commands of `sanbai`. What a user reads here is in Chinese."""

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer
from rich.console import Console, RenderableType

from sanbai_nlp.cli.usage import ARGUMENTS, COMMANDS, OPTIONS, ChineseCommand, ChineseGroup, UsageError, complaint
from sanbai_nlp.errors import SanbaiError, UnsupportedFormatError
from sanbai_nlp.evaluation import Evaluation, compare, evaluate_file
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.parser import Parser
from sanbai_nlp.reading import Material, read_archive, read_bytes, read_file
from sanbai_nlp.schema import Report
from sanbai_nlp.tagging import TextTagger
from sanbai_nlp.views import console as report_view
from sanbai_nlp.views import evaluation as evaluation_view
from sanbai_nlp.views import html as html_view
from sanbai_nlp.views.problems import describe

_PIPE_WIDTH = 120  # columns of a table that goes to a file or to another program
_EXIT = "退出码：0 全部读出；1 有输入未能读出；2 用法不对或无法运行。"


class Format(StrEnum):
    """What `sanbai parse` prints."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


app = typer.Typer(
    name="sanbai",
    cls=ChineseGroup,
    help=f"读述职报告，列出谁述职、做了什么、有多少、立了什么法、承诺了什么。\n\n{_EXIT}",
    epilog="例：sanbai parse 述职材料.txt",
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
)

TaggerOption = Annotated[
    Path | None,
    typer.Option(
        "--tagger", metavar="FILE", help="自己训练的段落标签模型（sanbai train 生成）。", rich_help_panel=OPTIONS
    ),
]

EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="文件编码；不给则自动识别。", rich_help_panel=OPTIONS),
]

LexiconOption = Annotated[
    Path | None,
    typer.Option("--lexicon", metavar="FILE", help="自备词表（TOML），叠加在自带词表之上。", rich_help_panel=OPTIONS),
]


def main() -> None:
    """Run the command line; expected errors and a closed pipe end it without a traceback."""
    _prepare(sys.stdout)
    _prepare(sys.stderr)
    try:
        code = app(prog_name="sanbai", standalone_mode=False)
    except _PipeClosedError:  # `| head` has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except typer.Abort:
        code = 130
    except UsageError as error:
        complain(complaint(error))
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", help="显示版本号并退出。", is_eager=True, rich_help_panel=OPTIONS)
    ] = False,
) -> None:
    if show_version:
        typer.echo(f"sanbai {version('sanbai-nlp')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command(
    cls=ChineseCommand,
    help="解析报告，每篇列出标题、提纲、业绩、法规、承诺、数量。\n\n"
    "退出码：0 全部读出；1 有文件未能读出（其余照常输出）；2 用法不对或无法运行。",
    epilog="例：sanbai parse 2022.txt 2023.txt --format jsonl > 报告.jsonl\n\n"
    "例：sanbai parse 2023.txt --format html --out 报告.html\n\n例：cat 2022.txt | sanbai parse -",
    options_metavar="[选项]",
    rich_help_panel=COMMANDS,
)
def parse(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help="文本文件，一个文件可含多篇报告；- 表示标准输入。", rich_help_panel=ARGUMENTS
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="table|json|jsonl|html",
            help="输出格式：table 表格（默认），json 一个列表，jsonl 每行一篇，html 一个网页。",
            show_default=False,
            rich_help_panel=OPTIONS,
        ),
    ] = "table",
    lexicon: LexiconOption = None,
    tagger: TaggerOption = None,
    encoding: EncodingOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="写到文件，不打印。", rich_help_panel=OPTIONS),
    ] = None,
) -> None:
    """Parse files and print their reports, or write them to a file."""
    if output not in list(Format):
        raise typer.BadParameter(f"--format 不能是“{output}”，可用 {'、'.join(Format)}")
    if out is not None and out.resolve() in {Path(name).resolve() for name in files}:
        raise typer.BadParameter(f"--out 不能是要读的文件（{out}），否则原文会被覆盖")
    parser = made_parser(lexicon, tagger)
    failed: list[str] = []
    with _stream(out) as stream:
        _print_reports(read_reports(parser, files, encoding, failed), Format(output), stream)
    if failed:
        raise typer.Exit(1)


@app.command(
    cls=ChineseCommand,
    help="打印报告对象的 JSON Schema。",
    epilog="例：sanbai schema > report.schema.json",
    options_metavar="[选项]",
    rich_help_panel=COMMANDS,
)
def schema() -> None:
    """Print the JSON Schema of a report."""
    _write(json.dumps(Report.model_json_schema(), ensure_ascii=False, indent=2) + "\n")


@app.command(
    cls=ChineseCommand,
    help="对照标注评测解析结果：各层精确率、召回率、F1 和字段准确率。\n\n"
    "退出码：0 已评测；1 有报告无法解析；2 用法不对或无法运行。",
    epilog="例：sanbai evaluate 标注.jsonl --errors\n\n"
    "例：sanbai evaluate 标注.jsonl --against 上次.json --save 这次.json",
    options_metavar="[选项]",
    rich_help_panel=COMMANDS,
)
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help="标注文件，每行一篇报告。", rich_help_panel=ARGUMENTS)
    ],
    errors: Annotated[
        bool, typer.Option("--errors", help="逐条列出遗漏、多出和字段错误。", rich_help_panel=OPTIONS)
    ] = False,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="保存这次评测。", rich_help_panel=OPTIONS)
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="与保存过的评测逐条比较。", rich_help_panel=OPTIONS),
    ] = None,
    lexicon: LexiconOption = None,
) -> None:
    """Score the parser against gold annotations."""
    try:
        old = Evaluation.load(against) if against else None
        result = evaluate_file(gold, made_parser(lexicon))
    except SanbaiError as error:
        raise cannot_run(error, gold) from error
    for part in _evaluation(result, old, errors=errors):
        show(part)
    if save:
        _save(result, save)
    if result.failures:
        raise typer.Exit(1)


def _evaluation(result: Evaluation, old: Evaluation | None, *, errors: bool) -> Iterator[RenderableType]:
    yield evaluation_view.summary(result)
    if errors:
        yield evaluation_view.errors(result)
    if old is not None:
        yield evaluation_view.comparison(compare(old, result))


def _save(result: Evaluation, path: Path) -> None:
    try:
        result.save(path)
    except OSError as error:
        complain(f"{path}：写不了（{error.strerror}），请换个位置")
        raise typer.Exit(2) from error


def made_parser(lexicon: Path | None, tagger: Path | None = None) -> Parser:
    """The parser of the options; what cannot be used ends the command with code 2."""
    try:
        words = Lexicon.load(lexicon) if lexicon else None
    except SanbaiError as error:
        raise cannot_run(error, lexicon) from error
    try:
        return Parser(lexicon=words, tagger=TextTagger.load(tagger) if tagger else "default")
    except SanbaiError as error:
        raise cannot_run(error, tagger) from error


def cannot_run(error: SanbaiError, path: Path | None) -> typer.Exit:
    """Say why the command cannot run; the exit to raise."""
    complain(describe(error, str(getattr(error, "path", path))))
    return typer.Exit(2)


def read_reports(parser: Parser, files: Iterable[str], encoding: str | None, failed: list[str]) -> Iterator[Report]:
    """The reports of every file that can be read; the others are complained of and put on the list."""
    for name in files:
        for material in _materials(name, encoding):
            try:
                if isinstance(material, SanbaiError):
                    raise material
                yield from parser.parse_material(material)
            except SanbaiError as error:
                place = getattr(material, "path", name)
                complain(describe(error, "标准输入" if place == "-" else place))
                failed.append(place)


def _materials(name: str, encoding: str | None) -> Iterator[Material | SanbaiError]:
    """What a file holds: an archive all its members."""
    try:
        yield read_bytes(sys.stdin.buffer.read(), encoding, "-") if name == "-" else read_file(name, encoding)
    except UnsupportedFormatError as error:
        if error.looks_like == "zip" and name != "-":
            yield from read_archive(name, encoding)
        else:
            yield error
    except SanbaiError as error:
        yield error


@contextmanager
def _stream(out: Path | None) -> Iterator[TextIO]:
    """The file to write to, or standard output."""
    if out is None:
        yield sys.stdout
        return
    try:
        with out.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
    except OSError as error:
        complain(f"{out}：写不了（{error.strerror}），请换个位置")
        raise typer.Exit(2) from error


def _print_reports(reports: Iterable[Report], output: Format, stream: TextIO) -> None:
    match output:
        case Format.TABLE:
            for report in reports:
                show(report_view.report(report), stream)
        case Format.JSONL:
            for report in reports:
                _write(report.model_dump_json() + "\n", stream)
        case Format.HTML:
            _write(html_view.page(reports), stream)
        case Format.JSON:
            opening = "["
            for report in reports:
                _write(f"{opening}\n{report.model_dump_json(indent=2)}", stream)
                opening = ","
            _write("\n]\n" if opening == "," else "[]\n", stream)


class _PipeClosedError(Exception):
    """Who read our output has gone: typer and rich end with exit code 1 at a `BrokenPipeError`, `main` does not."""


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        raise _PipeClosedError


def _write(text: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stdout
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        raise _PipeClosedError from None


def show(page: RenderableType, stream: TextIO | None = None) -> None:
    """Print in colour on a terminal; without, and wide enough for a table, elsewhere or under NO_COLOR."""
    stream = stream or sys.stdout
    wide = None if stream.isatty() or os.environ.get("COLUMNS") else _PIPE_WIDTH
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    screen = _Screen(file=stream, width=wide, color_system=colours, highlight=False, markup=False, emoji=False)
    screen.print(page)


def complain(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    typer.echo("sanbai: " + "".join(char if char.isprintable() else " " for char in message), err=True)


def _prepare(stream: object) -> None:
    """UTF-8 into files and pipes, whatever the locale; on a terminal that lacks a character, a stand-in."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
