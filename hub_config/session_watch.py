"""Once a minute the hub looks after the servers that run.

One whose child the site no longer vouches for is ended; one that rests is stopped, to
give its memory to another child; and the relay's sockets of servers that are gone are
closed. An adult's with a copy ends after `LIFE` whatever the site says, and when nothing is
left of a copy but its name, the hub forgets that as well: each has one of its own.

A part of the hub rather than a service beside it, because a service would cost
forty megabytes and could neither refresh a session nor end one (docs/adr/0012).
"""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jupyterhub import orm
from tornado.ioloop import PeriodicCallback

from hub_config.names import is_copier
from hub_config.relay.client import RelayControl, RelayUnavailable
from hub_config.sessions import end_session, forget, stop_server

log = logging.getLogger("clubs.sessions")

EVERY_SECONDS = 60
# A copy is open no longer (site: curriculum.copies.rules.LIFE).
LIFE = timedelta(hours=4)


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
        for user in _copiers_without_server(app):
            try:
                await self._forget_what_is_over(app, user)
            except Exception:
                log.exception("could not look after learner=%s", user.name)
        await self._close_unused_sockets(app)

    async def _look_after(self, app: Any, user: Any) -> None:
        if self._has_lived(user) or not await app.authenticator.refresh_user(user):
            await end_session(app.db, app.proxy, user)
        elif self._is_idle(user):
            log.info("stopping the resting server of learner=%s", user.name)
            await stop_server(user, app.proxy)

    async def _forget_what_is_over(self, app: Any, user: Any) -> None:
        """Forget a copier for whom the site no longer vouches; one whose server merely rests stays known."""
        if not await app.authenticator.refresh_user(user) and not user.spawner.active:
            await forget(app, user)

    def _is_idle(self, user: Any) -> bool:
        """Whether the server has been quiet for long."""
        row = user.spawner.orm_spawner
        return _is_longer_ago(row.last_activity or row.started, self._idle)

    def _has_lived(self, user: Any) -> bool:
        """Whether it is an adult's server that is older than any copy is open."""
        return is_copier(user.name) and _is_longer_ago(user.spawner.orm_spawner.started, LIFE)

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


def _is_longer_ago(moment: datetime | None, than: timedelta) -> bool:
    """Whether a moment of the hub's, which keeps them in UTC without saying so, is longer ago than that."""
    return moment is not None and datetime.now(UTC) - moment.replace(tzinfo=UTC) > than


def _copiers_without_server(app: Any) -> list[Any]:
    """Copiers of whom only the row is left, in memory or not; none who is just coming in."""
    rows = app.db.query(orm.User).filter(orm.User.name.like("copy-%")).all()
    settled = timedelta(seconds=EVERY_SECONDS)
    found = [app.users[row] for row in rows if is_copier(row.name) and _is_longer_ago(row.created, settled)]
    return [user for user in found if not user.spawner.active]
