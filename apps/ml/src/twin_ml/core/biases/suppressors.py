"""Explanations other than the pattern: each a score in 0..1 from what was knowable (science 1.1)."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from itertools import accumulate, pairwise
from types import MappingProxyType

from twin_ml.core.biases.candles import Moment
from twin_ml.core.biases.decision import Decision
from twin_ml.core.biases.exact import coefficient_of_variation, median_of_sorted, sum_in_order
from twin_ml.core.biases.situation import Situation, exposure_of, mark_of, price_power
from twin_ml.core.biases.windows import TrailingWindow

RULES_OUT_FROM = 0.5
DAY_MS = 86_400_000
_MINUTE_MS = 60_000


def scheduled_dca(s: Situation) -> float:
    """A buy that continues a plan: equal sizes, and equal intervals or the same time of the day."""
    if s.sign < 0 or len(s.position.buys) + 1 < 5:
        return 0
    times = [ts for ts, _ in s.position.buys] + [s.ts]
    sizes = [notional for _, notional in s.position.buys] + [s.notional]
    if coefficient_of_variation(sizes) > 0.15:
        return 0
    gaps = [float(later - earlier) for earlier, later in pairwise(times)]
    if coefficient_of_variation(gaps) <= 0.25:
        return 1
    # Buys of one afternoon share their time of the day without any plan.
    on_own_days = len({ts // DAY_MS for ts in times}) == len(times)
    return 1 if on_own_days and _clock_concentration(times) >= 0.9 else 0


def _clock_concentration(times: list[int]) -> float:
    """Rayleigh's R of the times of the day: 1 = the same minute, 0 = evenly spread."""
    angles = [2 * math.pi * (ts % DAY_MS) / DAY_MS for ts in times]
    x = y = 0.0
    for angle in angles:
        x += math.cos(angle)
        y += math.sin(angle)
    return math.sqrt(x * x + y * y) / len(times)


def grid_bot(s: Situation) -> float:
    """Equal sizes by turns between equally spaced levels, or up and down a ladder."""
    trades = s.position.trades
    if len(trades) < 20:
        return 0
    if _is_ladder(s.key, trades):
        return 1
    turns = sum([one[0] != two[0] for one, two in pairwise(trades)])
    if turns < 0.7 * (len(trades) - 1):
        return 0
    if coefficient_of_variation([math.exp(size - trades[0][2]) for _, _, size in trades]) > 0.1:
        return 0
    levels = sorted(price for _, price, _ in trades)
    gaps = [up - down for down, up in pairwise(levels) if up - down > 1e-4]
    return 1 if gaps and coefficient_of_variation(gaps) <= 0.2 else 0


def _is_ladder(key: str, trades: list[tuple[int, float, float]]) -> bool:
    """Rung after rung, the same amount of coins each, in and out, in a market that runs."""
    signs = [sign for sign, _, _ in trades]
    rungs = list(accumulate(signs, initial=0))
    if max(rungs) - min(rungs) < 3 or min(signs.count(1), signs.count(-1)) < 5:
        return False
    power = price_power(key)
    amounts = [size + power * price for _, price, size in trades]
    return coefficient_of_variation([math.exp(amount - amounts[0]) for amount in amounts]) <= 0.01


