"""Children on the real site and hub when things go wrong: no network, a dead Python, another child's turn."""

import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.journeys import (
    Line,
    Pictures,
    all_saved,
    arrow_to,
    button,
    code_of,
    exercise,
    make_card,
    open_lesson,
    python_of,
    rewrite,
    server_behind,
    until,
    watched,
    write_and_run,
)
from tests.e2e.visitors import Card, come_in_with, ready, sign_in
from website.demo import logins
from website.supervisor.run import Supervisor

pytestmark = pytest.mark.timeout(300)

TELEPHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
TELEVISION: dict[str, Any] = {
    "viewport": {"width": 1920, "height": 1080},
    "user_agent": "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.5) AppleWebKit/537.36 Chrome/94.0 TV Safari/537.36",
}
# What a browser itself says when a room that is still open asks a server that is not its own any more.
SIGNED_OUT = ("WebSocket connection to", "/identity/o/authorize")
NO_NETWORK = ("ERR_INTERNET_DISCONNECTED",)
# And when it asks a server that has ended: the proxy's word at first, then the hub's.
PUT_AWAY = ("WebSocket connection to", "status of 503", "status of 424")
COMET = Card(logins.CHILD_CLUB, logins.CHILD_NICKNAME, logins.CHILD_PICTURE, logins.CHILD_WORD)
SECRET = "Comet was here"
STAR = "star"


def test_on_a_telephone_the_network_goes_and_python_dies_and_nothing_is_lost(
    browser: Browser, stack: Supervisor
) -> None:
    pictures, site = Pictures("telephone"), stack.layout.site_url
    with watched(browser, stack, expected=(*NO_NETWORK, *PUT_AWAY), **TELEPHONE) as context:
        line, page = Line(context), context.new_page()
        come_in_with(page, site, COMET)
        open_lesson(page, site, "dragon-gate")
        writes_with_the_keys_it_lacks(page, pictures)
        the_network_goes_and_comes(page, line, pictures)
        python_dies_from_within(page, pictures)
        python_is_killed_from_outside(page, pictures)
        things_put_away_are_fetched(page, pictures)
        comes_back_to_all_of_it(page)


def writes_with_the_keys_it_lacks(page: Page, pictures: Pictures) -> None:
    keys = page.get_by_role("toolbar", name="Keys for your code")
    code_of(page, "password").tap()
    rewrite(page, "if True:\nprint")
    keys.get_by_role("button", name="One step in").tap()
    for key in ("Open bracket", "Quote"):
        keys.get_by_role("button", name=key, exact=True).tap()
    page.keyboard.insert_text("Who goes there?")
    expect(code_of(page, "password").locator(".cm-line")).to_have_text(
        ["if True:", '    print("Who goes there?")']
    )
    pictures.take(page, "keys")
    button(exercise(page, "password"), "Run").last.tap()
    expect(exercise(page, "password").locator(".output").last).to_contain_text("Who goes there?")
    all_saved(page)


def the_network_goes_and_comes(page: Page, line: Line, pictures: Pictures) -> None:
    """Said in words; typing goes on; once it is back all is saved, and Python still knows what it knew."""
    write_and_run(page, "low-arch", "secret = 'moon'")
    all_saved(page)
    line.cut()
    code_of(page, "low-arch").tap()
    rewrite(page, "print(secret)")
    expect(page.locator("#saved")).to_have_text("Not saved yet")
    expect(page.locator("#notes")).to_contain_text("we keep trying")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("# typed with no network")
    button(exercise(page, "low-arch"), "Run").last.tap()
    said = exercise(page, "low-arch").locator(".output").last
    expect(said).to_contain_text("Is the internet on? Press Run to try again.")
    pictures.take(page, "no-network", said)
    line.mend()
    all_saved(page)
    expect(page.locator("#notes")).not_to_contain_text("we keep trying")
    button(exercise(page, "low-arch"), "Run").last.tap()
    expect(said).to_contain_text("moon")


def python_dies_from_within(page: Page, pictures: Pictures) -> None:
    said = write_and_run(page, "dragon-mood", "import os\nos._exit(1)")
    expect(said).to_contain_text("Python stopped in the middle of your code.")
    pictures.take(page, "python-stopped", said)
    comes_to_life_again(page)


def python_is_killed_from_outside(page: Page, pictures: Pictures) -> None:
    os.kill(python_of(page, "two-keys"), signal.SIGKILL)
    expect(page.locator("#notes")).to_contain_text("Python had to start again.")
    pictures.take(page, "python-killed")
    comes_to_life_again(page)


def comes_to_life_again(page: Page) -> None:
    """By itself; the news stays till it is read; then Python runs what it is told."""
    expect(page.locator("#notes")).to_contain_text("Python had to start again. Your code is safe.")
    ready(page)
    button(page.locator("#notes"), "OK").tap()
    expect(page.locator("#notes")).to_be_empty()
    expect(write_and_run(page, "gate-game", "print(6 * 7)")).to_contain_text("42")


