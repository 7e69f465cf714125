"""A request that may pass, on its way to the hub or the site, and the answer on its way back."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from hub_config.relay.refusals import RelayRefusal
from hub_config.relay.rules import Rule, Upstream
from hub_config.settings import RelaySettings

_ANSWER_HEADERS = ("Content-Type", "Cache-Control", "ETag", "Retry-After", "X-JupyterHub-Version")
_LARGEST_IDENTITY = 64 * 1024  # bytes; the hub's answer is below 2 KiB
_ONE_ANSWER = aiohttp.ClientTimeout(total=30, sock_connect=5)
# The site sends a heartbeat every 15 seconds; a stream that ends is simply asked for again.
_STREAM = aiohttp.ClientTimeout(total=1800, sock_connect=5, sock_read=60)


class Upstreams:
    """The hub's API and the site's lesson API, as the relay reaches them."""

    def __init__(self, settings: RelaySettings) -> None:
        self._base = {Upstream.HUB: settings.hub_api_origin, Upstream.SITE: settings.site_url}
        self._relay_token = settings.relay_token
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=200),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "clubs-relay", "Accept-Encoding": "identity"},
        )

    async def close(self) -> None:
        await self._session.close()

    async def forward(
        self, request: web.BaseRequest, learner: str, rule: Rule, headers: Mapping[str, str], body: bytes
    ) -> web.StreamResponse:
        """Pass `request` on for `learner` and send the answer back as it comes.

        Raises `RelayRefusal` while nothing has been sent yet; after that a failure
        ends the connection.
        """
        check_learner_in_body(rule, learner, body)
        try:
            async with self._session.request(
                rule.method,
                self._base[rule.upstream] + request.raw_path,
                data=body or None,
                headers={**headers, **self._own_headers(rule, learner)},
                allow_redirects=False,
                timeout=_STREAM if rule.stream else _ONE_ANSWER,
            ) as answer:
                if 300 <= answer.status < 400 and answer.status != 304:
                    raise RelayRefusal("unexpected_answer")
                if rule.name == "identity":
                    return await _identity_answer(answer, learner)
                return await _stream_back(request, answer)
        except TimeoutError as late:
            raise RelayRefusal("no_answer") from late
        except aiohttp.ClientError as failed:
            raise RelayRefusal("not_reachable") from failed

    def _own_headers(self, rule: Rule, learner: str) -> dict[str, str]:
        """What the relay says itself: to the site who it is and for whom it speaks."""
        if rule.upstream is Upstream.HUB:
            return {}
        return {"Authorization": f"Bearer {self._relay_token}", "X-Learner": learner}


def check_learner_in_body(rule: Rule, learner: str, body: bytes) -> None:
    """A sign-on must be for the learner's own server; raises `RelayRefusal` "another_learner"."""
    if rule.name != "sign-on":
        return
    try:
        clients = parse_qs(body.decode("ascii"), max_num_fields=20).get("client_id", [])
    except ValueError as unreadable:
        raise RelayRefusal("not_readable") from unreadable
    if clients != [f"jupyterhub-user-{learner}"]:
        raise RelayRefusal("another_learner")


async def _identity_answer(answer: aiohttp.ClientResponse, learner: str) -> web.Response:
    """The hub's "who is this", passed on only when it is this learner.

    A server has no business learning who else visits it: to it, anyone else is nobody
    the hub would vouch for.
    """
    body = await answer.content.read(_LARGEST_IDENTITY)
    if answer.status == 200 and _name_in(body) != learner:
        raise RelayRefusal("another_learner")
    return web.Response(status=answer.status, body=body, headers=_kept_headers(answer))


def _name_in(body: bytes) -> Any:
    try:
        return json.loads(body).get("name")
    except (ValueError, AttributeError):
        return None


async def _stream_back(request: web.BaseRequest, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers=_kept_headers(answer))
    response.content_length = answer.content_length
    try:
        await response.prepare(request)
        async for chunk in answer.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
    except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as broken:
        # Part of the answer has gone out: no refusal can be sent, only an end.
        raise ConnectionResetError("the answer broke off") from broken
    return response


def _kept_headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    return {name: answer.headers[name] for name in _ANSWER_HEADERS if name in answer.headers}
