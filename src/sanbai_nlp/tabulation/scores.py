"""A report in figures, each with what it was computed from. A scorecard counts what a report says and judges nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sanbai_nlp.schema import Basis, Block, Dimension, DocumentKind, Report, Role, Stage
from sanbai_nlp.tabulation.amounts import Amount, Total, add_up, counted, merge
from sanbai_nlp.tabulation.figures import Figure, FigureName, Ratio, as_text, to_frame

if TYPE_CHECKING:
    import pandas as pd

# What the tagger says by dimension: None where it was off, which is not the same as 0.
ByDimension = Mapping[Dimension, Ratio]


class _Printer(Protocol):
    def text(self, text: str, /) -> None: ...


@dataclass(frozen=True)
class Scorecard:
    """The figures of one report, or of several together. `print` shows them in Chinese, `to_frame` as a table.

    Attributes:
        title: the report's title; None where it has none, or for several reports.
        reports: how many reports this is the scorecard of.
        labelled: body blocks that a tagger has labelled, of all body blocks.
        text: by dimension, characters of labelled blocks; a block that mixes dimensions is divided by its sentences.
            None where no block is labelled.
        blocks: by dimension, labelled blocks. None where no block is labelled.
        review: labelled blocks that a person should look at, of the labelled. None where no block is labelled.
        counted: achievements of basis `counted`, by kind.
        amounts: by kind, the sums of what these count; see `Total`.
        with_figure: achievements that carry a figure, of all achievements.
        moved: local regulations with a step that is done, of all local regulations that are named.
        stages: those that moved, by their furthest step that is done, in the order of the procedure.
        dated: commitments with a time, of all commitments.
        shortcomings: how many shortcomings are admitted.
    """

    title: str | None
    reports: int
    labelled: Ratio
    text: ByDimension | None
    blocks: ByDimension | None
    review: Ratio | None
    counted: Mapping[str, int]
    amounts: Mapping[str, tuple[Total, ...]]
    with_figure: Ratio
    moved: Ratio
    stages: Mapping[Stage, int]
    dated: Ratio
    shortcomings: int

    @property
    def tagged(self) -> bool:
        """Whether any block is labelled; where none is, there are no figures by dimension."""
        return self.labelled.part > 0

    def rows(self) -> tuple[Figure, ...]:
        """Every figure, in the order in which they are read."""
        return tuple(self._figures())

    def to_frame(self, zh: bool = False) -> "pd.DataFrame":
        """The figures as a table: a row a figure, with numerator and denominator, and how it is computed.

        Columns: `figure`, `item` (the dimension, kind or stage), `unit`, `part`, `whole`, `share` (0 to 1), `low`,
        `high` (of sums), `how`. `zh` gives names and explanations in Chinese.

        Raises:
            MissingExtraError: without pandas.
        """
        return to_frame(self.rows(), zh)

    def __str__(self) -> str:
        return as_text(self.title, self.reports, self.rows())

    def _repr_pretty_(self, printer: "_Printer", cycle: bool) -> None:  # noqa: ARG002  IPython's protocol
        printer.text(str(self))

    def _figures(self) -> Iterator[Figure]:
        name = FigureName
        yield Figure.of(name.LABELLED, self.labelled)
        for dimension in Dimension:
            yield Figure.of(name.TEXT, None if self.text is None else self.text[dimension], dimension)
        for dimension in Dimension:
            yield Figure.of(name.BLOCKS, None if self.blocks is None else self.blocks[dimension], dimension)
        yield Figure.of(name.REVIEW, self.review)
        yield Figure.of(name.WITH_FIGURE, self.with_figure)
        total = sum(self.counted.values())
        for kind, n in self.counted.items():
            yield Figure.of(name.COUNTED, Ratio(n, total), kind)
        for kind, totals in self.amounts.items():
            for each in totals:
                if each.n:
                    yield Figure(name.AMOUNTS, kind, each.unit, each.n, None, each.low, each.high)
        yield Figure.of(name.MOVED, self.moved)
        for stage, n in self.stages.items():
            yield Figure.of(name.STAGES, Ratio(n, self.moved.whole), stage)
        yield Figure.of(name.DATED, self.dated)
        yield Figure(name.UNDATED, part=self.dated.whole - self.dated.part, whole=self.dated.whole)
        yield Figure(name.SHORTCOMINGS, part=self.shortcomings)


def scorecard(report: Report) -> Scorecard:
    r"""A report in figures: transparent ones, each with numerator and denominator, and no verdict.

    >>> import sanbai_nlp
    >>> card = scorecard(sanbai_nlp.parse("一、依法履职\n组织宪法宣誓**人次，任前考试5场，修订工作规则。"))
    >>> card.counted, card.with_figure, str(card.amounts["宪法宣誓"][0].interval)
    ({'宪法宣誓': 1, '任前考试': 1}, Ratio(part=2, whole=2), '10–99')

    Raises:
        TypeError: if it is no report.
    """
    if not isinstance(report, Report):
        raise TypeError(f"scorecard takes a Report, not {type(report).__name__}")
    body = [block for block in report.blocks if block.role == Role.BODY]
    labelled = [block for block in body if block.label is not None]
    regulations = [document for document in report.documents if document.kind == DocumentKind.LOCAL_REGULATION]
    stages = Counter(document.stage for document in regulations if document.stage is not None)
    kinds = Counter(each.kind for each in report.achievements if each.basis == Basis.COUNTED)
    return Scorecard(
        title=report.title,
        reports=1,
        labelled=Ratio(len(labelled), len(body)),
        text=_shares_of_text(labelled) if labelled else None,
        blocks=_shares_of_blocks(labelled) if labelled else None,
        review=Ratio(sum(block.review is True for block in labelled), len(labelled)) if labelled else None,
        counted=dict(kinds.most_common()),
        amounts=_amounts(report, kinds),
        with_figure=Ratio(
            sum(each.quantity is not None for each in report.achievements),
            len(report.achievements),
        ),
        moved=Ratio(stages.total(), len(regulations)),
        stages=_in_order(stages),
        dated=Ratio(sum(each.due is not None for each in report.commitments), len(report.commitments)),
        shortcomings=len(report.shortcomings),
    )


def pooled(cards: Sequence[Scorecard]) -> Scorecard:
    """Several reports as one: numerators and denominators are added, and so are the bounds of the sums.

    A report whose blocks have no labels adds to `labelled` alone what stands there; a regulation that two reports tell
    of counts once in each.
    """
    kinds = sum((Counter(card.counted) for card in cards), Counter[str]())
    reviews = [card.review for card in cards if card.review is not None]
    return Scorecard(
        title=cards[0].title if len(cards) == 1 else None,
        reports=sum(card.reports for card in cards),
        labelled=Ratio.pooled(card.labelled for card in cards),
        text=_pooled_dimensions(card.text for card in cards),
        blocks=_pooled_dimensions(card.blocks for card in cards),
        review=Ratio.pooled(reviews) if reviews else None,
        counted=dict(kinds.most_common()),
        amounts={kind: tuple(merge(t for card in cards for t in card.amounts.get(kind, ()))) for kind in _kinds(cards)},
        with_figure=Ratio.pooled(card.with_figure for card in cards),
        moved=Ratio.pooled(card.moved for card in cards),
        stages=_in_order(sum((Counter(card.stages) for card in cards), Counter[Stage]())),
        dated=Ratio.pooled(card.dated for card in cards),
        shortcomings=sum(card.shortcomings for card in cards),
    )


def _shares_of_text(blocks: Iterable[Block]) -> ByDimension:
    characters = Counter[Dimension]()
    total = 0
    for block in blocks:
        total += len(block.text)
        characters.update(_divided(block))
    return {dimension: Ratio(characters[dimension], total) for dimension in Dimension}


def _divided(block: Block) -> dict[Dimension, int]:
    """A block's characters by dimension; the label has what rounding leaves."""
    assert block.label is not None
    length = len(block.text)
    others = {
        dimension: round(share * length)
        for dimension, share in (block.shares or {}).items()
        if dimension != block.label
    }
    return {**others, block.label: length - sum(others.values())}


def _shares_of_blocks(blocks: Sequence[Block]) -> ByDimension:
    labels = Counter(block.label for block in blocks)
    return {dimension: Ratio(labels[dimension], len(blocks)) for dimension in Dimension}


def _amounts(report: Report, kinds: Iterable[str]) -> dict[str, tuple[Total, ...]]:
    by_kind: dict[str, list[Amount]] = {kind: [] for kind in kinds}
    for achievement, amount in counted(report):
        by_kind.setdefault(achievement.kind, []).append(amount)
    return {kind: tuple(add_up(amounts)) for kind, amounts in by_kind.items()}


def _kinds(cards: Iterable[Scorecard]) -> dict[str, None]:
    return dict.fromkeys(kind for card in cards for kind in card.amounts)


def _in_order(stages: Mapping[Stage, int]) -> dict[Stage, int]:
    return {stage: stages[stage] for stage in Stage if stages.get(stage)}


def _pooled_dimensions(shares: Iterable[ByDimension | None]) -> ByDimension | None:
    there = [share for share in shares if share is not None]
    if not there:
        return None
    return {dimension: Ratio.pooled(share[dimension] for share in there) for dimension in Dimension}
