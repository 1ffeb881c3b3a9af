"""Everything that docs/eval.md reports, from cohorts that nothing was fitted on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from twin_ml.core.biases.model import read_model
from twin_ml.core.biases.scorer import FEATURE_NAMES
from twin_ml.lab.cohort import (
    REPORTED_CLEAN,
    REPORTED_COSTS,
    REPORTED_ON,
    REPORTED_REAL,
    Cohort,
    prepare,
)
from twin_ml.lab.evaluation.clean import FalseTags, false_tags
from twin_ml.lab.evaluation.cost import CostFigures, cost_figures
from twin_ml.lab.evaluation.disposition import DispositionFigures, disposition_figures
from twin_ml.lab.evaluation.exam import Exam, examine
from twin_ml.lab.evaluation.groups import part_figures, parts_of
from twin_ml.lab.evaluation.metrics import Hits
from twin_ml.lab.evaluation.python_path import differences
from twin_ml.lab.evaluation.verdicts import VerdictErrors, verdict_errors
from twin_ml.lab.evaluation.worst import Mistake, worst_decisions
from twin_ml.lab.places import MODEL, REAL_CANDLES
from twin_ml.lab.product import analyse
from twin_ml.lab.simulator.account import PATTERNS
from twin_ml.lab.truth import Judged, judge, judge_account

WITHOUT_CANDLES = 24
THROUGH_PYTHON = 20
VERDICT_ACCOUNTS = 120


@dataclass(frozen=True)
class Evaluation:
    is_short: bool
    accounts: int
    decisions: int
    unmatched: int
    exams: Sequence[Exam]
    clean: Sequence[FalseTags]
    parts: dict[str, dict[str, tuple[float | None, Hits]]]
    parity: tuple[int, int]
    verdicts: Sequence[VerdictErrors]
    disposition: Sequence[DispositionFigures]
    costs: Sequence[CostFigures]
    worst: dict[str, list[Mistake]]


def evaluate(*, is_short: bool) -> Evaluation:
    people = judged(_sized(REPORTED_ON, is_short))
    clean = judged(_sized(REPORTED_CLEAN, is_short))
    few = 3 if is_short else 1
    parts = {name: part_figures(some) for name, some in parts_of(people).items()}
    if REAL_CANDLES.exists():
        parts["market: real candles in new order"] = part_figures(judged(_sized(REPORTED_REAL, is_short)))
    blind = [one.analysis.folder for one in people[: WITHOUT_CANDLES // few]]
    parts["prices: no candles at all"] = part_figures(list(judge(analyse(blind, has_candles=False))))
    model = read_model(json.loads(MODEL.read_text()), FEATURE_NAMES)
    return Evaluation(
        is_short=is_short,
        accounts=len(people),
        decisions=sum(len(one.analysis.decisions) for one in people),
        unmatched=sum(one.unmatched for one in people),
        exams=examine_all(people),
        clean=false_tags(clean),
        parts=parts,
        parity=differences([one.analysis for one in people[: THROUGH_PYTHON // few]], model),
        verdicts=verdict_errors(people[: VERDICT_ACCOUNTS // few]),
        disposition=disposition_figures(is_short=is_short),
        costs=cost_figures(_sized(REPORTED_COSTS, is_short)),
        worst={label: worst_decisions(label, people, model) for label in PATTERNS},
    )


def examine_all(people: Sequence[Judged]) -> list[Exam]:
    training = json.loads(MODEL.read_text())["training"]
    return [
        examine(label, people, training["thresholds"][label], training["rateSpreads"][label])
        for label in PATTERNS
    ]


def judged(cohort: Cohort) -> list[Judged]:
    return [judge_account(one) for one in analyse(prepare(cohort))]


def _sized(cohort: Cohort, is_short: bool) -> Cohort:
    return cohort.shortened() if is_short else cohort
