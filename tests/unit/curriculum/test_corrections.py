"""A lesson is corrected: everything is marked again, and a child's best result stands."""

import copy
import io
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db.utils import IntegrityError
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from clubs.people.enums import Role
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from curriculum.courses.actions import release_lesson
from curriculum.courses.models import Exercise, Lesson
from curriculum.courses.release import ExerciseFile, LessonFile
from curriculum.grading import actions, corrections, rescue
from curriculum.grading.correction_report import Report, report
from curriculum.grading.enums import CORRECTION_TRANSITIONS, CorrectionState, RemarkingState
from curriculum.grading.models import Correction, Mark, RemarkedResult, Remarking, Submission
from curriculum.grading.outcomes import Outcome
from curriculum.grading.results import described, submission_of
from curriculum.grading.rules import may_become
from curriculum.progress.models import Event
from curriculum.progress.standing import standing
from tests.factories import lessons
from tests.factories.people import BoroughRoleFactory, UserFactory

pytestmark = pytest.mark.django_db

Points = tuple[float, float]


@pytest.fixture
def lesson() -> Lesson:
    return lessons.lesson()


def mark(exercise: str, points: float, most: float, outcome: str = "", message: str = "") -> dict[str, Any]:
    given = outcome or (Outcome.PASSED if points == most else Outcome.WRONG).value
    return {
        "id": exercise,
        "points": points,
        "max_points": most,
        "outcome": given,
        "message": message or given,
    }


def marked(lesson: Lesson, learner: Any = None, **points: Points) -> Submission:
    """A marked submission: exercise → points, of how many."""
    submission = Submission.objects.create(
        learner=learner or lessons.learner(), lesson=lesson, notebook=lessons.sent().decode(), sha256=""
    )
    actions.take_up(submission_id=submission.pk)
    actions.record_marks(
        submission_id=submission.pk,
        version_id=lesson.current_id,
        result=lessons.result(*(mark(exercise, *each) for exercise, each in points.items())),
    )
    submission.refresh_from_db()
    return submission


def begun(lesson: Lesson) -> Correction:
    correction = corrections.begin_correction(lesson=lesson, by=None)
    assert correction is not None
    return correction


def remark(correction: Correction, submission: Submission, *results: dict[str, Any]) -> bool:
    """What a worker does with one submission of a correction."""
    about = {"correction_id": correction.pk, "remarking_id": Remarking.objects.get(submission=submission).pk}
    corrections.take_up_remarking(**about)
    return corrections.record_remarking(**about, result=lessons.result(*results))


def applied(lesson: Lesson, submission: Submission, *results: dict[str, Any]) -> None:
    """A correction of this one submission, begun, marked and applied."""
    correction = begun(lesson)
    remark(correction, submission, *results)
    corrections.apply_correction(correction=correction, by=UserFactory())


def lesson_file(**changed: Any) -> LessonFile:
    """The small lesson as it would be read from the disk."""
    exercises = [
        ExerciseFile("double", "Twice", "", 3, ["Think of times two."], lessons.WRONG_ANSWERS),
        ExerciseFile("hello", "Hello", "", 1, [], []),
    ]
    about = {
        "course": "Small course", "title": "Small lesson", "summary": "Small things.", "minutes": 5,
        "youngest": 8, "oldest": 12, "order": 1,
    }  # fmt: skip
    made = LessonFile(
        "small-lesson", about, lessons.source_notebook(), lessons.release_notebook(), {}, exercises
    )
    return replace(made, **changed)


