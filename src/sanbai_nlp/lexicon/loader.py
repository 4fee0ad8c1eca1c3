"""Lexicon files: found, read, validated, laid over one another."""

import json
import re
import tomllib
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sanbai_nlp.errors import LexiconError
from sanbai_nlp.lexicon.files import LexiconFile


@lru_cache(maxsize=1)
def builtin_files() -> tuple[tuple[str, str], ...]:
    """Name and text of each lexicon file that the library ships, by name."""
    folder = Path(__file__).parent / "data"
    return tuple((path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))


def read_file(path: str | Path) -> tuple[str, str]:
    """Name and text of a user's lexicon file.

    Raises:
        LexiconError: if the file cannot be read as UTF-8 text.
    """
    try:
        return str(path), Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise LexiconError(path, None, f"cannot be read: {error}") from error


def validate(name: str, text: str) -> LexiconFile:
    """The file's content, checked.

    Raises:
        LexiconError: for bad TOML, unknown sections, and values of the wrong form, with the line where it can be told.
    """
    return LexiconFile.model_validate(_checked(name, text))


def merge(files: Iterable[tuple[str, str]]) -> LexiconFile:
    """All files as one; a later file adds to the lists of the earlier ones, and its `remove` takes terms away."""
    files = tuple(files)
    # Our own are checked all together, at the end: one by one they would cost each process that starts.
    shipped = frozenset(builtin_files())
    ready = _ready()
    merged: dict[str, Any] = {}
    for file in files:
        data = _shipped(*file, ready) if file in shipped else _checked(*file)
        _remove(merged, frozenset(data.pop("remove", [])))
        _lay_over(merged, data)
    try:
        return LexiconFile.model_validate(merged)
    except ValidationError:
        for file in files:
            _checked(*file)
        raise


def _ready() -> dict[str, Any]:
    """What a wheel holds of its own files as JSON (hatch_build.py writes it); a checkout has none."""
    path = Path(__file__).parent / "data" / "ready.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _shipped(name: str, text: str, ready: dict[str, Any]) -> dict[str, Any]:
    known = ready.get(name)
    if known is not None and known["crc32"] == zlib.crc32(text.encode()):
        return dict(known["content"])
    return _read(name, text)


def _read(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise LexiconError(name, int(at[1]) if at else None, f"not valid TOML: {error}") from error
    except RecursionError:
        raise LexiconError(name, None, "not valid TOML: brackets nested too deeply") from None


def _checked(name: str, text: str) -> dict[str, Any]:
    data = _read(name, text)
    try:
        LexiconFile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise LexiconError(name, _line_of(text, first["loc"], first["input"]), f"{path}: {first['msg']}") from error
    return data


def _line_of(text: str, loc: tuple[int | str, ...], value: object) -> int | None:
    """The line that holds the offending value or, failing that, the last key on the way to it."""
    keys = [str(part) for part in loc if isinstance(part, str) and part != "[key]"]
    wanted = [re.escape(f'"{value}"')] if isinstance(value, str) and value else []
    lines = [line.split("#")[0] for line in text.splitlines()]
    for needle in [*wanted, *(rf"(?<![\w-]){re.escape(key)}(?![\w-])" for key in reversed(keys))]:
        for number, line in enumerate(lines, 1):
            if re.search(needle, line):
                return number
    return None


def _lay_over(below: dict[str, Any], above: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict):
            _lay_over(below.setdefault(key, {}), value)
        elif isinstance(value, list):
            below[key] = _without_doubles([*below.get(key, []), *value])
        else:
            below[key] = value


def _without_doubles(items: list[Any]) -> list[Any]:
    """The terms of a list, each at its first place; tables, which stand for whole names, as they are."""
    return list(dict.fromkeys(items)) if all(isinstance(item, str) for item in items) else items


# Tables whose keys are terms; the keys of all others are names of this format.
_TERM_TABLES = frozenset({"canonical", "not_after"})


def _remove(data: dict[str, Any], terms: frozenset[str]) -> None:
    """Take terms out of every list, and out of the tables whose keys are terms."""
    if not terms:
        return
    for key, value in list(data.items()):
        if isinstance(value, dict):
            if key in _TERM_TABLES:
                data[key] = {term: kept for term, kept in value.items() if term not in terms}
            else:
                _remove(value, terms)
        elif isinstance(value, list):
            data[key] = [item for item in value if (item.get("term") if isinstance(item, dict) else item) not in terms]
