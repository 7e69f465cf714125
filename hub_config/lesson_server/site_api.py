"""Client of the site's lesson API, over the relay's socket or plain HTTP.

The relay adds who the learner is; nothing here names a child or holds a secret. An author at
a terminal, who has no relay, shows a personal token instead.
"""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tornado.httpclient import HTTPClientError, HTTPRequest, HTTPResponse
from tornado.netutil import Resolver
from tornado.simple_httpclient import HTTPTimeoutError, SimpleAsyncHTTPClient

from hub_config.lesson_server import site_stream
from hub_config.lesson_server.refusals import SiteAway, SiteRefused

#: The largest notebook that the site takes, in bytes.
LARGEST_NOTEBOOK = 1024 * 1024
#: The largest reply that is read from the site, in bytes: a lesson with its pictures.
LARGEST_REPLY = 8 * 1024 * 1024
CONNECT_SECONDS = 3
REPLY_SECONDS = 10
#: Longest wait for one submission's marks.
MARKING_SECONDS = 120
#: Longest one stream of news; then it is asked for again, and nothing is told twice.
NEWS_SECONDS = 180


class SocketResolver(Resolver):
    """Leads every connection of one client to one unix socket."""

    def initialize(self, path: str) -> None:
        """Remember the socket's path."""
        self.path = path

    async def resolve(self, host: str, port: int, family: int = 0) -> list[tuple[int, Any]]:
        """Give the socket's address, whatever was asked."""
        return [(socket.AF_UNIX, self.path)]


