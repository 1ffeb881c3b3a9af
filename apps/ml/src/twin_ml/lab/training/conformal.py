"""How wide an interval has to be, from those that were not in it (split conformal prediction)."""

import math
from collections.abc import Sequence

HELD = 0.95


def held_by_most(needed: Sequence[float]) -> float:
    """The width that one more case exceeds in 5 of 100, given what each case needed; 0 without cases."""
    ascending = sorted(needed)
    rank = min(len(ascending), math.ceil(HELD * (len(ascending) + 1)))
    return ascending[rank - 1] if ascending else 0.0
