"""A young person of thirteen opens their own lesson in Notebook 7, works there, and finds it in the room."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.lesson_rooms import SCREENSHOTS, SLUG, exercise, on_disk, opened, ready, watched
from tests.e2e.visitors import run_in_notebook
from tests.factories.lesson_server import Room, running_room

pytestmark = pytest.mark.browser

#: Notebook's own slip as it loads: a listener asks for shortcuts that are not there yet; it hears of them
#: when they are.
OF_NOTEBOOK = {"Cannot read properties of undefined (reading 'schema')"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with running_room(tmp_path) as running:
        running.site.notebook_allowed = True
        yield running


def in_notebook(page: Page) -> Page:
    """Notebook 7, opened by the lesson's own link."""
    page.get_by_role("link", name="Open in Notebook").click()
    page.wait_for_url(re.compile(rf"/notebooks/lessons/{SLUG}/"))
    expect(page.locator(".jp-NotebookPanel .jp-Cell").first).to_be_visible(timeout=30_000)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first).to_be_visible(
        timeout=30_000
    )
    return page


def write(page: Page, starter: str, code: str) -> Any:
    """Put code in the cell that shows `starter`; gives the cell."""
    cell = page.locator(".jp-CodeCell", has_text=starter).first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
    return cell


def test_work_in_notebook_is_in_the_room_and_the_server_ends_at_once(browser: Browser, room: Room) -> None:
    with watched(browser, room, known=OF_NOTEBOOK) as context:
        page = in_notebook(opened(context, room))
        write(page, "Make the robot say hello", 'print("hello " + "from Notebook")')
        cell = page.locator(".jp-CodeCell", has_text="from Notebook").first
        run_in_notebook(page, cell, "hello from Notebook")
        page.keyboard.press("Control+S")
        expect(page.get_by_text("Last Checkpoint").first).to_be_visible()
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "own-notebook.png")

        page.goto(room.url(f"lesson/{SLUG}"))
        ready(page)
        expect(exercise(page, "greet").locator(".cm-content").first).to_contain_text("from Notebook")
        assert "from Notebook" in "".join(on_disk(room, "greet")["source"])

        # With a page of Notebook's still open, as when somebody signs out in another window.
        in_notebook(page)
        room.process.terminate()
        assert room.process.wait(10) == 0


SLY = f"""
from pathlib import Path
from IPython.display import HTML, Javascript, display
Path("sly.js").write_text("document.body.classList.add('by-a-file')")
display(Javascript("document.body.classList.add('printed')"))
display(HTML("<script>document.body.classList.add('in-a-page')</script>"))
display(HTML("<script src='/user/learner/files/lessons/{SLUG}/sly.js'></script>"))
print("all of it " + "printed")
"""
# Asked by a key: in a page without `eval` nothing can be asked by text.
STAYS = f"""
document.addEventListener("keydown", async (pressed) => {{
  if (pressed.key !== "F9") return;
  const script = "/user/learner/files/lessons/{SLUG}/sly.js";
  const said = await navigator.serviceWorker.register(script).then(() => "it stays", String);
  document.documentElement.dataset.stays = said;
}}, true);
"""


@pytest.mark.parametrize(
    ("bypassed", "ran", "said"),
    [
        pytest.param(False, set(), "Content Security Policy", id="as it is"),
        pytest.param(
            True,
            {"by-a-file", "in-a-page"},
            r"^(?!.*Content Security Policy).",
            id="control: without the page's policy",
        ),
    ],
)
def test_a_script_that_a_cell_prints_neither_runs_nor_stays(
    browser: Browser, room: Room, bypassed: bool, ran: set[str], said: str
) -> None:
    """What is printed as a script is not run for want of `eval`; all others are kept out by the policy."""
    with watched(browser, room, known=OF_NOTEBOOK, bypass_csp=bypassed) as context:
        context.add_init_script(STAYS)
        page = in_notebook(opened(context, room))
        write(page, "Make the robot say hello", SLY)
        run_in_notebook(page, page.locator(".jp-CodeCell", has_text="sly.js").first, "all of it printed")
        page.wait_for_timeout(500)
        found = set((page.locator("body").get_attribute("class") or "").split())
        assert found & {"by-a-file", "printed", "in-a-page"} == ran
        page.keyboard.press("F9")
        expect(page.locator("html")).to_have_attribute("data-stays", re.compile(said))
