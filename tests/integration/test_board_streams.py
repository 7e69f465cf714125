"""The board and the room's news as they happen, on PostgreSQL's own notifications."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.test import AsyncClient, Client

from clubs.clubday.actions import mark_arrived
from clubs.directory.models import ClubRole
from clubs.people.models import User
from clubs.records.listening import CHANNEL
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson
from curriculum.progress import news
from curriculum.progress.actions import note_start, say, start_for_all
from curriculum.progress.enums import Kind
from curriculum.progress.help_actions import ask_for_help, go_to_help, helped, take_back
from curriculum.progress.models import HelpRequest
from tests.factories import lessons
from tests.factories.classroom import at_work, child_here, helper_of
from tests.factories.timetable import SessionFactory
from website.screens import board_stream

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST = 30.0


class Scene:
    """A session with a helper and two children, and the streams they see."""

    def __init__(self) -> None:
        self.session: Session = SessionFactory(started=True)
        self.lesson: Lesson = lessons.lesson()
        self.helper = helper_of(self.session, first_name="Sam")
        self.ada = child_here(self.session, first_name="Ada")
        self.ben = child_here(self.session, first_name="Ben")
        self.browser = Client()
        self.browser.force_login(self.helper)

    async def board(self, seen: str = "") -> AsyncIterator[bytes]:
        """The board's stream, as the helper's browser gets it."""
        cookies = {settings.SESSION_COOKIE_NAME: self.browser.cookies[settings.SESSION_COOKIE_NAME].value}
        client = AsyncClient()
        client.cookies.load(cookies)
        path = f"/team/sessions/{self.session.pk}/board/events/"
        async for chunk in _chunks(await client.get(path, headers=_resuming(seen))):
            yield chunk

    async def news(self, seen: str = "") -> AsyncIterator[bytes]:
        """Ada's news, as the relay gets them."""
        headers = lessons.relay_headers(self.ada.user) | _resuming(seen)
        async for chunk in _chunks(await AsyncClient().get("/api/lesson/v1/news/events", headers=headers)):
            yield chunk

    def ask(self) -> HelpRequest:
        exercise = self.lesson.exercises.get(slug="double")
        return ask_for_help(exercise=exercise, error_kind="NameError", program="print(x)", by=self.ada.user)


def _resuming(seen: str) -> dict[str, str]:
    return {"Last-Event-ID": seen} if seen else {}


async def _chunks(response: Any) -> AsyncIterator[bytes]:
    events = response._iterator  # what the server closes when a browser goes away
    async with aclosing(events):
        async for chunk in events:
            yield chunk


@pytest.fixture
def scene() -> Scene:
    return Scene()


def within(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), LONGEST))


def told(chunk: bytes) -> dict[str, Any]:
    (line,) = [line for line in chunk.decode().splitlines() if line.startswith("data: ")]
    return json.loads(line[6:])


def id_of(chunk: bytes) -> str:
    return chunk.decode().splitlines()[0].removeprefix("id: ")


async def next_told(chunks: AsyncIterator[bytes]) -> dict[str, Any]:
    """The next event; heartbeats are passed over."""
    while (chunk := await anext(chunks)).startswith(b":"):
        pass
    return told(chunk)


def listening() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query = %s AND datname = current_database()",
            [f"LISTEN {CHANNEL}"],
        )
        return cursor.fetchone()[0]


def test_the_board_has_everybody_at_first_and_then_each_tile_that_changes(scene):
    async def follow() -> None:
        async with aclosing(scene.board()) as chunks:
            first = await next_told(chunks)
            assert len(first["tiles"]) == 2
            await sync_to_async(at_work)(scene.ben, scene.lesson, ["opened", "error NameError"])
            changed = await next_told(chunks)
            assert set(changed["tiles"]) == {f"child-{scene.ben.pk}"}
            await sync_to_async(scene.ask)()
            asks = await next_told(chunks)
            assert asks["order"][0] == f"child-{scene.ada.pk}"
            assert "asks for help" in asks["tiles"][f"child-{scene.ada.pk}"]
            assert "1 asking" in asks["head"]

    within(follow)


def test_how_long_a_tile_takes_can_be_measured(scene):
    async def follow() -> None:
        async with aclosing(scene.board()) as chunks:
            await next_told(chunks)
            await sync_to_async(at_work)(scene.ben, scene.lesson, ["opened"])
            changed = await next_told(chunks)
            event = await scene.ben.user.lesson_events.aget()
            assert changed["changed_at"] == event.happened_at.isoformat()

    within(follow)


EVERYTHING = {
    "arrives": lambda scene: mark_arrived(
        session=scene.session, child=child_here(scene.session, arrived=False), by=scene.helper
    ),
    "a phrase": lambda scene: say(session=scene.session, phrase="look_up", by=scene.helper),
    "a lesson for all": lambda scene: start_for_all(
        session=scene.session, lesson=scene.lesson, by=scene.helper
    ),
    "a lesson that did not open": lambda scene: note_start(learner=scene.ada.user, kind=Kind.START_FAILED),
}


