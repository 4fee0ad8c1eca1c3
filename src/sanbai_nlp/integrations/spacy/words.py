"""A Chinese pipeline whose tokens are our segmenter's words."""

from collections.abc import Callable
from os import PathLike
from pathlib import Path

import spacy
from spacy.lang.zh import ChineseTokenizer
from spacy.lang.zh import Segmenter as Kind
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_words_and_spaces
from spacy.vocab import Vocab

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.segmentation import Segmenter, user_words
from sanbai_nlp.segmentation.segmenter import Engine, load

TOKENIZER = "sanbai.ChineseTokenizer.v1"


class WordTokenizer(ChineseTokenizer):
    """spaCy's own Chinese tokenizer with pkuseg, its words cut as `Segmenter` cuts them. Saved and sent as spaCy does it."""

    def __init__(self, vocab: Vocab) -> None:
        super().__init__(vocab, segmenter=Kind.pkuseg)
        self.words: tuple[str, ...] = ()
        self._engine: Engine | None = None

    def take(self, engine: Engine) -> None:
        """Cut with this model and dictionary from now on."""
        self.pkuseg_seg, self.words, self._engine = engine.model, engine.words, engine

    def initialize(self, get_examples: object = None, *, nlp: Language | None = None, **_: object) -> None:
        """Take the shipped model where there is none yet; spaCy calls this before a training."""
        del get_examples, nlp
        if self.pkuseg_seg is None:
            self.take(Segmenter().engine)

    def __call__(self, text: str) -> Doc:
        """The text in words; spaCy's rules say what becomes of blanks.

        Raises:
            ModelError: as `Segmenter`, where the pipeline came without a model.
        """
        if self.pkuseg_seg is None:
            self.take(Segmenter().engine)
        if self._engine is None or self._engine.model is not self.pkuseg_seg:
            self._engine = Engine(self.pkuseg_seg, self.words)
        words, spaces = get_words_and_spaces([text[start:end] for start, end in self._engine.spans(text)], text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _get_config(self) -> dict[str, object]:
        return {**super()._get_config(), "words": list(self.words)}

    def _set_config(self, config: dict[str, object] | None = None) -> None:
        super()._set_config(config or {})
        found = (config or {}).get("words", ())
        self.words = tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def make_tokenizer() -> Callable[[Language], WordTokenizer]:
    """What a pipeline's configuration names; spaCy finds it by its entry point."""
    return lambda nlp: WordTokenizer(nlp.vocab)


def pipeline(
    segmenter: str | PathLike[str] | None = None, lexicon: str | PathLike[str] | None = None, **config: object
) -> Language:
    """A `zh` pipeline: words by our segmenter, masks whole, and the component `sanbai`.

    Args:
        segmenter: the folder of a pkuseg model, or the name of one that pkuseg downloads (`spacy_ontonotes`); None is
            the shipped one.
        lexicon: a lexicon file of your own, whose set phrases stay whole; the component parses with it too.
        config: further settings of the component, as `nlp.add_pipe("sanbai", config=…)` takes them.

    Raises:
        MissingExtraError: without spacy-pkuseg.
        ModelError: where the model is missing or broken, or cannot be downloaded.
        LexiconError: where the lexicon's file cannot be used.

    >>> from sanbai_nlp.integrations.spacy import pipeline
    >>> doc = pipeline()("全年组织宪法宣誓**人次。")
    >>> [token.text for token in doc]
    ['全年', '组织', '宪法', '宣誓', '**', '人次', '。']
    >>> [span.text for span in doc.spans["sanbai/quantities"]]
    ['**人次']
    """
    words = user_words(Lexicon.default() if lexicon is None else Lexicon.load(Path(lexicon)))
    engine = Engine(load(segmenter), words)
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, WordTokenizer)
    tokenizer.take(engine)
    if lexicon is not None:
        config["lexicon"] = str(lexicon)
    nlp.add_pipe("sanbai", config=config)
    return nlp
