"""Letters about the rota, sent by the worker."""

from typing import cast

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clubs.directory.enums import ClubRoleKind
from clubs.people.models import User
from clubs.records.mail import send_letter
from clubs.timetable.models import Session
from clubs.volunteers.models import RotaEntry

# A mail server that is down for an hour loses no letter.
KEEP_TRYING = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="volunteers.tell_lead_of_withdrawal", queue="mail", retry=KEEP_TRYING)
def tell_lead_of_withdrawal(entry_id: int) -> None:
    """Tell the club's leads that an adult cannot come, and what cover is left."""
    entry = RotaEntry.objects.select_related("session__club", "volunteer").get(pk=entry_id)
    coming = RotaEntry.objects.confirmed().cleared().filter(session=entry.session).count()
    for lead in leads_of(entry.session):
        about = {"entry": entry, "session": entry.session, "coming": coming, "lead": lead}
        send_letter(template="volunteers/mail/withdrawal", to=cast(str, lead.email), about=about)


@app.task(name="volunteers.tell_volunteer_of_change", queue="mail", retry=KEEP_TRYING)
def tell_volunteer_of_change(entry_id: int, change: str) -> None:
    """Tell one volunteer that a session they were on was moved, skipped, cancelled or put back."""
    entry = RotaEntry.objects.select_related("session__club__venue", "volunteer").get(pk=entry_id)
    if entry.volunteer.email:
        about = {"entry": entry, "session": entry.session, "change": change}
        send_letter(template="volunteers/mail/change", to=entry.volunteer.email, about=about)


def leads_of(session: Session) -> list[User]:
    """Return the leads of a session's club that a letter can reach."""
    return list(
        User.objects.filter(
            club_roles__club=session.club,
            club_roles__role=ClubRoleKind.LEAD,
            club_roles__ended_at__isnull=True,
            is_active=True,
            email__isnull=False,
        ).distinct()
    )
