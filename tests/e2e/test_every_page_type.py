"""Every type of page, on phone and laptop: axe finds nothing, nothing sticks out or comes from elsewhere."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.visitors import (
    LAPTOP,
    PHONE,
    SCREENSHOTS,
    Card,
    ask_for_code,
    come_in_with,
    ready,
    sign_in_adult,
)
from website.demo import logins
from website.supervisor.run import Supervisor

pytestmark = pytest.mark.timeout(300)

# A walk goes from page to page and yields the name of each one that is to be looked at.
type Walk = Callable[[Page], Iterator[str]]

PICTURES = SCREENSHOTS / "pages"
KETTLE = "kettle-library-code-club"
CARD = Card(logins.CHILD_CLUB, logins.CHILD_NICKNAME, logins.CHILD_PICTURE, logins.CHILD_WORD)


def hrefs(page: Page, pattern: str) -> list[str]:
    """The addresses on this page's main part that match, each once, in their order."""
    links = page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return list(dict.fromkeys(link for link in links if re.search(pattern, link)))


def follow(page: Page, pattern: str) -> None:
    """Go to the first address of this page that matches."""
    found = hrefs(page, pattern)
    assert found, f"no link like {pattern} on {page.url}"
    page.goto(found[0])


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_load_state()


def visitor(page: Page) -> Iterator[str]:
    """What anybody sees."""
    page.goto("/")
    yield "home"
    page.goto("/clubs/")
    yield "clubs"
    page.get_by_role("main").get_by_label(re.compile("postcode", re.IGNORECASE)).first.fill("N1 9AG")
    page.get_by_role("main").get_by_role("button", name=re.compile("Find|Search|Show")).first.click()
    page.wait_for_load_state()
    yield "find-results"
    for name, address in {
        "club": f"/clubs/{KETTLE}/",
        "volunteers": "/volunteers/",
        "lessons": "/lessons/",
    }.items():
        page.goto(address)
        yield name
    follow(page, r"^(https?://[^/]+)?/lessons/[^/]+/$")
    yield "course"
    follow(page, r"^(https?://[^/]+)?/lessons/[^/]+/[^/]+/$")
    yield "lesson"
    page.goto("/news/")
    yield "news"
    follow(page, r"^(https?://[^/]+)?/news/[^/]+/$")
    yield "news-page"
    page.goto("/")
    plain = page.locator("footer a[href]").evaluate_all("links => links.map(link => link.href)")
    page.goto(plain[-1])
    yield "plain"
    page.goto("/search/?q=robot")
    yield "search"
    page.goto("/there-is-no-such-page/")
    yield "not-found"
    page.goto(f"/book/club/{KETTLE}/")
    yield "book-club"
    page.goto("/account/login/")
    yield "sign-in"
    page.goto("/account/signup/")
    yield "sign-up"
    page.goto("/account/login/")
    ask_for_code(page, "parent@demo.example")
    yield "code"
    page.goto("/card/")
    yield "card"
    page.goto("/demo/outbox")
    yield "outbox"


def parent(page: Page) -> Iterator[str]:
    """A family's own pages, and a booking from the club to its end."""
    page.goto("/family/")
    yield "family"
    page.goto("/family/children/add/")
    yield "add-child"
    page.goto("/family/")
    follow(page, r"/family/children/\d+/$")
    yield "child"
    page.goto("/family/")
    follow(page, r"/family/children/\d+/consents/$")
    yield "consents"
    page.goto("/account/details/")
    yield "details"
    yield from book_a_place(page)
    page.goto("/family/")
    follow(page, r"/book/place/\d+/cancel/$")
    yield "cancel"


def book_a_place(page: Page) -> Iterator[str]:
    """The booking's pages, up to the first offer that does not clash with the family's other places."""
    seen: set[str] = set()
    for offer in offers(page):
        page.goto(offer)
        boxes = page.locator("main input[name=child]:not([disabled])")
        if not boxes.count():
            continue
        yield from once("book-children", seen)
        boxes.first.check()
        press(page, ".")
        expect(page).to_have_url(re.compile("/check/"))
        yield from once("book-check", seen)
        press(page, "Book")
        if "/book/booked/" in page.url:
            yield "booked"
            return
        yield from once("book-refused", seen)
    raise AssertionError("the sample family can book nothing")


def offers(page: Page) -> Iterator[str]:
    """The address of everything that can be booked."""
    page.goto("/clubs/")
    for club in hrefs(page, r"/clubs/[^/]+/$"):
        page.goto(f"/book/club/{club.rstrip('/').rsplit('/', 1)[1]}/")
        yield from hrefs(page, r"/book/(term|session)/\d+/$")


