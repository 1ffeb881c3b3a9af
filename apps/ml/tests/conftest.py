"""What several test files share: the committed model, and histories that the TypeScript engine has scored."""

import json
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from twin_ml.core.biases.model import BiasModel, read_model
from twin_ml.core.biases.scorer import FEATURE_NAMES

# For planted faults: one that a hundred examples show and fifteen do not is found by `npm test`, and nobody
# reads the smallest example of one that was found.
settings.register_profile("mutation", max_examples=15, phases=(Phase.explicit, Phase.generate), database=None)

ROOT = Path(__file__).resolve().parents[3]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="compare at least 100,000 fuzzed decisions")


@pytest.fixture(scope="session")
def model() -> BiasModel:
    return read_model(json.loads((ROOT / "model/bias-model.json").read_text()), FEATURE_NAMES)
