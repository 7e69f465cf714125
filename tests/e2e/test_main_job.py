"""The main job on the real processes: find a club, book it, run it, learn in it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from curriculum.courses.model_answer import model_answer_to
from tests.e2e.visitors import (
    LAPTOP,
    PHONE,
    Album,
    Card,
    check,
    come_in_with,
    ready,
    sign_in,
    type_code,
    write_program,
)
from website.demo import logins
from website.supervisor.run import Supervisor

pytestmark = pytest.mark.timeout(600)

EXERCISES = Path(__file__).parents[2] / "exercises" / "source"
CLUB = logins.CHILD_CLUB
PARENT = "wanda@walk.example"
CHILD = {"first": "Zanzibarina", "last": "Quillfeather", "born": date(datetime.now(UTC).year - 10, 1, 17)}
SAMPLE_CARD = Card(CLUB, logins.CHILD_NICKNAME, logins.CHILD_PICTURE, logins.CHILD_WORD)
WRONG = 'print("I am awake!")'
RIGHT = 'print("I am awake!")\nprint("Hello, world!")'


@pytest.fixture(scope="module")
def site(stack: Supervisor) -> str:
    return stack.layout.site_url


@pytest.fixture(scope="module")
def album() -> Album:
    return Album("main-job")


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    yield from _page(browser.new_context(viewport=PHONE))  # type: ignore[arg-type]


@pytest.fixture
def laptop(browser: Browser) -> Iterator[Page]:
    yield from _page(browser.new_context(viewport=LAPTOP))  # type: ignore[arg-type]


@pytest.fixture
def club_computer(browser: Browser) -> Iterator[Page]:
    yield from _page(browser.new_context(viewport=LAPTOP))  # type: ignore[arg-type]


def _page(context: BrowserContext) -> Iterator[Page]:
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_the_main_job(
    site: str, stack: Supervisor, phone: Page, laptop: Page, club_computer: Page, album: Album
) -> None:
    finds_and_books(phone, site, album)
    card = the_lead_runs_the_session(laptop, site, album)
    learns(club_computer, site, card, album)
    the_board_shows_it(laptop, site, album)
    the_parent_sees_it(phone, site, album)
    finishes(club_computer, album)
    the_parent_sees_the_certificate(phone, site, album)
    a_second_child_after_the_first(club_computer, site)
    nothing_of_the_child_is_in_the_hub(stack)


def finds_and_books(page: Page, site: str, album: Album) -> None:
    """Three minutes on a phone: postcode, club, account, child, place."""
    page.goto(site)
    album.keep(page, "home")
    page.get_by_label("Find a club near you").fill("NW5 2HS")
    page.get_by_role("button", name="Find clubs").click()
    expect(page.get_by_role("heading", name=re.compile("clubs near NW5 2HS"))).to_be_visible()
    assert "NW5" not in page.url, "a postcode must not stand in an address"
    album.keep(page, "found")
    page.get_by_role("main").locator(f"h3 a:has-text('{CLUB}'), h2 a:has-text('{CLUB}')").first.click()
    expect(page.get_by_role("heading", level=1, name=CLUB)).to_be_visible()
    album.keep(page, "club")
    page.get_by_role("link", name=re.compile(r"^Book\s+\w+day")).first.click()
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your first name").fill("Wanda")
    page.get_by_label("Your last name").fill("Walker")
    page.get_by_label("Email").fill(PARENT)
    album.keep(page, "account")
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url("**/account/confirm-email/")
    album.keep(page, "code")
    type_code(page, site, PARENT)
    page.get_by_role("link", name="Add a child").click()
    page.get_by_label("First name").fill(CHILD["first"])
    page.get_by_label("Last name").fill(CHILD["last"])
    page.get_by_label("Date of birth").fill(CHILD["born"].isoformat())
    page.get_by_label("May they have an account for the coding lessons?").check()
    assert not page.get_by_label(re.compile("photos of them be shown inside the club")).is_checked()
    album.keep(page, "child")
    page.get_by_role("button", name="Add this child").click()
    page.get_by_label(re.compile(CHILD["first"])).check()
    album.keep(page, "who")
    page.get_by_role("main").get_by_role("button").first.click()
    album.keep(page, "right")
    page.get_by_role("main").get_by_role("button", name=re.compile("Book")).first.click()
    page.wait_for_url("**/book/booked/**")
    album.keep(page, "booked")
    page.goto(f"{site}/demo/outbox")
    letter = page.locator("article").filter(has_text=PARENT).filter(has_text=CLUB).first
    expect(letter.get_by_role("link", name=re.compile(r"\.ics"))).to_be_visible()


def the_lead_runs_the_session(page: Page, site: str, album: Album) -> Card:
    """The register, one tap; and a card for the new child."""
    sign_in(page, site, "lead@demo.example", "/team/")
    album.keep(page, "team")
    page.get_by_role("link", name=re.compile("^Register")).first.click()
    row = page.get_by_role("listitem").filter(has_text=CHILD["first"])
    expect(row).to_contain_text("no photos", ignore_case=True)
    row.get_by_role("button", name=re.compile("Arrived")).click()
    row = page.get_by_role("listitem").filter(has_text=CHILD["first"]).first
    expect(row).to_contain_text(re.compile("here", re.IGNORECASE))
    album.keep(page, "register")
    page.goto(f"{site}/team/clubs/kettle-library-code-club/cards/")
    line = page.get_by_role("row").filter(has_text=CHILD["first"])
    line.locator("input[type=checkbox]").check()
    line.locator("input[type=text]").fill("Otterly")
    line.locator("select").select_option("otter")
    album.keep(page, "cards")
    page.get_by_role("button", name="Make and show the cards").click()
    printed = page.locator(".club-card").filter(has_text="Otterly")
    expect(printed).to_be_visible()
    album.keep(page, "card")
    assert CHILD["last"] not in page.content(), "a card never shows the surname"
    return Card(CLUB, "Otterly", "otter", printed.locator("strong").inner_text())


def learns(page: Page, site: str, card: Card, album: Album) -> None:
    """Card, map, lesson; wrong, reads why, right."""
    come_in_with(page, site, card)
    for private in (CHILD["last"], "NW5", "Library"):
        assert private not in page.get_by_role("main").inner_text()
    album.keep(page, "map")
    page.get_by_role("link", name="Hello, Robot!", exact=True).click()
    ready(page)
    album.keep(page, "lesson")
    write_program(page, "wake-up", WRONG)
    said = check(page, "wake-up")
    assert "A good start! Now let the robot say one more thing." in said
    album.keep(page, "wrong")
    write_program(page, "wake-up", RIGHT)
    room = page.locator("#exercise-wake-up")
    room.get_by_role("button", name="Run").click()
    expect(room.locator(".output")).to_contain_text("Hello, world!")
    room.get_by_role("button", name="Check").click()
    expect(room.locator(".result-title")).to_contain_text("Yes! It works.", timeout=30_000)
    album.keep(page, "right-answer")


def the_board_shows_it(page: Page, site: str, album: Album) -> None:
    page.goto(f"{site}/team/")
    page.get_by_role("link", name=re.compile("^Board")).first.click()
    tile = page.get_by_role("listitem").filter(has_text=CHILD["first"])
    expect(tile).to_contain_text("1 of 5")
    album.keep(page, "board")


def the_parent_sees_it(page: Page, site: str, album: Album) -> None:
    page.goto(f"{site}/family/")
    expect(page.get_by_role("main")).to_contain_text(
        f"{CHILD['first']} is working on “Hello, Robot!”: 1 of 5 exercises work."
    )
    page.get_by_text("See what works in Hello, Robot!").click()
    expect(page.locator("pre.program")).to_contain_text('print("Hello, world!")')
    album.keep(page, "family")


def finishes(page: Page, album: Album) -> None:
    """Compares with the author's way, does the rest, sees the certificate; then back in the lesson."""
    lesson = page.url
    room = page.locator("#exercise-wake-up")
    room.get_by_role("button", name="Compare with our answer").click()
    expect(room.locator(".compare")).to_contain_text("There are many good ways. Here is one.")
    expect(room.locator(".compare-side pre").first).to_contain_text("Hello, world!")
    source = nbformat.read(EXERCISES / "hello-robot" / "hello-robot.ipynb", as_version=4)
    others = ["name-tag", "batteries", "robot-song", "robot-chat"]
    for exercise in others:
        write_program(page, exercise, model_answer_to(exercise, source))
    assert "Yes! It works." in check(page, others[-1])
    page.locator("#finish").scroll_into_view_if_needed()
    album.keep(page, "end")
    page.get_by_role("link", name="My certificate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHILD["first"])
    main = page.get_by_role("main")
    expect(main).to_contain_text("has finished the lesson Hello, Robot!")
    assert CHILD["last"] not in main.inner_text()
    album.keep(page, "certificate")
    page.goto(lesson)
    ready(page)


def the_parent_sees_the_certificate(page: Page, site: str, album: Album) -> None:
    page.goto(f"{site}/family/")
    expect(page.get_by_role("main")).to_contain_text("finished “Hello, Robot!”: all 5 exercises work.")
    page.get_by_role("link", name=re.compile("certificate for Hello, Robot!")).click()
    album.keep(page, "familys-certificate")
    paper = page.get_by_role("link", name="Print it (PDF)").get_attribute("href")
    answer = page.request.get(f"{site}{paper}")
    assert answer.body().startswith(b"%PDF-")
    assert "no-store" in answer.headers["cache-control"]


def a_second_child_after_the_first(page: Page, site: str) -> None:
    """In the same browser, first without and then with signing out, nobody sees another's work."""
    first_room = page.url
    come_in_with(page, site, SAMPLE_CARD)  # the first child did not sign out
    page.get_by_role("link", name="Hello, Robot!", exact=True).click()
    ready(page)
    second_room = page.url
    assert second_room.split("/lesson/")[0] != first_room.split("/lesson/")[0]
    assert "Hello, world!" not in page.locator("body").inner_text()
    for inside in ("", "lesson/hello-robot", "api/contents/lessons/hello-robot/hello-robot.ipynb"):
        answer = page.request.get(first_room.split("lesson/")[0] + inside)
        assert "Hello, world!" not in answer.text()
        owner = first_room.split("/user/")[1].split("/")[0]
        assert f"/user/{owner}" not in answer.url or answer.status >= 400
    page.get_by_role("button", name="Sign out").or_(page.get_by_role("link", name="Sign out")).first.click()
    page.wait_for_url(re.compile("signed-out|/card/"))
    answer = page.request.get(second_room)
    assert "Exercise" not in answer.text(), "signed out, the room is shut"


def nothing_of_the_child_is_in_the_hub(stack: Supervisor) -> None:
    """No name, birth date or e-mail in the hub's tables, homes, notebooks or logs."""
    import psycopg

    from website.supervisor.stack import postgres

    secrets = [CHILD["first"], CHILD["last"], CHILD["born"].isoformat(), PARENT, "Otterly"]
    data = stack.layout.data
    for folder in (data / "homes", data / "hub", data / "logs", stack.layout.run / "relay"):
        for file in folder.rglob("*"):
            if file.is_file() and not file.is_symlink():
                _holds_none(file, file.read_bytes(), secrets)
    with psycopg.connect(postgres(stack.layout).url("clubs")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'hub'").fetchall()
        assert tables, "the hub keeps its tables in its own schema"
        for (table,) in tables:
            rows = connection.execute(f'SELECT t::text FROM hub."{table}" t').fetchall()
            _holds_none(table, repr(rows).encode(), secrets)


def _holds_none(where: Path | str, content: bytes, secrets: list[str]) -> None:
    found = [secret for secret in secrets if secret.encode().lower() in content.lower()]
    assert not found, f"{where} holds {found}"
