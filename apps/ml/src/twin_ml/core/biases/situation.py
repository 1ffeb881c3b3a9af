"""One decision in the light of what was knowable: its own fills, the state before it, closed bars."""

import math

from twin_ml.core.biases.candles import Market, Moment, moment_of
from twin_ml.core.biases.decision import Decision
from twin_ml.core.biases.exact import round_to
from twin_ml.core.biases.state import PositionState, QuoteState, State

SIZE_MINIMUM = 5
"""Earlier entries that a size yardstick needs."""
SIZE_SPREAD_FLOOR = 0.1
"""Sizes within about 10 % of each other count as equal, however alike the own sizes are."""

_ENTRIES = ("open", "increase")


class Situation:
    __slots__ = (
        "_paper", "asset", "bars", "base", "closed_share", "cost", "decision", "direction", "equity", "gain",
        "is_entry", "key", "ln_exposure", "ln_risk", "ln_size_ratio", "market", "moved", "notional",
        "position", "price", "qty_before", "quote", "sign", "size_z", "state", "strengths", "ts",
    )  # fmt: skip

    def __init__(self, state: State, decision: Decision, market: Market, bars: Moment | None) -> None:
        self.state = state
        self.decision = decision
        self.ts = decision.ts
        self.key = decision.book
        self.base = decision.base
        self.asset = decision.asset
        self.quote: QuoteState = state.quote(self.asset)
        self.position: PositionState = state.position(self.key, self.asset, self.ts)
        self.is_entry = decision.kind in _ENTRIES
        self.sign = 1 if decision.side == "buy" else -1
        # Direction of the position that is opened, enlarged or closed.
        self.direction = self.sign if self.is_entry else -self.sign
        self.price = decision.vwap
        self.notional = decision.notional
        # Base units; the notional of an inverse contract is in base units.
        self.moved = decision.notional if decision.instrument == "inverse" else decision.qty
        self.market = market
        self.qty_before = decision.before.qty
        self.cost = decision.before.avg_cost
        # Return of the position at this price against its average cost; None when that is unknown.
        self.gain: float | None = None
        if self.cost is not None and self.cost > 0:
            self.gain = self.direction * (self.price / self.cost - 1)
        self.closed_share = 0.0
        if not self.is_entry and self.qty_before != 0:
            self.closed_share = round_to(min(1.0, decision.qty / abs(self.qty_before)), 6)
        self.equity = self.quote.gross_max if self.quote.gross_max > 0 else None
        self.bars = bars
        self.strengths: dict[str, float] = {}
        self._paper: tuple[int, int] | None = None
        self._measure_size()

    def _measure_size(self) -> None:
        """Size against the own earlier entries: absolute, as a share of equity, and exposure after."""
        self.ln_risk: float | None = None
        self.ln_exposure: float | None = None
        self.size_z: float | None = None
        self.ln_size_ratio = 0.0
        exposure = exposure_of(self.key, self.qty_before, self.price) + self.notional
        if self.equity is not None:
            if self.notional > 0:
                self.ln_risk = math.log(self.notional / self.equity)
            if exposure > 0:
                self.ln_exposure = math.log(exposure / self.equity)
        if not self.is_entry:
            return
        usual = self.quote.sizes.mean(SIZE_MINIMUM)
        if usual is not None and self.notional > 0:
            self.ln_size_ratio = math.log(self.notional) - usual
        if self.ln_risk is not None:
            self.size_z = self.quote.risks.robust_z(self.ln_risk, SIZE_MINIMUM, SIZE_SPREAD_FLOOR)

    def paper_results(self) -> tuple[int, int]:
        """Other open positions above and below their cost, at the last known prices."""
        if self._paper is None:
            self._paper = self._count_paper()
        return self._paper

    def _count_paper(self) -> tuple[int, int]:
        gains = losses = 0
        for key in self.state.open:
            position = self.state.positions.get(key)
            if key == self.key or position is None or position.cost is None or position.qty == 0:
                continue
            mark = mark_of(self.market, key, position, self.ts)
            result = mark - position.cost if position.qty > 0 else position.cost - mark
            gains += result > 0
            losses += result < 0
        return gains, losses


def is_inverse(key: str) -> bool:
    """Contracts that are worth quote units and paid in coins."""
    return key.startswith("inverse|")


def exposure_of(key: str, qty: float, price: float) -> float:
    """Worth of units (contracts times their multiplier) in the asset of their amounts."""
    if not is_inverse(key):
        return abs(qty) * price
    return abs(qty) / price if price > 0 else 0.0


def price_power(key: str) -> int:
    """The coins, or contracts, of a trade are its notional times this power of the price."""
    return 1 if is_inverse(key) else -1


def mark_of(market: Market, key: str, position: PositionState, ts: int) -> float:
    """Close of the symbol's last closed bar, else its last own price."""
    moment = moment_of(market, key.split("|")[1] if "|" in key else "", ts)
    return position.price if moment is None else moment.close


def is_grown(s: Situation) -> bool:
    """An add of at least one and a half times the entry before it."""
    previous = s.decision.before.last_entry_notional
    return s.decision.kind == "increase" and previous is not None and s.notional >= (1.5 - 1e-9) * previous
