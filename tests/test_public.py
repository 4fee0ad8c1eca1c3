"""The public surface: what is named, that it is explained, and that it is typed."""

import inspect
import pkgutil
import types
import typing
from collections.abc import Iterator

import pandas as pd
import pytest
import typing_extensions
from matplotlib.axes import Axes

import sanbai_nlp
from sanbai_nlp import errors
from sanbai_nlp.reading import Material

ENTRY_POINTS = {
    "Lexicon",
    "Parser",
    "Report",
    "SanbaiError",
    "Tables",
    "explain",
    "parse",
    "parse_all",
    "parse_file",
    "plots",
    "tables",
}
NAMES = sorted(name for name in sanbai_nlp.__all__ if not name.startswith("_"))


def members(name: str) -> Iterator[tuple[str, object]]:
    """The thing itself, of a class its own public methods and properties, and of a room its functions."""
    thing = getattr(sanbai_nlp, name)
    yield name, thing
    if isinstance(thing, types.ModuleType):
        yield from ((f"{name}.{key}", getattr(thing, key)) for key in thing.__all__)
    if inspect.isclass(thing):
        for base in (cls for cls in thing.__mro__ if cls.__module__.startswith("sanbai_nlp")):
            for key, value in vars(base).items():
                if not key.startswith("_") and isinstance(
                    value, types.FunctionType | property | classmethod | staticmethod
                ):
                    yield f"{name}.{key}", getattr(value, "__func__", value)


def signatures() -> Iterator[tuple[str, typing.Callable[..., object]]]:
    for name in NAMES:
        for path, thing in members(name):
            function = thing.fget if isinstance(thing, property) else thing
            if isinstance(function, types.FunctionType):
                yield path, function
        thing = getattr(sanbai_nlp, name)
        # a protocol has no constructor of its own, but typing gives it one
        if inspect.isclass(thing) and not typing_extensions.is_protocol(thing) and "__init__" in vars(thing):
            yield f"{name}.__init__", vars(thing)["__init__"]


def test_all_is_what_is_public() -> None:
    public = {
        name
        for name, thing in vars(sanbai_nlp).items()
        if not name.startswith("_") and not isinstance(thing, types.ModuleType)
    }
    assert public <= set(NAMES), f"public, but not in __all__: {public - set(NAMES)}"
    assert set(NAMES) <= set(dir(sanbai_nlp))
    assert len(set(sanbai_nlp.__all__)) == len(sanbai_nlp.__all__)


def test_every_entry_point_is_public() -> None:
    assert set(NAMES) >= ENTRY_POINTS


def test_every_error_is_public() -> None:
    own = {name for name, thing in vars(errors).items() if inspect.isclass(thing) and issubclass(thing, Exception)}
    assert own <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_everything_public_is_explained(name: str) -> None:
    bare = [path for path, thing in members(name) if not isinstance(thing, str) and not inspect.getdoc(thing)]
    assert not bare


@pytest.mark.parametrize(
    ("path", "function"), list(signatures()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_public_signatures_are_typed_without_any(path: str, function: typing.Callable[..., object]) -> None:
    # what only a type checker imports, so that nobody has to load it
    hints = typing.get_type_hints(function, localns={"pd": pd, "Axes": Axes, "Material": Material})
    named = {name for name in inspect.signature(function).parameters if name not in {"self", "cls"}}
    assert named | {"return"} <= set(hints), path
    assert not [name for name, hint in hints.items() if "typing.Any" in repr(hint)], path


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = sanbai_nlp.no_such_name


def test_no_public_name_is_hidden_by_a_module_of_that_name() -> None:
    """A submodule that is imported by its path becomes an attribute of the package, before a lazy name does."""
    modules = {module.name for module in pkgutil.iter_modules(sanbai_nlp.__path__)}
    assert modules.isdisjoint(sanbai_nlp.__all__)
