"""Numbers and windows of them: read, rounded and ordered as their definitions say."""

import math
import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_ml.core.biases.exact import double_of, round_to
from twin_ml.core.biases.windows import TrailingWindow

FINITE = st.floats(min_value=-1e6, max_value=1e6)


@given(st.decimals(min_value=-(10**19), max_value=10**19, places=18))
def test_a_decimal_text_becomes_the_nearest_double_or_its_neighbour(value: Decimal) -> None:
    double = double_of(format(value, "f"))
    nearest = float(value)
    assert abs(double - nearest) <= math.ulp(nearest)


@given(FINITE, st.sampled_from([4, 6]))
def test_rounding_is_idempotent_and_within_half_a_step(value: float, places: int) -> None:
    rounded = round_to(value, places)
    assert round_to(rounded, places) == rounded
    assert abs(rounded - value) <= 0.5 * 10**-places * (1 + 1e-9) + 1e-10
    assert math.copysign(1, rounded) == 1 or rounded < 0


@given(st.lists(FINITE, min_size=1, max_size=80), st.integers(min_value=1, max_value=50))
def test_a_window_knows_the_last_values_in_both_orders(values: list[float], capacity: int) -> None:
    window = TrailingWindow(capacity)
    for value in values:
        window.push(value)
    assert window.values == values[-capacity:]
    assert window.sorted == sorted(window.values)
    assert window.median(len(window.values) + 1) is None
    centre = statistics.median(window.values)
    assert window.median(1) == pytest.approx(centre)
    assert window.mad(1) == pytest.approx(statistics.median(abs(value - centre) for value in window.values))
    assert window.mean(1) == pytest.approx(statistics.fmean(window.values))
