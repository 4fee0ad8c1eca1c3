"""How far a run is: a bar on a terminal, plain lines in a log. The only place that shows progress."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Self, TextIO

from sanbai_nlp.archive.records import Counts, PartRecord

if TYPE_CHECKING:
    from rich.progress import TaskID

_BETWEEN = 30.0  # seconds between two lines of a log


class State(NamedTuple):
    """How far a run is: files and bytes done and in all, reports, failures, and seconds since it began."""

    files: int
    all_files: int
    bytes: int
    all_bytes: int
    reports: int
    failed: int
    seconds: float

    @property
    def left(self) -> float | None:
        """Seconds that are left, at the rate so far; None where nothing is known yet."""
        if not self.bytes or self.seconds <= 0:
            return None
        return max(0.0, (self.all_bytes - self.bytes) * self.seconds / self.bytes)


Show = Callable[[State], None]


class Progress:
    """Adds up what is done. `show` is called whenever that changes."""

    def __init__(self, show: Show | None = None) -> None:
        self._show = show
        self._under_way: dict[int, tuple[int, int, int, int]] = {}
        self._finished = Counts()
        self._all = (0, 0)
        self._began = time.monotonic()

    def begin(self, files: int, size: int) -> None:
        """Say how much there is to do; the clock starts."""
        self._all, self._began = (files, size), time.monotonic()
        self._tell()

    def at(self, part: int, files: int, size: int, reports: int, failed: int) -> None:
        """A part that is under way has got this far."""
        self._under_way[part] = (files, size, reports, failed)
        self._tell()

    def undone(self, part: int) -> None:
        """A part is begun anew."""
        self._under_way.pop(part, None)

    def done(self, record: PartRecord) -> None:
        """A part is done."""
        self._under_way.pop(record.part, None)
        self._finished += record.counts
        self._tell()

    @property
    def state(self) -> State:
        """How far the run is."""
        done = self._finished
        known = [(done.files, done.bytes, done.reports, done.failed), *self._under_way.values()]
        files, size, reports, failed = map(sum, zip(*known, strict=True))
        all_files, all_bytes = self._all
        # Members of archives are more files, and larger ones, than the walk could count.
        return State(
            files, max(files, all_files), size, max(size, all_bytes), reports, failed, time.monotonic() - self._began
        )

    def _tell(self) -> None:
        if self._show:
            self._show(self.state)


class BarShow:
    """A bar with rate and time left, for a terminal. A context: the bar goes when it ends."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
        )
        self._bar: Bar = Bar(*columns, console=Console(file=stream), transient=True)
        self._task: TaskID = self._bar.add_task("读取", total=None, told="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, state: State) -> None:
        """Show how far the run is."""
        self._bar.update(self._task, completed=state.files, total=state.all_files, told=told(state))


class LineShow:
    """A line now and then, for a log."""

    def __init__(self, stream: TextIO, between: float = _BETWEEN) -> None:
        self._stream = stream
        self._between = between
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, state: State) -> None:
        """Print how far the run is, if it is time."""
        now = time.monotonic()
        if now - self._last >= self._between:
            self._last = now
            clock = time.strftime("%H:%M:%S")
            self._stream.write(f"{clock} {state.files}/{state.all_files} 个文件，{told(state)}\n")
            self._stream.flush()


def told(state: State) -> str:
    """Reports, failures, rate and time left, in Chinese."""
    rate = state.files / state.seconds if state.seconds > 0 else 0.0
    left = f"，还要约 {_duration(state.left)}" if state.left is not None else ""
    failed = f"，失败 {state.failed}" if state.failed else ""
    return f"报告 {state.reports} 份{failed}，每秒 {rate:.1f} 个文件{left}"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes >= 60:
        return f"{minutes // 60} 小时 {minutes % 60} 分"
    return f"{minutes} 分" if minutes else f"{round(seconds)} 秒"
