"""Machines and schedules: savings plans, rebalancing, grids, market making."""

import math

from twin_ml.lab.simulator.baselines.book import Book
from twin_ml.lab.simulator.chance import uniform
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.venue import UNIT

DAY = 24 * HOUR


def savings_plan(book: Book) -> None:
    """The same amount at the same hour every few days."""
    every = int(book.chance.integers(1, 4)) * DAY
    hour, amount = int(book.chance.integers(24)) * HOUR, book.equity * 0.01 * book.shift
    for day in range(book.begin - book.begin % DAY + DAY, book.end - DAY, every):
        for symbol in range(1 + int(book.shift > 1)):
            jitter = int(book.chance.integers(0, 240_000)) + symbol * 300_000
            book.buy(symbol, day + hour + jitter, amount * (1 + 0.02 * float(book.chance.normal())))


def rebalancer(book: Book) -> None:
    """Brings three symbols back to their weights every week or two, all within minutes."""
    raw = [uniform(book.chance, 0.5, 1.5) for _ in book.paths]
    weights = [one / sum(raw) for one in raw]
    every = round(7 * book.shift) * DAY
    worth = book.equity
    for number, day in enumerate(range(book.begin, book.end - DAY, every)):
        now = day + 15 * HOUR
        if number > 0:
            worth = sum(lot.units / UNIT * book.desk.price(symbol, now) for symbol, lot in book.held.items())
        for symbol, weight in enumerate(weights):
            at = now + symbol * 100_000 + int(book.chance.integers(0, 40_000))
            lot = book.held.get(symbol)
            missing = weight * worth - (lot.units / UNIT * book.desk.price(symbol, at) if lot else 0.0)
            if missing > 0.001 * worth:
                book.buy(symbol, at, missing)
            elif missing < -0.001 * worth:
                book.sell(symbol, at, round(-missing / book.desk.price(symbol, at) * UNIT))


def grid(book: Book) -> None:
    """Equal orders at equally spaced levels: buys one level down, sells one level up."""
    step = uniform(book.chance, 0.008, 0.016) * book.shift
    units = round(book.equity * 0.02 / book.desk.price(0, book.begin) * UNIT)
    level = math.log(book.desk.price(0, book.begin))
    rungs = 0
    for quarter in range(book.begin, book.end, HOUR // 4):
        now = quarter + int(book.chance.integers(0, 600_000))
        moved = (math.log(book.desk.price(0, now)) - level) / step
        if moved <= -1 and rungs < 40:
            book.buy(0, now, units / UNIT * book.desk.price(0, now), "limit")
            level, rungs = level - step, rungs + 1
        elif moved >= 1:
            level += step
            if rungs > 0:
                book.sell(0, now, units, "limit")
                rungs -= 1


def market_maker(book: Book) -> None:
    """Both sides all day, hardly ever holding anything for a minute."""
    size = book.equity * 0.005
    pause = int(240_000 * book.shift)
    now = book.begin
    while now < book.begin + 3 * DAY:
        book.buy(0, now, size, "limit")
        now += int(book.chance.integers(12_000, 50_000))
        book.sell(0, now, type="limit")
        now += pause + int(book.chance.integers(0, pause))
