"""Output in an object store is what it would be in a folder, whatever fails or is killed in between."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import openpyxl
import pandas as pd
import pytest
from composed import InlineWorkers, Rows, Tag, content, fill, report
from shelf import ShelfFileSystem, any_file, install
from typer.testing import CliRunner

from sanbai_nlp import RunError, archive
from sanbai_nlp.archive import bucket as buckets
from sanbai_nlp.archive import lease as leases
from sanbai_nlp.archive import run as running
from sanbai_nlp.archive.bucket import Bucket, complaint, place_at
from sanbai_nlp.archive.folder import Folder
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.archive.parts import PartFormat
from sanbai_nlp.archive.progress import Progress
from sanbai_nlp.archive.run import Format, Run
from sanbai_nlp.archive.source import LocalSource
from sanbai_nlp.archive.work import Setup
from sanbai_nlp.cli import app

FORMATS = pytest.mark.parametrize("form", ["parquet", "jsonl", "xlsx"])
FIRST = "2018年/法工委/000.txt"


class KilledError(BaseException):
    """The power went."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here needs time to settle."""
    monkeypatch.setattr(leases, "_SETTLE", 0.0)
    monkeypatch.setattr(buckets, "_WAITS", (0.0, 0.0, 0.0))


@pytest.fixture
def memory() -> Iterator[str]:
    """A bucket in this process."""
    yield "memory://结果桶/tagged"
    system = fsspec.filesystem("memory")
    if system.exists("/结果桶"):
        system.rm("/结果桶", recursive=True)


def url(folder: Path) -> str:
    """The URL of a bucket that lies in a folder."""
    return f"shelf://{folder.as_posix()}"


def tagged(source: Path, out: str, form: str = "parquet", *, resume: bool = False) -> archive.Summary:
    """As `tag` does it, in this process alone; so that a bucket in its memory will do."""
    parts = PartFormat.JSONL if form == "jsonl" else PartFormat.PARQUET
    run = Run(Setup(LocalSource(source), place_at(out), parts, Meta()), Format(form), 1, 60.0)
    return run.carry_out(Progress(), resume=resume)


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "Workers", InlineWorkers)


