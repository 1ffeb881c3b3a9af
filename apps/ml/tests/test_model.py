"""A model file that the detectors cannot use is refused at the door."""

import json
import re
from typing import Any

import pytest

from conftest import ROOT
from twin_ml.core.biases.model import Curve, ModelError, read_model
from twin_ml.core.biases.scorer import FEATURE_NAMES


def changed(path: tuple[str | int, ...], value: Any) -> Any:
    """The committed file with another value at one place."""
    json_model = json.loads((ROOT / "model/bias-model.json").read_text())
    at = json_model
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return json_model


FOMO = ("labels", "fomo_chase")
CURVE = (*FOMO, "features", 0, "curve")
ORDER = "fomo_chase.features[0].curve must hold at least two pairs of ascending values"
PAIRS = "fomo_chase.features[0].curve must hold pairs"
RAW = "overtrading.calibration must reach from raw 0 to raw 1"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (CURVE, [[1, 0], [1, 1]], ORDER),
        (CURVE, [[2, 0], [1, 1]], ORDER),
        (CURVE, [[1, 0]], ORDER),
        (CURVE, [[1, 0], [2, 1, 0]], PAIRS),
        (CURVE, [[1, 0], 2], PAIRS),
        (CURVE, None, "curve must be a list"),
        ((*FOMO, "features", 1), [], "fomo_chase.features[1] must be an object"),
        ((*FOMO, "features", 1, "name"), None, "fomo_chase.features[1].name must be a text"),
        ((*FOMO, "features"), {}, "features must be a list"),
        ((*FOMO, "intercept"), "0", "fomo_chase.intercept must be a number"),
        ((*FOMO, "baseRate"), True, "fomo_chase.baseRate must be a number"),
        (("labels", "overtrading", "calibration"), [[0, 0]], "overtrading.calibration must hold at least"),
        (("labels", "overtrading", "calibration"), [[0, 0], [0.9, 1]], RAW),
        (("labels", "overtrading", "calibration"), [[0.1, 0], [1, 1]], RAW),
        (("labels", "early_exit"), None, "early_exit must be an object"),
        (("labels",), [], "labels must be an object"),
        (("thresholds",), 0.5, "thresholds must be an object"),
        (("thresholds", "stored"), None, "thresholds.stored must be a number"),
        (("version",), "", "version must be a text"),
        (("version",), 1, "version must be a text"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_its_place(
    path: tuple[str | int, ...], value: Any, problem: str
) -> None:
    with pytest.raises(ModelError, match=f"^{re.escape(problem)}"):
        read_model(changed(path, value), FEATURE_NAMES)


def test_a_file_must_hold_the_features_and_labels_of_the_detectors_and_no_others() -> None:
    with pytest.raises(ModelError, match=r"^the model must be an object$"):
        read_model([], FEATURE_NAMES)
    others = {**FEATURE_NAMES, "fomo_chase": ("z24",)}
    given = sorted(FEATURE_NAMES["fomo_chase"])
    message = f"fomo_chase.features must be ['z24'], not {given}"
    with pytest.raises(ModelError, match=f"^{re.escape(message)}$"):
        read_model(changed(("version",), "1"), others)
    fewer = {"fomo_chase": FEATURE_NAMES["fomo_chase"]}
    message = f"labels must be ['fomo_chase'], not {sorted(FEATURE_NAMES)}"
    with pytest.raises(ModelError, match=f"^{re.escape(message)}$"):
        read_model(changed(("version",), "1"), fewer)


def test_what_is_read_is_what_the_file_says() -> None:
    model = read_model(changed(("version",), "2.1"), FEATURE_NAMES)
    file = changed(("version",), "2.1")
    assert (model.version, model.stored_from) == ("2.1", file["thresholds"]["stored"])
    for label, read in model.labels.items():
        row = file["labels"][label]
        assert (read.intercept, read.base_rate) == (row["intercept"], row["baseRate"])
        assert list(zip(read.calibration.x, read.calibration.y, strict=True)) == [
            tuple(pair) for pair in row["calibration"]
        ]
        assert [feature.name for feature in read.features] == [item["name"] for item in row["features"]]


def test_a_curve_is_straight_between_its_knots_and_level_beyond_them() -> None:
    curve = Curve((1.0, 2.0, 4.0), (10.0, 30.0, 20.0))
    assert [curve.at(x) for x in (0, 1, 1.5, 2, 3, 4, 5)] == [10, 10, 20, 30, 25, 20, 20]
