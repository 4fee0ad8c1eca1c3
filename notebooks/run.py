"""Execute the notebooks and store them with their outputs: `make notebooks`.

They run in a copy of the project's folders, so that what they write stays out of the checkout.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import matplotlib.font_manager  # noqa: F401  lists the fonts, at its first use with a message that no notebook should hold
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
DATA = ("data/samples", "data/annotated/train")
LONGEST_CELL = 600  # seconds

Output = tuple[str, str]


def notebooks() -> list[Path]:
    """The notebooks, in the order in which they are read."""
    return sorted(HERE.glob("*.ipynb"))


def executed(path: Path) -> nbformat.NotebookNode:
    """A notebook as a fresh run leaves it, without what differs from one machine or run to the next."""
    book = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        for name in DATA:
            shutil.copytree(HERE.parent / name, Path(folder, name))
        place = Path(folder, "notebooks")
        place.mkdir()
        client = NotebookClient(
            book, timeout=LONGEST_CELL, kernel_name="python3", resources={"metadata": {"path": str(place)}}
        )
        client.execute(env=_environment(folder))
    book.metadata = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in book.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    return book


def outputs(book: nbformat.NotebookNode) -> list[list[Output]]:
    """What the outputs of each cell say: (kind, text). A picture says that it is there, a page says its text."""
    return [list(_said(cell.get("outputs", []))) for cell in book.cells]


def _environment(folder: str) -> dict[str, str]:
    """The kernel's: our own commands first, none of the settings of whoever runs this."""
    kept = {name: value for name, value in os.environ.items() if name not in {"MPLBACKEND", "FORCE_COLOR"}}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**kept, "PATH": path, "IPYTHONDIR": str(Path(folder, "ipython")), "NO_COLOR": "1", "COLUMNS": "120"}


def _joined(found: list[Any]) -> list[Any]:
    """The outputs, each stream in one piece: it arrives in as many as chance will have it."""
    joined: list[Any] = []
    for output in found:
        name = output.get("name")  # of a stream
        if joined and name is not None and joined[-1].get("name") == name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    for output in joined:
        if output.output_type == "stream":
            output.text = output.text.replace("\r\n", "\n")
    return joined


def _said(found: list[Any]) -> Iterator[Output]:
    for output in found:
        if output.output_type == "stream":
            yield output.name, output.text
        elif output.output_type == "error":
            yield "error", f"{output.ename}: {output.evalue}"
        else:
            yield from ((kind, _plain(kind, text)) for kind, text in sorted(output.data.items()))


def _plain(kind: str, text: str) -> str:
    if kind.startswith("image/"):
        return ""
    if kind == "text/html":
        text = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.S)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())
    return text


def main() -> None:
    """Execute them all, or those that are named, and store them."""
    for path in [Path(name) for name in sys.argv[1:]] or notebooks():
        nbformat.write(executed(path), path)
        print(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
