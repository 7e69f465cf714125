"""The lesson room by keyboard, by touch, by remote control, in any theme and at any size."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.lesson_rooms import (
    SCREENSHOTS,
    SLUG,
    exercise,
    look,
    on_disk,
    opened,
    press,
    ready,
    run,
    watched,
    write,
)
from tests.factories.lesson_server import Room

WIDTHS = {"light": [320, 768, 1280], "dark": [320, 390], "contrast": [320, 1920]}
TELEVISION = "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.5) AppleWebKit/537.36 Chrome/94.0 TV Safari/537.36"
# A voice of this device, which a browser without a head has none of.
VOICE = """Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
    getVoices: () => [{lang: "en-GB", localService: true, default: true}], speak() {}, cancel() {}})})"""
PRESSED = "main button, main .cm-content, main summary, .stone a, .top a, .reading summary"


@pytest.fixture
def page(browser: Browser, room: Room) -> Iterator[Page]:
    with watched(browser, room, viewport={"width": 1280, "height": 900}) as context:
        yield opened(context, room)


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    section = exercise(page, "greet")
    section.locator(".cm-content").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("robot = 'keys'")
    page.keyboard.press("Enter")
    page.keyboard.type("rob")
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_in_viewport()
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("robot")
    page.keyboard.press("Enter")
    expect(section.locator(".cm-line")).to_have_text(["robot = 'keys'", "rob", ""])
    page.keyboard.press("Backspace")
    page.keyboard.type("o")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("robot")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    page.keyboard.type("print(")
    page.keyboard.press("End")
    page.keyboard.type(")")
    expect(section.locator(".cm-line")).to_have_text(["robot = 'keys'", "print(robot)"])
    page.keyboard.press("Shift+Enter")
    expect(section.locator(".output")).to_contain_text("keys")
    expect(page.locator("#announcer")).to_contain_text("Your code ran and printed one line: keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(section.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(section.locator(".result-title")).to_have_text("Yes! It works.")


def test_the_box_helps_a_beginner(page: Page) -> None:
    section = exercise(page, "greet")
    section.locator(".cm-content").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("for n in range(3)")
    expect(section.locator(".soft-underline")).to_have_count(0)
    expect(section.locator(".soft-underline")).to_have_count(1)
    hint = section.locator(".code-hint")
    expect(hint).to_have_text("Line 1: A colon “:” is missing at the end of this line.")
    expect(page.locator("#announcer")).to_contain_text("A colon")
    page.keyboard.type(":")
    expect(hint).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.type("print(n)")
    expect(section.locator(".cm-line")).to_have_text(["for n in range(3):", "    print(n)"])


def test_a_phone_gets_the_keys_it_lacks(browser: Browser, room: Room) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page = opened(context, room)
    keys = page.get_by_role("toolbar", name="Keys for your code")
    expect(keys).to_be_hidden()
    section = exercise(page, "greet")
    section.locator(".cm-content").tap()
    expect(keys).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("print")
    for key in ("Open bracket", "Quote"):
        keys.get_by_role("button", name=key, exact=True).tap()
    page.keyboard.type("Hi")
    expect(section.locator(".cm-content")).to_be_focused()
    cursor, bar = section.locator(".cm-activeLine").bounding_box(), keys.bounding_box()
    assert cursor
    assert bar
    assert cursor["y"] + cursor["height"] <= bar["y"]
    expect(section.locator(".cm-content")).to_have_text('print("Hi")')
    boxes = [each.bounding_box() for each in keys.get_by_role("button").all()]
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    page.screenshot(path=SCREENSHOTS / "room-phone-keys.png")
    look(page, "room-phone-keys-whole")
    section.get_by_role("button", name="Run").tap()
    expect(section.locator(".output")).to_contain_text("Hi")
    page.locator("h1").tap()
    expect(keys).to_be_hidden()
    context.close()


def test_a_remote_control_reaches_everything(browser: Browser, room: Room) -> None:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, user_agent=TELEVISION)
    page = opened(context, room)
    wanted = page.evaluate(
        """(all) => [...document.querySelectorAll(all)]
            .filter((each) => each.offsetParent && !each.closest("details:not([open]) > :not(summary)"))
            .map((each, index) => (each.dataset.wanted = String(index)))""",
        PRESSED,
    )
    reached: set[str] = set()
    for key in ["ArrowUp"] * 10 + ["ArrowDown"] * 40:
        page.keyboard.press(key)
        for sideways in ["ArrowRight"] * 4 + ["ArrowLeft"] * 4:
            page.keyboard.press(sideways)
            reached.add(page.evaluate("document.activeElement.dataset.wanted ?? ''"))
        if len(reached - {""}) == len(wanted):
            break
    assert reached - {""} == set(wanted)
    page.screenshot(path=SCREENSHOTS / "room-television.png")
    assert "".join(on_disk(room, "greet")["source"]) == "# Make the robot say hello.\n"
    context.close()


def test_code_boxes_say_what_they_are_for(page: Page) -> None:
    box = exercise(page, "greet").get_by_role("textbox")
    expect(box).to_have_accessible_name("Your code for “Say hello”")
    expect(box).to_have_accessible_description(re.compile("press Escape, then Tab"))


def test_how_it_looks_is_the_childs_choice_and_stays_so(page: Page) -> None:
    for words in ("Bigger", "Dyslexia-friendly", "High contrast"):
        page.locator(".reading summary").click()
        press(page.locator(".reading"), words)
        page.keyboard.press("Escape")
        expect(page.locator(".reading summary")).to_be_focused()
    page.reload()
    page.locator(".reading summary").click()
    expect(page.locator("html")).to_have_attribute("data-size", "bigger")
    expect(page.locator("html")).to_have_attribute("data-letters", "easy")
    expect(page.get_by_role("button", name="High contrast")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_reads_without_its_script(browser: Browser, room: Room) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(room.url(f"lesson/{SLUG}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, robot!")
    expect(page.get_by_label("Your code for “Say hello”")).to_have_value("# Make the robot say hello.\n")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("noscript")).to_have_count(1)
    context.close()


@pytest.mark.parametrize(
    "theme", ["light", *(pytest.param(each, marks=pytest.mark.long) for each in ("dark", "contrast"))]
)
def test_everybody_can_use_it_in_every_state(browser: Browser, room: Room, theme: str) -> None:
    """axe finds nothing, and nothing is cut off, from opening to the end, on any screen in any theme.

    The dark theme is the device's wish here, the strong one the child's.
    """
    for width in WIDTHS[theme]:
        device: Any = "dark" if theme == "dark" else "light"
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=device)
        context.add_init_script(VOICE)
        page = opened(context, room)
        if theme == "contrast":
            page.evaluate("localStorage.setItem('room-theme-learner', 'contrast')")
            page.reload()
            ready(page)
        expect(page.get_by_role("button", name="Read it to me (Say hello)")).to_be_visible()
        look(page, f"room-{theme}-{width}-opened")
        run(page, "greet", "print('Hi!')\nprint(robt)")
        press(write(page, "add", "a = 1"), "Check")
        expect(exercise(page, "add").locator(".result")).to_be_visible()
        exercise(page, "draw").locator(".button-hint").click()
        expect(exercise(page, "draw").locator(".hint-list li").first).to_be_visible()
        press(write(page, "draw", "input('What now?')"), "Run")
        expect(exercise(page, "draw").locator("form")).to_be_visible()
        page.locator(".playground .cm-content").last.fill("for n in range(3)\n    print(n)\n")
        page.locator(".reading summary").click()
        expect(page.locator(".playground .code-hint").last).to_contain_text("Line 1: A colon")
        look(page, f"room-{theme}-{width}-working")
        page.locator(".reading summary").click()
        press(exercise(page, "draw"), "Stop")
        for name in ("greet", "add", "draw"):
            press(write(page, name, "print(1)"), "Check")
            expect(exercise(page, name).locator(".result-title")).to_have_text("Yes! It works.")
        page.wait_for_timeout(1700)
        look(page, f"room-{theme}-{width}-finished")
        context.close()
        room.site.passed.clear()
