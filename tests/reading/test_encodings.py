"""How often the encoding of a text is found out: the floors under what docs/encodings.md measures."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def benchmark(root: Path) -> ModuleType:
    import importlib

    sys.path.insert(0, str(root / "benchmarks"))
    try:
        return importlib.import_module("encodings_found")
    finally:
        sys.path.remove(str(root / "benchmarks"))


@pytest.mark.parametrize(
    ("encoding", "floors"),
    [
        ("utf-8", {5: 1.0, 20: 1.0, 500: 1.0}),
        ("gb18030", {5: 0.99, 20: 1.0, 500: 1.0}),
        ("utf-16", {5: 1.0, 20: 1.0, 500: 1.0}),
        ("utf-16-le", {5: 0.8, 20: 0.93, 500: 0.98}),
        ("utf-16-be", {5: 0.8, 20: 0.93, 500: 0.98}),
    ],
)
def test_encodings_are_found_out(benchmark: ModuleType, encoding: str, floors: dict[int, float]) -> None:
    text = benchmark.texts()
    measured = {length: benchmark.outcomes(benchmark.stretches(text, length), encoding)[0] for length in floors}
    assert {length: share for length, share in measured.items() if share < floors[length]} == {}


@pytest.mark.parametrize("encoding", ["utf-16-le", "gb18030", "big5"])
def test_what_is_read_wrongly_is_doubted(benchmark: ModuleType, encoding: str) -> None:
    parts: Callable[[int], Sequence[str]] = lambda length: benchmark.stretches(benchmark.texts(), length)  # noqa: E731
    silent = {length: benchmark.outcomes(parts(length), encoding)[1] for length in (10, 50, 500)}
    assert max(silent.values()) <= 0.005


def test_the_page_shows_every_encoding_and_length(benchmark: ModuleType, root: Path) -> None:
    page = (root / "docs" / "encodings.md").read_text(encoding="utf-8")
    assert not [name for name in benchmark.ENCODINGS if f"| {name} | " not in page]
    assert not [length for length in benchmark.LENGTHS if f"{length} 字" not in page]
