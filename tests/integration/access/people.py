"""One of everybody, and what the addresses in the table name: a family, a club, its sessions, a lesson."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document

from clubs.booking.actions import book_places
from clubs.clubday.actions import mark_arrived, mark_left
from clubs.directory.actions import CardWish, issue_cards, name_to_team
from clubs.directory.enums import ClubRoleKind
from clubs.directory.models import Club
from clubs.people.actions import (
    add_child,
    agree_to_role,
    grant_role,
    let_speak_for,
    make_learner,
    register_by_telephone,
)
from clubs.people.enums import Kind, Role
from clubs.people.models import Child, User
from clubs.safeguarding.actions import decide_for_child
from clubs.safeguarding.enums import Purpose
from clubs.timetable.models import Session
from clubs.volunteers.actions import confirm_on_rota
from curriculum.authoring.actions import make_token
from curriculum.authoring.tokens import new_secret
from curriculum.copies.actions import take_lesson
from curriculum.copies.enums import Of
from curriculum.courses.models import Lesson
from curriculum.grading.actions import store_submission
from curriculum.grading.enums import CorrectionState, State
from curriculum.grading.models import Correction, Submission
from curriculum.progress.models import HelpRequest
from tests.factories import lessons
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubFactory
from tests.factories.people import UserFactory, born_years_ago
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import cleared_volunteer
from tests.integration.access.roles import Who
from website.identity.clients import ensure_hub_client
from website.pages.editors import allow_editors
from website.pages.first_pages.load import load_first_pages

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STAFF = {
    Who.SAFEGUARDING_LEAD: Role.SAFEGUARDING_LEAD,
    Who.COUNCIL_OFFICER: Role.COUNCIL_OFFICER,
    Who.EDITOR: Role.EDITOR,
    Who.ADMINISTRATOR: Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Borough:
    """``people`` by who they are, ``sessions`` their cookies, ``named`` what a path has in braces."""

    people: dict[Who, User]
    sessions: dict[Who, str]
    named: dict[str, object]


def make_borough() -> Borough:
    """Make everybody and everything. Needs a database, and a folder for uploads."""
    club = ClubFactory(name="Sample Club", slug="sample-club")
    staff, first = _staff()
    people = {**staff, **_team(club, first), **_families()}
    named = {
        **_family(people, club),
        **_council(first),
        **_lesson(people[Who.CHILD]),
        **_author(people[Who.EDITOR]),
        **_copies(people[Who.ADMINISTRATOR]),
        "club": club.slug,
        "organisation": club.organisation.slug,
        "volunteer": people[Who.VOLUNTEER].pk,
        "home_page": load_first_pages().pk,
    }
    allow_editors()
    return Borough(people, {who: _session_of(user) for who, user in people.items()}, named)


def _session_of(user: User) -> str:
    browser = Client()
    browser.force_login(user, settings.CARD_BACKEND if user.kind == Kind.CHILD else None)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def without_second_step(role: Role) -> User:
    """Staff who have yet to set up the second step of signing in."""
    first, second = UserFactory(), UserFactory()
    for administrator in (first, second):
        grant_role(by=None, user=administrator, role=Role.ADMINISTRATOR)
    return _holder(role, first, second)


def _holder(role: Role, first: User, second: User) -> User:
    user = UserFactory()
    granted = grant_role(by=first, user=user, role=role)
    if role == Role.SAFEGUARDING_LEAD:
        agree_to_role(by=second, role=granted)
    return user


def _staff() -> tuple[dict[Who, User], User]:
    """Staff by who they are, each with an authenticator app; and the borough's first administrator."""
    first, second = UserFactory(), UserFactory()
    for administrator in (first, second):
        grant_role(by=None, user=administrator, role=Role.ADMINISTRATOR)
    staff = {who: _holder(role, first, second) for who, role in STAFF.items()}
    for user in staff.values():
        TOTP.activate(user, SECRET)
    return staff, first


def _team(club: Club, administrator: User) -> dict[Who, User]:
    lead, volunteer, other = cleared_volunteer(), cleared_volunteer(), cleared_volunteer()
    name_to_team(by=administrator, user=lead, club=club, role=ClubRoleKind.LEAD)
    name_to_team(by=lead, user=volunteer, club=club, role=ClubRoleKind.VOLUNTEER)
    name_to_team(by=administrator, user=other, club=ClubFactory(), role=ClubRoleKind.VOLUNTEER)
    manager = UserFactory()
    let_speak_for(by=administrator, user=manager, organisation=club.organisation)
    return {
        Who.LEAD: lead,
        Who.VOLUNTEER: volunteer,
        Who.OTHER_VOLUNTEER: other,
        Who.ORGANISATION_MANAGER: manager,
    }


def _families() -> dict[Who, User]:
    parent, other = UserFactory(), UserFactory()
    learner = make_learner(by=None, child=_child(parent, "Robin"))
    _child(other, "Kit")
    return {Who.PARENT: parent, Who.OTHER_PARENT: other, Who.CHILD: learner}


