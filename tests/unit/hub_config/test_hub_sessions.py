"""How a child's server is stopped when several want it stopped at once."""

import asyncio

import pytest

from hub_config.sessions import stop_server

pytestmark = pytest.mark.asyncio


class Spawner:
    """As the hub's: stopping while it says so, active until it has stopped."""

    def __init__(self) -> None:
        self._stop_pending = False
        self.runs = True

    @property
    def pending(self) -> str | None:
        return "stop" if self._stop_pending else None

    @property
    def active(self) -> bool:
        return self.runs or self._stop_pending


class User:
    """A child with a server, which a hub can stop once: a second stop finds no spawner (KeyError)."""

    name = "amberamber111111"

    def __init__(self) -> None:
        self._spawners = {"": Spawner()}
        self.spawner = self._spawners[""]

    async def stop(self, server: str) -> None:
        self.spawner._stop_pending = True
        await asyncio.sleep(0)
        self.spawner.runs = self.spawner._stop_pending = False
        del self._spawners[server]


class Proxy:
    """Takes a moment over each route; fails as often as it is told to."""

    def __init__(self, fails: int = 0) -> None:
        self.fails = fails

    async def delete_user(self, _user: User, _server: str) -> None:
        await asyncio.sleep(0.01)
        if self.fails:
            self.fails -= 1
            raise OSError("the proxy is away")


async def test_a_server_that_two_stop_at_once_stops_once():
    """The session watch looks while the next child at the computer ends the session."""
    user, proxy = User(), Proxy()
    await asyncio.gather(stop_server(user, proxy), stop_server(user, proxy))
    assert not user.spawner.active


async def test_the_control_two_stops_are_one_too_many():
    user = User()
    await user.stop("")
    with pytest.raises(KeyError):
        await user.stop("")


async def test_a_stop_that_failed_can_be_tried_again():
    user, proxy = User(), Proxy(fails=1)
    with pytest.raises(OSError, match="away"):
        await stop_server(user, proxy)
    assert user.spawner.pending is None
    await stop_server(user, proxy)
    assert not user.spawner.active
