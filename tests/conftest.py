"""What several test files share: where things lie, and how hypothesis runs."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("house"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip(f"needs {SHARED}, which is not in this checkout")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the project that holds the reference material; mark the test `shared` too."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED}, which is not in this checkout")
    return SHARED


@pytest.fixture(scope="session")
def sample_file() -> Path:
    """The archive file that ships with the project."""
    return ROOT / "data" / "samples" / "archive.txt"


@pytest.fixture(scope="session")
def sample_text(sample_file: Path) -> str:
    """What the sample archive says."""
    return sample_file.read_text(encoding="utf-8")
