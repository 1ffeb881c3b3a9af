"""The scorer is a fold: one decision and the state before it give tags and the state after it."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from twin_ml.core.biases.candles import Market, moment_of
from twin_ml.core.biases.daily import turn_to_day
from twin_ml.core.biases.decision import Decision
from twin_ml.core.biases.detectors import DETECTORS, Detector, Values
from twin_ml.core.biases.exact import round_to, sum_in_order
from twin_ml.core.biases.model import BiasModel, LabelModel
from twin_ml.core.biases.outcomes import learn_outcomes
from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.state import State
from twin_ml.core.biases.suppressors import RULES_OUT_FROM, SUPPRESSORS, is_conversion, strength_of
from twin_ml.core.biases.yardsticks import observe, settle_until, track_targets

HALF_TRUST = 10
"""Earlier decisions at which the own history weighs as much as the base rate."""

FEATURE_NAMES = {detector.label: detector.feature_names for detector in DETECTORS}
_WEIGHED = {
    detector.label: tuple(name for name in detector.feature_names if name in SUPPRESSORS)
    for detector in DETECTORS
}
"""Explanations that the model weighs: they come before the confidence, the others after it."""


class Evidence(NamedTuple):
    value: float
    contribution: float
    """Share of the logit; 0 for plain facts."""


class Tag(NamedTuple):
    decision_id: str
    label: str
    confidence: float
    """Calibrated probability, rounded to 1e-4."""
    exact_confidence: float
    """The same before rounding."""
    features: dict[str, Evidence]


OTHER_CAUSES = "otherCauses"
"""A decision has one cause, so the others that were measured at it speak against each: ln(1 + sum of their
odds), as in a multinomial logistic."""


class Possible(NamedTuple):
    detector: Detector
    values: Values
    weights: dict[str, float]
    """What each own measurement adds to the logit."""
    logit: float
    """Of the own measurements alone."""
    odds: float
    """As a cause of the decision; 0 where it is none."""


def score(model: BiasModel, state: State, decisions: Iterable[Decision], market: Market) -> list[Tag]:
    """Tags of decisions in the order of their first fills; the state moves on with them."""
    tags: list[Tag] = []
    for decision in decisions:
        bars = moment_of(market, decision.symbol, decision.ts)
        if is_conversion(decision, bars):
            continue
        learn_outcomes(state, decision.ts)
        settle_until(state, decision.ts)
        if turn_to_day(state.days, decision.ts):
            track_targets(state, market, decision.ts)
        situation = Situation(state, decision, market, bars)
        possible = _possible(model, situation)
        odds = sum_in_order([one.odds for one in possible])
        for one in possible:
            others = math.log1p(odds - one.odds) if one.odds > 0 else 0.0
            tag = _tag(model, one, others, situation)
            if tag is not None:
                tags.append(tag)
        observe(situation)
    return tags


def _possible(model: BiasModel, situation: Situation) -> list[Possible]:
    possible: list[Possible] = []
    for detector in DETECTORS:
        values = detector.measure(situation)
        if values is None:
            continue
        for name in _WEIGHED[detector.label]:
            values[name] = strength_of(situation, name)
        label = model.labels[detector.label]
        weights = _weights(label, values)
        logit = sum_in_order(weights.values(), label.intercept)
        odds = math.exp(logit) if detector.is_cause else 0.0
        possible.append(Possible(detector, values, weights, logit, odds))
    return possible


def _tag(model: BiasModel, possible: Possible, other_causes: float, situation: Situation) -> Tag | None:
    detector, values, weights, logit, _ = possible
    label = model.labels[detector.label]
    net = logit - round_to(other_causes, 6)
    exact = _confidence(label, detector, values, net, situation.state.decisions)
    confidence = round_to(exact, 4)
    if confidence < model.stored_from or _is_ruled_out(detector, situation, values):
        return None
    if other_causes > 0:
        values[OTHER_CAUSES] = other_causes
    return Tag(situation.decision.id, detector.label, confidence, exact, _explain(weights, values))


def _is_ruled_out(detector: Detector, situation: Situation, values: Values) -> bool:
    """Whether another explanation holds; one that only speaks against the pattern is put among the values."""
    for name in detector.suppressed_by:
        strength = strength_of(situation, name)
        if strength >= RULES_OUT_FROM:
            return True
        if strength > 0:
            values[name] = strength
    return False


def _weights(label: LabelModel, values: Values) -> dict[str, float]:
    """In the order of the model, of what was measured."""
    weights: dict[str, float] = {}
    for feature in label.features:
        value = values.get(feature.name)
        if value is not None:
            weights[feature.name] = feature.curve.at(round_to(value, 6))
    return weights


def _confidence(label: LabelModel, detector: Detector, values: Values, logit: float, earlier: int) -> float:
    """Logit, calibrated, drawn towards the base rate by missing candles and a short history."""
    calibrated = label.calibration.at(1 / (1 + math.exp(-logit)))
    needed = detector.candle_features
    measured = sum(1 for name in needed if values.get(name) is not None)
    coverage = measured / len(needed) if needed else 1.0
    trust = coverage * earlier / (earlier + HALF_TRUST)
    return label.base_rate + (calibrated - label.base_rate) * trust


def _explain(weights: dict[str, float], values: Values) -> dict[str, Evidence]:
    """First the model's features, then the rest."""
    measured = {name: round_to(value, 6) for name, value in values.items() if value is not None}
    features = {name: Evidence(measured[name], round_to(weight, 6)) for name, weight in weights.items()}
    for name, value in measured.items():
        if name not in features:
            features[name] = Evidence(value, -value if name == OTHER_CAUSES else 0.0)
    return features