def once(name: str, seen: set[str]) -> Iterator[str]:
    """A page to look at, unless its like was looked at before."""
    if name not in seen:
        seen.add(name)
        yield name


def club_lead(page: Page) -> Iterator[str]:
    """A club's team: sessions, register, board and cards."""
    page.goto("/team/")
    yield "team"
    session = re.search(r"/team/sessions/\d+/", hrefs(page, r"/team/sessions/\d+/")[0])
    assert session
    for name, address in {
        "session": session[0],
        "register": f"{session[0]}register/",
        "register-print": f"{session[0]}register/print/",
        "board": f"{session[0]}board/",
    }.items():
        page.goto(address)
        yield name
    page.goto("/team/")
    follow(page, r"/team/clubs/[^/]+/cards/$")
    yield "cards"
    page.goto("/team/profile/")
    yield "profile"


def volunteer(page: Page) -> Iterator[str]:
    """The same home for somebody who does not lead."""
    page.goto("/team/")
    yield "team-volunteer"


def council_officer(page: Page) -> Iterator[str]:
    """Take-up and the residents who book by telephone, behind a second step."""
    page.goto("/team/")
    yield "team-officer"
    page.goto("/council/")
    yield "take-up"
    page.goto("/council/residents/")
    yield "residents"
    page.goto("/account/2fa/")
    yield "second-step"


def child(page: Page) -> Iterator[str]:
    """A child's home, and the lesson room behind the hub."""
    page.goto("/learn/")
    expect(page.locator("footer a")).to_have_count(0)
    yield "learn"
    page.goto("/family/")
    yield "refused-to-a-child"
    page.goto("/learn/lessons/hello-robot/open")
    page.wait_for_url(re.compile("/user/.*/lesson/"), timeout=30_000)
    ready(page)
    yield "lesson-room"
    page.goto(f"{page.url.split('/user/')[0]}/hub/there-is-no-such-page")
    yield "hub-not-found"


class Looked:
    """What was wrong on the pages that were looked at, for one report at the end."""

    def __init__(self, stack: Supervisor, context: BrowserContext) -> None:
        self.ours = (stack.layout.site_url, stack.layout.hub_url)
        self.troubles: list[str] = []
        context.on("request", lambda asked: self._from_elsewhere(asked.url))
        context.on("console", lambda said: self._policy(said.text, said.page.url if said.page else ""))

    def at(self, page: Page, name: str) -> None:
        """Look at this page at both widths, and keep a picture of each."""
        for size in (LAPTOP, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            here = f"{name}-{size['width']}"
            page.screenshot(path=PICTURES / f"{here}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                self.troubles.append(f"{here} ({page.url}) is {wide} wide: {sticking_out(page)}")
            found = Axe().run(page)
            if found.violations_count:
                self.troubles.append(f"{here} ({page.url})\n{found.generate_report()}")
        page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]

    def _from_elsewhere(self, url: str) -> None:
        sockets = tuple(address.replace("http", "ws", 1) for address in self.ours)
        if not url.startswith((*self.ours, *sockets, "data:", "blob:")):
            self.troubles.append(f"another origin: {url}")

    def _policy(self, text: str, url: str) -> None:
        if "Content Security Policy" in text:
            self.troubles.append(f"policy broken on {url}: {text[:300]}")


def sticking_out(page: Page) -> list[str]:
    """The elements that reach beyond the right edge."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .slice(0, 6).map(e => e.tagName.toLowerCase() + '.' + e.getAttribute('class'))"""
    )
    return found


# Each walk, and the address of the adult who takes it.
WALKS: dict[str, tuple[Walk, str]] = {
    "visitor": (visitor, ""),
    "parent": (parent, "parent@demo.example"),
    "volunteer": (volunteer, "volunteer@demo.example"),
    "club-lead": (club_lead, "lead@demo.example"),
    "council-officer": (council_officer, "officer@demo.example"),
    "child": (child, ""),
}


@pytest.mark.parametrize("role", WALKS)
def test_every_page_of(role: str, stack: Supervisor, browser: Browser) -> None:
    walk, address = WALKS[role]
    site = stack.layout.site_url
    PICTURES.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=site, viewport=LAPTOP)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    looked = Looked(stack, context)
    page = context.new_page()
    if address:
        sign_in_adult(page, site, address)
    elif role == "child":
        come_in_with(page, site, CARD)
    for name in walk(page):
        looked.at(page, name)
    context.close()
    assert not looked.troubles, "\n\n".join(looked.troubles)
