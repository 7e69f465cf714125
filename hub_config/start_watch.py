"""Tells the site of lessons that open slowly or not at all, so that a volunteer sees it on the board.

Beside the start and never in its way: what cannot be told is lost. A start that goes well is
told only where it puts right what was told before; nothing is said of servers
at which no child waits: those started ahead, and adults'.
"""

import asyncio
import logging
from typing import Any

from hub_config.ahead.service import asked_by_service
from hub_config.ahead.web import Away, call
from hub_config.names import is_learner

log = logging.getLogger("clubs.starts")

SLOW_SECONDS = 5.0
SECONDS_BETWEEN_LOOKS = 0.25
SLOW, READY, FAILED = "slow", "ready", "failed"


class StartWatch:
    """Watches the starts of one hub: its `watch` is a `Spawner.pre_spawn_hook`."""

    def __init__(self, site_url: str, token: str) -> None:
        self._address, self._token = f"{site_url}/api/lesson/v1/starts", token
        self._worried: set[str] = set()  # learners of whom something bad was told last
        self._watching: set[asyncio.Task[None]] = set()

    def watch(self, spawner: Any) -> None:
        """Watch a start that begins now."""
        if asked_by_service(spawner.handler) or not is_learner(spawner.user.name):
            return
        task = asyncio.ensure_future(self._follow(spawner))
        self._watching.add(task)  # held, so that it is not collected half-way
        task.add_done_callback(self._watching.discard)

    async def _follow(self, spawner: Any) -> None:
        learner = spawner.user.name
        if not await _settled_within(spawner, SLOW_SECONDS):
            await self._tell(learner, SLOW)
            while not await _settled_within(spawner, SLOW_SECONDS):
                pass
        if not spawner.ready:
            await self._tell(learner, FAILED)
        elif learner in self._worried:
            await self._tell(learner, READY)

    async def _tell(self, learner: str, state: str) -> None:
        (self._worried.discard if state == READY else self._worried.add)(learner)
        log.info("start of learner=%s: %s", learner, state)
        try:
            told = {"learner": learner, "state": state}
            status, _ = await asyncio.to_thread(call, "POST", self._address, self._token, told)
        except Away as away:
            log.warning("%s", away)
        else:
            if status != 204:
                log.warning("the site answered %d when it was told of a start", status)


async def _settled_within(spawner: Any, seconds: float) -> bool:
    """Whether the start is over, well or badly, before so much time has gone."""
    clock = asyncio.get_running_loop().time
    until = clock() + seconds
    while spawner.pending == "spawn":
        if clock() >= until:
            return False
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return True