def market_maker(s: Situation) -> float:
    """Positions live less than a minute and a usual day has a hundred decisions or more."""
    hold = s.state.exits.holds.median(20)
    if not (_turns_around(s) if hold is None else hold < _MINUTE_MS):
        return 0
    days = s.state.days
    per_day = sorted(count for _, _, count, _ in days.history)
    usual = per_day[len(per_day) // 2] if per_day else 0
    return 1 if max(days.decisions, usual) >= 100 else 0


def _turns_around(s: Situation) -> bool:
    """Where dust keeps every position open: sides take turns, the second within a minute of the first."""
    trades, starts = s.position.trades, s.state.starts
    if len(trades) < 20 or len(starts) < 20:
        return False
    turns = sum([one[0] != two[0] for one, two in pairwise(trades)])
    short = sum([later - earlier < _MINUTE_MS for earlier, later in pairwise(starts)])
    return turns >= 0.9 * (len(trades) - 1) and short >= 0.4 * (len(starts) - 1)


def bot(s: Situation) -> float:
    """Odd hours or clockwork; none of a person who says that they trade themselves."""
    if s.decision.by_person:
        return 0
    return 1 if _is_clockwork(s) else _round_the_clock(s)


def _is_clockwork(s: Situation) -> bool:
    """At least 80 % of the last gaps are equal to within a second, and no shorter than 2 minutes."""
    times = [*s.state.starts, s.ts]
    if len(times) < 20:
        return False
    gaps = sorted([later - earlier for earlier, later in pairwise(times)])
    usual = median_of_sorted(gaps)
    if usual < 120_000:
        return False
    regular = bisect_left(gaps, usual + 1000) - bisect_right(gaps, usual - 1000)
    return regular >= 0.8 * len(gaps)


def _round_the_clock(s: Situation) -> float:
    """How evenly the decisions spread over the hours: 0 below 90 % of full entropy, 1 from 95 % on."""
    total = s.state.decisions
    if total < 100:
        return 0
    entropy = 0.0
    for count in s.state.hours:
        if count > 0:
            entropy -= count / total * math.log(count / total)
    share = entropy / math.log(24)
    return 1 if share >= 0.95 else max(0.0, (share - 0.9) / (0.95 - 0.9))


def stop_like(s: Situation) -> float:
    """A stop order, or without a known order type a loss of the own usual size."""
    if s.decision.order_type is not None or s.is_entry:
        return 1 if s.decision.order_type == "stop" else 0
    gain = s.gain
    return 1 if gain is not None and gain < 0 and _is_usual(s.state.exits.losing_returns, gain) else 0


def take_profit_like(s: Situation) -> float:
    """A take-profit order, or a gain of the own usual size or near a multiple of 5 %."""
    if s.decision.order_type is not None or s.is_entry:
        return 1 if s.decision.order_type == "take_profit" else 0
    gain = s.gain
    if gain is None or gain <= 0:
        return 0
    steps = math.floor(gain / 0.05 + 0.5)
    if steps >= 1 and abs(gain - steps * 0.05) <= 0.0005:
        return 1
    return 1 if _is_usual(s.state.exits.winning_returns, gain) else 0


def _is_usual(returns: TrailingWindow, gain: float) -> bool:
    median, mad = returns.median(8), returns.mad(8)
    return median is not None and mad is not None and abs(gain - median) <= 0.5 * mad


def liquidation(s: Situation) -> float:
    return 1 if s.decision.order_type == "liquidation" else 0


def dust(s: Situation) -> float:
    return 1 if s.decision.is_dust else 0


def rebalancing(s: Situation) -> float:
    return 1 if _is_on_schedule(s) or _is_basket(s) else 0


def _is_on_schedule(s: Situation) -> bool:
    """After three baskets of two or more decisions at equal distances (CV <= .25), this one among them."""
    begins: list[int] = []
    last = None
    for start in (*s.state.starts, s.ts):
        if last is None or start - last > 1_800_000:
            begins.append(start)
        last = start
    n = len(begins) - 1
    if n < 3 or len(s.state.starts) < 2 * n:
        return False
    return coefficient_of_variation([later - earlier for earlier, later in pairwise(begins)]) <= 0.25


def _is_basket(s: Situation) -> bool:
    """The third position or more in half an hour, both ways, and nearer to the trailing weights."""
    recent = [start for start in s.state.recent if start.ts >= s.ts - 1_800_000]
    if len({s.key, *(start.key for start in recent)}) < 3:
        return False
    if len({s.sign, *(start.sign for start in recent)}) < 2:
        return False
    after = s.qty_before + s.sign * s.decision.qty
    held = max(0.0, after) if s.decision.instrument == "spot" else abs(after)
    before = _off_target(s, exposure_of(s.key, s.qty_before, s.price))
    now = _off_target(s, exposure_of(s.key, held, s.price))
    return before is not None and now is not None and now < before - 1e-9


def _off_target(s: Situation, own: float) -> float | None:
    """Sum of |weight - target| over what is held in the asset, with so much exposure to this position."""
    held: list[tuple[float, float]] = []
    for key in s.state.open:
        position = s.state.positions.get(key)
        if position is not None and key != s.key and position.quote == s.asset:
            exposure = exposure_of(key, position.qty, mark_of(s.market, key, position, s.ts))
            held.append((exposure, position.target.weight))
    held.append((own, s.position.target.weight))
    total = sum_in_order(exposure for exposure, _ in held)
    if total <= 0:
        return None
    return sum_in_order(abs(exposure / total - target) for exposure, target in held)


def tax_loss(s: Situation) -> float:
    """A losing sale of what the person has re-bought 30 to 32 days after losing sales twice before."""
    gain = s.gain
    return 1 if not s.is_entry and gain is not None and gain < 0 and s.position.harvests >= 2 else 0


def hedge(s: Situation) -> float:
    """The other leg, in another market of the same base within 5 minutes, leaves less than a fifth open."""
    for leg in s.state.recent:
        is_other_market = leg.base == s.base and leg.key != s.key
        if leg.ts < s.ts - 300_000 or not is_other_market or leg.sign == s.sign:
            continue
        # A leg that fills may still join has no known size yet: its direction decides.
        if leg.moved is None or abs(s.moved - leg.moved) < (0.2 - 1e-9) * max(s.moved, leg.moved):
            return 1
    return 0


SUPPRESSORS: Mapping[str, Callable[[Situation], float]] = MappingProxyType({
    "scheduledDca": scheduled_dca,
    "gridBot": grid_bot,
    "marketMaker": market_maker,
    "bot": bot,
    "stopLike": stop_like,
    "takeProfitLike": take_profit_like,
    "liquidation": liquidation,
    "dust": dust,
    "rebalancing": rebalancing,
    "taxLoss": tax_loss,
    "hedge": hedge,
})  # fmt: skip


def strength_of(s: Situation, name: str) -> float:
    """Its score, measured once: several patterns ask for the same."""
    known = s.strengths.get(name)
    if known is None:
        known = s.strengths[name] = SUPPRESSORS[name](s)
    return known


_MONEY_CODES = (
    "USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF TRY BRL MXN INR KRW SGD HKD CNY ZAR "
    "USDT USDC USDS DAI BUSD TUSD FDUSD USDP PAX PYUSD GUSD USDE USDD FRAX LUSD EURC EURT EURS USD1 "
    "RLUSD"
)
_MONEY = frozenset(_MONEY_CODES.split())


def is_conversion(decision: Decision, bars: Moment | None) -> bool:
    """Both legs are money, by name or since nearly all closed bars lay at 1: no trade for any pattern."""
    if decision.base in _MONEY and decision.quote in _MONEY:
        return True
    return bars is not None and bars.is_at_par
