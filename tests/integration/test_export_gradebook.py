"""`manage.py export_gradebook`: a genuine gradebook, opened and exported from by stock nbgrader."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from nbgrader.api import Gradebook
from sqlalchemy import text

from clubs.people.enums import Role
from clubs.records.models import AuditEntry
from curriculum.courses import release
from curriculum.courses.actions import release_lesson
from curriculum.courses.models import Lesson
from curriculum.grading.gradebook import export
from tests.factories import lessons
from tests.factories.gradebooks import approvers, cell, child, mark, submission
from tests.factories.people import BoroughRoleFactory, UserFactory
from tests.integration.test_exercises_in_stock_nbgrader import make_course, nbgrader

pytestmark = pytest.mark.django_db

WHOLE = (cell("double--test-1", 1, 1), cell("double--test-2", 2, 2))
HALF = (cell("double--test-1", 1, 1), cell("double--test-2", 0, 2))
NONE = (cell("double--test-1", 0, 1), cell("double--test-2", 0, 2))


def export_to(file: Path, course: str = "small-course", **options: Any) -> str:
    out = StringIO()
    by = options.pop("approved_by", None) or approvers()
    call_command("export_gradebook", course, str(file), approved_by=by, stdout=out, **options)
    return out.getvalue()


@contextmanager
def opened(file: Path) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{file}", course_id="small-course") as gradebook:
        yield gradebook


def scores(gradebook: Gradebook, lesson: str, learner: str) -> dict[str, tuple[float, float]]:
    """Each graded cell's score and what it could be."""
    found = gradebook.find_submission_notebook(lesson, lesson, learner).grades
    return {grade.name: (grade.score, grade.max_score) for grade in found}


def comments(gradebook: Gradebook, lesson: str, learner: str) -> dict[str, str | None]:
    found = gradebook.find_submission_notebook(lesson, lesson, learner).comments
    return {comment.name: comment.comment for comment in found}


@pytest.fixture
def lesson() -> Lesson:
    return lessons.lesson()


def test_the_best_mark_of_each_exercise_counts_cell_by_cell(tmp_path: Path, lesson: Lesson) -> None:
    learner = child()
    first = submission(learner, lesson, hour=9)
    mark(first, "double", 3, *HALF)
    mark(first, "hello", 1, cell("hello--test-1", 1, 1))
    second = submission(learner, lesson, hour=10)
    mark(second, "double", 3, *WHOLE)
    mark(second, "hello", 1, cell("hello--test-1", 0, 1))
    third = submission(learner, lesson, hour=11)
    mark(third, "double", 3, *NONE)
    mark(third, "hello", 1, cell("hello--test-1", 0, 1), outcome="not_started")
    said = export_to(tmp_path / "gradebook.db")
    assert said.strip().endswith("1 lessons, 1 children, 1 submissions")
    with opened(tmp_path / "gradebook.db") as gradebook:
        assert scores(gradebook, "small-lesson", learner.opaque_id) == {
            "double--test-1": (1, 1), "double--test-2": (2, 2), "hello--test-1": (1, 1),
        }  # fmt: skip
        found = gradebook.find_submission("small-lesson", learner.opaque_id)
        assert (found.score, found.max_score, found.needs_manual_grade) == (4, 4, False)
        assert found.timestamp.isoformat() == "2026-11-02T10:00:00"


def test_counts_and_averages_are_nbgraders_own(tmp_path: Path, lesson: Lesson) -> None:
    untouched = lessons.lesson("untouched-lesson")
    for cells in (WHOLE, HALF, NONE):
        mark(submission(child(), lesson), "double", 3, *cells)
    export_to(tmp_path / "gradebook.db")
    with opened(tmp_path / "gradebook.db") as gradebook:
        assert [each.name for each in gradebook.assignments] == [lesson.slug, untouched.slug]
        assert [each.num_submissions for each in gradebook.assignments] == [3, 0]
        assert [each.max_score for each in gradebook.assignments] == [4, 4]
        assert gradebook.average_assignment_score("small-lesson") == pytest.approx(4 / 3)
        assert gradebook.average_assignment_code_score("small-lesson") == pytest.approx(4 / 3)
        assert gradebook.average_assignment_written_score("small-lesson") == 0
        assert gradebook.average_notebook_score("small-lesson", "small-lesson") == pytest.approx(4 / 3)
        assert gradebook.average_assignment_score("untouched-lesson") == 0
        assert {each.course_id for each in gradebook.assignments} == {"small-course"}


