"""Explanations other than the pattern: each a score in 0..1 from what was knowable (science 1.1)."""

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType

from twin_ml.core.biases.exact import coefficient_of_variation
from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.windows import TrailingWindow

RULES_OUT_FROM = 0.5
DAY_MS = 86_400_000


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
    """The symbol's last trades alternate, in equal sizes, between equally spaced levels."""
    trades = s.position.trades
    if len(trades) < 20:
        return 0
    turns = sum(1 for one, two in pairwise(trades) if one[0] != two[0])
    if turns < 0.7 * (len(trades) - 1):
        return 0
    if coefficient_of_variation([math.exp(size - trades[0][2]) for _, _, size in trades]) > 0.1:
        return 0
    levels = sorted(price for _, price, _ in trades)
    gaps = [up - down for down, up in pairwise(levels) if up - down > 1e-4]
    return 1 if gaps and coefficient_of_variation(gaps) <= 0.2 else 0


def market_maker(s: Situation) -> float:
    """Positions live less than a minute and a usual day has a hundred decisions or more."""
    hold = s.state.exits.holds.median(20)
    if hold is None or hold >= 60_000:
        return 0
    days = s.state.days
    per_day = sorted(count for _, _, count in days.history)
    usual = per_day[len(per_day) // 2] if per_day else 0
    return 1 if max(days.decisions, usual) >= 100 else 0


def bot(s: Situation) -> float:
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
    """The third position or more in half an hour, both ways, and nearer to equal weights than before."""
    recent = [start for start in s.state.recent if start.ts >= s.ts - 1_800_000]
    if len({s.key, *(start.key for start in recent)}) < 3:
        return 0
    if len({s.sign, *(start.sign for start in recent)}) < 2:
        return 0
    exposures = [
        position.exposure
        for position in map(s.state.positions.get, s.state.open)
        if position is not None and position.quote == s.asset
    ]
    if len(exposures) < 2:
        return 0
    total = 0.0
    for exposure in exposures:
        total += exposure
    usual = total / len(exposures)
    own = s.position.exposure
    return 1 if (own < usual if s.is_entry else own > usual) else 0


def tax_loss(s: Situation) -> float:
    """A losing sale of what the person has re-bought 30 to 32 days after losing sales twice before."""
    gain = s.gain
    return 1 if not s.is_entry and gain is not None and gain < 0 and s.position.harvests >= 2 else 0


def hedge(s: Situation) -> float:
    """The same base went the other way in another market within 5 minutes before."""
    base = s.decision.base
    return (
        1
        if any(
            start.ts >= s.ts - 300_000 and start.base == base and start.key != s.key and start.sign != s.sign
            for start in s.state.recent
        )
        else 0
    )


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

_MONEY_CODES = (
    "USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF TRY BRL MXN INR KRW SGD HKD CNY ZAR "
    "USDT USDC USDS DAI BUSD TUSD FDUSD USDP PAX PYUSD GUSD USDE USDD FRAX LUSD EURC EURT EURS USD1 "
    "RLUSD"
)
_MONEY = frozenset(_MONEY_CODES.split())


def is_conversion(base: str, quote: str) -> bool:
    """Both legs are money: no trade for any pattern."""
    return base in _MONEY and quote in _MONEY
