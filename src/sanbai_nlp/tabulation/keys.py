"""The id of a report: made from what it is, so that tables of different runs and parts join."""

import hashlib
from collections import Counter

from sanbai_nlp.schema import Report

_DIGITS = 16  # of a hash: among a million reports two are alike by chance once in thirty million times


def report_key(report: Report) -> str:
    """`{sha256 of the file}-{index}` of a report from a file, `text-{sha256 of the text}` of any other.

    Hashes are cut to 16 hexadecimal digits. The same input has the same key in every run and on every machine; two
    copies of one file or text have one key, which `Keys` tells apart.

    >>> import sanbai_nlp
    >>> report_key(sanbai_nlp.parse("一、办理建议**件。"))
    'text-17b4a40703a2483f'
    """
    source = report.source
    if source is None:
        return f"text-{hashlib.sha256(report.text.encode(errors='surrogatepass')).hexdigest()[:_DIGITS]}"
    return f"{source.sha256[:_DIGITS]}-{source.index}"


class Keys:
    """Gives every report of a run a key of its own: the second copy of a report has `~2` behind its key, and so on."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def take(self, report: Report) -> str:
        """The key of the next report."""
        key = report_key(report)
        self._taken[key] += 1
        copies = self._taken[key]
        return key if copies == 1 else f"{key}~{copies}"
