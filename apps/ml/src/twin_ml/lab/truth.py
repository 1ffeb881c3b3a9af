"""Joins what the product found with what was planted, decision by decision."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from twin_ml.lab.product import Analysis, Decision, Measured, utc_ms
from twin_ml.lab.simulator.account import PATTERNS

EARLY_MS, LATE_MS = 2_000, 60_000
"""A foreign label names its moment to the second, or that of a later fill."""

ENTRIES, EXITS = ("open", "increase"), ("reduce", "close", "flip")
KINDS: dict[str, tuple[str, ...]] = {
    "fomo_chase": ENTRIES,
    "revenge_trade": ENTRIES,
    "overtrading": ENTRIES,
    "size_drift": ENTRIES,
    "averaging_down": ("increase",),
    "panic_sell": EXITS,
    "early_exit": EXITS,
    "break_even": EXITS,
}
"""The decisions in which a pattern could be: the ground for its rates."""


@dataclass(slots=True, frozen=True)
class Row:
    """One label at one decision in which it could be."""

    account: str
    decision: Decision
    is_clean: bool
    """Of a person or machine that has no pattern at all."""
    is_true: bool
    posterior: float
    """1 or 0 where only labels are known."""
    measured: Measured | None
    """None where a gate or a suppressor ruled the label out."""

    @property
    def confidence(self) -> float:
        return self.measured.confidence if self.measured else 0.0


@dataclass(slots=True)
class Judged:
    """A whole account: rows by label, and what the reports say."""

    name: str
    world: str
    drives: frozenset[str]
    analysis: Analysis
    rows: dict[str, list[Row]] = field(default_factory=dict)
    unmatched: int = 0
    """Labels without a decision of the ledger."""


Planted = tuple[frozenset[str], dict[str, float]]


def judge(analyses: Iterable[Analysis]) -> Iterator[Judged]:
    for analysis in analyses:
        yield judge_account(analysis)


def judge_account(analysis: Analysis) -> Judged:
    world, drives, deeds = _truth_of(analysis.folder)
    matched, unmatched = _match(analysis.decisions, deeds)
    judged = Judged(analysis.folder.name, world, drives, analysis, unmatched=unmatched)
    for label, kinds in KINDS.items():
        judged.rows[label] = [
            Row(
                account=judged.name,
                decision=decision,
                is_clean=not drives,
                is_true=label in matched.get(decision.id, NOTHING)[0],
                posterior=matched.get(decision.id, NOTHING)[1].get(label, 0.0),
                measured=analysis.measured.get((decision.id, label)),
            )
            for decision in analysis.decisions
            if decision.kind in kinds
        ]
    return judged


NOTHING: Planted = (frozenset(), {})

Deed = tuple[int, str, str, frozenset[str], dict[str, float]]


def _truth_of(folder: Path) -> tuple[str, frozenset[str], list[Deed]]:
    """Our own accounts know their posteriors, foreign ones only labels."""
    own = folder / "truth.json"
    if own.exists():
        truth = json.loads(own.read_text())
        deeds = [(ts, symbol, side, frozenset(labels), p) for ts, symbol, side, labels, p in truth["deeds"]]
        return truth["world"], frozenset(truth["drives"]), deeds
    with (folder / "labels.csv").open(newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["label"] in PATTERNS]
    labels = {row["label"] for row in rows}
    foreign = [
        (utc_ms(row["ts"]), row["symbol"], row["side"], frozenset({row["label"]}), {row["label"]: 1.0})
        for row in rows
    ]
    return folder.parent.name, frozenset(labels), foreign


def _match(decisions: list[Decision], deeds: list[Deed]) -> tuple[dict[str, Planted], int]:
    by_book: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        by_book.setdefault((decision.symbol, decision.side), []).append(decision)
    matched: dict[str, Planted] = {}
    unmatched = 0
    for ts, symbol, side, labels, posterior in deeds:
        near = [
            decision
            for decision in by_book.get((symbol, side), [])
            if decision.ts - EARLY_MS <= ts <= decision.end_ts + LATE_MS
        ]
        if not near:
            unmatched += len(labels)
            continue
        nearest = min(near, key=lambda decision: (abs(decision.ts - ts), decision.ts))
        known, shares = matched.get(nearest.id, NOTHING)
        merged = {
            label: max(shares.get(label, 0.0), posterior.get(label, 0.0)) for label in {*shares, *posterior}
        }
        matched[nearest.id] = (known | labels, merged)
    return matched, unmatched
