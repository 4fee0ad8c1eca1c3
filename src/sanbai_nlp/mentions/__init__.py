"""Views → quantities, times, departments, documents: find, claim, resolve."""

from sanbai_nlp.mentions.claim import Claimed
from sanbai_nlp.mentions.finder import Finder
from sanbai_nlp.mentions.found import Amount, Found, Layer, Name, Title, When
from sanbai_nlp.mentions.naming import House
from sanbai_nlp.mentions.read import MentionReader, Mentions, Reading
from sanbai_nlp.mentions.titles import TitleMention, Work

__all__ = [
    "Amount",
    "Claimed",
    "Finder",
    "Found",
    "House",
    "Layer",
    "MentionReader",
    "Mentions",
    "Name",
    "Reading",
    "Title",
    "TitleMention",
    "When",
    "Work",
]
