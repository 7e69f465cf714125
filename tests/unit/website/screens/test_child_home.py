"""The child's map tells what everybody at the club is told, while they are there."""

import pytest
from django.conf import settings

from curriculum.progress.actions import say, start_for_all
from tests.factories import lessons
from tests.factories.classroom import child_here, helper_of
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db


def test_a_child_at_the_club_is_invited_and_one_at_home_is_not(client):
    session, lesson = SessionFactory(started=True), lessons.lesson()
    here, elsewhere = child_here(session), child_here(SessionFactory(days_ahead=3), arrived=False)
    helper = helper_of(session)
    start_for_all(session=session, lesson=lesson, by=helper)
    say(session=session, phrase="look_up", by=helper)
    pages = {}
    for child in (here, elsewhere):
        client.force_login(child.user, settings.CARD_BACKEND)
        pages[child] = client.get("/learn/").content.decode()
    assert "Everybody can begin “Small lesson” now." in pages[here]
    assert "Look up, please." in pages[here]
    assert helper.first_name not in pages[here]
    assert session.club.name not in pages[here]
    assert "Everybody can begin" not in pages[elsewhere]
