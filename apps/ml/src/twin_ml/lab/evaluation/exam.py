"""One label over many accounts: oracle, product, rivals, calibration, and rates per account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twin_ml.lab.evaluation.metrics import (
    Bin,
    Hits,
    auc,
    best_f1,
    brier,
    calibration_error,
    hits,
    reliability,
)
from twin_ml.lab.evaluation.rates import AccountRates, account_rates
from twin_ml.lab.evaluation.rivals import RIVALS, History
from twin_ml.lab.evaluation.visible import Visible, visible
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.truth import Judged, Row

SHOWN = 0.6


@dataclass(frozen=True)
class Exam:
    label: str
    decisions: int
    share_true: float
    reach: float | None
    """Share of the true ones that no gate ruled out: the recall that no score can exceed."""
    oracle_auc: float | None
    oracle_f1: float | None
    auc: float | None
    visible: Visible
    f1: float | None
    best_f1: float | None
    """At the threshold that suits these people best."""
    shown: Hits
    brier: float | None
    skill: float | None
    ece: float | None
    bins: Sequence[Bin]
    rates: AccountRates
    rivals: Mapping[str, Hits]


def examine(label: str, accounts: Sequence[Judged], threshold: float, rate_spread: float) -> Exam:
    """`threshold` for F1 and `rate_spread` for the intervals of rates were fixed on other people."""
    rows = rows_of(label, accounts)
    truth, scores, posterior = truth_of(rows), scores_of(rows), np.array([row.posterior for row in rows])
    weighed = [row for row in rows if row.measured]
    said, happened = scores_of(weighed), truth_of(weighed)
    bins = reliability(said, happened)
    skill = brier(said, happened)
    return Exam(
        label=label,
        decisions=len(rows),
        share_true=float(truth.mean()) if rows else 0.0,
        reach=float(happened.sum() / truth.sum()) if truth.sum() > 0 else None,
        oracle_auc=auc(posterior, truth),
        oracle_f1=best_f1(posterior, truth),
        auc=auc(scores, truth),
        visible=visible(label, accounts),
        f1=hits(scores >= threshold, truth).f1,
        best_f1=best_f1(scores, truth),
        shown=hits(scores >= SHOWN, truth),
        brier=skill[0] if skill else None,
        skill=skill[1] if skill else None,
        ece=calibration_error(bins),
        bins=bins,
        rates=account_rates(label, accounts, rate_spread),
        rivals=_rivals(label, accounts, rows),
    )


def rows_of(label: str, accounts: Sequence[Judged]) -> list[Row]:
    return [row for account in accounts for row in account.rows[label]]


def truth_of(rows: Sequence[Row]) -> Floats:
    return np.array([float(row.is_true) for row in rows])


def scores_of(rows: Sequence[Row]) -> Floats:
    return np.array([row.confidence for row in rows])


def _rivals(label: str, accounts: Sequence[Judged], rows: Sequence[Row]) -> dict[str, Hits]:
    histories = {account.name: History(account.analysis) for account in accounts}
    truth = truth_of(rows)
    found: dict[str, Hits] = {}
    for name, rule in RIVALS[label].items():
        flagged = {account: rule(history) for account, history in histories.items()}
        flags = np.array([float(row.decision.id in flagged[row.account]) for row in rows])
        found[name] = hits(flags, truth)
    return found
