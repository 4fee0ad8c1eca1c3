"""The page of the commands, `docs/cli.md`: what stands below its mark is made from the commands' own help.

``python -m sanbai_nlp.cli.page docs/cli.md`` writes that part anew.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from sanbai_nlp.cli.commands import app

MARK = "<!-- 以下由 make commands 生成，请勿手改 -->"


def commands_page() -> str:
    """Every command with its arguments, options and examples, as Markdown in Chinese."""
    group = get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("the command line has no commands")
    named = [(f"sanbai {name}", command) for name, command in sorted(group.commands.items())]
    sections = [_section(path, command) for path, command in named if isinstance(command, TyperCommand)]
    return "\n".join([MARK, "", *(line for section in sections for line in section)]).rstrip("\n") + "\n"


def renewed(page: str) -> str:
    """The page with the part below its mark made anew."""
    return page.partition(MARK)[0] + commands_page()


def _section(path: str, command: TyperCommand) -> list[str]:
    arguments = [param for param in command.params if isinstance(param, TyperArgument)]
    options = [param for param in command.params if isinstance(param, TyperOption)]
    usage = [path, "[选项]", *(_placeholder(argument) for argument in arguments)]
    head = [f"## `{path}`", "", command.help or "", "", "```text", " ".join(usage), "```", ""]
    rows = [*(_row(_placeholder(argument), argument) for argument in arguments), *map(_option, options)]
    return [*head, *_rows(rows), *_examples(command.epilog or "")]


def _rows(rows: Sequence[str]) -> list[str]:
    return ["| 参数、选项 | 作用 |", "| --- | --- |", *rows, ""] if rows else []


def _row(name: str, param: TyperArgument | TyperOption) -> str:
    required = "必须给出。" if param.required and isinstance(param, TyperOption) else ""
    return f"| `{name.replace('|', chr(92) + '|')}` | {required}{(param.help or '').replace('|', chr(92) + '|')} |"


def _option(option: TyperOption) -> str:
    takes = "" if option.is_flag else f" {option.metavar or 'N'}"
    return _row(f"{'、'.join(option.opts)}{takes}", option)


def _placeholder(argument: TyperArgument) -> str:
    return f"{argument.metavar or argument.name}{'…' if argument.nargs == -1 else ''}"


def _examples(epilog: str) -> Iterable[str]:
    examples = [line.removeprefix("例：") for line in epilog.split("\n\n") if line]
    return ["```bash no-run: 例子里的文件要换成你自己的", *examples, "```", ""] if examples else []


def main(arguments: Sequence[str]) -> None:
    """Write the page of this path anew."""
    path = Path(arguments[0])
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
