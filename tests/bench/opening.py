"""Seconds in headless Chromium from pressing Start to what the first cell prints, ours and stock's.

Each time a new browser context, so that nothing is in its memory; the child or user is signed in already.
As soon as the page offers Run it is pressed. What is printed counts once it is painted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from bootstrap.system_packages import browser as browser_command
from tests.bench.stock_hub import StockHub
from tests.classroom.enrolment import LESSON, Enrolled

PRINTED = "Beep beep!"
PROGRAM = f'print("{PRINTED}")'
OPENS_WITHIN_MS = 120_000
VIEWPORT = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Opening:
    """`seconds` from Start to the output; `bytes` came over the network since Start."""

    seconds: float
    bytes: int
    script_seconds: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the browser tests."""
    command = browser_command()
    if command is None:
        raise RuntimeError("No browser: `make test` brings one, or says what to install.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=command, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        try:
            yield browser
        finally:
            browser.close()


def open_ours(browser: Browser, site_url: str, card: Enrolled) -> Opening:
    """A child presses the lesson on their own page and runs its first box."""
    with _page(browser) as page:
        page.goto(f"{site_url}/card/")
        page.get_by_label("Your club").select_option(card.club)
        page.get_by_label("Your nickname").fill(card.nickname)
        page.locator(f"label:has(input[name=picture][value={card.picture}])").click()
        page.get_by_label("Your word").fill(card.word)
        page.get_by_role("button", name="Come in").click()
        page.wait_for_url("**/learn/")
        start = page.locator(f"a[href*='/learn/lessons/{LESSON}/open']").first
        box = page.locator(".playground").first

        def run() -> None:
            box.get_by_role("button", name="Run", exact=True).click()
            _until_shown(page, ".playground .output", PRINTED)

        return _measured(page, start.click, run)


def open_stock(browser: Browser, hub: StockHub, user: str) -> Opening:
    """A user presses Start on the hub's home page; JupyterLab opens with their notebook."""
    hub.give_notebook(user, PROGRAM)
    with _page(browser) as page:
        page.goto(f"{hub.url}/hub/login?next=%2Fhub%2Fhome")
        page.locator("#username_input").fill(user)
        page.locator("#login_submit").click()
        page.wait_for_url("**/hub/home")

        def run() -> None:
            _until_shown(page, ".jp-Notebook-ExecutionIndicator[data-status=idle]", "")
            page.locator(".jp-CodeCell .cm-content").first.click()
            page.keyboard.press("Shift+Enter")
            _until_shown(page, ".jp-OutputArea-output", PRINTED)

        return _measured(page, page.locator("#start").click, run)


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    context.set_default_timeout(OPENS_WITHIN_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def _until_shown(page: Page, selector: str, words: str) -> None:
    """Looks at every frame: what waits between looks ever longer is too coarse for this."""
    page.wait_for_function(
        "([selector, words]) => document.querySelector(selector)?.textContent.includes(words)",
        arg=[selector, words],
    )


def _measured(page: Page, start: Callable[[], None], run: Callable[[], None]) -> Opening:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Performance.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    started = time.perf_counter()
    start()
    run()
    seconds = time.perf_counter() - started
    metrics = {row["name"]: row["value"] for row in network.send("Performance.getMetrics")["metrics"]}
    return Opening(seconds, int(sum(sizes)), metrics["ScriptDuration"])
