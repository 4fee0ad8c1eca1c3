"""The component: a `Doc` goes in, and comes out with its `Report` and spans."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import srsly
from spacy.language import Language
from spacy.tokens import Doc

from sanbai_nlp.errors import SanbaiError
from sanbai_nlp.integrations.spacy.spans import Names, offer, set_report
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.lexicon.loader import builtin_files, read_file
from sanbai_nlp.parser import Parser
from sanbai_nlp.tagging import TextTagger, load_model, read_model, written

_LEXICON, _TAGGER = "lexicon.toml", "tagger.json"
_DEFAULT = Names()


class UnparsedWarning(UserWarning):
    """A document could not be parsed and went on without a report."""


@Language.factory(
    "sanbai",
    assigns=["doc._.report", "doc.spans"],
    default_config={
        "lexicon": None,
        "tagger": "default",
        "report_attribute": _DEFAULT.report,
        "item_attribute": _DEFAULT.item,
        "spans_prefix": _DEFAULT.spans,
        "errors": "raise",
    },
)
def make_pipe(  # noqa: PLR0913, PLR0917  spaCy gives each setting by its name
    nlp: Language,
    name: str,
    lexicon: str | None,
    tagger: str | None,
    report_attribute: str,
    item_attribute: str,
    spans_prefix: str,
    errors: Literal["raise", "warn"],
) -> "SanbaiPipe":
    """The component as spaCy makes it.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        lexicon: path of a lexicon file of your own, laid over the built-in one.
        tagger: "default", the path of a model that `sanbai train` wrote, or None for no labels.
        report_attribute: what `doc._.report` is called.
        item_attribute: what `span._.sanbai` is called; the exact place is that name with `_place`.
        spans_prefix: what stands before the slash in `doc.spans["sanbai/quantities"]`.
        errors: what a text does that cannot be parsed: "raise" its error, or "warn" and go on without a report.
    """
    del nlp, name
    return SanbaiPipe(lexicon, tagger, Names(report_attribute, item_attribute, spans_prefix), errors)


class SanbaiPipe:
    """Parses a document's text; see `make_pipe` for the arguments.

    `nlp.to_disk` keeps the texts of your own lexicon and tagger, so that a saved pipeline needs none of your paths. A
    path that does not exist is therefore an error at the first document only: `spacy.load` makes the component first
    and reads what was saved with it afterwards.
    """

    def __init__(
        self,
        lexicon: str | Path | None = None,
        tagger: str | Path | None = "default",
        names: Names = _DEFAULT,
        errors: Literal["raise", "warn"] = "raise",
    ) -> None:
        self.lexicon, self.tagger, self.names, self.errors = lexicon, tagger, names, errors
        self._texts: dict[str, str] = {}
        self._parser: Parser | None = None
        offer(names)
        if not any(path is not None and path != "default" and not Path(path).exists() for path in (lexicon, tagger)):
            self._parser = self._made()

    def __setstate__(self, state: dict[str, object]) -> None:
        """Another process makes the attributes exist for itself."""
        self.__dict__.update(state)
        offer(self.names)

    @property
    def parser(self) -> Parser:
        """The parser at work.

        Raises:
            LexiconError, ModelError: where a file of the configuration is missing and none was saved with the pipeline.
        """
        if self._parser is None:
            self._parser = self._made()
        return self._parser

    def __call__(self, doc: Doc) -> Doc:
        """The document with its report and spans.

        Raises:
            EmptyTextError, TextTooLongError, InvalidTextError: as `Parser.parse`, unless `errors` is "warn".
        """
        parser = self.parser
        try:
            report = parser.parse(doc.text)
        except SanbaiError as error:
            if self.errors == "raise":
                raise
            warnings.warn(f"a document has no report: {error}", UnparsedWarning, stacklevel=2)
            report = None
        set_report(doc, report, self.names)
        return doc

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """The texts of the lexicon and tagger that are not the library's own."""
        packed: bytes = srsly.msgpack_dumps(self._own(exclude))
        return packed

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> "SanbaiPipe":
        """Take the lexicon and tagger that `to_bytes` wrote."""
        texts = srsly.msgpack_loads(data)
        return self._take({name: text for name, text in texts.items() if name not in set(exclude)})

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Write them into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self._own(exclude).items():
            (folder / name).write_text(text, encoding="utf-8")

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> "SanbaiPipe":
        """Read them from a folder that `to_disk` wrote."""
        files = [Path(path) / name for name in (_LEXICON, _TAGGER) if name not in set(exclude)]
        return self._take({file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()})

    def _own(self, exclude: Iterable[str]) -> dict[str, str]:
        _ = self.parser  # reads what has not been read yet
        return {name: text for name, text in self._texts.items() if name not in set(exclude)}

    def _take(self, texts: dict[str, str]) -> "SanbaiPipe":
        self._texts |= texts
        self._parser = self._made()
        return self

    def _made(self) -> Parser:
        return Parser(lexicon=self._own_lexicon(), tagger=self._own_tagger())

    def _own_lexicon(self) -> Lexicon | None:
        if self.lexicon is None:
            return None
        if _LEXICON not in self._texts:
            self._texts[_LEXICON] = read_file(self.lexicon)[1]
        return Lexicon([*builtin_files(), (str(self.lexicon), self._texts[_LEXICON])])

    def _own_tagger(self) -> TextTagger | Literal["default"] | None:
        if self.tagger is None:
            return None
        if self.tagger == "default":
            return "default"
        if _TAGGER not in self._texts:
            self._texts[_TAGGER] = written(load_model(self.tagger))
        return TextTagger(read_model(self._texts[_TAGGER], str(self.tagger)))
