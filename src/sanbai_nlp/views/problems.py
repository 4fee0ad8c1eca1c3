"""What went wrong, in one Chinese line that says what to do. The library's own messages are English."""

from sanbai_nlp.errors import (
    EmptyTextError,
    EncryptedFileError,
    GoldError,
    LexiconError,
    MetaError,
    MissingExtraError,
    MissingProgramError,
    ModelError,
    OversizedFileError,
    RunError,
    SanbaiError,
    ScannedFileError,
    TextTooLongError,
    TrainingError,
    UnreadableFileError,
    UnsupportedFormatError,
)

_FORMATS = {
    "ole2": "旧版 Office 文件",
    "xls": "Excel 表格（xls）",
    "ppt": "演示文稿（ppt）",
    "odt": "OpenDocument 文档（odt）",
    "epub": "电子书（epub）",
    "xlsx": "Excel 表格（xlsx）",
    "pptx": "演示文稿（pptx）",
    "zip": "压缩包（zip）",
    "rar": "压缩包（rar）",
    "7z": "压缩包（7z）",
    "gzip": "压缩文件（gzip）",
    "xml": "XML 文件",
    "image": "图片",
    "binary": "二进制文件",
}

_OPENING: dict[type[BaseException | None], str] = {
    FileNotFoundError: "没有这个文件，请检查路径",
    IsADirectoryError: "这是文件夹，请给出其中的文件",
    PermissionError: "没有读取权限，请先取得权限",
}


def describe(error: SanbaiError, name: str) -> str:
    """What is wrong with the input called `name`, and what to do about it."""
    opening = None if isinstance(error, RunError) else _OPENING.get(type(error.__cause__))
    return f"{name}：{opening or _advice(error)}"


def format_name(looks_like: str | None) -> str:
    """What a format that is not read is called in Chinese."""
    return _FORMATS.get(looks_like or "", "不认识的格式")


def _advice(error: SanbaiError) -> str:
    if isinstance(error, UnsupportedFormatError):
        return f"看起来是{format_name(error.looks_like)}，目前还读不了，请另存为纯文本（txt）再试"
    if isinstance(error, UnreadableFileError):
        return _of_a_document(error) or _undecoded(error)
    if isinstance(error, EmptyTextError):
        return "没有内容，请检查文件是否为空"
    if isinstance(error, TextTooLongError):
        return f"有一篇长达 {error.length} 字，超过上限 {error.limit} 字，请拆分后再试"
    if isinstance(error, LexiconError | GoldError):
        what = "词表" if isinstance(error, LexiconError) else "标注文件"
        line = "" if error.line is None else f"（第 {error.line} 行）"
        return f"{what}有误{line}，请改正：{error.reason}"
    return _of_a_run(error) if isinstance(error, MetaError | RunError) else _of_a_model(error)


def _of_a_run(error: MetaError | RunError) -> str:
    line = error.line if isinstance(error, MetaError) else None
    return error.chinese if line is None else f"第 {line} 行{error.chinese}"


def _of_a_document(error: UnreadableFileError) -> str | None:
    if isinstance(error, EncryptedFileError):
        return "文件有密码，请去掉密码后另存再试"
    if isinstance(error, ScannedFileError):
        return "是扫描件或图片，没有文字，请先做文字识别（OCR）"
    if isinstance(error, OversizedFileError):
        return f"解开后过大或结构异常，可能是压缩炸弹，未读取：{error.reason}"
    if isinstance(error, MissingProgramError):
        return f"需要本机安装 {error.program}，请先运行 apt install {error.package}，或另存为 docx 再试"
    return None


def _undecoded(error: UnreadableFileError) -> str:
    cause = error.__cause__
    if isinstance(cause, UnicodeDecodeError):
        return f"第 {cause.start} 字节处无法按 {cause.encoding} 解码，请用 --encoding 指定编码，如 --encoding big5"
    if isinstance(cause, LookupError):
        return f"编码名不对（{cause}），可用的如 utf-8、gb18030、big5、utf-16"
    if isinstance(cause, ImportError):
        return f"读这种地址要另装一个库，请先用 pip 安装（{cause}）"
    return f"读不了：{error.reason}"


def _of_a_model(error: SanbaiError) -> str:
    if isinstance(error, MissingExtraError):
        return f'缺少附加组件，请先运行 pip install "sanbai-nlp[{error.extra}]"'
    if isinstance(error, ModelError):
        return f"模型文件用不了，可用 sanbai train 重新训练：{error}"
    if isinstance(error, TrainingError):
        return f"标注不够：至少要 {error.needed} 篇，现有 {error.given} 篇" if error.needed else f"标注不全：{error}"
    return str(error)
