"""`{year}年/{department}/`: what the folders of a file say about it."""

import re
from itertools import pairwise

from sanbai_nlp.errors import MetaError

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_ARCHIVE = re.compile(r"\.zip!$", re.I)


class PathPattern:
    """A pattern of folders, with names in braces for what changes from one to the next.

    Each part between `/` is matched with one folder, from the root of the materials down; a zip file counts as a
    folder of its name without `.zip`. A `*` stands for any one folder, `**` for any number. With a `/` at its end the
    pattern is about folders alone; without, its last part is matched with the file's name, with or without its ending.
    `{{` and `}}` are braces that are meant.

    Raises:
        MetaError: where the pattern says what cannot be matched.

    >>> PathPattern("{year}年/{department}/").match("2023年/法工委/述职.docx")
    {'year': '2023', 'department': '法工委'}
    >>> PathPattern("{year}年/{department}/").match("其他/述职.docx")
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        parts = pattern.replace("\\", "/").split("/")
        if "" in parts[:-1] or parts == [""]:
            raise _wrong(pattern, "has an empty part", "有一层是空的，不要以“/”开头，也不要连写“/”")
        self.names: tuple[str, ...] = ()
        folders = "".join(self._folder(part) for part in parts[:-1])
        self._regex = re.compile(folders + (self._file(parts[-1]) if parts[-1] else ".*"), re.S)
        if not self.names:
            raise _wrong(pattern, "has no {name} in it", "里面没有 {名称}")

    def match(self, path: str) -> dict[str, str] | None:
        """What the path says; None where it does not fit."""
        *folders, file = path.split("/")
        found = self._regex.fullmatch("/".join([*(_ARCHIVE.sub("", folder) for folder in folders), file]))
        if found is None:
            return None
        return {name: found[f"g{at}"] for at, name in enumerate(self.names)}

    def _folder(self, part: str) -> str:
        return {"*": "[^/]+/", "**": "(?:[^/]+/)*?"}.get(part) or self._part(part) + "/"

    def _file(self, part: str) -> str:
        ending = "" if part == "*" else r"(?:\.[^/.]*)?"
        return ("[^/]+" if part in ("*", "**") else self._part(part)) + ending

    def _part(self, part: str) -> str:
        pieces = list(_PIECE.finditer(part))
        if any(one[1] is not None and other[1] is not None for one, other in pairwise(pieces)):
            raise _wrong(
                self.pattern, "has two names side by side", "有两个 {名称} 紧挨着，分不开，请在中间写上固定的字"
            )
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: re.Match[str]) -> str:
        name: str | None = piece[1]
        if name is None:
            if piece[0] in ("{", "}"):
                raise _wrong(self.pattern, "has a brace without its twin", "花括号不成对")
            return re.escape({"{{": "{", "}}": "}"}.get(piece[0], piece[0]))
        if not name.strip() or name != name.strip():
            raise _wrong(self.pattern, f"has a bad name {{{name}}}", f"名称不对：{{{name}}}")
        if name in self.names:
            raise _wrong(self.pattern, f"has the name {name} twice", f"名称“{name}”写了两次")
        self.names += (name,)
        return f"(?P<g{len(self.names) - 1}>[^/]+?)"


def _wrong(pattern: str, reason: str, chinese: str) -> MetaError:
    return MetaError(pattern, None, f"the pattern {reason}", f"--meta-from-path 的写法{chinese}")
