"""The whole training: family A and clean accounts give coefficients, family B the calibration."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sklearn

from twin_ml.lab.cohort import (
    CALIBRATED_ON,
    TRAINED_CLEAN,
    TRAINED_ON,
    Cohort,
    data_hash,
    prepare,
)
from twin_ml.lab.product import analyse
from twin_ml.lab.simulator.account import PATTERNS
from twin_ml.lab.training.fit import FittedLabel, fit_labels
from twin_ml.lab.training.model_file import model_json
from twin_ml.lab.truth import Judged, Row, judge

TRAINING, CALIBRATION = (TRAINED_ON, TRAINED_CLEAN), (CALIBRATED_ON,)


def train(current: Mapping[str, Any]) -> dict[str, Any]:
    """The model that training gives; its version, the labels without planted truth and the stretches stay."""
    training, calibrating = _judged(TRAINING), _judged(CALIBRATION)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        fitted = fit_labels(_by_label(training), _by_label(calibrating))
    others = {label: one for label, one in current["labels"].items() if label not in fitted}
    stretches = {label: one["costStretch"] for label, one in current["labels"].items()}
    return model_json(current["version"], fitted, others, stretches, _origin(fitted, current))


def _judged(cohorts: Iterable[Cohort]) -> list[Judged]:
    return [one for cohort in cohorts for one in judge(analyse(prepare(cohort)))]


def _by_label(accounts: Sequence[Judged]) -> dict[str, list[Row]]:
    return {label: [row for account in accounts for row in account.rows[label]] for label in PATTERNS}


def _origin(fitted: Mapping[str, FittedLabel], current: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source": "npm run eval -- --train",
        "data": data_hash(folder for cohort in (*TRAINING, *CALIBRATION) for folder in prepare(cohort)),
        "seeds": {cohort.name: cohort.seed for cohort in (*TRAINING, *CALIBRATION)},
        "accounts": {cohort.name: len(prepare(cohort)) for cohort in (*TRAINING, *CALIBRATION)},
        "positives": {label: one.positives for label, one in fitted.items()},
        "thresholds": {label: one.threshold for label, one in fitted.items()},
        "rateSpreads": {label: one.rate_spread for label, one in fitted.items()},
        "calibration": {label: one.method for label, one in fitted.items()},
        "costs": current["training"].get("costs"),
        "scikit-learn": sklearn.__version__,
    }
