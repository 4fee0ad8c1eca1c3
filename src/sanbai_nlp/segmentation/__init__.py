"""Text → words, by spacy-pkuseg and a model of our own. Needs `pip install "sanbai-nlp[spacy]"`; nothing here is loaded by a parse."""

from sanbai_nlp.segmentation.segmenter import Segmenter, available, default_segmenter, user_words

__all__ = ["Segmenter", "available", "default_segmenter", "user_words"]
