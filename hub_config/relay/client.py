"""The spawner's side of the relay's control socket."""

import asyncio
import json
from pathlib import Path
from typing import Any


class RelayUnavailable(RuntimeError):
    """The relay does not answer, or could not do what it was asked; the message says which."""


class RelayControl:
    """Opens and closes learners' sockets.

    control = RelayControl(Path("/run/clubs/relay/control.sock"))
    socket = await control.open("abcdefgh12345678")   # show socket.parent to the sandbox
    await control.close("abcdefgh12345678")
    """

    def __init__(self, path: Path, timeout: float = 5) -> None:
        self._path = path
        self._timeout = timeout

    async def open(self, learner: str) -> Path:
        """The path of `learner`'s socket; raises `RelayUnavailable`."""
        return Path((await self._ask({"op": "open", "learner": learner}))["socket"])

    async def close(self, learner: str) -> None:
        """Close `learner`'s socket; raises `RelayUnavailable`."""
        await self._ask({"op": "close", "learner": learner})

    async def opened(self) -> list[str]:
        """The learners whose sockets are open; raises `RelayUnavailable`."""
        return list((await self._ask({"op": "list"}))["learners"])

    async def _ask(self, request: dict[str, str]) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._timeout):
                answer = json.loads(await self._exchange(request))
        except (OSError, TimeoutError, ValueError) as failed:
            raise RelayUnavailable(f"the relay does not answer at {self._path}") from failed
        if not answer["ok"]:
            raise RelayUnavailable(answer["message"])
        return answer

    async def _exchange(self, request: dict[str, str]) -> bytes:
        reader, writer = await asyncio.open_unix_connection(str(self._path))
        try:
            writer.write(json.dumps(request).encode() + b"\n")
            await writer.drain()
            return await reader.readline()
        finally:
            writer.close()
