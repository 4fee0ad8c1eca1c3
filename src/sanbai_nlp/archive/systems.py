"""File systems behind URLs: whatever fsspec has one for."""

from typing import TYPE_CHECKING

from sanbai_nlp.errors import MissingExtraError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


def is_url(place: object) -> bool:
    """Whether a place is told by a URL, and not by a path."""
    return isinstance(place, str) and "://" in place


def system_at(url: str) -> tuple["AbstractFileSystem", str]:
    """The file system of a URL, and the path in it.

    Raises:
        MissingExtraError: where fsspec is not installed.
        Exception: whatever fsspec raises: ImportError where s3fs is not installed, ValueError for an unknown protocol.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingExtraError("a URL", "archive") from None
    # A kept listing would grow with the archive, and be stale when a process tags it again.
    system, root = url_to_fs(url, use_listings_cache=False)
    return system, root


def protocols(system: "AbstractFileSystem") -> tuple[str, ...]:
    """What the URLs of a file system may begin with."""
    named = system.protocol
    return (named,) if isinstance(named, str) else tuple(named)
