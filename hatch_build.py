"""Makes what a wheel holds beside the sources: the rooms of the parse compiled by mypyc, and the lexicon as JSON.

JSON is read much faster than TOML when a process starts. The rooms are compiled where a C compiler is.
`SANBAI_COMPILE=0` asks for a wheel of plain Python, `SANBAI_COMPILE=1` for a compiled one or an error; with neither, a
machine without a C compiler gets plain Python and a word about it. An editable install is never compiled, and nothing
is left in the checkout: a shared object beside a module would hide later edits of it. docs/decisions/0008 says why.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SETUP = """
from mypyc.build import mypycify
from setuptools import setup

setup(packages=[], ext_modules=mypycify({arguments!r}, opt_level={level!r}, debug_level="0"))
"""


class CompiledRooms(BuildHookInterface[Any]):
    """The hook that pyproject.toml names: `rooms` are patterns below `src`, `but` those left as they are."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs: mypy reads the types of what the rooms stand on, so that has to be there too."""
        return [*self.config["requires"], *self.metadata.core.dependencies] if self._wanted("standard") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write and compile, and let the wheel take what comes of it beside what it was made from."""
        self._made: Path | None = None
        if self.target_name != "wheel" or version == "editable":
            return
        self._made = Path(tempfile.mkdtemp(prefix="sanbai-mypyc-"))
        shutil.copytree(Path(self.root, "src"), self._made, dirs_exist_ok=True)
        lexicon = _lexicon(self._made / "sanbai_nlp" / "lexicon" / "data")
        build_data["force_include"][str(lexicon)] = str(lexicon.relative_to(self._made))
        if not self._wanted(version):
            return
        objects = self._compile(self._made)
        build_data["force_include"].update({str(path): str(path.relative_to(self._made)) for path in objects})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """The wheel is written: the folder may go."""
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)

    def _wanted(self, version: str) -> bool:
        asked = os.environ.get("SANBAI_COMPILE", "")
        if self.target_name != "wheel" or version == "editable" or asked == "0":
            return False
        if asked == "1" or _compiler():
            return True
        self.app.display_warning("no C compiler is here: the wheel is plain Python, which parses at half the speed")
        return False

    def _compile(self, folder: Path) -> list[Path]:
        """The shared objects made of the rooms below `folder`.

        Raises:
            RuntimeError: if mypyc or the C compiler fails; with what it said.
        """
        left = {path for pattern in self.config["but"] for path in folder.glob(pattern)}
        modules = sorted({path for pattern in self.config["rooms"] for path in folder.glob(pattern)} - left)
        arguments = [*self.config["mypy-arguments"], *(str(path.relative_to(folder)) for path in modules)]
        (folder / "setup.py").write_text(SETUP.format(arguments=arguments, level=self.config["level"]), "utf-8")
        self.app.display_info(f"mypyc compiles {len(modules)} modules; this takes about three minutes")
        done = subprocess.run(
            [sys.executable, "setup.py", "build_ext", "--inplace"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"mypyc failed; SANBAI_COMPILE=0 builds plain Python\n{done.stdout}\n{done.stderr}")
        (folder / "setup.py").unlink()
        return [
            path for path in folder.rglob("*" + sysconfig.get_config_var("EXT_SUFFIX")) if "build" not in path.parts
        ]


def _lexicon(folder: Path) -> Path:
    """The lexicon's files as one of JSON beside them, with the checksum that says which text each was read from."""
    files = {}
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        files[path.name] = {"crc32": zlib.crc32(text.encode()), "content": tomllib.loads(text)}
    ready = folder / "ready.json"
    ready.write_text(json.dumps(files, ensure_ascii=False), encoding="utf-8")
    return ready


def _compiler() -> bool:
    """Whether a C compiler and Python's headers are here."""
    named = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    header = Path(sysconfig.get_paths()["include"], "Python.h")
    return shutil.which(named.split()[0]) is not None and header.is_file()
