"""Batches on a Dask cluster: handed out, taken back, and done again when a worker goes away."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self
from uuid import uuid4

from sanbai_nlp.archive.errand import Errand, do, end, library
from sanbai_nlp.archive.failures import failure_of
from sanbai_nlp.archive.pool import Done, unwritable
from sanbai_nlp.archive.progress import Progress
from sanbai_nlp.archive.work import Job, Setup
from sanbai_nlp.errors import LostWorkerError, MissingExtraError, RunError

if TYPE_CHECKING:
    from distributed import Client, Future

_ANSWER = 5  # seconds in which a scheduler has to answer
_PATIENCE = 60.0  # seconds that a cluster may be without a worker
_GLANCE = 1.0  # seconds between two looks at the cluster
_AHEAD = 2  # batches for each thread of the cluster, so that none waits for the next


@contextmanager
def connected(cluster: "Client | str") -> Iterator["Client"]:
    """A client of the cluster at an address, closed at the end; a client that is given is left open.

    Raises:
        RunError: where no scheduler answers.
        MissingExtraError: where distributed is not installed.
        TypeError: where `cluster` is neither a client nor an address, or its client is asynchronous.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError("tagging on a cluster", "dask") from None
    if isinstance(cluster, Client) and not cluster.asynchronous:
        yield cluster
        return
    if not isinstance(cluster, str):
        raise TypeError(f"client must be a Client that is not asynchronous, or an address, not {cluster!r}")
    try:
        client = Client(cluster, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RunError(
            cluster,
            f"no Dask scheduler answers there: {error}",
            "连不上 Dask 调度器；请核对地址（形如 tcp://主机:8786）、端口和防火墙，以及调度器是否在运行",
        ) from error
    with client:
        yield client


def threads(client: "Client") -> int:
    """How many batches the cluster can do at once, by what it has now."""
    return sum(client.nthreads().values())


class DaskWorkers:
    """The workers of a cluster, as a `Pool`.

    Args:
        client: of the cluster.
        setup: what each worker has to know.
        timeout: seconds that a file may take.
        progress: is told of each batch that is done.
        numbers: of parts that are not taken yet.
    """

    def __init__(
        self, client: "Client", setup: Setup, timeout: float, progress: Progress, numbers: Iterator[int]
    ) -> None:
        self._client = client
        self._run = uuid4().hex
        # A task, and not data that was sent: the scheduler makes it again when the worker that held it is gone.
        self._setup = client.submit(_same, setup, key=f"sanbai-setup-{self._run}")
        self._timeout = timeout
        self._progress = progress
        self._numbers = numbers
        self._running: dict[object, _Handed] = {}  # by the key of the task
        self._suspects: deque[Job] = deque()
        self._ready: SimpleQueue[Future[Done]] = SimpleQueue()
        self._seen = monotonic()
        self._out = setup.place.root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client.status != "running":
            return
        with suppress(OSError):  # a cluster that goes away now has nothing to end
            self._client.cancel([handed.future for handed in self._running.values()], force=True)
            self._client.run(end, self._run, on_error="ignore")
            self._setup.release()

    def run(self, jobs: Iterator[Job]) -> Iterator[Done]:
        """Do batches, and give each when it is done. Few are taken ahead; suspects come last, one by one."""
        more, most, looked = True, self._most(), monotonic()
        while more or self._running or self._suspects:
            while more and len(self._running) < most:
                job = next(jobs, None)
                if job is None:
                    more = False
                else:
                    self._submit(job)
            if not self._running and self._suspects:
                self._submit(self._suspects.popleft(), alone=True)
            try:
                future = self._ready.get(timeout=_GLANCE)
            except Empty:
                pass
            else:
                yield from self._settle(self._running.pop(future.key))
            if monotonic() - looked > _GLANCE:
                most, looked = self._most(), monotonic()

    def _most(self) -> int:
        """How many batches to have under way; a cluster that stays without workers is given up."""
        if self._client.status != "running":
            raise self._gone("its Dask scheduler went away", "Dask 调度器断开了")
        try:
            here = threads(self._client)
        except OSError as error:
            raise self._gone("its Dask scheduler went away", "Dask 调度器断开了") from error
        if here:
            self._seen = monotonic()
        elif monotonic() - self._seen > _PATIENCE:
            raise self._gone(
                f"its cluster has had no worker for {_PATIENCE:g} seconds", f"集群里已有 {_PATIENCE:g} 秒没有工作进程"
            )
        return max(1, here * _AHEAD)

    def _gone(self, english: str, chinese: str) -> RunError:
        return RunError(self._out, english, f"{chinese}；恢复后加 --resume 接着运行")

    def _submit(self, job: Job, *, alone: bool = False) -> None:
        errand = Errand(self._run, job, self._timeout, library())
        future = self._client.submit(do, errand, self._setup, key=f"sanbai-part-{uuid4().hex}")
        self._running[future.key] = _Handed(job, future, alone)
        future.add_done_callback(self._ready.put)

    def _settle(self, handed: "_Handed") -> Iterator[Done]:
        from distributed import CancelledError, KilledWorker

        try:
            done = handed.future.result()
        except KilledWorker:
            self._suspect(handed.job, alone=handed.alone)
        except CancelledError as error:
            raise self._gone(
                "its Dask scheduler went away, or has dropped a batch", "Dask 调度器断开，或丢了任务"
            ) from error
        except RunError:
            raise
        except Exception as error:
            raise unwritable(self._out, error) from error
        else:
            self._progress.done(done.record)
            yield done

    def _suspect(self, job: Job, *, alone: bool) -> None:
        """A batch went down with worker after worker, by its own fault or a neighbour's.

        When nothing else runs it is its own, and then each of its entries is tried alone; one that does so again is
        given up.
        """
        if not alone:
            self._suspects.append(job)
        elif len(job.entries) > 1:
            self._suspects += (replace(job, part=next(self._numbers), entries=(entry,)) for entry in job.entries)
        elif job.spare or not job.entries:
            raise self._gone("its workers die before they read a file", "工作进程一再在开工前退出")
        else:
            spare = {entry.path: failure_of(LostWorkerError(entry.path)) for entry in job.entries}
            self._suspects.append(replace(job, spare=spare))


class _Handed(NamedTuple):
    """A batch that the cluster has; `alone` where it has no other."""

    job: Job
    future: "Future[Done]"
    alone: bool


def _same(setup: Setup) -> Setup:
    return setup
