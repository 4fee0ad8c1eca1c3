"""Objects whose fields the type checker has seen, without the cost of checking each a second time."""

from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar, cast

from pydantic import BaseModel

Made = TypeVar("Made", bound=BaseModel)
Fields = ParamSpec("Fields")


def trusted(of: Callable[Fields, Made], /, *_: Fields.args, **fields: Fields.kwargs) -> Made:
    """`of(**fields)` without validation: for the rooms of this library, whose calls mypy checks.

    Every field has to be given, those with a default too. A parse makes an object for every eighth character, and
    validating one takes three times as long as making it; `Report` still checks that each stands where it says.
    """
    model = cast("type[Made]", of)
    made = model.__new__(model)
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", _names(model))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


@cache
def _names(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


_set = object.__setattr__
