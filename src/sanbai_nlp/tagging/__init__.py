"""Blocks → dimensions: 工作业绩, 作风形象, 廉洁. The model is data; what trains it (`training`) is imported apart."""

from sanbai_nlp.tagging.model import TaggerModel, load_model, read_model, written
from sanbai_nlp.tagging.tagger import (
    Evidence,
    TextTagger,
    default_tagger,
    lead_of_heading,
    model_path,
    reasons,
)
from sanbai_nlp.tagging.tags import Tag, Tagger

__all__ = [
    "Evidence",
    "Tag",
    "Tagger",
    "TaggerModel",
    "TextTagger",
    "default_tagger",
    "lead_of_heading",
    "load_model",
    "model_path",
    "read_model",
    "reasons",
    "written",
]
