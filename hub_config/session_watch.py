"""Once a minute the hub looks after the servers that run.

One whose child the site no longer vouches for is ended; one that rests is stopped, to
give its memory to another child; and the relay's sockets of servers that are gone are
closed. A part of the hub rather than a service beside it, because a service would cost
forty megabytes and could neither refresh a session nor end one (docs/adr/0012).
"""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tornado.ioloop import PeriodicCallback

from hub_config.relay.client import RelayControl, RelayUnavailable
from hub_config.sessions import end_session, stop_server

log = logging.getLogger("clubs.sessions")

EVERY_SECONDS = 60


class SessionWatch:
    """Watches the servers of one JupyterHub application.

    Without a relay's control socket (in a cluster each server brings its own relay) no
    sockets are looked after.
    """

    def __init__(self, idle_minutes: int, relay_control_socket: Path | None = None) -> None:
        self._idle = timedelta(minutes=idle_minutes)
        self._relay = RelayControl(relay_control_socket) if relay_control_socket else None
        self._looking: PeriodicCallback | None = None

    def start(self, app: Any) -> None:
        """Begin to look, every minute from now on."""
        self._looking = PeriodicCallback(lambda: self.look(app), EVERY_SECONDS * 1000, jitter=0.1)
        self._looking.start()

    async def look(self, app: Any) -> None:
        """Look once; a server that cannot be looked after does not keep the others from it."""
        for user in [user for user in app.users.values() if user.spawner.ready]:
            try:
                await self._look_after(app, user)
            except Exception:
                log.exception("could not look after the server of learner=%s", user.name)
        await self._close_unused_sockets(app)

    async def _look_after(self, app: Any, user: Any) -> None:
        if not await app.authenticator.refresh_user(user):
            await end_session(app.db, app.proxy, user)
        elif self._is_idle(user):
            log.info("stopping the resting server of learner=%s", user.name)
            await stop_server(user, app.proxy)

    def _is_idle(self, user: Any) -> bool:
        """Whether the server has been quiet for long; the hub keeps times in UTC without saying so."""
        heard = user.spawner.orm_spawner.last_activity or user.spawner.orm_spawner.started
        return heard is not None and datetime.now(UTC) - heard.replace(tzinfo=UTC) > self._idle

    async def _close_unused_sockets(self, app: Any) -> None:
        if self._relay is None:
            return
        try:
            for learner in await self._relay.opened():
                # Looked up just before each is closed: a server may start while another is being closed.
                if not any(user.name == learner and user.spawner.active for user in app.users.values()):
                    await self._relay.close(learner)
        except RelayUnavailable as unavailable:
            log.warning("%s", unavailable)
