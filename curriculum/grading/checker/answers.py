"""What `lesson_kit.testing` answers in the checker: from the reports of the cells that ran."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lesson_kit import testing

from curriculum.grading.checker.link import CellReport
from curriculum.grading.checker.pupil import CodeStopped, Pupil

NOTHING_DRAWN = {
    "version": 1, "width": 400, "height": 400, "background": "#ffffff", "lines": [], "fills": [], "dots": [],
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """An answer as it is taken: the number of its cell, None if it did not run, its text and its run."""

    cell: int | None = None
    source: str = ""
    report: CellReport = field(default_factory=lambda: CellReport("done"))


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
        if self.about.cell is None:
            raise testing.CellStopped("There is no answer to run yet.")
        try:
            return self._pupil.rerun(self.about.cell, list(answers))
        except CodeStopped as stopped:
            raise testing.CellStopped(str(stopped)) from None
