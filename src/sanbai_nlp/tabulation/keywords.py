"""The terms that stand out in a dimension, a department, a year, or all three together.

A term's score is the z-score of its log-odds ratio, in its group against all the other text, with an informative
Dirichlet prior: Monroe, Colaresi and Quinn, “Fightin' Words” (Political Analysis 16, 2008), equations 16, 20 and 22.
The prior is how often the term is used at all, so rare terms do not win by chance and common ones do not win by size.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.schema import Dimension, Report
from sanbai_nlp.tabulation.columns import Grouping, Row
from sanbai_nlp.tabulation.rows import report_year
from sanbai_nlp.tabulation.terms import TermReader, Words

__all__ = ["Passage", "Words", "keyword_rows", "passages"]

_FEWEST = 2  # occurrences in the group
_PRIOR = 500  # how many terms of text the prior is worth
_DEPARTMENT_KEYS = ("department", "单位", "部门")


class Group(NamedTuple):
    """What a passage belongs to, or what passages have in common; None is not known, or not asked."""

    dimension: str | None
    department: str | None
    year: int | None


class Passage(NamedTuple):
    """A labelled paragraph with what its terms are grouped by."""

    group: Group
    text: str


def passages(report: Report) -> list[Passage]:
    """The labelled paragraphs of a report. `meta` names its department before the report itself does."""
    named = next(filter(None, map(report.meta.get, _DEPARTMENT_KEYS)), None)
    department, year = named or report.department, report_year(report)
    return [
        Passage(Group(block.label.value, department, year), block.text)
        for block in report.blocks
        if block.label is not None
    ]


def keyword_rows(passages: Iterable[Passage], words: Words | None = None, lexicon: Lexicon | None = None) -> list[Row]:
    """The rows of `columns.KEYWORDS`: for each grouping and group, the terms with a score above 0, the highest first."""
    kept = list(passages)
    reader = TermReader([passage.text for passage in kept], lexicon or Lexicon.default(), words)
    counted = [(passage.group, Counter(reader.read(passage.text))) for passage in kept]
    whole: Counter[str] = Counter()
    for _, counts in counted:
        whole.update(counts)
    return [row for grouping in Grouping for row in _grouped(grouping, counted, whole)]


def _grouped(grouping: Grouping, counted: Sequence[tuple[Group, Counter[str]]], whole: Counter[str]) -> Iterator[Row]:
    """The rows of one grouping. A group without a name is none of its own, but text that others differ from."""
    groups: dict[Group, Counter[str]] = defaultdict(Counter)
    for group, counts in counted:
        common = _common(grouping, group)
        if any(common):
            groups[common].update(counts)
    for group in sorted(groups, key=_order):
        ranked = sorted(_scores(groups[group], whole).items(), key=lambda item: (-item[1], item[0]))
        for rank, (term, score) in enumerate(ranked, 1):
            yield grouping.value, *group, rank, term, groups[group][term], score


def _common(grouping: Grouping, group: Group) -> Group:
    """What the grouping keeps of a group."""
    if grouping is Grouping.CELL:
        return group
    kept = {grouping.value: getattr(group, grouping.value)}
    return Group(None, None, None)._replace(**kept)


def _order(group: Group) -> tuple[int, str, int]:
    dimensions = [None, *(dimension.value for dimension in Dimension)]
    return dimensions.index(group.dimension), group.department or "", group.year or 0


def _scores(group: Mapping[str, int], whole: Mapping[str, int]) -> dict[str, float]:
    """The terms that the group prefers to the rest, with their scores; none where there is no rest."""
    size, total = sum(group.values()), sum(whole.values())
    if size == total:
        return {}
    scores = {}
    for term, count in group.items():
        prior = _PRIOR * whole[term] / total
        here, there = count + prior, whole[term] - count + prior
        odds = math.log(here / (size + _PRIOR - here)) - math.log(there / (total - size + _PRIOR - there))
        if count >= _FEWEST and odds > 0:
            scores[term] = odds / math.sqrt(1 / here + 1 / there)
    return scores
