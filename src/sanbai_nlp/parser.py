"""From text to `Report`: the stages in order, for one text, a file, or a stream."""

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Literal, overload

from sanbai_nlp.errors import EmptyTextError, InvalidTextError, SanbaiError, TextTooLongError
from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions import Finder, MentionReader
from sanbai_nlp.outline import Outline, fold, read_outline, report_spans
from sanbai_nlp.schema import Block, ParseWarning, Report, Source, WarningCode, changed
from sanbai_nlp.statements import StatementReader, about
from sanbai_nlp.streaming import in_processes
from sanbai_nlp.tagging import Tag, Tagger, default_tagger

if TYPE_CHECKING:
    from sanbai_nlp.reading import Material

DEFAULT_MAX_LENGTH = 20_000_000

Meta = Mapping[str, str]


class Parser:
    """Parses reports with one lexicon and any number of extra finders. Thread-safe; pickles as its configuration.

    Args:
        lexicon: the words; the built-in ones where None.
        finders: extra finders of mentions (a model's, say). A rule's span wins over theirs.
        tagger: what labels the body blocks; "default" is the shipped one, None labels none.
        max_length: the longest text accepted, in code points.
    """

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        finders: Iterable[Finder] = (),
        max_length: int = DEFAULT_MAX_LENGTH,
        tagger: Tagger | Literal["default"] | None = "default",
    ) -> None:
        if lexicon is not None and not isinstance(lexicon, Lexicon):
            raise TypeError(f"lexicon must be a Lexicon, not {type(lexicon).__name__}: Lexicon.load(path) makes one")
        self.lexicon = Lexicon.default() if lexicon is None else lexicon
        self.finders = tuple(finders)
        for finder in self.finders:
            if not callable(finder):
                raise TypeError(f"a finder must be callable with a View, and {finder!r} is not")
        self.max_length = max_length
        if not (tagger is None or tagger == "default" or isinstance(tagger, Tagger)):
            raise TypeError(f"a tagger must have a method tag(sections), and {tagger!r} has none")
        self.tagger: Tagger | Literal["default"] | None = tagger
        self._mentions = MentionReader(self.lexicon, self.finders)
        self._statements = StatementReader(self.lexicon)

    def __reduce__(self) -> tuple[type["Parser"], tuple[object, ...]]:
        return (type(self), (self.lexicon, self.finders, self.max_length, self.tagger))

    def parse(self, text: str, meta: Meta | None = None) -> Report:
        """One text as one report; `report.text` is the text, unchanged.

        Raises:
            EmptyTextError: if the text has nothing but blanks in it.
            TextTooLongError: if it is longer than `max_length`.
            InvalidTextError: if it holds lone surrogates.
            TypeError: if it is no string, or `meta` no mapping of strings.
        """
        self._check(text)
        return self._parse(text, _checked_meta(meta), None)

    def parse_all(self, text: str, meta: Meta | None = None) -> list[Report]:
        """Every report of a text, split at its title lines. Raises what `parse` raises."""
        self._check(text)
        checked = _checked_meta(meta)
        return [self._parse(text[start:end], checked, None) for start, end in report_spans(fold(text), self.lexicon)]

    def parse_file(
        self, path: str | PathLike[str], encoding: str | None = None, meta: Meta | None = None
    ) -> list[Report]:
        """Every report of a file, read, normalised (newlines, byte-order mark) and split; each knows its `source`.

        Raises:
            UnreadableFileError: if the file cannot be opened, read or decoded.
            UnsupportedFormatError: if its format is none that is read here.
            EmptyTextError, TextTooLongError: as `parse`, of the whole file.
        """
        # Who parses texts needs none of the readers, and does not wait for them.
        from sanbai_nlp.reading import read_file

        material = read_file(path, encoding)
        checked = _checked_meta(meta)
        try:
            return self.parse_material(material, checked)
        except EmptyTextError:
            raise EmptyTextError(f"{material.path}: the file has nothing but blanks in it") from None

    def parse_material(self, material: "Material", meta: Meta | None = None) -> list[Report]:
        """Every report of what `sanbai_nlp.reading` has read. Raises what `parse` raises."""
        self._check(material.text)
        checked = _checked_meta(meta)
        doubts = _doubts(material)
        reports = []
        for index, (start, end) in enumerate(report_spans(fold(material.text), self.lexicon)):
            source = Source(
                path=material.path, sha256=material.sha256, encoding=material.encoding, index=index, offset=start
            )
            reports.append(self._parse(material.text[start:end], checked, source, doubts))
        return reports

    @overload
    def pipe(self, texts: Iterable[str], jobs: int = 1, errors: Literal["raise"] = "raise") -> Iterator[Report]: ...
    @overload
    def pipe(
        self, texts: Iterable[str], jobs: int = 1, *, errors: Literal["return"]
    ) -> Iterator[Report | SanbaiError | TypeError]: ...
    def pipe(
        self, texts: Iterable[str], jobs: int = 1, errors: Literal["raise", "return"] = "raise"
    ) -> Iterator[Report | SanbaiError | TypeError] | Iterator[Report]:
        """Parse a stream of texts in order, reading only a little ahead.

        Args:
            texts: the texts, read lazily.
            jobs: processes to parse in; 1 parses in this one.
            errors: "raise" stops at a text that cannot be parsed, "return" gives its exception in its place.

        Raises:
            WorkerDiedError: where a text took its process with it (out of memory, killed); "return" gives it too.
            ValueError: if `jobs` or `errors` is none of the above.
            TypeError: if `jobs` is more than 1 and a finder cannot be pickled.
        """
        if jobs < 1 or errors not in ("raise", "return"):
            raise ValueError(f"jobs must be 1 or more and errors 'raise' or 'return', not {jobs!r} and {errors!r}")
        if jobs > 1:
            self._check_pickles()
        results = map(self._attempt, texts) if jobs == 1 else in_processes(self._attempt, texts, jobs)
        return _raising(results) if errors == "raise" else results

    def _parse(
        self, text: str, meta: dict[str, str], source: Source | None, doubts: Sequence[ParseWarning] = ()
    ) -> Report:
        outline = read_outline(text, self.lexicon)
        mentions = self._mentions.read(outline)
        statements = self._statements.read(mentions)
        itself = about(outline, mentions)
        return Report(
            text=text,
            source=source,
            meta=meta,
            title=itself.title,
            reporter=itself.reporter,
            department=itself.department,
            period=itself.period,
            blocks=self._tagged(outline),
            headings=outline.headings,
            quantities=mentions.quantities,
            times=mentions.times,
            departments=mentions.departments,
            documents=statements.documents,
            achievements=statements.achievements,
            commitments=statements.commitments,
            shortcomings=statements.shortcomings,
            warnings=(*doubts, *outline.warnings, *mentions.warnings),
        )

    def _tagged(self, outline: Outline) -> tuple[Block, ...]:
        """The blocks, those of the body with what the tagger says of them."""
        tagger = default_tagger() if self.tagger == "default" else self.tagger
        if tagger is None:
            return outline.blocks
        tags = tagger.tag(outline.sections)
        return tuple(
            block if tag is None else _tagged(block, tag) for block, tag in zip(outline.blocks, tags, strict=True)
        )

    def _check(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(f"the text must be a str, not {type(text).__name__}")
        if len(text) > self.max_length:
            raise TextTooLongError(len(text), self.max_length)
        if not text.replace("\ufeff", "").strip():
            raise EmptyTextError("the text has nothing but blanks in it")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InvalidTextError(error.start) from None

    def _attempt(self, text: str) -> Report | SanbaiError | TypeError:
        try:
            return self.parse(text)
        except (SanbaiError, TypeError) as error:
            return error

    def _check_pickles(self) -> None:
        for finder in self.finders:
            try:
                pickle.dumps(finder)
            except Exception as error:
                raise TypeError(
                    f"finder {finder!r} cannot be pickled, which jobs > 1 needs: "
                    f"make it an object of a module-level class, or use jobs=1 ({error})"
                ) from error


def _tagged(block: Block, tag: Tag) -> Block:
    return changed(block, label=tag.label, scores=tag.scores, review=tag.review, shares=tag.shares)


def _raising(results: Iterator[Report | SanbaiError | TypeError]) -> Iterator[Report]:
    for result in results:
        if isinstance(result, Exception):
            raise result
        yield result


def _checked_meta(meta: Meta | None) -> dict[str, str]:
    if meta is None:
        return {}
    if not isinstance(meta, Mapping) or not all(isinstance(x, str) for pair in meta.items() for x in pair):
        raise TypeError("meta must map strings to strings")
    return dict(meta)


def _doubts(material: "Material") -> list[ParseWarning]:
    if not material.doubtful:
        return []
    message = material.note or f"the encoding is a guess: {material.encoding}"
    return [ParseWarning(code=WarningCode.ENCODING, message=message, start=None, end=None)]


@lru_cache(maxsize=1)
def default_parser() -> Parser:
    """The parser with the built-in lexicon, built once a process."""
    return Parser()


def parse(text: str, meta: Meta | None = None) -> Report:
    """One text as one report, with the built-in lexicon. See `Parser.parse`."""
    return default_parser().parse(text, meta)


def parse_all(text: str, meta: Meta | None = None) -> list[Report]:
    """Every report of a text, with the built-in lexicon. See `Parser.parse_all`."""
    return default_parser().parse_all(text, meta)


def parse_file(path: str | PathLike[str], encoding: str | None = None, meta: Meta | None = None) -> list[Report]:
    """Every report of a file, with the built-in lexicon. See `Parser.parse_file`."""
    return default_parser().parse_file(path, encoding, meta)
