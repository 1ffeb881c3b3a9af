"""The part of docs/eval.md about money."""

from collections.abc import Sequence

from twin_ml.lab.evaluation.cost import CostFigures
from twin_ml.lab.report.table import ratio, share, table

HEAD = """## What a pattern costs

The report against the same person with the same dice and that pattern switched off
(`coupled.py`), in basis points of what was bought, mean of the lives that have the pattern. Above
0: the pattern cost money. Targets: error 10 % (floor 25 %), the interval holds in 93 to 97 %
(floor 90 to 98 %). ± is the standard error of report less truth from life to life: an error that
is not well above it cannot be told from chance. Beyond the hour no entry has an edge here, so what a
pattern costs on average is its fees and spreads, and what happens within the hour; what it costs one person
is mostly luck of the moment, and `distance` says how far the report is from it in one life, beside the mean
size of the truth. `share`: what the report says a pattern cost, all shares adding up to the whole (Shapley);
`alone`: what the same report says of leaving out this pattern alone, which is what the truth does, so that is
what error and distance are of. Who has the pattern and is told no cost counts as 0; the interval is that of
the share."""
FEES = """Fees alone, which have little of that noise, of those who pay all of them in the quote currency;
and the same over everyone to whom a cost is told, also those who do not have the pattern and to
whom it cost nothing. A confidence is calibrated over all people, so it says too little of those
who have a pattern and too much of the others."""


def costs(figures: Sequence[CostFigures]) -> str:
    head = (
        "label",
        "lives",
        "told",
        "share",
        "alone",
        "truth",
        "error",
        "distance",
        "of",
        "interval holds",
        "of everyone's",
    )
    rows = [
        (
            one.label,
            str(len(one.lives)),
            str(one.told),
            _points(one.said),
            _points(one.alone),
            f"{_points(one.true)} ± {_points(one.doubt)}",
            _error(one.alone, one.true),
            *map(_points, one.distance),
            share(one.covered),
            share(one.covered_of_everyone),
        )
        for one in figures
    ]
    fee_head = ("label", "share", "alone", "truth", "error", "everyone: share", "alone", "truth", "error")
    fee_rows = [
        (one.label, *_fees(one.fees(is_everyone=False)), *_fees(one.fees(is_everyone=True)))
        for one in figures
    ]
    return f"{HEAD}\n\n{table(head, rows)}\n\n{FEES}\n\n{table(fee_head, fee_rows)}"


def _fees(fees: tuple[float, float, float]) -> tuple[str, str, str, str]:
    said, alone, true = fees
    return f"{1e4 * said:.2f}", f"{1e4 * alone:.2f}", f"{1e4 * true:.2f}", _error(alone, true)


def _error(said: float, true: float) -> str:
    return ratio(abs(said - true), abs(true)) if true else ratio(None, 1.0)


def _points(value: float) -> str:
    return f"{1e4 * value:.1f}"
