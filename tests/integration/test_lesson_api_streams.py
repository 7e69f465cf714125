"""Streams of results: shared listening, heartbeats, and the right to see asked for again each time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test import AsyncClient

from clubs.people.models import User
from clubs.records.listening import CHANNEL
from curriculum.grading import actions, views
from curriculum.grading.models import Submission
from tests.factories import lessons

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def submission() -> Submission:
    return Submission.objects.create(
        learner=lessons.learner(), lesson=lessons.lesson(), notebook=lessons.sent().decode(), sha256=""
    )


async def stream(submission: Submission) -> AsyncIterator[bytes]:
    """The stream's chunks."""
    response = await AsyncClient().get(
        f"/api/lesson/v1/submissions/{submission.pk}/events",
        headers=lessons.relay_headers(submission.learner),
    )
    events = response._iterator  # what the server closes when a browser goes away
    async with aclosing(events):
        async for chunk in events:
            yield chunk


def within(seconds: float, test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), seconds))


def listening() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query = %s AND datname = current_database()",
            [f"LISTEN {CHANNEL}"],
        )
        return cursor.fetchone()[0]


def test_it_is_told_where_it_stands_and_then_each_change(submission):
    async def follow() -> None:
        async with aclosing(stream(submission)) as chunks:
            assert b'"state": "stored"' in await anext(chunks)
            await sync_to_async(actions.take_up)(submission_id=submission.pk)
            assert b'"state": "marking"' in await anext(chunks)

    within(20, follow)


def test_a_learner_who_may_no_longer_is_told_no_more(submission):
    async def follow() -> list[bytes]:
        async with aclosing(stream(submission)) as chunks:
            await anext(chunks)
            await sync_to_async(User.objects.update)(is_active=False)
            await sync_to_async(actions.take_up)(submission_id=submission.pk)
            left = [chunk async for chunk in chunks]
        assert left == []

    within(20, follow)


def test_while_nothing_changes_it_says_that_it_is_there(submission, monkeypatch):
    monkeypatch.setattr(views, "HEARTBEAT_SECONDS", 0.1)

    async def follow() -> None:
        async with aclosing(stream(submission)) as chunks:
            await anext(chunks)
            assert (await anext(chunks)).startswith(b":")

    within(20, follow)


def test_many_streams_share_one_connection_and_let_it_go(submission):
    async def follow() -> None:
        streams = [stream(submission) for _ in range(15)]
        await asyncio.gather(*(anext(each) for each in streams))
        assert await sync_to_async(listening)() == 1
        await asyncio.gather(*(each.aclose() for each in streams))
        for _ in range(100):
            if await sync_to_async(listening)() == 0:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the connection was kept")

    within(30, follow)
