"""Text → reports, blocks, headings, and the views that every later room reads."""

from sanbai_nlp.outline.cover import Cover
from sanbai_nlp.outline.fold import MASK, fold
from sanbai_nlp.outline.numerals import LONGEST, NUMERAL, chinese_number
from sanbai_nlp.outline.read import Outline, Section, read_outline
from sanbai_nlp.outline.sections import SectionWords, section_words
from sanbai_nlp.outline.split import report_spans, title_starts
from sanbai_nlp.outline.view import LONGEST_QUOTE, Enclosed, Stretch, View

__all__ = [
    "LONGEST",
    "LONGEST_QUOTE",
    "MASK",
    "NUMERAL",
    "Cover",
    "Enclosed",
    "Outline",
    "Section",
    "SectionWords",
    "Stretch",
    "View",
    "chinese_number",
    "fold",
    "read_outline",
    "report_spans",
    "section_words",
    "title_starts",
]
