"""Predicted against gold: how good a parse is, layer by layer, error by error, run against run.

>>> evaluation = evaluate_file("gold.jsonl", Parser())
>>> evaluation.layer("quantity").f1
"""

from sanbai_nlp.evaluation.gold import (
    Annotation,
    GoldAchievement,
    GoldBlock,
    GoldCommitment,
    GoldDepartment,
    GoldLegislation,
    GoldNode,
    GoldQuantity,
    GoldReport,
    GoldSentence,
    GoldShortcoming,
    GoldSpan,
    GoldStep,
    GoldTime,
    Value,
    load_gold,
)
from sanbai_nlp.evaluation.results import (
    Comparison,
    Evaluation,
    Failure,
    Fault,
    FieldScore,
    Item,
    LayerChange,
    LayerScore,
    compare,
)
from sanbai_nlp.evaluation.scoring import Outcome, Parses, evaluate, evaluate_file

__all__ = [
    "Annotation",
    "Comparison",
    "Evaluation",
    "Failure",
    "Fault",
    "FieldScore",
    "GoldAchievement",
    "GoldBlock",
    "GoldCommitment",
    "GoldDepartment",
    "GoldLegislation",
    "GoldNode",
    "GoldQuantity",
    "GoldReport",
    "GoldSentence",
    "GoldShortcoming",
    "GoldSpan",
    "GoldStep",
    "GoldTime",
    "Item",
    "LayerChange",
    "LayerScore",
    "Outcome",
    "Parses",
    "Value",
    "compare",
    "evaluate",
    "evaluate_file",
    "load_gold",
]
