"""A volunteer opens a copy of a child's notebook on the real processes, runs it, and signs out."""

import re
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.journeys import takes_place_now
from tests.e2e.test_main_job import SAMPLE_CARD
from tests.e2e.visitors import (
    LAPTOP,
    Album,
    check,
    come_in_with,
    ready,
    run_in_notebook,
    sign_in,
    write_program,
)
from website.supervisor.run import Supervisor
from website.supervisor.stack import postgres

pytestmark = pytest.mark.timeout(600)

VOLUNTEER = "volunteer@demo.example"
PROGRAM = 'print("of the child: " + str(6 * 7))'


@pytest.fixture
def pages(browser: Browser):
    """The child's window and the volunteer's, in browsers of their own."""
    contexts = [browser.new_context(viewport=LAPTOP) for _ in range(2)]  # type: ignore[arg-type]
    for context in contexts:
        context.set_default_timeout(30_000)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def test_a_volunteer_opens_a_copy_of_a_childs_notebook(stack: Supervisor, pages: list[Page]) -> None:
    site, album = stack.layout.site_url, Album("copies")
    child, volunteer = pages
    room = the_child_sends_something(child, site)
    session = the_volunteer_looks_at_the_child(volunteer, site)
    expect(volunteer.locator(".child-program")).to_be_visible()
    with takes_place_now(stack, session):
        the_volunteer_takes_a_copy(volunteer, album)
        copy = volunteer.url
        (home,) = copies_homes(stack)
        runs_it(volunteer, album)
        nobody_is_where_they_should_not_be(child, volunteer, room, copy)
        signs_out(volunteer, site, copy)
        assert not home.exists()
        assert copies_homes(stack) == []
    assert room_is_there(child, room)
    no_name_is_at_the_hub(stack)


def the_child_sends_something(page: Page, site: str) -> str:
    come_in_with(page, site, SAMPLE_CARD)
    page.get_by_role("link", name="Hello, Robot!", exact=True).click()
    ready(page)
    write_program(page, "wake-up", PROGRAM)
    room = page.locator("#exercise-wake-up")
    room.get_by_role("button", name="Run").click()
    expect(room.locator(".output")).to_contain_text("of the child: 42")
    check(page, "wake-up")
    return page.url


def the_volunteer_looks_at_the_child(page: Page, site: str) -> int:
    """From the board to the child's code; the session's number."""
    sign_in(page, site, VOLUNTEER, "/team/")
    page.get_by_role("link", name=re.compile("^Board")).first.click()
    page.get_by_role("listitem").filter(has_text="Hello, Robot!").get_by_role("link").first.click()
    page.wait_for_url("**/children/**")
    found = re.search(r"/sessions/([0-9]+)/board/children/", page.url)
    assert found
    return int(found[1])


def the_volunteer_takes_a_copy(page: Page, album: Album) -> None:
    page.reload()
    album.keep(page, "child")
    page.get_by_role("button", name="Open a copy in Notebook").click()
    page.wait_for_url(re.compile(r"/user/copy-[a-z0-9]{16}/notebooks/"))
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first).to_be_visible()


def runs_it(page: Page, album: Album) -> None:
    """The child's code is there, what it printed is not, and nothing is trusted; then it runs here."""
    code = page.locator(".jp-CodeCell", has_text="of the child").first
    expect(code).to_be_visible()
    expect(page.locator(".jp-OutputArea-output")).to_have_count(0)
    expect(page.get_by_text("Not Trusted")).to_be_visible()
    album.keep(page, "copy")
    run_in_notebook(page, code, "of the child: 42")


def nobody_is_where_they_should_not_be(child: Page, volunteer: Page, room: str, copy: str) -> None:
    for visitor, address in ((volunteer, room), (child, copy)):
        answer = visitor.request.get(address)
        assert "of the child" not in answer.text()
        assert answer.status in {403, 404}


def signs_out(page: Page, site: str, copy: str) -> None:
    page.goto(f"{site}/team/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(f"{site}/")
    assert "/notebooks/" not in page.request.get(copy).url


def room_is_there(page: Page, room: str) -> bool:
    """Whether the child's own work stayed as it was."""
    page.goto(room)
    ready(page)
    return "of the child" in page.locator("#exercise-wake-up .cm-content").inner_text()


def no_name_is_at_the_hub(stack: Supervisor) -> None:
    """Neither the volunteer's nor the child's, in tables or logs."""
    with psycopg.connect(postgres(stack.layout).url("clubs")) as connection:
        rows = connection.execute("SELECT u::text FROM hub.users u").fetchall()
    kept = repr(rows) + "".join(
        log.read_text(errors="replace")
        for folder in ("logs", "hub")
        for log in (stack.layout.data / folder).rglob("*.log")
    )
    assert "copy-" in kept
    for private in (VOLUNTEER, VOLUNTEER.partition("@")[0] + "@", SAMPLE_CARD.nickname):
        assert private not in kept


def copies_homes(stack: Supervisor) -> list[Path]:
    return list((stack.layout.data / "homes").glob("copy-*"))
