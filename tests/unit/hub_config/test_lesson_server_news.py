"""Help and news of the room, on a real Jupyter server beside a made-up site."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from hub_config.lesson_server.news import NewsFeed
from hub_config.lesson_server.site_api import SiteApi
from tests.factories.lesson_room import LessonSite
from tests.factories.lesson_server import Room, running_room, running_site

SLUG = "hello-robot"
LONGEST = 20


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with running_room(tmp_path_factory.mktemp("room")) as running:
        yield running


@pytest.fixture
def child(room: Room) -> Iterator[requests.Session]:
    """A browser that came in with the token, and has the page's cookie and XSRF token."""
    fresh = LessonSite()
    room.site.away, room.site.news, room.site.calls = False, fresh.news, []
    with requests.Session() as session:
        page = session.get(room.url(f"lesson/{SLUG}"), timeout=LONGEST)
        session.headers["X-XSRFToken"] = facts(page.text)["xsrf"]
        yield session


def facts(page: str) -> dict[str, Any]:
    found = re.search(r'id="facts">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@contextmanager
def listening(room: Room, child: requests.Session) -> Iterator[Iterator[dict[str, Any]]]:
    """A window that is open: the news as they come."""
    with child.get(f"{room.address}lesson-api/news", stream=True, timeout=LONGEST) as reply:
        assert reply.status_code == 200
        lines = reply.iter_lines(chunk_size=1, decode_unicode=True)
        yield (json.loads(line[6:]) for line in lines if line.startswith("data: "))


def save(room: Room, child: requests.Session, program: str) -> None:
    """Write the exercise's answer into the child's file, as the room's saving does."""
    path = f"{room.address}api/contents/lessons/{SLUG}/{SLUG}.ipynb"
    notebook = child.get(path, timeout=LONGEST).json()["content"]
    for cell in notebook["cells"]:
        if cell["id"] == "greet":
            cell["source"] = program
    body = {"type": "notebook", "format": "json", "content": notebook}
    assert child.put(path, json=body, timeout=LONGEST).ok


def ask(room: Room, child: requests.Session, body: Any, exercise: str = "greet") -> requests.Response:
    address = f"{room.address}lesson-api/lessons/{SLUG}/exercises/{exercise}/help"
    return child.post(address, json=body, timeout=LONGEST)


def test_the_page_knows_whether_somebody_can_be_called(room: Room, child: requests.Session) -> None:
    page = child.get(f"{room.address}lesson/{SLUG}", timeout=LONGEST)
    assert facts(page.text)["news"] == room.site.news


def test_a_call_takes_the_saved_program_and_the_last_error(room: Room, child: requests.Session) -> None:
    save(room, child, "print(hello)")
    reply = ask(room, child, {"error_kind": "NameError", "program": "what is being typed"})
    assert reply.json()["call"] == {"lesson": SLUG, "exercise": "greet", "state": "waiting"}
    assert room.site.calls == [
        {"slug": SLUG, "exercise": "greet", "error_kind": "NameError", "program": "print(hello)"}
    ]
    taken_back = child.post(f"{room.address}lesson-api/help/taken-back", json={}, timeout=LONGEST)
    assert taken_back.json()["call"] is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"error_kind": "a sentence of one's own"}, id="a sentence for an error"),
        pytest.param({"error_kind": "x" * 81}, id="an endless name"),
        pytest.param({"error_kind": ["NameError"]}, id="a list"),
        pytest.param([], id="no object"),
    ],
)
def test_nothing_but_an_errors_name_goes_with_a_call(room: Room, child: requests.Session, body: Any) -> None:
    assert ask(room, child, body).status_code == 400
    assert room.site.calls == []


def test_every_window_hears_the_news_over_one_stream(room: Room, child: requests.Session) -> None:
    before = room.site.news_streams
    with listening(room, child) as first, listening(room, child) as second:
        assert next(first) == next(second) == room.site.news
        room.site.tell(phrase={"id": 7, "words": "Look up, please."})
        assert next(first)["phrase"] == next(second)["phrase"] == {"id": 7, "words": "Look up, please."}
    assert room.site.news_streams - before <= 1


def test_a_site_that_was_away_is_heard_again(room: Room, child: requests.Session) -> None:
    with listening(room, child) as news:
        next(news)
        room.site.away = True
        time.sleep(0.2)
        room.site.away = False
        room.site.tell(call={"lesson": SLUG, "exercise": "greet", "state": "taken"})
        assert next(news)["call"]["state"] == "taken"


@pytest.mark.parametrize("path", ["lesson-api/news", f"lesson-api/lessons/{SLUG}/exercises/greet/help"])
def test_a_stranger_hears_and_calls_nothing(room: Room, path: str) -> None:
    act = requests.get if path.endswith("news") else requests.post
    assert act(room.address + path, allow_redirects=False, timeout=LONGEST).status_code in {302, 403}


def test_the_sites_stream_is_closed_the_moment_nobody_follows() -> None:
    """Not when its time is up: the relay lets a child hold few."""
    site = LessonSite()
    with running_site(site) as address:
        asyncio.run(_follows_and_stops(address, site))


async def _follows_and_stops(address: str, site: LessonSite) -> None:
    api = SiteApi(address)
    feed = NewsFeed(api)
    with feed.listen() as heard:
        await asyncio.wait_for(heard.get(), 10)
        assert site.news_streams == 1
    feed.stop()
    async with asyncio.timeout(10):
        while not site.news_streams_left:
            await asyncio.sleep(0.02)
    api.close()
