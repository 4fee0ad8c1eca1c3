"""The words, as TOML, and the loader that compiles them."""

from sanbai_nlp.lexicon.files import Divisions
from sanbai_nlp.lexicon.lexicon import Category, Hit, Hits, Lexicon, Part
from sanbai_nlp.lexicon.traditional import simplified_forms

__all__ = ["Category", "Divisions", "Hit", "Hits", "Lexicon", "Part", "simplified_forms"]
