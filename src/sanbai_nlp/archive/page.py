"""The page of the archive, `docs/archive.md`: what stands below its mark is made from `columns`.

``python -m sanbai_nlp.archive.page docs/archive.md`` writes that part anew.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from sanbai_nlp.archive.columns import DUPLICATES, FAILED, FILES
from sanbai_nlp.tabulation.page import MARK, section

_KEYS = ((FILES, "键：`path`。"), (FAILED, "键：`path`。"), (DUPLICATES, "键：`report`。"))


def renewed(page: str) -> str:
    """The page with the part below its mark made anew."""
    made = [MARK, "", *(line for table, key in _KEYS for line in section(table, key))]
    return page.partition(MARK)[0] + "\n".join(made)


def main(arguments: Sequence[str]) -> None:
    """Write the page of this path anew."""
    path = Path(arguments[0])
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
