"""Runs kept apart in a store that has no locks: who has the last lease has the place.

Leases are numbered. A run takes the number after the last, by creating a file that must not be there yet, and renews
it while it works. A lease that is given back, or whose process is dead, or that nobody renews, is no hindrance. A run
that was only asleep finds, before it writes a record, that its lease is the last no more.
"""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Protocol
from uuid import uuid4

from sanbai_nlp.archive.place import RUN
from sanbai_nlp.errors import RunError

_LEASES = f"{RUN}/leases"
_BEAT = 15.0  # seconds between two renewals
_SILENCE = 60.0  # seconds without a renewal after which a run on another machine is taken for dead
_GLANCE = 2.0  # seconds between two looks at somebody else's lease
_SETTLE = 1.0  # seconds after which, in a store where two can create the same file, the later one has done so

_mine: set[str] = set()
"""The runs of this process that hold a lease."""


class _Shelf(Protocol):
    """What a lease needs of a place."""

    @property
    def root(self) -> str: ...
    def names(self, folder: str) -> list[str]: ...
    def read(self, path: str) -> bytes | None: ...
    def write(self, path: str, data: bytes) -> None: ...
    def create(self, path: str, data: bytes) -> bool: ...
    def remove(self, paths: list[str]) -> None: ...


@dataclass(frozen=True)
class _Owner:
    """Who holds a lease; `machine` and `started` are empty where the system does not tell."""

    run: str
    host: str
    machine: str
    process: int
    started: str
    beat: int = 0
    done: bool = False

    def written(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


class Lease:
    """The place is this run's for as long as its lease is the last.

    Args:
        shelf: the place.
        number: of the lease.
        owner: this run.
    """

    def __init__(self, shelf: _Shelf, number: int, owner: _Owner) -> None:
        self.number = number
        self._shelf = shelf
        self._owner = owner
        self._over = Event()
        self._thread = Thread(target=self._keep, name="sanbai-lease", daemon=True)

    def start(self) -> None:
        """Renew it from now on."""
        self._thread.start()

    def check(self) -> None:
        """As `Hold.check`."""
        there = _owner(self._shelf.read(_path(self.number)))
        if there is None or there.run != self._owner.run or _last(self._shelf) != self.number:
            raise RunError(
                self._shelf.root,
                "another run has taken over, since this one was not heard of",
                "这次运行失联太久，已由另一次运行接手，本次到此为止；它写好的部分都在",
            )

    def end(self) -> None:
        """Give it back, where it is still ours and the store answers; or others will have to wait for silence."""
        self._over.set()
        self._thread.join()
        with suppress(RunError, OSError):
            self.check()
            self._shelf.write(_path(self.number), replace(self._owner, done=True).written())

    def _keep(self) -> None:
        while not self._over.wait(_BEAT):
            with suppress(RunError, OSError):  # the next time, or the next record, will show what is the matter
                self.check()
                self._owner = replace(self._owner, beat=self._owner.beat + 1)
                self._shelf.write(_path(self.number), self._owner.written())


@contextmanager
def leased(shelf: _Shelf) -> Iterator[Lease]:
    """The last lease, for as long as the context lasts.

    Raises:
        RunError: where another run has it.
    """
    owner = _this_run()
    lease = Lease(shelf, _take(shelf, owner), owner)
    _mine.add(owner.run)
    try:
        lease.start()
        try:
            yield lease
        finally:
            lease.end()
    finally:
        _mine.discard(owner.run)


def _take(shelf: _Shelf, owner: _Owner) -> int:
    last = _last(shelf)
    if last is not None:
        _see_it_free(shelf, last)
    number = 0 if last is None else last + 1
    if not shelf.create(_path(number), owner.written()):
        raise _busy(shelf, _owner(shelf.read(_path(number))))
    time.sleep(_SETTLE)
    there = _owner(shelf.read(_path(number)))
    if there != owner or _last(shelf) != number:
        raise _busy(shelf, there)
    shelf.remove([f"{_LEASES}/{name}" for name in shelf.names(_LEASES) if name < _name(number)])
    return number


def _see_it_free(shelf: _Shelf, number: int) -> None:
    """Return when nobody has the lease: at once where that can be known, or else after a time without a renewal."""
    before = shelf.read(_path(number))
    owner = _owner(before)
    if owner is not None and (owner.done or _is_dead(owner)):
        return
    if owner is not None and owner.machine and owner.machine == _machine():
        raise _busy(shelf, owner)
    until = time.monotonic() + _SILENCE
    while time.monotonic() < until:
        time.sleep(_GLANCE)
        now = shelf.read(_path(number))
        if now != before:
            owner = _owner(now)
            if owner is not None and owner.done:
                return
            raise _busy(shelf, owner)


def _owner(data: bytes | None) -> _Owner | None:
    """Who has written this; None where it cannot be read."""
    try:
        return _Owner(**json.loads(data or b""))
    except (ValueError, TypeError):
        return None


def _busy(shelf: _Shelf, owner: _Owner | None) -> RunError:
    host = owner.host if owner else "?"
    return RunError(
        shelf.root,
        f"another run is writing here, on {host}",
        f"另有一个 sanbai tag 正在写这里（在 {host} 上），请等它结束，或换个 --out",
    )


def _this_run() -> _Owner:
    return _Owner(uuid4().hex, socket.gethostname(), _machine(), os.getpid(), _started(os.getpid()))


def _is_dead(owner: _Owner) -> bool:
    """Whether the process of a run is known to be no more, or to have ended the run without giving its lease back."""
    if not owner.machine or owner.machine != _machine():
        return False
    if owner.process == os.getpid() and owner.started == _started(os.getpid()):
        return owner.run not in _mine
    return _started(owner.process) != owner.started


def _machine() -> str:
    """This boot of this machine, and the container in it, within which a process has its number; Linux alone tells."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started(process: int) -> str:
    """When a process was started, since its number may be given to another one; nothing where it is no more."""
    try:
        about = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *fields = about.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]


def _last(shelf: _Shelf) -> int | None:
    numbers = [int(name[:-5]) for name in shelf.names(_LEASES) if name.endswith(".json") and name[:-5].isdigit()]
    return max(numbers, default=None)


def _name(number: int) -> str:
    return f"{number:06}.json"


def _path(number: int) -> str:
    return f"{_LEASES}/{_name(number)}"
