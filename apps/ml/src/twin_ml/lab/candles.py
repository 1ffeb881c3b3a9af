"""Candle files of an account, as the Python scorer takes them."""

import csv
import gzip
import re
from pathlib import Path
from typing import Any

from twin_ml.lab.product import utc_ms

NAME = re.compile(r"^(?P<symbol>[A-Z0-9.@]+-[A-Z0-9.]+)-(?P<count>\d+)(?P<unit>[mhdw])\.csv(\.gz)?$")
UNIT_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


def read_candles(folder: Path) -> list[dict[str, Any]]:
    series = []
    for file in sorted(folder.iterdir()):
        named = NAME.match(file.name)
        if named is None:
            continue
        with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as text:
            rows = list(csv.DictReader(text))
        columns = {name: [float(row[name]) for row in rows] for name in ("high", "low", "close")}
        series.append(
            {
                "symbols": [named["symbol"]],
                "granularityMs": int(named["count"]) * UNIT_MS[named["unit"]],
                "ts": [utc_ms(row["ts"]) for row in rows],
                **columns,
            }
        )
    return series
