"""The class board, the child's map and the family's story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clubs.clubday.models import Attendance
from clubs.directory.enums import ClubRoleKind
from clubs.people.models import Child
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson
from curriculum.grading import actions
from curriculum.grading.models import Submission
from curriculum.grading.outcomes import COMPATIBLE_FOR_VOLUNTEER, Outcome
from curriculum.grading.results import described
from curriculum.progress.actions import choose_lessons, note_events, take_hint
from curriculum.progress.board import Need, board, session_lessons
from curriculum.progress.lesson_map import Stage, lesson_map
from curriculum.progress.models import Event
from curriculum.progress.standing import standing
from curriculum.progress.story import drawn, what_they_did
from tests.factories import lessons
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubRoleFactory
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db

DRAWING = {
    "version": 1, "width": 400, "height": 400, "background": "#ffffff", "fills": [], "dots": [],
    "lines": [{"points": [[0, 0], [10, 0]], "colour": "#ff0000", "width": 2, "order": 1}],
}  # fmt: skip


@pytest.fixture
def lesson() -> Lesson:
    return lessons.lesson()


@pytest.fixture
def session() -> Session:
    return SessionFactory(started=True)


def booked(session: Session, arrived: bool = True, **about) -> Child:
    child = ChildFactory(learner=True, **about)
    PlaceFactory(session=session, child=child)
    if arrived:
        adult = UserFactory()
        now = timezone.now()
        Attendance.objects.create(session=session, child=child, arrived_at=now, arrival_marked_by=adult)
    return child


def checked(
    child: Child, lesson: Lesson, double: float, hello: float = 0, error: str = "", sent: dict | None = None
) -> None:
    """One submission of the child, with points for the two exercises."""
    submission = Submission.objects.create(
        learner=child.user, lesson=lesson, notebook=lessons.sent(**sent or {}).decode(), sha256=""
    )
    actions.take_up(submission_id=submission.pk)

    def mark(exercise: str, points: float, most: float) -> dict:
        outcome = Outcome.PASSED if points == most else Outcome.ERROR if error else Outcome.WRONG
        return {
            "id": exercise, "points": points, "max_points": most, "outcome": outcome.value,
            "message": "so it went", "error_kind": error, "drawing": DRAWING if exercise == "hello" else None,
        }  # fmt: skip

    actions.record_marks(
        submission_id=submission.pk,
        version_id=lesson.current_id,
        result=lessons.result(mark("double", double, 3), mark("hello", hello, 1)),
    )


def opened(child: Child, kind: str = "opened", exercise: str = "", error_kind: str = "") -> None:
    event = {"lesson": "small-lesson", "exercise": exercise, "kind": kind, "error_kind": error_kind}
    note_events(events=[event], by=child.user)


def test_the_board_shows_who_is_on_what(session, lesson):
    ada = booked(session, first_name="Ada")
    ben = booked(session, first_name="Ben")
    booked(session, arrived=False, first_name="Cy")
    checked(ada, lesson, double=3)
    opened(ben)
    opened(ben, "error", "double", "NameError")
    rows = board(session)
    assert [(row.name, row.arrived) for row in rows] == [("Ada", True), ("Ben", True), ("Cy", False)]
    assert (rows[0].standing.done, rows[0].standing.total, rows[0].now_on) == (1, 2, "Hello")
    assert rows[0].last_outcome is Outcome.WRONG
    assert (rows[1].standing.done, rows[1].now_on, rows[1].last_error) == (0, "Twice", "NameError")
    assert rows[2].standing is None


def test_a_child_who_tried_three_times_in_vain_comes_first_as_stuck(session, lesson):
    booked(session, first_name="Ada")
    ben = booked(session, first_name="Ben")
    for _ in range(3):
        checked(ben, lesson, double=0, error="TypeError")
    first, second = board(session)
    assert (first.name, first.need, first.last_outcome) == ("Ben", Need.STUCK, Outcome.ERROR)
    assert (second.name, second.stuck) == ("Ada", None)


def test_before_anybody_begins_the_board_shows_the_lesson_that_was_chosen(session, lesson):
    lead = ClubRoleFactory(club=session.club, role=ClubRoleKind.LEAD).user
    choose_lessons(session=session, lessons=[lesson], by=lead)
    booked(session)
    (row,) = board(session)
    assert session_lessons(session) == [lesson]
    assert (row.standing.lesson, row.standing.done, row.now_on) == (lesson, 0, "Twice")


def test_only_the_clubs_team_chooses_a_lesson(session, lesson):
    with pytest.raises(Refusal) as refused:
        choose_lessons(session=session, lessons=[lesson], by=UserFactory())
    assert refused.value.code == "not_yours"
    assert session_lessons(session) == []


def test_two_of_one_name_are_told_apart(session):
    booked(session, first_name="Ada", last_name="North")
    booked(session, first_name="Ada", last_name="South")
    assert [row.name for row in board(session)] == ["Ada N.", "Ada S."]


def test_the_board_asks_few_questions_however_many_come(session, lesson, django_assert_max_num_queries):
    for _ in range(6):
        checked(booked(session), lesson, double=3)
    with django_assert_max_num_queries(13):
        board(session)


def test_a_child_who_has_gone_quiet(session, lesson):
    child = booked(session)
    opened(child)
    assert not board(session)[0].quiet
    Event.objects.update(happened_at=timezone.now() - timedelta(minutes=11))
    assert board(session)[0].quiet


def test_the_map_fills_as_the_child_goes(session, lesson):
    lessons.lesson("second-lesson")
    child = booked(session)

    def stages() -> list[Stage]:
        return [stop.stage for stop in lesson_map(child.user)]

    assert stages() == [Stage.LATER, Stage.NEXT] or stages() == [Stage.NEXT, Stage.LATER]
    opened(child)
    assert Stage.BEGUN in stages()
    checked(child, lesson, double=3, hello=1)
    assert sorted(stages()) == [Stage.DONE, Stage.NEXT]


def test_a_family_reads_what_was_made(session, lesson):
    child = booked(session, first_name="Ada")
    opened(child)
    assert what_they_did(child)[0].words == "Ada opened “Small lesson” and had a look around."
    checked(child, lesson, double=0)
    assert "trying the first exercise" in what_they_did(child)[0].words
    checked(child, lesson, 3, 1, sent=lessons.RIGHT)
    (story,) = what_they_did(child)
    assert story.words == "Ada finished “Small lesson”: all 2 exercises work."
    assert [made.title for made in story.made] == ["Twice", "Hello"]
    assert story.made[0].program == lessons.DOUBLE
    assert story.made[1].picture.startswith("<svg")
    assert story.made[0].picture == ""


def test_a_child_without_a_card_has_no_story():
    assert what_they_did(ChildFactory()) == []


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(None, id="none"),
        pytest.param({}, id="empty"),
        pytest.param(DRAWING | {"background": '"/><script>'}, id="markup for a colour"),
        pytest.param(DRAWING | {"more": 1}, id="a key too many"),
        pytest.param(DRAWING | {"lines": [{"points": [["0", "0"]]}]}, id="text for numbers"),
        pytest.param("<svg/>", id="svg"),
    ],
)
def test_only_a_record_within_all_limits_is_drawn(record):
    assert drawn(record) == ""


def test_a_hint_read_again_counts_once(lesson):
    learner = lessons.learner()
    exercise = lesson.exercises.get(slug="double")
    for number in (1, 1, 2, 1):
        take_hint(exercise=exercise, number=number, by=learner)
    assert standing(learner.pk, lesson).exercises[0].hints_taken == 2


def marked(child: Child, lesson: Lesson, outcome: Outcome, *, mode: str = "sealed") -> None:
    """A submission whose first exercise came out so."""
    submission = Submission.objects.create(learner=child.user, lesson=lesson, notebook="{}", sha256="")
    actions.take_up(submission_id=submission.pk)
    double = {"id": "double", "points": 0, "max_points": 3, "outcome": outcome.value}
    result = lessons.result(double, mode=mode)
    actions.record_marks(submission_id=submission.pk, version_id=lesson.current_id, result=result)


def test_an_answer_that_a_person_marks_is_done_and_nobody_is_stuck_on_it(session, lesson):
    ada = booked(session, first_name="Ada")
    for _ in range(3):
        marked(ada, lesson, Outcome.FOR_A_PERSON)
    (row,) = board(session)
    assert (row.standing.done, row.now_on, row.stuck) == (1, "Hello", None)
    assert not row.standing.exercises[0].passed


@pytest.mark.parametrize("mode", ["sealed", "compatible"])
def test_the_board_and_the_api_say_which_marks_could_be_made_up(session, lesson, mode):
    ada = booked(session, first_name="Ada")
    opened(ada, "error", "double", "NameError")
    marked(ada, lesson, Outcome.WRONG, mode=mode)
    (row,) = board(session)
    assert row.caution == (COMPATIBLE_FOR_VOLUNTEER if mode == "compatible" else "")
    assert described(row.last.submission)["result"]["compatible"] is (mode == "compatible")
