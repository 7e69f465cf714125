"""What a notebook tried: noticed once, bounded, and shown to administrators alone."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from clubs.people.enums import Role
from clubs.records.refusals import Refusal
from curriculum.courses.lesson_cells import lesson_cells
from curriculum.grading import actions, staff_views
from curriculum.grading.checker.link import CellReport, ErrorRecord, PupilLost
from curriculum.grading.checker.noticed import Noticed, claims_by_id
from curriculum.grading.checker.raised import CodeRaised
from curriculum.grading.faults import FOR_STAFF, LONGEST_DETAIL, MOST_FAULTS, SLIPS, TRIES, Fault
from curriculum.grading.models import Submission
from tests.factories import lessons
from tests.factories.people import BoroughRoleFactory, UserFactory


def kinds(noticed: Noticed) -> list[tuple[str, str]]:
    return [(fault["kind"], fault["exercise"]) for fault in noticed.as_data()]


def test_each_kind_has_a_sentence_and_is_a_slip_or_a_try():
    assert set(FOR_STAFF) == set(Fault) == SLIPS | TRIES


@pytest.mark.parametrize(
    ("report", "found"),
    [
        pytest.param(CellReport("done"), [], id="done"),
        pytest.param(CellReport("exit"), [], id="a plain exit"),
        pytest.param(CellReport("exit", lost=True), ["ended_its_process"], id="an end"),
        pytest.param(CellReport("slow"), ["too_slow"], id="slow"),
        pytest.param(CellReport("memory", lost=True), ["too_much_memory"], id="memory"),
        pytest.param(CellReport("output"), ["too_much_output"], id="output"),
        pytest.param(CellReport("garbled", lost=True), ["garbled_answer"], id="garbled"),
        pytest.param(
            CellReport("error", error=ErrorRecord("BlockingIOError", "")),
            ["too_many_processes"],
            id="no more",
        ),
        pytest.param(CellReport("error", error=ErrorRecord("NameError", "x")), [], id="an honest error"),
    ],
)
def test_the_end_of_a_cell_is_noticed(report, found):
    noticed = Noticed(["double"])
    noticed.of_cell("double", report)
    assert [kind for kind, _ in kinds(noticed)] == found


@pytest.mark.parametrize(
    ("raised", "found"),
    [
        pytest.param(None, [], id="nothing"),
        pytest.param(AssertionError("no"), [], id="a wrong answer"),
        pytest.param(PupilLost("exit"), ["ended_its_process"], id="an end"),
        pytest.param(CodeRaised("slow", ErrorRecord("TooSlow", "")), ["too_slow"], id="slow"),
        pytest.param(CodeRaised("error", ErrorRecord("ValueError", "")), [], id="an error"),
    ],
)
def test_the_end_of_a_use_is_noticed(raised, found):
    noticed = Noticed(["double"])
    noticed.of_test("double", raised)
    assert [kind for kind, _ in kinds(noticed)] == found


def test_faults_are_told_once_and_bounded():
    noticed = Noticed(f"e{number}" for number in range(200))
    for number in range(200):
        for _ in range(2):
            noticed.add(Fault.TOO_SLOW, f"e{number}", "\x1b[31m" + "x" * 5_000)
    told = noticed.as_data()
    assert len(told) == MOST_FAULTS
    assert all(len(fault["detail"]) <= LONGEST_DETAIL and "\x1b" not in fault["detail"] for fault in told)


def test_an_exercise_that_is_none_of_the_lessons_is_not_named():
    noticed = Noticed(["double"])
    noticed.add(Fault.FORGED_METADATA, "<script>", "x")
    assert kinds(noticed) == [("forged_metadata", "")]


def test_a_clean_notebook_has_no_faults():
    noticed = Noticed(["double", "hello"])
    source, release = lessons.source_notebook(), lessons.release_notebook()
    known, claims = lesson_cells(source, release), claims_by_id(source, release)
    noticed.of_notebook(lessons.answered(**lessons.RIGHT), known, claims, {})
    assert noticed.as_data() == []


def test_drawings_that_do_not_fit_are_left_out():
    drawing = {"lines": ["x" * 900_000]}
    exercises: list[dict[str, Any]] = [{"id": each, "drawing": drawing} for each in ("a", "b", "c")]
    noticed = Noticed("abc")
    assert [each["drawing"] is None for each in noticed.without_excess(exercises)] == [False, False, True]
    assert kinds(noticed) == [("too_much_output", "c")]


@pytest.fixture
def tried(db) -> Submission:
    """Marked ones: with a try, with a slip, with neither."""
    learner, lesson = lessons.learner(), lessons.lesson()
    made = []
    for fault in ("garbled_answer", "too_slow", None):
        faults = [{"kind": fault, "exercise": "double", "detail": "it <tried>"}] if fault else []
        submission = Submission.objects.create(
            learner=learner, lesson=lesson, notebook=lessons.sent().decode(), sha256=""
        )
        actions.take_up(submission_id=submission.pk)
        actions.record_marks(
            submission_id=submission.pk, version_id=lesson.current_id, result=lessons.result(faults=faults)
        )
        made.append(submission)
    return made[0]


@pytest.mark.parametrize(
    ("question", "shown", "hidden"),
    [("", Fault.GARBLED_ANSWER, Fault.TOO_SLOW), ("?slips", Fault.TOO_SLOW, Fault.CHANGED_TESTS)],
)
def test_administrators_see_them_without_a_name(tried, question, shown, hidden):
    staff = UserFactory(is_staff=True, is_superuser=True)
    BoroughRoleFactory(user=staff, role=Role.ADMINISTRATOR)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "none"})
    client = Client()
    client.force_login(staff, backend="clubs.people.backends.NoPasswordBackend")
    page = client.get(f"/cms/marking/faults/{question}").content.decode()
    assert shown.for_staff in page
    assert hidden.for_staff not in page
    assert "it &lt;tried&gt;" in page
    assert tried.learner.opaque_id in page


def test_nobody_else_sees_them(tried, rf):
    request = rf.get("/cms/marking/faults/")
    request.user = UserFactory()
    with pytest.raises(Refusal):
        staff_views.faults(request)