def test_two_lessons_with_the_same_cells_stay_apart(tmp_path: Path, lesson: Lesson) -> None:
    other, learner = lessons.lesson("other-lesson"), child()
    mark(submission(learner, lesson), "double", 3, *WHOLE)
    mark(submission(learner, other), "double", 3, *HALF)
    export_to(tmp_path / "gradebook.db")
    with opened(tmp_path / "gradebook.db") as gradebook:
        assert scores(gradebook, "small-lesson", learner.opaque_id)["double--test-2"] == (2, 2)
        assert scores(gradebook, "other-lesson", learner.opaque_id)["double--test-2"] == (0, 2)
        assert [student.score for student in gradebook.students] == [4]


def test_children_are_opaque_ids_and_nothing_else_and_adults_trials_stay_out(
    tmp_path: Path, lesson: Lesson
) -> None:
    learner, adult = child(), UserFactory()
    for user in (learner, adult):
        mark(submission(user, lesson), "double", 3, *WHOLE)
    export_to(tmp_path / "gradebook.db")
    with opened(tmp_path / "gradebook.db") as gradebook:
        (student,) = gradebook.students
        assert student.id == learner.opaque_id
        assert (student.first_name, student.last_name, student.email, student.lms_user_id) == (None,) * 4
    body = (tmp_path / "gradebook.db").read_bytes()
    assert adult.opaque_id.encode() not in body
    assert adult.email.encode() not in body


def test_where_only_the_total_is_known_it_is_spread_and_said(tmp_path: Path, lesson: Lesson) -> None:
    learner = child()
    mark(submission(learner, lesson), "double", 3, points=1.5)
    export_to(tmp_path / "gradebook.db")
    with opened(tmp_path / "gradebook.db") as gradebook:
        assert scores(gradebook, "small-lesson", learner.opaque_id) == {
            "double--test-1": (0.5, 1), "double--test-2": (1, 2), "hello--test-1": (0, 1),
        }  # fmt: skip
        said = comments(gradebook, "small-lesson", learner.opaque_id)
        assert said["double"] == "Only this exercise's total is known; it is spread over its cells."
        assert said["hello"] == "No response."
        assert not gradebook.find_submission("small-lesson", learner.opaque_id).needs_manual_grade


def test_an_exercise_that_is_gone_leaves_its_marks_out(tmp_path: Path, lesson: Lesson) -> None:
    learner = child()
    sent = submission(learner, lesson)
    mark(sent, "gone", 5, cell("gone--test-1", 5, 5))
    mark(sent, "hello", 1, cell("hello--test-1", 1, 1))
    export_to(tmp_path / "gradebook.db")
    with opened(tmp_path / "gradebook.db") as gradebook:
        found = gradebook.find_submission("small-lesson", learner.opaque_id)
        assert (found.score, found.max_score) == (1, 4)


def test_compatible_mode_is_noted(tmp_path: Path, lesson: Lesson) -> None:
    learner = child()
    mark(submission(learner, lesson, compatible=True), "double", 3, *WHOLE)
    export_to(tmp_path / "gradebook.db")
    with opened(tmp_path / "gradebook.db") as gradebook:
        said = comments(gradebook, "small-lesson", learner.opaque_id)
        assert said["double"] == "Marked in compatible mode: the tests ran within the pupil's reach."


@pytest.fixture
def by_hand() -> Lesson:
    """A lesson of one essay, one task and one test."""
    lesson = lessons.lesson("essay-lesson")
    essay = lessons.code_cell("Write why.", "why", "answer")
    essay["cell_type"] = "markdown"
    essay["metadata"]["nbgrader"] |= {"grade": True, "points": 5}
    task = lessons.code_cell("Draw a map.", "map", "setup")
    task["cell_type"] = "markdown"
    task["metadata"]["nbgrader"] |= {"task": True, "points": 2}
    test = lessons.code_cell("assert True", "double--test-1", "test")
    version = lesson.given_out
    version.source = version.release = lessons.notebook(
        essay, task, lessons.code_cell("x = 1", "double", "answer"), test
    )
    version.save()
    return lesson


def test_what_a_person_must_mark_waits_for_one(tmp_path: Path, by_hand: Lesson) -> None:
    learner, idle = child(), child()
    sent = submission(learner, by_hand)
    mark(sent, "why", 5, cell("why", 0, 5, by_hand=True))
    mark(sent, "map", 2, cell("map", 0, 2, by_hand=True))
    mark(sent, "double", 1, cell("double--test-1", 1, 1))
    left = submission(idle, by_hand)
    mark(left, "why", 5, cell("why", 0, 5, by_hand=True), outcome="not_started")
    export_to(tmp_path / "gradebook.db")
    with opened(tmp_path / "gradebook.db") as gradebook:
        found = gradebook.find_submission("essay-lesson", learner.opaque_id)
        assert (found.score, found.max_score, found.needs_manual_grade) == (1, 8, True)
        assert (found.max_written_score, found.max_task_score, found.max_code_score) == (5, 2, 1)
        grades = {
            name: gradebook.find_grade(name, "essay-lesson", "essay-lesson", learner.opaque_id)
            for name in ("why", "map", "double--test-1")
        }
        assert {name: (each.auto_score, each.needs_manual_grade) for name, each in grades.items()} == {
            "why": (None, True), "map": (None, True), "double--test-1": (1, False),
        }  # fmt: skip
        blank = gradebook.find_grade("why", "essay-lesson", "essay-lesson", idle.opaque_id)
        assert (blank.auto_score, blank.needs_manual_grade) == (0, False)


