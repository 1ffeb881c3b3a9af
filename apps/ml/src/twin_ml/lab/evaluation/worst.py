"""The decisions on which the product was furthest from the truth, and what it saw."""

from collections.abc import Sequence
from dataclasses import dataclass

from twin_ml.lab.evaluation.exam import rows_of
from twin_ml.lab.truth import Judged, Row

WORST = 10
FACTS = 4


@dataclass(frozen=True)
class Mistake:
    row: Row
    causes: str
    """What really moved the person."""
    seen: str


def worst_decisions(label: str, accounts: Sequence[Judged]) -> list[Mistake]:
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
    chosen = false[: WORST // 2] + missed[: WORST // 2]
    return [Mistake(row, causes.get((row.account, row.decision.id), "plan"), _seen(row)) for row in chosen]


def _causes(accounts: Sequence[Judged]) -> dict[tuple[str, str], str]:
    causes: dict[tuple[str, str], list[str]] = {}
    for account in accounts:
        for label, rows in account.rows.items():
            for row in rows:
                if row.is_true:
                    causes.setdefault((row.account, row.decision.id), []).append(label)
    return {key: " and ".join(sorted(labels)) for key, labels in causes.items()}


def _seen(row: Row) -> str:
    if row.measured is None:
        return "ruled out by a gate or a suppressor"
    return ", ".join(f"{name} {value:.2f}" for name, value in list(row.measured.values.items())[:FACTS])
