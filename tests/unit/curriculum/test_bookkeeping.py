"""The marking worker's connection: one while anything is marked, none at rest, a new one for a dead one."""

import asyncio

import pytest
from django.db import connection

from curriculum.grading.bookkeeping import Bookkeeping

pytestmark = pytest.mark.django_db(transaction=True)


def backend() -> int:
    """The server's process at the other end of this thread's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def lives(process: int) -> bool:
    """Whether the server still has that process, a moment for its end allowed."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [process])
            if not cursor.fetchone()[0]:
                return False
            cursor.execute("SELECT pg_sleep(0.05)")
    return True


def test_markings_at_one_time_share_a_connection_and_the_last_lets_it_go() -> None:
    books = Bookkeeping()

    async def marking() -> list[int]:
        async with books:
            first = await books.ask(backend)
            async with books:
                second = await books.ask(backend)
            return [first, second, await books.ask(backend)]

    told = asyncio.run(marking())
    assert len(set(told)) == 1
    assert told[0] != backend()
    assert not lives(told[0])


def test_a_dead_connection_is_made_anew() -> None:
    books = Bookkeeping()

    def end(process: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])

    async def marking() -> tuple[int, int]:
        async with books:
            before = await books.ask(backend)
            await asyncio.to_thread(lambda: (end(before), connection.close()))
            return before, await books.ask(backend)

    before, after = asyncio.run(marking())
    assert before != after


def test_what_an_ask_raises_comes_through() -> None:
    books = Bookkeeping()

    async def marking() -> None:
        async with books:
            with pytest.raises(ZeroDivisionError):
                await books.ask(lambda: 1 // 0)
            assert await books.ask(lambda number: number + 1, 1) == 2

    asyncio.run(marking())