SCHEMA = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
CELLS = "SELECT name, cell_type, locked, source, checksum FROM source_cell ORDER BY name"
GRADED = (
    "SELECT name, type, max_score, cell_type FROM base_cell LEFT JOIN grade_cells USING (id) ORDER BY 1, 2"
)


QUERIES = (
    SCHEMA, CELLS, GRADED, "SELECT * FROM alembic_version", "SELECT name, kernelspec FROM notebook",
)  # fmt: skip


def told(file: Path) -> list[Any]:
    """The schema, and what is known of the lesson's cells."""
    with Gradebook(f"sqlite:///{file}") as gradebook:
        return [gradebook.db.execute(text(query)).all() for query in QUERIES]


@pytest.mark.long
def test_schema_and_cells_are_those_that_stock_nbgrader_saves_at_a_release(tmp_path: Path) -> None:
    folder = settings.REPOSITORY / "exercises"
    read = release.read_lesson(folder, "potion-machine")
    made = release_lesson(lesson_file=read, fingerprint=release.fingerprint(folder, read.slug), by=None)
    stock = make_course(tmp_path / "stock", read.slug) / "gradebook.db"
    export_to(tmp_path / "gradebook.db", course=made.course.slug)
    assert told(tmp_path / "gradebook.db") == told(stock)


@pytest.mark.long
def test_stock_nbgrader_export_tells_the_marks(tmp_path: Path, lesson: Lesson) -> None:
    other = lessons.lesson("other-lesson")
    pupils = [child() for _ in range(3)]
    for learner, cells in zip(pupils, (WHOLE, HALF, NONE), strict=True):
        mark(submission(learner, lesson), "double", 3, *cells)
    mark(submission(pupils[0], other), "hello", 1, cell("hello--test-1", 1, 1))
    export_to(tmp_path / "gradebook.db")
    nbgrader(tmp_path, "export", "--to", "grades.csv")
    with (tmp_path / "grades.csv").open() as file:
        told = {(row["assignment"], row["student_id"]): row for row in csv.DictReader(file)}
    assert {key: (float(row["score"]), float(row["max_score"])) for key, row in told.items()} == {
        ("small-lesson", pupils[0].opaque_id): (3, 4),
        ("small-lesson", pupils[1].opaque_id): (1, 4),
        ("small-lesson", pupils[2].opaque_id): (0, 4),
        ("other-lesson", pupils[0].opaque_id): (1, 4),
        ("other-lesson", pupils[1].opaque_id): (0, 4),
        ("other-lesson", pupils[2].opaque_id): (0, 4),
    }
    assert {row["timestamp"] for row in told.values()} == {"2026-11-02 10:00:00", ""}


