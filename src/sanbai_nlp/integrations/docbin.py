"""spaCy: gold as documents with a span group a layer, in a `DocBin`, for training and for tools that read it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sanbai_nlp.errors import GoldError, MissingExtraError, UnreadableFileError
from sanbai_nlp.evaluation.gold import LAYER_KINDS
from sanbai_nlp.evaluation.scoring import Parses
from sanbai_nlp.integrations.corrections import Mark, checked, corrected, dumped, undumped
from sanbai_nlp.integrations.fields import label_of, read_label
from sanbai_nlp.integrations.rows import RecordError, Row

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

KEY = "sanbai/gold"
"""Where a document's `user_data` keeps what spans have no place for."""


def group(layer: str) -> str:
    """The key of a layer's span group, a `spans_key` for spaCy's own training."""
    return f"gold/{layer}"


def document(row: Row, nlp: "Language | None" = None) -> "Doc":
    """A row as a document. Spans off the edges of tokens are expanded; the exact places are kept beside them."""
    doc = (nlp or _characters()).make_doc(row.text)
    doc.user_data[KEY] = dumped(row)
    for layer in LAYER_KINDS:
        numbered = [(index, each) for index, each in enumerate(row.annotations) if each["layer"] == layer]
        doc.spans[group(layer)] = [_span(doc, index, label_of(layer, each), each) for index, each in numbered]
    return doc


def _span(doc: "Doc", index: int, label: str, annotation: dict[str, object] | object) -> "Span":
    place = cast("dict[str, int]", annotation)
    span = doc.char_span(place["start"], place["end"], label, alignment_mode="expand", span_id=f"gold/{index}")
    assert span is not None  # a gold annotation has a character, and so a token
    return span


def write(rows: Iterable[Row], path: str | Path) -> None:
    """Write rows as a `DocBin` of documents cut into characters. Raises `OSError` where that is not possible."""
    nlp = _characters()
    from spacy.tokens import DocBin

    DocBin(docs=(document(row, nlp) for row in rows), store_user_data=True).to_disk(path)


def read(path: str | Path, parser: Parses | None = None) -> Iterator[Row | GoldError]:
    """Every document as a row, or what is wrong with it.

    Raises:
        UnreadableFileError: where the file cannot be read, or is no `DocBin`.
        MissingExtraError: without spaCy.
    """
    for number, doc in enumerate(_documents(path), 1):
        try:
            yield checked(row_of(doc, number, parser), path, f"document {number}")
        except GoldError as error:
            yield error
        except RecordError as error:
            yield GoldError(path, None, f"document {number}: {error}")


def row_of(doc: "Doc", number: int = 1, parser: Parses | None = None) -> Row:
    """The row of a document whose spans may have been corrected.

    Raises:
        RecordError: where a label is none of ours, or the text is another.
    """
    packed = doc.user_data.get(KEY)
    row = undumped(doc.text, packed) if packed else Row(str(number), doc.text, ())
    marks = [_mark(row, doc, layer, span) for layer in LAYER_KINDS for span in doc.spans.get(group(layer), ())]
    done = corrected(row, marks, parser)
    return Row(done.doc, done.text, done.annotations, done.rest, row.predicted and done.annotations == row.annotations)


def _mark(row: Row, doc: "Doc", layer: str, span: "Span") -> Mark:
    """Where the tokens are those that were exported, the exact place holds; else the annotator's tokens do."""
    labelled, said = read_label(span.label_)
    if labelled != layer:
        raise RecordError(f"a span in {group(layer)} has the label {span.label_!r}, which is of {labelled}")
    origin = _origin(row, span)
    if origin is not None:
        exported = _span(doc, origin, span.label_, row.annotations[origin])
        if (exported.start, exported.end) == (span.start, span.end):
            place = cast("dict[str, int]", row.annotations[origin])
            return Mark(layer, place["start"], place["end"], origin, said)
    return Mark(layer, span.start_char, span.end_char, origin, said)


def _origin(row: Row, span: "Span") -> int | None:
    number = span.id_.removeprefix("gold/")
    known = number != span.id_ and number.isdecimal() and int(number) < len(row.annotations)
    return int(number) if known else None


def _documents(path: str | Path) -> "Iterator[Doc]":
    nlp = _characters()
    from spacy.tokens import DocBin

    try:
        docs = DocBin().from_disk(path)
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    except Exception as error:  # zlib, msgpack and spaCy each have errors of their own for a foreign file
        raise UnreadableFileError(path, f"is no DocBin of spaCy ({error})") from error
    yield from docs.get_docs(nlp.vocab)


def _characters() -> "Language":
    try:
        import spacy
    except ModuleNotFoundError as error:
        raise MissingExtraError("spaCy's DocBin", "spacy") from error
    return spacy.blank("zh")
