"""How people get in: adults with a code from the outbox, children with a card."""

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

SCREENSHOTS = Path(__file__).parent / "screenshots"
PHONE = {"width": 320, "height": 700}
LAPTOP = {"width": 1280, "height": 800}
NOTEBOOK_TRIES = 6
CODE = re.compile(r"^\s*([0-9A-Z]{6,8})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Card:
    """What stands on a printed club card."""

    club: str
    nickname: str
    picture: str
    word: str


def code_sent_to(page: Page, site: str, email: str) -> str:
    """The newest code in the outbox for this address, waiting up to ten seconds for the letter."""
    looking = page.context.new_page()
    try:
        for _try in range(40):
            looking.goto(f"{site}/demo/outbox")
            for letter in looking.locator("article").all():
                words = letter.inner_text()
                if email in words and (found := CODE.search(words)):
                    return found.group(1)
            time.sleep(0.25)
    finally:
        looking.close()
    raise AssertionError(f"no code was sent to {email}")


def type_code(page: Page, site: str, email: str) -> None:
    """Type the code that was just sent, and go on."""
    main = page.get_by_role("main")
    main.locator("input[name=code]").fill(code_sent_to(page, site, email))
    main.locator("form:has(input[name=code]) button").first.click()


def ask_for_code(page: Page, email: str) -> None:
    """On the sign-in page, have a code sent."""
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Send me a code").click()


def sign_in(page: Page, site: str, email: str, then: str) -> None:
    """An adult signs in by code and arrives at ``then``."""
    page.goto(f"{site}/account/login/?next={then}")
    ask_for_code(page, email)
    type_code(page, site, email)
    page.wait_for_url(f"**{then}")


def sign_in_adult(page: Page, site: str, email: str) -> None:
    """By the code from the outbox, and by the app's number where one is asked for."""
    page.goto(f"{site}/account/login/")
    ask_for_code(page, email)
    type_code(page, site, email)
    page.wait_for_load_state()
    if "2fa" in page.url:
        outbox = page.context.new_page()
        outbox.goto(f"{site}/demo/outbox")
        row = outbox.locator("main dl > div").filter(has_text=email)
        number = row.locator("dd").inner_text().strip()
        outbox.close()
        page.locator("main input[name=code]").fill(number)
        page.get_by_role("main").get_by_role("button").first.click()
        page.wait_for_load_state()
    expect(page).not_to_have_url(re.compile("/account/(login|2fa)"))


def come_in_with(page: Page, site: str, card: Card) -> None:
    """A child types a card and arrives at their lessons."""
    page.goto(f"{site}/card/")
    page.get_by_label("Your club").select_option(label=card.club)
    page.get_by_label("Your nickname").fill(card.nickname)
    page.locator(f"label:has(input[name=picture][value={card.picture}])").click()
    page.get_by_label("Your word").fill(card.word)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/learn/")


def ready(page: Page) -> None:
    """Wait until the lesson room's kernel runs."""
    expect(page.locator("html[data-kernel=ready]")).to_be_attached(timeout=40_000)


def write_program(page: Page, exercise: str, program: str) -> None:
    """Replace what stands in an exercise's editor."""
    editor = page.locator(f"#exercise-{exercise} .cm-content")
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(program)


def check(page: Page, exercise: str) -> str:
    """Press Check and return what the room says of it."""
    room = page.locator(f"#exercise-{exercise}")
    room.get_by_role("button", name="Check").click()
    expect(room.locator(".result-title")).to_be_visible(timeout=30_000)
    return room.inner_text()


class Album:
    """Numbered screenshots of a walk, at phone and laptop size."""

    def __init__(self, name: str) -> None:
        self.folder = SCREENSHOTS / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count = 0

    def keep(self, page: Page, name: str) -> None:
        """Photograph the page as it is, at both sizes."""
        self.count += 1
        size = page.viewport_size
        for label, viewport in (("phone", PHONE), ("laptop", LAPTOP)):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.screenshot(path=self.folder / f"{self.count:02}-{name}-{label}.png", full_page=True)
        if size is not None:
            page.set_viewport_size(size)


def run_in_notebook(page: Page, cell: Locator, words: str) -> None:
    """Run a cell of Notebook 7, as often as it takes until it prints `words`.

    Notebook looks ready before it has its kernel: asked to run then it does nothing, or asks which kernel
    is wanted, of which there is one.
    """
    expect(page.get_by_role("button", name="Python 3 (ipykernel)")).to_be_visible(timeout=30_000)
    printed = page.locator(".jp-OutputArea-output", has_text=words)
    for _ in range(NOTEBOOK_TRIES):
        with suppress(AssertionError, Error):
            if page.locator(".jp-Dialog").count():
                page.keyboard.press("Enter")
                expect(page.locator(".jp-Dialog")).to_have_count(0)
            cell.locator(".cm-content").click(timeout=5_000)
            page.get_by_role("button", name="Run this cell and advance").click(timeout=5_000)
            expect(printed).to_be_visible()
            return
    expect(printed).to_be_visible()
