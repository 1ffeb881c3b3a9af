"""What the lab computes: figures on examples worked by hand, knots that a reader of the model accepts, and
one small account all the way through the product."""

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from twin_ml.core.biases.model import BiasModel
from twin_ml.lab.evaluation.clean import FalseTags, false_tags
from twin_ml.lab.evaluation.cost import Life
from twin_ml.lab.evaluation.exam import Exam, examine
from twin_ml.lab.evaluation.foreign import score_foreign
from twin_ml.lab.evaluation.metrics import auc, best_threshold, brier, hits, reliability, wilson
from twin_ml.lab.evaluation.python_path import differences
from twin_ml.lab.evaluation.rivals import RIVALS, History, journedge_revenge, naive_revenge
from twin_ml.lab.product import Analysis, Decision, Measured, analyse
from twin_ml.lab.report.reliability import reliability_svg
from twin_ml.lab.simulator.baselines.registry import run_baseline
from twin_ml.lab.simulator.export import write_account, write_world
from twin_ml.lab.simulator.families.hazards import HazardMind
from twin_ml.lab.simulator.person import Who, live
from twin_ml.lab.simulator.prices.world import make_world
from twin_ml.lab.training.calibration import knots_of
from twin_ml.lab.training.cost_stretch import stretch_of
from twin_ml.lab.training.family import Family, rate_spread
from twin_ml.lab.training.model_file import read_json, same_model
from twin_ml.lab.truth import KINDS, Row, judge_account

IS_BUILT = (ROOT / "packages/cli/dist/analyze.js").exists()
HOUR = 3_600_000

scores = st.lists(st.floats(0, 1), min_size=30, max_size=300)


def test_auc_counts_ties_half() -> None:
    assert auc(np.array([0.1, 0.5, 0.5, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])) == pytest.approx(0.875)
    assert auc(np.array([0.1, 0.2]), np.array([1.0, 1.0])) is None


def test_the_best_threshold_stands_only_where_the_score_falls() -> None:
    score, truth = np.array([0.9, 0.5, 0.5, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])
    threshold = best_threshold(score, truth)
    assert threshold == 0.5
    assert hits(score >= threshold, truth).f1 == pytest.approx(0.8)


def test_wilson_is_the_textbook_interval() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_a_forecast_of_the_base_rate_has_no_skill() -> None:
    truth = np.array([1.0, 0.0, 0.0, 0.0])
    found = brier(np.full(4, 0.25), truth)
    assert found is not None
    assert found == pytest.approx((0.1875, 0.0))


@settings(deadline=None, max_examples=40)
@given(scores)
def test_bins_of_reliability_hold_every_decision_once(values: list[float]) -> None:
    bins = reliability(np.array(values), np.round(np.array(values)))
    assert sum(one.n for one in bins) == len(values)
    assert all(one.low - 1e-12 <= one.happened <= one.high + 1e-12 for one in bins)


@settings(deadline=None, max_examples=40)
@given(scores, st.sampled_from([10, 5_000]))
def test_knots_ascend_from_raw_0_to_raw_1(raw: list[float], positives: int) -> None:
    values = np.array(raw)
    knots, _ = knots_of(values, np.clip(values * 0.8 + 0.1, 0, 1), positives)
    assert knots[0][0] == 0
    assert knots[-1][0] == 1
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(knots))
    assert all(0 <= y <= 1 for _, y in knots)


def decision(at: float, kind: str, result: float | None = None) -> Decision:
    side = "buy" if kind == "open" else "sell"
    return Decision(
        id=f"{kind}{at}",
        ts=round(at * HOUR),
        end_ts=round(at * HOUR),
        symbol="ALFA-USD",
        side=side,
        kind=kind,
        quantity=1.0,
        price=100.0,
        is_closing=result is not None,
        result=result,
        hold_ms=HOUR,
    )


