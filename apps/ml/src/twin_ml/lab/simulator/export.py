"""Writes accounts as anyone would hand them in: fills.csv in the canonical layout, candles, and
labels.csv."""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from twin_ml.lab.simulator.account import Account
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.prices.world import World
from twin_ml.lab.simulator.venue import decimal_units, written

FILL_COLUMNS = (
    *("ext_id", "ts", "symbol", "side", "qty", "price", "fee", "fee_asset", "order_id", "order_type"),
    "instrument",
)


def write_world(world: World, folder: Path) -> Path:
    """One candle file per symbol, the lost hours left out."""
    place = folder / "worlds" / world.name
    place.mkdir(parents=True, exist_ok=True)
    for path in world.paths:
        rows = (
            (iso(path.begin + hour * HOUR), *map(written, bar))
            for hour, bar in enumerate(path.bars().tolist())
            if hour not in world.missing
        )
        _write(place / f"{path.symbol}-1h.csv", ("ts", "open", "high", "low", "close", "volume"), rows)
    return place


def write_account(account: Account, candles: Path, folder: Path) -> Path:
    place = folder / account.name
    place.mkdir(parents=True, exist_ok=True)
    fills = sorted(account.fills, key=lambda fill: fill.ts)
    rows = (
        (
            *(f"t{number}", iso(fill.ts), fill.symbol, fill.side, decimal_units(fill.units), fill.price),
            *(fill.fee, fill.fee_asset, fill.order_id, fill.order_type, fill.instrument),
        )
        for number, fill in enumerate(fills)
    )
    _write(place / "fills.csv", FILL_COLUMNS, rows)
    labels = (
        (iso(deed.ts), deed.symbol, deed.side, label) for deed in account.deeds for label in deed.labels
    )
    _write(place / "labels.csv", ("ts", "symbol", "side", "label"), labels)
    link = place / "candles"
    if not link.exists():
        link.symlink_to(candles.resolve(), target_is_directory=True)
    return place


def iso(ts: int) -> str:
    return (
        dt.datetime.fromtimestamp(ts / 1000, dt.timezone.utc)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
