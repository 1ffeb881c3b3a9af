"""What was said against what happened, as a small picture: ten bins of equal mass with Wilson bars."""

from collections.abc import Sequence

from twin_ml.lab.evaluation.exam import Exam
from twin_ml.lab.evaluation.metrics import Bin

SIDE, GAP, COLUMNS = 150, 46, 4
STYLE = (
    "<style>text{font:11px sans-serif;fill:#555}line{stroke:#888}.even{stroke-dasharray:3 3}"
    ".bar{stroke:#2a78d6;stroke-width:1.5}circle{fill:#2a78d6}rect{fill:#fff;stroke:#ccc}</style>"
)


def reliability_svg(exams: Sequence[Exam]) -> str:
    rows = -(-len(exams) // COLUMNS)
    width, height = COLUMNS * (SIDE + GAP) + GAP, rows * (SIDE + GAP + 16) + GAP
    panels = "".join(
        _panel(exam, GAP + i % COLUMNS * (SIDE + GAP), GAP + i // COLUMNS * (SIDE + GAP + 16))
        for i, exam in enumerate(exams)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="Reliability of the confidence, label by label">{STYLE}'
        f'<rect width="{width}" height="{height}"/>{panels}</svg>\n'
    )


def _panel(exam: Exam, x: int, y: int) -> str:
    frame = f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}"/>'
    even = f'<line class="even" x1="{x}" y1="{y + SIDE}" x2="{x + SIDE}" y2="{y}"/>'
    title = f'<text x="{x}" y="{y - 6}">{exam.label}</text>'
    below = y + SIDE + 14
    axis = f'<text x="{x}" y="{below}">0</text><text x="{x + SIDE - 60}" y="{below}">said → 1</text>'
    return frame + even + title + axis + "".join(_mark(one, x, y) for one in exam.bins)


def _mark(one: Bin, x: int, y: int) -> str:
    across, low, high = x + SIDE * one.said, y + SIDE * (1 - one.low), y + SIDE * (1 - one.high)
    middle = y + SIDE * (1 - one.happened)
    return (
        f'<line class="bar" x1="{across:.1f}" y1="{low:.1f}" x2="{across:.1f}" y2="{high:.1f}"/>'
        f'<circle cx="{across:.1f}" cy="{middle:.1f}" r="2.5"/>'
    )
