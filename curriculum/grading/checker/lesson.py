"""A lesson as the checkers know it: what marking needs of it, worked out once and not for each notebook.

The worker hands a lesson to the checkers' parent before its first job
(`curriculum.grading.lessons_at_hand`); each forked checker finds it ready.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curriculum.courses.lesson_cells import LessonCell, lesson_cells
from curriculum.grading.checker.noticed import Claims, claims_by_id
from curriculum.grading.checker.shown import shown_by_exercise
from curriculum.grading.checker.test_cells import compile_expression, compile_test, names_used
from curriculum.grading.sanitise import Notebook

MOST_LOOKED_AT = 32


@dataclass(frozen=True)
class Lesson:
    """What every marking of a lesson's notebooks needs.

    `known`: its cells by grade id; `shown`: what each exercise's tests may see of objects;
    `looked_at`: the names that they, and the signs of its wrong answers, use;
    `claims`: what its own cells say of themselves; `wrong_answers`: by exercise, in the lesson's order.
    """

    source: Notebook
    release: Notebook
    wrong_answers: dict[str, list[dict[str, str]]]
    compatible: bool
    files: Sequence[dict[str, str]]
    known: dict[str, LessonCell]
    shown: dict[str, frozenset[str]]
    looked_at: dict[str, tuple[str, ...]]
    claims: Claims

    @classmethod
    def of(cls, job: dict[str, Any]) -> "Lesson":
        """The lesson in a job, or in its part that is shared. Its tests are compiled, and run later."""
        source, release = job["source"], job["release"]
        known = lesson_cells(source, release)
        lesson = cls(
            source=source,
            release=release,
            wrong_answers={each["id"]: each["wrong_answers"] for each in job["exercises"]},
            compatible=job.get("mode") == "compatible",
            files=job.get("files", ()),
            known=known,
            shown=shown_by_exercise(source),
            looked_at={each["id"]: _looked_at(each, known) for each in job["exercises"]},
            claims=claims_by_id(source, release),
        )
        lesson._compile()
        return lesson

    @classmethod
    def read(cls, body: bytes) -> "Lesson":
        """The lesson that `lessons_at_hand.shared` wrote. Raises what its author's mistakes raise."""
        return cls.of(json.loads(body))

    def _compile(self) -> None:
        """Have tests and signs at hand; those that nobody can read say so when they are run."""
        for cell in self.known.values():
            if cell.role == "test" and not self.compatible:
                compile_test(cell.source)
        for known in self.wrong_answers.values():
            for wrong in known:
                compile_expression(wrong["sign"])


def _looked_at(exercise: dict[str, Any], known: dict[str, LessonCell]) -> tuple[str, ...]:
    """The names an exercise's tests and signs use. Past `MOST_LOOKED_AT` they are asked for one by one."""
    tests = [
        cell.source for cell in known.values() if cell.role == "test" and cell.exercise == exercise["id"]
    ]
    signs = [wrong["sign"] for wrong in exercise["wrong_answers"]]
    used = set[str]().union(*map(names_used, (*tests, *signs)))
    return tuple(sorted(used))[:MOST_LOOKED_AT]
