"""How often the report's verdict is wrong, when an account has only so many closed trades."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from twin_ml.lab.product import Analysis, analyse, utc_ms
from twin_ml.lab.simulator.account import PATTERNS
from twin_ml.lab.truth import Judged

CLOSES = (8, 20, 60, 150)


@dataclass(frozen=True)
class VerdictErrors:
    closes: int
    accounts: int
    without: int
    """Patterns asked of accounts that do not have them, and how many were called supported."""
    false: int
    having: int
    found: int
    undecided: int
    """Answers "not enough data", of both kinds."""


def verdict_errors(accounts: Sequence[Judged]) -> list[VerdictErrors]:
    return [_errors_at(closes, accounts) for closes in CLOSES]


def _errors_at(closes: int, accounts: Sequence[Judged]) -> VerdictErrors:
    cut = {folder: one for one in accounts if (folder := _cut(one.analysis, closes)) is not None}
    without = false = having = found = undecided = 0
    for analysis in analyse(list(cut), is_full=True):
        drives = cut[analysis.folder].drives
        for label in PATTERNS:
            verdict = analysis.reports[label]["verdict"]
            undecided += verdict == "not_enough_data"
            if label in drives:
                having += 1
                found += verdict == "supported"
            else:
                without += 1
                false += verdict == "supported"
    return VerdictErrors(closes, len(cut), without, false, having, found, undecided)


def _cut(analysis: Analysis, closes: int) -> Path | None:
    """A copy of the account that ends with its nth closed trade; None where it has fewer."""
    ends = [decision.end_ts for decision in analysis.decisions if decision.is_closing]
    if len(ends) < closes:
        return None
    last = sorted(ends)[closes - 1]
    folder = analysis.folder.parent / "cut" / f"{analysis.folder.name}-{closes}"
    folder.mkdir(parents=True, exist_ok=True)
    with (analysis.folder / "fills.csv").open(newline="") as text:
        rows = list(csv.reader(text))
    kept = [rows[0], *(row for row in rows[1:] if utc_ms(row[1]) <= last)]
    with (folder / "fills.csv").open("w", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(kept)
    for name in ("truth.json", "candles"):
        if not (folder / name).exists():
            (folder / name).symlink_to((analysis.folder / name).resolve())
    return folder
