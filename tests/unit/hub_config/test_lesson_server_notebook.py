"""Notebook 7 in a child's own server: only where the site says yes, asked at every page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
import requests

from tests.factories.lesson_room import TOKEN
from tests.factories.lesson_server import Room, running_room

SLUG = "hello-robot"
FILE = f"lessons/{SLUG}/{SLUG}.ipynb"
PAGES = {"a notebook": f"notebooks/{FILE}", "the folders": "tree/lessons", "a text file": "edit/notes.txt"}
PARTS = {
    "settings": "lab/api/settings",
    "themes": "lab/api/themes/@jupyterlab/theme-light-extension/index.css",
    "translations": "lab/api/translations",
}
NEVER = {
    "terminal page": "terminals/1",
    "terminals": "api/terminals",
    "console page": f"consoles/{FILE}",
    "lab page": "lab",
    "extensions to add": "lab/api/listings/@jupyterlab/extensionmanager-extension/listings.json",
    "extension manager": "lab/api/extensions",
    "federated extension": "lab/extensions/@jupyter-widgets/jupyterlab-manager/package.json",
    "nbgrader's own": "formgrader",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with running_room(tmp_path_factory.mktemp("room")) as running:
        yield running


@pytest.fixture(scope="module")
def never_allowed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Another child's server, of whom the site never says yes."""
    with running_room(tmp_path_factory.mktemp("never")) as running:
        yield running


def browser_at(room: Room, *, allowed: bool) -> requests.Session:
    """A browser that has the lesson open, and what the site says from now on."""
    room.site.away = False
    room.site.notebook_allowed = allowed
    session = requests.Session()
    session.get(room.url(f"lesson/{SLUG}"), timeout=20)
    return session


def ask(room: Room, browser: requests.Session, path: str) -> requests.Response:
    return browser.get(room.address + path, timeout=30, allow_redirects=False)


def test_the_lesson_offers_it_only_with_a_yes(room: Room) -> None:
    for allowed in (False, True):
        browser = browser_at(room, allowed=allowed)
        page = ask(room, browser, f"lesson/{SLUG}").text
        assert ("Open in Notebook" in page) is allowed
        assert (f"own-notebook/{SLUG}" in page) is allowed
        html5lib.HTMLParser(strict=True).parse(page)


def test_with_the_site_away_it_is_not_offered(room: Room) -> None:
    browser = browser_at(room, allowed=True)
    room.site.away = True
    assert "Open in Notebook" not in ask(room, browser, f"lesson/{SLUG}").text
    assert ask(room, browser, f"own-notebook/{SLUG}").status_code == 503


@pytest.mark.parametrize("path", [*PAGES.values(), *PARTS.values()], ids=[*PAGES, *PARTS])
def test_without_a_yes_nothing_of_it_is_there(never_allowed: Room, path: str) -> None:
    browser = browser_at(never_allowed, allowed=False)
    refused = ask(never_allowed, browser, f"own-notebook/{SLUG}")
    assert refused.status_code == 403
    assert "Notebook is not open just now" in refused.text
    assert "Go on in the room." in refused.text
    html5lib.HTMLParser(strict=True).parse(refused.text)
    assert ask(never_allowed, browser, path).status_code == 404


def test_the_door_leads_to_the_childs_own_file(room: Room) -> None:
    browser = browser_at(room, allowed=True)
    assert ask(room, browser, f"own-notebook/{SLUG}").headers["Location"].endswith(f"/notebooks/{FILE}")
    assert ask(room, browser, "own-notebook").headers["Location"].endswith("/tree/lessons")
    # A lesson that was never opened has no file yet: its page makes one.
    assert ask(room, browser, "own-notebook/other").headers["Location"].endswith("/lesson/other")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
class TestPages:
    def test_are_notebook_seven_from_this_origin_alone(self, room: Room, path: str) -> None:
        browser = browser_at(room, allowed=True)
        ask(room, browser, "own-notebook")
        page = ask(room, browser, path)
        assert page.status_code == 200
        config = page_config(page.text)
        assert config["appVersion"].startswith("7.")
        assert config["token"] == ""
        assert config["terminalsAvailable"] is False
        assert config["federated_extensions"] == []
        # A list, as the page's script reads it.
        assert "@jupyterlab/extensionmanager-extension" in set(list_of(config["disabledExtensions"]))
        assert "custom.css" not in page.text
        policy = page.headers["Content-Security-Policy"]
        assert "http" not in policy
        assert "default-src 'none'" in policy
        assert "worker-src 'none'" in policy
        scripts = re.search("script-src ([^;]*)", policy)[1].split()
        assert [each for each in scripts if "/" in each and not each.startswith("'")] == [
            f"{urlsplit(room.address).netloc}/user/learner/static/notebook/"
        ]
        assert {"'self'", "'unsafe-inline'"}.isdisjoint(scripts)
        # Before any script of the page's there is this one, which takes `eval` away.
        first = re.search("<head><script>(.*?)</script>", page.text)[1]
        assert first == "delete self.eval;"
        assert page.text.index(first) < page.text.index("<script", page.text.index(first))
        assert "frame-ancestors 'none'" in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"

    def test_are_gone_when_the_site_says_no(self, room: Room, path: str) -> None:
        browser = browser_at(room, allowed=True)
        ask(room, browser, "own-notebook")
        assert ask(room, browser, path).status_code == 200
        room.site.notebook_allowed = False
        refused = ask(room, browser, path)
        assert (refused.status_code, refused.headers["Location"]) == (302, "/user/learner/own-notebook")
        assert "jupyter-config-data" not in refused.text
        assert browser.get(room.address + path, timeout=10).status_code == 403

    def test_ask_who_is_there(self, room: Room, path: str) -> None:
        ask(room, browser_at(room, allowed=True), "own-notebook")
        stranger = ask(room, requests.Session(), path)
        assert stranger.status_code in {302, 403}
        assert "own-notebook" not in stranger.headers.get("Location", "").partition("?")[0]


@pytest.mark.parametrize("path", PARTS.values(), ids=PARTS)
def test_its_own_parts_are_served(room: Room, path: str) -> None:
    browser = browser_at(room, allowed=True)
    ask(room, browser, "own-notebook")
    assert ask(room, browser, path).status_code == 200


@pytest.mark.parametrize("path", NEVER.values(), ids=NEVER)
def test_what_is_switched_off_stays_off(room: Room, path: str) -> None:
    browser = browser_at(room, allowed=True)
    ask(room, browser, "own-notebook")
    assert ask(room, browser, path).status_code == 404


def test_what_is_written_there_is_what_the_room_shows(room: Room) -> None:
    browser = browser_at(room, allowed=True)
    ask(room, browser, f"own-notebook/{SLUG}")
    headers = {"Authorization": f"token {TOKEN}"}
    url = f"{room.address}api/contents/{FILE}"
    model = requests.get(url, headers=headers, timeout=10).json()
    answer = next(cell for cell in model["content"]["cells"] if cell["id"] == "greet")
    answer["source"] = 'print("written in Notebook")'
    # Trusting is the browser's to say, and holds for what was run here.
    model["content"]["cells"] = [c for c in model["content"]["cells"] if c["id"] != "greet--test-1"]
    body = {"type": "notebook", "content": model["content"]}
    assert requests.put(url, headers=headers, json=body, timeout=10).status_code == 200
    page = ask(room, browser, f"lesson/{SLUG}").text
    assert "written in Notebook" in page
    kept = json.loads((Path(room.home) / FILE).read_text())
    assert "greet--test-1" in [cell["id"] for cell in kept["cells"]]


def list_of(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def page_config(page: str) -> dict:
    found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])
