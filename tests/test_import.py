"""`import sanbai_nlp` is light, quick, and leaves no trace."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"dask", "hanlp", "jieba", "matplotlib", "numpy", "pandas", "rich", "sklearn", "spacy", "torch", "typer"}

# Runs in the child: an audit hook sees every file that is opened for writing, every folder made, every socket.
WATCH = """
import json, os, sys
seen = []
def hook(event, args):
    if event == "open":
        path, mode, flags = args
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and isinstance(path, (str, bytes)):
            seen.append(f"open {path}")
    elif event in {"os.mkdir", "os.rename", "os.remove", "socket.connect", "socket.getaddrinfo", "subprocess.Popen"}:
        seen.append(f"{event} {args}")
sys.addaudithook(hook)
"""


def run(code: str, home: Path, **env: str) -> str:
    base = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    base |= {"HOME": str(home), "TMPDIR": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, env=base | env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def tree(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_import_loads_nothing_heavier_than_pydantic(tmp_path: Path) -> None:
    out = run("import sys, json, sanbai_nlp; print(json.dumps(sorted(sys.modules)))", tmp_path)
    loaded = {name.partition(".")[0] for name in json.loads(out)}
    assert "pydantic" in loaded
    assert not loaded & HEAVY


def test_parsing_loads_nothing_heavier_than_pydantic(tmp_path: Path, sample_file: Path) -> None:
    code = (
        f"import sys, json, sanbai_nlp; sanbai_nlp.parse_file({str(sample_file)!r}); print(json.dumps([*sys.modules]))"
    )
    assert not {name.partition(".")[0] for name in json.loads(run(code, tmp_path))} & HEAVY


@pytest.mark.slow
def test_import_costs_at_most_twice_a_bare_pydantic(tmp_path: Path) -> None:
    # Both from byte code, as an installed package has it, in processor time, turn about
    timed = "import time; t = time.process_time(); {}; print(time.process_time() - t)"
    bare, ours = timed.format("import pydantic; from pydantic import BaseModel"), timed.format("import sanbai_nlp")
    codes = {"PYTHONPYCACHEPREFIX": str(tmp_path / "codes")}
    pairs = [(float(run(bare, tmp_path, **codes)), float(run(ours, tmp_path, **codes))) for _ in range(12)][1:]
    ratio = statistics.median(mine for _, mine in pairs) / statistics.median(theirs for theirs, _ in pairs)
    assert ratio <= 2, f"import sanbai_nlp costs {ratio:.2f} times a bare pydantic"


@pytest.mark.parametrize("use", ["", "sanbai_nlp.parse('一、办理建议**件。')"], ids=["import", "first parse"])
def test_import_and_first_use_write_nothing_and_call_nobody(use: str, tmp_path: Path, root: Path) -> None:
    package = root / "src" / "sanbai_nlp"
    before = tree(tmp_path) | tree(package)
    out = run(f"{WATCH}\nimport sanbai_nlp\n{use}\nprint(json.dumps(seen))", tmp_path, PYTHONDONTWRITEBYTECODE="1")
    assert json.loads(out) == []
    assert tree(tmp_path) | tree(package) == before


def test_the_first_parse_of_a_process_may_come_from_eight_threads_at_once(tmp_path: Path, sample_file: Path) -> None:
    code = f"""
import threading, sanbai_nlp
from concurrent.futures import ThreadPoolExecutor
text, start = open({str(sample_file)!r}, encoding="utf-8").read(), threading.Barrier(8)
def read(_):
    start.wait()
    return sanbai_nlp.parse(text).model_dump_json()
with ThreadPoolExecutor(8) as pool:
    print(len(set(pool.map(read, range(8)))))
"""
    assert run(code, tmp_path).strip() == "1"
