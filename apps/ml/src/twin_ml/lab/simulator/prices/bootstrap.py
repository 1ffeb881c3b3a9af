"""Real candles in a new order: the stationary block bootstrap of Politis and Romano (1994)."""

import csv
import gzip
from pathlib import Path

import numpy as np
from numpy.random import Generator

from twin_ml.lab.simulator.chance import Floats, uniform


def read_real_hours(folder: Path) -> Floats | None:
    """Rows of ln(high/open), ln(low/open), ln(close/open), volume; None where the folder has no real
    candles."""
    file = folder / "coinbase-btcusd-1h.csv.gz"
    if not file.exists():
        return None
    with gzip.open(file, "rt") as text:
        rows = [
            [float(row[key]) for key in ("open", "high", "low", "close", "volume")]
            for row in csv.DictReader(text)
        ]
    bars = np.array(rows)
    opened = bars[:, :1]
    return np.hstack((np.log(bars[:, 1:4] / opened), bars[:, 4:]))


def resample(chance: Generator, real: Floats, hours: int) -> Floats:
    """`hours` rows of whole blocks, whose lengths are geometric around one to three days; volume stays with
    its bar."""
    mean_block = uniform(chance, 24, 72)
    index = np.empty(hours, dtype=np.int64)
    at = int(chance.integers(len(real)))
    breaks = chance.random(hours) < 1 / mean_block
    starts = chance.integers(len(real), size=hours)
    for hour in range(hours):
        at = int(starts[hour]) if breaks[hour] else (at + 1) % len(real)
        index[hour] = at
    return real[index]
