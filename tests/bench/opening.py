"""Seconds in headless Chromium from pressing Start to what the first cell prints, ours and stock's.

Each time a new browser context, so that nothing is in its memory; the child or user is signed in already.
A script in the page looks at every frame: as soon as our page offers Run it presses it, and it notes when
what the program prints is there. JupyterLab runs a cell for keys only that a browser itself sends; there the
driver presses them once the page says that its kernel is idle, which it may notice half a second late.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bootstrap.system_packages import browser as browser_command
from tests.bench.stock_hub import StockHub
from tests.classroom.enrolment import LESSON, Enrolled

PRINTED = "Beep beep!"
PROGRAM = f'print("{PRINTED}")'
IS_PRINTED = "html[data-printed-at]"
# JupyterLab drops what is run before its kernel is there, although it calls it idle.
PRESSES_AGAIN_MS = 250
OPENS_WITHIN_MS = 120_000
VIEWPORT = {"width": 1280, "height": 800}

WATCH = """
(() => {
  const page = %s;
  let pressed = false;
  const look = () => {
    const run = page.run && document.querySelector(page.run);
    if (run && !pressed) {
      pressed = true;
      run.click();
    }
    if (document.querySelector(page.output)?.textContent.includes(page.printed)) {
      document.documentElement.dataset.printedAt = Date.now();
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


@dataclass(frozen=True)
class Offered:
    """Where a page's Run stands, "" for one that a script cannot press, and where its output comes."""

    run: str
    output: str

    @property
    def watch(self) -> str:
        return WATCH % json.dumps(vars(self) | {"printed": PRINTED})


OURS = Offered("[data-cell='try-01'] .button-run", "[data-cell='try-01'] .output")
STOCK = Offered("", ".jp-OutputArea-output")
STOCK_IS_READY = ".jp-Notebook-ExecutionIndicator[data-status=idle]"


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
    with _page(browser, OURS) as page:
        page.goto(f"{site_url}/card/")
        page.get_by_label("Your club").select_option(card.club)
        page.get_by_label("Your nickname").fill(card.nickname)
        page.locator(f"label:has(input[name=picture][value={card.picture}])").click()
        page.get_by_label("Your word").fill(card.word)
        page.get_by_role("button", name="Come in").click()
        page.wait_for_url("**/learn/")
        return _measured(page, page.locator(f"a[href*='/learn/lessons/{LESSON}/open']").first)


def open_stock(browser: Browser, hub: StockHub, user: str) -> Opening:
    """A user presses Start on the hub's home page; JupyterLab opens with their notebook."""
    hub.give_notebook(user, PROGRAM)
    with _page(browser, STOCK) as page:
        page.goto(f"{hub.url}/hub/login?next=%2Fhub%2Fhome")
        page.locator("#username_input").fill(user)
        page.locator("#login_submit").click()
        page.wait_for_url("**/hub/home")

        def run() -> None:
            page.locator(STOCK_IS_READY).wait_for(state="attached")
            page.locator(".jp-CodeCell .cm-content").first.click()
            while not page.locator(IS_PRINTED).count():
                page.keyboard.press("Control+Enter")
                page.wait_for_timeout(PRESSES_AGAIN_MS)

        return _measured(page, page.locator("#start"), run)


@contextmanager
def _page(browser: Browser, offered: Offered) -> Iterator[Page]:
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    context.set_default_timeout(OPENS_WITHIN_MS)
    context.add_init_script(offered.watch)
    try:
        yield context.new_page()
    finally:
        context.close()


def _measured(page: Page, start: Locator, run: Callable[[], None] = lambda: None) -> Opening:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Performance.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    start.scroll_into_view_if_needed()
    started = time.time()
    start.click()
    run()
    printed = page.locator(IS_PRINTED)
    printed.wait_for(state="attached")
    seconds = float(printed.get_attribute("data-printed-at") or 0) / 1000 - started
    metrics = {row["name"]: row["value"] for row in network.send("Performance.getMetrics")["metrics"]}
    return Opening(seconds, int(sum(sizes)), metrics["ScriptDuration"])
