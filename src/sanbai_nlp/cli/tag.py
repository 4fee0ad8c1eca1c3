"""`sanbai tag`: an archive in, tables out."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sanbai_nlp.cli.commands import LexiconOption, TaggerOption, app, cannot_run, complain, show
from sanbai_nlp.cli.usage import ARGUMENTS, COMMANDS, OPTIONS, ChineseCommand
from sanbai_nlp.errors import SanbaiError

_INTERRUPTED = 130


@app.command(
    cls=ChineseCommand,
    help="读一个文件夹里的全部材料（压缩包里的也读），写成表格。可随时中断，加 --resume 接着运行。\n\n"
    "退出码：0 全部读出；1 有文件未能读出（原因见 failed 表，其余照常写出）；2 用法不对或无法运行；130 被中断。",
    epilog="例：sanbai tag 材料/ --out tagged/\n\n例：sanbai tag 材料/ --out tagged/ --resume\n\n"
    '例：sanbai tag 材料/ --out tagged/ --meta 名册.csv --meta-from-path "{year}年/{department}/"',
    options_metavar="[选项]",
    rich_help_panel=COMMANDS,
)
def tag(  # noqa: PLR0913, PLR0917  (the options of the command)
    source: Annotated[
        str, typer.Argument(metavar="材料", help="文件夹、一个文件，或网址（s3:// 等）。", rich_help_panel=ARGUMENTS)
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="FOLDER",
            help="结果写到哪个文件夹，或对象存储的网址（s3:// 等）。",
            rich_help_panel=OPTIONS,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="parquet|jsonl|xlsx",
            help="结果的格式：parquet（默认），jsonl，或 xlsx 一个 Excel 工作簿。",
            show_default=False,
            rich_help_panel=OPTIONS,
        ),
    ] = "parquet",
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="用几个进程；默认有几核用几个。", rich_help_panel=OPTIONS),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="接着上次运行：只读新增、有变动和上次失败的文件。", rich_help_panel=OPTIONS),
    ] = False,
    meta: Annotated[
        Path | None,
        typer.Option(
            "--meta",
            metavar="表.csv",
            help="附表（CSV），有一列叫“文件”“路径”或 path，其余各列带进每张表。",
            rich_help_panel=OPTIONS,
        ),
    ] = None,
    meta_from_path: Annotated[
        str | None,
        typer.Option(
            "--meta-from-path",
            metavar="写法",
            help="从文件夹名取年份、单位等，如 {year}年/{department}/。",
            rich_help_panel=OPTIONS,
        ),
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="秒",
            min=1,
            help="一个文件最多读多少秒，默认 300。",
            show_default=False,
            rich_help_panel=OPTIONS,
        ),
    ] = 300.0,
    lexicon: LexiconOption = None,
    tagger: TaggerOption = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="tcp://…",
            help="在 Dask 集群上运行，给出调度器的地址；结果要写到各机器都能看到的文件夹，或对象存储。",
            rich_help_panel=OPTIONS,
        ),
    ] = None,
) -> None:
    """Read an archive and write its tables."""
    from sanbai_nlp import archive
    from sanbai_nlp.archive.screen import screen

    if output not in list(archive.Format):
        raise typer.BadParameter(f"--format 不能是“{output}”，可用 {'、'.join(archive.Format)}")
    if dask is not None and jobs is not None:
        raise typer.BadParameter("--jobs 和 --dask 只能用一个：集群有多少线程就用多少")
    try:
        with _stoppable(), (archive.BarShow if sys.stderr.isatty() else archive.LineShow)(sys.stderr) as progress:
            summary = archive.tag(
                source,
                out,
                format=output,
                jobs=jobs,
                resume=resume,
                meta=meta,
                meta_from_path=meta_from_path,
                timeout=timeout,
                lexicon=lexicon,
                tagger=tagger,
                client=dask,
                show=progress,
            )
    except SanbaiError as error:
        raise cannot_run(error, Path(out)) from error
    except KeyboardInterrupt:
        complain("已中断；写好的部分都在，加 --resume 接着运行")
        raise typer.Exit(_INTERRUPTED) from None
    show(screen(summary))
    if summary.counts.failed:
        raise typer.Exit(1)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Have `kill` end a run as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
