"""The hub's side of the launcher's socket."""

import asyncio
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hub_config.launcher.home_size import HOME_BYTES


class LauncherUnavailable(RuntimeError):
    """The launcher does not answer; the message says where it was looked for.

    `is_gone`: nobody listens there at all, so that its servers are gone with it.
    """

    def __init__(self, message: str, *, is_gone: bool) -> None:
        super().__init__(message)
        self.is_gone = is_gone


class LauncherRefused(RuntimeError):
    """The launcher answered no; `code` says why to a program, the message to a person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class LauncherControl:
    """Starts, watches and stops lesson servers. Every call raises `LauncherUnavailable`, `LauncherRefused`.

    launcher = LauncherControl(Path("/run/clubs/launcher.sock"))
    port = await launcher.start("abcdefgh12345678", environment, memory_bytes=512 << 20, ...)
    """

    def __init__(self, path: Path, timeout: float = 15) -> None:
        self._path, self._timeout = path, timeout

    async def start(
        self,
        learner: str,
        environment: Mapping[str, str],
        *,
        memory_bytes: int,
        processors: float,
        processes: int,
        home_bytes: int = HOME_BYTES,
    ) -> int:
        """The port on 127.0.0.1 where the learner's server listens, from now on or in a moment.

        `environment` goes in a memory file: the launcher passes the descriptor on and never reads it.
        """
        descriptor = os.memfd_create("environment")
        try:
            os.write(descriptor, json.dumps(dict(environment)).encode())
            os.lseek(descriptor, 0, os.SEEK_SET)
            limits = {
                "memory_bytes": memory_bytes,
                "processors": processors,
                "processes": processes,
                "home_bytes": home_bytes,
            }
            answer = await self._ask({"op": "start", "learner": learner, **limits}, descriptor)
        finally:
            os.close(descriptor)
        return int(answer["port"])

    async def poll(self, learner: str) -> dict[str, Any]:
        """`running`, and `port` or `status` (None if the launcher knows of no server)."""
        return await self._ask({"op": "poll", "learner": learner})

    async def stop(self, learner: str, *, now: bool = False) -> None:
        """Tell the learner's server to end; returns at once."""
        await self._ask({"op": "stop", "learner": learner, "now": now})

    async def servers(self) -> list[dict[str, Any]]:
        """What runs: learner, port, pid, started_at, memory_bytes."""
        return list((await self._ask({"op": "list"}))["servers"])

    async def _ask(self, request: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        try:
            answer = await asyncio.to_thread(self._exchange, request, descriptors)
        except (OSError, ValueError) as failure:
            raise LauncherUnavailable(
                f"The launcher does not answer at {self._path}: {failure}",
                is_gone=isinstance(failure, FileNotFoundError | ConnectionRefusedError),
            ) from failure
        if not answer.get("ok"):
            raise LauncherRefused(answer.get("code", "unknown"), answer.get("message", "no reason given"))
        return answer

    def _exchange(self, request: dict[str, Any], descriptors: tuple[int, ...]) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self._timeout)
            connection.connect(str(self._path))
            socket.send_fds(connection, [json.dumps(request).encode() + b"\n"], list(descriptors))
            with connection.makefile("rb") as reader:
                return json.loads(reader.readline())
