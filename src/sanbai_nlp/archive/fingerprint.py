"""What a run was set up with, so that it is not gone on with under another set-up: half the rows would be of each."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from sanbai_nlp.archive.columns import OUTPUT
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.errors import RunError
from sanbai_nlp.schema import SCHEMA_VERSION

Fingerprint = Mapping[str, str]

_NAMES = {
    "source": "材料位置",
    "format": "输出格式（--format）",
    "library": "sanbai_nlp 版本",
    "schema": "报告格式版本",
    "tables": "表的列",
    "lexicon": "自备词表（--lexicon）",
    "tagger": "标签模型（--tagger）",
    "meta": "附表（--meta）",
    "meta_from_path": "路径写法（--meta-from-path）",
}
_NONE = "无"


def fingerprint(
    *, source: str, form: str, version: str, lexicon: Path | None, tagger: Path, own: bool, meta: Meta
) -> Fingerprint:
    """What decides which rows come out. Files are known by what they hold, not by their names.

    Args:
        source: where the materials lie.
        form: of the output.
        version: of the library.
        lexicon: the user's lexicon file.
        tagger: the model file in use.
        own: whether that is the user's.
        meta: the table and the pattern that describe files.
    """
    return {
        "source": source,
        "format": form,
        "library": version,
        "schema": SCHEMA_VERSION,
        "tables": sha256(repr(OUTPUT).encode()).hexdigest(),
        "lexicon": _of_file(lexicon) if lexicon else _NONE,
        "tagger": ("" if own else "自带 ") + _of_file(tagger),
        "meta": meta.table.sha256 if meta.table else _NONE,
        "meta_from_path": meta.pattern.pattern if meta.pattern else _NONE,
    }


def written(made: Fingerprint) -> bytes:
    """As it is written down."""
    return json.dumps(dict(made), ensure_ascii=False, indent=2).encode() + b"\n"


def read(data: bytes, path: str) -> Fingerprint:
    """What was written down; `path` is where."""
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise RunError(path, "is damaged", "运行记录已损坏，无法续跑；请换一个 --out 重新运行")
    return found


def check(out: Path | str, was: Fingerprint, now: Fingerprint) -> None:
    """Refuse to go on with a run that was set up otherwise.

    Raises:
        RunError: says what has changed, from what, to what.
    """
    changed = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    if changed:
        english = "; ".join(f"{name} was {was.get(name)}, is {now.get(name)}" for name in changed)
        chinese = "；".join(
            f"{_NAMES.get(name, name)}原为 {_short(was.get(name))}，现为 {_short(now.get(name))}" for name in changed
        )
        raise RunError(
            out,
            f"the run was set up otherwise: {english}",
            f"设置与上次不同，不能接着运行：{chinese}。请改回原来的设置，或换一个 --out 重新运行",
        )


def _short(value: str | None) -> str:
    """A hash by its first digits."""
    if value is None:
        return _NONE
    head, _, last = value.rpartition(" ")
    is_hash = len(last) == 64 and all(char in "0123456789abcdef" for char in last)
    return f"{head} {last[:8]}…".strip() if is_hash else value


def _of_file(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
