"""What the ledger shows, however it is read: the ceiling of every model of the same measurements."""

from collections.abc import Sequence

from twin_ml.lab.evaluation.exam import Exam
from twin_ml.lab.report.floors import AUC_FLOORS, F1_FLOORS
from twin_ml.lab.report.table import share, table

HEAD = (
    "label",
    "AUC: ours",
    "then",
    "end",
    "floor",
    "best F1: ours",
    "then",
    "end",
    "floor",
    "precision: ours",
    "then",
    "end",
    "skill: ours",
    "then",
    "end",
)


def visible_to_all(exams: Sequence[Exam]) -> str:
    return f"""## What the ledger shows at all

Boosted trees that see what every pattern measures at a decision, and are taught on this family's own other
accounts, which no product can be (`evaluation/visible.py`). `then`: with what was known at the decision;
`end`: also with the person's habits over the whole history, later decisions included. Where the trees stay
below a floor, no model of these measurements would hold it. Floors of precision .70, of skill .25.

{table(HEAD, [_row(exam) for exam in exams])}"""


def _row(exam: Exam) -> tuple[str, ...]:
    seen = exam.visible
    return (
        exam.label,
        *_beside(exam.auc, seen.then.auc, seen.end.auc, places=3),
        share(AUC_FLOORS.get(exam.label)),
        *_beside(exam.best_f1, seen.then.f1, seen.end.f1),
        share(F1_FLOORS[exam.label]),
        *_beside(exam.shown.precision, seen.then.precision, seen.end.precision),
        *_beside(exam.skill, seen.then.skill, seen.end.skill),
    )


def _beside(*values: float | None, places: int = 2) -> tuple[str, ...]:
    return tuple(share(value, places) for value in values)
