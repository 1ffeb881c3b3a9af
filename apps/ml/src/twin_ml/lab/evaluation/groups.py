"""The same figures in parts of the accounts: by market, by account size, by what is known of prices."""

from collections.abc import Callable, Sequence

from twin_ml.lab.evaluation.exam import SHOWN, rows_of, scores_of, truth_of
from twin_ml.lab.evaluation.metrics import Hits, auc, hits
from twin_ml.lab.simulator.account import PATTERNS
from twin_ml.lab.truth import Judged

SMALL, LARGE = 200, 450
"""Decisions of a small and of a large account."""


def parts_of(accounts: Sequence[Judged]) -> dict[str, list[Judged]]:
    parts: dict[str, Callable[[Judged], bool]] = {
        "market: GARCH with jumps": lambda one: one.world.startswith("garch"),
        "market: factor": lambda one: one.world.startswith("factor"),
        f"account: below {SMALL} decisions": lambda one: len(one.analysis.decisions) < SMALL,
        f"account: {SMALL} to {LARGE}": lambda one: SMALL <= len(one.analysis.decisions) < LARGE,
        f"account: from {LARGE}": lambda one: len(one.analysis.decisions) >= LARGE,
    }
    return {name: [one for one in accounts if holds(one)] for name, holds in parts.items()}


def part_figures(accounts: Sequence[Judged]) -> dict[str, tuple[float | None, Hits]]:
    """AUC and what is shown, per label."""
    figures = {}
    for label in PATTERNS:
        rows = rows_of(label, accounts)
        scores, truth = scores_of(rows), truth_of(rows)
        figures[label] = (auc(scores, truth), hits(scores >= SHOWN, truth))
    return figures
