"""Amounts are counted in what a contract pays, and never beside those of another asset."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from conftest import ROOT
from test_scorer import verdicts_of
from test_suppressors import HELD, situation
from twin_ml.api.bias_wire import ScoredDecision, ScoreRequest
from twin_ml.core.biases.model import BiasModel
from twin_ml.core.biases.scorer import score
from twin_ml.core.biases.state import State

HISTORIES = [json.loads(line) for line in (ROOT / "fixtures/parity/histories.jsonl").read_text().splitlines()]
CONTRACTS_PER_COIN = 1_000_000


@pytest.mark.parametrize(
    ("changes", "asset"),
    [
        ({}, "USD"),
        ({"instrument": "inverse"}, "BTC"),
        ({"instrument": "linear", "settle": "USDC"}, "USDC"),
        ({"instrument": "quanto", "symbol": "ETH-USD", "settle": "BTC"}, "BTC"),
        ({"instrument": "inverse", "settle": "ETH"}, "ETH"),
    ],
)
def test_amounts_are_in_what_the_contract_pays(changes: dict[str, Any], asset: str) -> None:
    s = situation(HELD, **changes)
    assert s.asset == s.position.quote == asset
    assert list(s.state.quotes) == [asset]


def linear_ones(history: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (one for one in history["decisions"] if one["instrument"] in {"margin", "linear"})


def in_contracts(history: dict[str, Any]) -> dict[str, Any]:
    """The same trades as contracts that pay the quote, so many to a coin."""
    changed = copy.deepcopy(history)
    for one in linear_ones(changed):
        one["multiplier"] = "0.000001"
        for record, key in ((one, "qty"), (one["before"], "qty"), (one["before"], "qtyMax")):
            record[key] = format(Decimal(record[key]) * CONTRACTS_PER_COIN, "f")
    return changed


def test_a_multiplier_makes_contracts_what_coins_are(model: BiasModel) -> None:
    weighing = replace(model, stored_from=0.0)
    changed = [in_contracts(history) for history in HISTORIES]
    assert changed != HISTORIES
    for history, contracts in zip(HISTORIES, changed, strict=True):
        assert verdicts_of(contracts, weighing) == verdicts_of(history, weighing)


def test_amounts_of_two_assets_stand_apart(model: BiasModel) -> None:
    found: set[str] = set()
    for history in HISTORIES:
        changed = copy.deepcopy(history)
        for one in linear_ones(changed):
            one["settle"] = "XYZ"
        request = ScoreRequest.model_validate({key: changed[key] for key in ("decisions", "candles")})
        state = State()
        score(model, state, [one.facts() for one in request.decisions], request.market())
        paid = {key for key, position in state.positions.items() if position.quote == "XYZ"}
        assert paid == {key for key in state.positions if key.startswith(("margin|", "linear|"))}
        found |= paid
    assert found


@pytest.mark.parametrize("wrong", [{"multiplier": "0"}, {"multiplier": "-1"}, {"settle": ""}])
def test_terms_that_say_nothing_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ScoredDecision.model_validate({**HISTORIES[0]["decisions"][0], **wrong})
