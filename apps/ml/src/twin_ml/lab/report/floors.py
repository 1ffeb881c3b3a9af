"""The floors of science 4.4 that differ from label to label."""

from twin_ml.lab.simulator.account import PATTERNS

AUC_FLOORS = {
    "fomo_chase": 0.80,
    "panic_sell": 0.88,
    "revenge_trade": 0.95,
    "early_exit": 0.85,
    "averaging_down": 0.95,
    "size_drift": 0.85,
}
F1_FLOORS = {label: 0.55 if label in ("revenge_trade", "early_exit") else 0.60 for label in PATTERNS}
