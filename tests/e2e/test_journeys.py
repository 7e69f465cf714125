"""Children and their helpers on the real site and hub, each journey whole, in a real browser."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from curriculum.courses.model_answer import model_answer_to
from tests.e2e.journeys import (
    Pictures,
    button,
    code_of,
    count_past_sessions,
    exercise,
    fit_for_everybody,
    make_card,
    rewrite,
    session_on,
    tab_to,
    watched,
)
from tests.e2e.visitors import come_in_with, ready, sign_in, sign_in_adult
from website.demo import logins
from website.supervisor.run import Supervisor

pytestmark = pytest.mark.timeout(300)

EXERCISES = Path(__file__).parents[2] / "exercises" / "source"
ROBOT = "hello-robot"
WRONG = 'print("I am awake!")'
RIGHT = 'print("I am awake!")\nprint("Beep, I can see you!")'
ONE_HAND: dict[str, Any] = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
GOING = re.compile("^I.m on it")
NO_MORE = re.compile("^I don.t need help any more$")
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
    pictures.take(page, "wrong-words", section.locator(".result"))
    tab_to(page, button(section, "Hint 1 of 4"))
    page.keyboard.press("Enter")
    expect(section.locator(".hint-list li")).to_have_count(1)
    expect(button(section, "Hint 2 of 4")).to_be_focused()
    pictures.take(page, "hint", section.locator(".hints"))
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
    pictures.take(page, "compare", section.locator(".compare"))
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
    pictures.take(page, "finish", finish)
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


def test_what_was_made_is_read_at_home_and_counted_for_authors(browser: Browser, stack: Supervisor) -> None:
    """The family's page in plain words, and where children get stuck: fit for everybody."""
    pictures, site = Pictures("afterwards"), stack.layout.site_url
    with watched(browser, stack) as context:
        page = context.new_page()
        sign_in_adult(page, site, "parent@demo.example")
        page.goto(f"{site}/family/")
        for made in page.get_by_text(re.compile("^See what works in")).all():
            made.click()
        pictures.take_whole(page, "family")
        fit_for_everybody(page, "family")
    with watched(browser, stack) as context:
        page = context.new_page()
        count_past_sessions(stack)
        sign_in_adult(page, site, "editor@demo.example")
        page.goto(f"{site}/cms/lessons/counts/")
        expect(page.get_by_role("heading", name="Where children get stuck")).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="Wake the robot")).to_contain_text("NameError (25)")
        expect(page.get_by_role("row").filter(has_text="Give it a name")).to_contain_text("too few to tell")
        pictures.take_whole(page, "counts")
        fit_for_everybody(page, "counts")


def test_help_is_asked_in_the_room_and_answered_on_a_telephone(browser: Browser, stack: Supervisor) -> None:
    pictures, site = Pictures("help"), stack.layout.site_url
    with (
        session_on(stack),
        watched(browser, stack, **ONE_HAND) as hers,
        watched(browser, stack) as theirs,
    ):
        lead, child = hers.new_page(), theirs.new_page()
        sign_in(lead, site, "lead@demo.example", "/team/")
        card = make_card(lead, site, "Ash", "Acorn", "leaf")
        come_in_with(child, site, card)
        opens_the_board(lead, site)
        the_map_hears_from_the_club(child, lead, pictures)
        asks_for_help(child, pictures)
        sees_who_asks_and_goes(child, lead, pictures)
        takes_it_back_and_asks_again(child, lead)
        the_room_hears_from_the_club(child, lead, pictures)


def tile_of(lead: Page, name: str) -> Locator:
    return lead.locator(".board-tile").filter(has=lead.get_by_role("link", name=name))


def opens_the_board(lead: Page, site: str) -> None:
    lead.goto(f"{site}/team/")
    lead.get_by_role("link", name=re.compile("^Board")).first.tap()
    expect(lead.locator("#board-fresh[data-live=yes]")).to_be_visible()


