"""Read by mypy and never run: what a caller's type checker must see."""

from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

import pandas as pd
from matplotlib.axes import Axes

import sanbai_nlp
from sanbai_nlp import (
    Achievement,
    Answer,
    Department,
    Document,
    Figure,
    Interval,
    Lexicon,
    Parser,
    Quantity,
    Ratio,
    Report,
    SanbaiError,
    Scorecard,
    Tables,
    Time,
    archive,
)


def entry_points() -> None:
    assert_type(sanbai_nlp.parse("一、工作"), Report)
    assert_type(sanbai_nlp.parse("一、工作", meta={"year": "2023"}), Report)
    assert_type(sanbai_nlp.parse_all("一、工作"), list[Report])
    assert_type(sanbai_nlp.parse_file("材料.txt"), list[Report])
    assert_type(sanbai_nlp.parse_file(Path("材料.txt"), encoding="gb18030"), list[Report])


def own_parser(texts: Iterator[str]) -> None:
    parser = Parser(lexicon=Lexicon.load("ours.toml"), max_length=100_000)
    assert_type(parser.parse("一、工作"), Report)
    assert_type(parser.parse_all("一、工作"), list[Report])
    assert_type(parser.parse_file("材料.txt"), list[Report])
    for report in parser.pipe(texts, jobs=2):
        assert_type(report, Report)
    for outcome in parser.pipe(texts, errors="return"):
        assert_type(outcome, Report | SanbaiError | TypeError)


def fields(report: Report) -> None:
    assert_type(report.title, str | None)
    assert_type(report.period, Time | None)
    assert_type(report.meta, dict[str, str])
    assert_type(report.quantities, tuple[Quantity, ...])
    assert_type(report.departments, tuple[Department, ...])
    assert_type(report.documents, tuple[Document, ...])
    achievement = report.achievements[0]
    assert_type(achievement, Achievement)
    assert_type(achievement.quantity, Quantity | None)
    assert_type(str(sanbai_nlp.explain(report, achievement)), str)


def frames(reports: Iterator[Report]) -> None:
    tables = sanbai_nlp.tables(reports, words=str.split)
    assert_type(tables, Tables)
    assert_type(tables.zh(), Tables)
    assert_type(tables.quantities, pd.DataFrame)
    assert_type(tables.keywords, pd.DataFrame)
    assert_type(tables["steps"], pd.DataFrame)


def figures(reports: list[Report], frame: pd.DataFrame) -> None:
    card = sanbai_nlp.scorecard(reports[0])
    assert_type(card, Scorecard)
    assert_type(card.review, Ratio | None)
    assert_type(card.rows(), tuple[Figure, ...])
    assert_type(card.to_frame(zh=True), pd.DataFrame)
    assert_type(sanbai_nlp.compare(reports, by=lambda report: report.meta.get("批次")), pd.DataFrame)
    assert_type(sanbai_nlp.totals(reports, by=["kind", "year"]), pd.DataFrame)
    assert_type(sanbai_nlp.totals(frame), pd.DataFrame)
    assert_type(sanbai_nlp.plots.intervals(frame, by=["kind"]), Axes)
    assert_type(sanbai_nlp.plots.dimensions(reports, by=lambda report: report.title, ax=None), Axes)
    assert_type(Interval(10, 99) + Interval(1, None) - 3, Interval)
    assert_type(Interval(10, 99).less_than(100), Answer)


def archives(folder: Path) -> None:
    assert_type(archive.tag(folder, folder / "out", jobs=2), archive.Summary)
    for report in archive.iter_reports(folder):
        assert_type(report, Report)
    for item in archive.iter_reports(folder, errors="return"):
        assert_type(item, Report | archive.Failure)
