"""What every family answers: how strongly its hidden states push towards each act, per hour."""

from collections.abc import Sequence
from typing import Protocol

from twin_ml.lab.simulator.holding import Holding

Urge = tuple[str, float]
"""A pattern and its rate per hour."""


class Mind(Protocol):
    bold_tilt: float
    """ln of how much larger an emboldened entry is."""

    def pass_time(self, hours: float, logs: Sequence[float], held: Sequence[Holding | None], /) -> None:
        """The states move on with the log prices that the person now sees."""

    def entry_urges(self, symbol: int, price: float, holding: Holding | None) -> list[Urge]: ...

    def exit_urges(self, symbol: int, price: float, holding: Holding) -> list[Urge]: ...

    def patience(self, gain: float) -> float:
        """Factor on planned exits."""

    def tilt(self, cause: str, holding: Holding | None) -> float:
        """ln of how much larger the person enters out of this cause."""

    def boldness(self) -> float:
        """Probability that past results make the next entry larger."""

    def entered(self) -> None:
        """An entry was made, out of whatever cause."""

    def realised(self, symbol: int, gain: float, /) -> None:
        """A position was closed with this ln gain."""
