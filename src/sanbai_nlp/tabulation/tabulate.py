"""`tables(reports)`: everything that reports say as tidy pandas frames, and as Excel and Parquet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.schema import Report
from sanbai_nlp.segmentation import Segmenter, available, default_segmenter
from sanbai_nlp.tabulation.columns import KEYWORDS, TABLES, Row, Table
from sanbai_nlp.tabulation.excel import write_excel
from sanbai_nlp.tabulation.frames import frame, in_chinese, need_pandas, rows_of
from sanbai_nlp.tabulation.keys import Keys
from sanbai_nlp.tabulation.keywords import Passage, Words, keyword_rows, passages
from sanbai_nlp.tabulation.parquet import need_pyarrow, write_parquet
from sanbai_nlp.tabulation.rows import ReportRows, report_rows

if TYPE_CHECKING:
    import pandas as pd

Language = Literal["en", "zh"]


@dataclass(frozen=True, eq=False)
class Tables:
    """What reports say, one frame for each sort of object, one row an object.

    `docs/tables.md` names every column. `report` is in every frame; with the column that is named like the table
    (`block`, `quantity`, …) it is a row's key, and a column of that name elsewhere points to it. Each key of the
    reports' `meta` is a column `meta_…` of every frame but `keywords`.
    """

    reports: "pd.DataFrame"
    blocks: "pd.DataFrame"
    headings: "pd.DataFrame"
    quantities: "pd.DataFrame"
    times: "pd.DataFrame"
    departments: "pd.DataFrame"
    documents: "pd.DataFrame"
    mentions: "pd.DataFrame"
    steps: "pd.DataFrame"
    achievements: "pd.DataFrame"
    commitments: "pd.DataFrame"
    shortcomings: "pd.DataFrame"
    links: "pd.DataFrame"
    warnings: "pd.DataFrame"
    meta: tuple[str, ...] = ()
    language: Language = "en"
    _keywords: "Callable[[], pd.DataFrame]" = field(default=partial(frame, KEYWORDS, ()), repr=False)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{table.name} {len(self[table.name])}" for table in TABLES)
        return f"<Tables: {sizes}>"

    def __getitem__(self, name: str) -> "pd.DataFrame":
        """The frame of the table of this name.

        Raises:
            KeyError: if there is no such table.
        """
        if name not in _NAMES:
            raise KeyError(f"there is no table {name!r}; the tables are {', '.join(sorted(_NAMES))}")
        found: pd.DataFrame = getattr(self, name)
        return found

    @cached_property
    def keywords(self) -> "pd.DataFrame":
        """The terms that stand out in each dimension, department and year, the strongest first.

        Made at first use: `by` says how the row's group is made up, `count` how often its term is in the group, and
        `score` how far the group prefers it to the other groups (z-score of the log-odds ratio with an informative
        Dirichlet prior; Monroe, Colaresi and Quinn 2008). Only body blocks that a tagger has labelled count.
        """
        return self._keywords()

    def zh(self) -> "Tables":
        """The same tables with Chinese headings and the Chinese words of closed vocabularies."""
        if self.language == "zh":
            return self
        frames: dict[str, Any] = {table.name: in_chinese(table, self[table.name]) for table in self._own()}
        return replace(self, **frames, language="zh", _keywords=partial(_chinese_keywords, self))

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write one workbook, a sheet a table, in Chinese whatever the language of these tables.

        Headers are frozen and have filters. No cell is a formula: one that could be read as such has an apostrophe
        before it. A text that Excel cannot hold ends with a note that says so. A file of that name is replaced, at
        once and only when all is written.

        Raises:
            MissingExtraError: where XlsxWriter is not installed.
            ValueError: if the name does not end in .xlsx.
            OSError: where the file cannot be written.
        """
        chinese = self.zh()
        sheets = ((table, rows_of(chinese[table.name])) for table in chinese.layout())
        write_excel(Path(path), sheets)

    def to_parquet(self, folder: str | PathLike[str]) -> None:
        """Write one file a table, `reports.parquet` and so on, into a folder, which is made where it is absent.

        pandas reads the same dtypes back; DuckDB, Polars and Arrow read integers, doubles, booleans and strings.
        Each file is replaced at once and only when it is written.

        Raises:
            MissingExtraError: where pyarrow is not installed.
            OSError: where the folder or a file cannot be written.
        """
        need_pyarrow()
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        for table in self.layout():
            write_parquet(target / f"{table.name}.parquet", table, list(rows_of(self[table.name])))

    def layout(self) -> tuple[Table, ...]:
        """What the frames are made of, in the language of these tables: every table with its columns."""
        whole = (*self._own(), KEYWORDS)
        return tuple(table.chinese() for table in whole) if self.language == "zh" else whole

    def _own(self) -> tuple[Table, ...]:
        return tuple(table.with_meta(self.meta) for table in TABLES)


