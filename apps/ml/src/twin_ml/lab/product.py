"""The product's own way: `twin analyze` over account folders, as anyone would run it."""

import datetime as dt
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin_ml.lab.places import ANALYZE

PROCESSES = 2


@dataclass(slots=True, frozen=True)
class Decision:
    id: str
    ts: int
    end_ts: int
    symbol: str
    side: str
    kind: str
    quantity: float
    price: float
    is_closing: bool
    result: float | None
    """Of the episode that it closed."""
    hold_ms: int | None


@dataclass(slots=True, frozen=True)
class Measured:
    """One label that was weighed at one decision."""

    confidence: float
    values: dict[str, float]


@dataclass(slots=True, frozen=True)
class Analysis:
    folder: Path
    decisions: list[Decision]
    measured: dict[tuple[str, str], Measured]
    """By decision id and label; what is not here was ruled out."""
    reports: dict[str, dict[str, Any]]
    facts: list[dict[str, Any]]
    """The decisions as the Python scorer takes them."""
    result: float
    """Realised and unrealised, in the quote currency."""
    fees: float | None = None
    """In the quote currency; None where some were paid in coins."""

    @property
    def bought(self) -> float:
        return sum(one.quantity * one.price for one in self.decisions if one.side == "buy")


def analyse(
    folders: Sequence[Path], *, is_full: bool = False, has_candles: bool = True
) -> Iterator[Analysis]:
    """`is_full` with intervals and null models, which take most of the time. In the order of the folders."""
    jobs = [_arguments(folder, is_full, has_candles) for folder in folders]
    share = max(1, min(12, -(-len(jobs) // PROCESSES)))
    parts = [(folders[i : i + share], jobs[i : i + share]) for i in range(0, len(jobs), share)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        for part in pool.map(_run, parts):
            yield from part


def _arguments(folder: Path, is_full: bool, has_candles: bool) -> list[str]:
    candles = ["--candles", str(folder / "candles")] if has_candles else []
    return [
        str(folder / "fills.csv"),
        *candles,
        "--json",
        "--measured",
        *([] if is_full else ["--points"]),
    ]


def _run(part: tuple[Sequence[Path], list[list[str]]]) -> list[Analysis]:
    folders, jobs = part
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("needs node, which scores the accounts")
    with tempfile.TemporaryFile("w+") as asked:
        asked.writelines(f"{json.dumps(job)}\n" for job in jobs)
        asked.seek(0)
        done = subprocess.run(
            [node, str(ANALYZE)], stdin=asked, stdout=subprocess.PIPE, text=True, check=True
        )
    lines = done.stdout.splitlines()
    return [_read(folder, json.loads(line)) for folder, line in zip(folders, lines, strict=True)]


def _read(folder: Path, analysis: dict[str, Any]) -> Analysis:
    measured = {
        (tag["decisionId"], tag["label"]): Measured(
            tag["confidence"], {name: one["value"] for name, one in tag["features"].items()}
        )
        for tag in analysis["tags"]
    }
    reports = {report["label"]: report for report in analysis["biases"]}
    decisions = [_decision(row) for row in analysis["decisions"]]
    result = sum(
        float(line["realisedPnl"]) + float(line["unrealisedPnl"] or 0) for line in analysis["bySymbol"]
    )
    fees = _fees(analysis["bySymbol"])
    return Analysis(folder, decisions, measured, reports, analysis["decisions"], result, fees)


def _fees(by_symbol: Sequence[dict[str, Any]]) -> float | None:
    paid = [(line["asset"], fee) for line in by_symbol for fee in line["fees"]]
    if any(fee["asset"] != quote for quote, fee in paid):
        return None
    return sum(float(fee["amount"]) for _, fee in paid)


def _decision(row: dict[str, Any]) -> Decision:
    episode = row["closedEpisode"]
    result = None if episode is None else episode["realisedPnl"]
    return Decision(
        id=row["id"],
        ts=row["ts"],
        end_ts=row["endTs"],
        symbol=row["symbol"],
        side=row["side"],
        kind=row["kind"],
        quantity=float(row["qty"]),
        price=float(row["vwap"]),
        is_closing=episode is not None,
        result=None if result is None else float(result),
        hold_ms=None if episode is None else episode["holdMs"],
    )


def utc_ms(text: str) -> int:
    return round(dt.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1_000)
