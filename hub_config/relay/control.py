"""The spawner's socket: one JSON object a line, one answer a line.

    {"op": "open", "learner": "<opaque id>"}   -> {"ok": true, "socket": "<path>"}
    {"op": "close", "learner": "<opaque id>"}  -> {"ok": true}
    {"op": "list"}                             -> {"ok": true, "learners": [...]}

A request that cannot be met is answered {"ok": false, "code", "message"}. The kernel
says which user is at the other end; only the relay's own and root are heard.
"""

import asyncio
import json
import logging
import os
import socket
import struct
from pathlib import Path
from typing import Any

from hub_config.relay.learners import LearnerSockets
from hub_config.relay.listener import SocketPathTooLong

log = logging.getLogger("clubs.relay")

_LONGEST_LINE = 4096
_PEER_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


class ControlSocket:
    """Listens for the spawner and does what it asks."""

    def __init__(self, path: Path, sockets: LearnerSockets) -> None:
        self._path = path
        self._sockets = sockets
        self._server: asyncio.AbstractServer | None = None

    async def listen(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(self._path))
        self._path.chmod(0o600)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=_LONGEST_LINE)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if peer_uid(writer.get_extra_info("socket")) not in {0, os.geteuid()}:
                log.warning("another user spoke to the control socket")
                return
            while line := await reader.readline():
                writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):  # gone, or a line longer than the limit
            return
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
            return {"ok": True, **await self._do(request["op"], request.get("learner"))}
        except (ValueError, KeyError, TypeError, AttributeError):
            return {"ok": False, "code": "not_understood", "message": "That is no request to the relay."}
        except (SocketPathTooLong, OSError) as failed:
            log.exception("a request to the control socket failed")
            return {"ok": False, "code": "not_possible", "message": str(failed)}

    async def _do(self, operation: str, learner: Any) -> dict[str, Any]:
        if operation == "list":
            return {"learners": self._sockets.opened()}
        if operation == "open" and isinstance(learner, str):
            return {"socket": str(await self._sockets.open(learner))}
        if operation == "close" and isinstance(learner, str):
            await self._sockets.close(learner)
            return {}
        raise ValueError(operation)


def peer_uid(connection: Any) -> int:
    """The user at the other end of a unix socket, as the kernel knows it."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER_CREDENTIALS.size)
    return _PEER_CREDENTIALS.unpack(credentials)[1]
