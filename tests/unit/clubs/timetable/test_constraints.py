"""What the database itself refuses about terms and sessions."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clubs.timetable.enums import SESSION_MOVES, SessionState
from clubs.timetable.models import Session, Term
from tests.factories.directory import ClubFactory
from tests.factories.timetable import SessionFactory, TermFactory, at_four

pytestmark = pytest.mark.django_db


def another(session: Session, **changed: object) -> Session:
    return SessionFactory(club=session.club, term=session.term, **changed)


@pytest.mark.parametrize(
    ("make", "constraint"),
    [
        pytest.param(
            lambda s: another(s, starts_at=at_four(8), ends_at=at_four(8)),
            "session_ends_after_start",
            id="a session without length",
        ),
        pytest.param(
            lambda s: another(s, starts_at=s.starts_at + timedelta(minutes=30)),
            "session_no_overlap_in_club",
            id="two sessions of a club at once",
        ),
        pytest.param(lambda s: another(s, days_ahead=200), "session_within_term", id="after the term"),
        pytest.param(lambda s: another(s, days_ahead=-90), "session_within_term", id="before the term"),
        pytest.param(
            lambda s: SessionFactory(club=ClubFactory(), term=s.term, days_ahead=9),
            "session_within_term",
            id="another club's term",
        ),
        pytest.param(
            lambda s: Term.objects.filter(pk=s.term_id).update(ends_on=s.day - timedelta(days=1)),
            "session_within_term",
            id="a term shortened over its sessions",
        ),
        pytest.param(
            lambda s: TermFactory(club=s.club, starts_on=s.day, ends_on=s.day + timedelta(days=300)),
            "term_no_overlap_in_club",
            id="two terms of a club at once",
        ),
        pytest.param(
            lambda s: TermFactory(starts_on=s.day, ends_on=s.day - timedelta(days=1)),
            "term_ends_after_start|lower bound",
            id="a term that ends first",
        ),
        pytest.param(
            lambda s: another(s, days_ahead=8, state="odd"), "session_state_known", id="an unknown state"
        ),
    ],
)
def test_the_database_refuses(make: Callable[[Session], object], constraint: str) -> None:
    session = SessionFactory()
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        make(session)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda s: another(s, starts_at=s.ends_at), id="one starts as another ends"),
        pytest.param(lambda s: SessionFactory(starts_at=s.starts_at), id="two clubs at once"),
        pytest.param(
            lambda s: another(s, starts_at=s.starts_at, skipped=True), id="a skipped one in the same hour"
        ),
    ],
)
def test_the_database_allows(make: Callable[[Session], object]) -> None:
    make(SessionFactory())


@pytest.mark.parametrize("now", SessionState, ids=str)
@pytest.mark.parametrize("then", SessionState, ids=str)
def test_every_move_of_state(now: SessionState, then: SessionState) -> None:
    """The database allows exactly the moves of the table."""
    session = SessionFactory(state=now)
    session.state = then
    if then in SESSION_MOVES[now] or then == now:
        session.save()
    else:
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
            session.save()
