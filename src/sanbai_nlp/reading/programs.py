"""Programs of the system, run on files from strangers: with a time limit, a home of their own, and no network."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_ALONE = ("--user", "--map-root-user", "--net")


class ProgramFailedError(Exception):
    """A program ended badly, or was ended."""


def run(command: Sequence[str], home: Path, seconds: float) -> bytes:
    """What a program prints; it and all that it started are killed when the time is over.

    The environment holds a PATH, a language, and `home` for what it wants to write; where the system lets us, there
    is no network at all, else only proxies that lead nowhere.

    Raises:
        ProgramFailedError: where it takes too long, or its exit code is not 0.
    """
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LC_ALL": "C.UTF-8",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    with subprocess.Popen(  # noqa: S603  (no shell, and no argument comes from the file)
        [*_without_network(), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=home,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise ProgramFailedError(f"{command[0]} took more than {seconds:.0f} seconds") from None
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise ProgramFailedError(f"{Path(command[0]).name} ended with exit code {process.returncode}")
    return printed


def _end(process: "subprocess.Popen[bytes]") -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


@cache
def _without_network() -> tuple[str, ...]:
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    try:
        subprocess.run([unshare, *_ALONE, "true"], check=True, capture_output=True, timeout=10)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ()
    return (unshare, *_ALONE)
