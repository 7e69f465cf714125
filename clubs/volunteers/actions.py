"""Every write about volunteers."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg import errors

from clubs.people.enums import Role
from clubs.people.models import User
from clubs.people.rules import check_adult, check_role
from clubs.records.audit import audited
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from clubs.volunteers.clearance import clearance_dates, clearance_dates_of, those_who_help
from clubs.volunteers.enums import CheckKind, CheckOutcome, Picture, RotaState, Skill, Workforce
from clubs.volunteers.models import Check, ClearanceRecord, RotaEntry, VolunteerProfile
from clubs.volunteers.permissions import check_may_change_rota, leads_a_club
from clubs.volunteers.rules import (
    ClearanceDates,
    check_check_dates,
    check_cleared,
    check_eligible,
    check_rota_move,
    check_training_dates,
)
from clubs.volunteers.tasks import tell_lead_of_withdrawal


@audited("volunteers.confirm_on_rota")
def confirm_on_rota(*, session: Session, volunteer: User, by: User | None) -> RotaEntry:
    """Put a cleared volunteer on a session's rota; doing it twice changes nothing.

    Raises:
        Refusal: ``not_yours``, ``not_of_this_club``, ``session_not_planned``, ``already_started``,
            ``not_cleared`` or ``rota_clash``.
    """
    check_may_change_rota(by, volunteer, session.club)
    _check_can_still_join(session)
    check_cleared(clearance_dates(volunteer), session.day)
    entry = RotaEntry.objects.select_for_update().filter(session=session, volunteer=volunteer).first()
    if entry is None:
        entry = RotaEntry(session=session, volunteer=volunteer)
    elif entry.state == RotaState.CONFIRMED:
        return entry
    entry.state = RotaState.CONFIRMED
    _save_without_clash(entry)
    return entry


@audited("volunteers.withdraw_from_rota")
def withdraw_from_rota(*, entry: RotaEntry, by: User | None) -> RotaEntry:
    """Take a volunteer off a session. The club's leads are told; no child's place changes.

    Raises:
        Refusal: ``not_yours`` or ``rota_state``.
    """
    entry = (
        RotaEntry.objects.select_for_update(of=("self",))
        .select_related("session__club", "volunteer")
        .get(pk=entry.pk)
    )
    check_may_change_rota(by, entry.volunteer, entry.session.club)
    check_rota_move(entry.state, RotaState.WITHDRAWN)
    entry.state = RotaState.WITHDRAWN
    entry.save(update_fields=["state"])
    tell_lead_of_withdrawal.defer(entry_id=entry.pk)
    return entry


@audited("volunteers.record_check")
def record_check(
    *,
    volunteer: User,
    kind: CheckKind,
    workforce: Workforce,
    number: str,
    issued_on: date,
    seen_on: date,
    due_on: date,
    outcome: CheckOutcome,
    update_service_consent: bool,
    by: User,
    last_status_check_on: date | None = None,
) -> Check:
    """Write down a check that the safeguarding lead has seen. ``number``: twelve digits.

    Raises:
        Refusal: ``not_yours``, ``own_check``, ``not_eligible``, ``check_dates`` or ``check_number``.
    """
    _check_may_clear(by, volunteer)
    check_eligible(kind, workforce, leads=leads_a_club(volunteer))
    check_check_dates(number, issued_on, seen_on, due_on, timezone.localdate())
    return Check.objects.create(
        volunteer=volunteer,
        kind=kind,
        workforce=workforce,
        number=number,
        number_last_four=number[-4:],
        issued_on=issued_on,
        seen_on=seen_on,
        seen_by=by,
        due_on=due_on,
        outcome=outcome,
        update_service_consent=update_service_consent,
        last_status_check_on=last_status_check_on,
    )


@audited("volunteers.view_checks")
def view_checks(*, volunteer: User, by: User) -> list[Check]:
    """Return a volunteer's check records, newest first, without their numbers; the look itself is recorded.

    Raises:
        Refusal: ``not_yours``.
    """
    check_role(by, Role.SAFEGUARDING_LEAD)
    return list(Check.objects.filter(volunteer=volunteer).select_related("seen_by").defer("number"))


@audited("volunteers.view_clearances")
def view_clearances(*, by: User) -> list[tuple[User, ClearanceDates]]:
    """Return everyone who helps at a club with their clearance dates; the look itself is recorded.

    Raises:
        Refusal: ``not_yours``.
    """
    check_role(by, Role.SAFEGUARDING_LEAD)
    people = list(those_who_help())
    dates = clearance_dates_of(people)
    return [(person, dates[person.pk]) for person in people]


@audited("volunteers.record_clearances")
def record_clearances(
    *,
    volunteer: User,
    identity_seen_on: date | None,
    adult_from: date | None,
    first_reference_on: date | None,
    second_reference_on: date | None,
    training_done_on: date | None,
    training_due_on: date | None,
    conduct_signed_on: date | None,
    conduct_version: str,
    by: User,
) -> ClearanceRecord:
    """Write down the other clearances; ``adult_from`` is the volunteer's eighteenth birthday.

    Raises:
        Refusal: ``not_yours``, ``own_check`` or ``training_dates``.
    """
    _check_may_clear(by, volunteer)
    check_training_dates(training_done_on, training_due_on)
    clearances, _made = ClearanceRecord.objects.update_or_create(
        volunteer=volunteer,
        defaults={
            "identity_seen_on": identity_seen_on,
            "adult_from": adult_from,
            "first_reference_on": first_reference_on,
            "second_reference_on": second_reference_on,
            "training_done_on": training_done_on,
            "training_due_on": training_due_on,
            "conduct_signed_on": conduct_signed_on,
            "conduct_version": conduct_version,
        },
    )
    return clearances


@audited("volunteers.change_profile")
def change_profile(*, picture: Picture, skills: Sequence[Skill], by: User) -> VolunteerProfile:
    """Set the picture and the skills one shows of oneself.

    Raises:
        Refusal: ``not_signed_in`` or ``not_yours``.
    """
    check_adult(by)
    profile, _made = VolunteerProfile.objects.update_or_create(
        user=by, defaults={"picture": picture, "skills": list(skills)}
    )
    return profile


def _check_may_clear(by: User, volunteer: User) -> None:
    check_role(by, Role.SAFEGUARDING_LEAD)
    if by == volunteer:
        raise Refusal(
            "own_check", "Nobody can clear themselves.", "Ask another safeguarding lead.", status=403
        )


def _check_can_still_join(session: Session) -> None:
    if not session.is_planned:
        raise Refusal(
            "session_not_planned",
            "This session is not going ahead.",
            "Choose another date from the club's list.",
        )
    if session.starts_at <= timezone.now():
        raise Refusal(
            "already_started", "This session has started already.", "Choose one that is still to come."
        )


def _save_without_clash(entry: RotaEntry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.ExclusionViolation):
            raise
        raise Refusal(
            "rota_clash",
            "There is another session on the rota for that volunteer at that time.",
            "Withdraw from the other one first, or choose another date.",
        ) from error
