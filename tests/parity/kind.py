"""One kind of notebook in the corpus: its source, and how children answer it."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import meddling
from .cells import Cell, Notebook, flags_of, grade_id_of, make_older, notebook

SOUND = ("retyped", "test-edited", "cells-added", "points-raised")
"""What happens to any notebook with a test, and changes no marks."""
COPIES = ("copied", "copied-to-the-end", "test-copied", "split")
"""What changes no marks, but stops stock nbgrader."""
BROKEN = ("answer-deleted", "test-deleted", "moved")


@dataclass(frozen=True)
class Kind:
    """A source notebook and its answers.

    `answers` is name of the child → grade id → text; what a child does not
    answer stays as given out. The model's are worked out of the source. `also` are
    the meddlings (`meddling.MEDDLINGS`) that the model's notebook meets. Kinds of one
    `assignment` are notebooks of it; without one the kind is an assignment by itself.
    `schema` is nbgrader's, in the source and in what is handed in.
    """

    name: str
    cells: list[Cell]
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    compatible: bool = False
    autotests: bool = False
    assignment: str = ""
    schema: int = 3

    @property
    def source(self) -> Notebook:
        return self._as_written(notebook(*copy.deepcopy(self.cells)))

    def handed_in(self, release: Notebook) -> dict[str, Notebook]:
        """The notebooks to mark, by child."""
        model = self.answered(release, self.model)
        sent = {"model": model, "empty": copy.deepcopy(release)}
        sent |= {child: self.answered(release, answers) for child, answers in self.answers.items()}
        sent |= {name: meddling.meddled(model, name) for name in self.also}
        return {child: self._as_written(each) for child, each in sent.items()}

    def _as_written(self, made: Notebook) -> Notebook:
        for cell in made["cells"] if self.schema < 3 else []:
            make_older(cell, self.schema)
        return made

    @property
    def model(self) -> dict[str, str]:
        """The model answers, as a child would have written them."""
        return {
            grade_id_of(cell): without_signs(cell["source"])
            for cell in self.cells
            if flags_of(cell).get("solution")
        }

    @staticmethod
    def answered(release: Notebook, answers: Mapping[str, str]) -> Notebook:
        """The release with these answers."""
        sent = copy.deepcopy(release)
        for cell in sent["cells"]:
            cell["source"] = answers.get(grade_id_of(cell), cell["source"])
        return sent


def without_signs(source: str) -> str:
    """A source cell's text without the lines that say where the solution is."""
    return "\n".join(
        line for line in source.splitlines() if "### BEGIN" not in line and "### END" not in line
    )
