"""The marking worker's way to the database: one thread, with one connection while anything is marked.

A connection made anew for each transaction costs both sides more than all that
is asked over it. It is let go with the last marking under way, so that a worker at
rest holds none, and made again when it is found dead or an ask has failed.
"""

import asyncio
import select
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import DatabaseError, InterfaceError, connection


class Bookkeeping:
    """``async with`` it around a marking; `ask` inside."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bookkeeping")
        self._under_way = 0

    async def __aenter__(self) -> "Bookkeeping":
        self._under_way += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self._under_way -= 1
        if not self._under_way:
            await asyncio.get_running_loop().run_in_executor(self._thread, _let_go)

    async def ask[**P, R](self, ask: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `ask` in the thread that has the connection."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, partial(_asked, partial(ask, *args, **kwargs))
        )


def _let_go() -> None:
    connection.close()  # this thread's


def _asked[R](ask: Callable[[], R]) -> R:
    if _has_news() and not connection.is_usable():
        connection.close()
    try:
        return ask()
    except (DatabaseError, InterfaceError):
        connection.close()
        raise


def _has_news() -> bool:
    """Whether something has come unasked on this thread's connection, as its end does: costs no question."""
    if connection.connection is None:
        return False
    waiting = select.poll()
    waiting.register(connection.connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


_bookkeeping = Bookkeeping()


def bookkeeping() -> Bookkeeping:
    """This process's."""
    return _bookkeeping
