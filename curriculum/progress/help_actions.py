"""Calls for help: asking, taking back, going to a child, and being done."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clubs.directory.rules import check_helps
from clubs.people.models import User
from clubs.records.audit import audited
from clubs.records.listening import tell
from clubs.timetable.models import Session
from curriculum.courses.models import Exercise
from curriculum.grading.plain_text import plain_text

from .attending import session_of
from .enums import HelpState, Kind
from .models import Event, HelpRequest, HelpRequestQuerySet
from .rules import CALLS_WITHIN, LONGEST_PROGRAM, check_help_move, check_may_ask, named_error


@transaction.atomic
def ask_for_help(*, exercise: Exercise, error_kind: object, program: object, by: User) -> HelpRequest:
    """Call the adults of the session this child is at; a call that is open moves to this exercise.

    Raises Refusal as `rules.check_may_ask`.
    """
    # Two presses of one child wait for each other: there is one open call each.
    User.objects.select_for_update().get(pk=by.pk)
    now = timezone.now()
    session = session_of(by, now)
    call = _open_call(by, session)
    again = call is not None and (call.lesson_id, call.exercise) == (exercise.lesson_id, exercise.slug)
    check_may_ask(session is not None, [] if again else _calls_lately(by, now), now)
    assert session is not None  # noqa: S101 - check_may_ask lets nobody else through
    call = call or HelpRequest(learner=by, session=session, asked_at=now)
    call.lesson, call.exercise, call.told_at = exercise.lesson, exercise.slug, now
    call.error_kind = named_error(error_kind)
    call.program = plain_text(program[:LONGEST_PROGRAM]) if isinstance(program, str) else ""
    call.save()
    if not again:
        Event.objects.create(learner=by, lesson=exercise.lesson, exercise=exercise.slug, kind=Kind.HELP)
    tell("learner", by.pk)
    return call


def _open_call(learner: User, session: Session | None) -> HelpRequest | None:
    """This child's open call; one left over from another session ends here."""
    call = HelpRequest.objects.open().of_learner(learner.pk).select_for_update().first()
    if call is not None and session is not None and call.session_id != session.pk:
        _end(call, HelpState.LAPSED)
        return None
    return call


def _calls_lately(learner: User, now: datetime) -> list[datetime]:
    calls = Event.objects.of_learner(learner.pk).filter(kind=Kind.HELP, happened_at__gt=now - CALLS_WITHIN)
    return list(calls.values_list("happened_at", flat=True))


@transaction.atomic
def take_back(*, by: User) -> None:
    """Take this child's call back; without one there is nothing to do."""
    call = HelpRequest.objects.open().of_learner(by.pk).select_for_update().first()
    if call is not None:
        _end(call, HelpState.TAKEN_BACK)


@transaction.atomic(savepoint=False)
def end_passed(*, learner_id: int, lesson_id: int, exercises: Iterable[str], by: None = None) -> None:
    """End a call for help with an exercise that now works, unless somebody is on the way."""
    calls = HelpRequest.objects.of_learner(learner_id).filter(
        state=HelpState.WAITING, lesson_id=lesson_id, exercise__in=sorted(exercises)
    )
    for call in calls.select_for_update():
        _end(call, HelpState.PASSED)


@audited("progress.go_to_help")
def go_to_help(*, call: HelpRequest, by: User) -> HelpRequest:
    """Say "I'm on it": of two who press at once one goes, and the other reads who.

    Raises Refusal: "not_yours", and as `rules.check_help_move`.
    """
    held = _held(call, by)
    if held.state == HelpState.TAKEN and held.taken_by_id == by.pk:
        return held
    check_help_move(HelpState(held.state), HelpState.TAKEN, whose=name_of(held.taken_by))
    held.state, held.taken_by, held.taken_at = HelpState.TAKEN, by, timezone.now()
    held.save(update_fields=["state", "taken_by", "taken_at"])
    tell("learner", held.learner_id)
    return held


@audited("progress.cannot_go")
def cannot_go(*, call: HelpRequest, by: User) -> HelpRequest:
    """Give a call back to the others: whoever was on it was called away. It keeps its place.

    Raises Refusal: "not_yours", and as `rules.check_help_move`.
    """
    held = _held(call, by)
    check_help_move(HelpState(held.state), HelpState.WAITING)
    held.state, held.taken_by, held.taken_at = HelpState.WAITING, None, None
    held.save(update_fields=["state", "taken_by", "taken_at"])
    tell("learner", held.learner_id)
    return held


@audited("progress.helped")
def helped(*, call: HelpRequest, by: User) -> HelpRequest:
    """Say that the child has been helped. Raises Refusal: "not_yours", and as `rules.check_help_move`."""
    held = _held(call, by)
    if held.state != HelpState.HELPED:
        check_help_move(HelpState(held.state), HelpState.HELPED)
        _end(held, HelpState.HELPED)
    return held


@transaction.atomic
def lapse(*, calls: HelpRequestQuerySet, by: None = None) -> None:
    """End calls that nobody came to before the session was over."""
    for call in calls.select_for_update(of=("self",)):
        _end(call, HelpState.LAPSED)


def name_of(adult: User | None) -> str:
    """What the others of the team read of who is on it."""
    return adult.get_short_name() if adult else ""


def _held(call: HelpRequest, by: User) -> HelpRequest:
    """The call, for an adult of its session's club; nobody else changes it meanwhile."""
    check_helps(by, call.session.club)
    held: HelpRequest = HelpRequest.objects.select_for_update(of=("self",)).get(pk=call.pk)
    return held


def _end(call: HelpRequest, then: HelpState) -> None:
    call.state, call.ended_at = then, timezone.now()
    call.save(update_fields=["state", "ended_at"])
    tell("learner", call.learner_id)