@pytest.mark.parametrize("act", EVERYTHING.values(), ids=EVERYTHING)
def test_whatever_happens_in_a_session_is_seen_at_once(scene, act, monkeypatch):
    # No heartbeat could have shown it instead.
    monkeypatch.setattr(board_stream, "HEARTBEAT_SECONDS", 10 * LONGEST)

    async def follow() -> None:
        async with aclosing(scene.board()) as chunks:
            await next_told(chunks)
            await sync_to_async(act)(scene)
            await next_told(chunks)

    within(follow)


LOSSES = {
    "no longer of the team": lambda scene: ClubRole.objects.all().delete(),
    "signed out": lambda scene: scene.browser.logout(),
    "account closed": lambda scene: User.objects.filter(pk=scene.helper.pk).update(is_active=False),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_who_may_no_longer_look_is_told_no_more(scene, lose):
    async def follow() -> None:
        async with aclosing(scene.board()) as chunks:
            await next_told(chunks)
            await sync_to_async(lose)(scene)
            await sync_to_async(scene.ask)()
            assert [chunk async for chunk in chunks] == []

    within(follow)


def test_a_browser_that_was_away_gets_the_board_only_if_it_looks_otherwise(scene, monkeypatch):
    monkeypatch.setattr(board_stream, "HEARTBEAT_SECONDS", 0.1)

    async def follow() -> None:
        async with aclosing(scene.board()) as chunks:
            seen = id_of(await anext(chunks))
        async with aclosing(scene.board(seen)) as chunks:
            assert (await anext(chunks)).startswith(b":")
        await sync_to_async(scene.ask)()
        async with aclosing(scene.board(seen)) as chunks:
            assert len((await next_told(chunks))["tiles"]) == 2

    within(follow)


def test_the_child_sees_that_somebody_is_coming_and_can_take_it_back(scene):
    async def follow() -> None:
        async with aclosing(scene.news()) as chunks:
            assert await next_told(chunks) == {
                "may_ask": True, "call": None, "phrase": None, "invitation": None,
            }  # fmt: skip
            call = await sync_to_async(scene.ask)()
            assert (await next_told(chunks))["call"] == {
                "lesson": "small-lesson", "exercise": "double", "state": "waiting",
            }  # fmt: skip
            await sync_to_async(go_to_help)(call=call, by=scene.helper)
            assert (await next_told(chunks))["call"]["state"] == "taken"
            await sync_to_async(take_back)(by=scene.ada.user)
            assert (await next_told(chunks))["call"] is None
            again = await sync_to_async(scene.ask)()
            assert (await next_told(chunks))["call"]["state"] == "waiting"
            await sync_to_async(helped)(call=again, by=scene.helper)
            assert (await next_told(chunks))["call"] is None

    within(follow)


def test_a_phrase_and_an_invitation_reach_the_room_without_a_name(scene):
    async def follow() -> None:
        async with aclosing(scene.news()) as chunks:
            await next_told(chunks)
            await sync_to_async(say)(session=scene.session, phrase="five_minutes", by=scene.helper)
            heard = await next_told(chunks)
            assert heard["phrase"]["words"] == "Five more minutes."
            await sync_to_async(start_for_all)(session=scene.session, lesson=scene.lesson, by=scene.helper)
            invited = await next_told(chunks)
            assert (invited["invitation"]["lesson"], invited["invitation"]["title"]) == (
                "small-lesson",
                "Small lesson",
            )
            assert "Sam" not in json.dumps([heard, invited])

    within(follow)


def test_a_child_whose_card_is_put_away_is_told_no_more(scene):
    async def follow() -> None:
        async with aclosing(scene.news()) as chunks:
            await next_told(chunks)
            await sync_to_async(User.objects.filter(pk=scene.ada.user_id).update)(is_active=False)
            await sync_to_async(say)(session=scene.session, phrase="look_up", by=scene.helper)
            assert [chunk async for chunk in chunks] == []

    within(follow)


def test_a_child_who_comes_in_may_ask_from_then_on(scene, monkeypatch):
    monkeypatch.setattr(news, "HEARTBEAT_SECONDS", 0.1)
    scene.ada.attendances.all().delete()
    scene.ada.place_dates.update(live=False)

    async def follow() -> None:
        async with aclosing(scene.news()) as chunks:
            assert (await next_told(chunks))["may_ask"] is False
            await sync_to_async(scene.ada.place_dates.update)(live=True)
            assert (await next_told(chunks))["may_ask"] is True

    within(follow)


def test_boards_and_rooms_share_one_connection_and_let_it_go(scene):
    async def follow() -> None:
        streams = [*(scene.board() for _ in range(3)), *(scene.news() for _ in range(10))]
        await asyncio.gather(*(anext(each) for each in streams))
        assert await sync_to_async(listening)() == 1
        await asyncio.gather(*(each.aclose() for each in streams))
        until = time.monotonic() + 10
        while await sync_to_async(listening)():
            assert time.monotonic() < until, "the connection was kept"
            await asyncio.sleep(0.05)

    within(follow)
