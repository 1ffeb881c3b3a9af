"""A position as its owner remembers it."""

import math
from dataclasses import dataclass


@dataclass(slots=True)
class Holding:
    units: int
    cost: float
    """Average price paid per unit."""
    opened: int
    last_buy: float
    low: float
    """Lowest price seen since it was opened."""
    adds: int = 0

    def gain(self, price: float) -> float:
        """ln of the price over the cost."""
        return math.log(price / self.cost)

    def worst(self) -> float:
        """The deepest paper loss so far, as a positive ln."""
        return max(0.0, math.log(self.cost / self.low))

    def grow(self, units: int, price: float) -> None:
        self.cost = (self.cost * self.units + price * units) / (self.units + units)
        self.units += units
        self.adds += 1
        self.last_buy = price
