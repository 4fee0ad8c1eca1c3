"""The worker processes, watched: a file that hangs or kills its worker costs that file, and the batch is done again."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self, cast
from uuid import uuid4

from sanbai_nlp.archive.failures import failure_of
from sanbai_nlp.archive.progress import Progress
from sanbai_nlp.archive.records import PartRecord
from sanbai_nlp.archive.work import Job, Setup, run, start
from sanbai_nlp.errors import LostWorkerError, MissingExtraError, RunError, TimeLimitError

_GLANCE = 0.1  # seconds between two looks at the workers
_DEATHS = 2  # that a file may cause before it is given up: the first may be the system's doing
_STARTS = 3  # workers that may die in a row before they have begun anything


class _Pool(Protocol):
    """What is used of pebble's pool, which types only a part of itself."""

    def schedule(self, function: Callable[[Job], PartRecord], args: tuple[Job]) -> "Future[PartRecord]": ...
    def close(self) -> None: ...
    def stop(self) -> None: ...
    def join(self) -> None: ...


class Pool(Protocol):
    """Does batches: the processes of this machine (`Workers`), or a cluster (`cluster.DaskWorkers`). A context."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def run(self, jobs: Iterator[Job]) -> Iterator["Done"]:
        """Do batches, and give each when it is done, in whatever order. A file that spoils its batch is given up."""
        ...


class Done(NamedTuple):
    """A batch that is done: its record, and the folder of `STAGING` that holds its files."""

    record: PartRecord
    staged: str


@dataclass
class _Running:
    """A batch under way, what its worker has noted, and since when."""

    job: Job
    place: int = 0
    path: str | None = None
    since: float = field(default_factory=time.monotonic)
    late: bool = False


class Workers:
    """A pool of processes that do batches.

    Args:
        setup: what each of them has to know.
        jobs: how many there are.
        timeout: seconds that a file may take.
        progress: is told what the workers have done.
    """

    def __init__(self, setup: Setup, jobs: int, timeout: float, progress: Progress) -> None:
        self._pool = _pool(setup, jobs)
        self._most = jobs + 1  # one waits at the door, so that no worker does
        self._out = setup.place.root
        self._timeout = timeout
        self._progress = progress
        self._running: dict[Future[PartRecord], _Running] = {}
        self._deaths: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(at_once=kind is not None)

    def close(self, *, at_once: bool) -> None:
        """End the processes, in the middle of their batches if need be."""
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()

    def run(self, jobs: Iterator[Job]) -> Iterator[Done]:
        """Do batches, and give each when it is done. Few are taken ahead."""
        more = True
        while more or self._running:
            while more and len(self._running) < self._most:
                job = next(jobs, None)
                if job is None:
                    more = False
                else:
                    self._submit(job)
            done, _ = wait(self._running, timeout=_GLANCE, return_when=FIRST_COMPLETED)
            for future, running in list(self._running.items()):
                self._look(running, future)
                if future in done:
                    del self._running[future]
                    yield from self._settle(running, future)

    def _submit(self, job: Job) -> None:
        """Hand a batch to the pool, in a folder that no other try at it has, on this machine or another."""
        fresh = replace(job, folder=job.folder.with_name(f"part-{job.part}-{uuid4().hex}"))
        self._running[self._pool.schedule(run, args=(fresh,))] = _Running(fresh)

    def _look(self, running: _Running, future: "Future[PartRecord]") -> None:
        """Read what the worker has noted since, and end it if it has been at one file for too long."""
        for path, *done in _noted(running):
            running.path, running.since = path, time.monotonic()
            self._progress.at(running.job.part, *done)
        if running.path and not running.late and time.monotonic() - running.since > self._timeout:
            running.late = True
            future.cancel()

    def _settle(self, running: _Running, future: "Future[PartRecord]") -> Iterator[Done]:
        from pebble import ProcessExpired

        try:
            record = future.result()
        except CancelledError:
            assert running.path is not None
            self._again(running, TimeLimitError(running.path, self._timeout))
        except ProcessExpired:
            self._died(running)
        except RunError:
            raise
        except Exception as error:
            raise unwritable(self._out, error) from error
        else:
            self._progress.done(record)
            yield Done(record, running.job.folder.name)

    def _died(self, running: _Running) -> None:
        path = running.path or ""
        self._deaths[path] += 1
        if path and self._deaths[path] >= _DEATHS:
            self._again(running, LostWorkerError(path))
        elif not path and self._deaths[path] >= _STARTS:
            raise RunError(
                self._out,
                "its workers die before they read a file",
                "工作进程一再在开工前退出，多半是内存不足；请用 --jobs 1 加 --resume 再试",
            )
        else:
            self._again(running, None)

    def _again(self, running: _Running, error: TimeLimitError | LostWorkerError | None) -> None:
        """Do the batch again, without the file that has spoilt it."""
        self._progress.undone(running.job.part)
        spare = {} if error is None else {error.path: failure_of(error)}
        self._submit(replace(running.job, spare={**running.job.spare, **spare}))


def _noted(running: _Running) -> list[tuple[str, int, int, int, int]]:
    try:
        with running.job.journal.open("rb") as journal:
            journal.seek(running.place)
            lines, _, _ = journal.read().rpartition(b"\n")
    except FileNotFoundError:
        return []
    running.place += len(lines) + 1 if lines else 0
    return [tuple(json.loads(line)) for line in lines.splitlines()]


def unwritable(out: Path | str, error: Exception) -> RunError:
    """The output cannot be written: a full disk, as a rule."""
    reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
    return RunError(
        out, f"cannot be written: {reason}", f"写不进去（{reason}）；腾出空间或取得权限后，加 --resume 接着运行"
    )


def _pool(setup: Setup, jobs: int) -> _Pool:
    try:
        from pebble import ProcessPool
    except ImportError:
        raise MissingExtraError("an archive", "archive") from None
    # Fresh interpreters: a fork of a process with threads may hang, and would hold this one's lock.
    pool = ProcessPool(jobs, initializer=start, initargs=(setup,), context=get_context("spawn"))
    return cast("_Pool", pool)
