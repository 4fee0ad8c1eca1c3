r"""Reads 述职 (duty and performance) reports and turns them into typed objects.

>>> import sanbai_nlp
>>> report = sanbai_nlp.parse("一、依法履职\n上半年，组织宪法宣誓**人次。")
>>> report.achievements[0].kind, report.quantities[0].low, report.quantities[0].high
('宪法宣誓', 10, 99)
"""

import importlib as _importlib
import typing as _typing

from sanbai_nlp.errors import (
    ChangedFileError,
    EmptyTextError,
    EncryptedFileError,
    GoldError,
    InvalidTextError,
    LexiconError,
    LostWorkerError,
    MetaError,
    MissingExtraError,
    MissingProgramError,
    ModelError,
    OversizedFileError,
    RunError,
    SanbaiError,
    ScannedFileError,
    TextTooLongError,
    TimeLimitError,
    TrainingError,
    UnreadableFileError,
    UnsupportedFormatError,
    WorkerDiedError,
)
from sanbai_nlp.schema import (
    Achievement,
    Basis,
    Block,
    Commitment,
    CommitmentKind,
    Department,
    DepartmentKind,
    Dimension,
    Document,
    DocumentKind,
    Heading,
    Level,
    Mention,
    Modifier,
    ParseWarning,
    Quantity,
    Report,
    Reporter,
    Role,
    Shortcoming,
    Source,
    Span,
    Stage,
    Status,
    Step,
    Style,
    Time,
    TimeKind,
    WarningCode,
)

if _typing.TYPE_CHECKING:
    from sanbai_nlp.explanation import Explanation, explain
    from sanbai_nlp.lexicon import Lexicon
    from sanbai_nlp.mentions import Finder, Found
    from sanbai_nlp.outline import View
    from sanbai_nlp.parser import Parser, parse, parse_all, parse_file
    from sanbai_nlp.tabulation import Tables, tables
    from sanbai_nlp.tabulation.amounts import Total
    from sanbai_nlp.tabulation.comparing import compare
    from sanbai_nlp.tabulation.figures import Figure, FigureName, Ratio
    from sanbai_nlp.tabulation.intervals import Answer, Interval
    from sanbai_nlp.tabulation.scores import Scorecard, scorecard
    from sanbai_nlp.tabulation.sums import amounts, intervals, totals
    from sanbai_nlp.views import plots

__version__ = "0.1.0"

__all__ = [
    "Achievement",
    "Answer",
    "Basis",
    "Block",
    "ChangedFileError",
    "Commitment",
    "CommitmentKind",
    "Department",
    "DepartmentKind",
    "Dimension",
    "Document",
    "DocumentKind",
    "EmptyTextError",
    "EncryptedFileError",
    "Explanation",
    "Figure",
    "FigureName",
    "Finder",
    "Found",
    "GoldError",
    "Heading",
    "Interval",
    "InvalidTextError",
    "Level",
    "Lexicon",
    "LexiconError",
    "LostWorkerError",
    "Mention",
    "MetaError",
    "MissingExtraError",
    "MissingProgramError",
    "ModelError",
    "Modifier",
    "OversizedFileError",
    "ParseWarning",
    "Parser",
    "Quantity",
    "Ratio",
    "Report",
    "Reporter",
    "Role",
    "RunError",
    "SanbaiError",
    "ScannedFileError",
    "Scorecard",
    "Shortcoming",
    "Source",
    "Span",
    "Stage",
    "Status",
    "Step",
    "Style",
    "Tables",
    "TextTooLongError",
    "Time",
    "TimeKind",
    "TimeLimitError",
    "Total",
    "TrainingError",
    "UnreadableFileError",
    "UnsupportedFormatError",
    "View",
    "WarningCode",
    "WorkerDiedError",
    "__version__",
    "amounts",
    "compare",
    "explain",
    "intervals",
    "parse",
    "parse_all",
    "parse_file",
    "plots",
    "scorecard",
    "tables",
    "totals",
]

# What parses is loaded at its first use: who only holds reports as objects pays for pydantic alone.
_LATER = {
    "Answer": "tabulation.intervals",
    "Explanation": "explanation",
    "Figure": "tabulation.figures",
    "FigureName": "tabulation.figures",
    "Finder": "mentions",
    "Found": "mentions",
    "Interval": "tabulation.intervals",
    "Lexicon": "lexicon",
    "Parser": "parser",
    "Ratio": "tabulation.figures",
    "Scorecard": "tabulation.scores",
    "Tables": "tabulation",
    "Total": "tabulation.amounts",
    "View": "outline",
    "amounts": "tabulation.sums",
    "compare": "tabulation.comparing",
    "explain": "explanation",
    "intervals": "tabulation.sums",
    "parse": "parser",
    "parse_all": "parser",
    "parse_file": "parser",
    "scorecard": "tabulation.scores",
    "tables": "tabulation",
    "totals": "tabulation.sums",
}
# Rooms that are used under their own name: sanbai_nlp.plots.stages(reports).
_ROOMS = {"plots": "views.plots"}


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        room = globals()[name] = _importlib.import_module(f"{__name__}.{_ROOMS[name]}")
        return room
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    thing = getattr(_importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = thing
    return thing


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, *_ROOMS})
