"""The decisions on which the product was furthest from the truth, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from twin_ml.core.biases.model import BiasModel
from twin_ml.lab.evaluation.exam import rows_of
from twin_ml.lab.report.words import RULED_OUT, WORDS
from twin_ml.lab.truth import Judged, Row

WORST = 10
NAMED = 3
LEAST = 0.1
"""Of a logit, to be named."""
NEAR_DRAW = 0.2


@dataclass(frozen=True)
class Mistake:
    row: Row
    causes: str
    """What really moved the person."""
    why: str


def worst_decisions(label: str, accounts: Sequence[Judged], model: BiasModel) -> list[Mistake]:
    """The surest false ones and the most missed true ones, half and half."""
    rows = rows_of(label, accounts)
    causes = _causes(accounts)
    false = sorted(
        (row for row in rows if not row.is_true),
        key=lambda row: (row.posterior - row.confidence, row.decision.ts),
    )
    missed = sorted(
        (row for row in rows if row.is_true),
        key=lambda row: (row.confidence - row.posterior, row.decision.ts),
    )
    has_habit = {account.name: label in account.drives for account in accounts}
    return [
        Mistake(
            row,
            causes.get((row.account, row.decision.id), "plan"),
            _why(label, row, model, has_habit=has_habit[row.account]),
        )
        for row in (*_of_different_people(false), *_of_different_people(missed))
    ]


def _of_different_people(rows: Sequence[Row]) -> list[Row]:
    """The first of each account, so that one odd person does not fill the page."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.account, row)
        if len(first) == WORST // 2:
            break
    return list(first.values())


def _causes(accounts: Sequence[Judged]) -> dict[tuple[str, str], str]:
    causes: dict[tuple[str, str], list[str]] = {}
    for account in accounts:
        for label, rows in account.rows.items():
            for row in rows:
                if row.is_true:
                    causes.setdefault((row.account, row.decision.id), []).append(label)
    return {key: " and ".join(sorted(labels)) for key, labels in causes.items()}


def _why(label: str, row: Row, model: BiasModel, *, has_habit: bool) -> str:
    if row.measured is None:
        return f"not weighed: {RULED_OUT[label]}, or it looked like a schedule, a machine or a hedge"
    shares = _shares(label, row.measured.values, model)
    named = {name: f"{WORDS.get(name, name)} ({share:+.1f})" for name, share in shares.items()}
    speaks_for = [named[name] for name, share in shares.items() if share >= LEAST][-NAMED:][::-1]
    against = [named[name] for name, share in shares.items() if share <= -LEAST][:NAMED]
    if not row.is_true:
        return (
            f"{_why_false(row, has_habit=has_habit)}; for it spoke: {', '.join(speaks_for) or 'nothing much'}"
        )
    what = (
        "nothing that the person did before shows the habit yet"
        if _is_habit_against(shares)
        else "the moment hardly differs from a planned one"
    )
    return f"{what}; against it spoke: {', '.join(against) or 'nothing much'}"


def _why_false(row: Row, *, has_habit: bool) -> str:
    if row.posterior >= NEAR_DRAW:
        return f"a draw that fell the other way: the pattern had a chance of {row.posterior:.0%}"
    if has_habit:
        return "the person has the pattern, but something else was stronger at this moment"
    return "the person does not have the pattern and did by chance what those do who have it"


HABITS = ("lnRelativeRisk", "dispositionFraction", "winShare", "lnBursts", "lnBunching", "lnSizeSpread")
"""Measurements of the person and not of the moment."""


def _is_habit_against(shares: Mapping[str, float]) -> bool:
    lowest = next(iter(shares), None)
    return lowest in HABITS and shares[lowest] <= -LEAST


def _shares(label: str, values: Mapping[str, float], model: BiasModel) -> dict[str, float]:
    """Of the logit, the lowest first."""
    shares = {
        feature.name: feature.curve.at(values[feature.name])
        for feature in model.labels[label].features
        if feature.name in values
    }
    return dict(sorted(shares.items(), key=lambda one: one[1]))
