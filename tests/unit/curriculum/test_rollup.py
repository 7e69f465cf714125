"""Events become counts without a child, once and whole; what must last stays."""

from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from curriculum.courses.models import Lesson
from curriculum.progress import rollup
from curriculum.progress.actions import take_hint
from curriculum.progress.board import board
from curriculum.progress.counts import exercise_reports
from curriculum.progress.enums import Kind
from curriculum.progress.help_actions import ask_for_help
from curriculum.progress.lesson_map import Stage, lesson_map
from curriculum.progress.models import Event, ExerciseCount, HelpRequest, HintTaken, LessonVisit
from curriculum.progress.rollup import roll_up
from curriculum.progress.standing import standing
from curriculum.progress.story import what_they_did
from tests.factories import lessons
from tests.factories.classroom import at_work, child_here
from tests.factories.timetable import SessionFactory
from tests.unit.curriculum.test_progress import checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> Lesson:
    return lessons.lesson()


@pytest.fixture
def session():
    return SessionFactory(started=True)


def after(session):
    return session.ends_at + rollup.AFTER_SESSION + timedelta(minutes=1)


def counted(lesson: Lesson, exercise: str) -> ExerciseCount:
    return ExerciseCount.objects.get(lesson=lesson, exercise=exercise)


def test_while_a_session_is_on_nothing_goes(session, lesson):
    at_work(child_here(session), lesson, ["opened", "error NameError"])
    assert roll_up().events == 0
    assert roll_up(session.ends_at).events == 0
    assert Event.objects.count() == 2


def test_after_it_there_are_counts_and_no_child(session, lesson):
    for _ in range(2):
        child = child_here(session)
        at_work(child, lesson, ["opened", "ran", "error NameError", "error NameError", "error TypeError"])
        take_hint(exercise=lesson.exercises.get(slug="double"), number=1, by=child.user)
        ask_for_help(exercise=lesson.exercises.get(slug="double"), error_kind="", program="", by=child.user)
        checked(child, lesson, double=3)
    report = roll_up(after(session))
    assert (report.children, report.calls) == (2, 2)
    assert not Event.objects.exists()
    assert not HelpRequest.objects.exists()
    row = counted(lesson, "double")
    assert (row.sittings, row.ran, row.hints, row.helped, row.checked, row.passed) == (2, 8, 2, 2, 2, 2)
    assert row.errors == {"NameError": 4, "TypeError": 2}
    assert counted(lesson, "").opened == 2


def test_twice_is_as_once_and_cut_off_is_taken_up_again(session, lesson, monkeypatch):
    for _ in range(3):
        at_work(child_here(session), lesson, ["opened", "ran"])
    add, times = rollup._add, []

    def break_down_once(*given):
        times.append(given)
        if len(times) == 3:
            raise RuntimeError("the power went")
        add(*given)

    monkeypatch.setattr(rollup, "_add", break_down_once)
    with pytest.raises(RuntimeError):
        roll_up(after(session))
    assert 0 < Event.objects.count() < 6
    roll_up(after(session))
    roll_up(after(session))
    assert (counted(lesson, "double").ran, counted(lesson, "double").sittings) == (3, 3)


def test_at_home_they_stay_a_day(lesson):
    learner = lessons.learner()
    Event.objects.create(learner=learner, lesson=lesson, kind=Kind.OPENED)
    today = timezone.now()
    assert roll_up(today + timedelta(days=1)).events == 0
    assert roll_up(today + timedelta(days=2)).events == 1


def test_what_the_hub_told_goes_uncounted(lesson):
    Event.objects.create(learner=lessons.learner(), kind=Kind.START_FAILED)
    assert roll_up(timezone.now() + timedelta(days=3)).events == 1
    assert not ExerciseCount.objects.exists()


def test_what_must_last_stays_right(session, lesson):
    child = child_here(session, first_name="Ada")
    at_work(child, lesson, ["opened"])
    take_hint(exercise=lesson.exercises.get(slug="double"), number=1, by=child.user)
    checked(child, lesson, double=0)
    before = what_they_did(child)[0]
    roll_up(after(session))
    assert standing(child.user_id, lesson).exercises[0].hints_taken == 1
    assert take_hint(exercise=lesson.exercises.get(slug="double"), number=2, by=child.user)[0] == 2
    assert [stop.stage for stop in lesson_map(child.user)] == [Stage.BEGUN]
    assert what_they_did(child)[0].words == before.words
    assert board(session)[0].standing is not None


def test_passed_again_later_is_not_passed_for_the_first_time(session, lesson):
    child = child_here(session)
    checked(child, lesson, double=3)
    roll_up(after(session))
    checked(child, lesson, double=3)
    assert not Event.objects.filter(kind=Kind.PASSED).exists()


def test_rows_from_before_are_moved_to_where_they_last(lesson):
    learner = lessons.learner()
    for kind, number in ((Kind.OPENED, None), (Kind.HINT, 1), (Kind.HINT, 2)):
        Event.objects.create(learner=learner, lesson=lesson, exercise="double", kind=kind, number=number)
    Event.objects.create(learner=learner, kind=Kind.STARTED)
    migration = import_module("curriculum.progress.migrations.0003_keep_what_lasts").Migration
    with connection.cursor() as cursor:
        for _ in range(2):  # a second time changes nothing
            for operation in migration.operations:
                cursor.execute(operation.sql)
    assert sorted(HintTaken.objects.values_list("exercise", "number")) == [("double", 1), ("double", 2)]
    visit = LessonVisit.objects.get(learner=learner)
    assert visit.first_at == Event.objects.earliest("happened_at").happened_at
    assert visit.last_at == Event.objects.filter(lesson=lesson).latest("happened_at").happened_at


def test_a_dry_run_says_how_much_and_changes_nothing(session, lesson):
    at_work(child_here(session), lesson, ["opened", "ran"])
    report = roll_up(after(session), dry_run=True)
    assert (report.events, report.children) == (2, 1)
    assert Event.objects.count() == 2
    said = StringIO()
    call_command("roll_up_events", "--dry-run", stdout=said)
    assert said.getvalue().startswith("0 events of 0 children would be counted")


def test_a_lessons_author_reads_no_small_number(lesson):
    about = {"lesson": lesson, "checked": 40, "hints": 20, "helped": 6}
    ExerciseCount.objects.create(
        exercise="double", sittings=20, passed=18, errors={"NameError": 9, "X": 2}, **about
    )
    ExerciseCount.objects.create(exercise="hello", sittings=4, passed=4, errors={"NameError": 9}, **about)
    twice, hello = exercise_reports()
    assert (twice.sittings, twice.passed, twice.checks_each, twice.errors) == (
        20,
        None,
        2.0,
        [("NameError", 9)],
    )
    assert (hello.sittings, hello.passed, hello.checks_each, hello.errors) == (None, None, None, [])
