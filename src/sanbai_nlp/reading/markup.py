"""XML without what makes it dangerous: no document type, so no entity expands; no bottomless nesting."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from sanbai_nlp.errors import OversizedFileError, UnreadableFileError

Element = ET.Element

_DEEPEST = 250  # a table in a box in a table is at 40


class _Refused(Exception):  # noqa: N818  (it carries a reason out of the parser, and is no error of ours)
    pass


class _Builder(ET.TreeBuilder):
    """Names elements and attributes by a short prefix for their namespace, and refuses what no document needs."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes
        self._names: dict[str, str] = {}
        self._depth = 0

    def doctype(self, name: str, *_: str | None) -> None:
        raise _Refused(f"declares a document type ({name}), as files that attack their reader do")

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Refused(f"is nested more than {_DEEPEST} deep")
        return super().start(self._short(tag), {self._short(name): value for name, value in attrs.items()})

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(self._short(tag))

    def _short(self, name: str) -> str:
        short = self._names.get(name)
        if short is None:
            space, _, local = name.rpartition("}")
            short = self._names[name] = self._prefixes.get(space[1:], "other:" if space else "") + local
        return short


def parse_xml(data: bytes, path: str, prefixes: Mapping[str, str]) -> Element:
    """The root of an XML part; `prefixes` are put for the namespaces of that name, `other:` for all others.

    Raises:
        OversizedFileError: where it has a document type or nests without end.
        UnreadableFileError: where it is not well formed.
    """
    parser = ET.XMLParser(target=_Builder(prefixes))  # noqa: S314  (what defusedxml guards against, _Builder refuses)
    try:
        parser.feed(data)
        return parser.close()
    except _Refused as refused:
        raise OversizedFileError(path, f"{refused}: it is not read") from None
    except (ET.ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError(path, f"is damaged: its XML breaks off or is not well formed ({error})") from error
