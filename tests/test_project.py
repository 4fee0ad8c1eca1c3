"""The files around the code say the same as each other."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, Version]:
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def test_every_dependency_is_pinned_inside_its_range(project: dict[str, Any], pins: dict[str, Version]) -> None:
    wanted = [Requirement(line) for line in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])]
    assert not [str(need) for need in wanted if pins.get(canonicalize_name(need.name)) not in need.specifier]


def test_nothing_for_a_gpu_is_pinned(pins: dict[str, Version]) -> None:
    assert not [name for name in pins if name.startswith(("cuda", "nvidia", "torch", "triton"))]


def test_the_changelog_opens_with_the_version_at_hand(project: dict[str, Any], root: Path) -> None:
    versions = re.findall(r"^## (\S+)", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert versions[0] == project["project"]["version"]


def test_what_ci_runs_can_be_run(root: Path) -> None:
    assert os.access(root / ".ci" / "run", os.X_OK)


def test_decisions_are_numbered_without_a_gap(root: Path) -> None:
    numbers = sorted(int(path.name[:4]) for path in (root / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
