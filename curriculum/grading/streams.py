"""Waiting for submissions to change: one LISTEN connection a process, fanned out to all who wait.

A notification carries a submission's id and nothing else; who is woken asks the
database again, with its own permission.
"""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

import psycopg
from django.db import connections

CHANNEL = "submission_changed"
CONNECT_SECONDS = 5.0
RECONNECT_SECONDS = 1.0

log = logging.getLogger(__name__)


class Listener:
    """Hears of changes for one event loop, and connects for as long as somebody waits."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    def waiting_for(self, submission_id: str) -> "Waiting":
        """``async with`` it for an event that is set at each change of this submission from then on."""
        return Waiting(self, submission_id)

    async def add(self, submission_id: str, changed: asyncio.Event) -> None:
        """Set `changed` at each change; connect first if nobody waited until now."""
        self._waiting[submission_id].add(changed)
        if self._task is None or self._task.done():
            self._ready.clear()
            self._task = asyncio.create_task(self._listen())
        with suppress(TimeoutError):  # without it, changes are still seen at each heartbeat
            await asyncio.wait_for(self._ready.wait(), CONNECT_SECONDS)

    def remove(self, submission_id: str, changed: asyncio.Event) -> None:
        """Tell `changed` no more; the last to go lets the connection go."""
        self._waiting[submission_id].discard(changed)
        if not self._waiting[submission_id]:
            del self._waiting[submission_id]
        if not self._waiting and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.Error as reason:
                log.warning("Listening for marks was cut off and begins again: %s", reason)
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
                for changed in self._waiting.get(notification.payload, ()):
                    changed.set()

    def _wake_all(self) -> None:
        for events in self._waiting.values():
            for changed in events:
                changed.set()


class Waiting:
    """One who waits for one submission."""

    def __init__(self, listener: Listener, submission_id: str) -> None:
        self._listener, self._submission_id = listener, submission_id
        self._changed = asyncio.Event()

    async def __aenter__(self) -> asyncio.Event:
        try:
            await self._listener.add(self._submission_id, self._changed)
        except BaseException:
            self._listener.remove(self._submission_id, self._changed)
            raise
        return self._changed

    async def __aexit__(self, *_raised: object) -> None:
        self._listener.remove(self._submission_id, self._changed)


_listeners: dict[asyncio.AbstractEventLoop, Listener] = {}


def listener() -> Listener:
    """The running event loop's listener; a process has one loop."""
    loop = asyncio.get_running_loop()
    for gone in [each for each in _listeners if each.is_closed()]:
        del _listeners[gone]
    return _listeners.setdefault(loop, Listener())
