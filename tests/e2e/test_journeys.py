"""Children and their helpers on the real site and hub, each journey whole, in a real browser."""

import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from curriculum.courses.model_answer import model_answer_to
from tests.e2e.journeys import (
    Pictures,
    button,
    code_of,
    exercise,
    fit_for_everybody,
    rewrite,
    tab_to,
    watched,
)
from tests.e2e.visitors import ready
from website.demo import logins
from website.supervisor.run import Supervisor

pytestmark = [pytest.mark.xdist_group("stack"), pytest.mark.timeout(300)]

EXERCISES = Path(__file__).parents[2] / "exercises" / "source"
ROBOT = "hello-robot"
WRONG = 'print("I am awake!")'
RIGHT = 'print("I am awake!")\nprint("Beep, I can see you!")'
LATER = ("name-tag", "batteries", "robot-song", "robot-chat")


def test_a_lesson_from_card_to_certificate_by_keyboard(browser: Browser, stack: Supervisor) -> None:
    pictures = Pictures("keyboard")
    with watched(browser, stack) as context:
        page = context.new_page()
        comes_in_by_keyboard(page, stack.layout.site_url, pictures)
        wrong_then_a_hint_then_right(page, pictures)
        compares_and_does_the_rest(page, pictures)
        takes_the_certificate(page, pictures)


def comes_in_by_keyboard(page: Page, site: str, pictures: Pictures) -> None:
    """The card, the map, the lesson: Tab, letters, arrows and Enter."""
    page.goto(f"{site}/card/")
    tab_to(page, page.get_by_label("Your club"))
    page.keyboard.type(logins.CHILD_CLUB)
    tab_to(page, page.get_by_label("Your nickname"))
    page.keyboard.type(logins.CHILD_NICKNAME)
    page.keyboard.press("Tab")
    picture = page.locator(f"input[name=picture][value={logins.CHILD_PICTURE}]")
    for _picture in range(page.locator("input[name=picture]").count()):
        if picture.is_checked():
            break
        page.keyboard.press("ArrowRight")
    expect(picture).to_be_checked()
    tab_to(page, page.get_by_label("Your word"))
    page.keyboard.type(logins.CHILD_WORD)
    pictures.take_whole(page, "card")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/")
    tab_to(page, page.get_by_role("link", name="Hello, Robot!", exact=True))
    pictures.take_whole(page, "map")
    fit_for_everybody(page, "map")
    page.keyboard.press("Enter")
    ready(page)


def wrong_then_a_hint_then_right(page: Page, pictures: Pictures) -> None:
    """The authored message for a known mistake, one hint, a pass and a small joy."""
    section = exercise(page, "wake-up")
    tab_to(page, page.get_by_role("link", name="Go to the lesson"))
    page.keyboard.press("Enter")
    tab_to(page, code_of(page, "wake-up"))
    rewrite(page, WRONG)
    tab_to(page, button(section, "Check"))
    page.keyboard.press("Enter")
    expect(section.locator(".result")).to_contain_text(
        "A good start! Now let the robot say one more thing.", timeout=30_000
    )
    expect(page.locator("#announcer")).to_contain_text("A good start!")
    pictures.take(page, "wrong")
    tab_to(page, button(section, "Hint 1 of 4"))
    page.keyboard.press("Enter")
    expect(section.locator(".hint-list li")).to_have_count(1)
    expect(button(section, "Hint 2 of 4")).to_be_focused()
    pictures.take_whole(page, "hint")
    tab_to(page, code_of(page, "wake-up"), "Shift+Tab")
    rewrite(page, RIGHT)
    page.keyboard.press("Shift+Enter")
    expect(section.locator(".output")).to_contain_text("Beep, I can see you!")
    tab_to(page, button(section, "Check"))
    page.keyboard.press("Enter")
    expect(section.locator(".burst .star")).not_to_have_count(0, timeout=30_000)
    pictures.take(page, "joy")
    expect(section.locator(".result-title")).to_have_text("Yes! It works.")


def compares_and_does_the_rest(page: Page, pictures: Pictures) -> None:
    """Beside the author's answer after the pass; then on from exercise to exercise."""
    section = exercise(page, "wake-up")
    tab_to(page, button(section, "Compare with our answer"))
    page.keyboard.press("Enter")
    expect(section.locator(".compare")).to_contain_text("There are many good ways. Here is one.")
    expect(section.locator(".compare-side pre").first).to_contain_text("Beep, I can see you!")
    pictures.take_whole(page, "compare")
    source = nbformat.read(EXERCISES / ROBOT / f"{ROBOT}.ipynb", as_version=4)
    for done, name in zip(("wake-up", *LATER), LATER, strict=False):
        tab_to(page, exercise(page, done).locator("a.next"), "Shift+Tab" if done == "wake-up" else "Tab")
        page.keyboard.press("Enter")
        tab_to(page, code_of(page, name))
        rewrite(page, model_answer_to(name, source))
        tab_to(page, button(exercise(page, name), "Check"))
        page.keyboard.press("Enter")
        expect(exercise(page, name).locator(".result-title")).to_have_text("Yes! It works.", timeout=30_000)


def takes_the_certificate(page: Page, pictures: Pictures) -> None:
    """The finish page, what comes next, the certificate, and home again."""
    tab_to(page, exercise(page, LATER[-1]).get_by_role("link", name="You did them all! See the end"))
    page.keyboard.press("Enter")
    finish = page.locator("#finish")
    expect(finish).to_be_in_viewport()
    expect(finish.get_by_role("link", name=re.compile("^Next: "))).to_be_visible()
    pictures.take(page, "finish")
    pictures.take_whole(page, "finish-whole")
    fit_for_everybody(page, "finish page")
    tab_to(page, finish.get_by_role("link", name="My certificate"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("has finished the lesson Hello, Robot!")
    pictures.take_whole(page, "certificate")
    fit_for_everybody(page, "certificate")
    tab_to(page, page.get_by_role("link", name="Go back"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/")
    tab_to(page, page.get_by_role("link", name="My certificate for Hello, Robot!"))
    pictures.take_whole(page, "map-after")
