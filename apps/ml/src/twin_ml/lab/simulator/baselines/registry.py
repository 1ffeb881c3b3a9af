from collections.abc import Callable

from twin_ml.lab.simulator.account import Account
from twin_ml.lab.simulator.baselines import discretionary, machines
from twin_ml.lab.simulator.baselines.book import Book, open_book
from twin_ml.lab.simulator.prices.world import World

BASELINES: dict[str, Callable[[Book], None]] = {
    "momentum": discretionary.momentum,
    "mean_reversion": discretionary.mean_reversion,
    "dca": machines.savings_plan,
    "rebalancer": machines.rebalancer,
    "grid": machines.grid,
    "market_maker": machines.market_maker,
    "bracket": discretionary.bracket,
    "tax_loss": discretionary.tax_loss,
    "hedger": discretionary.hedger,
    "random": discretionary.chance_trader,
    "copy_trader": discretionary.copy_trader,
}
MACHINES = ("dca", "grid", "market_maker")
"""Held to .1 false tags per 100 decisions; the others to 1."""


def run_baseline(name: str, world: World, seed: int, number: int, shift: float) -> Account:
    account, book = open_book(f"{name}-{number:03d}", world, seed, shift)
    BASELINES[name](book)
    account.fills.sort(key=lambda fill: fill.ts)
    account.deeds.sort(key=lambda deed: deed.ts)
    return account