class SiteApi:
    """The calls of the lesson API.

    Every call raises SiteAway when the site cannot be reached or answers nonsense, and
    SiteRefused when it answers with a refusal. ``address`` is the API's base, such as
    ``http+unix://%2Frun%2Frelay%2Frelay.sock/api/lesson/v1``; ``token`` an author's.
    ``reply_seconds`` is how long one reply may take.
    """

    def __init__(self, address: str, token: str | None = None, reply_seconds: float = REPLY_SECONDS) -> None:
        self._reply_seconds = reply_seconds
        parts = urlsplit(address)
        self._shown = {"Authorization": f"Bearer {token}"} if token else {}
        options: dict[str, Any] = {
            "force_instance": True,
            "max_clients": 20,
            "max_body_size": LARGEST_REPLY,
            "max_buffer_size": LARGEST_REPLY,
        }
        self._socket = unquote(parts.netloc) if parts.scheme == "http+unix" else None
        if self._socket is not None:
            options["resolver"] = SocketResolver(path=self._socket)
            self._base = f"http://lesson-api{parts.path}".rstrip("/")
        else:
            self._base = address.rstrip("/")
        self._client = SimpleAsyncHTTPClient(**options)

    def close(self) -> None:
        """Let go of the client's connections."""
        self._client.close()

    async def lessons(self) -> list[dict]:
        """The lessons this learner may open: slug, title, version each."""
        return _list_of(await self._call("GET", "lessons"), "lessons")

    async def lesson(self, slug: str) -> dict:
        """A lesson's release: notebook, pictures, exercises."""
        return await self._call("GET", f"lessons/{quote(slug, safe='')}")

    async def progress(self, slug: str) -> dict:
        """The learner's best results in a lesson so far."""
        return await self._call("GET", f"lessons/{quote(slug, safe='')}/progress")

    async def hand_in(self, slug: str, notebook: bytes, key: str) -> dict:
        """Store a notebook to be marked; the same key twice stores it once."""
        path = f"lessons/{quote(slug, safe='')}/submissions"
        return await self._call("POST", path, notebook, {"Idempotency-Key": key})

    async def submission(self, identity: str) -> dict:
        """A submission's state, and its result once there is one."""
        return await self._call("GET", f"submissions/{quote(identity, safe='')}")

    async def own_submissions(self, slug: str = "") -> list[dict]:
        """The newest submissions of whoever asks, of one lesson or of all: state and points each."""
        path = f"lessons/{quote(slug, safe='')}/submissions" if slug else "submissions"
        return _list_of(await self._call("GET", path), "submissions")

    async def own_notebook(self, identity: str) -> dict:
        """An author's own trial, with its notebook as it was sent."""
        return await self._call("GET", f"submissions/{quote(identity, safe='')}/notebook")

    async def propose(self, slug: str, proposal: bytes) -> dict:
        """Store an author's proposal of a lesson, for somebody at the site's machine to read."""
        return await self._call("POST", f"proposals/{quote(slug, safe='')}", proposal)

    async def hint(self, slug: str, exercise: str, number: int) -> dict:
        """The hint of that number, which is recorded as taken."""
        lesson, name = quote(slug, safe=""), quote(exercise, safe="")
        body = json.dumps({"number": number}).encode()
        return await self._call("POST", f"lessons/{lesson}/exercises/{name}/hints", body)

    async def model_answer(self, slug: str, exercise: str) -> dict:
        """One good answer to an exercise that this learner has passed."""
        lesson, name = quote(slug, safe=""), quote(exercise, safe="")
        return await self._call("GET", f"lessons/{lesson}/exercises/{name}/model-answer")

    async def record_events(self, events: list[dict]) -> None:
        """Tell the site what happened: opened, ran, error (its kind only)."""
        await self._call("POST", "events", json.dumps({"events": events}).encode())

    async def ask_for_help(self, slug: str, exercise: str, error_kind: str, program: str) -> dict:
        """Call the adults of the session to an exercise; gives the news, in which the call stands."""
        lesson, name = quote(slug, safe=""), quote(exercise, safe="")
        told = {"error_kind": error_kind, "program": program}
        # As UTF-8, so that the size the relay allows is enough whatever letters it is written in.
        body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        return await self._call("POST", f"lessons/{lesson}/exercises/{name}/help", body)

    async def take_help_back(self) -> dict:
        """Take the call for help back; gives the news."""
        return await self._call("POST", "help/taken-back", b"{}")

    async def news(self) -> dict:
        """What the room is to know now: `may_ask`, `call`, `phrase`, `invitation`."""
        return await self._call("GET", "news")

    async def may_open_notebook(self) -> dict:
        """Nothing where this child may open their own work in Notebook 7 today; else SiteRefused."""
        return await self._call("GET", "own-notebook")

    async def open_copy(self) -> str:
        """The id of the copy that this server is for, where it is open now; else SiteRefused."""
        told = (await self._call("GET", "copies")).get("copy")
        if not isinstance(told, str):
            raise SiteAway
        return told

    async def copy(self, identity: str) -> dict:
        """The copy that this server is for: notebook and pictures."""
        return await self._call("GET", f"copies/{quote(identity, safe='')}")

    async def submission_events(self, identity: str) -> AsyncIterator[dict]:
        """Each state of a submission as it comes, until it is marked or set aside."""
        path = f"submissions/{quote(identity, safe='')}/events"
        async for _event_id, state in self._stream(path, MARKING_SECONDS):
            yield state

    async def news_events(self, seen: str) -> AsyncIterator[tuple[str, dict]]:
        """The news and their id at each change, for `NEWS_SECONDS` at most; `seen` is the last one's id."""
        async for event_id, news in self._stream("news/events", NEWS_SECONDS, seen):
            yield event_id, news

    async def _stream(self, path: str, seconds: float, seen: str = "") -> AsyncIterator[tuple[str, dict]]:
        """The id and content of each server-sent event, until the site ends it or the time is up."""
        headers = {**self._shown, **({"Last-Event-ID": seen} if seen else {})}
        told = site_stream.events(f"{self._base}/{path}", self._socket, headers, seconds)
        try:
            async with aclosing(told):
                async for event in told:
                    yield event
        except site_stream.Refused as refused:
            raise _refusal(refused.status, refused.body) from refused

    async def _call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict:
        request = HTTPRequest(
            f"{self._base}/{path}",
            method=method,
            body=body,
            headers={"Accept": "application/json", **(headers or {}), **self._shown},
            connect_timeout=CONNECT_SECONDS,
            request_timeout=self._reply_seconds,
            follow_redirects=False,
        )
        if body is not None:
            request.headers["Content-Type"] = "application/json"
        response = await self._fetch(request)
        if response.code == 204:
            return {}
        return _object_of(response.body)

    async def _fetch(self, request: HTTPRequest) -> HTTPResponse:
        try:
            return await self._client.fetch(request)
        except HTTPTimeoutError as problem:
            raise SiteAway from problem
        except HTTPClientError as problem:
            if problem.response is None:
                raise SiteAway from problem
            raise _refusal(problem.code, problem.response.body) from problem
        except (OSError, ValueError) as problem:
            raise SiteAway from problem


def _refusal(status: int, body: bytes) -> SiteAway | SiteRefused:
    """What the site meant by a status that is not a success."""
    if not 400 <= status < 500:
        return SiteAway()
    try:
        told = _object_of(body)
    except SiteAway:
        told = {}
    return SiteRefused.from_reply(status, told)


def _object_of(body: bytes | None) -> dict:
    try:
        value = json.loads(body or b"")
    except ValueError as problem:
        raise SiteAway from problem
    if not isinstance(value, dict):
        raise SiteAway
    return value


def _list_of(reply: dict, key: str) -> list[dict]:
    value = reply.get(key)
    if not isinstance(value, list):
        raise SiteAway
    return value
