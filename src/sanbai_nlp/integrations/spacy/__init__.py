"""spaCy: ``nlp.add_pipe("sanbai")`` puts a `Report` and its spans on a `Doc`.

Importing this is not needed for it: the component is an entry point of spaCy.
"""

from sanbai_nlp.errors import MissingExtraError

try:
    import spacy as _spacy
except ModuleNotFoundError as error:
    raise MissingExtraError("the spaCy component", "spacy") from error

from sanbai_nlp.integrations.spacy.component import SanbaiPipe, UnparsedWarning, make_pipe
from sanbai_nlp.integrations.spacy.departments import SpacyFinder
from sanbai_nlp.integrations.spacy.spans import LAYERS, Names, Placed, realign
from sanbai_nlp.integrations.spacy.words import WordTokenizer, make_tokenizer, pipeline

__all__ = [
    "LAYERS",
    "Names",
    "Placed",
    "SanbaiPipe",
    "SpacyFinder",
    "UnparsedWarning",
    "WordTokenizer",
    "make_pipe",
    "make_tokenizer",
    "pipeline",
    "realign",
]

del _spacy
