"""The same accounts through the Python scorer: what the ML service would answer."""

from collections.abc import Sequence
from dataclasses import replace

from twin_ml.api.bias_wire import ScoreRequest
from twin_ml.core.biases.model import BiasModel
from twin_ml.core.biases.scorer import score
from twin_ml.core.biases.state import State
from twin_ml.lab.candles import read_candles
from twin_ml.lab.product import Analysis


def confidences(analysis: Analysis, model: BiasModel) -> dict[tuple[str, str], float]:
    """By decision and label, everything that was weighed."""
    asked = ScoreRequest.model_validate(
        {"decisions": analysis.facts, "candles": read_candles(analysis.folder / "candles")}
    )
    everything = replace(model, stored_from=0.0)
    decisions = [decision.facts() for decision in asked.decisions]
    tags = score(everything, State(), decisions, asked.market())
    return {(tag.decision_id, tag.label): tag.confidence for tag in tags}


def differences(analyses: Sequence[Analysis], model: BiasModel) -> tuple[int, int]:
    """Weighed labels in all, and those on which the two scorers do not agree to the last printed digit."""
    weighed = different = 0
    for analysis in analyses:
        python = confidences(analysis, model)
        theirs = {key: one.confidence for key, one in analysis.measured.items()}
        weighed += len(theirs)
        different += sum(python.get(key) != theirs.get(key) for key in {*python, *theirs})
    return weighed, different
