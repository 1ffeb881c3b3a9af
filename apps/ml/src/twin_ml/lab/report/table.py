"""Markdown tables and numbers as people read them."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(value: float | None, places: int = 2) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def ratio(value: float | None, whole: float | None) -> str:
    """A share of what is possible, in per cent."""
    return "-" if value is None or not whole else f"{100 * value / whole:.0f} %"
