"""Two volunteers press the same button at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from clubs.clubday.models import Attendance
from clubs.people.models import User
from tests.factories.booking import PlaceFactory
from tests.factories.clubday import AttendanceFactory
from tests.factories.directory import ClubRoleFactory
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("act", ["arrived", "left"])
def test_two_clicks_at_once_are_one_mark(act: str) -> None:
    session = SessionFactory(started=True)
    child = PlaceFactory(session=session).child
    if act == "left":
        AttendanceFactory(session=session, child=child, here=True)
    address = f"/team/sessions/{session.pk}/register/{child.pk}/{act}/"
    start = Barrier(2)

    def press(volunteer: User) -> int:
        client = Client()
        client.force_login(volunteer)
        try:
            start.wait(timeout=30)
            return client.post(address).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(press, [ClubRoleFactory(club=session.club).user for _ in range(2)]))

    assert statuses == [303, 303]
    mark = Attendance.objects.get()
    assert mark.presence == ("here" if act == "arrived" else "left")
