"""Parquet files, read back by everybody who reads Parquet."""

import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sanbai_nlp
from sanbai_nlp import MissingExtraError, Tables
from sanbai_nlp.tabulation import KEYWORDS, TABLES, Kind, Table, arrow_schema, report_rows, write_parquet
from sanbai_nlp.tabulation.keys import report_key

EVERY = [*TABLES, KEYWORDS]
ARROW = {Kind.TEXT: pa.string(), Kind.INTEGER: pa.int64(), Kind.NUMBER: pa.float64(), Kind.FLAG: pa.bool_()}
POLARS = {Kind.TEXT: pl.String, Kind.INTEGER: pl.Int64, Kind.NUMBER: pl.Float64, Kind.FLAG: pl.Boolean}
DUCKDB = {Kind.TEXT: "VARCHAR", Kind.INTEGER: "BIGINT", Kind.NUMBER: "DOUBLE", Kind.FLAG: "BOOLEAN"}


@pytest.fixture(scope="module")
def made(sample_file: Path) -> Tables:
    return sanbai_nlp.tables(sanbai_nlp.parse_file(sample_file, meta={"年份": "2021", "空": ""}))


@pytest.fixture(scope="module", params=["filled", "empty"])
def written(
    request: pytest.FixtureRequest, made: Tables, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Tables, Path]:
    tables = made if request.param == "filled" else sanbai_nlp.tables([])
    folder = tmp_path_factory.mktemp("parquet") / "新" / "表"
    tables.to_parquet(folder)
    return tables, folder


def test_there_is_one_file_a_table_and_nothing_else(written: tuple[Tables, Path]) -> None:
    assert sorted(path.name for path in written[1].iterdir()) == sorted(f"{table.name}.parquet" for table in EVERY)


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_pandas_reads_back_the_same_frame(written: tuple[Tables, Path], table: Table) -> None:
    tables, folder = written
    read, own = pd.read_parquet(folder / f"{table.name}.parquet"), tables[table.name]
    if len(own) == 0:  # a file without rows has nowhere to keep a vocabulary
        assert [str(dtype) for dtype in read.dtypes] == [str(dtype) for dtype in own.dtypes]
        assert list(read) == list(own)
        return
    pd.testing.assert_frame_equal(read, own)


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_arrow_reads_the_documented_schema(written: tuple[Tables, Path], table: Table) -> None:
    read = pq.read_table(written[1] / f"{table.name}.parquet")
    for column in table.columns:
        field = read.schema.field(column.name)
        if column.kind is Kind.CATEGORY:
            assert pa.types.is_dictionary(field.type)
            assert field.type.value_type == pa.string()
            assert field.type.ordered == column.ordered
        else:
            assert field.type == ARROW[column.kind]
        assert field.nullable == column.optional
        assert field.metadata[b"meaning"].decode() == column.meaning


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_duckdb_and_polars_read_the_same_types_and_values(written: tuple[Tables, Path], table: Table) -> None:
    tables, folder = written
    path = folder / f"{table.name}.parquet"
    kinds = {name: kind for name, kind, *_ in duckdb.sql(f"describe select * from '{path}'").fetchall()}  # noqa: S608
    frame = pl.read_parquet(path)
    for column in table.columns:
        assert kinds[column.name] == DUCKDB.get(column.kind, "VARCHAR"), column.name
        if column.kind in POLARS:
            assert frame.schema[column.name] == POLARS[column.kind], column.name
        values = tables[table.name][column.name].astype(object)
        plain = values.where(values.notna(), None).tolist()
        assert frame[column.name].to_list() == plain
        assert [row[0] for row in duckdb.sql(f"select \"{column.name}\" from '{path}'").fetchall()] == plain  # noqa: S608


def test_a_join_in_duckdb_finds_the_heading_of_every_counted_thing(written: tuple[Tables, Path]) -> None:
    tables, folder = written
    query = f"""select count(*) from '{folder}/quantities.parquet' q
        join '{folder}/blocks.parquet' b using (report, block) join '{folder}/headings.parquet' h using (report, heading)"""  # noqa: S608
    joined = tables.quantities.merge(tables.blocks, on=["report", "block"]).dropna(subset=["heading"])
    assert duckdb.sql(query).fetchall() == [(len(joined),)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_without_pandas_make_the_same_file(table: Table, made: Tables, sample_file: Path, tmp_path: Path) -> None:
    reports = sanbai_nlp.parse_file(sample_file, meta={"年份": "2021", "空": ""})
    rows = [(*row, "2021", "") for report in reports for row in report_rows(report, report_key(report)).of(table.name)]
    write_parquet(tmp_path / "a.parquet", table.with_meta(["年份", "空"]), rows)
    made.to_parquet(tmp_path / "by_pandas")
    one, two = (
        pq.read_table(path) for path in (tmp_path / "a.parquet", tmp_path / "by_pandas" / f"{table.name}.parquet")
    )
    assert one.equals(two, check_metadata=True)


def test_parts_with_other_rows_have_one_schema(tmp_path: Path) -> None:
    for number, text in enumerate(["一、工作\n办理建议**件。", "二、廉洁\n拒收礼金3次，10月1日制定规则。"]):
        report = sanbai_nlp.parse(text)
        for table in TABLES:
            path = tmp_path / table.name / f"part-{number}.parquet"
            path.parent.mkdir(exist_ok=True)
            write_parquet(path, table, report_rows(report, str(number)).of(table.name))
            assert pq.read_schema(path).equals(arrow_schema(table))
    assert pl.read_parquet(tmp_path / "quantities" / "*.parquet")["report"].to_list() == ["0", "1"]
    assert len(pd.read_parquet(tmp_path / "blocks")) == 4


def test_chinese_tables_are_written_under_their_chinese_headings(made: Tables, tmp_path: Path) -> None:
    made.zh().to_parquet(tmp_path)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "steps.parquet"), made.zh().steps)


def test_without_pyarrow_the_error_names_the_extra(
    made: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[tables\]"):
        made.to_parquet(tmp_path / "neu")
    assert not (tmp_path / "neu").exists()
