"""What `lesson_kit.testing` answers in the checker: from the reports of the cells that ran."""

from collections.abc import Sequence
from typing import Any

from lesson_kit import testing

from curriculum.grading.checker.link import CellReport
from curriculum.grading.checker.pupil import CodeStopped, Pupil

NOTHING_DRAWN = {
    "version": 1, "width": 400, "height": 400, "background": "#ffffff", "lines": [], "fills": [], "dots": [],
}  # fmt: skip


class Answers:
    """The four questions of `lesson_kit.testing.Answers`, about the last answer cell that ran."""

    def __init__(self, pupil: Pupil) -> None:
        self._pupil = pupil
        self._cell: int | None = None
        self._source = ""
        self._report = CellReport("done")

    def now_about(self, cell: int, source: str, report: CellReport) -> None:
        """Answer about this cell from now on."""
        self._cell, self._source, self._report = cell, source, report

    def printed(self) -> str:
        return self._report.printed

    def source(self) -> str:
        return self._source

    def drawing(self) -> dict[str, Any]:
        return self._report.drawing or NOTHING_DRAWN

    def run_with_input(self, answers: Sequence[str]) -> str:
        if self._cell is None:
            raise testing.CellStopped("There is no answer to run yet.")
        try:
            return self._pupil.rerun(self._cell, list(answers))
        except CodeStopped as stopped:
            raise testing.CellStopped(str(stopped)) from None
