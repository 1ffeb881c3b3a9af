"""npm run eval: trains, checks and reports. See docs/eval.md."""

import argparse
import csv
import hashlib
import sys
from pathlib import Path

from twin_ml.lab.evaluation.foreign import score_foreign
from twin_ml.lab.evaluation.run import Evaluation, evaluate
from twin_ml.lab.frozen import frozen_hash
from twin_ml.lab.places import MODEL, PAGE, PICTURES, RUNS_ON_C
from twin_ml.lab.report.page import page
from twin_ml.lab.report.reliability import reliability_svg
from twin_ml.lab.training.cost_stretch import with_stretches
from twin_ml.lab.training.model_file import read_json, same_model, written
from twin_ml.lab.training.train import train


def main() -> int:
    asked = argparse.ArgumentParser(prog="npm run eval --", description=__doc__)
    asked.add_argument("--short", action="store_true", help="a third of the people")
    asked.add_argument("--train", action="store_true", help="write model/bias-model.json anew")
    asked.add_argument("--check", action="store_true", help="fail unless training gives the committed model")
    asked.add_argument("--accounts", type=Path, metavar="DIR", help="score accounts of other makers")
    options = asked.parse_args()
    if options.accounts:
        print(score_foreign(options.accounts))
        return 0
    if options.train or options.check:
        return _train(is_check=options.check)
    found = evaluate(is_short=options.short)
    text = page(found, read_json(MODEL), frozen_hash())
    print(text)
    PICTURES.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text)
    (PICTURES / "reliability.svg").write_text(reliability_svg(found.exams))
    _log_run(found)
    return 0


def _train(*, is_check: bool) -> int:
    current = read_json(MODEL)
    trained = train(current)
    if not is_check:
        # The reports that the stretches are measured on come from the file.
        MODEL.write_text(written(trained))
        MODEL.write_text(written(with_stretches(trained)))
        return 0
    if same_model(current, trained) and same_model(current, with_stretches(current)):
        print("model/bias-model.json is what training gives.")
        return 0
    print("model/bias-model.json is not what training gives: run `npm run eval -- --train`.", file=sys.stderr)
    return 1


def _log_run(found: Evaluation) -> None:
    """One line per model and number of accounts that was ever tried on family C."""
    model = hashlib.sha256(MODEL.read_bytes()).hexdigest()
    lines = (
        list(csv.reader(RUNS_ON_C.open()))
        if RUNS_ON_C.exists()
        else [["model", "version", "accounts", *_columns(found)]]
    )
    if any(line[0] == model and line[2] == str(found.accounts) for line in lines):
        return
    figures = [f"{exam.auc or 0:.4f}" for exam in found.exams]
    with RUNS_ON_C.open("w", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(
            [*lines, [model, read_json(MODEL)["version"], str(found.accounts), *figures]]
        )


def _columns(found: Evaluation) -> list[str]:
    return [f"AUC {exam.label}" for exam in found.exams]


if __name__ == "__main__":
    sys.exit(main())