def changed_cell(notebook: dict[str, Any], grade_id: str, source: str) -> dict[str, Any]:
    changed = copy.deepcopy(notebook)
    for cell in changed["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            cell["source"] = source
    return changed


def with_text(notebook: dict[str, Any]) -> dict[str, Any]:
    text = {"cell_type": "markdown", "id": "more", "metadata": {}, "source": "A story."}
    return {**notebook, "cells": [*notebook["cells"], text]}


SOURCE, RELEASE = lessons.source_notebook(), lessons.release_notebook()
DOUBLE, HELLO = lesson_file().exercises
RELEASES = {
    "nothing": ({}, False),
    "a new test": ({"source": changed_cell(SOURCE, "double--test-1", "assert double(3) == 6, 'Six.'")}, True),
    "a new set-up": ({"source": changed_cell(SOURCE, "setup", "import lesson_kit, math")}, True),
    "a new starter": ({"release": changed_cell(RELEASE, "hello", "# Say it here.")}, True),
    "a known wrong answer": (
        {"exercises": [DOUBLE, replace(HELLO, wrong_answers=lessons.WRONG_ANSWERS)]},
        True,
    ),
    "other points": ({"exercises": [replace(DOUBLE, points=5.0), HELLO]}, True),
    "an exercise less": ({"exercises": [DOUBLE]}, True),
    "a new model answer": ({"source": changed_cell(SOURCE, "hello", "print('hello', 'there')")}, False),
    "a new text": ({"source": with_text(SOURCE), "release": with_text(RELEASE)}, False),
    "a new picture": ({"pictures": {"kite.svg": b"<svg/>"}}, False),
    "a new hint": ({"exercises": [replace(DOUBLE, hints=["Multiply."]), HELLO]}, False),
}


@pytest.mark.parametrize(("changed", "corrects"), RELEASES.values(), ids=RELEASES)
def test_a_release_that_changes_marks_begins_a_correction(changed, corrects):
    lesson = release_lesson(lesson_file=lesson_file(), by=None)
    marked(lesson, double=(3, 3), hello=(1, 1))
    release_lesson(lesson_file=lesson_file(**changed), by=None)
    assert Correction.objects.count() == corrects
    assert Remarking.objects.count() == corrects


def test_a_first_release_and_one_that_nobody_has_sent_anything_to_correct_nothing():
    release_lesson(lesson_file=lesson_file(), by=None)
    release_lesson(lesson_file=lesson_file(exercises=[DOUBLE]), by=None)
    assert not Correction.objects.exists()


def test_its_jobs_come_after_every_fresh_check_and_one_at_a_time(lesson):
    first = marked(lesson, double=(0, 3))
    marked(lesson, double=(3, 3))
    correction = begun(lesson)
    job = ProcrastinateJob.objects.get(task_name="grading.mark_again")
    assert (job.priority, job.lock) == (-10, "corrections")
    actions.queue(first.pk)
    fresh = ProcrastinateJob.objects.filter(task_name="grading.mark_submission").last()
    assert fresh.priority > job.priority
    remark(correction, first, mark("double", 3, 3))
    assert ProcrastinateJob.objects.filter(task_name="grading.mark_again").count() == 2


def test_marks_are_touched_only_when_it_is_applied(lesson):
    submission = marked(lesson, double=(1, 3), hello=(1, 1))
    correction = begun(lesson)
    assert remark(correction, submission, mark("double", 3, 3), mark("hello", 0, 1)) is True
    assert remark(correction, submission, mark("double", 0, 3)) is False
    correction.refresh_from_db()
    assert correction.state == CorrectionState.READY
    assert [each.points for each in Mark.objects.all()] == [1, 1]
    corrections.apply_correction(correction=correction, by=UserFactory())
    assert [(each.exercise, each.points) for each in Mark.objects.all()] == [
        ("double", 1),
        ("hello", 1),
        ("double", 3),
    ]
    assert not Remarking.objects.exists()
    assert not RemarkedResult.objects.exists()
    assert AuditEntry.objects.filter(action="grading.apply_correction").count() == 1


# now: points of how many; then: the correction's; best: (done, share of the points) of the child
BEST = {
    "better": ((1, 3), (3, 3), (True, 1.0)),
    "worse": ((3, 3), (0, 3), (True, 1.0)),
    "as it was": ((1, 3), (1, 3), (False, 1 / 3)),
    "more points, all earned": ((3, 3), (5, 5), (True, 1.0)),
    "more points, some earned": ((3, 3), (4, 5), (True, 1.0)),
    "more points, a smaller share": ((2, 3), (3, 5), (False, 2 / 3)),
    "fewer points, all earned": ((2, 3), (2, 2), (True, 1.0)),
    "fewer points, none earned": ((3, 3), (0, 1), (True, 1.0)),
    "no points left, nothing done": ((2, 3), (0, 0, "wrong"), (False, 2 / 3)),
    "no points left, done": ((0, 3), (0, 0), (True, 1.0)),
}


@pytest.mark.parametrize(("now", "then", "best"), BEST.values(), ids=BEST)
def test_a_childs_best_never_becomes_worse(lesson, now, then, best):
    submission = marked(lesson, double=now)
    Exercise.objects.filter(slug="double").update(points=then[1])
    before = standing(submission.learner_id, lesson).exercises[0]
    applied(lesson, submission, mark("double", *then))
    found = Mark.objects.best(submission.learner_id, lesson.pk).get()
    assert (found.passed, found.share) == best
    after = standing(submission.learner_id, lesson).exercises[0]
    assert (after.passed, after.points) == (best[0], pytest.approx(best[1] * then[1]))
    assert (after.passed, after.points) >= (before.passed, before.points)
    assert after.points <= then[1]


def test_an_exercise_that_is_gone_takes_nothing_from_the_others(lesson):
    submission = marked(lesson, double=(3, 3), hello=(1, 1))
    Exercise.objects.filter(slug="hello").delete()
    applied(lesson, submission, mark("double", 3, 3))
    here = standing(submission.learner_id, lesson)
    assert (here.points, here.max_points, here.finished) == (3, 3, True)


def test_old_work_is_no_new_try_and_no_news_of_today(lesson):
    learner = lessons.learner()
    submission = marked(lesson, learner, double=(0, 3), hello=(1, 1))
    applied(lesson, submission, mark("double", 3, 3), mark("hello", 1, 1))
    here = standing(learner.pk, lesson)
    assert [(each.passed, each.tries) for each in here.exercises] == [(True, 1), (True, 1)]
    passed = Event.objects.get(kind="passed", exercise="double")
    assert passed.happened_at == submission.marked_at
    assert Event.objects.filter(kind="checked").count() == 2


def test_the_newest_work_is_still_the_last_when_older_work_gains(lesson):
    learner = lessons.learner()
    old = marked(lesson, learner, double=(0, 3))
    correction = begun(lesson)
    marked(lesson, learner, double=(1, 3))
    remark(correction, old, mark("double", 2, 3, message="old work"))
    corrections.apply_correction(correction=correction, by=None)
    here = standing(learner.pk, lesson).exercises[0]
    assert (here.points, here.message, here.tries) == (2, "wrong", 2)


def test_a_submission_tells_its_marks_as_they_count_now_in_the_lessons_order(lesson):
    submission = marked(lesson, double=(0, 3), hello=(1, 1))
    applied(lesson, submission, mark("double", 3, 3), mark("hello", 0, 1))
    told = described(submission_of(submission.learner, submission.pk))["result"]
    assert (told["points"], told["max_points"]) == (4, 4)
    assert [each["id"] for each in told["exercises"]] == ["double", "hello"]


@pytest.mark.parametrize(
    ("then", "written"),
    [
        pytest.param({"message": "wrong"}, 0, id="said as before"),
        pytest.param({"message": "Make it twice as much."}, 1, id="explained better"),
        pytest.param({"outcome": "marker_fault"}, 0, id="a test of ours at fault"),
    ],
)
def test_an_equal_result_is_written_only_when_it_says_more(lesson, then, written):
    submission = marked(lesson, double=(0, 3))
    applied(lesson, submission, mark("double", 0, 3, **then))
    assert Mark.objects.filter(correction__isnull=False).count() == written


def test_a_correction_marks_an_exercise_of_a_submission_once(lesson):
    submission = marked(lesson, double=(0, 3))
    applied(lesson, submission, mark("double", 3, 3))
    given = Mark.objects.get(correction__isnull=False)
    given.pk = None
    with pytest.raises(IntegrityError):
        given.save(force_insert=True)


def test_its_own_marking_marks_an_exercise_of_a_submission_once(lesson):
    given = marked(lesson, double=(0, 3)).marks.get()
    given.pk = None
    with pytest.raises(IntegrityError):
        given.save(force_insert=True)


def test_what_breaks_down_three_times_is_told_and_the_rest_goes_on(lesson):
    first, second = marked(lesson, double=(0, 3)), marked(lesson, double=(0, 3))
    correction = begun(lesson)
    about = {"correction_id": correction.pk, "remarking_id": Remarking.objects.get(submission=first).pk}
    for _ in range(5):  # a marker that is away counts for nothing
        corrections.take_up_remarking(**about)
        corrections.give_remarking_back(**about, fault="away", counts=False)
    for _ in range(3):
        assert corrections.take_up_remarking(**about) is not None
        corrections.give_remarking_back(**about, fault="it broke", counts=True)
    assert Remarking.objects.get(submission=first).state == RemarkingState.FAILED
    assert remark(correction, second, mark("double", 3, 3)) is True
    correction.refresh_from_db()
    assert correction.state == CorrectionState.READY
    assert (report(correction).failed, report(correction).marked) == (1, 1)


def test_one_that_kills_its_workers_is_given_up(lesson):
    submission = marked(lesson, double=(0, 3))
    correction = begun(lesson)
    about = {"correction_id": correction.pk, "remarking_id": Remarking.objects.get(submission=submission).pk}
    for _ in range(3):
        assert corrections.take_up_remarking(**about) is not None
    assert corrections.take_up_remarking(**about) is None
    correction.refresh_from_db()
    assert correction.state == CorrectionState.READY


def test_an_erased_child_does_not_stop_it(lesson):
    first, second = marked(lesson, double=(0, 3)), marked(lesson, double=(0, 3))
    correction = begun(lesson)
    about = {"correction_id": correction.pk, "remarking_id": Remarking.objects.get(submission=first).pk}
    first.delete()
    assert corrections.take_up_remarking(**about) is None
    queued = ProcrastinateJob.objects.filter(task_name="grading.mark_again").order_by("pk").last()
    assert queued.args["remarking_id"] == Remarking.objects.get(submission=second).pk


@pytest.mark.parametrize("now", CorrectionState)
@pytest.mark.parametrize("then", [CorrectionState.APPLIED, CorrectionState.DISCARDED])
def test_every_state_takes_or_refuses_a_decision(lesson, now, then):
    marked(lesson, double=(0, 3))
    correction = begun(lesson)
    if now not in CorrectionState.undecided():
        Correction.objects.update(state=now, closed_at=correction.started_at)
    else:
        Correction.objects.update(state=now)
    decide = {
        CorrectionState.APPLIED: corrections.apply_correction,
        CorrectionState.DISCARDED: corrections.discard_correction,
    }[then]
    if may_become(now, then):
        assert decide(correction=correction, by=None).state == then
        return
    with pytest.raises(Refusal) as refused:
        decide(correction=correction, by=None)
    reasons = {CorrectionState.PREPARING: "still_preparing", CorrectionState.OVERTAKEN: "overtaken"}
    assert refused.value.code == reasons.get(now, "already_decided")


def test_no_state_is_without_its_row():
    assert set(CORRECTION_TRANSITIONS) == set(CorrectionState)


def test_a_newer_release_overtakes_what_nobody_has_decided(lesson):
    submission = marked(lesson, double=(0, 3))
    old = begun(lesson)
    remark(old, submission, mark("double", 3, 3))
    stale = {"correction_id": old.pk, "remarking_id": Remarking.objects.get().pk}
    newer = begun(lesson)
    old.refresh_from_db()
    assert (old.state, newer.state) == (CorrectionState.OVERTAKEN, CorrectionState.PREPARING)
    assert corrections.record_remarking(**stale, result=lessons.result(mark("double", 3, 3))) is False
    with pytest.raises(Refusal, match="overtaken"):
        corrections.apply_correction(correction=old, by=None)


def test_a_submission_marked_while_its_lesson_is_corrected_is_marked_with_the_newer_version():
    lesson = release_lesson(lesson_file=lesson_file(), by=None)
    old = lesson.current_id
    submission = Submission.objects.create(
        learner=lessons.learner(), lesson=lesson, notebook=lessons.sent().decode(), sha256=""
    )
    actions.take_up(submission_id=submission.pk)
    newer = release_lesson(lesson_file=lesson_file(source=RELEASES["a new test"][0]["source"]), by=None)
    result = lessons.result(mark("double", 3, 3), mark("hello", 1, 1))
    with pytest.raises(actions.LessonCorrected):
        actions.record_marks(submission_id=submission.pk, version_id=old, result=result)
    assert actions.record_marks(submission_id=submission.pk, version_id=newer.current_id, result=result)


def told(**numbers: int) -> dict[str, int]:
    return {
        "waiting": 0,
        "marked": 0,
        "failed": 0,
        "children": 0,
        "gained": 0,
        "kept": 0,
        "unchanged": 0,
    } | numbers


def counts(found: Report) -> dict[str, int]:
    return {name: getattr(found, name) for name in told()}


def test_the_report_counts_children_by_their_best(lesson):
    """Gains; would lose; both at once in two exercises; neither."""
    gains, loses, both, neither = (lessons.learner() for _ in range(4))
    work = {
        marked(lesson, gains, double=(0, 3), hello=(1, 1)): ((3, 3), (1, 1)),
        marked(lesson, gains, double=(1, 3), hello=(0, 1)): ((0, 3), (0, 1)),
        marked(lesson, loses, double=(3, 3), hello=(0, 1)): ((1, 3), (0, 1)),
        marked(lesson, both, double=(0, 3), hello=(1, 1)): ((2, 3), (0, 1)),
        marked(lesson, neither, double=(2, 3), hello=(1, 1)): ((2, 3), (1, 1)),
    }
    correction = begun(lesson)
    assert counts(report(correction)) == told(waiting=5)
    for submission, (double, hello) in work.items():
        remark(correction, submission, mark("double", *double), mark("hello", *hello))
    found = report(correction)
    assert counts(found) == told(marked=5, children=4, gained=2, kept=2, unchanged=1)
    double, hello = found.exercises
    assert (double.done_before, double.done_after, double.gained, double.kept) == (1, 2, 2, 1)
    assert (double.share_before, double.share_after) == (50, 83)
    assert (hello.done_before, hello.done_after, hello.gained, hello.kept) == (3, 3, 0, 1)


def test_the_report_says_which_exercises_are_new_and_which_are_gone(lesson):
    submission = marked(lesson, double=(3, 3), hello=(1, 1))
    Exercise.objects.filter(slug="hello").delete()
    Exercise.objects.create(lesson=lesson, slug="wave", title="Wave", points=1, order=2)
    correction = begun(lesson)
    remark(correction, submission, mark("double", 3, 3), mark("wave", 0, 1))
    found = [(each.exercise, each.standing, each.gained, each.kept) for each in report(correction).exercises]
    assert found == [("double", "", 0, 0), ("wave", "new", 0, 0), ("hello", "gone", 0, 0)]


def administrator() -> Client:
    staff = UserFactory(is_staff=True, is_superuser=True)
    BoroughRoleFactory(user=staff, role=Role.ADMINISTRATOR)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "none"})
    client = Client()
    client.force_login(staff, backend="clubs.people.backends.NoPasswordBackend")
    return client


