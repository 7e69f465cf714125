"""One child at a computer of their own, who speaks to site and hub as the pages' scripts do."""

import asyncio
import html
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import aiohttp
from yarl import URL

from tests.classroom.enrolment import Enrolled
from tests.classroom.kernel_line import KernelLine
from tests.classroom.pages import browser, filled_in, server_events, words_of

FACTS = re.compile(r'<script type="application/json" id="facts">(.*?)</script>', re.DOTALL)
WAITING = 'id="waiting"'
AGAIN = re.compile(
    r'id="again"\s+data-tries="(?P<tries>\d+)"\s+data-seconds="(?P<seconds>\d+)"\s+href="(?P<there>[^"]+)"'
)
LOOKS = 300
SECONDS_BETWEEN_LOOKS = 0.3


class Pupil:
    """`async with` it: the windows are shut at the end, the server is ended by `sign_out` alone.

    Every step raises RuntimeError with what the page said where a child would be stuck.
    """

    def __init__(self, enrolled: Enrolled, site_url: str, hub_url: str) -> None:
        self.enrolled = enrolled
        self._site, self._hub = site_url, hub_url
        self._computer = browser()
        self._tries = 0
        self._facts: dict[str, Any] = {}
        self._notebook: dict[str, Any] = {}
        self._line: KernelLine | None = None
        self._news: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Pupil":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._news is not None:
            self._news.cancel()
            with suppress(asyncio.CancelledError):
                await self._news
        if self._line is not None:
            await self._line.close()
        await self._computer.close()

    async def come_in(self) -> None:
        """Type the card and arrive at the lessons."""
        card = self.enrolled
        typed = {"club": card.club, "nickname": card.nickname, "picture": card.picture, "word": card.word}
        there = await filled_in(self._computer, f"{self._site}/card/", typed)
        if not there.endswith("/learn/"):
            raise RuntimeError(f"{card.nickname} came in to {there}")

    async def open_lesson(self, slug: str) -> None:
        """Press the lesson and wait for the room, by way of the hub's sign-on and a server's start."""
        page = await self._page_of(slug)
        found = FACTS.search(page)
        if found is None:
            raise RuntimeError(f"{self.enrolled.nickname} sees no lesson: {words_of(page)}")
        self._facts = json.loads(html.unescape(found.group(1)))

    async def _page_of(self, slug: str) -> str:
        address = f"{self._site}/learn/lessons/{slug}/open"
        for _ in range(LOOKS):
            async with self._computer.get(address, max_redirects=20) as answer:
                words = await answer.text()
                if answer.status != 200:
                    raise RuntimeError(f"{answer.url} answered {answer.status}: {words_of(words)}")
                again = AGAIN.search(words)
                if WAITING not in words and again is None:
                    return words
                address = str(answer.url)
            if again is not None:
                address = await self._pressed_again(again, address)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        raise RuntimeError("the lesson never opened")

    async def _pressed_again(self, button: re.Match[str], address: str) -> str:
        """Where a page leads that could not open the lesson and presses its own button a few times."""
        if self._tries >= int(button["tries"]):
            raise RuntimeError(f"{self.enrolled.nickname} was told to fetch a helper")
        await asyncio.sleep(float(button["seconds"]) * 2**self._tries)
        self._tries += 1
        there = URL(address).join(URL(html.unescape(button["there"])))
        return str(there.update_query(next=URL(address).query.get("next", there.query.get("next", ""))))

    async def begin(self) -> None:
        """What the page does at once: reads the work, follows the news, connects to the kernel."""
        self._notebook = (await self._ask("GET", self._file))["content"]
        self._news = asyncio.create_task(self._follow_news())
        kernel = await self._ask("POST", f"lesson-api/lessons/{self._facts['slug']}/kernel")
        self._line = await KernelLine.to(self._computer, self._server, kernel["id"])
        for cell in self._facts["setup"]:
            await self._line.run(self._cell(cell)["source"])

    async def _follow_news(self) -> None:
        async with self._computer.get(
            f"{self._server}lesson-api/news", timeout=aiohttp.ClientTimeout(total=None)
        ) as stream:
            async for _ in server_events(stream):
                pass

    async def run(self, exercise: str, program: str) -> list[dict[str, Any]]:
        """Type a program, run it, save it with its outputs; the outputs."""
        if self._line is None:
            raise RuntimeError("the kernel is not there yet")
        self._cell(exercise)["source"] = program
        outputs = await self._line.run(program)
        self._cell(exercise)["outputs"] = outputs
        error = next((output["ename"] for output in outputs if output["output_type"] == "error"), None)
        await self._save()
        event = {
            "lesson": self._facts["slug"], "exercise": exercise,
            "kind": "error" if error else "ran", "error_kind": error,
        }  # fmt: skip
        await self._ask("POST", "lesson-api/events", {"events": [event]})
        return outputs

    async def check(self) -> dict[str, Any]:
        """Press Check; the submission as it was last told, marked."""
        await self._save()
        states = []
        async with self._request("POST", f"lesson-api/lessons/{self._facts['slug']}/check") as stream:
            if stream.status != 200:
                raise RuntimeError(f"Check: {stream.status} {await stream.text()}")
            async for _id, kind, told in server_events(stream):
                if kind == "trouble":
                    raise RuntimeError(f"Check: {told}")
                states.append(told)
        if not states or states[-1]["state"] != "marked":
            raise RuntimeError(f"Check ended with {states[-1:]}")
        return states[-1]

    async def ask_for_help(self, exercise: str, error_kind: str) -> None:
        """Press "I need help"."""
        slug = self._facts["slug"]
        news = await self._ask(
            "POST", f"lesson-api/lessons/{slug}/exercises/{exercise}/help", {"error_kind": error_kind}
        )
        if not news.get("call"):
            raise RuntimeError(f"nobody was called: {news}")

    async def sign_out(self) -> None:
        """Press "Sign out" in the room: the server ends, and the site's session with it."""
        async with self._computer.get(f"{self._hub}/hub/logout") as answer:
            if answer.status != 200:
                raise RuntimeError(f"{self.enrolled.nickname} could not sign out: {answer.status}")

    def programs(self, exercises: Iterable[str]) -> dict[str, str]:
        """What stands in the boxes of these exercises."""
        return {exercise: self._cell(exercise)["source"] for exercise in exercises}

    @property
    def exercises(self) -> list[str]:
        return [exercise["id"] for exercise in self._facts["exercises"]]

    @property
    def _server(self) -> str:
        return f"{self._hub}{self._facts['baseUrl']}"

    @property
    def _file(self) -> str:
        return f"api/contents/{self._facts['path']}"

    def _cell(self, name: str) -> dict[str, Any]:
        """A cell of the notebook by its id, which an answer's is its exercise's."""
        return next(cell for cell in self._notebook["cells"] if cell["id"] == name)

    async def _save(self) -> None:
        content = {"type": "notebook", "format": "json", "content": self._notebook}
        await self._ask("PUT", self._file, content)

    async def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        async with self._request(method, path, body) as answer:
            words = await answer.text()
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer.status} {words[:300]}")
            return json.loads(words) if words else {}

    def _request(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"X-XSRFToken": self._facts["xsrf"]}
        return self._computer.request(method, self._server + path, json=body, headers=headers)
