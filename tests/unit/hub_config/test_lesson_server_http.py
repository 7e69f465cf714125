"""The room's addresses on a real Jupyter server: who may, what comes back, what is refused."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
import requests

from hub_config.lesson_server.page import STARTS_AFRESH
from tests.factories.lesson_room import PICTURE, TOKEN
from tests.factories.lesson_server import Room, running_room

SLUG = "hello-robot"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with running_room(tmp_path_factory.mktemp("room")) as running:
        yield running


@pytest.fixture
def child(room: Room) -> Iterator[requests.Session]:
    """A browser that came in with the token, and has the page's cookie and XSRF token."""
    room.site.away = False
    with requests.Session() as session:
        page = session.get(room.url(f"lesson/{SLUG}"), timeout=10)
        session.headers["X-XSRFToken"] = facts(page.text)["xsrf"]
        yield session


def facts(page: str) -> dict[str, Any]:
    found = re.search(r'id="facts">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def events(reply: requests.Response) -> list[tuple[str, dict]]:
    blocks = [block for block in reply.text.split("\n\n") if block]
    pairs = [block.split("\n", 1) for block in blocks]
    return [(event.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for event, data in pairs]


def test_the_page_reads_without_a_script(room: Room, child: requests.Session) -> None:
    reply = child.get(f"{room.address}lesson/{SLUG}", timeout=10)
    assert reply.status_code == 200
    html5lib.HTMLParser(strict=True).parse(reply.text)
    assert reply.text.count("<h1>") == 1
    assert "Your robot has just woken up." in reply.text
    assert "# Make the robot say hello." in reply.text
    assert "assert True" not in reply.text
    names = re.findall(r'\sid="([^"]+)"', reply.text)
    assert len(names) == len(set(names))


def test_the_page_may_load_nothing_of_another_origin(room: Room, child: requests.Session) -> None:
    reply = child.get(f"{room.address}lesson/{SLUG}", timeout=10)
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["Content-Security-Policy"].split(";"))
    nonce = re.search(r'<script type="module" nonce="([^"]+)"', reply.text)
    assert nonce
    scripts = re.findall(r"<script[^>]*>", reply.text)
    assert all(f'nonce="{nonce[1]}"' in script or "application/json" in script for script in scripts)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == f"'nonce-{nonce[1]}'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cache-Control"] == "no-store"
    assert nonce[1] not in child.get(f"{room.address}lesson/{SLUG}", timeout=10).text


def test_work_that_comes_back_says_that_python_starts_afresh(room: Room) -> None:
    """As after a server that was put away: what was printed is still seen, what it did is forgotten."""
    room.begin_again()
    with requests.Session() as child:
        first = child.get(room.url(f"lesson/{SLUG}"), timeout=10).text
        file = room.home / "lessons" / SLUG / f"{SLUG}.ipynb"
        notebook = json.loads(file.read_text())
        cell = next(cell for cell in notebook["cells"] if cell["id"] == "try-1")
        cell["source"] = 'print("Beep beep!")'
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "Beep beep!"}]
        file.write_text(json.dumps(notebook))
        until = time.monotonic() + 30
        while not room.kernels() and time.monotonic() < until:
            time.sleep(0.1)
        again = child.get(f"{room.address}lesson/{SLUG}", timeout=10).text
        room.forget_kernels()
        later = child.get(f"{room.address}lesson/{SLUG}", timeout=10).text
    assert [STARTS_AFRESH in page for page in (first, again, later)] == [False, False, True]


