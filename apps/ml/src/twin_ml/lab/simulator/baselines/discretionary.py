"""People with a rule: breakouts with stops, returns to the mean, brackets, tax-loss sales, hedges, copied
orders, and pure chance."""

from twin_ml.lab.simulator.baselines.book import Book
from twin_ml.lab.simulator.chance import log_uniform, uniform
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.venue import UNIT

DAY = 24 * HOUR


def momentum(book: Book) -> None:
    """Buys new highs of some days with a fixed share, leaves at a fixed stop or below the lows of half that
    time."""
    length = int(log_uniform(book.chance, 24, 72) * book.shift)
    stop, share, spread = uniform(book.chance, 0.02, 0.05), uniform(book.chance, 0.05, 0.2), 0.03
    for now in book.hours():
        for symbol in range(len(book.paths)):
            price = book.desk.price(symbol, now)
            if symbol in book.held:
                closes = [book.close(symbol, now, back) for back in range(1, length // 2)]
                if not book.leave_at(symbol, now, stop) and price < min(closes):
                    book.sell(symbol, now)
            elif price > max(book.close(symbol, now, back) for back in range(0, length)):
                book.buy(symbol, now, book.equity * share * (1 + spread * float(book.chance.normal())))


def mean_reversion(book: Book) -> None:
    """Buys well below the average of some days, sells back at it or when time is up, and then waits until the
    price was back at its average before it buys again."""
    length = int(log_uniform(book.chance, 36, 96) * book.shift)
    depth, share = uniform(book.chance, 0.02, 0.05), uniform(book.chance, 0.05, 0.2)
    longest = int(uniform(book.chance, 24, 96)) * HOUR
    waiting: set[int] = set()
    for now in book.hours():
        for symbol in range(len(book.paths)):
            price = book.desk.price(symbol, now)
            mean = sum(book.close(symbol, now, back) for back in range(0, length, 4)) / len(
                range(0, length, 4)
            )
            if symbol in book.held:
                if price >= mean or now - book.held[symbol].opened > longest:
                    book.sell(symbol, now)
                    waiting.add(symbol)
            elif price >= mean:
                waiting.discard(symbol)
            elif price < mean * (1 - depth) and symbol not in waiting:
                book.buy(symbol, now, book.equity * share)


def bracket(book: Book) -> None:
    """Enters at random; a stop and a target placed at once decide when it leaves."""
    pace = log_uniform(book.chance, 0.02, 0.08) / book.shift
    stop, target = uniform(book.chance, 0.015, 0.04), uniform(book.chance, 0.015, 0.05)
    share = uniform(book.chance, 0.05, 0.2)
    for now in book.hours():
        for symbol in range(len(book.paths)):
            if symbol in book.held:
                book.leave_at(symbol, now, stop, target)
            elif book.chance.random() < pace:
                book.buy(symbol, now, book.equity * share * float(book.chance.uniform(0.9, 1.1)))


def chance_trader(book: Book) -> None:
    """Times, sizes and exits know nothing of prices or results."""
    pace, leaves = log_uniform(book.chance, 0.02, 0.1) / book.shift, 1 / log_uniform(book.chance, 4, 40)
    share, spread = uniform(book.chance, 0.03, 0.15), uniform(book.chance, 0.1, 0.4)
    for now in book.hours():
        for symbol in range(len(book.paths)):
            size = book.equity * share * float(book.chance.lognormal(0, spread))
            if symbol in book.held and book.chance.random() < leaves:
                book.sell(symbol, now)
            elif symbol not in book.held and book.chance.random() < pace:
                book.buy(symbol, now, size)


def tax_loss(book: Book) -> None:
    """Trades by chance, and in December sells what stands at a loss, to buy it back 31 days later."""
    pace, leaves = log_uniform(book.chance, 0.005, 0.02) / book.shift, 1 / log_uniform(book.chance, 100, 400)
    share = uniform(book.chance, 0.05, 0.15)
    back: dict[int, int] = {}
    for now in book.hours():
        is_season = (now // DAY) % 365 >= 365 - 45 + 13
        for symbol in range(len(book.paths)):
            if symbol in book.held:
                if is_season and book.gain(symbol, now) < -0.04 and book.chance.random() < 0.1:
                    book.sell(symbol, now)
                    back[symbol] = now + 31 * DAY
                elif book.chance.random() < leaves:
                    book.sell(symbol, now)
            elif now >= back.get(symbol, 0) and (symbol in back or book.chance.random() < pace):
                back.pop(symbol, None)
                book.buy(symbol, now, book.equity * share)


def hedger(book: Book) -> None:
    """Every spot purchase meets a perpetual sold within two minutes; both are closed together."""
    pace, leaves = log_uniform(book.chance, 0.01, 0.04) / book.shift, 1 / log_uniform(book.chance, 12, 72)
    share = uniform(book.chance, 0.05, 0.2)
    hedged: dict[int, int] = {}
    for now in book.hours():
        for symbol in range(len(book.paths)):
            soon = now + int(book.chance.integers(20_000, 110_000))
            if symbol in book.held and book.chance.random() < leaves:
                book.sell(symbol, now)
                book.hedge(symbol, soon, hedged.pop(symbol), is_opening=False)
            elif symbol not in book.held and book.chance.random() < pace:
                notional = book.equity * share * float(book.chance.uniform(0.7, 1.3))
                book.buy(symbol, now, notional)
                hedged[symbol] = round(notional / book.desk.price(symbol, now) * UNIT)
                book.hedge(symbol, soon, hedged[symbol], is_opening=True)


def copy_trader(book: Book) -> None:
    """Repeats most orders of a leader some seconds later, in proportion to its own money. The leader enters
    several symbols at once, and leaves each by chance."""
    pace, leaves = log_uniform(book.chance, 0.01, 0.05) / book.shift, 1 / log_uniform(book.chance, 6, 48)
    share, spread = uniform(book.chance, 0.05, 0.15), uniform(book.chance, 0.05, 0.3)
    follows = uniform(book.chance, 0.8, 1)
    for now in book.hours():
        leads = book.chance.random() < pace
        for symbol in range(len(book.paths)):
            later = now + int(book.chance.integers(5_000, 90_000))
            size = book.equity * share * float(book.chance.lognormal(0, spread))
            is_chosen = book.chance.random() < 0.6
            if symbol in book.held:
                if book.chance.random() < leaves:
                    book.sell(symbol, later)
            elif leads and is_chosen and book.chance.random() < follows:
                book.buy(symbol, later, size)
