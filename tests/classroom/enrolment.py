"""Enrols a class at a stack's site: ``python -m tests.classroom.enrolment --children 30``.

Run with the site's settings (`stack.asked_of_the_site`). A club of its own, a session that is on
(or ``--starts-in`` some minutes), children whose guardians said yes, here, with cards; a helper.
Prints one JSON object, as `Class.from_json` reads it.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from typing import Any
from zlib import crc32

LESSON = "hello-robot"


@dataclass(frozen=True)
class Enrolled:
    """A child and what stands on their card; `child` is the key of their tile on the board."""

    learner: str
    child: int
    club: str
    nickname: str
    picture: str
    word: str


@dataclass(frozen=True)
class Class:
    """A session, the helper's e-mail and the children."""

    session: int
    helper: str
    children: tuple[Enrolled, ...]

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Class":
        return cls(told["session"], told["helper"], tuple(Enrolled(**child) for child in told["children"]))


def main() -> None:
    """Enrol, and say whom."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--children", type=int, default=30)
    parser.add_argument("--name", default="classroom", help="of the club, which must be new; a slug")
    parser.add_argument("--starts-in", type=float, default=-15.0, help="minutes from now")
    chosen = parser.parse_args()
    import django

    django.setup()
    print(json.dumps(asdict(enrol(chosen.name, chosen.children, chosen.starts_in))))


def enrol(name: str, children: int, starts_in: float) -> Class:
    """Make the session, its club and children. Needs Django set up."""
    from datetime import timedelta

    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from curriculum.courses.models import Lesson
    from curriculum.progress.actions import choose_lessons
    from tests.factories.classroom import helper_of
    from tests.factories.directory import VenueFactory
    from tests.factories.people import OrganisationFactory, UserFactory
    from tests.factories.timetable import SessionFactory

    # The factories count from the start in each process; a second class must not meet the first's names.
    for counted in (UserFactory, VenueFactory, OrganisationFactory):
        counted.reset_sequence(crc32(name.encode()))
    starts_at = timezone.now() + timedelta(minutes=starts_in)
    session = SessionFactory(
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90),
        room_capacity=children, kit_capacity=children,
        club__name=name.title(), club__slug=name,
    )  # fmt: skip
    helper = helper_of(session, email=f"helper@{name}.example", first_name="Sam")
    # An address that was never confirmed is asked for once more.
    EmailAddress.objects.create(user=helper, email=helper.email, verified=True, primary=True)
    choose_lessons(session=session, lessons=[Lesson.objects.get(slug=LESSON)], by=helper)
    here = [_child(session) for _ in range(children)]
    return Class(session.pk, helper.email, tuple(_with_card(session, helper, child) for child in here))


def _child(session: Any) -> Any:
    from clubs.safeguarding.actions import decide_for_child
    from clubs.safeguarding.enums import Purpose
    from tests.factories.classroom import child_here
    from tests.factories.people import UserFactory

    guardian = UserFactory()
    child = child_here(session, guardian=guardian)
    decide_for_child(by=guardian, child=child, purpose=Purpose.LEARNING, yes=True)
    return child


def _with_card(session: Any, helper: Any, child: Any) -> Enrolled:
    from clubs.directory.actions import CardWish, issue_cards

    (printed,) = issue_cards(by=helper, club=session.club, wishes=[CardWish(child)])
    card = printed.card
    return Enrolled(
        child.user.opaque_id, child.pk, session.club.slug, card.nickname, card.picture, printed.word
    )


if __name__ == "__main__":
    main()
