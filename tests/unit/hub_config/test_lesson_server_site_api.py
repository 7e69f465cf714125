"""The client of the lesson API: over a port and over a socket, with the site up and down."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub_config.lesson_server import marking
from hub_config.lesson_server.marking import StillMarking, marking_states
from hub_config.lesson_server.refusals import SiteAway, SiteRefused
from hub_config.lesson_server.site_api import SiteApi
from tests.factories.lesson_room import LessonSite, lesson_notebook
from tests.factories.lesson_server import free_port, running_site

SLUG = "hello-robot"


@pytest.fixture
def site() -> LessonSite:
    return LessonSite()


@pytest.fixture(params=["port", "socket"])
def address(request: pytest.FixtureRequest, site: LessonSite, tmp_path: Path) -> Iterator[str]:
    """The lesson API's address, each way the launcher may give it."""
    at = tmp_path / "relay.sock" if request.param == "socket" else None
    with running_site(site, at=at) as base:
        yield base


def ask(address: str, name: str, *arguments: Any) -> Any:
    async def call() -> Any:
        site_api = SiteApi(address)
        try:
            return await getattr(site_api, name)(*arguments)
        finally:
            site_api.close()

    return asyncio.run(call())


def check(address: str, notebook: bytes) -> list[dict]:
    """Every state of one hand-in, to the end."""

    async def follow() -> list[dict]:
        site_api = SiteApi(address)
        try:
            first = await site_api.hand_in(SLUG, notebook, "a-key")
            return [state async for state in marking_states(site_api, first)]
        finally:
            site_api.close()

    return asyncio.run(follow())


@pytest.fixture
def notebook() -> bytes:
    return json.dumps(lesson_notebook()).encode()


def test_lessons_and_progress_come_back(address: str) -> None:
    assert [row["slug"] for row in ask(address, "lessons")] == [SLUG]
    assert ask(address, "lesson", SLUG)["title"] == "Hello, robot!"
    assert ask(address, "progress", SLUG)["max_points"] == 9


def test_a_hint_is_asked_by_number(address: str, site: LessonSite) -> None:
    assert ask(address, "hint", SLUG, "greet", 2)["text"] == "This is hint 2. Use `print`."
    assert site.hints == [("greet", 2)]


def test_a_hand_in_is_followed_to_its_marks(address: str, site: LessonSite, notebook: bytes) -> None:
    states = check(address, notebook)
    assert [state["state"] for state in states] == ["stored", "marking", "marked"]
    assert site.keys == ["a-key"]


def test_a_stream_that_breaks_is_made_good(
    address: str, site: LessonSite, notebook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "ASK_AGAIN_SECONDS", 0.01)
    site.broken_stream = True
    assert check(address, notebook)[-1]["state"] == "marked"


def test_marks_that_never_come_are_not_waited_for_without_end(
    address: str, site: LessonSite, notebook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MARKING_SECONDS", 0)
    site.broken_stream = True
    with pytest.raises(StillMarking):
        check(address, notebook)


def test_a_refusal_keeps_its_status_and_words(address: str) -> None:
    with pytest.raises(SiteRefused) as refused:
        ask(address, "lesson", "no-such-lesson")
    assert refused.value.status == 404
    assert refused.value.message == "There is no such lesson."
    assert refused.value.next_step == "Choose another one."


def test_a_site_that_fails_counts_as_away(address: str, site: LessonSite) -> None:
    site.away = True
    with pytest.raises(SiteAway):
        ask(address, "lesson", SLUG)


@pytest.mark.parametrize(
    "address_of_nothing",
    [
        pytest.param(lambda folder: f"http://127.0.0.1:{free_port()}/api/lesson/v1", id="port"),
        pytest.param(
            lambda folder: f"http+unix://{str(folder).replace('/', '%2F')}%2Fnone.sock/api/lesson/v1",
            id="socket",
        ),
    ],
)
def test_a_site_that_is_not_there_is_away(address_of_nothing: Any, tmp_path: Path) -> None:
    with pytest.raises(SiteAway):
        ask(address_of_nothing(tmp_path), "lesson", SLUG)
