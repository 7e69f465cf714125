"""What `lesson_kit.testing` answers where tests run beside the pupil's code, in compatible mode."""

from collections.abc import Sequence
from typing import Any

from lesson_kit import cells, drawing


class KeptAnswers:
    """The four questions of `lesson_kit.testing.Answers`, about cells that ran in this process."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._runs: dict[int, cells.CellRun] = {}
        self._about = cells.CellRun("", "", drawing.Sheet().record())

    def keep(self, cell: int, source: str, printed: str, drawn: dict[str, Any]) -> None:
        """Remember one run of a cell."""
        self._runs[cell] = cells.CellRun(source, printed, drawn)

    def now_about(self, cell: int | None) -> None:
        """Answer about this cell from now on."""
        if cell in self._runs:
            self._about = self._runs[cell]

    def printed(self) -> str:
        return self._about.printed

    def source(self) -> str:
        return self._about.source

    def drawing(self) -> dict[str, Any]:
        return self._about.drawing

    def run_with_input(self, answers: Sequence[str]) -> str:
        return cells.rerun(self._about.source, answers, self._names)
