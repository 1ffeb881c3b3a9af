"""What a tag may depend on: nothing later than the decision, no date, no currency unit, no name."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from conftest import ROOT
from twin_ml.api.bias_wire import ScoreRequest
from twin_ml.core.biases.model import BiasModel
from twin_ml.core.biases.scorer import Tag, score
from twin_ml.core.biases.state import State

DAY_MS = 86_400_000
HISTORIES = [json.loads(line) for line in (ROOT / "fixtures/parity/histories.jsonl").read_text().splitlines()]


@pytest.fixture
def weighing(model: BiasModel) -> BiasModel:
    """Keeps whatever was weighed: few decisions show every pattern."""
    return replace(model, stored_from=0.0)


def tags_of(history: dict[str, Any], model: BiasModel) -> list[Tag]:
    asked = ScoreRequest.model_validate({key: history[key] for key in ("decisions", "candles")})
    return score(model, State(), [decision.facts() for decision in asked.decisions], asked.market())


def verdicts_of(history: dict[str, Any], model: BiasModel) -> list[tuple[str, str, float]]:
    """Without the plain facts, which may carry a unit."""
    return [(tag.decision_id, tag.label, tag.confidence) for tag in tags_of(history, model)]


def check_same(
    model: BiasModel,
    change: Callable[[dict[str, Any]], None],
    scored: Callable[[dict[str, Any], BiasModel], list[Any]] = tags_of,
    histories: list[dict[str, Any]] = HISTORIES,
) -> None:
    """Every history gives the same after the change; together they show every pattern."""
    found: set[str] = set()
    for history in histories:
        before = scored(history, model)
        found.update(label for _, label, *_ in before)
        changed = copy.deepcopy(history)
        change(changed)
        assert changed != history
        assert scored(changed, model) == before, f"seed {history['seed']}"
    assert found == set(model.labels)


def cut(history: dict[str, Any], share: float) -> None:
    decisions = history["decisions"] = history["decisions"][: int(share * len(history["decisions"]))]
    end = decisions[-1]["ts"]
    for series in history["candles"]:
        closed = sum(1 for ts in series["ts"] if ts + series["granularityMs"] <= end)
        for column in ("ts", "high", "low", "close"):
            series[column] = series[column][:closed]


def test_nothing_later_than_a_decision_changes_its_tags(weighing: BiasModel) -> None:
    found: set[str] = set()
    for history in HISTORIES:
        whole = tags_of(history, weighing)
        for share in (0.1, 0.35, 0.6, 0.85):
            past = copy.deepcopy(history)
            cut(past, share)
            kept = {decision["id"] for decision in past["decisions"]}
            tags = tags_of(past, weighing)
            found.update(tag.label for tag in tags)
            assert tags == [tag for tag in whole if tag.decision_id in kept]
    assert found == set(weighing.labels)


def shift(history: dict[str, Any], by: int) -> None:
    for decision in history["decisions"]:
        for record, key in (
            (decision, "ts"), (decision, "endTs"), (decision["before"], "openedTs"),
            (decision["closedEpisode"], "closedAt"),
        ):  # fmt: skip
            if record is not None and record[key] is not None:
                record[key] += by
    for series in history["candles"]:
        series["ts"] = [ts + by for ts in series["ts"]]


@pytest.mark.parametrize("days", [-3_000, 1, 800])
def test_whole_days_of_shift_change_no_tag(weighing: BiasModel, days: int) -> None:
    check_same(weighing, lambda history: shift(history, days * DAY_MS))


def rename(history: dict[str, Any]) -> None:
    def renamed(symbol: str) -> str:
        return symbol if symbol == "USDC-USD" else symbol.replace("-", "X-Q")

    for decision in history["decisions"]:
        decision["symbol"] = renamed(decision["symbol"])
        decision["account"] += " (old)"
    for series in history["candles"]:
        series["symbols"] = [renamed(symbol) for symbol in series["symbols"]]


def test_other_names_of_symbols_and_accounts_change_no_tag(weighing: BiasModel) -> None:
    check_same(weighing, rename)


def multiply(record: dict[str, Any] | None, factor: int, *keys: str) -> None:
    for key in keys:
        if record is not None and record[key] is not None:
            record[key] = format((Decimal(record[key]) * factor).normalize(), "f")


def grow(history: dict[str, Any], factor: int) -> None:
    for decision in history["decisions"]:
        multiply(decision, factor, "qty", "notional")
        multiply(decision["before"], factor, "qty", "qtyMax", "lastEntryNotional")
        multiply(decision["closedEpisode"], factor, "realisedPnl")


@pytest.mark.parametrize("factor", [10, 100])
def test_so_many_times_the_size_changes_no_verdict(weighing: BiasModel, factor: int) -> None:
    check_same(weighing, lambda history: grow(history, factor), verdicts_of)


def revalue(history: dict[str, Any]) -> None:
    for decision in history["decisions"]:
        multiply(decision, 4, "notional", "vwap")
        multiply(decision["before"], 4, "avgCost", "lastEntryNotional")
        multiply(decision["closedEpisode"], 4, "entryPrice", "exitPrice", "realisedPnl")
    for series in history["candles"]:
        for column in ("high", "low", "close"):
            series[column] = [4 * price for price in series[column]]


def test_other_units_of_price_change_no_verdict(weighing: BiasModel) -> None:
    # Contracts of an inverse book are worth less base as the price grows: their sizes would change too.
    others = [
        {**history, "decisions": [d for d in history["decisions"] if d["instrument"] != "inverse"]}
        for history in HISTORIES
    ]
    check_same(weighing, revalue, verdicts_of, others)


def test_the_same_input_gives_the_same_bytes(weighing: BiasModel) -> None:
    for history in HISTORIES:
        assert repr(tags_of(history, weighing)) == repr(tags_of(copy.deepcopy(history), weighing))
