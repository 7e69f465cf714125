"""What `lesson_kit.testing` answers in the checker: from the reports of the cells that ran."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lesson_kit import drawing_record, testing

from curriculum.grading.checker.link import CellReport
from curriculum.grading.checker.pupil import CodeStopped, Pupil

NOTHING_DRAWN = {
    "version": 1, "width": 400, "height": 400, "background": "#ffffff", "lines": [], "fills": [], "dots": [],
}  # fmt: skip

_KINDS = ("lines", "fills", "dots")


@dataclass(frozen=True)
class Reading:
    """An answer as it is taken: the numbers of its cells, their text, and what running them did."""

    cells: tuple[int, ...] = ()
    source: str = ""
    report: CellReport = field(default_factory=lambda: CellReport("done"))


def together(parts: Sequence[Reading]) -> Reading:
    """One answer of several parts: all they say, print and draw, and the first thing that stopped one."""
    if len(parts) == 1:
        return parts[0]
    reports = [part.report for part in parts]
    stopped = next((report for report in reports if report.ended not in ("done", "input")), reports[-1])
    report = CellReport(
        stopped.ended,
        "".join(report.printed for report in reports),
        _drawn_together([report.drawing for report in reports if report.drawing is not None]),
        stopped.error,
    )
    cells = tuple(cell for part in parts for cell in part.cells)
    return Reading(cells, "\n".join(part.source for part in parts), report)


def _drawn_together(drawings: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The drawings laid on top of each other, on the last one's paper; the last alone if it is too much."""
    if len(drawings) < 2:
        return drawings[0] if drawings else None
    drawn = dict(drawings[-1]) | {kind: [] for kind in _KINDS}
    highest = 0
    for drawing in drawings:
        items = [
            (kind, item | {"order": item["order"] + highest}) for kind in _KINDS for item in drawing[kind]
        ]
        for kind, item in items:
            drawn[kind].append(item)
        highest = max((item["order"] for _, item in items), default=highest)
    try:
        return drawing_record.validate(drawn)
    except drawing_record.NotADrawing:
        return drawings[-1]


class Answers:
    """The four questions of `lesson_kit.testing.Answers`, about the last answer cell that ran."""

    def __init__(self, pupil: Pupil) -> None:
        self._pupil = pupil
        self.about = Reading()

    def printed(self) -> str:
        return self.about.report.printed

    def source(self) -> str:
        return self.about.source

    def drawing(self) -> dict[str, Any]:
        return self.about.report.drawing or NOTHING_DRAWN

    def run_with_input(self, answers: Sequence[str]) -> str:
        if not self.about.cells:
            raise testing.CellStopped("There is no answer to run yet.")
        try:
            return self._pupil.rerun(self.about.cells, list(answers))
        except CodeStopped as stopped:
            raise testing.CellStopped(str(stopped)) from None
