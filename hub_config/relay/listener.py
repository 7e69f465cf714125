"""One learner's socket: each request is checked, counted and passed on, or refused."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from hub_config.relay import framing
from hub_config.relay.allowance import Allowance
from hub_config.relay.forward import Upstreams
from hub_config.relay.refusals import RelayRefusal
from hub_config.relay.rules import Rule, RuleBook

log = logging.getLogger("clubs.relay")

MOST_CONNECTIONS = 32
MOST_REQUESTS = 16  # at once
MOST_STREAMS = 6  # of these, held open
BODY_SECONDS = 20
LONGEST_SOCKET_PATH = 107  # bytes; what the kernel allows a unix socket's name


class SocketPathTooLong(RuntimeError):
    """The folder lies too deep for a unix socket; the message says what to do."""


class LearnerListener:
    """The listening socket of one learner, and what that learner has used of its rates."""

    def __init__(self, learner: str, upstreams: Upstreams) -> None:
        self._learner = learner
        self._rules = RuleBook(learner)
        self._upstreams = upstreams
        self._allowances: dict[str, Allowance] = {}
        self._running = 0
        self._streaming = 0
        self._http: _Connections | None = None
        self._server: asyncio.AbstractServer | None = None

    async def listen(self, path: Path) -> None:
        """Listen at `path`, replacing a socket file left by an earlier run."""
        if len(str(path).encode()) > LONGEST_SOCKET_PATH:
            raise SocketPathTooLong(f"{path} is too long for a socket: set CLUBS_RUN_DIR to a shorter path")
        path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        # Reached only by whoever is given the folder; in the sandbox that is another user.
        path.chmod(0o666)
        self._http = _Connections(self._handle)
        self._server = await asyncio.get_running_loop().create_unix_server(self._http, sock=listening)

    async def close(self) -> None:
        """Stop listening and cut what is open."""
        if self._server is not None:
            self._server.close()
        if self._http is not None:
            await self._http.shutdown(timeout=0.5)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._pass_on(request)
        except RelayRefusal as refusal:
            log.info("refused learner=%s code=%s", self._learner, refusal.code)
            return refusal_response(refusal)

    async def _pass_on(self, request: web.BaseRequest) -> web.StreamResponse:
        framing.check_version((request.version.major, request.version.minor))
        headers = framing.check_headers(request.raw_headers)
        rule = self._rules.rule_for(request.method, framing.check_path(request.raw_path))
        length = framing.check_body_length(rule, headers)
        passed = framing.passed_headers(rule.upstream, headers)
        self._allowance(rule).take()
        with self._room_for(rule):
            body = await _read_body(request, length)
            return await self._upstreams.forward(request, self._learner, rule, passed, body)

    def _allowance(self, rule: Rule) -> Allowance:
        return self._allowances.setdefault(rule.name, Allowance(rule.rate))

    @contextmanager
    def _room_for(self, rule: Rule) -> Iterator[None]:
        """Count the request among those running; raises `RelayRefusal` "too_many_at_once"."""
        streams = int(rule.stream)
        if self._running >= MOST_REQUESTS or self._streaming + streams > MOST_STREAMS:
            raise RelayRefusal("too_many_at_once", retry_after=5)
        self._running += 1
        self._streaming += streams
        try:
            yield
        finally:
            self._running -= 1
            self._streaming -= streams


async def _read_body(request: web.BaseRequest, length: int) -> bytes:
    """The body of `length` bytes; raises `RelayRefusal` "too_slow" or "not_readable"."""
    if not length:
        return b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.content.readexactly(length)
    except TimeoutError as slow:
        raise RelayRefusal("too_slow") from slow
    except (asyncio.IncompleteReadError, web.RequestPayloadError) as cut_off:
        raise RelayRefusal("not_readable") from cut_off


def refusal_response(refusal: RelayRefusal) -> web.Response:
    response = web.Response(status=refusal.status, body=refusal.body(), headers=refusal.headers())
    response.force_close()  # what may follow a refused request on the same connection is not believed
    return response


class _Connections(web.Server):
    """aiohttp's server with our limits, and refusals in our form for what its parser refuses."""

    def __init__(self, handler: Any) -> None:
        super().__init__(handler, handler_cancellation=True)
        self._make_protocol = partial(
            _Protocol,
            self,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # aiohttp's own way to say: none
            keepalive_timeout=75,
            max_line_size=1024,
            max_headers=50,
            max_field_size=8190,
            lingering_time=5,
            auto_decompress=False,
        )

    def __call__(self) -> RequestHandler:
        return self._make_protocol()


class _Protocol(RequestHandler):
    __slots__ = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        manager = self._manager
        if manager is not None and len(manager.connections) > MOST_CONNECTIONS:
            self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what aiohttp's parser refuses; its own words would repeat the child's bytes."""
        if request.writer.output_size > 0:
            raise ConnectionResetError("the answer broke off")
        if status >= 500:
            log.error("a request failed", exc_info=exc)
        return refusal_response(RelayRefusal("not_readable" if status < 500 else "unexpected_answer"))
