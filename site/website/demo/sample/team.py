"""Staff, leads and volunteers of the sample, each cleared as a real one would have to be."""

from datetime import date, datetime, timedelta
from typing import Any

from clubs.directory.actions import name_to_team
from clubs.directory.enums import ClubRoleKind
from clubs.directory.models import Club
from clubs.people import actions as people
from clubs.people.enums import Role
from clubs.people.models import Organisation, User
from clubs.safeguarding.actions import decide_for_self
from clubs.safeguarding.enums import Purpose
from clubs.volunteers import actions as volunteering
from clubs.volunteers.enums import CheckKind, CheckOutcome, Picture, Skill, Workforce
from website.demo.authenticators import give_apps

# Every fourth volunteer would rather not be listed, as in life.
UNLISTED_EVERY = 4


def adult(row: dict[str, Any]) -> User:
    """An account for one row of the sample."""
    return User.objects.create_user(
        email=row["email"], first_name=row["first_name"], last_name=row["last_name"]
    )


def load_staff(table: dict[str, Any], now: datetime) -> dict[Role, User]:
    """The borough's own people, by role."""
    staff: dict[Role, User] = {}
    rows = {Role(row["role"]): row for row in table["staff"]}
    staff[Role.ADMINISTRATOR] = admin = adult(rows.pop(Role.ADMINISTRATOR))
    people.grant_role(by=None, user=admin, role=Role.ADMINISTRATOR)
    second = adult({"email": "second.admin@demo.example", "first_name": "Bea", "last_name": "Demo-Admin"})
    people.grant_role(by=None, user=second, role=Role.ADMINISTRATOR)
    for role, row in rows.items():
        staff[role] = adult(row)
        granted = people.grant_role(by=admin, user=staff[role], role=role)
        if role == Role.SAFEGUARDING_LEAD:
            people.agree_to_role(by=second, role=granted)
    manager = adult(table["library_manager"])
    library = Organisation.objects.get_or_create(
        name="Borough Libraries (demo)", slug="borough-libraries-demo"
    )[0]
    people.let_speak_for(by=admin, user=manager, organisation=library)
    give_apps([*staff.values(), second])
    return staff


def load_volunteers(table: dict[str, Any], clubs: list[Club], staff: dict[Role, User], now: datetime) -> None:
    """Each club gets a lead and two volunteers; the first club those of the sample logins."""
    admin, safeguarding = staff[Role.ADMINISTRATOR], staff[Role.SAFEGUARDING_LEAD]
    volunteers = [adult(row) for row in table["volunteers"]]
    for number, (user, row) in enumerate(zip(volunteers, table["volunteers"], strict=True)):
        _clear(user, number, safeguarding, now.date())
        volunteering.change_profile(
            picture=Picture(row["picture"]), skills=[Skill(skill) for skill in row["skills"]], by=user
        )
        decide_for_self(by=user, purpose=Purpose.VOLUNTEER_LISTING, yes=bool((number + 1) % UNLISTED_EVERY))
    lead, volunteer, *others = volunteers
    for number, club in enumerate(clubs):
        team = [lead, volunteer, others[0]] if number == 0 else _team(others, number)
        name_to_team(user=team[0], club=club, role=ClubRoleKind.LEAD, by=admin)
        for helper in team[1:]:
            name_to_team(user=helper, club=club, role=ClubRoleKind.VOLUNTEER, by=admin)


def _team(others: list[User], number: int) -> list[User]:
    """A lead of the club's own, and two who help at other clubs too."""
    count = len(others)
    return [others[number % count], others[(number + 7) % count], others[(number + 19) % count]]


def _clear(user: User, number: int, safeguarding: User, today: date) -> None:
    """Check, identity, references, training and code of conduct, all in date for the coming term."""
    seen = today - timedelta(days=30 + number % 20)
    volunteering.record_check(
        volunteer=user, kind=CheckKind.ENHANCED, workforce=Workforce.CHILD, number=f"{100000000000 + number}",
        issued_on=seen - timedelta(days=14), seen_on=seen, due_on=seen + timedelta(days=3 * 365),
        outcome=CheckOutcome.CLEAR, update_service_consent=bool(number % 2), by=safeguarding,
    )  # fmt: skip
    volunteering.record_clearances(
        volunteer=user, identity_seen_on=seen, adult_from=today - timedelta(days=365 * (3 + number % 30)),
        first_reference_on=seen, second_reference_on=seen, training_done_on=seen,
        training_due_on=seen + timedelta(days=2 * 365), conduct_signed_on=seen, conduct_version="2026-1",
        by=safeguarding,
    )  # fmt: skip
