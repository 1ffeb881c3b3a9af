"""docs/eval.md: every figure with what it is held to."""

from pathlib import Path
from typing import Any

from twin_ml.lab.evaluation.clean import FalseTags
from twin_ml.lab.evaluation.exam import Exam
from twin_ml.lab.evaluation.run import Evaluation
from twin_ml.lab.report.costs import costs
from twin_ml.lab.report.floors import AUC_FLOORS, F1_FLOORS
from twin_ml.lab.report.table import ratio, share, table
from twin_ml.lab.report.visible import visible_to_all
from twin_ml.lab.simulator.account import PATTERNS
from twin_ml.lab.simulator.baselines.registry import MACHINES

NOTES = Path(__file__).with_name("notes.md")

WORST_HEAD = """## The worst ten decisions of each label

The five surest false ones and the five most missed true ones, each of another person. `oracle`: the
probability of the pattern for whoever knows the person's drives and hidden states. Behind a measurement
stands what it adds to the logit against an average decision."""


def page(found: Evaluation, model: dict[str, Any], frozen: str) -> str:
    parts = [
        _head(found, model, frozen),
        _labels(found),
        _calibration(found),
        visible_to_all(found.exams),
        _clean(found.clean),
        _rivals(found),
        _parts(found),
        _verdicts(found),
        _disposition(found),
        costs(found.costs),
        NOTES.read_text().strip(),
        _worst(found),
    ]
    return "\n\n".join(parts) + "\n"


def _head(found: Evaluation, model: dict[str, Any], frozen: str) -> str:
    weighed, different = found.parity
    return f"""# How well the product finds what was planted

Written by `npm run eval{" -- --short" if found.is_short else ""}`. Simulated people act out of hidden
states; the cause of every decision is drawn,
so it is known. Family A trained the model, family B calibrated it, and **this page is about family C**,
which has other kernels and on which nothing was ever fitted (`family-c.sha256` {frozen[:12]}…, frozen
before the first fit; every run on it is a line of [eval/runs-on-c.csv](eval/runs-on-c.csv)).

Model {model["version"]}, {found.accounts} accounts, {found.decisions} decisions, scored through `twin
analyze`. The Python scorer was asked for {weighed} of the weighed labels and gave another confidence for
{different}. {found.unmatched} planted labels have no decision of their own in the ledger. Confidence is
calibrated to simulated people: what it is worth for real ones is open."""


def _labels(found: Evaluation) -> str:
    head = (
        "label",
        "true",
        "reach",
        "AUC",
        "oracle",
        "of oracle",
        "floor",
        "F1",
        "best F1",
        "oracle",
        "of oracle",
        "floor",
        "precision",
        "recall",
        "shown",
    )
    rows = [
        (
            exam.label,
            f"{100 * exam.share_true:.1f} %",
            share(exam.reach),
            share(exam.auc, 3),
            share(exam.oracle_auc, 3),
            ratio(_above(exam.auc), _above(exam.oracle_auc)),
            share(AUC_FLOORS.get(exam.label)),
            share(exam.f1),
            share(exam.best_f1),
            share(exam.oracle_f1),
            ratio(exam.best_f1, exam.oracle_f1),
            share(F1_FLOORS[exam.label]),
            share(exam.shown.precision),
            share(exam.shown.recall),
            str(exam.shown.flagged),
        )
        for exam in found.exams
    ]
    return f"""## Single decisions

`true`: share of the decisions in which the pattern could be that it really caused. `reach`: share of those
that no gate ruled out. AUC over all of them, what was ruled out standing last; of oracle: (AUC - ½) ÷
(oracle - ½), target 90 %. F1 at a threshold fixed on family B; `best F1`, as science 4.4 has it, at the
best fixed threshold of these people, target 85 % of the oracle's best. Precision
and recall of what is shown, from a confidence of .6; target precision .80, floor .70. The oracle knows
everything but the dice.

{table(head, rows)}"""


def _above(value: float | None) -> float | None:
    return None if value is None else value - 0.5


