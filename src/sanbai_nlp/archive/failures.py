"""Why a file was not read, in Chinese, and what to do about it: the rows of `failed`."""

from dataclasses import dataclass

from sanbai_nlp.errors import (
    ChangedFileError,
    EmptyTextError,
    EncryptedFileError,
    InvalidTextError,
    LostWorkerError,
    MissingExtraError,
    MissingProgramError,
    OversizedFileError,
    ScannedFileError,
    TextTooLongError,
    TimeLimitError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from sanbai_nlp.views.problems import format_name


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why a file is no material and was passed over, in Chinese."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or folder that could not be read: why and what to do in Chinese, the error's class, and its own words."""

    path: str
    reason: str
    advice: str
    error: str
    detail: str | None = None


_AGAIN = "，加 --resume 再运行"

# The first class that fits decides, so an error stands before those that it derives from.
_KNOWN: tuple[tuple[type[Exception], str, str], ...] = (
    (TimeLimitError, "超过单个文件的时限", "用 --timeout 放宽时限，或把文件拆小，再加 --resume 运行"),
    (
        LostWorkerError,
        "读它的进程两次崩溃（多半是内存不足）",
        "另存为纯文本（txt），或在内存大的机器上用 --jobs 1 加 --resume 再试",
    ),
    (ChangedFileError, "读的时候有人正在改写它", "等它不再变动后，加 --resume 再运行"),
    (EncryptedFileError, "加了密码", "用原来的软件打开，去掉密码另存后，加 --resume 再运行"),
    (ScannedFileError, "是扫描件，只有图片，没有文字", "先做文字识别（OCR），保存带文字层的文件后，加 --resume 再运行"),
    (OversizedFileError, "展开后过大，疑似压缩炸弹", "确认可信后手工解开，放回文件夹，加 --resume 再运行"),
    (EmptyTextError, "没有文字", "核对是否放错了文件"),
    (TextTooLongError, "文字过长", "拆成几个文件后，加 --resume 再运行"),
    (InvalidTextError, "解码所得不是正常文字", "用原来的软件另存为 UTF-8 的纯文本后，加 --resume 再运行"),
)
_CAUSES: tuple[tuple[type[BaseException], str, str], ...] = (
    (FileNotFoundError, "文件不见了（被移走、改名，或链接指向的文件不存在）", "找回后加 --resume 再运行"),
    (PermissionError, "没有读取权限", "取得权限后，加 --resume 再运行"),
    (
        UnicodeDecodeError,
        "认不出文字编码，或文件有损坏",
        "用原来的软件打开，另存为 UTF-8 的纯文本后，加 --resume 再运行",
    ),
)


def failure_of(error: Exception, path: str | None = None) -> Failure:
    """The row of an error; `path` where the error names none.

    >>> failure = failure_of(EncryptedFileError("2023年/述职.docx"))
    >>> failure.path, failure.reason, failure.advice
    ('2023年/述职.docx', '加了密码', '用原来的软件打开，去掉密码另存后，加 --resume 再运行')
    """
    where = path if path is not None else str(getattr(error, "path", ""))
    reason, advice = _words(error)
    return Failure(where, reason, advice, type(error).__name__, plain(str(getattr(error, "reason", error))))


def plain(text: str) -> str:
    """The text as any table can hold it: half characters, of which no encoding makes bytes, are escaped."""
    return text.encode("utf-8", errors="backslashreplace").decode()


def _words(error: Exception) -> tuple[str, str]:
    for kind, reason, advice in _KNOWN:
        if isinstance(error, kind):
            return reason, advice
    if isinstance(error, MissingProgramError):
        return f"读这种格式要用程序 {error.program}，本机没有", f"运行 apt install {error.package} 后{_AGAIN}"
    if isinstance(error, MissingExtraError):
        command = f'pip install "sanbai-nlp[{error.extra}]"'
        return "缺少附加组件", f"运行 {command} 后{_AGAIN}"
    return _by_cause(error)


def _by_cause(error: Exception) -> tuple[str, str]:
    for cause, reason, advice in _CAUSES:
        if isinstance(error.__cause__, cause):
            return reason, advice
    if isinstance(error, UnsupportedFormatError):
        return (
            f"是{format_name(error.looks_like)}，这里读不了",
            f"另存为 docx 或纯文本（txt）后{_AGAIN}；不是材料的可以移走",
        )
    if isinstance(error, UnreadableFileError):
        return "打不开或已损坏", f"用原来的软件打开试试，能打开就另存一份{_AGAIN}"
    return "解析时出了意外的错误", "请把文件和“详情”一栏报告给维护者；其余文件不受影响"
