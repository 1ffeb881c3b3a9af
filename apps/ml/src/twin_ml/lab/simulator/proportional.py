"""People whose only pattern is known exactly: a gain is sold so many times as fast as a loss, of any size."""

from twin_ml.lab.simulator.account import Account
from twin_ml.lab.simulator.baselines.book import open_book
from twin_ml.lab.simulator.chance import log_uniform, uniform
from twin_ml.lab.simulator.prices.world import World


def sells_gains_faster(ratio: float, world: World, seed: int, number: int) -> Account:
    account, book = open_book(f"ratio-{ratio}-{number:03d}", world, seed, 1.0)
    enters, leaves = log_uniform(book.chance, 0.03, 0.12), 1 / log_uniform(book.chance, 12, 48)
    share = uniform(book.chance, 0.05, 0.15)
    for now in book.hours():
        for symbol in range(len(book.paths)):
            if symbol not in book.held:
                if book.chance.random() < enters:
                    book.buy(symbol, now, book.equity * share)
            elif book.chance.random() < leaves * (ratio if book.gain(symbol, now) > 0 else 1):
                book.sell(symbol, now)
    return account
