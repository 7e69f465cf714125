"""Hearing of changes as they happen: one LISTEN connection a process, fanned out to all who wait.

A notification names a topic and a row's id ("submission 17") and nothing else; who is
woken asks the database again, with its own permission.
"""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

import psycopg
from django.db import connection as database
from django.db import connections

CHANNEL = "row_changed"
CONNECT_SECONDS = 5.0
RECONNECT_SECONDS = 1.0

log = logging.getLogger(__name__)

type Key = tuple[str, str]
"""A topic and an id, such as ("learner", "12")."""


def tell(topic: str, row_id: object) -> None:
    """Wake whoever waits for this row, when the present transaction is done."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic} {row_id}"])


class Waiting:
    """One who waits for some rows; ``async with`` it. What may be waited for can change on the way."""

    def __init__(self, listener: "Listener", keys: frozenset[Key]) -> None:
        self._listener, self._keys = listener, keys
        self._changed: set[Key] = set()
        self._woken = asyncio.Event()

    async def __aenter__(self) -> "Waiting":
        try:
            await self._listener.add(self, self._keys)
        except BaseException:
            self._listener.remove(self, self._keys)
            raise
        return self

    async def __aexit__(self, *_raised: object) -> None:
        self._listener.remove(self, self._keys)

    def wake(self, keys: set[Key]) -> None:
        """Note what changed; the listener calls this."""
        self._changed |= keys
        self._woken.set()

    async def changes(self, seconds: float) -> frozenset[Key]:
        """What has changed since the last call, once there is something; empty after so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        changed, self._changed = frozenset(self._changed), set()
        self._woken.clear()
        return changed

    def wait_for(self, *keys: Key) -> None:
        """Wait for these rows from now on, and no longer for the ones before."""
        wanted = frozenset(keys)
        self._listener.move(self, self._keys, wanted)
        self._keys = wanted


class Listener:
    """Hears of changes for one event loop, and connects for as long as somebody waits."""

    def __init__(self) -> None:
        self._waiting: defaultdict[Key, set[Waiting]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    def waiting_for(self, *keys: Key) -> Waiting:
        """``async with`` it: whatever happens to these rows from then on is told."""
        return Waiting(self, frozenset(keys))

    async def add(self, waiting: Waiting, keys: frozenset[Key]) -> None:
        """Wake `waiting` at each change of these rows; connect first if nobody waited until now."""
        self.move(waiting, frozenset(), keys)
        if self._task is None or self._task.done():
            self._ready.clear()
            self._task = asyncio.create_task(self._listen())
        with suppress(TimeoutError):  # without it, changes are still seen at each heartbeat
            await asyncio.wait_for(self._ready.wait(), CONNECT_SECONDS)

    def move(self, waiting: Waiting, before: frozenset[Key], then: frozenset[Key]) -> None:
        """Wake `waiting` for other rows than before."""
        for key in before - then:
            self._waiting[key].discard(waiting)
            if not self._waiting[key]:
                del self._waiting[key]
        for key in then - before:
            self._waiting[key].add(waiting)

    def remove(self, waiting: Waiting, keys: frozenset[Key]) -> None:
        """Wake `waiting` no more; the last to go lets the connection go."""
        self.move(waiting, keys, frozenset())
        if not self._waiting and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.Error as reason:
                log.warning("Listening for changes was cut off and begins again: %s", reason)
            self._ready.clear()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _hear(self) -> None:
        options = connections["default"].get_connection_params()
        for unwanted in ("cursor_factory", "context"):
            options.pop(unwanted, None)
        connection = await psycopg.AsyncConnection.connect(**options, autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._ready.set()
            self._wake_all()  # something may have changed while nobody listened
            async for notification in connection.notifies():
                topic, _, row_id = notification.payload.partition(" ")
                for waiting in tuple(self._waiting.get((topic, row_id), ())):
                    waiting.wake({(topic, row_id)})

    def _wake_all(self) -> None:
        for key, all_waiting in self._waiting.items():
            for waiting in all_waiting:
                waiting.wake({key})


_listeners: dict[asyncio.AbstractEventLoop, Listener] = {}


def listener() -> Listener:
    """The running event loop's listener; a process has one loop."""
    loop = asyncio.get_running_loop()
    for gone in [each for each in _listeners if each.is_closed()]:
        del _listeners[gone]
    return _listeners.setdefault(loop, Listener())
