"""HanLP: its named-entity recognisers as finders of departments. Needs `pip install "sanbai-nlp[hanlp]"`."""

from sanbai_nlp.integrations.hanlp.departments import HanlpFinder

__all__ = ["HanlpFinder"]
