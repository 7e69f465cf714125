"""A lesson as nbgrader's gradebook knows it: an assignment of one notebook, with its cells.

What nbgrader's `SaveCells` saves at a release: source cells hold the text after solutions
were taken out and before hidden tests were, with the checksum of that text.
"""

import json
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader import utils
from nbgrader.api import Assignment, GradeCell, Notebook, SolutionCell, SourceCell, TaskCell, new_uuid

from curriculum.courses.lesson_cells import lesson_cells, marks_of
from curriculum.courses.models import Lesson, LessonVersion


@dataclass(frozen=True)
class GradedCell:
    """One cell that earns points: its row's id, its name, the exercise it belongs to."""

    row: str
    name: str
    exercise: str
    max_points: float
    task: bool


@dataclass(frozen=True)
class CommentedCell:
    """One cell that may bear a comment: a solution's, or a task's."""

    row: str
    exercise: str
    task: bool


@dataclass(frozen=True)
class Structure:
    """What grades need to know of one lesson's rows: `assignment` and `notebook` are their ids."""

    assignment: str
    notebook: str
    graded: list[GradedCell]
    commented: list[CommentedCell]

    def of_exercise(self, exercise: str) -> list[GradedCell]:
        """The graded cells of one exercise, in order."""
        return [cell for cell in self.graded if cell.exercise == exercise]


def version_of(lesson: Lesson) -> LessonVersion | None:
    """The release whose cells the gradebook has: the current one, else the latest there was."""
    return lesson.current or lesson.versions.first()


def rows_of(lesson: Lesson, version: LessonVersion, course_id: str) -> tuple[Assignment, Structure]:
    """Make the rows of one lesson, not yet in any session, and tell what they are."""
    assignment = Assignment(name=lesson.slug, course_id=course_id)
    assignment.id = new_uuid()
    notebook = Notebook(id=new_uuid(), name=lesson.slug, kernelspec=_kernelspec(version.source))
    assignment.notebooks.append(notebook)
    made = Structure(assignment.id, notebook.id, [], [])
    exercises = {name: cell.exercise for name, cell in lesson_cells(version.source, version.release).items()}
    for cell in cells_of(version):
        _add(cell, exercises[cell.metadata.nbgrader["grade_id"]], notebook, made)
    return assignment, made


def cells_of(version: LessonVersion) -> list[NotebookNode]:
    """The cells that nbgrader knows, as they stood when it saved them: tests whole, solutions taken out."""
    known = lesson_cells(version.source, version.release)
    cells = []
    for cell in version.source["cells"]:
        marks = marks_of(cell)
        if marks:
            told = known[marks["grade_id"]]
            node = from_dict(cell)
            node.source = told.source if told.locked else told.released
            node.metadata.nbgrader.update(marks)
            cells.append(node)
    return cells


def _add(cell: NotebookNode, exercise: str, notebook: Notebook, made: Structure) -> None:
    marks = cell.metadata.nbgrader
    name: str = marks["grade_id"]
    if utils.is_grade(cell) or utils.is_task(cell):
        kind = GradeCell if utils.is_grade(cell) else TaskCell
        row = kind(id=new_uuid(), name=name, max_score=float(marks["points"]), cell_type=cell.cell_type)
        notebook._base_cells.append(row)
        made.graded.append(GradedCell(row.id, name, exercise, row.max_score, task=kind is TaskCell))
        if kind is TaskCell:
            made.commented.append(CommentedCell(row.id, exercise, task=True))
    if utils.is_solution(cell):
        solution = SolutionCell(id=new_uuid(), name=name)
        notebook._base_cells.append(solution)
        made.commented.append(CommentedCell(solution.id, exercise, task=False))
    notebook.source_cells.append(_source_cell(cell, name))


def _source_cell(cell: NotebookNode, name: str) -> SourceCell:
    # nbgrader gives no checksum to a task cell that is neither graded nor locked.
    summed = utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell)
    return SourceCell(
        id=new_uuid(),
        name=name,
        cell_type=cell.cell_type,
        locked=bool(utils.is_locked(cell)),
        source=cell.source,
        checksum=utils.compute_checksum(cell) if summed else None,
    )


def _kernelspec(notebook: dict[str, Any]) -> str:
    # Sorted as nbformat writes them: the database has its own order.
    return json.dumps(notebook.get("metadata", {}).get("kernelspec", {}), sort_keys=True)
