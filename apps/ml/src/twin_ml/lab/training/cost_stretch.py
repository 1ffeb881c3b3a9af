"""How many times wider than by days and causes alone the interval of a cost has to be to hold 95 of 100 lives
of family B that have the pattern. What the twin cannot know of a life that goes on otherwise (stops that it
would have met, positions that it would have opened) has no other measure than such lives."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from twin_ml.lab.cohort import CALIBRATED_COSTS, data_hash, prepare
from twin_ml.lab.evaluation.cost import Life, cost_figures
from twin_ml.lab.training.conformal import held_by_most

PLACES = 2


def with_stretches(model: Mapping[str, Any]) -> dict[str, Any]:
    """The model with the stretches that its own reports need: it has to be what `twin analyze` reads."""
    figures = cost_figures(CALIBRATED_COSTS)
    stretches = {
        one.label: stretch_of(one.lives, model["labels"][one.label]["costStretch"]) for one in figures
    }
    labels = {
        label: {**one, "costStretch": stretches.get(label, 1.0)} for label, one in model["labels"].items()
    }
    training = {
        **model["training"],
        "costs": {
            "seed": CALIBRATED_COSTS.seed,
            "data": data_hash(prepare(CALIBRATED_COSTS)),
            "lives": {one.label: len(one.lives) for one in figures},
        },
    }
    return {**model, "training": training, "labels": labels}


def stretch_of(lives: Sequence[Life], current: float) -> float:
    """What holds 95 of 100 lives, at least 1; a life without an interval asks for nothing."""
    strains = [life.strain for life in lives if math.isfinite(life.strain)]
    return max(1.0, round(held_by_most(strains) * current, PLACES))
