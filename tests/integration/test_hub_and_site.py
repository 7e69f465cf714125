"""The real site as the hub's OpenID provider: signing on, changing children, signing out of both."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
import pytest
from allauth.idp.oidc.models import Token
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client as SiteBrowser
from playwright.sync_api import sync_playwright
from yarl import URL

from bootstrap.system_packages import browser as browser_command
from clubs.people.actions import grant_role
from clubs.people.enums import Role
from curriculum.copies.actions import end_copies, take_lesson
from curriculum.copies.enums import Of
from curriculum.copies.hub import enter_url as copy_url
from tests.factories import lessons
from tests.factories.people import ChildFactory, UserFactory
from tests.integration.hub_desks.computer import Computer
from tests.integration.hub_desks.fake_site import SECRET
from tests.integration.hub_desks.stack import Stack, laid_out
from website.identity.clients import ensure_hub_client
from website.identity.hub import enter_url

pytestmark = pytest.mark.django_db(transaction=True)

LESSON = "hello-robot"
CARD_BACKEND = "clubs.directory.card_backend.CardBackend"
ADULT_BACKEND = "clubs.people.backends.NoPasswordBackend"


@pytest.fixture(scope="module")
def stack(live_server):
    with laid_out(Stack, live_server.url, watch_seconds=1) as running:
        asyncio.run(running.start())
        yield running


@pytest.fixture(scope="module")
def signing_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture(autouse=True)
def provider(settings, live_server, stack, signing_key):
    settings.CLUBS_SITE_URL = live_server.url
    settings.CLUBS_HUB_URL = stack.hub_url
    settings.CLUBS_HUB_CLIENT_SECRET = SECRET
    settings.IDP_OIDC_PRIVATE_KEY = signing_key
    ensure_hub_client()


def site_cookies(user, backend=CARD_BACKEND) -> dict[str, str]:
    """The cookies of a browser in which `user` is signed in at the site."""
    at_site = SiteBrowser()
    at_site.force_login(user, backend=backend)
    return {name: morsel.value for name, morsel in at_site.cookies.items()}


def at_a_computer(stack, site_url: str, visit: Callable[[Computer], Awaitable[None]]) -> None:
    async def sitting() -> None:
        computer = Computer(stack, site=None)
        computer.sign_in = lambda cookies: computer.session.cookie_jar.update_cookies(cookies, URL(site_url))
        try:
            await visit(computer)
        finally:
            await computer.get("/hub/logout")
            await computer.session.close()

    asyncio.run(sitting())


def path_of(url: str, stack) -> str:
    return url.removeprefix(stack.hub_url)


def test_child_signs_on_and_one_press_in_the_room_signs_out_of_both(stack, live_server):
    child = ChildFactory(learner=True).user
    cookies, way_in = site_cookies(child), path_of(enter_url(child, LESSON), stack)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        answer = await computer.get(way_in)
        assert (await answer.json())["visitor"] == child.opaque_id
        answer = await computer.get("/hub/logout")
        assert str(answer.url) == f"{live_server.url}/identity/signed-out/"
        assert "See you next time" in answer.words
        answer = await computer.get(way_in)
        assert answer.url.path == "/card/"

    at_a_computer(stack, live_server.url, visit)
    assert not Token.objects.filter(user=child).exists()


def test_second_child_at_the_same_computer_finds_nothing_of_the_first(stack, live_server):
    first, second = ChildFactory(learner=True).user, ChildFactory(learner=True).user
    sessions = {child: site_cookies(child) for child in (first, second)}
    ways_in = {child: path_of(enter_url(child, LESSON), stack) for child in (first, second)}

    async def visit(computer: Computer) -> None:
        for child in (first, second):
            computer.sign_in(sessions[child])
            desk = await (await computer.get(ways_in[child])).json()
            assert (desk["desk_of"], desk["visitor"]) == (child.opaque_id, child.opaque_id)
        answer = await computer.get(ways_in[first])
        assert answer.status == 403
        answer = await computer.get(f"/user/{first.opaque_id}/lesson/{LESSON}")
        assert "desk_of" not in answer.words

    at_a_computer(stack, live_server.url, visit)


def test_signing_out_at_the_site_closes_the_desk(stack, live_server):
    child = ChildFactory(learner=True).user
    cookies, way_in = site_cookies(child), path_of(enter_url(child, LESSON), stack)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        assert (await computer.get(way_in)).status == 200
        async with computer.session.get(f"{live_server.url}/identity/signed-out/") as page:
            token = (await page.text()).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        headers = {"Referer": live_server.url}
        form = aiohttp.FormData({"csrfmiddlewaretoken": token})
        out = f"{live_server.url}/identity/sign-out/"
        async with computer.session.post(out, data=form, headers=headers) as answer:
            passed = [str(step.url).split("?")[0] for step in answer.history]
            assert f"{stack.hub_url}/hub/logout" in passed
            assert "See you next time" in await answer.text()
        answer = await computer.get(f"/user/{child.opaque_id}/lesson/{LESSON}")
        assert answer.url.path == "/card/"

    at_a_computer(stack, live_server.url, visit)


def test_adult_is_told_where_lessons_are(stack, live_server):
    child, adult = ChildFactory(learner=True).user, UserFactory()
    cookies, way_in = site_cookies(adult, ADULT_BACKEND), path_of(enter_url(child, LESSON), stack)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        answer = await computer.get(way_in)
        assert answer.status == 403
        assert 'href="/family/"' in answer.words

    at_a_computer(stack, live_server.url, visit)


@pytest.fixture
def author():
    """An adult who may write lessons, with a copy of one open."""
    adult = UserFactory(first_name="Quentina", last_name="Zylander")
    grant_role(by=None, user=adult, role=Role.ADMINISTRATOR)
    TOTP.activate(adult, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return adult


def steps_to(answer: aiohttp.ClientResponse) -> list[str]:
    """The addresses a browser passed, without what was asked of them, and the last one whole."""
    return [*(str(step.url).split("?")[0] for step in answer.history), str(answer.url)]


def press_sign_out(stack, site_url: str, path: str, slow: Callable[[], Awaitable[None]] | None = None):
    """What a browser does that posts the form at `path`; gives the visit's step.

    `slow` is waited for between the site's answer and the way through the hub.
    """

    async def press(computer: Computer) -> list[str]:
        async with computer.session.get(f"{site_url}/identity/signed-out/") as page:
            token = (await page.text()).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = aiohttp.FormData({"csrfmiddlewaretoken": token})
        headers = {"Referer": site_url}
        async with computer.session.post(
            f"{site_url}{path}", data=form, headers=headers, allow_redirects=slow is None
        ) as answer:
            if slow is None:
                return steps_to(answer)
            way_out = answer.headers["Location"]
        await slow()
        async with computer.session.get(way_out) as answer:
            return steps_to(answer)

    return press


@pytest.mark.parametrize("path", ["/account/logout/", "/identity/sign-out/"])
def test_adult_with_a_copy_is_at_their_own_server_until_they_sign_out(stack, live_server, author, path):
    copy = take_lesson(lesson=lessons.lesson(), of=Of.RELEASE, by=author)
    name, way_in = copy.hub_name, path_of(copy_url(copy), stack)
    cookies = site_cookies(author, ADULT_BACKEND)
    press = press_sign_out(stack, live_server.url, path)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        desk = await (await computer.get(way_in)).json()
        assert (desk["desk_of"], desk["visitor"], desk["path"]) == (name, name, f"copy/{copy.pk}")
        passed = await press(computer)
        assert f"{stack.hub_url}/hub/logout" in passed
        assert passed[-1] == f"{live_server.url}/"
        answer = await computer.get(f"/user/{name}/copy/{copy.pk}")
        assert "desk_of" not in answer.words
        assert answer.url.path == "/card/"

    at_a_computer(stack, live_server.url, visit)
    assert not Token.objects.filter(user=author).exists()
    kept = hub_database_as_text(stack) + "".join(path.read_text() for path in stack.folder.glob("*.log"))
    assert name in kept
    for private in ("Quentina", "Zylander", author.email):
        assert private not in kept


def test_adult_ends_at_home_though_the_hub_has_heard_of_it_before_the_browser_comes(
    stack, live_server, author
):
    """The session watch may find the token taken back first: the hub then knows nobody by the cookie."""
    copy = take_lesson(lesson=lessons.lesson(), of=Of.RELEASE, by=author)
    name, way_in = copy.hub_name, path_of(copy_url(copy), stack)
    cookies = site_cookies(author, ADULT_BACKEND)

    async def watched() -> None:
        while f"ended the session of learner={name}" not in (stack.folder / "hub.log").read_text():
            await asyncio.sleep(0.1)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        assert (await computer.get(way_in)).status == 200
        passed = await press_sign_out(stack, live_server.url, "/identity/sign-out/", watched)(computer)
        assert passed == [
            f"{stack.hub_url}/hub/logout",
            f"{live_server.url}/identity/signed-out/",
            f"{live_server.url}/",
        ]

    at_a_computer(stack, live_server.url, visit)


def test_leaving_the_hub_ends_no_session_of_an_adult_at_the_site(stack, live_server, author):
    copy = take_lesson(lesson=lessons.lesson(), of=Of.RELEASE, by=author)
    cookies, way_in = site_cookies(author, ADULT_BACKEND), path_of(copy_url(copy), stack)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        assert (await computer.get(way_in)).status == 200
        assert str((await computer.get("/hub/logout")).url) == f"{live_server.url}/"
        assert (await computer.get(way_in)).status == 200

    at_a_computer(stack, live_server.url, visit)


def test_adult_whose_copy_is_closed_has_no_way_in(stack, live_server, author):
    copy = take_lesson(lesson=lessons.lesson(), of=Of.RELEASE, by=author)
    end_copies(by=author)
    cookies, way_in = site_cookies(author, ADULT_BACKEND), path_of(copy_url(copy), stack)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        answer = await computer.get(way_in)
        assert (answer.status, "desk_of" in answer.words) == (403, False)

    at_a_computer(stack, live_server.url, visit)


def test_hub_keeps_an_opaque_id_and_nothing_else_of_a_child(stack, live_server):
    child = ChildFactory(learner=True, first_name="Quillon", last_name="Zephyrine").user
    cookies, way_in = site_cookies(child), path_of(enter_url(child, LESSON), stack)

    async def visit(computer: Computer) -> None:
        computer.sign_in(cookies)
        assert (await computer.get(way_in)).status == 200

    at_a_computer(stack, live_server.url, visit)
    kept = hub_database_as_text(stack) + "".join(path.read_text() for path in stack.folder.glob("*.log"))
    assert child.opaque_id in kept
    for private in ("Quillon", "Zephyrine", child.child.birth_date.isoformat(), "@example"):
        assert private not in kept


def test_page_that_waits_leads_into_the_lesson_and_back_to_it_after_a_crash(stack, live_server):
    """In a real browser: the desk takes a second to stand, later falls over, and nobody presses anything."""
    child = ChildFactory(learner=True).user
    cookies, way_in = site_cookies(child), enter_url(child, LESSON)
    lesson = f"{stack.hub_url}/user/{child.opaque_id}/lesson/{LESSON}"
    (stack.desks / "slow-desks").touch()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_command(), args=["--no-sandbox"])
        page = browser.new_page()
        page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        seen = []
        page.on("framenavigated", lambda frame: seen.append(urlsplit(frame.url).path))
        page.goto(way_in)
        page.wait_for_url(f"{lesson}*")
        assert f"/hub/spawn-pending/{child.opaque_id}" in seen
        first = json.loads(page.inner_text("body"))["pid"]
        os.kill(first, signal.SIGKILL)
        page.reload()
        assert "Your lesson did not open" in page.inner_text("h1")
        page.get_by_text("desk_of").wait_for(timeout=40_000)  # by text: the pages allow no evaluation
        assert json.loads(page.inner_text("body"))["pid"] != first
        page.goto(f"{stack.hub_url}/hub/logout")
        browser.close()


def hub_database_as_text(stack) -> str:
    """Every row of every table of the hub, as PostgreSQL writes it."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(stack.environment["CLUBS_HUB_DATABASE_URL"]) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'hub'").fetchall()
        assert tables
        rows = []
        for (table,) in tables:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier("hub", table))
            rows += [row for (row,) in connection.execute(query)]
    return "\n".join(rows)
