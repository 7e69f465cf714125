"""Which servers the session watch ends, stops and leaves alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from hub_config import session_watch
from hub_config.relay.client import RelayUnavailable
from hub_config.session_watch import SessionWatch

pytestmark = pytest.mark.asyncio


def now() -> datetime:
    """As the hub keeps times; when a test is collected may be long before it runs."""
    return datetime.now(UTC).replace(tzinfo=None)


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


COPIER = "copy-veraveravera1111"
TOO_OLD = timedelta(hours=4, minutes=1)


def server(
    name,
    *,
    ready=True,
    active=True,
    quiet_minutes=0,
    vouched=True,
    fails=False,
    age=timedelta(minutes=5),
    known_minutes=5,
):
    spawner = SimpleNamespace(
        ready=ready,
        active=active,
        orm_spawner=SimpleNamespace(
            last_activity=now() - timedelta(minutes=quiet_minutes), started=now() - age
        ),
    )
    return SimpleNamespace(
        name=name,
        spawner=spawner,
        vouched=vouched,
        fails=fails,
        created=now() - timedelta(minutes=known_minutes),
    )


class Users(dict):
    """As JupyterHub's: a user is found by the row, whether or not in memory."""

    def __init__(self, servers):
        super().__init__({user.name: user for user in servers})

    def __getitem__(self, row):
        return row


def database(rows):
    """The table of users, of which JupyterHub itself would pick the copiers' by name."""
    found = SimpleNamespace(all=lambda: list(rows))
    return SimpleNamespace(query=lambda _model: SimpleNamespace(filter=lambda _by_name: found))


@pytest.fixture
def look(monkeypatch):
    """Let the watch look once at these servers; what was done, and what the relay was told."""

    async def looking(*servers, relay=None, rows=()):
        done = []

        async def refresh_user(user):
            if user.fails:
                raise RuntimeError("no answer")
            return user.vouched

        async def end_session(_db, _proxy, user):
            done.append(("ended", user.name))

        async def stop_server(user, _proxy):
            done.append(("stopped", user.name))

        async def forget(_app, user):
            done.append(("forgot", user.name))

        monkeypatch.setattr(session_watch, "forget", forget)
        monkeypatch.setattr(session_watch, "end_session", end_session)
        monkeypatch.setattr(session_watch, "stop_server", stop_server)
        watch = SessionWatch(45, Path("/nowhere"))
        watch._relay = relay or Relay()
        app = SimpleNamespace(
            users=Users(servers),
            authenticator=SimpleNamespace(refresh_user=refresh_user),
            db=database([*servers, *rows]),
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
    "a child's, for long": (server("amberamber111111", age=TOO_OLD), []),
    "an adult's": (server(COPIER), []),
    "an adult's, for longer than a copy is open": (server(COPIER, age=TOO_OLD), [("ended", COPIER)]),
    "an adult's as long, and the site does not answer": (
        server(COPIER, age=TOO_OLD, fails=True),
        [("ended", COPIER)],
    ),
    "an adult's whose copy is closed": (server(COPIER, vouched=False), [("ended", COPIER)]),
}


@pytest.mark.parametrize(("user", "done"), SERVERS.values(), ids=SERVERS)
async def test_server_is_looked_after(look, user, done):
    assert await look(user) == done


ONLY_ROWS = {
    "over": ({"vouched": False}, [("forgot", COPIER)]),
    "resting, its copy open": ({}, []),
    "just coming in": ({"vouched": False, "known_minutes": 0}, []),
    "starting": ({"vouched": False, "active": True}, []),
    "the site does not answer": ({"fails": True}, []),
}


@pytest.mark.parametrize(("about", "done"), ONLY_ROWS.values(), ids=ONLY_ROWS)
async def test_of_a_copy_that_is_over_not_even_the_name_is_kept(look, about, done):
    assert await look(rows=[server(COPIER, ready=False, **{"active": False, **about})]) == done


async def test_a_childs_name_is_kept(look):
    row = server("amberamber111111", ready=False, active=False, vouched=False)
    assert await look(rows=[row]) == []


async def test_one_that_fails_does_not_keep_the_others_waiting(look):
    assert await look(server("a", fails=True), server("b", quiet_minutes=60)) == [("stopped", "b")]


async def test_sockets_of_servers_that_are_gone_are_closed(look):
    relay = Relay(opened=["a", "b", "c"])
    await look(server("a"), server("b", ready=False, active=False), relay=relay)
    assert relay.closed == ["b", "c"]


async def test_relay_that_is_away_disturbs_nothing(look):
    assert await look(server("a", quiet_minutes=60), relay=Relay(away=True)) == [("stopped", "a")]
