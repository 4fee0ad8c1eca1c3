"""`archive.tag`: what comes out of a folder, for whoever reads it."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from composed import OFFICES, Tag, content, dicts, fill, report

import sanbai_nlp
from sanbai_nlp import MetaError, MissingExtraError, ModelError, RunError, UnreadableFileError, archive
from sanbai_nlp.archive import workbook
from sanbai_nlp.tabulation import TABLES


def test_every_file_is_accounted_for(inline: Tag, small: Path, tmp_path: Path) -> None:
    (small / "~$打开.docx").touch()
    done = inline(small, tmp_path / "out")
    files = {str(row["path"]): row for row in dicts(done.out, "files")}
    on_disk = {path.relative_to(small).as_posix() for path in small.rglob("*") if path.is_file()}
    assert set(files) == on_disk | {"旧材料.zip!/2017年/法工委/甲.txt", "旧材料.zip!/2017年/空.txt"}
    assert {path for path, row in files.items() if row["status"] == "skipped"} == {"~$打开.docx"}
    failed = {row["path"]: row["error"] for row in dicts(done.out, "failed")}
    assert failed == {
        "空.txt": "EmptyTextError",
        "乱.bin": "UnsupportedFormatError",
        "旧材料.zip!/2017年/空.txt": "EmptyTextError",
    }
    assert {path for path, row in files.items() if row["status"] == "failed"} == set(failed)
    assert (done.counts.files, done.counts.failed, done.counts.skipped) == (len(files), 3, 1)
    assert done.counts.reports == sum(int(str(row["reports"])) for row in files.values()) == 11
    assert all(row["reason"] and row["advice"] for row in dicts(done.out, "failed"))


def test_the_tables_say_what_tables_of_the_reports_say(inline: Tag, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    fill(folder, 6)
    out = inline(folder, tmp_path / "out", meta_from_path="{year}年/{department}/").out
    reports = list(archive.iter_reports(folder, meta_from_path="{year}年/{department}/"))
    sanbai_nlp.tables(reports).to_parquet(tmp_path / "tables")
    for table in TABLES:
        mine = [{**row, "report": str(row["report"]).partition("~")[0]} for row in dicts(out, table.name)]
        assert sorted(mine, key=str) == sorted(
            pq.read_table(tmp_path / "tables" / f"{table.name}.parquet").to_pylist(), key=str
        )


def test_duckdb_pandas_and_polars_open_what_was_written(inline: Tag, small: Path, tmp_path: Path) -> None:
    out = inline(small, tmp_path / "out", meta_from_path="{year}年/{department}/").out
    for table in archive.OUTPUT:
        count = len(dicts(out, table.name))
        names = [column.name for column in table.columns]
        by_duckdb = duckdb.read_parquet(f"{out}/{table.name}/*.parquet")
        by_pandas, by_polars = pd.read_parquet(out / table.name), pl.read_parquet(out / table.name)
        assert len(by_duckdb) == len(by_pandas) == len(by_polars) == count
        for columns in (by_duckdb.columns, by_pandas.columns, by_polars.columns):
            assert [name for name in columns if not name.startswith("meta_")] == names
    years = set(pl.read_parquet(out / "quantities")["meta_year"])
    assert years == {"2018", "2019", "2020", "2021", None}


def test_json_lines_hold_the_same_rows_as_parquet(inline: Tag, small: Path, tmp_path: Path) -> None:
    parquet = inline(small, tmp_path / "out")
    lines = inline(small, tmp_path / "lines", format="jsonl")
    assert content(lines.out) == content(parquet.out)
    assert list(pd.read_json(next((lines.out / "reports").iterdir()), lines=True)["title"])
    assert len(duckdb.read_json(f"{lines.out}/reports/*.jsonl")) == 11


def test_a_number_that_json_cannot_write_is_the_largest_that_it_can() -> None:
    from sanbai_nlp.archive.parts import json_line

    assert json_line(["low", "high"], (1.0, float("inf"))) == '{"low": 1.0, "high": 1.7976931348623157e+308}\n'


def test_xlsx_is_one_workbook_with_every_row(inline: Tag, small: Path, tmp_path: Path) -> None:
    (small / "公式.txt").write_text("=cmd|'/c calc'!A1\n" + report(30), encoding="utf-8")
    done = inline(small, tmp_path / "out", format="xlsx")
    assert done.workbook is not None
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name != "_run"] == [done.workbook.name]
    book = openpyxl.load_workbook(done.workbook, read_only=True)
    assert book.sheetnames == [table.heading for table in archive.OUTPUT]
    assert len(list(book["文件清单"].rows)) == done.counts.files + 1
    assert len(list(book["重复报告"].rows)) == done.duplicates + 1
    cells = [cell.value for sheet in book for row in sheet.rows for cell in row if isinstance(cell.value, str)]
    assert "读出" in cells
    assert not [value for value in cells if value.startswith(("=", "+", "@"))]


def test_a_workbook_that_would_be_too_large_is_refused_and_the_tables_stay(
    inline: Tag, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook.write_workbook, "__defaults__", (20,))
    with pytest.raises(RunError, match="too many") as raised:
        inline(small, tmp_path / "out", format="xlsx")
    assert "Parquet" in raised.value.chinese
    assert len(pd.read_parquet(tmp_path / "out" / "_run" / "tables" / "reports")) == 11


def test_copies_have_keys_of_their_own_that_say_what_they_are_copies_of(
    inline: Tag, small: Path, tmp_path: Path
) -> None:
    out = inline(small, tmp_path / "out").out
    reports = dicts(out, "reports")
    keys = [str(row["report"]) for row in reports]
    assert len(set(keys)) == len(keys)
    twins = {
        str(row["report"]).partition("~")[0]
        for row in reports
        if row["path"] in ("副本.txt", f"2021年/{OFFICES[0]}/003.txt")
    }
    assert len(twins) == 1


def test_the_same_report_in_two_files_is_named(inline: Tag, small: Path, tmp_path: Path) -> None:
    (small / "改过.txt").write_text(report(5) + "谢谢。\n", encoding="utf-8")
    done = inline(small, tmp_path / "out")
    rows = {row["path"]: row for row in dicts(done.out, "duplicates")}
    copy, near = rows["副本.txt"], rows["改过.txt"]
    assert (copy["other_path"], copy["kind"], copy["similarity"]) == (f"2021年/{OFFICES[0]}/003.txt", "exact", 1.0)
    assert (near["other_path"], near["kind"]) == (f"2019年/{OFFICES[2]}/005.txt", "near")
    assert done.exact == 1
    assert done.duplicates == len(rows)
    assert len(dicts(done.out, "reports")) == 12, "a report that is like another one was dropped"


def test_keys_depend_on_the_file_alone(inline: Tag, small: Path, tmp_path: Path) -> None:
    whole = {
        row["report"] for row in dicts(inline(small, tmp_path / "one").out, "reports") if row["path"] == "副本.txt"
    }
    moved = tmp_path / "别处"
    moved.mkdir()
    shutil.copy(small / "副本.txt", moved)
    assert {row["report"] for row in dicts(inline(moved, tmp_path / "two").out, "reports")} == whole


def test_one_file_may_be_the_whole_archive(inline: Tag, small: Path, tmp_path: Path) -> None:
    done = inline(small / "旧材料.zip", tmp_path / "out")
    assert {row["path"] for row in dicts(done.out, "files")} == {
        "旧材料.zip",
        "旧材料.zip!/2017年/法工委/甲.txt",
        "旧材料.zip!/2017年/空.txt",
    }


def test_output_inside_the_materials_is_not_read(inline: Tag, small: Path) -> None:
    first = inline(small, small / "结果")
    again = inline(small, small / "结果", resume=True)
    assert again.counts == first.counts
    assert not [row for row in dicts(first.out, "files") if "结果" in str(row["path"])]


def test_what_a_zip_holds_cannot_leave_it(inline: Tag, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    folder.mkdir()
    with zipfile.ZipFile(folder / "坏.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../外面.txt", report(1))
        file.writestr("/根.txt", report(2))
        file.writestr("炸弹.txt", b"0" * 300_000_000)
        file.writestr("好.txt", report(3))
    done = inline(folder, tmp_path / "out")
    assert {row["path"]: row["reports"] for row in dicts(done.out, "files") if row["status"] == "read"} == {
        "坏.zip": 0,
        "坏.zip!/好.txt": 1,
    }
    assert done.counts.failed == 3
    assert {path.name for path in tmp_path.iterdir()} == {"材料", "out"}
    assert "OversizedFileError" in {row["error"] for row in dicts(done.out, "failed")}


def test_meta_is_in_every_table_of_reports(inline: Tag, small: Path, tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text("文件,经办人,year\n副本.txt,甲某,1999\n旧材料.zip,乙某,\n没有的.txt,丙某,\n", encoding="gb18030")
    done = inline(small, tmp_path / "out", meta=table, meta_from_path="{year}年/")
    by_path = {row["path"]: row for row in dicts(done.out, "reports")}
    assert (by_path["副本.txt"]["meta_经办人"], by_path["副本.txt"]["meta_year"], by_path["副本.txt"]["year"]) == (
        "甲某",
        "1999",
        1999,
    )
    assert by_path["旧材料.zip!/2017年/法工委/甲.txt"]["meta_经办人"] == "乙某"
    assert by_path[f"2018年/{OFFICES[0]}/000.txt"]["meta_year"] == "2018"
    assert {"meta_经办人", "meta_year"} <= set(dicts(done.out, "quantities")[0])
    assert [(row.line, row.path) for row in done.unused_rows] == [(4, "没有的.txt")]
    assert set(done.some_bare_files) == {"空.txt", "乱.bin"}


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"meta": "没有.csv"}, UnreadableFileError),
        ({"meta_from_path": "没有名称/"}, MetaError),
        ({"tagger": "没有.json"}, ModelError),
        ({"format": "csv"}, ValueError),
        ({"jobs": 0}, ValueError),
        ({"timeout": 0}, ValueError),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_written(
    small: Path, tmp_path: Path, options: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        archive.tag(small, tmp_path / "out", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_source_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        archive.tag(tmp_path / "没有", tmp_path / "out")


def test_a_folder_with_other_things_in_it_is_not_written_to(inline: Tag, small: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "别的.txt").touch()
    with pytest.raises(RunError, match="not empty"):
        inline(small, tmp_path / "out")


def test_an_empty_folder_gives_tables_without_rows(inline: Tag, tmp_path: Path) -> None:
    (tmp_path / "材料").mkdir()
    done = inline(tmp_path / "材料", tmp_path / "out")
    assert done.counts.files == 0
    for table in archive.OUTPUT:
        frame = pd.read_parquet(done.out / table.name)
        assert (len(frame), list(frame.columns)) == (0, [column.name for column in table.columns])


def test_reports_come_one_by_one_with_failures_in_their_places(small: Path) -> None:
    found = list(archive.iter_reports(small, errors="return"))
    failures = [item for item in found if isinstance(item, archive.Failure)]
    assert {failure.path for failure in failures} == {"空.txt", "乱.bin", "旧材料.zip!/2017年/空.txt"}
    assert len(found) - len(failures) == 11
    with pytest.raises(sanbai_nlp.SanbaiError):
        list(archive.iter_reports(small))
    with pytest.raises(ValueError, match="errors"):
        archive.iter_reports(small, errors="ignore")  # type: ignore[call-overload]


@pytest.mark.parametrize("package", ["pebble", "filelock", "pyarrow"])
def test_what_is_not_installed_is_named(
    small: Path, tmp_path: Path, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match="pip install"):
        archive.tag(small, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_room_is_imported_without_what_it_needs_to_run() -> None:
    missing = "import sys; sys.modules.update(dict.fromkeys(('pebble', 'filelock', 'pyarrow', 'numpy', 'pandas')))"
    subprocess.run([sys.executable, "-c", f"{missing}; import sanbai_nlp.archive"], check=True)
