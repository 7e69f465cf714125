"""Calls for help, phrases and invitations: rules as tables, and what the database holds to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from curriculum.courses.models import Exercise
from curriculum.progress import rules
from curriculum.progress.actions import note_events, say, start_for_all
from curriculum.progress.attending import session_of
from curriculum.progress.enums import HELP_MOVES, HELP_OPEN, HelpState, Kind, Phrase
from curriculum.progress.help_actions import ask_for_help, cannot_go, go_to_help, helped, take_back
from curriculum.progress.models import HelpRequest, Invitation, Said
from curriculum.progress.news import news_of
from curriculum.progress.suggestion import suggest
from tests.factories import lessons
from tests.factories.classroom import child_here, helper_of
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory
from tests.unit.curriculum.test_progress import checked

NOW = datetime(2030, 1, 5, 10, tzinfo=UTC)


def minutes_ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


ASKING = {
    "the first time": (True, [], None),
    "five times lately": (True, minutes_ago(1, 2, 3, 4, 5), None),
    "six times lately": (True, minutes_ago(1, 2, 3, 4, 5, 6), "asked_often"),
    "six times, one long ago": (True, minutes_ago(1, 2, 3, 4, 5, 11), None),
    "at home": (False, [], "no_session"),
}


@pytest.mark.parametrize(("at_session", "asked", "code"), ASKING.values(), ids=ASKING)
def test_when_a_child_may_call(at_session, asked, code):
    assert rules.may_ask(at_session, asked, NOW) == (code is None)
    if code:
        with pytest.raises(Refusal) as refused:
            rules.check_may_ask(at_session, asked, NOW)
        assert refused.value.code == code


@pytest.mark.parametrize("then", HelpState)
@pytest.mark.parametrize("now", HelpState)
def test_every_move_of_a_call(now, then):
    allowed = then in HELP_MOVES[now]
    assert rules.help_may_move(now, then) == allowed
    if allowed:
        rules.check_help_move(now, then)
        return
    with pytest.raises(Refusal) as refused:
        rules.check_help_move(now, then, whose="Sam")
    expected = {HelpState.TAKEN: "taken_already", HelpState.WAITING: "help_not_taken"}
    assert refused.value.code == expected.get(now, "help_ended")


def test_a_call_that_has_ended_goes_nowhere():
    assert all((not HELP_MOVES[state]) == (state not in HELP_OPEN) for state in HelpState)


SAYING = {
    "a phrase of the list": ("five_minutes", None, None),
    "one's own words": ("Come to my house", None, "no_such_phrase"),
    "nothing": (None, None, "no_such_phrase"),
    "a list": (["look_up"], None, "no_such_phrase"),
    "right after another": ("look_up", NOW - timedelta(seconds=19), "said_just_now"),
    "a little later": ("look_up", NOW - timedelta(seconds=20), None),
}


@pytest.mark.parametrize(("phrase", "last", "code"), SAYING.values(), ids=SAYING)
def test_what_can_be_said(phrase, last, code):
    if code is None:
        assert rules.check_phrase(phrase, last, NOW) == phrase
        return
    with pytest.raises(Refusal) as refused:
        rules.check_phrase(phrase, last, NOW)
    assert refused.value.code == code


STARTS = {
    "ready": ({"learner": "a", "state": "ready"}, ("a", Kind.STARTED)),
    "failed": ({"learner": "a", "state": "failed"}, ("a", Kind.START_FAILED)),
    "slow": ({"learner": "a", "state": "slow"}, ("a", Kind.START_FAILED)),
    "some other state": ({"learner": "a", "state": "exploded"}, None),
    "no learner": ({"state": "failed"}, None),
    "a list of states": ({"learner": "a", "state": ["failed"]}, None),
    "no object": ([], None),
}


@pytest.mark.parametrize(("told", "means"), STARTS.values(), ids=STARTS)
def test_what_the_hub_may_tell(told, means):
    if means is not None:
        assert rules.check_server_told(told) == means
        return
    with pytest.raises(Refusal) as refused:
        rules.check_server_told(told)
    assert refused.value.code == "bad_start"


NOTES = """# Notes
| exercise | new idea |
|---|---|
| star | a loop, `*` included |

