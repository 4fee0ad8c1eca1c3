"""Installs the peers into the environment that runs this, one after the other: what fails is written down, the rest goes on.

    .venv-peers/bin/python benchmarks/peers/install.py benchmarks/peers/requirements.txt

Why a peer could not be installed is left in `<environment>/failed/<peer>.txt`, for the page.
"""

import re
import subprocess
import sys
from pathlib import Path

FAILED = "failed"
TOLD = 400
"""Characters of pip's last words that the page shows at most."""


def parts(requirements: str) -> dict[str, list[str]]:
    """The requirements of each peer, by the `# [name]` line above them."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in map(str.strip, requirements.splitlines()):
        if head := re.fullmatch(r"# \[(\w+)\]", line):
            name = head[1]
            found[name] = []
        elif line and not line.startswith("#"):
            found[name].append(line)
    return found


def install(packages: list[str]) -> str | None:
    """Install into this environment: None, or what pip said last."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else done.stderr.strip()[-TOLD:]


def main() -> None:
    """Install every part, and leave word of those that failed."""
    folder = Path(sys.prefix) / FAILED
    folder.mkdir(exist_ok=True)
    for name, packages in parts(Path(sys.argv[1]).read_text(encoding="utf-8")).items():
        said = install(packages)
        if said is not None:
            (folder / f"{name}.txt").write_text(said, encoding="utf-8")
            print(f"{name}: cannot be installed: {said}", file=sys.stderr)


if __name__ == "__main__":
    main()
