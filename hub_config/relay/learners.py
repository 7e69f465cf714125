"""Whose sockets are open.

A learner's socket lies in a folder of its own. The spawner shows that *folder* to the
sandbox, so a socket that is made again (after a restart of the relay) is seen inside
at once. The folders are the record of what is open: there is no second list
that could differ from it.
"""

import asyncio
import logging
import shutil
from pathlib import Path

from hub_config.names import is_known
from hub_config.relay.forward import Upstreams
from hub_config.relay.listener import LearnerListener

log = logging.getLogger("clubs.relay")

SOCKET_NAME = "relay.sock"


class LearnerSockets:
    """The open sockets below `folder`, one folder a learner."""

    def __init__(self, folder: Path, upstreams: Upstreams) -> None:
        self._folder = folder
        self._upstreams = upstreams
        self._listeners: dict[str, LearnerListener] = {}
        self._changing = asyncio.Lock()

    async def restore(self) -> None:
        """Listen again for every learner whose folder stands, as before the last stop."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        for folder in sorted(self._folder.iterdir()):
            if is_known(folder.name):
                await self.open(folder.name)
        log.info("listening for %d learners", len(self._listeners))

    async def open(self, learner: str) -> Path:
        """The path of `learner`'s socket, opened if it was not; ValueError for what is no learner's id."""
        path = self._folder / learner / SOCKET_NAME
        async with self._changing:
            if learner in self._listeners and path.exists():
                return path
            await self._stop_listening(learner)
            listener = LearnerListener(learner, self._upstreams)
            path.parent.mkdir(exist_ok=True)
            path.parent.chmod(0o755)
            await listener.listen(path)
            self._listeners[learner] = listener
        log.info("opened learner=%s", learner)
        return path

    async def close(self, learner: str) -> None:
        """Close `learner`'s socket and remove its folder; nothing happens where it is not open."""
        async with self._changing:
            if learner not in self._listeners:
                return
            await self._stop_listening(learner)
            shutil.rmtree(self._folder / learner, ignore_errors=True)
        log.info("closed learner=%s", learner)

    def opened(self) -> list[str]:
        """The learners whose sockets are open, in order."""
        return sorted(self._listeners)

    async def stop(self) -> None:
        """Stop listening and leave the folders, so that the next run takes up where this one ends."""
        async with self._changing:
            for learner in list(self._listeners):
                await self._stop_listening(learner)

    async def _stop_listening(self, learner: str) -> None:
        listener = self._listeners.pop(learner, None)
        if listener is not None:
            await listener.close()
