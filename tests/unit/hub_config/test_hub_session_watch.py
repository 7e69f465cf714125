"""Which servers the session watch ends, stops and leaves alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from hub_config import session_watch
from hub_config.relay.client import RelayUnavailable
from hub_config.session_watch import SessionWatch

pytestmark = pytest.mark.asyncio

NOW = datetime.now(UTC).replace(tzinfo=None)


class Relay:
    def __init__(self, opened=(), away=False):
        self._opened, self._away = list(opened), away
        self.closed: list[str] = []

    async def opened(self):
        if self._away:
            raise RelayUnavailable("the relay does not answer")
        return self._opened

    async def close(self, learner):
        self.closed.append(learner)


def server(name, *, ready=True, active=True, quiet_minutes=0, vouched=True, fails=False):
    spawner = SimpleNamespace(
        ready=ready,
        active=active,
        orm_spawner=SimpleNamespace(last_activity=NOW - timedelta(minutes=quiet_minutes), started=NOW),
    )
    return SimpleNamespace(name=name, spawner=spawner, vouched=vouched, fails=fails)


@pytest.fixture
def look(monkeypatch):
    """Let the watch look once at these servers; what was done, and what the relay was told."""

    async def looking(*servers, relay=None):
        done = []

        async def refresh_user(user):
            if user.fails:
                raise RuntimeError("no answer")
            return user.vouched

        async def end_session(_db, _proxy, user):
            done.append(("ended", user.name))

        async def stop_server(user, _proxy):
            done.append(("stopped", user.name))

        monkeypatch.setattr(session_watch, "end_session", end_session)
        monkeypatch.setattr(session_watch, "stop_server", stop_server)
        watch = SessionWatch(45, Path("/nowhere"))
        watch._relay = relay or Relay()
        app = SimpleNamespace(
            users={user.name: user for user in servers},
            authenticator=SimpleNamespace(refresh_user=refresh_user),
            db=None,
            proxy=None,
        )
        await watch.look(app)
        return done

    return looking


SERVERS = {
    "at work": (server("a"), []),
    "quiet a while": (server("a", quiet_minutes=20), []),
    "resting": (server("a", quiet_minutes=46), [("stopped", "a")]),
    "no longer vouched for": (server("a", vouched=False), [("ended", "a")]),
    "both": (server("a", vouched=False, quiet_minutes=60), [("ended", "a")]),
    "starting": (server("a", ready=False, quiet_minutes=60), []),
}


@pytest.mark.parametrize(("user", "done"), SERVERS.values(), ids=SERVERS)
async def test_server_is_looked_after(look, user, done):
    assert await look(user) == done


async def test_one_that_fails_does_not_keep_the_others_waiting(look):
    assert await look(server("a", fails=True), server("b", quiet_minutes=60)) == [("stopped", "b")]


async def test_sockets_of_servers_that_are_gone_are_closed(look):
    relay = Relay(opened=["a", "b", "c"])
    await look(server("a"), server("b", ready=False, active=False), relay=relay)
    assert relay.closed == ["b", "c"]


async def test_relay_that_is_away_disturbs_nothing(look):
    assert await look(server("a", quiet_minutes=60), relay=Relay(away=True)) == [("stopped", "a")]
