"""Typer's own words, its help and its complaints, in Chinese."""

from typing import Protocol

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

OPTIONS, ARGUMENTS, COMMANDS = "选项", "参数", "命令"

# Typer exports no name for this class, and newer versions carry a click of their own.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class _Formatter(Protocol):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None: ...


class ChineseCommand(TyperCommand):
    """A command whose usage line and `--help` are in Chinese."""

    def format_usage(self, ctx: typer.Context, formatter: _Formatter) -> None:  # type: ignore[override]
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def get_help_option(self, ctx: typer.Context) -> TyperOption | None:  # type: ignore[override]
        """The `--help` option."""
        return _translated(super().get_help_option(ctx))


class ChineseGroup(TyperGroup):
    """A group of commands whose usage line and `--help` are in Chinese."""

    def format_usage(self, ctx: typer.Context, formatter: _Formatter) -> None:  # type: ignore[override]
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def get_help_option(self, ctx: typer.Context) -> TyperOption | None:  # type: ignore[override]
        """The `--help` option."""
        return _translated(super().get_help_option(ctx))


def _translated(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "显示帮助并退出。"
        option.rich_help_panel = OPTIONS
    return option


def complaint(error: Exception) -> str:
    """What is wrong with the arguments, and where the help is. `error` is a `UsageError`."""
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "sanbai")
    return f"{_wrong(error)}；用法见 {path} --help"


def _wrong(error: Exception) -> str:
    option = getattr(error, "option_name", None)
    name = getattr(getattr(error, "param", None), "metavar", None)
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有 {option} 这个选项"
        case "BadOptionUsage":
            return f"选项 {option} 缺少取值"
        case "MissingParameter":
            return f"缺少参数 {name}"
        case "BadParameter":
            return str(getattr(error, "message", error))
    return _by_message(str(getattr(error, "message", error)))


def _by_message(message: str) -> str:
    """Complaints that have no class of their own in every version of typer."""
    if message.startswith("No such command"):
        return f"没有 {message.split(chr(39))[1]} 这个命令"
    if message.startswith("Got unexpected extra argument"):
        return f"参数过多：{message.rpartition('(')[2].rstrip(').')}"
    return f"用法不对（{message}）"