@pytest.mark.long
def test_formgraders_api_reads_it(tmp_path: Path, lesson: Lesson) -> None:
    """In a process of its own: nbgrader's API changes the working directory. It asks for the source, too."""
    (tmp_path / "source" / "small-lesson").mkdir(parents=True)
    (tmp_path / "source" / "small-lesson" / "small-lesson.ipynb").write_text(
        json.dumps(lessons.source_notebook())
    )
    learner = child()
    mark(submission(learner, lesson), "double", 3, *HALF)
    export_to(tmp_path / "gradebook.db")
    program = (
        "from nbgrader.apps import NbGraderAPI\nfrom traitlets.config import Config\n"
        "config = Config()\nconfig.CourseDirectory.root = '.'\n"
        "api = NbGraderAPI(config=config)\n"
        "print([(s['id'], s['score'], s['max_score']) for s in api.get_students()])\n"
        "a = api.get_assignment('small-lesson')\n"
        "print(a['average_score'], a['average_code_score'], a['max_score'])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": str(Path(sys.executable).parent), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert ran.stdout.splitlines() == [f"[('{learner.opaque_id}', 1.0, 4.0)]", "1.0 1.0 4.0"], ran.stderr[
        -2_000:
    ]


def test_two_people_approve_and_both_are_on_record_and_told(tmp_path: Path, lesson: Lesson) -> None:
    mark(submission(child(), lesson), "double", 3, *WHOLE)
    first, second = approvers()
    export_to(tmp_path / "gradebook.db", approved_by=[first, second])
    entries = AuditEntry.objects.filter(action="grading.approve_gradebook_export")
    assert {entry.actor.email for entry in entries} == {first, second}
    assert {(entry.subject_type, entry.subject_id) for entry in entries} == {
        ("courses.course", str(lesson.course_id))
    }
    assert {address for letter in mail.outbox for address in letter.to} == {first, second}
    assert all("the marks of 1 child in “Small course”" in letter.body for letter in mail.outbox)


def not_approvers() -> dict[str, tuple[list[str], str]]:
    one, two = approvers()
    ended = BoroughRoleFactory(role=Role.ADMINISTRATOR, ended=True).user.email
    editor = BoroughRoleFactory(role=Role.EDITOR).user.email
    lead = BoroughRoleFactory(safeguarding=True).user.email
    return {
        "nobody": ([], "Two different people have to agree"),
        "one": ([one], "Two different people have to agree"),
        "one twice": ([one, one], "Two different people have to agree"),
        "one twice in capitals": ([one, one.upper()], "Two different people have to agree"),
        "three": ([one, two, lead], "Two different people have to agree"),
        "an editor": ([one, editor], "may not approve an export of many children"),
        "a role that has ended": ([lead, ended], "may not approve an export of many children"),
        "a stranger": ([one, "nobody@example.org"], "Nobody has an account with nobody@example.org"),
    }


@pytest.mark.parametrize(
    "who",
    [
        "nobody", "one", "one twice", "one twice in capitals", "three", "an editor", "a role that has ended",
        "a stranger",
    ],
)  # fmt: skip
def test_without_two_people_nothing_is_written(tmp_path: Path, lesson: Lesson, who: str) -> None:
    named, why = not_approvers()[who]
    with pytest.raises(CommandError, match=why):
        call_command("export_gradebook", "small-course", str(tmp_path / "g.db"), approved_by=named)
    assert not list(tmp_path.iterdir())
    assert not AuditEntry.objects.filter(action="grading.approve_gradebook_export").exists()
    assert not mail.outbox


def test_a_safeguarding_lead_and_an_administrator_may(tmp_path: Path, lesson: Lesson) -> None:
    lead = BoroughRoleFactory(safeguarding=True).user.email
    export_to(tmp_path / "gradebook.db", approved_by=[lead, approvers()[0]])
    assert (tmp_path / "gradebook.db").exists()


def test_the_file_is_its_owners_alone_and_stands_by_itself(tmp_path: Path, lesson: Lesson) -> None:
    export_to(tmp_path / "gradebook.db")
    assert (tmp_path / "gradebook.db").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


def test_a_file_that_stands_is_replaced_only_by_force(tmp_path: Path, lesson: Lesson) -> None:
    file = tmp_path / "gradebook.db"
    file.write_text("the course's own")
    with pytest.raises(CommandError, match="is there already"):
        export_to(file)
    assert file.read_text() == "the course's own"
    export_to(file, force=True)
    with opened(file) as gradebook:
        assert len(gradebook.assignments) == 1


def test_a_letter_that_cannot_be_sent_leaves_no_file_and_no_entry(
    tmp_path: Path, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_about: Any) -> None:
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("curriculum.grading.gradebook.approval.send_letter", refuse)
    with pytest.raises(CommandError, match="could not be written: no mail server"):
        export_to(tmp_path / "gradebook.db")
    assert not list(tmp_path.iterdir())
    assert not AuditEntry.objects.filter(action="grading.approve_gradebook_export").exists()


@pytest.mark.parametrize(
    ("course", "file", "why"),
    [
        pytest.param(
            "no-course", "g.db", "There is no course no-course. There are: small-course.", id="course"
        ),
        pytest.param("small-course", "none/g.db", "could not be written: No such file", id="folder"),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, lesson: Lesson, course: str, file: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        export_to(tmp_path / file, course=course)


def test_a_class_is_read_and_written_in_parts(
    tmp_path: Path, lesson: Lesson, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last part is a full one, and no child falls between two."""
    monkeypatch.setattr(export, "AT_ONCE", 5)
    for _ in range(20):
        mark(submission(child(), lesson), "double", 3, *HALF)
    with django_assert_max_num_queries(4):
        written = export.write(lesson.course, tmp_path / "g.db")
    assert (written.children, written.submissions) == (20, 20)
    with opened(tmp_path / "g.db") as gradebook:
        assert gradebook.average_assignment_score("small-lesson") == 1
