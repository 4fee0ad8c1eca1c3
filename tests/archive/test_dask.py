"""On a cluster of Dask: what a run there writes is what this machine alone would."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from composed import InlineWorkers, Trapped, content, dicts, fill, report
from typer.testing import CliRunner

from sanbai_nlp import MissingExtraError, RunError, archive
from sanbai_nlp.archive import cluster as clusters
from sanbai_nlp.archive import errand as errands
from sanbai_nlp.archive import run as running
from sanbai_nlp.archive.folder import Folder
from sanbai_nlp.archive.meta import Meta
from sanbai_nlp.archive.parts import PartFormat
from sanbai_nlp.archive.progress import Progress
from sanbai_nlp.archive.run import Format, Run
from sanbai_nlp.archive.source import LocalSource
from sanbai_nlp.archive.work import Job, Setup
from sanbai_nlp.cli import app

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

pytest.importorskip("distributed")

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster() -> "Iterator[LocalCluster]":
    """Two worker processes, made anew for each test: some kill them; a port for the dashboard is not needed.

    A local cluster gives up a worker that does not come back within 15 seconds of its death; on a busy machine a
    process may need longer to start.
    """
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.deploy.lost-worker-timeout": "10 minutes"}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
    ):
        yield cluster


@pytest.fixture
def client(cluster: "LocalCluster") -> "Iterator[Client]":
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=300)
        yield client


@pytest.fixture
def materials(tmp_path: Path) -> Path:
    folder = tmp_path / "材料"
    fill(folder, 60)
    (folder / "副本.txt").write_text(report(7), encoding="utf-8")
    (folder / "空.txt").touch()
    return folder


@pytest.fixture
def alone(materials: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What this process alone makes of the materials."""
    with monkeypatch.context() as patch:
        patch.setattr(running, "Workers", InlineWorkers)
        return content(archive.tag(materials, tmp_path / "alone").out)


def process_of(client: "Client") -> int:
    return min(client.run(os.getpid).values())


def kill_when_under_way(client: "Client", out: Path, killed: list[int]) -> Thread:
    """Kill a worker of the cluster as soon as a first part is written."""
    victim = process_of(client)

    def kill() -> None:
        killed.append(wait_for_a_part(out))
        os.kill(victim, signal.SIGKILL)

    thread = Thread(target=kill)
    thread.start()
    return thread


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX")
def test_a_worker_killed_in_the_middle_changes_no_row(
    client: "Client", materials: Path, alone: dict[str, list[str]], tmp_path: Path
) -> None:
    killed: list[int] = []
    thread = kill_when_under_way(client, tmp_path / "out", killed)
    done = archive.tag(materials, tmp_path / "out", client=client)
    thread.join()
    parts = len(list((done.out / "_run" / "parts").glob("part-*.json")))
    assert 0 < killed[0] < parts, "the worker was not killed in the middle"
    assert content(done.out) == alone
    assert not (done.out / "_run" / "staging").exists()