def test_a_rival_flags_what_its_makers_say_it_flags() -> None:
    history = History(
        Analysis(
            Path(),
            [
                decision(1, "open"),
                decision(2, "close", -5),
                decision(2.5, "open"),
                decision(3, "close", 5),
                decision(3.5, "open"),
                decision(4, "close", -5),
                decision(9, "open"),
            ],
            {},
            {},
            [],
            0.0,
        )
    )
    assert naive_revenge(history) == {"open2.5"}
    assert journedge_revenge(history) == {"open2.5", "open9"}
    assert set(RIVALS) == set(KINDS)


def test_a_stretch_is_the_strain_that_one_more_life_exceeds_in_5_of_100_cases() -> None:
    def life(strain: float) -> Life:
        return Life(True, True, 0.0, 0.0, 0.0, 0.0, 0.0, None, strain)

    lives = [life(strain / 10) for strain in range(1, 40)]
    assert stretch_of(lives, 1.0) == 3.8
    assert stretch_of(lives, 2.0) == 7.6
    assert stretch_of([*lives, life(math.inf)], 1.0) == 3.8
    assert stretch_of([life(0.3)], 2.0) == 1.0
    assert stretch_of([], 3.0) == 1.0


def test_rates_lie_as_far_off_as_under_the_calibration_of_the_other_family() -> None:
    def family(name: str, share: float) -> Family:
        rows = [
            Row(
                f"{name}{number // 40}",
                decision(number, "open"),
                False,
                number % 40 < 40 * share,
                share,
                Measured(0.5, {}),
            )
            for number in range(400)
        ]
        return Family(rows, np.full(400, 0.5))

    assert rate_spread(family("a", 0.5), family("b", 0.5)) == 0
    needed = [(0.25 / 1.96) ** 2 - (40 * p * (1 - p) + 0.25) / 1600 for p in (0.25, 0.5)]
    assert rate_spread(family("a", 0.5), family("b", 0.25)) == pytest.approx(max(needed) ** 0.5, abs=1e-3)


def test_the_committed_model_is_told_from_any_other() -> None:
    model = read_json(ROOT / "model/bias-model.json")
    other = json.loads(json.dumps(model))
    assert same_model(model, other)
    other["labels"]["fomo_chase"]["intercept"] += 1e-6
    assert not same_model(model, other)


@pytest.mark.skipif(not IS_BUILT, reason="needs the built packages/cli, which npm run build makes")
def test_a_planted_account_comes_back_through_the_product(tmp_path: Path, model: BiasModel) -> None:
    world = make_world("factor", 5, 0, days=200)
    candles = write_world(world, tmp_path)
    person = live(HazardMind, Who("a", 5, 1), world)
    folders = [
        write_account(person, candles, tmp_path),
        write_account(run_baseline("random", make_world("factor", 5, 0), 5, 0, 1.0), candles, tmp_path),
    ]
    (folders[0] / "truth.json").write_text(
        json.dumps(
            {
                "world": world.name,
                "drives": sorted(person.drives),
                "deeds": [(d.ts, d.symbol, d.side, d.labels, d.posterior) for d in person.deeds],
            }
        )
    )
    planted, clean = (judge_account(one) for one in analyse(folders))
    assert planted.unmatched == 0
    assert sum(row.is_true for rows in planted.rows.values() for row in rows) == sum(
        len(deed.labels) for deed in person.deeds
    )
    assert differences([planted.analysis], model)[1] == 0
    exams: list[Exam] = [examine(label, [planted], 0.5, 0.05) for label in KINDS]
    assert reliability_svg(exams).count("<circle") == sum(len(exam.bins) for exam in exams)
    found: list[FalseTags] = false_tags([clean])
    assert found[0].decisions == len(clean.analysis.decisions)
    # The same accounts as those of another maker: labels without probabilities, and nothing else known.
    (folders[0] / "truth.json").unlink()
    scored = score_foreign(tmp_path)
    assert scored.startswith("2 accounts; 0 labels have no decision.")
    assert all(
        f"| {label} |" in scored for label in planted.drives if any(r.is_true for r in planted.rows[label])
    )
    assert f"| random | {found[0].decisions} | {found[0].per_hundred:.2f} |" in scored
