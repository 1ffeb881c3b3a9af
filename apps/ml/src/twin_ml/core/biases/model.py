"""The frozen additive logistics of model/bias-model.json, the only source of weights."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass


class ModelError(ValueError):
    """The model file cannot be used; the message names the place."""


@dataclass(slots=True, frozen=True)
class Curve:
    """A line of straight pieces; beyond the outer knots it goes on level."""

    x: tuple[float, ...]
    """Ascending."""
    y: tuple[float, ...]

    def at(self, value: float) -> float:
        after = bisect_left(self.x, value)
        if after == 0:
            return self.y[0]
        if after == len(self.x):
            return self.y[-1]
        x0, y0, x1, y1 = self.x[after - 1], self.y[after - 1], self.x[after], self.y[after]
        return y0 + (y1 - y0) * (value - x0) / (x1 - x0)


@dataclass(slots=True, frozen=True)
class Feature:
    name: str
    curve: Curve
    """From the value to what it adds to the logit, 0 on average."""


@dataclass(slots=True, frozen=True)
class LabelModel:
    intercept: float
    base_rate: float
    features: tuple[Feature, ...]
    calibration: Curve
    """From the raw probability to what it is worth."""


@dataclass(slots=True, frozen=True)
class BiasModel:
    version: str
    stored_from: float
    """Confidence, rounded to 1e-4, from which a tag is kept."""
    labels: Mapping[str, LabelModel]


def read_model(json: object, feature_names: Mapping[str, tuple[str, ...]]) -> BiasModel:
    """Reads the parsed file; every label must have exactly the features that its detector measures.

    Raises ModelError.
    """
    root = _object(json, "the model")
    labels = _object(root.get("labels"), "labels")
    if set(labels) != set(feature_names):
        raise ModelError(f"labels must be {sorted(feature_names)}, not {sorted(labels)}")
    thresholds = _object(root.get("thresholds"), "thresholds")
    version = root.get("version")
    if not isinstance(version, str) or not version:
        raise ModelError("version must be a text")
    return BiasModel(
        version=version,
        stored_from=_number(thresholds, "stored", "thresholds"),
        labels={label: _label(labels[label], label, names) for label, names in feature_names.items()},
    )


def _label(json: object, label: str, names: tuple[str, ...]) -> LabelModel:
    row = _object(json, label)
    features = tuple(
        _feature(item, f"{label}.features[{i}]") for i, item in enumerate(_list(row, "features"))
    )
    given = [feature.name for feature in features]
    if sorted(given) != sorted(names):
        raise ModelError(f"{label}.features must be {sorted(names)}, not {sorted(given)}")
    calibration = _curve(row, "calibration", label)
    if calibration.x[0] != 0 or calibration.x[-1] != 1:
        raise ModelError(f"{label}.calibration must reach from raw 0 to raw 1")
    return LabelModel(
        intercept=_number(row, "intercept", label),
        base_rate=_number(row, "baseRate", label),
        features=features,
        calibration=calibration,
    )


def _feature(json: object, at: str) -> Feature:
    row = _object(json, at)
    name = row.get("name")
    if not isinstance(name, str):
        raise ModelError(f"{at}.name must be a text")
    return Feature(name, _curve(row, "curve", at))


def _curve(row: dict[str, object], key: str, at: str) -> Curve:
    knots: list[tuple[float, float]] = []
    for pair in _list(row, key):
        if not isinstance(pair, list) or len(pair) != 2:
            raise ModelError(f"{at}.{key} must hold pairs")
        knots.append((float(pair[0]), float(pair[1])))
    x = tuple(x for x, _ in knots)
    if len(knots) < 2 or list(x) != sorted(set(x)):
        raise ModelError(f"{at}.{key} must hold at least two pairs of ascending values")
    return Curve(x, tuple(y for _, y in knots))


def _object(json: object, at: str) -> dict[str, object]:
    if not isinstance(json, dict):
        raise ModelError(f"{at} must be an object")
    return json


def _list(row: dict[str, object], key: str) -> list[object]:
    value = row.get(key)
    if not isinstance(value, list):
        raise ModelError(f"{key} must be a list")
    return value


def _number(row: dict[str, object], key: str, at: str) -> float:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ModelError(f"{at}.{key} must be a number")
    return float(value)