def test_the_command_works_on_a_cluster_and_goes_on_there(
    client: "Client", materials: Path, alone: dict[str, list[str]], tmp_path: Path
) -> None:
    moved = materials / "副本.txt"
    text = moved.read_bytes()
    moved.unlink()
    command = ["tag", str(materials), "--out", str(tmp_path / "out")]
    first = CliRunner().invoke(app, [*command, "--dask", client.scheduler.address])
    assert first.exit_code == 1, first.output  # one file is empty
    moved.write_bytes(text)
    again = CliRunner().invoke(app, [*command, "--resume", "--dask", client.scheduler.address])
    assert again.exit_code == 1, again.output
    assert content(tmp_path / "out") == alone


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX")
def test_a_file_that_hangs_or_kills_costs_itself_alone_and_no_worker(client: "Client", tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    fill(folder, 6)
    for name in ("挂住", "崩溃", "偶然"):
        (folder / f"{name}.txt").write_text(report(50 + len(name)), encoding="utf-8")
    before = client.run(os.getpid)
    run = Run(
        Setup(Trapped(folder), Folder(tmp_path / "out"), PartFormat.PARQUET, Meta()), Format.PARQUET, 2, 3.0, client
    )
    done = run.carry_out(Progress(), resume=False)
    failed = {row["path"]: row["error"] for row in dicts(done.out, "failed")}
    assert failed == {"挂住.txt": "TimeLimitError", "崩溃.txt": "LostWorkerError"}
    assert done.counts.reports == 7
    assert client.run(os.getpid) == before


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX")
def test_a_file_that_takes_workers_with_it_is_found_among_its_neighbours(
    cluster: "LocalCluster", client: "Client", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    folder = tmp_path / "材料"
    fill(folder, 3)
    (folder / "停机.txt").write_text(report(50), encoding="utf-8")
    run = Run(
        Setup(Trapped(folder), Folder(tmp_path / "out"), PartFormat.PARQUET, Meta()), Format.PARQUET, 1, 60.0, client
    )
    done = run.carry_out(Progress(), resume=False)
    assert {row["path"]: row["error"] for row in dicts(done.out, "failed")} == {"停机.txt": "LostWorkerError"}
    assert len(dicts(done.out, "reports")) == 3
    assert len(dicts(done.out, "files")) == 4


def test_processes_of_a_run_end_with_it(client: "Client", materials: Path, tmp_path: Path) -> None:
    archive.tag(materials, tmp_path / "out", client=client)
    assert set(client.run(children).values()) == {0}


def children() -> int:
    import multiprocessing

    return len(multiprocessing.active_children())


def test_a_scheduler_that_does_not_answer_is_named_within_seconds(small: Path, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    began = time.monotonic()
    with pytest.raises(RunError, match=f"{address}.*no Dask scheduler answers"):
        archive.tag(small, tmp_path / "out", client=address)
    assert time.monotonic() - began < 30
    assert not (tmp_path / "out").exists()
    said = CliRunner().invoke(app, ["tag", str(small), "--out", str(tmp_path / "out"), "--dask", "哪里"])
    assert (said.exit_code, "连不上 Dask 调度器" in said.stderr) == (2, True)


def test_a_cluster_that_stays_without_workers_is_given_up(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client, LocalCluster

    monkeypatch.setattr(clusters, "_PATIENCE", 1.0)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        Client(empty, set_as_default=False) as client,
        pytest.raises(RunError, match="no worker for 1 seconds"),
    ):
        archive.tag(small, tmp_path / "out", client=client)


def test_a_scheduler_that_goes_away_ends_the_run_and_it_is_gone_on_with(
    materials: Path, alone: dict[str, list[str]], tmp_path: Path
) -> None:
    from distributed import Client, LocalCluster

    out = tmp_path / "out"
    (materials / "挂住.txt").touch()  # or the run might be done before the cluster is closed
    setup = Setup(Trapped(materials), Folder(out), PartFormat.PARQUET, Meta())
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as short:
        client = Client(short.scheduler_address, timeout=5, set_as_default=False)

        def close() -> None:
            wait_for_a_part(out)
            short.close()

        thread = Thread(target=close)
        thread.start()
        with client, pytest.raises(RunError, match="scheduler went away") as caught:
            Run(setup, Format.PARQUET, 1, 600.0, client).carry_out(Progress(), resume=False)
        thread.join()
    (materials / "挂住.txt").unlink()
    assert "--resume" in caught.value.chinese
    assert content(archive.tag(materials, out, jobs=1, resume=True).out) == alone


def wait_for_a_part(out: Path) -> int:
    """Wait for the first part; gives how many there are."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := len(list((out / "_run" / "parts").glob("part-*.json"))):
            return found
        time.sleep(0.01)
    return 0


def test_without_the_extra_it_is_named(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[dask\]"):
        archive.tag(small, tmp_path / "out", client="tcp://127.0.0.1:8786")
    said = CliRunner().invoke(app, ["tag", str(small), "--out", str(tmp_path / "out"), "--dask", "tcp://127.0.0.1:1"])
    assert (said.exit_code, "sanbai-nlp[dask]" in said.stderr) == (2, True)


def errand(folder: Path, library: str) -> errands.Errand:
    return errands.Errand("一", Job(0, (), folder / "_run" / "staging" / "part"), 60.0, library)


def test_a_machine_that_does_not_see_the_output_says_so_and_writes_nothing(small: Path, tmp_path: Path) -> None:
    setup = Setup(LocalSource(small), Folder(tmp_path / "out"), PartFormat.PARQUET, Meta())
    with pytest.raises(RunError, match=f"{socket.gethostname()} does not see .*staging") as caught:
        errands.do(errand(tmp_path / "别处", errands.library()), setup)
    assert "共享" in caught.value.chinese
    assert not (tmp_path / "别处").exists()


def test_a_machine_that_does_not_see_the_materials_says_so(small: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "_run" / "staging").mkdir(parents=True)
    setup = Setup(LocalSource(small), Folder(tmp_path / "out"), PartFormat.PARQUET, Meta())
    small.rename(tmp_path / "搬走")
    with pytest.raises(RunError, match=r"does not see .*材料"):
        errands.do(errand(tmp_path / "out", errands.library()), setup)


def test_a_machine_with_another_version_is_refused(small: Path, tmp_path: Path) -> None:
    setup = Setup(LocalSource(small), Folder(tmp_path / "out"), PartFormat.PARQUET, Meta())
    with pytest.raises(RunError, match=r"has sanbai-nlp .*, and 0\.0\.0 is what this run began with"):
        errands.do(errand(tmp_path, "0.0.0"), setup)


def test_jobs_are_the_cluster_s_own(small: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="jobs or client"):
        archive.tag(small, tmp_path / "out", jobs=2, client="tcp://127.0.0.1:1")
    command = ["tag", str(small), "--out", str(tmp_path / "out"), "--jobs", "2", "--dask", "tcp://127.0.0.1:1"]
    assert CliRunner().invoke(app, command).exit_code == 2


def test_what_is_no_cluster_is_a_type_error(small: Path, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="client must be a Client"):
        archive.tag(small, tmp_path / "out", client=8786)  # type: ignore[arg-type]
