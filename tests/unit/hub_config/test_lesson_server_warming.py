"""A lesson made ready before its child comes, in a real server with a real kernel."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.refusals import SiteAway
from hub_config.lesson_server.warming import warm
from tests.factories.lesson_room import TOKEN, LessonSite, lesson_reply
from tests.factories.lesson_server import Room, running_room

SLUG = "hello-robot"
WITHIN = 40  # seconds


def kernels(room: Room) -> list[dict]:
    headers = {"Authorization": f"token {TOKEN}"}
    sessions = requests.get(f"{room.address}api/sessions", headers=headers, timeout=10).json()
    return [session["kernel"] for session in sessions if session["path"].endswith(f"{SLUG}.ipynb")]


def test_server_has_the_lesson_and_its_kernel_ready_and_the_child_gets_that_one(tmp_path: Path) -> None:
    with running_room(tmp_path, LessonSite(), CLUBS_WARM_LESSON=SLUG) as room:
        until = time.monotonic() + WITHIN
        while not (ready := kernels(room)) and time.monotonic() < until:
            time.sleep(0.1)
        assert len(ready) == 1
        assert LessonFolder.in_home(room.home, SLUG).file.exists()
        assert room.site.events == []  # nobody has opened anything yet
        with requests.Session() as child:
            page = child.get(room.url(f"lesson/{SLUG}"), timeout=10)
            assert page.status_code == 200
            answer = child.post(
                f"{room.address}lesson-api/lessons/{SLUG}/kernel",
                headers={"X-XSRFToken": child.cookies["_xsrf"]},
                timeout=20,
            )
            assert answer.json()["id"] == ready[0]["id"]
        assert len(kernels(room)) == 1


class Site:
    """The lesson API, there or away; `asked` counts."""

    def __init__(self, away: bool = False) -> None:
        self.away, self.asked = away, 0

    async def lesson(self, slug: str) -> dict:
        self.asked += 1
        if self.away:
            raise SiteAway
        return lesson_reply(slug)


async def warmed(home: Path, site: Site) -> tuple[bool, list[str]]:
    started: list[str] = []

    async def start(path: str) -> None:
        started.append(path)

    return await warm(SLUG, home, site, SimpleNamespace(start=start)), started


@pytest.mark.asyncio
async def test_work_that_was_begun_is_not_touched(tmp_path: Path) -> None:
    folder = LessonFolder.in_home(tmp_path, SLUG)
    folder.folder.mkdir(parents=True)
    folder.file.write_text("as the child left it")
    site = Site()
    assert await warmed(tmp_path, site) == (True, [folder.path])
    assert (folder.file.read_text(), site.asked) == ("as the child left it", 0)


@pytest.mark.asyncio
async def test_site_that_is_away_leaves_the_lesson_cold_and_the_server_up(tmp_path: Path) -> None:
    assert await warmed(tmp_path, Site(away=True)) == (False, [])
