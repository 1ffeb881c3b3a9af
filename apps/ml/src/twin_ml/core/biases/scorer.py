"""The scorer is a fold: one decision and the state before it give tags and the state after it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from twin_ml.core.biases.candles import Market
from twin_ml.core.biases.daily import turn_to_day
from twin_ml.core.biases.decision import Decision
from twin_ml.core.biases.detectors import DETECTORS, Detector, Values
from twin_ml.core.biases.exact import clip, round_to
from twin_ml.core.biases.model import BiasModel, Feature, LabelModel
from twin_ml.core.biases.outcomes import learn_outcomes
from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.state import State
from twin_ml.core.biases.suppressors import RULES_OUT_FROM, SUPPRESSORS, is_conversion
from twin_ml.core.biases.yardsticks import observe, settle_until, track_targets

HALF_TRUST = 10
"""Earlier decisions at which the own history weighs as much as the base rate."""

FEATURE_NAMES = {detector.label: detector.feature_names for detector in DETECTORS}


@dataclass(slots=True, frozen=True)
class Evidence:
    value: float
    contribution: float
    """Share of the logit; 0 for plain facts."""


@dataclass(slots=True, frozen=True)
class Tag:
    decision_id: str
    label: str
    confidence: float
    """Calibrated probability, rounded to 1e-4."""
    exact_confidence: float
    """The same before rounding."""
    features: dict[str, Evidence]


def score(model: BiasModel, state: State, decisions: Iterable[Decision], market: Market) -> list[Tag]:
    """Tags of decisions in the order of their first fills; the state moves on with them."""
    tags: list[Tag] = []
    for decision in decisions:
        if is_conversion(decision, market):
            continue
        learn_outcomes(state, decision.ts)
        settle_until(state, decision.ts)
        if turn_to_day(state.days, decision.ts):
            track_targets(state, market, decision.ts)
        situation = Situation(state, decision, market)
        for detector in DETECTORS:
            tag = _tag(model, detector, situation)
            if tag is not None:
                tags.append(tag)
        observe(situation)
    return tags


def _tag(model: BiasModel, detector: Detector, situation: Situation) -> Tag | None:
    values = detector.measure(situation)
    if values is None or not _add_suppressors(detector, situation, values):
        return None
    label = model.labels[detector.label]
    exact = _confidence(label, detector, values, situation.state.decisions)
    confidence = round_to(exact, 4)
    if confidence < model.stored_from:
        return None
    return Tag(situation.decision.id, detector.label, confidence, exact, _explain(label, values))


def _add_suppressors(detector: Detector, situation: Situation, values: Values) -> bool:
    """Puts their scores among the values; False when one of them rules the pattern out."""
    for name in detector.suppressed_by:
        strength = SUPPRESSORS[name](situation)
        if strength >= RULES_OUT_FROM:
            return False
        if strength > 0:
            values[name] = strength
    for name in detector.feature_names:
        if name in SUPPRESSORS and name not in values:
            values[name] = SUPPRESSORS[name](situation)
    return True


def _confidence(label: LabelModel, detector: Detector, values: Values, earlier: int) -> float:
    """Logit, calibrated, drawn towards the base rate by missing candles and a short history."""
    logit = label.intercept
    for feature in label.features:
        value = values.get(feature.name)
        if value is not None:
            logit += _contribution(feature, _scored(feature, value))
    calibrated = _interpolate(label.knots, 1 / (1 + math.exp(-logit)))
    needed = detector.candle_features
    measured = sum(1 for name in needed if values.get(name) is not None)
    coverage = measured / len(needed) if needed else 1.0
    trust = coverage * earlier / (earlier + HALF_TRUST)
    return label.base_rate + (calibrated - label.base_rate) * trust


def _explain(label: LabelModel, values: Values) -> dict[str, Evidence]:
    """First the model's features, then plain facts."""
    features: dict[str, Evidence] = {}
    for feature in label.features:
        value = values.get(feature.name)
        if value is not None:
            weight = _contribution(feature, _scored(feature, value))
            # The value stays as measured, since texts quote it; only its weight is held to the model's range.
            features[feature.name] = Evidence(round_to(value, 6), round_to(weight, 6))
    for name, value in values.items():
        if value is not None and name not in features:
            features[name] = Evidence(round_to(value, 6), 0.0)
    return features


def _scored(feature: Feature, value: float) -> float:
    return round_to(clip(value, feature.min, feature.max), 6)


def _contribution(feature: Feature, value: float) -> float:
    return feature.coefficient * (value - feature.mean) / feature.sd


def _interpolate(knots: tuple[tuple[float, float], ...], raw: float) -> float:
    x0, y0 = knots[0]
    for x1, y1 in knots:
        if raw <= x1:
            return y1 if x1 == x0 else y0 + (y1 - y0) * (raw - x0) / (x1 - x0)
        x0, y0 = x1, y1
    return y0