def the_map_hears_from_the_club(child: Page, lead: Page, pictures: Pictures) -> None:
    """A phrase, then a lesson that everybody is invited to: on the map as they happen, unasked."""
    lead.get_by_role("button", name="Look up, please.").tap()
    expect(lead.locator("#board-words")).to_have_text("Said to everybody: “Look up, please.”")
    expect(lead.locator("#board-said")).to_contain_text("“Look up, please.”")
    expect(child.locator(".club-news__phrase")).to_have_text("From your club: “Look up, please.”")
    lead.get_by_label("The Dragon Gate").tap()
    lead.get_by_role("button", name="Invite everybody to begin").tap()
    expect(lead.get_by_text("The children are invited to begin “The Dragon Gate”.")).to_be_visible()
    invitation = child.locator(".club-news__invitation")
    expect(invitation).to_contain_text("Everybody can begin “The Dragon Gate” now.")
    pictures.take_whole(child, "map-with-news")
    fit_for_everybody(child, "map with news")
    invitation.get_by_role("link", name="Begin it").click()
    ready(child)
    expect(child.locator("h1")).to_have_text("The Dragon Gate")


def asks_for_help(child: Page, pictures: Pictures) -> None:
    section = child.locator(".exercise").first
    section.locator(".cm-content").last.click()
    rewrite(child, "dragon = 'Ember'\nprint(dragn)")
    button(section, "Run").click()
    expect(section.locator(".trouble-words")).to_contain_text("Python has not met “dragn”")
    button(section, "I need help").click()
    call = section.get_by_role("group", name="Your call for help")
    expect(call).to_contain_text("Somebody will come to you.")
    expect(button(section, NO_MORE)).to_be_focused()
    pictures.take(child, "asked", call)


def sees_who_asks_and_goes(child: Page, lead: Page, pictures: Pictures) -> None:
    """The tile, the child's code by a tap, back, and "I'm on it" under one thumb."""
    lead.locator("#board-fresh[data-live=yes]").wait_for()
    tile = tile_of(lead, "Ash")
    expect(tile).to_have_attribute("data-need", "asking")
    expect(lead.locator("#board-tiles > li").first).to_contain_text("Ash")
    pictures.take(lead, "board")
    pictures.take_whole(lead, "board-whole")
    fit_for_everybody(lead, "board")
    for each in lead.get_by_role("main").get_by_role("button").all():
        box = each.bounding_box()
        assert box, each
        assert box["height"] >= 44, each.inner_text()
    tile.get_by_role("link", name="Ash").tap()
    expect(lead.locator(".child-program")).to_contain_text("print(dragn)")
    pictures.take(lead, "childs-page")
    pictures.take_whole(lead, "childs-page-whole")
    fit_for_everybody(lead, "child's page")
    lead.get_by_role("link", name="Back to the board").tap()
    button(tile_of(lead, "Ash"), GOING).tap()
    expect(lead.locator("#board-words")).to_contain_text("The child knows somebody is coming.")
    expect(tile_of(lead, "Ash")).to_contain_text("You are on it.")
    call = child.get_by_role("group", name="Your call for help")
    expect(call).to_contain_text("A helper is coming to you.")
    pictures.take(lead, "on-it")
    pictures.take(child, "somebody-comes", call)


def takes_it_back_and_asks_again(child: Page, lead: Page) -> None:
    section = child.locator(".exercise").first
    button(section, NO_MORE).click()
    expect(section.get_by_role("group", name="Your call for help")).to_be_hidden()
    expect(button(section, "I need help")).to_be_focused()
    expect(tile_of(lead, "Ash")).not_to_have_attribute("data-need", "asking")
    button(section, "I need help").click()
    button(tile_of(lead, "Ash"), GOING).tap()
    button(lead, "Helped Ash").tap()
    expect(section.get_by_role("group", name="Your call for help")).to_be_hidden()
    expect(tile_of(lead, "Ash")).not_to_have_attribute("data-need", "asking")


def the_room_hears_from_the_club(child: Page, lead: Page, pictures: Pictures) -> None:
    """What was said stands in the room, too, till it is read; an invitation can be put off."""
    phrase = child.locator("#notes .note").filter(has_text="Look up, please.")
    pictures.take(child, "phrase", phrase)
    button(phrase, "OK").click()
    expect(phrase).to_have_count(0)
    lead.get_by_label("The Star Painter").tap()
    lead.get_by_role("button", name="Invite everybody to begin").tap()
    invitation = child.locator("#notes .note").filter(has_text="Everybody can begin “The Star Painter”")
    expect(invitation).to_be_visible()
    pictures.take(child, "invited", invitation)
    button(invitation, "Not now").click()
    expect(invitation).to_have_count(0)
