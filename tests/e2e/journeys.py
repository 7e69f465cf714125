"""What the journeys through the real site and hub share: browsers that tell of troubles, keys, looks."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, WebSocketRoute, expect
from psycopg.types.json import Jsonb

from tests.e2e.visitors import SCREENSHOTS, Card, ready
from website.demo import logins
from website.supervisor.run import Supervisor
from website.supervisor.stack import postgres

LONDON = ZoneInfo("Europe/London")
KETTLE = "kettle-library-code-club"

WIDTHS: dict[str, ViewportSize] = {
    "phone": {"width": 320, "height": 700},
    "laptop": {"width": 1280, "height": 800},
}
# What a device may ask of every page.
DEVICES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
MOST_TABS = 60
MOST_ARROWS = 80
PATIENCE = 60.0  # seconds
WHO_AM_I = """import os
print("I am", os.getpid(), "behind", os.stat("/proc/self/ns/pid").st_ino)
"""
# The arrow that leads from where the focus is towards what is wanted; null once it is there.
WAY_TO = """(wanted) => {
    const here = document.activeElement;
    if (here === wanted) return null;
    if (here === document.body) return "ArrowDown";
    const from = here.getBoundingClientRect(), to = wanted.getBoundingClientRect();
    if (to.top >= from.bottom - 2) return "ArrowDown";
    if (to.bottom <= from.top + 2) return "ArrowUp";
    return to.left >= from.right - 2 ? "ArrowRight" : "ArrowLeft";
}"""

# Whether whoever looks can tell that this has the keyboard: it, what stands around it, or the face
# that a hidden button lends it is drawn otherwise than without.
FOCUS_SHOWS = """async (focused) => {
    const around = [focused, focused.nextElementSibling, ...(focused.labels ?? [])];
    for (let up = focused.parentElement; up && around.length < 7; up = up.parentElement) around.push(up);
    const drawn = () => around.filter(Boolean).map((each) => {
        const { outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor } =
            getComputedStyle(each);
        return [outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor].join();
    }).join(";");
    const withIt = drawn();
    focused.blur();
    let differs = false;
    // A code box marks its focus a moment later than the browser does.
    for (let frame = 0; frame < 60 && !differs; frame++) {
        differs = drawn() !== withIt;
        if (!differs) await new Promise(requestAnimationFrame);
    }
    focused.focus({ preventScroll: true });
    return differs;
}"""


@contextmanager
def watched(
    browser: Browser, stack: Supervisor, *, expected: tuple[str, ...] = (), **options: Any
) -> Iterator[BrowserContext]:
    """A browser that fails at its end if a page failed, complained or asked anything of another origin.

    ``expected`` are words of complaints that belong to the journey; ``options`` are
    those of Playwright's ``new_context``.
    """
    ours = (stack.layout.site_url, stack.layout.hub_url)
    sockets = tuple(address.replace("http", "ws", 1) for address in ours)
    allowed = (*ours, *sockets, "data:", "blob:", "about:")
    troubles: list[str] = []
    context = browser.new_context(**{"viewport": WIDTHS["laptop"], **options})
    context.set_default_timeout(20_000)
    context.on("weberror", lambda found: troubles.append(str(found.error)))
    context.on(
        "console",
        lambda said: (
            troubles.append(f"{said.text} ({said.location['url']})")
            if said.type == "error" and not any(words in said.text for words in expected)
            else None
        ),
    )
    context.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(allowed) else troubles.append(f"another origin: {asked.url}")
        ),
    )
    yield context
    context.close()
    assert not troubles, "\n".join(troubles)


class Pictures:
    """The pictures of one journey, for people to look at."""

    def __init__(self, name: str) -> None:
        self.folder: Path = SCREENSHOTS / "journeys" / name
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.png"):
            old.unlink()
        self.count = 0

    def take(self, page: Page, name: str, about: Locator | None = None) -> None:
        """Photograph what is seen; or, at the width of a phone and of a laptop, what it is about."""
        self.count += 1
        if about is None:
            page.screenshot(path=self.folder / f"{self.count:02}-{name}.png")
            return
        size = page.viewport_size
        for label, viewport in WIDTHS.items():
            page.set_viewport_size(viewport)
            about.evaluate("(one) => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
            page.screenshot(path=self.folder / f"{self.count:02}-{name}-{label}.png")
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (name, label)
        if size is not None:
            page.set_viewport_size(size)

    def take_whole(self, page: Page, name: str) -> None:
        """Photograph the whole page at the width of a phone and of a laptop; nothing sticks out."""
        self.count += 1
        size = page.viewport_size
        for label, viewport in WIDTHS.items():
            page.set_viewport_size(viewport)
            page.screenshot(path=self.folder / f"{self.count:02}-{name}-{label}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (name, label)
        if size is not None:
            page.set_viewport_size(size)


def fit_for_everybody(page: Page, name: str) -> None:
    """axe finds nothing wrong, whatever the device asks for."""
    for device, wishes in DEVICES.items():
        page.emulate_media(**wishes)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}, {device}\n{found.generate_report()}"
    page.emulate_media(**DEVICES["light"])


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go to something by the keyboard alone, out of code boxes too; it is seen to have the focus."""
    for _step in range(MOST_TABS):
        if page.evaluate("document.activeElement.matches('.cm-content[contenteditable=true]')"):
            page.keyboard.press("Escape")
        page.keyboard.press(key)
        if wanted.evaluate("(one) => one === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    expect(wanted).to_be_in_viewport()
    assert wanted.evaluate(FOCUS_SHOWS), f"nobody can see that {wanted} has the keyboard"


def rewrite(page: Page, program: str) -> None:
    """Put other code in the code box that has the keyboard."""
    page.keyboard.press("ControlOrMeta+a")
    # Over coloured letters a browser would write in their colour, by a style that the page forbids.
    page.keyboard.press("Delete")
    page.keyboard.insert_text(program)


def exercise(page: Page, name: str) -> Locator:
    return page.locator(f"#exercise-{name}")


def code_of(page: Page, name: str) -> Locator:
    """The box of an exercise in which its answer is written."""
    return exercise(page, name).locator(".code[data-marked] .cm-content")


def button(section: Locator | Page, words: str | re.Pattern[str]) -> Locator:
    return section.get_by_role("button", name=words, exact=True)


def all_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved", timeout=30_000)


def open_lesson(page: Page, site: str, slug: str) -> None:
    """From the child's map into a lesson, its Python running."""
    page.goto(f"{site}/learn/lessons/{slug}/open")
    ready(page)


@contextmanager
def session_on(stack: Supervisor) -> Iterator[None]:
    """The sample club's session of today has begun a while ago; afterwards it is as it was."""
    first = """SELECT s.id FROM timetable_session s
        JOIN directory_club c ON c.id = s.club_id WHERE c.slug = %s ORDER BY s.starts_at LIMIT 1"""
    with psycopg.connect(postgres(stack.layout).url("clubs"), autocommit=True) as connection:
        found = connection.execute(first, [KETTLE]).fetchone()
    assert found
    with takes_place_now(stack, found[0]):
        yield


@contextmanager
def takes_place_now(stack: Supervisor, session: int) -> Iterator[None]:
    """Have the session take place now, and when it did before for whatever is tested next."""
    move = "UPDATE timetable_session SET starts_at = %s, ends_at = %s WHERE id = %s"
    with psycopg.connect(postgres(stack.layout).url("clubs"), autocommit=True) as connection:
        asked = "SELECT starts_at, ends_at FROM timetable_session WHERE id = %s"
        before = connection.execute(asked, [session]).fetchone()
        assert before
        now = datetime.now(LONDON)
        # Not yesterday, when the term may not have begun.
        begun = max(now - timedelta(minutes=20), now.replace(hour=0, minute=0, second=0, microsecond=0))
        connection.execute(move, [begun, now + timedelta(minutes=70), session])
        try:
            yield
        finally:
            connection.execute(move, [*before, session])


def count_past_sessions(stack: Supervisor) -> None:
    """Counts as a term leaves them: one exercise with many sittings, one with too few to tell."""
    add = """INSERT INTO progress_exercisecount
        (lesson_id, exercise, sittings, opened, ran, checked, passed, hints, helped, errors)
        SELECT e.lesson_id, e.slug, %s, %s, 90, 80, %s, 40, 12, %s FROM courses_exercise e WHERE e.slug = %s
        ON CONFLICT DO NOTHING"""
    with psycopg.connect(postgres(stack.layout).url("clubs"), autocommit=True) as connection:
        connection.execute(add, [40, 40, 31, Jsonb({"NameError": 25, "SyntaxError": 11}), "wake-up"])
        connection.execute(add, [3, 3, 2, Jsonb({"NameError": 2}), "name-tag"])


def make_card(page: Page, site: str, child: str, nickname: str, picture: str) -> Card:
    """A lead makes a card for a child of the sample club."""
    page.goto(f"{site}/team/clubs/{KETTLE}/cards/")
    line = page.get_by_role("row").filter(has_text=child)
    line.locator("input[type=checkbox]").check()
    line.locator("input[type=text]").fill(nickname)
    line.locator("select").select_option(picture)
    page.get_by_role("button", name="Make and show the cards").click()
    printed = page.locator(".club-card").filter(has_text=nickname)
    return Card(logins.CHILD_CLUB, nickname, picture, printed.locator("strong").inner_text())


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that no page tells."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def write_and_run(page: Page, name: str, program: str) -> Locator:
    """Run a program in an exercise to its end; gives what it says."""
    code_of(page, name).click()
    rewrite(page, program)
    box = exercise(page, name).locator(".code[data-marked]")
    button(box, "Run").click()
    expect(button(box, "Run")).to_be_visible(timeout=30_000)
    return box.locator(".output")


def python_of(page: Page, name: str) -> int:
    """The child's Python as this machine knows it: found by what it is called inside its walls."""
    output = write_and_run(page, name, WHO_AM_I)
    expect(output).to_contain_text(re.compile(r"I am \d+ behind \d+"))
    inside, walls = re.findall(r"I am (\d+) behind (\d+)", output.inner_text())[-1]
    return _process_called(inside, int(walls))


def server_behind(python: int) -> int:
    """The first process behind the same walls as a child's Python: with it goes the whole server."""
    return _process_called("1", Path(f"/proc/{python}/ns/pid").stat().st_ino)


def _process_called(inside: str, walls: int) -> int:
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                told = (process / "status").read_text()
                behind = (process / "ns" / "pid").stat().st_ino
            except OSError:
                continue
            names = re.search(r"^NSpid:\s+(.*)$", told, re.MULTILINE)
            if names and names[1].split()[-1] == inside and behind == walls:
                return int(process.name)
    raise AssertionError(f"no process is called {inside} in there")


class Line:
    """The line between a browser and the children's servers, which a test can cut and mend."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.whole = True
        self.open: list[WebSocketRoute] = []
        context.route_web_socket(re.compile("/user/"), self._carry)

    def cut(self) -> None:
        self.whole = False
        self.context.set_offline(True)
        for socket in self.open:
            socket.close()
        self.open.clear()

    def mend(self) -> None:
        self.whole = True
        self.context.set_offline(False)

    def _carry(self, socket: WebSocketRoute) -> None:
        if not self.whole:
            socket.close()
            return
        socket.connect_to_server()
        self.open.append(socket)


def arrow_to(page: Page, wanted: Locator) -> None:
    """Go to something with the arrow keys of a remote control alone; it is seen to have the focus."""
    for _step in range(MOST_ARROWS):
        key = wanted.evaluate(WAY_TO)
        if key is None:
            break
        page.keyboard.press(key)
    expect(wanted).to_be_focused()
    expect(wanted).to_be_in_viewport()
