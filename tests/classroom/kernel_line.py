"""The websocket between a lesson room and its kernel, in Jupyter's binary protocol (v1)."""

import json
import uuid
from typing import Any

import aiohttp
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

PROTOCOL = "v1.kernel.websocket.jupyter.org"
PARTS = ("header", "parent_header", "metadata", "content")


class KernelLine:
    """One open line; what a program prints comes back as notebook files keep it."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse) -> None:
        self._line = line

    @classmethod
    async def to(cls, computer: aiohttp.ClientSession, server: str, kernel: str) -> "KernelLine":
        """Connect to a kernel of the server at this address, as its own page."""
        origin = server.split("/user/", maxsplit=1)[0]
        address = f"{server}api/kernels/{kernel}/channels?session_id={uuid.uuid4()}"
        line = await computer.ws_connect(address, protocols=(PROTOCOL,), headers={"Origin": origin})
        if line.protocol != PROTOCOL:
            raise RuntimeError(f"the server speaks {line.protocol!r}")
        return cls(line)

    async def close(self) -> None:
        await self._line.close()

    async def run(self, code: str) -> list[dict[str, Any]]:
        """Run a program to its end; its outputs."""
        asked = await self._ask(code)
        outputs: list[dict[str, Any]] = []
        ends = {"reply", "idle"}
        while ends:
            kind, parent, content = await self._next()
            if parent != asked:
                continue
            if kind == "execute_reply":
                ends.discard("reply")
            elif kind == "status" and content["execution_state"] == "idle":
                ends.discard("idle")
            elif kind in {"stream", "error", "execute_result", "display_data"}:
                content.pop("transient", None)
                outputs.append({"output_type": kind, **content})
        return outputs

    async def _ask(self, code: str) -> str:
        asked = uuid.uuid4().hex
        header = {
            "msg_id": asked, "msg_type": "execute_request", "username": "", "session": asked,
            "date": "", "version": "5.3",
        }  # fmt: skip
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": True, "stop_on_error": False,
        }  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self._line.send_bytes(
            serialize_msg_to_ws_v1(message, "shell", lambda part: json.dumps(part).encode())
        )
        return asked

    async def _next(self) -> tuple[str, str, dict[str, Any]]:
        """The kind, what it answers, and the content of the next message."""
        _channel, parts = deserialize_msg_from_ws_v1(await self._line.receive_bytes())
        told = dict(zip(PARTS, map(json.loads, parts[: len(PARTS)]), strict=True))
        return told["header"]["msg_type"], told["parent_header"].get("msg_id", ""), told["content"]
