"""A relay on real sockets, between learners' servers and a stand-in for hub and site."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from hub_config.relay.client import RelayControl
from hub_config.relay.control import ControlSocket
from hub_config.relay.forward import Upstreams
from hub_config.relay.learners import LearnerSockets
from hub_config.settings import RelaySettings

LEARNER = "abcdefgh12345678"
OTHER = "zyxwvuts87654321"
SUBMISSION = "0a1b2c3d-0000-4000-8000-00112233aabb"
API = "/api/lesson/v1"
TOKENS = {"token-of-learner": LEARNER, "token-of-other": OTHER}


@dataclass
class Outside:
    """A stand-in for hub and site that keeps what reached it."""

    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    raw: list[tuple[tuple[bytes, bytes], ...]] = field(default_factory=list)  # headers as they were written
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.raw.append(request.raw_headers)
        self.seen.append((request.method, request.path, dict(request.headers), await request.read()))
        if request.path.endswith("/events") and request.method == "GET":
            return await self._stream(request)
        if request.path == "/hub/api/user":
            return self._identity(request)
        if request.path.endswith("/redirecting/progress"):
            return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/cms/"})
        headers = {"Set-Cookie": "sessionid=x", "X-Internal": "1", "Cache-Control": "no-store"}
        return web.json_response({"path": request.path}, headers=headers)

    def _identity(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("token ")
        if token not in TOKENS:
            return web.json_response({"message": "Forbidden"}, status=403)
        return web.json_response({"name": TOKENS[token], "kind": "user", "scopes": []})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b'event: state\ndata: {"state": "stored"}\n\n')
        await self.go_on.wait()
        await response.write(b'event: state\ndata: {"state": "marked"}\n\n')
        return response


class Relay:
    """A running relay, and a client for each learner's socket."""

    def __init__(self, settings: RelaySettings, outside: Outside):
        self.settings = settings
        self.outside = outside
        self.control = RelayControl(settings.control_socket)

    async def start(self):
        self._upstreams = Upstreams(self.settings)
        self._sockets = LearnerSockets(self.settings.sockets_folder, self._upstreams)
        self._control = ControlSocket(self.settings.control_socket, self._sockets)
        await self._sockets.restore()
        await self._control.listen()

    async def stop(self):
        await self._control.close()
        await self._sockets.stop()
        await self._upstreams.close()

    @asynccontextmanager
    async def ask(self, method: str, path: str, *, learner: str = LEARNER, **options):
        socket = await self.control.open(learner)
        connector = aiohttp.UnixConnector(path=str(socket))
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.request(method, f"http://relay{path}", **options) as answer,
        ):
            yield answer

    async def say(self, raw: bytes, learner: str = LEARNER) -> bytes:
        """Send bytes as they are, and everything that comes back until the relay closes."""
        reader, writer = await asyncio.open_unix_connection(str(await self.control.open(learner)))
        writer.write(raw)
        writer.write_eof()
        try:
            return await asyncio.wait_for(reader.read(), 5)
        finally:
            writer.close()


@asynccontextmanager
async def running_relay() -> AsyncIterator[Relay]:
    """A relay with nobody's socket open, and what is beyond it."""
    folder = Path(tempfile.mkdtemp(prefix="relay-"))
    outside = Outside()
    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.router.add_route("*", "/{tail:.*}", outside.answer)
    async with TestServer(app) as server:
        origin = f"http://127.0.0.1:{server.port}"
        settings = RelaySettings(
            site_url=origin,
            hub_api_origin=origin,
            relay_token="the-relays-own",
            sockets_folder=folder / "relay",
            control_socket=folder / "control.sock",
        )
        running = Relay(settings, outside)
        await running.start()
        yield running
        outside.go_on.set()
        await running.stop()
    shutil.rmtree(folder)
