"""`.ci/programs` gives a machine of CI what it lacks, and never ends a run."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALWAYS = ("bash", "mktemp", "rm", "tail", "timeout", "cat")


def run(folder: Path, **programs: str) -> tuple[int, str]:
    """The script on a machine that has these programs alone, each a line of shell."""
    for name, line in programs.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/bash\n{line}\n", encoding="utf-8")
        path.chmod(0o755)
    for name in ALWAYS:
        found = next(Path(place) / name for place in os.defpath.split(":") if (Path(place) / name).exists())
        (folder / name).symlink_to(found)
    command = ["bash", ROOT / ".ci" / "programs"]
    done = subprocess.run(command, env={"PATH": str(folder)}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("programs", "said"),
    [
        ({"chromium": "", "fc_list": "echo 文泉驿", "soffice": "", "antiword": ""}, ""),
        ({"id": "echo 1000", "apt_get": "echo never"}, "going on without chromium fonts-wqy-microhei"),
        ({"id": "echo 0"}, "going on without chromium fonts-wqy-microhei"),
        ({"id": "echo 0", "apt_get": "true"}, "installed chromium fonts-wqy-microhei"),
        ({"id": "echo 0", "apt_get": "true", "chromium": ""}, "installed fonts-wqy-microhei"),
        (
            {"id": "echo 0", "apt_get": "true", "chromium": "", "fc_list": "echo 文泉驿"},
            "installed libreoffice-writer-nogui antiword",
        ),
        (
            {"id": "echo 0", "apt_get": "echo no network; exit 100", "fc_list": "echo 文泉驿"},
            "going on without chromium",
        ),
    ],
    ids=["has all", "not root", "no apt-get", "bare", "no font", "no Word", "no network"],
)
def test_what_is_missing_is_installed_where_it_can_be(programs: dict[str, str], said: str, tmp_path: Path) -> None:
    code, out = run(tmp_path, **programs)
    assert code == 0
    assert said in out
    assert bool(out) is bool(said)


@pytest.mark.parametrize("ci", ["", "true"])
def test_only_ci_installs_anything(ci: str) -> None:
    """`make test` on somebody's own machine does not reach the script."""
    command = ["make", "-n", "--no-print-directory", "programs", f"CI={ci}"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(command, cwd=ROOT, env=outside, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f'[ "{ci}" != true ] || .ci/programs'
