"""The library's errors.

* SanbaiError
  + EmptyTextError          the text to parse has no character that is not blank
  + TextTooLongError        the text is longer than the parser's limit
  + InvalidTextError        the text holds lone surrogates, which no encoding can write
  + UnreadableFileError     a file could not be opened, read or decoded
    - UnsupportedFormatError    a file's format is none that is read here
    - EncryptedFileError        a file asks for a password
    - ScannedFileError          a document holds pictures of its pages, not their text
    - OversizedFileError        a file holds more than is safe to unpack: a bomb, or by mistake
    - MissingProgramError       a format needs a program that is not on this machine
    - TimeLimitError            a file of an archive took longer than the limit
    - LostWorkerError           a file of an archive killed the processes that read it
    - ChangedFileError          a file was being written while it was read
  + LexiconError            a lexicon file says something that cannot be used
  + ModelError              a model is missing, broken or foreign
  + TrainingError           there is too little to train a model on
  + GoldError               a gold file does not follow the format
  + WorkerDiedError         a process that parsed a text was killed, or ran out of memory
  + MetaError               a table or pattern that describes files says something that cannot be used
  + RunError                a run over an archive cannot start, or cannot go on
  + MissingExtraError       an optional dependency is not installed

Wrong types raise the built-in `TypeError`.
"""

from pathlib import Path


class SanbaiError(Exception):
    """Base of every error that the library raises on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by state: subclasses take other arguments than their message."""
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(kind: type[SanbaiError], args: tuple[object, ...], state: dict[str, object]) -> SanbaiError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class EmptyTextError(SanbaiError):
    """The text has nothing but blanks in it."""


class TextTooLongError(SanbaiError):
    """The text is longer than `Parser(max_length=…)` allows."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"the text has {length} characters and the limit is {limit}; "
            "split it, or raise the limit with Parser(max_length=…)"
        )
        self.length = length
        self.limit = limit


class InvalidTextError(SanbaiError):
    """The text holds a lone surrogate: half of a character, left over from a wrong decoding."""

    def __init__(self, place: int) -> None:
        super().__init__(f"the text has a lone surrogate at {place}; decode its source again, or replace it")
        self.place = place


class UnreadableFileError(SanbaiError):
    """A file could not be opened, read or decoded."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason


class UnsupportedFormatError(UnreadableFileError):
    """A file's format is none that is read here; `looks_like` names the format, None where nothing is known."""

    def __init__(self, path: str | Path, reason: str, looks_like: str | None = None) -> None:
        super().__init__(path, reason)
        self.looks_like = looks_like


class EncryptedFileError(UnreadableFileError):
    """A file is locked with a password."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(path, "is locked with a password: save it without one")


class ScannedFileError(UnreadableFileError):
    """A document holds pictures of its pages and no text, as scanners make it."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(path, "is scanned: it holds pictures and no text; put it through text recognition (OCR) first")


class OversizedFileError(UnreadableFileError):
    """A file holds more than is safe to unpack; `reason` says of what, and the limit."""


class MissingProgramError(UnreadableFileError):
    """Reading a format needs a program that is not on this machine; `package` is what Debian calls it."""

    def __init__(self, path: str | Path, program: str, package: str) -> None:
        super().__init__(path, f"needs the program {program}, which is not on this machine: apt install {package}")
        self.program = program
        self.package = package


class TimeLimitError(UnreadableFileError):
    """A file of an archive took longer than the time limit of a file."""

    def __init__(self, path: str | Path, seconds: float) -> None:
        super().__init__(path, f"took more than {seconds:g} seconds, the limit of a file: raise timeout=, or split it")
        self.seconds = seconds


class LostWorkerError(UnreadableFileError):
    """The processes that read a file of an archive died of it: out of memory, or a crash in a library below."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(path, "killed the process that read it, twice (out of memory, or a crash): save it as text")


class ChangedFileError(UnreadableFileError):
    """A file was being written all the while it was read."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(path, "was changed while it was read: run again when nobody writes to it")


class LexiconError(SanbaiError):
    """A lexicon file cannot be used: which file, which line (None where unknown), what is wrong."""

    def __init__(self, path: str | Path, line: int | None, reason: str) -> None:
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {reason}")
        self.path = str(path)
        self.line = line
        self.reason = reason


class ModelError(SanbaiError):
    """A model is missing, broken or foreign."""


class TrainingError(SanbaiError):
    """There is too little to train a model on: how many annotated reports are needed and given, or what has none."""

    def __init__(self, reason: str, needed: int = 0, given: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.needed = needed
        self.given = given


class GoldError(SanbaiError):
    """A gold file does not follow the format: which file, which line (None where unknown), what is wrong."""

    def __init__(self, path: str | Path, line: int | None, reason: str) -> None:
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {reason}")
        self.path = str(path)
        self.line = line
        self.reason = reason


class WorkerDiedError(SanbaiError):
    """The process that parsed a text died: it ran out of memory, or was killed. The other texts are parsed."""

    def __init__(self, text: str) -> None:
        opening = " ".join(text[:40].split())
        super().__init__(
            f"the process that parsed the text of {len(text)} characters beginning {opening!r} died "
            "(out of memory, or killed); parse it alone, or lower Parser(max_length=…)"
        )
        self.length = len(text)


class MetaError(SanbaiError):
    """A table or pattern that describes files cannot be used: which, which line (None where there is none), and why.

    `chinese` is the reason for whoever keeps the table.
    """

    def __init__(self, path: str | Path, line: int | None, reason: str, chinese: str) -> None:
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {reason}")
        self.path = str(path)
        self.line = line
        self.reason = reason
        self.chinese = chinese


class RunError(SanbaiError):
    """A run over an archive cannot start, or cannot go on; `chinese` is the reason and the remedy for its user."""

    def __init__(self, out: str | Path, reason: str, chinese: str) -> None:
        super().__init__(f"{out}: {reason}")
        self.path = str(out)
        self.reason = reason
        self.chinese = chinese


class MissingExtraError(SanbaiError):
    """An optional dependency is not installed; the message names the extra that brings it."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f'{feature} needs an extra: pip install "sanbai-nlp[{extra}]"')
        self.feature = feature
        self.extra = extra
