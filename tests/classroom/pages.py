"""Reading pages and streams as a browser does, over one computer's cookies."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WAITS = aiohttp.ClientTimeout(total=180)


def browser() -> aiohttp.ClientSession:
    """The cookies and connections of one computer; close it."""
    # Cookies of an address in numbers, as the hub of one machine has.
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=WAITS)


async def filled_in(computer: aiohttp.ClientSession, page: str, fields: dict[str, str], to: str = "") -> str:
    """Fill in the form of a page and send it (``to`` another address); where that leads.

    Raises RuntimeError with the page's words when the site does not take it.
    """
    async with computer.get(page) as shown:
        found = TOKEN.search(await shown.text())
        if found is None:
            raise RuntimeError(f"{page} has no form")
    sent = {"csrfmiddlewaretoken": found.group(1), **fields}
    # A page of https would want a referrer; this one only is as a browser sends it.
    async with computer.post(to or page, data=sent, headers={"Referer": page}) as answer:
        words = await answer.text()
        if answer.status != 200 or str(answer.url) == page:
            raise RuntimeError(f"{page} was not taken ({answer.status}): {words_of(words)}")
        return str(answer.url)


def words_of(page: str) -> str:
    """The words of a page without its tags, the first few lines."""
    plain = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(plain.split())[:600]


async def server_events(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, str, dict[str, Any]]]:
    """The id, kind and content of each server-sent event of an open answer."""
    block: dict[str, str] = {}
    async for raw in answer.content:
        line = raw.decode().rstrip("\r\n")
        if line:
            name, _, value = line.partition(":")
            block[name] = value.removeprefix(" ")
        elif block:
            if "data" in block:
                yield block.get("id", ""), block.get("event", ""), json.loads(block["data"])
            block = {}
