"""The frozen logistics of model/bias-model.json, the only source of coefficients."""

from collections.abc import Mapping
from dataclasses import dataclass


class ModelError(ValueError):
    """The model file cannot be used; the message names the place."""


@dataclass(slots=True, frozen=True)
class Feature:
    """Contribution = coefficient * (clipped value - mean) / sd."""

    name: str
    coefficient: float
    mean: float
    sd: float
    min: float
    max: float


@dataclass(slots=True, frozen=True)
class LabelModel:
    intercept: float
    base_rate: float
    features: tuple[Feature, ...]
    raw: tuple[float, ...]
    """Knots of the raw probability, ascending from 0 to 1."""
    calibrated: tuple[float, ...]
    """What each knot is worth; linear between them."""


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
    raw, calibrated = _knots(_list(row, "calibration"), label)
    return LabelModel(
        intercept=_number(row, "intercept", label),
        base_rate=_number(row, "baseRate", label),
        features=features,
        raw=raw,
        calibrated=calibrated,
    )


def _feature(json: object, at: str) -> Feature:
    row = _object(json, at)
    name = row.get("name")
    if not isinstance(name, str):
        raise ModelError(f"{at}.name must be a text")
    numbers = {key: _number(row, key, at) for key in ("coefficient", "mean", "sd", "min", "max")}
    if not numbers["sd"] > 0 or not numbers["min"] < numbers["max"]:
        raise ModelError(f"{at} must have sd > 0 and min < max")
    return Feature(name=name, **numbers)


def _knots(json: list[object], label: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    knots: list[tuple[float, float]] = []
    for pair in json:
        if not isinstance(pair, list) or len(pair) != 2:
            raise ModelError(f"{label}.calibration must hold pairs")
        knots.append((float(pair[0]), float(pair[1])))
    raw = tuple(x for x, _ in knots)
    if len(knots) < 2 or raw[0] != 0 or raw[-1] != 1 or list(raw) != sorted(set(raw)):
        raise ModelError(f"{label}.calibration must ascend from raw 0 to raw 1")
    return raw, tuple(y for _, y in knots)


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
