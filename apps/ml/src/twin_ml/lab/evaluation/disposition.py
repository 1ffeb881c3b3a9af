"""Does the interval of the disposition report hold the ratio that was planted?"""

import math
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from twin_ml.lab.places import CACHE
from twin_ml.lab.product import analyse
from twin_ml.lab.simulator.export import write_account, write_world
from twin_ml.lab.simulator.prices.world import make_world
from twin_ml.lab.simulator.proportional import sells_gains_faster

RATIOS = (1.0, 1.5, 2.5)
SEED = 4_101
COPIES = 48
A_WORLD = 4
"""People who live through the same prices."""
LEAST_CLOSES = 60


@dataclass(frozen=True)
class DispositionFigures:
    ratio: float
    accounts: int
    estimator: str
    mean: float
    """Geometric."""
    covered: float
    supported: float


def disposition_figures(*, is_short: bool) -> list[DispositionFigures]:
    copies = COPIES // 4 if is_short else COPIES
    with ProcessPoolExecutor(2) as pool:
        folders = list(pool.map(_simulate, [(ratio, copies) for ratio in RATIOS]))
    return [line for ratio, some in zip(RATIOS, folders, strict=True) for line in _figures(ratio, some)]


def _simulate(asked: tuple[float, int]) -> list[Path]:
    ratio, copies = asked
    folder = CACHE / "sellers"
    written: list[Path] = []
    for first in range(0, copies, A_WORLD):
        world = make_world("factor", SEED, first // A_WORLD)
        candles = write_world(world, folder)
        for number in range(first, min(first + A_WORLD, copies)):
            written.append(write_account(sells_gains_faster(ratio, world, SEED, number), candles, folder))
    return written


def _figures(ratio: float, folders: Sequence[Path]) -> list[DispositionFigures]:
    by_estimator: dict[str, list[tuple[float, float, float, bool]]] = {}
    for analysis in analyse(folders, is_full=True):
        report = analysis.reports["disposition_effect"]
        if report["n"] < LEAST_CLOSES:
            continue
        # Of an account of one symbol the logit is the verdict's own.
        for effect in (*report["estimators"], report["effect"]):
            if effect is None or "hazard" not in effect["name"] or effect["ciLow"] is None:
                continue
            found = (effect["value"], effect["ciLow"], effect["ciHigh"], report["verdict"] == "supported")
            by_estimator.setdefault(effect["estimator"], []).append(found)
    return [
        DispositionFigures(
            ratio=ratio,
            accounts=len(found),
            estimator=estimator,
            mean=math.exp(sum(math.log(value) for value, *_ in found) / len(found)),
            covered=sum(low <= ratio <= high for _, low, high, _ in found) / len(found),
            supported=sum(supported for *_, supported in found) / len(found),
        )
        for estimator, found in by_estimator.items()
    ]