@pytest.mark.parametrize("path", ["lesson", f"lesson/{SLUG}", f"lesson/{SLUG}/pictures/robot.svg"])
def test_pages_ask_who_is_there(room: Room, path: str) -> None:
    reply = requests.get(room.address + path, allow_redirects=False, timeout=10)
    assert reply.status_code in {302, 403}
    assert "Hello, robot" not in reply.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"lesson-api/lessons/{SLUG}/progress"),
        ("POST", f"lesson-api/lessons/{SLUG}/kernel"),
        ("POST", f"lesson-api/lessons/{SLUG}/check"),
        ("POST", f"lesson-api/lessons/{SLUG}/exercises/greet/hints"),
        ("GET", f"lesson-api/lessons/{SLUG}/exercises/greet/model-answer"),
        ("GET", f"lesson-api/lessons/{SLUG}/exercises/greet/tries"),
        ("POST", f"lesson-api/lessons/{SLUG}/exercises/greet/tries"),
        ("GET", f"lesson-api/lessons/{SLUG}/own-code/tries"),
        ("POST", f"lesson-api/lessons/{SLUG}/own-code/tries"),
        ("POST", "lesson-api/events"),
    ],
)
class TestCalls:
    def test_ask_who_is_there(self, room: Room, method: str, path: str) -> None:
        assert requests.request(method, room.address + path, json={}, timeout=10).status_code == 403

    def test_are_not_taken_from_another_page(
        self, room: Room, child: requests.Session, method: str, path: str
    ) -> None:
        if method == "GET":
            return
        headers = {"X-XSRFToken": "", "Origin": "http://elsewhere.example"}
        reply = child.request(method, room.address + path, json={}, headers=headers, timeout=10)
        assert reply.status_code in {403, 404}


def test_a_picture_comes_from_the_lessons_folder(room: Room, child: requests.Session) -> None:
    reply = child.get(f"{room.address}lesson/{SLUG}/pictures/robot.svg", timeout=10)
    assert reply.content == PICTURE
    assert reply.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", [f"{SLUG}.ipynb", ".release.json", "none.svg", "..%2f..%2fsecret.png", "a.html"]
)
def test_nothing_else_of_the_folder_is_a_picture(room: Room, child: requests.Session, name: str) -> None:
    (room.home / "secret.png").write_bytes(b"secret")
    assert child.get(f"{room.address}lesson/{SLUG}/pictures/{name}", timeout=10).status_code == 404


def test_an_unknown_lesson_is_refused_in_words(room: Room, child: requests.Session) -> None:
    reply = child.get(f"{room.address}lesson/no-such-lesson", timeout=10)
    assert reply.status_code == 404
    assert "There is no such lesson." in reply.text
    html5lib.HTMLParser(strict=True).parse(reply.text)


def test_the_room_without_a_lesson_leads_home(room: Room, child: requests.Session) -> None:
    reply = child.get(f"{room.address}lesson", allow_redirects=False, timeout=10)
    assert reply.headers["Location"] == "http://localhost:8000/learn/"


class TestWithTheSiteAway:
    def test_a_lesson_opened_before_opens_still(self, room: Room, child: requests.Session) -> None:
        room.site.away = True
        reply = child.get(f"{room.address}lesson/{SLUG}", timeout=10)
        assert reply.status_code == 200
        assert "You can go on here" in reply.text

    def test_a_new_lesson_is_refused_in_words(self, room: Room, child: requests.Session) -> None:
        room.site.away = True
        reply = child.get(f"{room.address}lesson/never-opened", timeout=10)
        assert reply.status_code == 503
        assert "Try again in a minute." in reply.text

    def test_a_check_is_refused_and_the_work_is_safe(self, room: Room, child: requests.Session) -> None:
        room.site.away = True
        reply = child.post(f"{room.address}lesson-api/lessons/{SLUG}/check", timeout=10)
        assert reply.status_code == 503
        assert reply.json() == {
            "code": "site_away",
            "message": "Your work is saved here. We could not reach the checker.",
            "next_step": "Try again in a minute.",
        }


def test_a_check_streams_its_states_to_the_result(room: Room, child: requests.Session) -> None:
    reply = child.post(f"{room.address}lesson-api/lessons/{SLUG}/check", timeout=20)
    assert reply.headers["Content-Type"] == "text/event-stream"
    assert [(event, state["state"]) for event, state in events(reply)] == [
        ("state", "stored"),
        ("state", "marking"),
        ("state", "marked"),
    ]


