"""One stream of server-sent events from the site, which is closed the moment nobody reads it.

Over aiohttp, because Tornado's simple client keeps a request that nobody waits for until its time is up, and
the relay lets a child hold few streams.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from http import HTTPStatus

from hub_config.lesson_server.refusals import SiteAway

CONNECT_SECONDS = 3
#: The largest event that is read, and the largest refusal, in bytes.
LARGEST_EVENT = 1024 * 1024


class Refused(Exception):
    """The site answered with no stream: a status and a body."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status, self.body = status, body


async def events(
    url: str, socket_path: str | None, headers: Mapping[str, str], seconds: float
) -> AsyncGenerator[tuple[str, dict]]:
    """The id and content of each event, until the site ends the stream.

    ``socket_path`` is a unix socket to ask at. Raises Refused, and SiteAway when the site cannot be
    reached, breaks off, or has told for ``seconds``.
    """
    import aiohttp

    connector = aiohttp.UnixConnector(socket_path) if socket_path else aiohttp.TCPConnector()
    timeout = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
    asked = {"Accept": "text/event-stream", "Accept-Encoding": "identity", **headers}
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.get(url, headers=asked, allow_redirects=False) as reply,
        ):
            if reply.status != HTTPStatus.OK:
                raise Refused(reply.status, await reply.content.read(LARGEST_EVENT))
            async with aclosing(_told(reply.content.iter_any())) as told:
                async for event in told:
                    yield event
    except (aiohttp.ClientError, OSError, ValueError) as problem:  # a time that is up is an OSError
        raise SiteAway from problem


async def _told(chunks: AsyncIterator[bytes]) -> AsyncGenerator[tuple[str, dict]]:
    buffer = b""
    async for chunk in chunks:
        buffer += chunk.replace(b"\r\n", b"\n")
        *blocks, buffer = buffer.split(b"\n\n")
        if len(buffer) > LARGEST_EVENT:
            raise SiteAway
        for block in blocks:
            if (event := _event_of(block)) is not None:
                yield event


def _event_of(block: bytes) -> tuple[str, dict] | None:
    """The id ("" for none) and JSON object of one server-sent event; None for a comment or other text."""
    lines = block.decode("utf-8", "replace").split("\n")
    data = "\n".join(line[5:].removeprefix(" ") for line in lines if line.startswith("data:"))
    event_id = next((line[3:].strip() for line in lines if line.startswith("id:")), "")
    try:
        value = json.loads(data) if data else None
    except ValueError:
        return None
    return (event_id, value) if isinstance(value, dict) else None
