"""Reports in msgpack, so that spaCy can send documents to other processes and to disk.

srsly, which packs for spaCy, finds the two functions as entry points: a `DocBin` that holds reports is read by a
program that never imports this library. They stand apart from the component since every program that packs anything
with srsly loads them.
"""

import sys
from collections.abc import Callable

from sanbai_nlp.schema import Report

KEY = "__sanbai_report__"

Chain = Callable[[object], object] | None
"""The next encoder or decoder in srsly's row, None for the last."""


def pack(thing: object, chain: Chain = None) -> object:
    """A report as a mapping that msgpack knows; anything else goes on along the chain."""
    if isinstance(thing, Report):
        return {KEY: thing.model_dump_json()}
    return thing if chain is None else chain(thing)


def unpack(thing: object, chain: Chain = None) -> object:
    """The report of such a mapping, checked; anything else goes on along the chain.

    Raises:
        pydantic.ValidationError: where the mapping holds no report.
    """
    if isinstance(thing, dict) and set(thing) == {KEY}:
        _attributes_exist()
        return Report.model_validate_json(thing[KEY])
    return thing if chain is None else chain(thing)


def _attributes_exist() -> None:
    """Who reads a report back into a document asks for `doc._.report` next, with or without a pipeline of ours."""
    if "spacy" in sys.modules:
        import sanbai_nlp.integrations.spacy.spans as attributes

        attributes.offer_defaults()
