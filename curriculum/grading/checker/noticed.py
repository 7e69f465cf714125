"""The faults that a marking notices, each kind once for an exercise."""

import json
from collections.abc import Iterable
from typing import Any

from curriculum.courses.lesson_cells import LessonCell
from curriculum.grading.checker.link import CellReport, ErrorRecord, PupilLost
from curriculum.grading.checker.raised import CodeRaised
from curriculum.grading.faults import LONGEST_DETAIL, MOST_FAULTS, Fault
from curriculum.grading.plain_text import plain_text
from curriculum.grading.sanitise import Notebook, grade_id_of

LARGEST_DRAWINGS = 2_000_000
"""Bytes of all drawings of one result together: a result must fit one message to the worker."""

_BY_END = {
    "slow": Fault.TOO_SLOW,
    "memory": Fault.TOO_MUCH_MEMORY,
    "output": Fault.TOO_MUCH_OUTPUT,
    "garbled": Fault.GARBLED_ANSWER,
}
Claims = dict[str, list[dict[str, Any]]]
"""What a lesson's cells say of themselves to nbgrader, by grade id: in its source and in its release."""

_NO_MORE_PROCESSES = ("BlockingIOError", "can't start new thread")


class Noticed:
    """Faults, in the order they were noticed; after `MOST_FAULTS` no more."""

    def __init__(self, exercises: Iterable[str]) -> None:
        self._exercises = frozenset(exercises)
        self._faults: dict[tuple[Fault, str], str] = {}

    def add(self, kind: Fault, exercise: str, detail: str) -> None:
        """Note one; an exercise that the lesson does not have is told as the whole notebook's."""
        key = kind, exercise if exercise in self._exercises else ""
        if len(self._faults) < MOST_FAULTS:
            self._faults.setdefault(key, plain_text(detail)[:LONGEST_DETAIL])

    def as_data(self) -> list[dict[str, str]]:
        """The faults as they stand in a result."""
        return [
            {"kind": kind.value, "exercise": exercise, "detail": detail}
            for (kind, exercise), detail in self._faults.items()
        ]

    def of_cell(self, exercise: str, report: CellReport) -> None:
        """Note how a cell's run ended, where that is a fault."""
        self._of_end(exercise, report.ended, report.error, "when its cell ran", lost=report.lost)

    def of_test(self, exercise: str, raised: BaseException | None) -> None:
        """Note how the pupil's code ended when a test used it."""
        if isinstance(raised, CodeRaised):
            self._of_end(exercise, raised.ended, raised.error, "when a test used it", lost=False)
        elif isinstance(raised, PupilLost):
            self._of_end(exercise, raised.how, None, "when a test used it", lost=True)

    def _of_end(self, exercise: str, ended: str, error: ErrorRecord | None, when: str, *, lost: bool) -> None:
        kind = _BY_END.get(ended) or (Fault.ENDED_ITS_PROCESS if lost else None)
        if error is not None and any(
            f"{error.kind} {error.message}".find(sign) >= 0 for sign in _NO_MORE_PROCESSES
        ):
            kind = Fault.TOO_MANY_PROCESSES
        if kind is not None:
            self.add(kind, exercise, f"It happened {when}.")

    def of_notebook(
        self, sent: Notebook, known: dict[str, LessonCell], given: Claims, repairs: dict[str, str]
    ) -> None:
        """Note locked cells that were changed, and metadata that nobody gets by working in the lesson.

        `known` and `given`: the lesson's cells, and their claims (`claims_by_id`).
        """
        for grade_id, repair in repairs.items():
            exercise = known[grade_id].exercise
            if repair == "edited" and known[grade_id].locked:
                self.add(Fault.CHANGED_TESTS, exercise, f"The cell is {grade_id}.")
            if repair == "retyped":
                self.add(Fault.FORGED_METADATA, exercise, f"The cell {grade_id} changed its type.")
        for cell in sent["cells"]:
            grade_id, claims = grade_id_of(cell), _claims(cell)
            if grade_id not in known and (claims.get("grade") or claims.get("points")):
                self.add(Fault.FORGED_METADATA, "", f"A graded cell of its own: {grade_id}")
            elif grade_id in known and all(_differ(claims, its) for its in given[grade_id]):
                self.add(Fault.FORGED_METADATA, known[grade_id].exercise, f"The cell is {grade_id}.")

    def without_excess(self, exercises: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The exercises' results; drawings that do not all fit into one message are left out."""
        room = LARGEST_DRAWINGS
        for each in exercises:
            room -= len(json.dumps(each["drawing"]))
            if room < 0:
                each["drawing"] = None
                self.add(Fault.TOO_MUCH_OUTPUT, each["id"], "The drawing was too large to keep.")
        return exercises


def claims_by_id(source: Notebook, release: Notebook) -> Claims:
    """What may be claimed of each cell. Locks may differ in a release: nbgrader sets them."""
    claims: Claims = {}
    for cell in (*source["cells"], *release["cells"]):
        claims.setdefault(grade_id_of(cell), []).append(_claims(cell))
    return claims


def _claims(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell's nbgrader metadata, whatever it is."""
    metadata = cell.get("metadata")
    claims = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return claims if isinstance(claims, dict) else {}


def _differ(claims: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether what a cell claims to be is not what the lesson made it."""
    roles = any(bool(claims.get(role)) != bool(given.get(role)) for role in ("grade", "solution", "locked"))
    return roles or (bool(given.get("grade")) and claims.get("points", 0) != given.get("points", 0))
