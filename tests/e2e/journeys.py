"""What the journeys through the real site and hub share: browsers that tell of troubles, keys, looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.visitors import SCREENSHOTS, ready
from website.supervisor.run import Supervisor

WIDTHS = {"phone": {"width": 320, "height": 700}, "laptop": {"width": 1280, "height": 800}}
# What a device may ask of every page.
DEVICES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
MOST_TABS = 60

# Whether whoever looks can tell that this has the keyboard: it, what stands around it, or the face
# that a hidden button lends it is drawn otherwise than without.
FOCUS_SHOWS = """async (focused) => {
    const around = [focused, focused.nextElementSibling, ...(focused.labels ?? [])];
    for (let up = focused.parentElement; up && around.length < 7; up = up.parentElement) around.push(up);
    const drawn = () => around.filter(Boolean).map((each) => {
        const { outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor } = getComputedStyle(each);
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

    def take(self, page: Page, name: str) -> None:
        """Photograph what is seen, as it is."""
        self.count += 1
        page.screenshot(path=self.folder / f"{self.count:02}-{name}.png")

    def take_whole(self, page: Page, name: str) -> None:
        """Photograph the whole page at the width of a phone and of a laptop; nothing sticks out."""
        self.count += 1
        size = page.viewport_size
        for label, viewport in WIDTHS.items():
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
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
    page.keyboard.insert_text(program)


def exercise(page: Page, name: str) -> Locator:
    return page.locator(f"#exercise-{name}")


def code_of(page: Page, name: str) -> Locator:
    """The box of an exercise in which its answer is written."""
    return exercise(page, name).locator(".cm-content").last


def button(section: Locator | Page, words: str) -> Locator:
    return section.get_by_role("button", name=words, exact=True)


def all_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved", timeout=30_000)


def open_lesson(page: Page, site: str, slug: str) -> None:
    """From the child's map into a lesson, its Python running."""
    page.goto(f"{site}/learn/lessons/{slug}/open")
    ready(page)