def _calibration(found: Evaluation) -> str:
    head = (
        "label",
        "Brier",
        "skill",
        "ECE",
        "accounts",
        "rate error",
        "rate correlation",
        "interval holds",
    )
    rows = [
        (
            exam.label,
            share(exam.brier, 3),
            share(exam.skill),
            share(exam.ece, 3),
            str(exam.rates.accounts),
            share(exam.rates.error, 3),
            share(exam.rates.correlation),
            share(exam.rates.coverage),
        )
        for exam in found.exams
    ]
    return f"""## Is a confidence a probability?

Over the decisions that were weighed. Targets: ECE .02 (floor .05), skill .40 (floor .25), mean error of an
account's rate .05 (floor .10), its 95 % interval holds in 93 to 97 % (floor 90 to 98 %). It is as wide as
rates of one family lie off under the calibration of another.

{table(head, rows)}

![Reliability of the confidence, label by label](eval/reliability.svg)"""


def _clean(clean: list[FalseTags] | Any) -> str:
    head = ("account", "decisions", "false tags per 100", "limit", "which")
    rows = [
        (
            one.baseline,
            str(one.decisions),
            f"{one.per_hundred:.2f}",
            "0.1" if one.baseline in MACHINES else "1",
            ", ".join(f"{label} {count}" for label, count in one.by_label.items() if count) or "none",
        )
        for one in clean
    ]
    return f"""## Accounts without any pattern

Rules and machines with lengths and thresholds that training did not see. Whatever is shown to them is wrong.

{table(head, rows)}"""


def _rivals(found: Evaluation) -> str:
    rows = []
    for exam in found.exams:
        rows.append(_rule(exam, "**ours**, shown", exam.shown.precision, exam.shown.recall, exam.f1))
        rows += [_rule(exam, name, one.precision, one.recall, one.f1) for name, one in exam.rivals.items()]
    return f"""## Beside others' published rules

Re-implemented from their public code and pages; money thresholds in the account's currency, as they have
them. Rules that need minute bars or a trade count no person reaches flag nothing here. Our F1 is that of
the table above.

{table(("label", "rule", "precision", "recall", "F1"), rows)}"""


def _rule(exam: Exam, name: str, *values: float | None) -> tuple[str, ...]:
    return (exam.label, name, *(share(value) for value in values))


def _parts(found: Evaluation) -> str:
    rows = [
        (name, *(f"{share(auc)} / {share(shown.precision)}" for auc, shown in figures.values()))
        for name, figures in found.parts.items()
    ]
    return f"""## By market, account and prices

AUC / precision of what is shown.

{table(("part", *PATTERNS), rows)}"""


def _verdicts(found: Evaluation) -> str:
    head = ("closed trades", "accounts", "false", "of", "found", "of", "not enough data")
    rows = [
        (
            str(one.closes),
            str(one.accounts),
            ratio(one.false, one.without) if one.false else "0 %",
            str(one.without),
            ratio(one.found, one.having) if one.found else "0 %",
            str(one.having),
            str(one.undecided),
        )
        for one in found.verdicts
    ]
    return f"""## Verdicts about an account

The same accounts cut after so many closed trades. `false`: the report calls a pattern supported that the
person does not have. `found`: it calls one supported that the person has.

{table(head, rows)}"""


def _disposition(found: Evaluation) -> str:
    rows = [
        (
            f"{one.ratio} times as fast",
            one.estimator,
            str(one.accounts),
            share(one.mean),
            share(one.covered),
            share(one.supported),
        )
        for one in found.disposition
    ]
    head = ("gains are sold", "estimator", "accounts", "mean estimate", "interval holds", "supported")
    return f"""## Disposition

People who sell gains so many times as fast as losses and are otherwise without a pattern, from 60 closed
trades.

{table(head, rows)}"""


def _worst(found: Evaluation) -> str:
    sections = []
    for label, mistakes in found.worst.items():
        rows = [
            (
                f"{one.row.account}, {one.row.decision.symbol}",
                one.causes,
                share(one.row.posterior),
                share(one.row.confidence),
                one.why,
            )
            for one in mistakes
        ]
        sections.append(f"### {label}\n\n{table(('decision', 'true cause', 'oracle', 'ours', 'why'), rows)}")
    return f"{WORST_HEAD}\n\n" + "\n\n".join(sections)
