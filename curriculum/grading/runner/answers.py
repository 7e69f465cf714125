"""What `lesson_kit.testing` answers where tests run beside the pupil's code, in compatible mode."""

from collections.abc import Sequence
from typing import Any

from lesson_kit import cells, drawing


class KeptAnswers:
    """The four questions of `lesson_kit.testing.Answers`, about cells that ran in this process."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._runs: dict[int, cells.CellRun] = {}
        self._about: list[cells.CellRun] = []

    def keep(self, cell: int, source: str, printed: str, drawing: dict[str, Any]) -> None:
        """Remember one run of a cell."""
        self._runs[cell] = cells.CellRun(source, printed, drawing)

    def now_about(self, numbers: Sequence[int]) -> None:
        """Answer about these cells, taken together, from now on."""
        self._about = [self._runs[number] for number in numbers if number in self._runs]

    def printed(self) -> str:
        return "".join(run.printed for run in self._about)

    def source(self) -> str:
        return "\n".join(run.source for run in self._about)

    def drawing(self) -> dict[str, Any]:
        return self._about[-1].drawing if self._about else drawing.Sheet().record()

    def run_with_input(self, answers: Sequence[str]) -> str:
        return cells.rerun(self.source(), answers, self._names)
