"""The indicators agree with TA-Lib: with its recorded output, and with the library on random series."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from twin_ml.core import indicators as ta

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "indicators"
REASON = "the reference series are not beside the project (../shared/data/indicators)"
FILES = {"talib-corpus-252.csv.gz": 1e-9, "talib-btcusd-1h.csv.gz": 1e-7}


def columns_of(file: str) -> dict[str, np.ndarray]:
    with gzip.open(DATA / file, "rt") as text:
        rows = list(csv.DictReader(text))
    return {
        name: np.array([float(row[name]) if row[name] else np.nan for row in rows])
        for name in rows[0]
        if name not in {"ts", "index"}
    }


def computed(c: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    high, low, close = c["high"], c["low"], c["close"]
    upper, middle, lower = ta.bollinger(close)
    line, signal, hist = ta.macd(close)
    return {
        "rsi14": ta.rsi(close),
        "atr14": ta.atr(high, low, close),
        "natr14": ta.natr(high, low, close),
        "trange": ta.true_range(high, low, close),
        "bb_upper20_2": upper,
        "bb_middle20_2": middle,
        "bb_lower20_2": lower,
        "stddev20_population": ta.stddev(close, 20),
        "macd_12_26": line,
        "macd_signal9": signal,
        "macd_hist": hist,
        **{f"sma{n}": ta.sma(close, n) for n in (7, 20, 50, 200)},
        **{f"ema{n}": ta.ema(close, n) for n in (10, 12, 20, 26, 50, 200)},
        **{f"wma{n}": ta.wma(close, n) for n in (20, 30)},
    }


@pytest.mark.skipif(not DATA.exists(), reason=REASON)
@pytest.mark.parametrize(("file", "band_tolerance"), FILES.items())
def test_every_column_of_the_reference_is_reproduced(file: str, band_tolerance: float) -> None:
    reference = columns_of(file)
    for name, ours in computed(reference).items():
        running_sum = name.startswith(("bb_", "stddev"))
        tolerance = band_tolerance if running_sum else 1e-9
        np.testing.assert_allclose(ours, reference[name], rtol=tolerance, atol=1e-9, err_msg=name)


PRICES = hnp.arrays(
    np.float64,
    st.integers(min_value=40, max_value=300),
    elements=st.floats(min_value=0.5, max_value=2e4, allow_subnormal=False),
)


@given(PRICES)
def test_the_library_itself_gives_the_same_on_any_series(close: np.ndarray) -> None:
    high, low = close * 1.01, close * 0.99
    pairs = [
        (ta.rsi(close), talib.RSI(close, 14)),
        (ta.atr(high, low, close), talib.ATR(high, low, close, 14)),
        (ta.ema(close, 20), talib.EMA(close, 20)),
        (ta.sma(close, 20), talib.SMA(close, 20)),
        (ta.wma(close, 30), talib.WMA(close, 30)),
        (ta.natr(high, low, close), talib.NATR(high, low, close, 14)),
        (ta.true_range(high, low, close), talib.TRANGE(high, low, close)),
        *zip(ta.macd(close), talib.MACD(close, 12, 26, 9), strict=True),
    ]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-6)


@pytest.mark.parametrize("length", [0, 1, 13, 14])
def test_too_short_a_series_is_all_warm_up(length: int) -> None:
    close = np.linspace(1.0, 2.0, length)
    for values in (
        ta.rsi(close),
        ta.atr(close, close, close),
        ta.ema(close, 20),
        ta.sma(close, 20),
        ta.stddev(close, 20),
    ):
        assert np.isnan(values).all()
        assert len(values) == length


def test_a_flat_series_has_rsi_zero_and_percent_b_one_half() -> None:
    flat = np.full(40, 7.0)
    assert ta.rsi(flat)[-1] == 0
    upper, _, lower = ta.bollinger(flat)
    assert ta.percent_b(flat, upper, lower)[-1] == 0.5


def test_a_flat_window_after_a_large_move_has_no_spread_left() -> None:
    close = np.concatenate(([1e-6, 1e6, 3.0], np.full(200, 0.1)))
    assert (ta.stddev(close, 20)[22:] < 1e-15).all()


@given(PRICES, st.integers(min_value=2, max_value=30))
def test_windows_equal_their_plain_definition(close: np.ndarray, period: int) -> None:
    windows = np.lib.stride_tricks.sliding_window_view(close, period)
    np.testing.assert_allclose(ta.sma(close, period)[period - 1 :], windows.mean(axis=1), rtol=1e-9)
    np.testing.assert_allclose(
        ta.stddev(close, period)[period - 1 :], windows.std(axis=1), rtol=1e-9, atol=1e-9
    )
    upper, middle, lower = ta.bollinger(close, period, 1.5)
    reach = 1.5 * windows.std(axis=1)
    np.testing.assert_allclose(middle[period - 1 :], windows.mean(axis=1), rtol=1e-9)
    np.testing.assert_allclose(upper[period - 1 :] - middle[period - 1 :], reach, atol=1e-7)
    np.testing.assert_allclose(middle[period - 1 :] - lower[period - 1 :], reach, atol=1e-7)
    assert np.isnan([upper[: period - 1], middle[: period - 1], lower[: period - 1]]).all()


def test_percent_b_is_the_place_between_the_bands() -> None:
    close, upper, lower = np.array([5.0, 10.0, 20.0]), np.full(3, 15.0), np.full(3, 5.0)
    assert ta.percent_b(close, upper, lower).tolist() == [0.0, 0.5, 1.5]