def test_an_administrator_reads_the_report_and_applies_it(lesson):
    submission = marked(lesson, double=(0, 3), hello=(1, 1))
    correction = begun(lesson)
    browser, address = administrator(), f"/cms/marking/corrections/{correction.pk}/"
    early = browser.post(f"{address}apply/", follow=True).content.decode()
    assert "still being marked again" in early
    remark(correction, submission, mark("double", 3, 3), mark("hello", 0, 1))
    assert "Small lesson" in browser.get("/cms/marking/corrections/").content.decode()
    for page in (address, f"{address}apply/", f"{address}discard/"):
        shown = browser.get(page).content.decode()
        assert "gain by it" in shown
        assert submission.learner.opaque_id not in shown
    assert Mark.objects.count() == 2
    browser.post(f"{address}apply/")
    assert Mark.objects.count() == 3
    after = browser.get(address).content.decode()
    assert "applied on" in after
    assert "Apply…" not in after
    assert "applied already" in browser.post(f"{address}discard/", follow=True).content.decode()


def test_discarding_leaves_everything_as_it_was(lesson):
    submission = marked(lesson, double=(0, 3))
    correction = begun(lesson)
    remark(correction, submission, mark("double", 3, 3))
    administrator().post(f"/cms/marking/corrections/{correction.pk}/discard/")
    correction.refresh_from_db()
    assert (correction.state, Mark.objects.count(), Remarking.objects.count()) == ("discarded", 1, 0)
    assert correction.report["gained"] == 1