def copied(out: str, folder: Path) -> Path:
    """The bucket as a folder."""
    system, top = fsspec.core.url_to_fs(out)
    for path in system.find(top):
        target = folder / path.removeprefix(f"{top}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(system.cat_file(path))
    return folder


def cells(book: Path) -> list[list[tuple[object, ...]]]:
    """Every sheet but how long things took."""
    sheets = [list(sheet.values) for sheet in openpyxl.load_workbook(book, read_only=True)]
    heads = [[at for at, head in enumerate(sheet[0]) if head != "秒"] for sheet in sheets]
    return [
        sorted((tuple(row[at] for at in kept) for row in sheet), key=str)
        for sheet, kept in zip(sheets, heads, strict=True)
    ]


@FORMATS
@pytest.mark.usefixtures("one_process")
def test_a_bucket_gets_what_a_folder_gets(memory: str, small: Path, tmp_path: Path, form: str) -> None:
    there, here = tagged(small, memory, form), tagged(small, str(tmp_path / "here"), form)
    got = copied(memory, tmp_path / "there")
    if form == "xlsx":
        assert there.workbook == f"{memory}/述职.xlsx"
        assert cells(got / "述职.xlsx") == cells(tmp_path / "here" / "述职.xlsx")
    else:
        assert content(got) == content(tmp_path / "here")
        assert {path.relative_to(got) for path in got.rglob("part-*")} == {
            path.relative_to(tmp_path / "here") for path in (tmp_path / "here").rglob("part-*")
        }
    assert (there.out, there.counts) == (memory, here.counts)
    assert {path.name for path in (got / "_run").iterdir()} - {"tables"} == {
        "leases",
        "parts",
        "run.json",
        "sketches",
    }


@pytest.mark.usefixtures("one_process")
def test_pandas_opens_what_lies_there(memory: str, small: Path) -> None:
    done = tagged(small, memory)
    assert len(pd.read_parquet(f"{memory}/reports")) == done.counts.reports == 11


@FORMATS
@pytest.mark.usefixtures("one_process")
def test_what_changed_is_done_again_and_what_vanished_is_gone(
    memory: str, small: Path, tmp_path: Path, form: str
) -> None:
    tagged(small, memory, form)
    (small / FIRST).write_text(report(100), encoding="utf-8")
    (small / "旧材料.zip").unlink()
    (small / "新.txt").write_text(report(102), encoding="utf-8")
    again = tagged(small, memory, form, resume=True)
    tagged(small, str(tmp_path / "fresh"), form)
    got = copied(memory, tmp_path / "got")
    if form == "xlsx":
        assert cells(got / "述职.xlsx") == cells(tmp_path / "fresh" / "述职.xlsx")
    else:
        assert content(got) == content(tmp_path / "fresh")
    assert again.done_now == 2 + 2, "beside the new and the changed file, the two that had failed"


@pytest.mark.usefixtures("one_process")
def test_a_run_is_not_written_over_nor_among_other_things(memory: str, small: Path) -> None:
    tagged(small, memory)
    with pytest.raises(RunError, match="holds a run already"):
        tagged(small, memory)
    fsspec.filesystem("memory").pipe_file("/结果桶/别的/甲.txt", b"")
    with pytest.raises(RunError, match="is not empty"):
        tagged(small, "memory://结果桶/别的")


@pytest.mark.usefixtures("one_process")
def test_what_is_under_way_never_lies_among_the_tables(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table's folder gets copies of what is whole already, and those before the record that speaks of them."""
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(ShelfFileSystem, "guard", lambda kind, path: asked.append((kind, path)))
    out = tmp_path / "桶"
    tagged(small, url(out))
    put = [path.removeprefix(f"{out}/") for kind, path in asked if kind == "put"]
    made = [path.removeprefix(f"{out}/") for kind, path in asked if kind == "copy"]
    assert all(path.startswith("_run/") or path in made for path in put)
    records = [at for at, (kind, path) in enumerate(asked) if kind == "put" and "/_run/parts/" in path]
    for at in records:
        part = Path(asked[at][1]).stem
        copies = [when for when, (kind, path) in enumerate(asked) if kind == "copy" and Path(path).stem == part]
        assert len([when for when in copies if when < at]) >= len(archive.OUTPUT) - 1


class Guard:
    """Lets requests through, until it does not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 1 << 30
        self.used = 0
        self._lock = threading.Lock()
        monkeypatch.setattr(ShelfFileSystem, "guard", self)

    def __call__(self, kind: str, path: str) -> None:
        with self._lock:
            self.used += 1
            self.left -= 1
            if self.left < 0:
                raise KilledError(kind, path)


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
@pytest.mark.usefixtures("one_process")
def test_wherever_the_power_goes_the_end_is_that_of_an_undisturbed_folder(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Killed in a first run, killed in the next that also has to take out what has changed, and gone on with."""
    old = small / FIRST
    before, after = report(0), report(200)
    old.write_text(after, encoding="utf-8")
    tagged(small, str(tmp_path / "wanted"), form)
    wanted = content(tmp_path / "wanted")
    chance = random.Random(int(os.environ.get("SANBAI_SEED", "17")))
    guard, killed = Guard(monkeypatch), 0
    for number in range(8):
        out = tmp_path / f"桶{number}"
        for text in (before, after):
            old.write_text(text, encoding="utf-8")
            guard.left = chance.randrange(500)
            try:
                tagged(small, url(out), form, resume=(out / "_run" / "run.json").exists())
            except KilledError:
                killed += 1
        guard.left = 1 << 30
        tagged(small, url(out), form, resume=(out / "_run" / "run.json").exists())
        assert content(out) == wanted, f"number {number}"
        assert {path.name for path in (out / "_run").iterdir() if path.is_file() or any_file(path)} == {
            "leases",
            "parts",
            "run.json",
            "sketches",
        }
    assert killed > 8


@pytest.mark.usefixtures("one_process")
def test_a_put_that_fails_once_is_made_again(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tagged(small, str(tmp_path / "here"))
    failed: set[tuple[str, str]] = set()

    def once(kind: str, path: str) -> None:
        if (kind, path) not in failed:
            failed.add((kind, path))
            raise TimeoutError("slow down")

    monkeypatch.setattr(ShelfFileSystem, "guard", once)
    tagged(small, url(tmp_path / "桶"))
    assert len(failed) > 50
    assert content(tmp_path / "桶") == content(tmp_path / "here")


@pytest.mark.parametrize("kind", ["put", "copy", "remove", "ls"])
@pytest.mark.usefixtures("one_process")
def test_a_store_that_stays_away_stops_the_run_and_costs_nothing(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    tagged(small, str(tmp_path / "here"))
    guard = Guard(monkeypatch)

    def away(asked: str, _path: str) -> None:
        guard.used += 1
        if asked == kind and guard.used > 40:
            raise ConnectionError("no route")

    monkeypatch.setattr(ShelfFileSystem, "guard", away)
    with pytest.raises(RunError, match="ConnectionError: no route") as raised:
        tagged(small, url(tmp_path / "桶"))
    assert "--resume" in raised.value.chinese
    monkeypatch.setattr(ShelfFileSystem, "guard", lambda _kind, _path: None)
    tagged(small, url(tmp_path / "桶"), resume=(tmp_path / "桶" / "_run" / "run.json").exists())
    assert content(tmp_path / "桶") == content(tmp_path / "here")


@pytest.mark.usefixtures("one_process")
def test_two_runs_at_once_are_refused(memory: str, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def second(self: InlineWorkers) -> InlineWorkers:
        with pytest.raises(RunError, match="another run is writing here, on "):
            tagged(small, memory, resume=True)
        return self

    monkeypatch.setattr(InlineWorkers, "__enter__", second)
    tagged(small, memory)


@pytest.mark.usefixtures("one_process")
def test_a_run_on_another_machine_is_refused_as_soon_as_it_is_heard_of(
    memory: str, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "_BEAT", 0.05)
    monkeypatch.setattr(leases, "_GLANCE", 0.05)

    def second(self: InlineWorkers) -> InlineWorkers:
        with monkeypatch.context() as patch:
            patch.setattr(leases, "_machine", lambda: "另一台")
            with pytest.raises(RunError, match="another run is writing here"):
                tagged(small, memory, resume=True)
        return self

    monkeypatch.setattr(InlineWorkers, "__enter__", second)
    tagged(small, memory)


@pytest.mark.usefixtures("one_process")
def test_a_run_that_was_asleep_finds_that_another_took_over(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of its batches; it writes nothing more, and the end is that of one run."""
    monkeypatch.setattr(leases, "_SILENCE", 0.1)
    monkeypatch.setattr(leases, "_GLANCE", 0.05)
    out = url(tmp_path / "桶")
    asleep, run = [True], InlineWorkers.run

    def sleepy(self: InlineWorkers, jobs: Iterator[object]) -> Iterator[object]:
        for number, done in enumerate(run(self, jobs)):  # type: ignore[arg-type]
            if number == 1 and asleep.pop() is True:
                asleep.append(False)
                with monkeypatch.context() as patch:
                    patch.setattr(leases, "_machine", lambda: "另一台")
                    tagged(small, out, resume=True)
            yield done

    monkeypatch.setattr(InlineWorkers, "run", sleepy)
    with pytest.raises(RunError, match="has taken over") as raised:
        tagged(small, out)
    assert "接手" in raised.value.chinese
    monkeypatch.setattr(InlineWorkers, "run", run)
    tagged(small, str(tmp_path / "here"))
    assert content(tmp_path / "桶") == content(tmp_path / "here")
    tagged(small, out, resume=True)
    assert content(tmp_path / "桶") == content(tmp_path / "here")


def write_late(out: Path) -> None:
    """A first part once more, as by a run that was given up for dead between its last look at the lease and its record."""
    record = json.loads((out / "_run" / "parts" / "part-000000.json").read_text(encoding="utf-8"))
    for table, file in record["files"].items():
        folder = out / "_run" / table if table == "sketches" else out / table
        shutil.copy(folder / file["name"], folder / "part-000777.parquet")
        file["name"] = "part-000777.parquet"
    late = json.dumps({**record, "part": 777}, ensure_ascii=False)
    (out / "_run" / "parts" / "part-000777.json").write_text(late, encoding="utf-8")


@pytest.mark.usefixtures("one_process")
def test_what_a_run_that_was_given_up_writes_while_its_heir_is_at_work_does_not_stay(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, run = tmp_path / "桶", InlineWorkers.run

    def haunted(self: InlineWorkers, jobs: Iterator[object]) -> Iterator[object]:
        for number, done in enumerate(run(self, jobs)):  # type: ignore[arg-type]
            if number == 1:
                write_late(out)
            yield done

    tagged(small, str(tmp_path / "here"))
    monkeypatch.setattr(InlineWorkers, "run", haunted)
    assert tagged(small, url(out)).counts.reports == 11
    assert content(out) == content(tmp_path / "here")
    assert not list(out.rglob("*777*"))


@pytest.mark.usefixtures("one_process")
def test_what_it_writes_after_the_end_the_next_run_takes_out(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "桶"
    tagged(small, str(tmp_path / "here"))
    tagged(small, url(out))
    write_late(out)
    assert content(out) != content(tmp_path / "here")
    assert tagged(small, url(out), resume=True).counts.reports == 11
    assert content(out) == content(tmp_path / "here")


def test_of_runs_that_begin_at_the_same_moment_one_gets_the_lease(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even in a store that cannot create a file exclusively, as long as a put does not take longer than it settles."""
    monkeypatch.setattr(leases, "_SETTLE", 0.5)
    start, got, release = threading.Barrier(4), [], threading.Event()

    class Careless(ShelfFileSystem):
        def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: object) -> None:
            if mode == "create":
                raise NotImplementedError
            super().pipe_file(path, value)

    def contend() -> None:
        place = Bucket("shelf://桶", Careless(), str(tmp_path / "桶"))
        start.wait()
        try:
            with place.hold():
                got.append("lease")
                release.wait(30)
        except RunError:
            got.append("refused")

    threads = [threading.Thread(target=contend) for _ in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30
    while len(got) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    release.set()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["lease", "refused", "refused", "refused"]


def test_a_lease_that_was_given_back_holds_nobody_up_on_another_machine(
    memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_at(memory)
    with place.hold() as first:
        assert first.first == 0
    monkeypatch.setattr(leases, "_machine", lambda: "另一台")
    with place.hold() as second:
        assert second.first > 0, "no part of this run may have the number of one of the other's"


@pytest.mark.parametrize(
    ("out", "english", "chinese"),
    [
        ("s3://桶/out", "Install s3fs", "pip install s3fs"),
        ("没有这种://桶/out", "rotocol", "没有 没有这种:// 这种网址"),
        ("memory://桶/out", "memory of this process", "只在本进程的内存里"),
    ],
)
def test_what_cannot_be_written_to_is_named_in_chinese(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, english: str, chinese: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError, match=f"{out}.*{english}"):
        archive.tag(small, out)
    said = CliRunner().invoke(app, ["tag", str(small), "--out", out])
    assert (said.exit_code, chinese in said.stderr.replace("\n", "")) == (2, True), said.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["材料"]


class NoCredentialsError(Exception):
    """As the client of a store raises it."""


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        (NoCredentialsError("Unable to locate credentials"), "没有钥匙"),
        (PermissionError("Forbidden"), "没有权限，或钥匙不对"),
        (FileNotFoundError("The specified bucket does not exist"), "桶不存在"),
    ],
)
@pytest.mark.usefixtures("one_process")
def test_what_the_store_says_is_named_at_once(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, chinese: str
) -> None:
    monkeypatch.setattr(buckets, "_WAITS", (60.0,))

    def refuse(kind: str, _path: str) -> None:
        if kind == "put":
            raise error

    monkeypatch.setattr(ShelfFileSystem, "guard", refuse)
    said = CliRunner().invoke(app, ["tag", str(small), "--out", url(tmp_path / "桶")])
    assert said.exit_code == 2, said.output
    assert chinese in said.stderr.replace("\n", "")
    assert "Traceback" not in said.stderr
    assert complaint("s3://桶", error).chinese.startswith(chinese)


def test_a_file_url_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    place = place_at(tmp_path.as_uri())
    assert isinstance(place, Folder)
    assert place.root == tmp_path


@pytest.mark.usefixtures("one_process")
def test_output_beside_the_materials_in_a_bucket_is_not_read(small: Path) -> None:
    first = archive.tag(url(small), f"{url(small)}/结果")
    again = archive.tag(url(small), f"{url(small)}/结果", resume=True)
    assert again.counts == first.counts
    assert not [path for path in content(small / "结果")["files"] if "结果" in path]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """That of processes which know the store."""
    return install(tmp_path_factory.mktemp("site"))


def command(source: Path, out: Path, *more: str, work: Path, env: dict[str, str]) -> "subprocess.Popen[str]":
    work.mkdir(exist_ok=True)
    arguments = [sys.executable, "-m", "sanbai_nlp.cli", "tag", str(source), "--out", url(out), "--jobs", "2", *more]
    return subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        env={**env, "TMPDIR": str(work)},
    )


def parts(out: Path) -> int:
    return len(list((out / "_run" / "parts").glob("part-*.json")))


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX")
@pytest.mark.parametrize("group", [True, False], ids=["with its workers", "without them"])
def test_killed_and_gone_on_with_from_another_folder_of_work(
    inline: Tag, tmp_path: Path, environment: dict[str, str], group: bool
) -> None:
    folder, out = tmp_path / "材料", tmp_path / "桶"
    fill(folder, 40)
    wanted: Rows = content(inline(folder, tmp_path / "here").out)
    kills = 0
    for number, wished in enumerate((0, 2, 4)):
        more = ("--resume",) if (out / "_run" / "run.json").exists() else ()
        process = command(folder, out, *more, work=tmp_path / f"work{number}", env=environment)
        deadline = time.monotonic() + 120
        while parts(out) <= wished and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        kills += process.poll() is None
        (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
        process.communicate()
    assert kills > 1
    last = command(folder, out, "--resume", work=tmp_path / "work", env=environment)
    said = last.communicate()
    assert last.returncode == 0, said
    assert content(out) == wanted
    assert not list((tmp_path / "work").iterdir()), "what it worked with is gone"


@pytest.mark.slow
def test_a_cluster_writes_to_a_bucket_what_one_process_writes_to_a_folder(
    inline: Tag, small: Path, tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its workers share no folder with the leader; one of them is killed in the middle."""
    distributed = pytest.importorskip("distributed")
    import dask

    fill(small, 40, start=100)
    wanted = content(inline(small, tmp_path / "here").out)
    monkeypatch.setenv("PYTHONPATH", environment["PYTHONPATH"])
    out = tmp_path / "桶"
    with (
        dask.config.set({"distributed.deploy.lost-worker-timeout": "10 minutes"}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        client.wait_for_workers(2, timeout=300)
        victim = min(client.run(os.getpid).values())

        def kill() -> None:
            deadline = time.monotonic() + 120
            while not parts(out) and time.monotonic() < deadline:
                time.sleep(0.01)
            os.kill(victim, signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        archive.tag(small, url(out), client=client)
        thread.join()
    assert content(out) == wanted