def test_a_check_of_a_broken_file_is_refused_in_words(room: Room, child: requests.Session) -> None:
    file = room.home / "lessons" / SLUG / f"{SLUG}.ipynb"
    whole = file.read_text()
    file.write_text("{")
    try:
        reply = child.post(f"{room.address}lesson-api/lessons/{SLUG}/check", timeout=10)
        assert reply.status_code == 422
        assert reply.json()["code"] == "lesson_unreadable"
    finally:
        file.write_text(whole)


def test_hints_come_by_number(room: Room, child: requests.Session) -> None:
    url = f"{room.address}lesson-api/lessons/{SLUG}/exercises/greet/hints"
    assert child.post(url, json={"number": 1}, timeout=10).json()["text"] == "This is hint 1. Use `print`."


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"{}", b'{"number": 0}', b'{"number": true}', b'{"number": "1"}', b" " * 70_000],
)
def test_a_hint_that_makes_no_sense_is_refused(room: Room, child: requests.Session, body: bytes) -> None:
    url = f"{room.address}lesson-api/lessons/{SLUG}/exercises/greet/hints"
    reply = child.post(url, data=body, timeout=10)
    assert (reply.status_code, reply.json()["code"]) == (400, "not_understood")


def event(**changes: Any) -> dict[str, Any]:
    return {"lesson": SLUG, "exercise": "greet", "kind": "error", "error_kind": "NameError"} | changes


def test_events_reach_the_site_without_what_they_should_not_say(room: Room, child: requests.Session) -> None:
    sent = event() | {"text": "a secret"}
    reply = child.post(f"{room.address}lesson-api/events", json={"events": [sent]}, timeout=10)
    assert reply.status_code == 204
    # The room answers at once and tells the site in its own time.
    deadline = time.monotonic() + 20
    while event() not in room.site.events and time.monotonic() < deadline:
        time.sleep(0.05)
    assert event() in room.site.events
    assert "secret" not in json.dumps(room.site.events)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([], id="none"),
        pytest.param([event()] * 51, id="too many"),
        pytest.param([event(kind="erased")], id="unknown kind"),
        pytest.param([event(error_kind="my name is Ada")], id="words for a kind"),
        pytest.param([event(error_kind="x" * 200)], id="a long kind"),
        pytest.param(["ran"], id="no event"),
    ],
)
def test_events_of_another_shape_are_refused(room: Room, child: requests.Session, sent: Any) -> None:
    reply = child.post(f"{room.address}lesson-api/events", json={"events": sent}, timeout=10)
    assert (reply.status_code, reply.json()["code"]) == (400, "not_understood")


def test_two_windows_share_one_kernel(room: Room, child: requests.Session) -> None:
    url = f"{room.address}lesson-api/lessons/{SLUG}/kernel"
    kernels = {child.post(url, timeout=20).json()["id"] for _window in range(2)}
    running = child.get(f"{room.address}api/kernels?token={TOKEN}", timeout=10).json()
    assert [kernel["id"] for kernel in running] == list(kernels)


def test_the_built_room_is_there(room: Room) -> None:
    for name in ("room.js", "room.css"):
        assert requests.get(f"{room.address}static/lesson_server/{name}", timeout=10).status_code == 200


def test_the_lessons_file_is_an_ordinary_notebook(room: Room, child: requests.Session) -> None:
    reply = child.get(f"{room.address}api/contents/lessons/{SLUG}/{SLUG}.ipynb", timeout=10)
    assert reply.json()["type"] == "notebook"


def test_a_home_with_another_childs_lessons_is_not_reached(room: Room, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_bytes(PICTURE)
    with requests.Session() as session:
        reply = session.get(room.url(f"lesson/{SLUG}/pictures/..%2F..%2Fsecret.svg"), timeout=10)
    assert reply.status_code == 404
