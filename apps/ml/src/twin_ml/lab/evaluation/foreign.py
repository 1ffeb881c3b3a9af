"""Accounts of other makers: DIR/*/{fills.csv canonical, candles/, labels.csv: ts,symbol,side,label}."""

from pathlib import Path

from twin_ml.lab.evaluation.clean import false_tags
from twin_ml.lab.evaluation.run import examine_all
from twin_ml.lab.product import analyse
from twin_ml.lab.report.table import share, table
from twin_ml.lab.truth import judge


def score_foreign(folder: Path) -> str:
    found = sorted(file.parent for file in folder.glob("*/fills.csv"))
    if not found:
        raise SystemExit(
            f"{folder}: no account here; each is a folder with fills.csv, candles/ and labels.csv"
        )
    accounts = list(judge(analyse(found)))
    labelled = [one for one in accounts if one.drives]
    head = ("label", "true", "reach", "AUC", "F1", "precision at .6", "recall at .6", "ECE", "skill")
    rows = [
        (
            exam.label,
            f"{100 * exam.share_true:.1f} %",
            *map(share, (exam.reach, exam.auc, exam.f1, exam.shown.precision, exam.shown.recall)),
            *(share(value, 3) for value in (exam.ece, exam.skill)),
        )
        for exam in examine_all(labelled)
        if exam.share_true > 0
    ]
    clean = [
        (one.baseline, str(one.decisions), f"{one.per_hundred:.2f}")
        for one in false_tags([one for one in accounts if not one.drives])
    ]
    unmatched = sum(one.unmatched for one in accounts)
    return "\n\n".join(
        (
            f"{len(accounts)} accounts; {unmatched} labels have no decision.",
            table(head, rows),
            table(("accounts without labels", "decisions", "false tags per 100"), clean),
        )
    )