def _child(parent: User, first_name: str) -> Child:
    child = add_child(by=parent, first_name=first_name, last_name="Sample", birth_date=born_years_ago(10))
    decide_for_child(by=parent, child=child, purpose=Purpose.LEARNING, yes=True)
    return child


def _family(people: dict[Who, User], club: Club) -> dict[str, object]:
    """The family's child, places and card, and the club's dates."""
    parent, lead = people[Who.PARENT], people[Who.LEAD]
    child = people[Who.CHILD].child
    coming, free = SessionFactory(club=club), SessionFactory(club=club, days_ahead=8)
    skipped = SessionFactory(club=club, days_ahead=9, skipped=True)
    for helper in (lead, people[Who.VOLUNTEER]):
        confirm_on_rota(session=coming, volunteer=helper, by=helper)
    booking = book_places(children=[child], offering=coming, by=parent)
    printed = issue_cards(by=lead, club=club, wishes=[CardWish(child)])[0]
    return {
        "child": child.pk,
        "term": coming.term_id,
        "coming": coming.pk,
        "free": free.pk,
        "skipped": skipped.pk,
        "booking": booking.reference,
        "place": booking.places.get().pk,
        "card": printed.card.pk,
        "token": printed.token,
        **_register(club, people),
    }


def _register(club: Club, people: dict[Who, User]) -> dict[str, object]:
    """A session that is on: one child is expected, one here, one gone."""
    today: Session = SessionFactory(club=club, started=True, starts_at=timezone.now() - timedelta(minutes=15))
    expected = people[Who.CHILD].child
    here, gone = _child(people[Who.PARENT], "Wren"), _child(people[Who.PARENT], "Lark")
    for child in (expected, here, gone):
        PlaceFactory(child=child, session=today)
    for child in (here, gone):
        mark_arrived(session=today, child=child, by=people[Who.LEAD])
    mark_left(session=today, child=gone, by=people[Who.LEAD])
    call = HelpRequest.objects.create(
        learner=people[Who.CHILD], session=today, lesson=lessons.lesson("asked-about"), exercise="double"
    )
    return {"today": today.pk, "call": call.pk, "expected": expected.pk, "here": here.pk, "gone": gone.pk}


def _council(administrator: User) -> dict[str, object]:
    """A caller without e-mail, a role that waits for its second person, and one to take away."""
    caller = register_by_telephone(
        by=administrator, first_name="Sam", last_name="Sample", telephone="020 7946 0001"
    )
    proposed = grant_role(by=administrator, user=UserFactory(), role=Role.SAFEGUARDING_LEAD)
    held = grant_role(by=administrator, user=UserFactory(), role=Role.EDITOR)
    return {"caller": caller.pk, "proposed": proposed.pk, "held": held.pk}


def _lesson(learner: User) -> dict[str, object]:
    lesson = lessons.lesson()
    lessons.marked(learner, lesson, passed=("double", "hello"))
    marked_later, given_up = (
        store_submission(lesson=lesson, body=lessons.sent(), key=None, by=learner) for _ in range(2)
    )
    Submission.objects.filter(pk=given_up.pk).update(state=State.SET_ASIDE)
    document = Document.objects.create(title="Sample", file=ContentFile(b"sample", "sample.txt"))
    return {
        "lesson": lesson.slug,
        "submission": marked_later.pk,
        "set_aside": given_up.pk,
        "correction": Correction.objects.create(
            lesson=lesson, version=lesson.given_out, state=CorrectionState.READY
        ).pk,
        "document": document.url.split("/", 2)[2],
        "hub_asks": _hub_asks(),
    }


def _author(editor: User) -> dict[str, object]:
    """An editor's token, and what they handed in with it."""
    secret = new_secret()
    token = make_token(name="laptop", secret=secret, by=editor)
    small = Lesson.objects.get(slug="small-lesson")
    trial = store_submission(lesson=small, body=lessons.sent(), key=None, by=editor)
    return {"editors_token": token.pk, "editors_secret": secret, "trial": trial.pk}


def _copies(administrator: User) -> dict[str, object]:
    """A copy of a lesson that an author has open, and what the hub knows it by."""
    small = Lesson.objects.get(slug="small-lesson")
    copy = take_lesson(lesson=small, of=Of.SOURCE, by=administrator)
    return {"copy": copy.pk, "copier": copy.hub_name}


def _hub_asks() -> str:
    """What the hub's question "who is this?" carries."""
    hub = ensure_hub_client()
    assert hub is not None
    return urlencode(
        {
            "client_id": hub.id,
            "redirect_uri": f"{settings.CLUBS_HUB_URL}/hub/oauth_callback",
            "response_type": "code",
            "scope": "openid",
            "state": "of-the-hub",
        }
    )
