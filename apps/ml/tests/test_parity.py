"""The Python scorer gives what the TypeScript scorer gives, decision by decision."""

import json
import math
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from conftest import ROOT
from twin_ml.api.bias_wire import ScoreAnswer, ScoredTag, ScoreRequest
from twin_ml.core.biases.model import BiasModel
from twin_ml.core.biases.scorer import Tag, score
from twin_ml.core.biases.state import State

WRITER = ROOT / "packages/engine/test/writeParity.js"
GOLDEN = ROOT / "fixtures/parity/histories.jsonl"
NODE = shutil.which("node")
# A value that two engines round apart by 1e-6 differs by this much on the steepest piece of a curve.
CURVE_STEP = 1e-4
HAS_NODE = NODE is not None and (ROOT / "node_modules/esbuild").exists()


def fuzzed(seed: int, decisions: int) -> Iterator[dict[str, Any]]:
    command = [str(NODE), str(WRITER), "--seed", str(seed), "--decisions", str(decisions)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        yield from map(json.loads, writer.stdout)
    assert writer.returncode == 0


def compare(history: dict[str, Any], model: BiasModel) -> int:
    """Asserts equal tags and states. Returns the number of decisions."""
    request = ScoreRequest.model_validate(
        {"decisions": history["decisions"], "candles": history["candles"], "state": None}
    )
    state = State()
    # Everything that was weighed, however little.
    model = replace(model, stored_from=0.0)
    tags = score(model, state, [decision.facts() for decision in request.decisions], request.market())
    at = f"seed {history['seed']}"
    theirs = history["tags"]
    assert [(t.decision_id, t.label, t.confidence) for t in tags] == [
        (t["decisionId"], t["label"], t["confidence"]) for t in theirs
    ], at
    for ours, expected in zip(tags, theirs, strict=True):
        where = f"{at}, {ours.decision_id} {ours.label}"
        assert abs(ours.exact_confidence - expected["exact"]) <= 1e-9, where
        assert list(ours.features) == list(expected["features"]), where
        for name, evidence in ours.features.items():
            assert evidence.value == pytest.approx(expected["features"][name]["value"], abs=1.1e-6), where
            told = expected["features"][name]["contribution"]
            assert evidence.contribution == pytest.approx(told, abs=CURVE_STEP), where
    answer = answered(tags, state).model_dump(by_alias=True, mode="json")
    agree(answer["state"], history["state"], at)
    return len(request.decisions)


def answered(tags: list[Tag], state: State) -> ScoreAnswer:
    features = TypeAdapter(dict[str, Any])
    return ScoreAnswer(
        core_version="",
        model_version="",
        tags=[
            ScoredTag(
                decision_id=tag.decision_id,
                label=tag.label,
                confidence=tag.confidence,
                features=features.validate_python(
                    {n: {"value": e.value, "contribution": e.contribution} for n, e in tag.features.items()}
                ),
            )
            for tag in tags
        ],
        state=state,
    )


def agree(ours: Any, theirs: Any, at: str) -> None:
    """Equal structure, and numbers equal to 1e-9."""
    if isinstance(theirs, dict):
        assert sorted(ours) == sorted(theirs), at
        for key, value in theirs.items():
            agree(ours[key], value, f"{at}.{key}")
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs), at
        for index, value in enumerate(theirs):
            agree(ours[index], value, f"{at}[{index}]")
    elif isinstance(theirs, int | float) and not isinstance(theirs, bool):
        assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), f"{at}: {ours} is not {theirs}"
    else:
        assert ours == theirs, at


def test_the_golden_histories_give_the_same_tags_and_states(model: BiasModel) -> None:
    histories = [json.loads(line) for line in Path(GOLDEN).read_text().splitlines()]
    assert sum(compare(history, model) for history in histories) > 0
    labels = {tag["label"] for history in histories for tag in history["tags"]}
    assert labels == set(model.labels)


@pytest.mark.skipif(not HAS_NODE, reason="needs node and the clone's npm packages to write histories")
def test_fuzzed_histories_give_the_same_tags_and_states(
    model: BiasModel, request: pytest.FixtureRequest
) -> None:
    wanted = 100_000 if request.config.getoption("--long") else 10_000
    assert sum(compare(history, model) for history in fuzzed(1_000, wanted)) >= wanted
