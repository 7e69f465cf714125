"""A helper who signs in and listens to the board, and notes when each change came."""

import asyncio
import html
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from tests.classroom.pages import browser, filled_in, server_events, words_of

CODE = re.compile(r"^\s*([0-9A-Z]{6,8})\s*$", re.MULTILINE)
LETTER = re.compile(r"<article.*?</article>", re.DOTALL)
LOOKS = 40
SECONDS_BETWEEN_LOOKS = 0.25


@dataclass(frozen=True)
class Change:
    """One event of the board: when it came, and the tiles that it draws anew."""

    came_at: datetime
    tiles: dict[str, str]


@dataclass
class Board:
    """The board as a page that began empty shows it now."""

    tiles: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def take(self, message: dict[str, Any], came_at: datetime) -> None:
        """Put in what an event tells."""
        self.tiles |= message["tiles"]
        self.order = message["order"]
        self.changes.append(Change(came_at, message["tiles"]))


class Watcher:
    """`async with` it; `board` grows as events come."""

    def __init__(self, site_url: str, email: str, session: int) -> None:
        self._site, self._email, self._session = site_url, email, session
        self._computer = browser()
        self._listening: asyncio.Task[None] | None = None
        self._first = asyncio.Event()
        self.board = Board()

    async def __aenter__(self) -> "Watcher":
        try:
            await self._sign_in()
            self._listening = asyncio.create_task(self._listen())
            first = asyncio.create_task(self._first.wait())
            await asyncio.wait({first, self._listening}, return_when=asyncio.FIRST_COMPLETED)
            if self._listening.done():
                first.cancel()
                self._listening.result()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError, RuntimeError):
                await self._listening
        await self._computer.close()

    async def quiet(self, seconds: float, longest: float = 60) -> None:
        """Wait until the board has told nothing for so long."""
        deadline = asyncio.get_running_loop().time() + longest
        while asyncio.get_running_loop().time() < deadline:
            before = len(self.board.changes)
            await asyncio.sleep(seconds)
            if len(self.board.changes) == before:
                return

    async def _listen(self) -> None:
        address = f"{self._site}/team/sessions/{self._session}/board/events/"
        async with self._computer.get(address, timeout=aiohttp.ClientTimeout(total=None)) as stream:
            if stream.content_type != "text/event-stream":
                raise RuntimeError(f"{stream.url} is no board: {words_of(await stream.text())}")
            async for _id, _kind, message in server_events(stream):
                self.board.take(message, datetime.now(UTC))
                self._first.set()
        raise RuntimeError("the board's stream ended")

    async def _sign_in(self) -> None:
        asks = await filled_in(self._computer, f"{self._site}/account/login/", {"login": self._email})
        await filled_in(self._computer, asks, {"code": await self._code()})

    async def _code(self) -> str:
        """The code in the newest letter to this helper."""
        for _ in range(LOOKS):
            async with self._computer.get(f"{self._site}/demo/outbox") as outbox:
                for letter in LETTER.findall(await outbox.text()):
                    words = html.unescape(re.sub(r"<[^>]+>", "\n", letter))
                    if self._email in words and (found := CODE.search(words)):
                        return found.group(1)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        raise RuntimeError(f"no code came to {self._email}")
