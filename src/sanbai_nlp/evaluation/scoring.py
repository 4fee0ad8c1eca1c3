"""Scores parses against gold, layer by layer, by the last section of the annotation guideline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sanbai_nlp.errors import SanbaiError
from sanbai_nlp.evaluation.entries import Entry
from sanbai_nlp.evaluation.gold import GoldReport, Value, load_gold
from sanbai_nlp.evaluation.layers import LAYERS, Layer
from sanbai_nlp.evaluation.results import Evaluation, Failure, Fault, FieldScore, Item, LayerScore
from sanbai_nlp.schema import Report

CONTEXT = 24
"""Characters of the report that an error shows on either side."""

Outcome = Report | SanbaiError | None
"""A parse, or the error that stood in its way (None: not known which)."""


class Parses(Protocol):
    """Anything that makes a `Report` of a text, as `Parser` does."""

    def parse(self, text: str, /) -> Report:
        """The report of the whole text; raises `SanbaiError` where there is none."""


def evaluate_file(path: str | Path, parser: Parses) -> Evaluation:
    """Parse every report of a gold file and score the parses.

    Raises:
        UnreadableFileError: where the file cannot be opened or decoded.
        GoldError: where a line does not follow the format.
    """
    golds = load_gold(path)
    return evaluate(golds, {gold.doc: _outcome(parser, gold.text) for gold in golds})


def _outcome(parser: Parses, text: str) -> Outcome:
    try:
        return parser.parse(text)
    except SanbaiError as error:
        return error


def evaluate(golds: Iterable[GoldReport], reports: Mapping[str, Outcome]) -> Evaluation:
    """Score reports, by their `doc`, against gold; where there is no report, all that gold requires is missed.

    Raises:
        ValueError: where a report is of another text than its gold row.
    """
    tallies = _Tallies()
    docs: list[str] = []
    failures: list[Failure] = []
    for gold in golds:
        docs.append(gold.doc)
        outcome = reports.get(gold.doc)
        if isinstance(outcome, Report):
            _check_text(gold, outcome)
            _judge(tallies, gold, outcome)
        else:
            failures.append(Failure(doc=gold.doc, reason="no report" if outcome is None else str(outcome)))
            _miss_all(tallies, gold)
    return Evaluation(docs=tuple(docs), failures=tuple(failures), layers=tallies.scores(), items=tuple(tallies.items))


def _check_text(gold: GoldReport, report: Report) -> None:
    if report.text != gold.text:
        raise ValueError(f"the report for {gold.doc!r} is of another text than its gold row")


def _judge(tallies: "_Tallies", gold: GoldReport, report: Report) -> None:
    for layer in LAYERS:
        tally = tallies.of(layer.name, gold)
        if layer.judges(gold):
            _judge_layer(tally, layer, gold, report)


def _judge_layer(tally: "_Tally", layer: Layer, gold: GoldReport, report: Report) -> None:
    wanted, found = list(layer.gold(gold)), list(layer.found(report))
    pairing = layer.pair(wanted, found)
    for right, answer in pairing.pairs:
        tally.enter_match(layer.fields, right, answer)
    for entry in pairing.misses:
        tally.enter_miss(entry)
    for entry in pairing.extras:
        tally.enter_extra(entry)


def _miss_all(tallies: "_Tallies", gold: GoldReport) -> None:
    """Without a report there is nothing to pair: every required annotation is missed, under the layer of its gold row.

    So achievements of all bases are one layer here, `achievement`, and repeated steps are not folded.
    """
    for item in gold.annotations:
        if not item.optional:
            tallies.of(item.layer, gold).enter_miss(Entry(item.start, item.end))


@dataclass
class _Counts:
    """The running counts of one layer."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    right: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)

    def score(self, name: str) -> LayerScore:
        fields = tuple(FieldScore(name=f, right=self.right[f], total=self.total[f]) for f in self.total)
        return LayerScore(name=name, tp=self.tp, fp=self.fp, fn=self.fn, fields=fields)


class _Tallies:
    """The counts of every layer and all errors, over all reports."""

    def __init__(self) -> None:
        self._counts: dict[str, _Counts] = {}
        self.items: list[Item] = []

    def of(self, layer: str, gold: GoldReport) -> "_Tally":
        """Where the results of one layer of one report are entered."""
        return _Tally(layer, gold, self._counts.setdefault(layer, _Counts()), self.items)

    def scores(self) -> tuple[LayerScore, ...]:
        """The layers that were judged, in the order of the score; what only failed parses have comes last."""
        order = [layer.name for layer in LAYERS if layer.name in self._counts]
        order += [name for name in self._counts if name not in order]
        return tuple(self._counts[name].score(name) for name in order)


@dataclass(frozen=True)
class _Tally:
    """Enters the results of one layer of one report."""

    layer: str
    gold: GoldReport
    counts: _Counts
    items: list[Item]

    def enter_match(self, fields: Iterable[str], right: Entry, answer: Entry) -> None:
        """A gold item and its prediction: each field that the gold item wants judged is right or wrong."""
        self.counts.tp += 1
        for name in fields:
            if name in right.values:
                self._check(name, right, answer)

    def _check(self, name: str, right: Entry, answer: Entry) -> None:
        holds = right.accepts(name, answer.values[name])
        self.counts.right[name] = self.counts.right.get(name, 0) + holds
        self.counts.total[name] = self.counts.total.get(name, 0) + 1
        if not holds:
            self._note(Fault.WRONG, right, name, right.accepted(name), answer.values[name])

    def enter_miss(self, entry: Entry) -> None:
        """Required gold that was not found."""
        self.counts.fn += 1
        self._note(Fault.MISS, entry)

    def enter_extra(self, entry: Entry) -> None:
        """A prediction that gold does not have."""
        self.counts.fp += 1
        self._note(Fault.EXTRA, entry)

    def _note(
        self,
        fault: Fault,
        entry: Entry,
        name: str | None = None,
        expected: tuple[Value, ...] = (),
        found: Value = None,
    ) -> None:
        text, start, end = self.gold.text, entry.start, entry.end
        self.items.append(
            Item(
                fault=fault,
                layer=self.layer,
                doc=self.gold.doc,
                start=start,
                end=end,
                text=text[start:end],
                before=text[max(0, start - CONTEXT) : start],
                after=text[end : end + CONTEXT],
                identity=entry.identity,
                field=name,
                expected=expected,
                found=found,
            )
        )
