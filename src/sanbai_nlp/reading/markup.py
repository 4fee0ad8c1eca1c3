"""XML without what makes it dangerous: no document type, so no entity expands; no bottomless nesting."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET
from xml.parsers import expat

from sanbai_nlp.errors import OversizedFileError, UnreadableFileError

Element = ET.Element

_DEEPEST = 250  # a table in a box in a table is at 40


class _DocumentTypeError(Exception):
    pass


def parse_xml(data: bytes, path: str, prefixes: Mapping[str, str]) -> Element:
    """The root of an XML part; the prefix is put for each namespace of that name, `other:` for all others.

    Raises:
        OversizedFileError: where it has a document type or nests without end.
        UnreadableFileError: where it is not well formed.
    """
    try:
        _refuse_document_types(data)
        root = ET.fromstring(data)  # noqa: S314  (without a document type there is nothing to expand or to fetch)
    except _DocumentTypeError:
        raise OversizedFileError(path, "declares a document type, as files that attack their reader do") from None
    except (ET.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableFileError(path, f"is damaged: its XML breaks off or is not well formed ({error})") from error
    if not _rename(root, prefixes):
        raise OversizedFileError(path, f"is nested more than {_DEEPEST} deep: it is not read")
    return root


def _refuse_document_types(data: bytes) -> None:
    """Expat says so where the declaration begins, before it has read an entity of it."""

    def refuse(*_: object) -> None:
        raise _DocumentTypeError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


def _rename(root: Element, prefixes: Mapping[str, str]) -> bool:
    """Short names for all elements and attributes; False where they nest too deep to be walked."""
    names = _Names(prefixes)
    level = [root]
    for _ in range(_DEEPEST):
        for element in level:
            element.tag = names[element.tag]
            for name in [name for name in element.attrib if name[0] == "{"]:
                element.attrib[names[name]] = element.attrib.pop(name)
        level = [child for element in level for child in element]
        if not level:
            return True
    return False


class _Names(dict[str, str]):
    """Short names by full ones, worked out once each."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition("}")
        self[name] = short = (self._prefixes.get(space[1:], "other:") if space else "") + local
        return short
