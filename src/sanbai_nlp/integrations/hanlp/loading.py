"""A folder or a name → a HanLP component, without waiting for a network that is not there and without foreign code."""

import json
import multiprocessing
import os
import socket
from collections.abc import Iterator
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlparse
from urllib.request import getproxies

from sanbai_nlp.errors import MissingExtraError, ModelError

if TYPE_CHECKING:
    from sanbai_nlp.integrations.hanlp.departments import Component

OURS = "sanbai_nlp.integrations.hanlp."
PATIENCE = 1.5
"""Seconds to wait for a server's answer before a model counts as out of reach."""

_HUB = "https://huggingface.co"


def load(model: str, *, trusted: bool = False) -> "Component":
    """A component, from a folder, HanLP's cache, or its server.

    Raises:
        MissingExtraError: without HanLP.
        ModelError: if there is no such model, it cannot be fetched, is broken, or names foreign classes untrusted.
    """
    if find_spec("hanlp") is None or find_spec("torch") is None:
        raise MissingExtraError("a HanLP model", "hanlp")
    import hanlp

    folder = Path(model) if Path(model).exists() else _fetched(model)
    check(folder, trusted=trusted)
    _one_thread_in_workers()
    try:
        component: Component = hanlp.load(str(folder), verbose=False)
    except Exception as error:
        raise ModelError(f"{folder}: cannot be loaded as a HanLP model ({type(error).__name__}: {error})") from error
    return component


@cache
def _one_thread_in_workers() -> None:
    """A forked process has none of PyTorch's threads and would wait for them for ever, as PyTorch's own workers would."""
    import torch

    if multiprocessing.parent_process() is not None:
        torch.set_num_threads(1)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=partial(torch.set_num_threads, 1))


def check(folder: Path, *, trusted: bool) -> None:
    """Whether a folder can be loaded: it has a configuration, names no foreign class, and its encoder is at hand.

    Raises:
        ModelError: if not.
    """
    files = [path for name in ("config.json", "meta.json") if (path := folder / name).is_file()]
    if not files:
        raise ModelError(f"{folder}: is no HanLP model, for it has neither config.json nor meta.json")
    for path in files:
        try:
            settings = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ModelError(f"{path}: is no JSON ({error})") from error
        foreign = [name for name in class_paths(settings) if not name.startswith(("hanlp.", OURS))]
        if foreign and not trusted:
            raise ModelError(
                f"{path}: names the class {foreign[0]}, which is not HanLP's, and loading it would run its code; "
                "HanlpFinder(…, trusted=True) if you know where the folder comes from"
            )
        encoder = settings.get("transformer") if isinstance(settings, dict) else None
        if isinstance(encoder, str):
            _check_encoder(path, encoder)


def class_paths(settings: object) -> Iterator[str]:
    """Every class that a configuration names, however deep."""
    if isinstance(settings, dict):
        for key, value in settings.items():
            if key in {"classpath", "class_path", "cls", "_class"} and isinstance(value, str):
                yield value
            else:
                yield from class_paths(value)
    elif isinstance(settings, list):
        for value in settings:
            yield from class_paths(value)


def _check_encoder(path: Path, encoder: str) -> None:
    """A transformer model keeps only the name of its encoder; without it HanLP tries for a minute and fails oddly."""
    from huggingface_hub import try_to_load_from_cache

    if Path(encoder).exists() or isinstance(try_to_load_from_cache(encoder, "config.json"), str):
        return
    if not reachable(_HUB):
        raise ModelError(
            f"{path}: the model's encoder {encoder!r} is neither in Hugging Face's cache nor can {_HUB} be reached; "
            "put its path into config.json"
        )


def _fetched(name: str) -> Path:
    """The folder of a name or URL: HanLP's cache, or else downloaded.

    Raises:
        ModelError: if HanLP knows no such name, or its server cannot be reached.
    """
    import hanlp
    from hanlp.utils.io_util import get_resource

    url = hanlp.pretrained.ALL.get(name, name)
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise ModelError(f"{name}: there is no such folder, and HanLP has no pretrained model of that name")
    if not _cached(url) and not reachable(url):
        raise ModelError(
            f"{name}: is not in HanLP's cache, and {urlparse(url).hostname} cannot be reached; "
            "download it on another machine and give the folder's path"
        )
    try:
        return Path(get_resource(url, verbose=False))
    except Exception as error:
        raise ModelError(f"{name}: could not be downloaded from {url} ({type(error).__name__}: {error})") from error


def _cached(url: str) -> bool:
    """Whether HanLP has downloaded this before."""
    from hanlp.utils.io_util import path_from_url, split_if_compressed

    plain, _, anchor = url.partition("#")
    place = Path(split_if_compressed(path_from_url(plain))[0])
    if anchor.startswith("/"):
        place = place.parent / anchor.lstrip("/")
    return place.exists()


def reachable(url: str) -> bool:
    """Whether the server of a URL, or the proxy before it, takes a connection; known within `PATIENCE` seconds."""
    parts = urlparse(getproxies().get(urlparse(url).scheme, url))
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 443)
    answered: list[bool] = []

    def knock() -> None:
        try:
            socket.create_connection((parts.hostname, port), timeout=PATIENCE).close()
        except (OSError, UnicodeError):
            return
        answered.append(True)

    # Looking up a name takes no timeout: a thread that is not waited for does.
    thread = Thread(target=knock, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return bool(answered)
