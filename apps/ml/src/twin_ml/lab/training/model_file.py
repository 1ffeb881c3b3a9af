"""model/bias-model.json: what was learned, from what, and how well it separates its own training accounts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twin_ml.lab.training.fit import FittedLabel

THRESHOLDS = {"stored": 0.2, "shown": 0.6, "strong": 0.8, "shownPerDecision": 2}
MAY_DIFFER = ("scikit-learn",)
"""Parts of the training note that say where it ran, not what it gave."""


def model_json(
    version: str,
    labels: Mapping[str, FittedLabel],
    others: Mapping[str, Any],
    stretches: Mapping[str, float],
    training: Mapping[str, Any],
) -> dict[str, Any]:
    """`others` are labels without planted truth, kept as they are."""
    fitted = {
        label: {
            "intercept": one.intercept,
            "baseRate": one.base_rate,
            "features": [
                {"name": feature.name, "curve": [list(knot) for knot in feature.curve]}
                for feature in one.features
            ],
            "calibration": [list(knot) for knot in one.knots],
            "costStretch": stretches[label],
        }
        for label, one in labels.items()
    }
    return {
        "version": version,
        "training": dict(training),
        "thresholds": THRESHOLDS,
        "labels": {**others, **fitted},
    }


def read_json(file: Path) -> dict[str, Any]:
    model: dict[str, Any] = json.loads(file.read_text())
    return model


def written(model: Mapping[str, Any]) -> str:
    """A feature a line, as the formatter of the clone leaves it."""
    return json.dumps(model, indent=2, ensure_ascii=False) + "\n"


def same_model(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _compared(one) == _compared(other)


def _compared(model: Mapping[str, Any]) -> dict[str, Any]:
    training = {key: value for key, value in model.get("training", {}).items() if key not in MAY_DIFFER}
    return {**model, "training": training}
