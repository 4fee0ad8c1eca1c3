"""A stream of texts through worker processes: in order, a little ahead, and past a worker that dies."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from sanbai_nlp.errors import WorkerDiedError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Result = TypeVar("Result")
Work = Callable[[str], Result]

_AHEAD = 8


def in_processes(work: Work[Result], texts: Iterable[str], jobs: int) -> Iterator[Result | WorkerDiedError]:
    """`work` on each text in one of `jobs` processes; a `WorkerDiedError` where a text took its worker with it.

    `work` is pickled once for each worker.
    """
    return _Stream(work, jobs).over(texts)


class _Stream(Generic[Result]):
    """The pool, which is made anew when a worker has died, and the texts that are under way."""

    def __init__(self, work: Work[Result], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._pool = _pool(work, jobs)
        self._waiting: deque[tuple[str, Future[Result]]] = deque()

    def over(self, texts: Iterable[str]) -> Iterator[Result | WorkerDiedError]:
        try:
            for text in texts:
                self._waiting.append((text, self._submit(text)))
                if len(self._waiting) >= self._jobs * _AHEAD:
                    yield from self._next()
            while self._waiting:
                yield from self._next()
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _submit(self, text: str) -> "Future[Result]":
        from concurrent.futures import Future
        from concurrent.futures.process import BrokenProcessPool

        try:
            return cast("Future[Result]", self._pool.submit(_run, text))
        except BrokenProcessPool as error:
            broken: Future[Result] = Future()
            broken.set_exception(error)
            return broken

    def _next(self) -> Iterator[Result | WorkerDiedError]:
        """The result that is due; with a broken pool those of all texts under way, each in a worker of its own."""
        from concurrent.futures.process import BrokenProcessPool

        text, future = self._waiting.popleft()
        try:
            yield future.result()
        except BrokenProcessPool:
            texts = [text, *(other for other, _ in self._waiting)]
            self._waiting.clear()
            self._pool.shutdown()
            yield from (self._alone(each) for each in texts)
            self._pool = _pool(self._work, self._jobs)

    def _alone(self, text: str) -> Result | WorkerDiedError:
        from concurrent.futures.process import BrokenProcessPool

        with _pool(self._work, 1) as pool:
            try:
                return cast("Result", pool.submit(_run, text).result())
            except BrokenProcessPool:
                return WorkerDiedError(text)


def _pool(work: Work[Result], jobs: int) -> "ProcessPoolExecutor":
    # Imported here: multiprocessing is heavy, and who parses one text needs none of it.
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(work,))


_worker: Callable[[str], object] | None = None


def _start_worker(work: Callable[[str], object]) -> None:
    global _worker  # noqa: PLW0603 - a worker process does one work, handed to it at its start
    _worker = work


def _run(text: str) -> object:
    assert _worker is not None
    return _worker(text)