## What usually goes wrong

- **The turn is not in the loop.** Tilly walks one long line.
- **A big letter.** NameError. Ask how it is written.
- **The star has no points.** 72 is not 144.

## Helping without taking the keyboard

Be the turtle.

## comet

- Only for the comet.
"""
TRYING = {
    "its own section": ({"exercise": "comet", "title": "Comet"}, ["Only for the comet."]),
    "the last error's name": (
        {"exercise": "window", "title": "A window", "error_kind": "NameError"},
        ["A big letter. NameError. Ask how it is written."],
    ),
    "the exercise's name": (
        {"exercise": "star", "title": "A star"}, ["The star has no points. 72 is not 144."],
    ),
    "words of the message": (
        {"exercise": "window", "title": "A window", "message": "Is the turn inside the loop?"},
        ["The turn is not in the loop. Tilly walks one long line."],
    ),
    "nothing fits": ({"exercise": "window", "title": "A window"}, ["Be the turtle."]),
}  # fmt: skip


@pytest.mark.parametrize(("about", "notes"), TRYING.values(), ids=TRYING)
def test_what_the_lessons_notes_suggest(about, notes):
    assert suggest(NOTES, **about).notes == notes


def test_a_suggestion_names_the_new_idea_and_a_known_mistake():
    wrong = [{"code": "", "sign": "", "message": "Make it twice as much."}]
    told = suggest(NOTES, exercise="star", title="", message="Make it twice as much.", wrong_answers=wrong)
    assert (told.idea, told.known) == ("a loop, * included", "Make it twice as much.")
    assert suggest("", exercise="star", title="", message="Other.", wrong_answers=wrong).known == ""


# What an adult could write to a child would have to stand in one of these.
OF_ADULTS_TO_CHILDREN = [Said, Invitation]


@pytest.mark.parametrize("model", OF_ADULTS_TO_CHILDREN, ids=lambda model: model.__name__)
def test_an_adult_has_no_words_of_their_own_for_a_child(model):
    free = [
        column.name
        for column in model._meta.local_concrete_fields
        if isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices
    ]
    assert free == []


def test_no_model_of_lessons_joins_an_adult_and_a_child_but_those_known():
    joined = set()
    for model in apps.get_models():
        if not model.__module__.startswith("curriculum."):
            continue
        people = [
            column.name
            for column in model._meta.local_concrete_fields
            if column.related_model is not None and column.related_model._meta.label == "people.User"
        ]
        if len(people) > 1:
            joined.add((model.__name__, *people))
    # Whoever is on it, and no word from them.
    assert joined == {("HelpRequest", "learner", "taken_by")}


@pytest.mark.django_db
class TestInTheDatabase:
    @pytest.fixture
    def exercise(self) -> Exercise:
        return lessons.lesson().exercises.get(slug="double")

    @pytest.fixture
    def session(self):
        return SessionFactory(started=True)

    def ask(self, exercise: Exercise, child, **about) -> HelpRequest:
        told = {"error_kind": "NameError", "program": "x", **about}
        return ask_for_help(exercise=exercise, by=child.user, **told)

    def test_one_open_call_for_each_child(self, session, exercise):
        child = child_here(session)
        self.ask(exercise, child)
        with pytest.raises(IntegrityError, match="help_one_open_each"), transaction.atomic():
            HelpRequest.objects.create(
                learner=child.user, session=session, lesson=exercise.lesson, exercise="hello"
            )

    @pytest.mark.parametrize(
        ("now", "then"),
        [(now, then) for now in HelpState for then in HelpState if now != then],
        ids=lambda state: state.value,
    )
    def test_the_database_holds_to_the_table(self, session, exercise, now, then):
        def dates(state: HelpState) -> dict:
            return {
                "ended_at": None if state in HELP_OPEN else timezone.now(),
                "taken_at": timezone.now() if state == HelpState.TAKEN else None,
            }

        child = child_here(session)
        call = HelpRequest.objects.create(
            learner=child.user, session=session, lesson=exercise.lesson, exercise="double", state=now,
            **dates(now),
        )  # fmt: skip

        def move() -> None:
            with transaction.atomic():
                HelpRequest.objects.filter(pk=call.pk).update(state=then, **dates(then))

        if then in HELP_MOVES[now]:
            move()
            return
        with pytest.raises(Exception, match="Invalid transition"):
            move()

    def test_asking_elsewhere_moves_the_call_and_keeps_its_place(self, session, exercise):
        child = child_here(session)
        first = self.ask(exercise, child)
        again = self.ask(exercise.lesson.exercises.get(slug="hello"), child, error_kind="not a name!")
        assert (again.pk, again.exercise, again.error_kind) == (first.pk, "hello", "")
        assert again.asked_at == first.asked_at

    def test_what_is_called_with_is_cut_and_made_plain(self, session, exercise):
        call = self.ask(exercise, child_here(session), program="a\x00b" + "x" * 50_000)
        assert call.program.startswith("ab")
        assert len(call.program) < rules.LONGEST_PROGRAM

    def test_a_child_at_home_calls_nobody(self, exercise):
        child = child_here(SessionFactory(days_ahead=2), arrived=False)
        assert news_of(child.user).may_ask is False
        with pytest.raises(Refusal) as refused:
            self.ask(exercise, child)
        assert refused.value.code == "no_session"

    def test_a_child_gone_home_is_at_home(self, session):
        child = child_here(session)
        assert session_of(child.user, timezone.now()) == session
        child.attendances.update(left_at=timezone.now(), leaving_marked_by=UserFactory())
        assert session_of(child.user, timezone.now()) is None

    def test_a_call_left_over_from_another_session_ends(self, session, exercise):
        child = child_here(session)
        old = HelpRequest.objects.create(
            learner=child.user,
            session=SessionFactory(days_ahead=-7),
            lesson=exercise.lesson,
            exercise="hello",
        )
        new = self.ask(exercise, child)
        old.refresh_from_db()
        assert (old.state, new.session) == (HelpState.LAPSED, session)

    def test_what_adults_do_is_on_record_and_what_children_do_is_not(self, session, exercise):
        child, helper = child_here(session), helper_of(session)
        call = self.ask(exercise, child)
        for act in (go_to_help, cannot_go, go_to_help, helped):
            act(call=call, by=helper)
        self.ask(exercise, child)
        take_back(by=child.user)
        say(session=session, phrase=Phrase.LOOK_UP, by=helper)
        start_for_all(session=session, lesson=exercise.lesson, by=helper)
        entries = AuditEntry.objects.filter(action__startswith="progress.").order_by("pk")
        assert list(entries.values_list("action", flat=True)) == [
            "progress.go_to_help", "progress.cannot_go", "progress.go_to_help", "progress.helped",
            "progress.say", "progress.start_for_all",
        ]  # fmt: skip
        assert set(entries.values_list("actor_id", flat=True)) == {helper.pk}

    @pytest.mark.parametrize("act", [go_to_help, cannot_go, helped])
    def test_only_the_clubs_team_comes(self, session, exercise, act):
        call = self.ask(exercise, child_here(session))
        with pytest.raises(Refusal) as refused:
            act(call=call, by=helper_of(SessionFactory(started=True)))
        assert refused.value.code == "not_yours"

    def test_a_call_ends_when_the_exercise_works_unless_somebody_is_coming(self, session, exercise):
        waits, comes = child_here(session), child_here(session)
        waiting, taken = self.ask(exercise, waits), self.ask(exercise, comes)
        go_to_help(call=taken, by=helper_of(session))
        for child in (waits, comes):
            checked(child, exercise.lesson, double=3)
        waiting.refresh_from_db()
        taken.refresh_from_db()
        assert (waiting.state, taken.state) == (HelpState.PASSED, HelpState.TAKEN)

    def test_an_invitation_goes_once_the_lesson_was_opened(self, session, exercise):
        child = child_here(session)
        start_for_all(session=session, lesson=exercise.lesson, by=helper_of(session))
        assert news_of(child.user).invitation is not None
        event = {"lesson": exercise.lesson.slug, "exercise": "", "kind": "opened", "error_kind": ""}
        note_events(events=[event], by=child.user)
        assert news_of(child.user).invitation is None