_NAMES = frozenset(table.name for table in (*TABLES, KEYWORDS))


def tables(
    reports: Report | Iterable[Report], words: Words | Literal["auto"] | None = "auto", lexicon: Lexicon | None = None
) -> Tables:
    r"""Tidy pandas frames of reports. See `docs/tables.md` for every column.

    Args:
        reports: the reports, any iterable of them, or one alone. They are read once and not kept.
        words: what cuts a text into words for `keywords`, a segmenter's function. "auto" is the library's own segmenter
            where `sanbai-nlp[spacy]` is installed, and None where not; with None, terms are found by how firmly their
            characters hang together.
        lexicon: whose words are terms for `keywords`; the built-in one where None.

    Raises:
        TypeError: if something among `reports` is no Report, `words` cannot be called, or `lexicon` is no Lexicon.
        MissingExtraError: where pandas is not installed.

    >>> import sanbai_nlp
    >>> made = sanbai_nlp.tables(sanbai_nlp.parse_all("甲县民政局2023年述职报告\n一、救助\n走访**户。", meta={"批次": "3"}))
    >>> made.quantities[["low", "high", "unit", "meta_批次"]].to_dict("records")
    [{'low': 10.0, 'high': 99.0, 'unit': '户', 'meta_批次': '3'}]
    """
    if words is not None and words != "auto" and not callable(words):
        raise TypeError(f"words must be a function from a text to its words, not {type(words).__name__}")
    if lexicon is not None and not isinstance(lexicon, Lexicon):
        raise TypeError(f"lexicon must be a Lexicon, not {type(lexicon).__name__}: Lexicon.load(path) makes one")
    need_pandas()
    keys, made, texts = Keys(), list[ReportRows](), list[Passage]()
    for report in _each(reports):
        made.append(report_rows(report, keys.take(report)))
        texts += passages(report)
    meta = tuple(dict.fromkeys(key for rows in made for key in rows.meta))
    frames: dict[str, Any] = {
        table.name: frame(table.with_meta(meta), list(_with_meta(made, table.name, meta))) for table in TABLES
    }
    return Tables(**frames, meta=meta, _keywords=partial(_keywords, texts, words, lexicon))


def _keywords(
    texts: Sequence[Passage], words: Words | Literal["auto"] | None, lexicon: Lexicon | None
) -> "pd.DataFrame":
    cut = _own_words(lexicon) if words == "auto" else words
    return frame(KEYWORDS, keyword_rows(texts, cut, lexicon))


def _own_words(lexicon: Lexicon | None) -> Words | None:
    """The library's segmenter, where it is installed."""
    if not available():
        return None
    return default_segmenter() if lexicon is None else Segmenter(lexicon=lexicon)


def _chinese_keywords(tables: Tables) -> "pd.DataFrame":
    return in_chinese(KEYWORDS, tables.keywords)


def _each(reports: Report | Iterable[Report]) -> Iterator[Report]:
    if isinstance(reports, Report):
        yield reports
        return
    if not isinstance(reports, Iterable):
        raise TypeError(f"tables() takes reports, not {type(reports).__name__}: sanbai_nlp.parse(text) makes one")
    for report in reports:
        if not isinstance(report, Report):
            raise TypeError(f"tables() takes reports, and there is a {type(report).__name__} among these")
        yield report


def _with_meta(made: Iterable[ReportRows], table: str, keys: tuple[str, ...]) -> Iterable[Row]:
    for rows in made:
        more = tuple(rows.meta.get(key) for key in keys)
        for row in rows.of(table):
            yield (*row, *more)
