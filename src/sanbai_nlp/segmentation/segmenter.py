"""A segmenter: pkuseg with the lexicon's terms as its user dictionary, and numbers and masks kept whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from sanbai_nlp.errors import MissingExtraError, ModelError
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.outline import fold

if TYPE_CHECKING:
    from spacy_pkuseg import pkuseg

_FILES = ("features.msgpack", "weights.npz")
_SHORTEST = 3  # characters of a term that stays whole wherever it stands: 一审 would cut 统一审批
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# pkuseg keeps its settings in a global object: one thread loads at a time.
_loading = Lock()


class Segmenter:
    """Cuts texts into words. Thread-safe; pickles as its configuration; loads its model at the first text.

    Args:
        model: a folder of a pkuseg model (`features.msgpack`, `weights.npz`), or the name of one that pkuseg downloads
            (`spacy_ontonotes`); None is the shipped one.
        lexicon: whose terms stay whole; the built-in one where None.

    >>> from sanbai_nlp.segmentation import Segmenter
    >>> Segmenter()("组织宪法宣誓**人次，开好“三会一课”。")
    ['组织', '宪法', '宣誓', '**', '人次', '，', '开好', '“', '三会一课', '”', '。']
    """

    def __init__(self, model: str | PathLike[str] | None = None, lexicon: Lexicon | None = None) -> None:
        if lexicon is not None and not isinstance(lexicon, Lexicon):
            raise TypeError(f"lexicon must be a Lexicon, not {type(lexicon).__name__}: Lexicon.load(path) makes one")
        if not (model is None or isinstance(model, str | PathLike)):
            raise TypeError(f"model must be a folder or a name, not {type(model).__name__}")
        self.model, self.lexicon = model, lexicon
        self._engine: Engine | None = None

    def __reduce__(self) -> tuple[type["Segmenter"], tuple[object, ...]]:
        return type(self), (self.model, self.lexicon)

    def __call__(self, text: str) -> list[str]:
        """The words of a text, in their order; blanks are left out.

        Raises:
            MissingExtraError: without spacy-pkuseg.
            ModelError: if the model is missing, broken, or cannot be downloaded.
        """
        return [text[start:end] for start, end in self.spans(text)]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand: [start, end) for each. Every character that is not blank is in one."""
        return self.engine.spans(text)

    @property
    def engine(self) -> "Engine":
        """The model and the dictionary, loaded. Raises what a call raises."""
        if self._engine is None:
            self._engine = Engine(load(self.model), user_words(self.lexicon or Lexicon.default()))
        return self._engine


class Engine:
    """A pkuseg model with a user dictionary. pkuseg's own dictionary ends a word wrongly where it begins another one
    (中央八项规定及其 for 中央八项规定及其他, of 中央八项规定及其实施细则), and hides from the model what stands beside a word.
    """  # noqa: D205

    def __init__(self, model: "pkuseg", words: Sequence[str]) -> None:
        self.model, self.words = model, tuple(words)
        self._automaton = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words of a text stand."""
        folded = fold(text)
        edges = _edges(folded, self.model.cut(folded))
        for start, end in self._whole(folded):
            edges -= set(range(start + 1, end))
            edges |= {start, end}
        places = sorted(edges)
        return [
            (start + part.start(), start + part.end())
            for start, end in pairwise(places)
            for part in _filled().finditer(text[start:end])
        ]

    def _whole(self, folded: str) -> Iterator[tuple[int, int]]:
        """The terms of the dictionary, numbers and masks."""
        yield from ((start, end) for _, start, end in self._automaton.find_matches_as_indexes(folded))
        yield from (number.span() for number in _numbers().finditer(folded))


def available() -> bool:
    """Whether spacy-pkuseg is installed."""
    return find_spec("spacy_pkuseg") is not None


@lru_cache(maxsize=1)
def default_segmenter() -> Segmenter:
    """The segmenter with the shipped model and the built-in lexicon, loaded once a process."""
    return Segmenter()


def user_words(lexicon: Lexicon) -> list[str]:
    """The terms of a lexicon that are words whatever stands beside them: its set phrases of three characters and more."""
    phrases = lexicon.words.phrases
    return sorted({phrase for phrase in phrases if len(phrase) >= _SHORTEST and _HAN.fullmatch(phrase)})


def _edges(folded: str, words: Iterable[str]) -> set[int]:
    """Where words begin and end in a text; what stands between them (blanks) is apart."""
    edges, place = {0, len(folded)}, 0
    for word in words:
        start = folded.index(word, place)
        place = start + len(word)
        edges |= {start, place}
    return edges


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(r"[0-9*]+(?:[.,][0-9*]+)*")


@cache
def _filled() -> re.Pattern[str]:
    return re.compile(r"\S+")


def load(model: str | PathLike[str] | None) -> "pkuseg":
    """Pkuseg with a model, and without the lists of words that its package adds.

    Raises:
        MissingExtraError, ModelError: as `Segmenter`.
    """
    if not available():
        raise MissingExtraError("cutting text into words", "spacy")
    import spacy_pkuseg

    with _loading:
        folder = _folder(model)
        try:
            engine = spacy_pkuseg.pkuseg(str(folder), user_dict=None)
        except Exception as error:
            raise ModelError(f"{folder}: cannot be read as a pkuseg model ({type(error).__name__}: {error})") from error
    # spaCy asks for both where it saves a tokenizer.
    engine.postprocesser.common_words = engine.postprocesser.other_words = set()
    return engine


def _folder(model: str | PathLike[str] | None) -> Path:
    """The folder of a model, which holds no pickle; a name is downloaded where it is not there yet."""
    from spacy_pkuseg.config import config

    named = isinstance(model, str) and model in config.available_models and not Path(model).exists()
    folder = model_folder() if model is None else _downloaded(str(model)) if named else Path(model)
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            f"{folder}: is no pkuseg model that can be loaded: {'、'.join(missing)} missing. "
            f"A folder with features.pkl, an older format, would run code; names are {', '.join(config.available_models)}"
        )
    return folder


def _downloaded(name: str) -> Path:
    """The folder of one of pkuseg's own models, fetched into its cache where need be."""
    from spacy_pkuseg.config import config
    from spacy_pkuseg.download import download_model

    try:
        download_model(config.model_urls[name], config.pkuseg_home, config.model_hash[name])
    except Exception as error:
        raise ModelError(
            f"the pkuseg model {name!r} is not in {config.pkuseg_home} and could not be downloaded from "
            f"{config.model_urls[name]} ({type(error).__name__}); unpack it into a folder and give its path"
        ) from error
    return Path(config.pkuseg_home) / name


def model_folder() -> Path:
    """Where the shipped model lies: inside the wheel's package, in a checkout beside `src`."""
    package = Path(__file__).parent.parent
    shipped = package / "models" / "segmenter"
    return shipped if shipped.is_dir() else package.parent.parent / "models" / "segmenter"
