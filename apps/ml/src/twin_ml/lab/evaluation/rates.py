"""How often a person shows a pattern: the sum of confidences against the planted truth, by account."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twin_ml.lab.evaluation.metrics import Z95
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.truth import Judged

LEAST = 20
"""Decisions from which an account has a rate."""


@dataclass(frozen=True)
class AccountRates:
    accounts: int
    error: float | None
    """Mean absolute error."""
    correlation: float | None
    coverage: float | None
    """Share of accounts whose true rate lies in the 95 % interval."""


def account_rates(label: str, accounts: Sequence[Judged], beyond: float) -> AccountRates:
    """`beyond`: how far accounts lay off beyond the dice, as measured on family B."""
    said, true, dice = rate_table(label, accounts)
    reach = Z95 * np.sqrt(dice**2 + beyond**2)
    if len(said) == 0:
        return AccountRates(0, None, None, None)
    correlates = len(said) > 2 and said.std() > 0 and true.std() > 0
    return AccountRates(
        accounts=len(said),
        error=float(np.abs(said - true).mean()),
        correlation=float(np.corrcoef(said, true)[0, 1]) if correlates else None,
        coverage=float((np.abs(said - true) <= reach).mean()),
    )


def rate_table(label: str, accounts: Sequence[Judged]) -> tuple[Floats, Floats, Floats]:
    """Estimated rate, true rate, and the standard error from the dice."""
    rows = [account.rows[label] for account in accounts if len(account.rows[label]) >= LEAST]
    said = np.array([np.mean([row.confidence for row in one]) for one in rows])
    true = np.array([np.mean([row.is_true for row in one]) for one in rows])
    return said, true, np.array([dice_of(np.array([row.confidence for row in one])) for one in rows])


def dice_of(said: Floats) -> float:
    """Standard error of a rate from the dice of its decisions, with half a success more."""
    return float(np.sqrt(np.sum(said * (1 - said)) + 0.25)) / len(said)


def rate_error(said: Floats, drawn: Floats) -> float:
    return float(said.mean() - drawn.mean())
