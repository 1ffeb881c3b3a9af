"""False alarms: what is shown to people and machines that have no pattern."""

from collections.abc import Sequence
from dataclasses import dataclass

from twin_ml.lab.evaluation.exam import SHOWN
from twin_ml.lab.simulator.account import PATTERNS
from twin_ml.lab.truth import Judged

SHOWN_PER_DECISION = 2


@dataclass(frozen=True)
class FalseTags:
    baseline: str
    decisions: int
    by_label: dict[str, int]

    @property
    def per_hundred(self) -> float:
        return 100 * sum(self.by_label.values()) / max(1, self.decisions)


def false_tags(accounts: Sequence[Judged]) -> list[FalseTags]:
    """By baseline, in the order in which they come."""
    by_name: dict[str, list[Judged]] = {}
    for account in accounts:
        by_name.setdefault(account.name.rpartition("-")[0], []).append(account)
    return [
        FalseTags(name, sum(len(one.analysis.decisions) for one in some), _shown(some))
        for name, some in by_name.items()
    ]


def _shown(accounts: Sequence[Judged]) -> dict[str, int]:
    counts = dict.fromkeys(PATTERNS, 0)
    for account in accounts:
        by_decision: dict[str, list[tuple[float, str]]] = {}
        for (decision, label), measured in account.analysis.measured.items():
            if measured.confidence >= SHOWN and label in counts:
                by_decision.setdefault(decision, []).append((measured.confidence, label))
        for tags in by_decision.values():
            for _, label in sorted(tags, key=lambda tag: -tag[0])[:SHOWN_PER_DECISION]:
                counts[label] += 1
    return counts
