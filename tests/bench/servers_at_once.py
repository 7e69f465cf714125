"""Servers asked of a hub's API all at one moment: ours and stock's by the same calls and the same measure."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from hub_config.ahead import marks
from hub_config.ahead.hub import Hub
from hub_config.ahead.rules import Due

SECONDS_BETWEEN_LOOKS = 0.1
READY_WITHIN_SECONDS = 180
ACCEPTED = {201, 202}


@dataclass(frozen=True)
class Door:
    """A hub by its public address, and a token that may start servers.

    `make_known` is the path by which it gets to know a user, below `/hub/api/`, with its method.
    """

    url: str
    token: str
    make_known: tuple[str, str]

    @property
    def hub(self) -> Hub:
        """The same hub as the service that starts servers ahead asks it."""
        return Hub(f"{self.url}/hub/api", self.token)


OURS, STOCK = ("PUT", "learners/{user}"), ("POST", "users/{user}")


async def start_all(door: Door, due: Sequence[Due]) -> float:
    """Start all these servers at once; the seconds until the last is ready.

    Ready: the hub says so, and the server answers by way of the proxy.
    """
    headers = {"Authorization": f"token {door.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for each in due:
            method, path = door.make_known
            await _asked(session, method, f"{door.url}/hub/api/{path.format(user=each.learner)}")
        started = time.perf_counter()
        await asyncio.gather(*(_start(session, door, each) for each in due))
        await asyncio.wait_for(
            _all_ready(session, door, {each.learner for each in due}), READY_WITHIN_SECONDS
        )
        return time.perf_counter() - started


async def stop_all(door: Door, users: Sequence[str]) -> None:
    """End the servers of these users and wait until none is left."""
    for user in users:
        await asyncio.to_thread(door.hub.stop, user)
    while {server.learner for server in await asyncio.to_thread(door.hub.servers)} & set(users):
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _start(session: aiohttp.ClientSession, door: Door, due: Due) -> None:
    body = {"user_options": marks.options(due.ends_at, due.lesson)}
    address = f"{door.url}/hub/api/users/{due.learner}/server"
    async with session.post(address, json=body) as answer:
        if answer.status not in ACCEPTED:
            raise RuntimeError(f"{due.learner}: {answer.status} {await answer.text()}")


async def _all_ready(session: aiohttp.ClientSession, door: Door, users: set[str]) -> None:
    while users:
        told = await asyncio.to_thread(door.hub.servers)
        for server in told:
            if server.ready and server.learner in users and await _answers(session, door, server.learner):
                users.discard(server.learner)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _answers(session: aiohttp.ClientSession, door: Door, user: str) -> bool:
    async with session.get(f"{door.url}/user/{user}/api") as answer:
        return answer.status == 200


async def _asked(session: aiohttp.ClientSession, method: str, address: str, body: Any = None) -> Any:
    async with session.request(method, address, json=body) as answer:
        if answer.status >= 400 and answer.status != 409:  # 409: it was known already
            raise RuntimeError(f"{address}: {answer.status} {await answer.text()}")
        return await answer.json()


async def start_kernels(door: Door, users: Sequence[str]) -> None:
    """A kernel in each of these servers, which the token must be let into."""
    async with aiohttp.ClientSession(headers={"Authorization": f"token {door.token}"}) as session:
        for user in users:
            await _asked(session, "POST", f"{door.url}/user/{user}/api/kernels", {"name": "python3"})
