"""doc and wps (Word 97 to 2003, which WPS writes too) → text.

Three readers, the best first, by what was measured (docs/decisions/0011): doc2docx needs no program and keeps the
automatic numbering; LibreOffice keeps it too; antiword loses it, and the outline with it.
"""

import re
import shutil
import tempfile
from pathlib import Path

from sanbai_nlp.errors import (
    EncryptedFileError,
    MissingExtraError,
    MissingProgramError,
    OversizedFileError,
    SanbaiError,
    UnreadableFileError,
)
from sanbai_nlp.reading.decoding import Decoded
from sanbai_nlp.reading.docx import read_docx
from sanbai_nlp.reading.programs import ProgramFailedError, run

_LARGEST = 128 << 20
_SECTOR = 512
_WORD_97 = b"\xec\xa5"  # how the main stream of a document begins
_ENCRYPTED = 0x0100
_LISTS = 0x2E6  # where it says how long the table of lists is
_SECURITY = (("MacroSecurityLevel", "3"), ("DisableMacrosExecution", "true"), ("BlockUntrustedRefererLinks", "true"))
_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(*setting) for setting in _SECURITY)
    + "</oor:items>"
)


def read_doc(data: bytes, encoding: str | None = None, path: str = "<bytes>") -> Decoded:  # noqa: ARG001  (a Reader)
    """The text of a Word document of the old format, as `read_docx` gives that of the new one. Macros never run.

    Raises:
        EncryptedFileError: where it is locked.
        OversizedFileError: where it is too large to be a report.
        MissingExtraError: where there is neither doc2docx nor a program that reads it.
        MissingProgramError: where doc2docx cannot read it, and there is no program that might.
        UnreadableFileError: where none of those that are there can read it.
    """
    if len(data) > _LARGEST:
        raise OversizedFileError(path, f"is a document of more than {_LARGEST >> 20} MB: save it without its pictures")
    if _field(data, 0x0A) & _ENCRYPTED:
        raise EncryptedFileError(path)
    failed: list[str] = []
    missing: MissingExtraError | None = None
    for attempt in (_by_doc2docx, _by_libreoffice, _by_antiword):
        try:
            return attempt(data, path)
        except MissingExtraError as error:
            missing = error
        except FileNotFoundError:  # the program is not on this machine
            continue
        except (UnreadableFileError, ProgramFailedError) as error:
            failed.append(str(error))
    raise _none_could(path, failed, missing)


def _none_could(path: str, failed: list[str], missing: MissingExtraError | None) -> SanbaiError:
    if missing and not failed:
        return missing
    if _program("soffice") is None:
        return MissingProgramError(path, "LibreOffice", "libreoffice-writer-nogui")
    return UnreadableFileError(path, f"is damaged, or no Word document ({'; '.join(failed)}): save it anew as docx")


def _by_doc2docx(data: bytes, path: str) -> Decoded:
    try:
        from doc2docx import convert
    except ImportError as error:
        raise MissingExtraError("reading doc and wps files", "archive") from error
    with tempfile.TemporaryDirectory(prefix="sanbai-") as folder:
        source, target = Path(folder, "in.doc"), Path(folder, "out.docx")
        source.write_bytes(data)
        try:
            convert(source, target)
        except Exception as error:  # a young library, on files from strangers: the next reader has its turn
            raise UnreadableFileError(path, f"doc2docx: {error}") from error
        return _as_doc(read_docx(target.read_bytes(), None, path))


def _by_libreoffice(data: bytes, path: str) -> Decoded:
    program = _program("soffice") or _missing("soffice")
    with tempfile.TemporaryDirectory(prefix="sanbai-") as folder:
        home = Path(folder)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (home / "in.doc").write_bytes(data)
        options = ["--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={(home / 'profile').as_uri()}"]
        convert = ["--infilter=MS Word 97", "--convert-to", "docx", "--outdir", str(home / "out"), str(home / "in.doc")]
        run([program, *options, *convert], home, seconds=90)
        written = home / "out" / "in.docx"
        if not written.exists():
            raise ProgramFailedError("LibreOffice wrote nothing")
        return _as_doc(read_docx(written.read_bytes(), None, path))


def _by_antiword(data: bytes, path: str) -> Decoded:
    program = _program("antiword") or _missing("antiword")
    with tempfile.TemporaryDirectory(prefix="sanbai-") as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        printed = run([program, "-m", "UTF-8.txt", "-w", "0", str(source)], Path(folder), seconds=30)
    text = "\n".join(filter(None, map(_cells, printed.decode("utf-8", errors="replace").split("\n"))))
    if _field(data, _LISTS) or "\ufffd" in text:
        note = "read by antiword, which drops automatic numbering and rare characters: apt install libreoffice-writer-nogui"
        return Decoded(text, "doc", doubtful=True, note=note)
    if not text:
        raise UnreadableFileError(path, "antiword finds no text in it")
    return Decoded(text, "doc")


def _cells(line: str) -> str:
    """Antiword draws a table's row as |one   |two   |."""
    if line.startswith("|") and line.endswith("|"):
        return "\t".join(cell.strip() for cell in line[1:-1].split("|")).rstrip()
    return line.rstrip() if line.strip() else ""


def _as_doc(decoded: Decoded) -> Decoded:
    return Decoded(decoded.text, "doc", decoded.doubtful, decoded.note)


def _field(data: bytes, at: int) -> int:
    """Two bytes of the header of the main stream, which begins some sector; 0 where none is found."""
    for start in re.finditer(re.escape(_WORD_97), data):
        if start.start() % _SECTOR == 0 and start.start():
            return int.from_bytes(data[start.start() + at : start.start() + at + 2], "little")
    return 0


def _program(name: str) -> str | None:
    return shutil.which(name)


def _missing(name: str) -> str:
    raise FileNotFoundError(name)