def things_put_away_are_fetched(page: Page, pictures: Pictures) -> None:
    """The server ended under an open page: what is typed then is there when it is back."""
    all_saved(page)
    os.kill(server_behind(python_of(page, "two-keys")), signal.SIGKILL)
    code_of(page, "two-keys").tap()
    rewrite(page, "print('typed while all was put away')")
    expect(page.locator("#notes")).to_contain_text("Your things were put away", timeout=40_000)
    pictures.take(page, "put-away")
    button(page.locator("#notes"), "Fetch my things").tap()
    page.wait_for_url("**/lesson/dragon-gate**")
    ready(page)
    expect(code_of(page, "two-keys")).to_contain_text("typed while all was put away")
    all_saved(page)


def comes_back_to_all_of_it(page: Page) -> None:
    all_saved(page)
    page.reload()
    ready(page)
    for name, words in {
        "password": "Who goes there?",
        "low-arch": "# typed with no network",
        "dragon-mood": "os._exit(1)",
        "two-keys": "typed while all was put away",
        "gate-game": "print(6 * 7)",
    }.items():
        expect(code_of(page, name)).to_contain_text(words)


def test_two_children_share_a_television(browser: Browser, stack: Supervisor) -> None:
    pictures, site = Pictures("television"), stack.layout.site_url
    with watched(browser, stack) as hers:
        lead = hers.new_page()
        sign_in(lead, site, "lead@demo.example", "/team/")
        second = make_card(lead, site, "Bay", "Bramble", "fox")
    with watched(browser, stack, expected=SIGNED_OUT, **TELEVISION) as context:
        page = context.new_page()
        come_in_with(page, site, COMET)
        open_lesson(page, site, "star-painter")
        room, python = the_first_leaves_traces(page)
        other = context.new_page()
        open_lesson(other, site, "star-painter")
        signs_out(page, room, python)
        the_window_left_open_says_so(other, pictures)
        come_in_with(page, site, second)
        open_lesson(page, site, "star-painter")
        the_second_sees_none(page, room)
        a_remote_control_is_enough(page, pictures)


def the_first_leaves_traces(page: Page) -> tuple[str, int]:
    """A secret in the lesson, letters of another size; gives the room's address and Python's process."""
    python = python_of(page, STAR)
    write_and_run(page, STAR, f"print({SECRET!r})")
    page.locator(".reading summary").click()
    button(page.locator(".reading"), "Big").click()
    page.keyboard.press("Escape")
    expect(page.locator("html")).to_have_attribute("data-size", "big")
    all_saved(page)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-size", "big")
    assert SECRET in page.request.get(page.url).text(), "signed in, the room would show it"
    assert Path(f"/proc/{python}").exists()
    return page.url, python


def signs_out(page: Page, room: str, python: int) -> None:
    """Out of the site is out of the hub and the server, too."""
    page.goto(page.get_by_role("link", name="My lessons").get_attribute("href") or "")
    page.get_by_role("button", name="Sign out").or_(page.get_by_role("link", name="Sign out")).first.click()
    page.wait_for_url(re.compile("signed-out|/card/"))
    assert SECRET not in page.request.get(room).text()
    until(lambda: not Path(f"/proc/{python}").exists(), "the child's Python still runs")
    page.go_back()
    page.wait_for_load_state()
    assert SECRET not in page.content()


def the_window_left_open_says_so(page: Page, pictures: Pictures) -> None:
    code_of(page, STAR).click()
    page.keyboard.type("# too late")
    expect(page.locator("#notes")).to_contain_text("You are signed out", timeout=20_000)
    pictures.take(page, "signed-out")
    page.close()


def the_second_sees_none(page: Page, room: str) -> None:
    assert page.url.split("/lesson/")[0] != room.split("/lesson/", maxsplit=1)[0]
    assert SECRET not in page.content()
    expect(page.locator("html")).to_have_attribute("data-size", "bigger")
    file = "api/contents/lessons/star-painter/star-painter.ipynb"
    for inside in ("lesson/star-painter", file):
        assert SECRET not in page.request.get(room.split("lesson/", maxsplit=1)[0] + inside).text()


def a_remote_control_is_enough(page: Page, pictures: Pictures) -> None:
    """Arrows and Enter reach Run, a hint, Check, the letters and the way out."""
    section = exercise(page, STAR)
    arrow_to(page, button(section, "Run").last)
    pictures.take(page, "arrived")
    page.keyboard.press("Enter")
    expect(section.locator(".output").last).to_be_visible()
    hint = section.locator(".button-hint")
    arrow_to(page, hint)
    page.keyboard.press("Enter")
    expect(section.locator(".hint-list li")).to_have_count(1)
    arrow_to(page, button(section, "Check"))
    page.keyboard.press("Enter")
    expect(section.locator(".result-title")).to_be_visible(timeout=30_000)
    pictures.take(page, "checked")
    arrow_to(page, page.locator(".reading summary"))
    page.keyboard.press("Enter")
    arrow_to(page, button(page.locator(".reading"), "High contrast"))
    page.keyboard.press("Enter")
    pictures.take(page, "letters")
    page.keyboard.press("Escape")
    arrow_to(page, page.get_by_role("link", name="Sign out"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("signed-out|/card/"))
