"""What browser tests of the lesson room do, step by step, and a browser that tells of troubles."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.factories.lesson_server import Room

SLUG = "hello-robot"
SCREENSHOTS = Path(__file__).parent / "screenshots"


@contextmanager
def watched(
    browser: Browser, room: Room, *, known: Collection[str] = (), **options: Any
) -> Iterator[BrowserContext]:
    """A browser context that fails at its end if a page failed or asked anything of another origin.

    ``known`` are words of failures that are none of ours, ``options`` those of Playwright's ``new_context``.
    """
    context = browser.new_context(**options)
    troubles: list[str] = []
    context.on(
        "weberror", lambda found: None if str(found.error) in known else troubles.append(str(found.error))
    )
    context.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((room.address, "data:", "blob:"))
            else troubles.append(f"another origin: {asked.url}")
        ),
    )
    yield context
    context.close()
    assert troubles == []


def opened(context: BrowserContext, room: Room) -> Page:
    """The lesson in a new window, its kernel running."""
    page = context.new_page()
    page.goto(room.url(f"lesson/{SLUG}"))
    ready(page)
    return page


def ready(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-kernel", "ready", timeout=20_000)


def exercise(page: Page, name: str) -> Locator:
    return page.locator(f"#exercise-{name}")


def write(page: Page, name: str, code: str) -> Locator:
    """Put code in an exercise's box; gives the exercise."""
    section = exercise(page, name)
    section.locator(".cm-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
    return section


def run(page: Page, name: str, code: str) -> Locator:
    """Run code in an exercise to its end; gives its output."""
    section = write(page, name, code)
    press(section, "Run")
    expect(section.get_by_role("button", name="Run")).to_be_visible(timeout=20_000)
    return section.locator(".output")


def press(section: Locator | Page, words: str) -> None:
    section.get_by_role("button", name=words, exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved")


def on_disk(room: Room, cell_id: str) -> dict[str, Any]:
    notebook = json.loads((room.home / "lessons" / SLUG / f"{SLUG}.ipynb").read_text())
    return next(cell for cell in notebook["cells"] if cell["id"] == cell_id)


def look(page: Page, name: str) -> None:
    """Keep a picture of the page; axe finds nothing wrong and nothing sticks out."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    results = Axe().run(page)
    assert results.violations_count == 0, f"{name}\n{results.generate_report()}"
