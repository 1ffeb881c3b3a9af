"""How far anyone could come who sees what the ledger shows and nothing else: boosted trees, taught on the
other accounts of the very people that are reported on, with what every pattern measured at the decision; and
once more with the means of the label's own measurements over the account's whole history, later ones
included. No product may be taught on those it is tried on, and none may know what comes later, so where even
the trees miss a floor, it is not the shape of the model that misses it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from twin_ml.lab.evaluation.metrics import auc, best_f1, brier, hits
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.truth import Judged, Row

FOLDS = 5
SHOWN = 0.6


@dataclass(frozen=True)
class Reached:
    auc: float | None
    precision: float | None
    """Of what the trees are at least .6 sure of."""
    f1: float | None
    """At their best threshold."""
    skill: float | None
    """Over the decisions that the product weighed."""


NOTHING = Reached(None, None, None, None)


@dataclass(frozen=True)
class Visible:
    then: Reached
    """With what was known at the decision."""
    end: Reached
    """With the habits of the whole history."""


def visible(label: str, accounts: Sequence[Judged]) -> Visible:
    return Visible(*(_reached(label, accounts, is_end=is_end) for is_end in (False, True)))


def _reached(label: str, accounts: Sequence[Judged], *, is_end: bool) -> Reached:
    rows = [row for account in accounts for row in account.rows[label]]
    truth = np.array([float(row.is_true) for row in rows])
    groups = np.array([row.account for row in rows])
    if len(set(groups[truth > 0])) < FOLDS:
        return NOTHING
    seen = _seen(label, accounts, is_end=is_end)
    said = np.zeros(len(rows))
    for learn, test in GroupKFold(FOLDS).split(seen, groups=groups):
        trees = HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.06, min_samples_leaf=40, l2_regularization=5, random_state=0
        )
        said[test] = trees.fit(seen[learn], truth[learn]).predict_proba(seen[test])[:, 1]
    weighed = np.array([row.measured is not None for row in rows])
    forecast = brier(said[weighed], truth[weighed])
    return Reached(
        auc=auc(said, truth),
        precision=hits(said >= SHOWN, truth).precision,
        f1=best_f1(said, truth),
        skill=forecast[1] if forecast else None,
    )


def _seen(label: str, accounts: Sequence[Judged], *, is_end: bool) -> Floats:
    """A line for every decision in which the label could be; what was not measured is NaN."""
    lines: list[dict[str, float]] = []
    for account in accounts:
        rows = account.rows[label]
        by_decision: dict[str, dict[str, float]] = {}
        for (decision, of), measured in account.analysis.measured.items():
            named = {f"{of}.{name}": value for name, value in measured.values.items()}
            by_decision.setdefault(decision, {}).update(named)
        habits = _habits(rows) if is_end else {}
        lines += [by_decision.get(row.decision.id, {}) | habits for row in rows]
    names = sorted({name for line in lines for name in line})
    return np.array([[line.get(name, np.nan) for name in names] for line in lines])


def _habits(rows: Sequence[Row]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for row in rows:
        for name, value in (row.measured.values if row.measured else {}).items():
            values.setdefault(name, []).append(value)
    return {f"habit.{name}": float(np.mean(some)) for name, some in values.items()} | {
        "habit.weighed": sum(len(some) for some in values.values()) / max(1, len(rows))
    }
