"""RSI14, ATR14, BB20, SMA20 and EMA20 over 1,000,000 bars, ours over C TA-Lib's, pair by pair.

Prints the ratio of every round; bench/ml.bench.ts makes the figure of them.
"""

import json
import sys
import time
from collections.abc import Callable

import numpy as np
import talib

from twin_ml.core import indicators as ta

BARS = 1_000_000


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(rounds: int) -> None:
    random = np.random.default_rng(20_261_123)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.001, BARS)))
    high, low = close * 1.001, close * 0.999

    def ours() -> None:
        ta.rsi(close, 14)
        ta.atr(high, low, close, 14)
        ta.bollinger(close, 20)
        ta.sma(close, 20)
        ta.ema(close, 20)

    def theirs() -> None:
        talib.RSI(close, 14)
        talib.ATR(high, low, close, 14)
        talib.BBANDS(close, 20)
        talib.SMA(close, 20)
        talib.EMA(close, 20)

    ours()
    theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    print(json.dumps({"bars": BARS, "ours": [a for a, _ in pairs], "theirs": [b for _, b in pairs]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
