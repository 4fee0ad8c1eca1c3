"""A batch as a task of Dask: what runs in a cluster's workers.

The worker does the batch as a machine of its own would, in a process that is watched (see `pool.Workers`): a file that
hangs or kills is ended and given up there, and Dask's worker, which may have other things to do, lives on.
"""

import multiprocessing
import socket
import threading
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sanbai_nlp.archive.pool import Done, Workers
from sanbai_nlp.archive.progress import Progress
from sanbai_nlp.archive.work import Job, Setup
from sanbai_nlp.errors import RunError, UnreadableFileError


@dataclass(frozen=True)
class Errand:
    """A batch for a cluster: `run` names the run that it is of, `library` the version that has sent it."""

    run: str
    job: Job
    timeout: float
    library: str


def library() -> str:
    """The version that is installed here."""
    return version("sanbai-nlp")


def do(errand: Errand, setup: Setup) -> Done:
    """Do a batch in this worker.

    Raises:
        RunError: where this machine cannot do it, and why: another version, no sight of the shared folder.
    """
    held = _held.get(threading.get_ident())
    if held is None or held.run != errand.run:
        _check(errand, setup)
        _end(threading.get_ident())
        held = _Held(errand.run, _workers(errand, setup), TemporaryDirectory(prefix="sanbai-"))
        _held[threading.get_ident()] = held
    job = errand.job if setup.place.shared else replace(errand.job, folder=Path(held.desk.name) / "part")
    try:
        (done,) = held.workers.run(iter([job]))
    except BaseException:
        _end(threading.get_ident(), at_once=True)
        raise
    return done


def end(run: str) -> None:
    """End the processes of a run in this worker."""
    for thread, held in list(_held.items()):
        if held.run == run:
            _end(thread, at_once=True)


class _Held(NamedTuple):
    """The process of a thread for a run, and where it writes if not on a shared disk."""

    run: str
    workers: Workers
    desk: "TemporaryDirectory[str]"


_held: dict[int, _Held] = {}  # by thread: starting a process takes longer than many a batch


def _end(thread: int, *, at_once: bool = False) -> None:
    held = _held.pop(thread, None)
    if held is not None:
        held.workers.close(at_once=at_once)
        held.desk.cleanup()


def _workers(errand: Errand, setup: Setup) -> Workers:
    # Dask marks its workers as processes that may have no children; ours end with them (see `work.Journal`).
    multiprocessing.current_process().daemon = False
    return Workers(setup, 1, errand.timeout, Progress())


def _check(errand: Errand, setup: Setup) -> None:
    here = socket.gethostname()
    out = str(setup.place.root)
    if library() != errand.library:
        raise RunError(
            out,
            f"{here} has sanbai-nlp {library()}, and {errand.library} is what this run began with",
            f"{here} 上的 sanbai_nlp 是 {library()}，发起运行的是 {errand.library}；请装成同一版本后，加 --resume 再运行",
        )
    try:
        setup.source.check()
    except UnreadableFileError as error:
        raise _unseen(out, here, error.path) from error
    staging = errand.job.folder.parent if setup.place.shared else None
    for place in (staging, setup.lexicon, setup.tagger):
        if place is not None and not place.exists():
            raise _unseen(out, here, str(place))


def _unseen(out: str, here: str, place: str | Path) -> RunError:
    return RunError(
        out,
        f"{here} does not see {place}: materials and output must lie where every worker finds them by the same path",
        f"{here} 上看不到 {place}；材料、输出、词表、模型都要放在各机器用同一路径能看到的共享存储上，再加 --resume 运行",
    )