def ran(*arguments: str) -> str:
    out = io.StringIO()
    call_command("remark", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_begins_tells_and_applies(lesson):
    assert "Nothing has been marked yet." in ran("small-lesson")
    submission = marked(lesson, double=(0, 3), hello=(1, 1))
    assert "0 submissions marked again, 1 waiting" in ran("small-lesson")
    with pytest.raises(CommandError, match="still being marked"):
        ran("small-lesson", "--apply")
    remark(Correction.objects.get(), submission, mark("double", 3, 3), mark("hello", 1, 1))
    assert "children: 1 gain, 0 would lose" in ran("small-lesson")
    assert "Applied." in ran("small-lesson", "--apply")
    assert Mark.objects.best(submission.learner_id).first().points == 3
    assert "No correction waits" in ran("small-lesson", "--apply")
    with pytest.raises(CommandError, match="no lesson"):
        ran("nothing")


def jobs(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=task, status="todo").count()


def test_what_waits_without_a_job_is_queued_again_and_nothing_else(lesson):
    with_job = actions.store_submission(lesson=lesson, body=lessons.sent(), key=None, by=lessons.learner())
    lost = Submission.objects.create(learner=lessons.learner(), lesson=lesson, notebook="{}", sha256="")
    marked(lesson, double=(0, 3))
    Correction.objects.create(lesson=lesson, version=lesson.given_out)
    Remarking.objects.create(correction=Correction.objects.get(), submission=lost)
    for _ in range(2):
        rescue.queue_what_was_lost("marking")
    queued = ProcrastinateJob.objects.filter(task_name="grading.mark_submission").values_list(
        "args", flat=True
    )
    assert sorted(each["submission_id"] for each in queued) == sorted([str(with_job.pk), str(lost.pk)])
    assert jobs("grading.mark_again") == 1
