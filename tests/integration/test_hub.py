"""A real hub, proxy and relay: who gets to whose desk, and what is left when somebody goes."""

import asyncio
import re

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from tests.integration.hub_desks.computer import AMBER, BASIL, CORAL, LESSON, Computer, is_running
from tests.integration.hub_desks.fake_site import serving
from tests.integration.hub_desks.stack import Stack, laid_out

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site():
    async with serving() as fake:
        yield fake


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(site):
    with laid_out(Stack, site.url, watch_seconds=1) as running:
        await running.start()
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def computer(stack, site):
    opened = Computer(stack, site)
    yield opened
    site.down = False
    site.says.clear()
    await opened.get("/hub/logout")
    site.sitting = None
    await opened.session.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def coral(stack, site):
    """The computer of a child who stays at work, for tests that change nothing."""
    opened = Computer(stack, site)
    await opened.sit_down(CORAL)
    site.sitting = None
    yield opened
    await opened.session.close()


async def test_child_comes_straight_to_the_lesson(computer):
    desk = await computer.sit_down(AMBER)
    assert (desk["desk_of"], desk["visitor"], desk["path"]) == (AMBER, AMBER, f"lesson/{LESSON}")


async def test_another_lesson_keeps_the_desk(computer):
    first = await computer.sit_down(AMBER)
    answer = await computer.open_lesson(AMBER, "dragon-gate")
    second = await answer.json()
    assert second["path"] == "lesson/dragon-gate"
    assert second["pid"] == first["pid"]


async def test_every_entry_asks_the_site_again(computer, site):
    await computer.sit_down(AMBER)
    before = site.asked.count("authorize")
    await computer.open_lesson(AMBER)
    assert site.asked.count("authorize") == before + 1


async def test_stranger_is_sent_to_the_card_page(computer):
    answer = await computer.open_lesson(AMBER)
    assert answer.url.path == "/card/"
    assert answer.words == "site /card/"


async def test_next_child_never_meets_the_first_ones_desk(computer, site):
    """The first child leaves without signing out; the second one opens a lesson with a card."""
    await computer.sit_down(AMBER)
    kept = dict(computer.session.cookie_jar.filter_cookies(URL(f"{computer._stack.hub_url}/user/{AMBER}/")))
    desk = await computer.sit_down(BASIL)
    assert (desk["desk_of"], desk["visitor"]) == (BASIL, BASIL)
    answer = await computer.get(f"/user/{AMBER}/lesson/{LESSON}")
    assert answer.status in {403, 404}, answer.words
    assert AMBER not in answer.words
    site.sitting = None
    await assert_cookies_are_worthless(computer, kept)


async def test_cookies_of_a_desk_stay_worthless_when_the_child_is_back(computer, stack, site):
    """Amber's old cookies, kept by somebody, open nothing while Amber works at another computer."""
    await computer.sit_down(AMBER)
    kept = dict(computer.session.cookie_jar.filter_cookies(URL(f"{stack.hub_url}/user/{AMBER}/")))
    kept |= dict(computer.session.cookie_jar.filter_cookies(URL(f"{stack.hub_url}/hub/")))
    await computer.sit_down(BASIL)
    other = Computer(stack, site)
    assert (await other.sit_down(AMBER))["desk_of"] == AMBER
    site.sitting = None
    await assert_cookies_are_worthless(computer, kept)
    await other.session.close()


async def assert_cookies_are_worthless(computer, kept):
    cookies = {name: morsel.value for name, morsel in kept.items()}
    assert cookies
    async with aiohttp.ClientSession(cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as thief:
        for path in (f"/user/{AMBER}/lesson/{LESSON}", "/hub/api/user", f"/hub/spawn/{AMBER}"):
            async with thief.get(computer._stack.hub_url + path) as answer:
                words = await answer.text()
                assert "desk_of" not in words
                assert answer.url.host == "localhost" or answer.status in {403, 404}


async def test_second_childs_sign_on_by_any_road_ends_the_first(computer, site):
    """Not by the link of a lesson: a page of the hub asked for after the site's session changed."""
    await computer.sit_down(AMBER)
    computer.session.cookie_jar.clear(lambda cookie: cookie.key == "jupyterhub-session-id")
    site.sitting = BASIL
    await computer.get("/hub/oauth_login?next=/hub/home")
    assert not await is_running(computer, AMBER)


async def test_link_of_another_childs_lesson_is_refused_in_words(computer, site):
    site.sitting = BASIL
    answer = await computer.open_lesson(AMBER)
    assert answer.status == 403
    assert "another child" in answer.words
    assert AMBER not in answer.words


async def test_signing_out_stops_the_desk_and_leads_back_to_the_site(computer, site):
    await computer.sit_down(AMBER)
    site.sign_out()
    answer = await computer.get("/hub/logout")
    assert answer.words == "site /identity/signed-out/"
    assert {"learner", "at", "proof"} == set(answer.url.query)
    assert not await is_running(computer, AMBER)
    answer = await computer.get(f"/user/{AMBER}/lesson/{LESSON}")
    assert answer.url.path == "/card/"


async def test_revoked_token_ends_the_session(computer, site):
    await computer.sit_down(AMBER)
    site.sign_out()
    await asyncio.sleep(1.1)  # the hub asks about a token again when it is a second old, in these tests
    answer = await computer.get("/hub/spawn")
    assert answer.url.path == "/card/"


async def test_desk_of_a_revoked_session_is_stopped_though_nobody_asks(computer, stack, site):
    """The site's session ended and the browser was simply closed."""
    await computer.sit_down(AMBER)
    site.sign_out()
    for _ in range(100):
        if not await is_running(computer, AMBER) and not (stack.folder / "relay" / AMBER).exists():
            return
        await asyncio.sleep(0.1)
    pytest.fail("the desk still stands")


async def test_site_that_is_down_ends_nothing(computer, site):
    await computer.sit_down(AMBER)
    site.down = True
    await asyncio.sleep(1.1)
    assert (await (await computer.get(f"/user/{AMBER}/")).json())["visitor"] == AMBER


async def test_hub_restarted_under_a_working_child_keeps_the_desk(computer, stack):
    first = await computer.sit_down(AMBER)
    stack.stop("hub")
    answer = await computer.get(f"/user/{AMBER}/lesson/{LESSON}")
    assert (await answer.json())["pid"] == first["pid"]
    await stack.start_hub()
    answer = await computer.get(f"/user/{AMBER}/lesson/{LESSON}")
    assert (await answer.json())["pid"] == first["pid"]
    assert (await (await computer.open_lesson(AMBER)).json())["pid"] == first["pid"]


async def test_relay_restarted_under_a_working_child_is_reached_again(computer, stack):
    await computer.sit_down(AMBER)
    stack.stop("relay")
    stack.start_relay()
    await asyncio.sleep(1)
    # A fresh sign-on asks the hub through the relay from the desk that was there before.
    assert (await (await computer.open_lesson(AMBER)).json())["visitor"] == AMBER


async def test_desk_that_does_not_start_is_said_in_words_and_can_be_tried_again(computer, stack, site):
    site.sitting = AMBER
    refuses = stack.desks / "no-desks"
    refuses.touch()
    answer = await computer.open_lesson(AMBER)
    assert answer.status == 500
    assert "Try again" in answer.words
    assert "Traceback" not in answer.words
    refuses.unlink()
    assert (await computer.sit_down(AMBER))["desk_of"] == AMBER


BAD_IDENTITIES = {
    "capitals": AMBER.upper(),
    "an e-mail": "amber@example.org",
    "a path": "../../../etc/pass",
    "too short": "amber",
    "too long": AMBER + "1",
    "empty": "",
}


@pytest.mark.parametrize("sub", BAD_IDENTITIES.values(), ids=BAD_IDENTITIES)
async def test_only_opaque_ids_enter(computer, site, sub):
    site.sitting = AMBER
    site.says[AMBER] = sub
    answer = await computer.open_lesson(AMBER)
    assert answer.status in {403, 500}
    assert not await is_running(computer, AMBER)


NO_ADDRESSES = {
    "no learner": f"/hub/enter?lesson={LESSON}",
    "no lesson": f"/hub/enter?learner={AMBER}",
    "path as lesson": f"/hub/enter?learner={AMBER}&lesson=../../hub/home",
    "address as lesson": f"/hub/enter?learner={AMBER}&lesson=//example.org",
    "pattern as learner": f"/hub/enter?learner=.*&lesson={LESSON}",
}


@pytest.mark.parametrize("path", NO_ADDRESSES.values(), ids=NO_ADDRESSES)
async def test_what_is_no_address_of_a_lesson_is_refused(computer, path):
    answer = await computer.get(path)
    assert answer.status == 400
    assert "That link did not work" in answer.words


NOT_FOR_CHILDREN = {
    "tokens": "/hub/token",
    "admin": "/hub/admin",
    "shares": "/hub/accept-share?code=x",
    "users": "/hub/api/users",
    "services": "/hub/api/services",
    "proxy": "/hub/api/proxy",
    "own tokens": f"/hub/api/users/{CORAL}/tokens",
    "another": f"/hub/api/users/{BASIL}",
    "another's desk": f"/hub/spawn/{BASIL}",
    "metrics": "/hub/metrics",
}


@pytest.mark.parametrize("path", NOT_FOR_CHILDREN.values(), ids=NOT_FOR_CHILDREN)
async def test_what_children_have_no_use_for_is_closed(coral, path):
    headers = {"Accept": "application/json"} if "/api/" in path else {}
    answer = await coral.get(path, headers=headers)
    assert answer.status in {403, 404}, answer.words


async def test_hub_has_no_home_page(coral):
    for path in ("/", "/hub/", "/hub/home"):
        assert (await coral.get(path)).words == "site /learn/"


async def test_cookies_last_hours_and_are_out_of_scripts_reach(coral):
    for cookie in coral.session.cookie_jar:
        if cookie.key in {"jupyterhub-hub-login", "jupyterhub-session-id"} or "jupyterhub-user" in cookie.key:
            assert cookie["httponly"], cookie.key
            assert cookie["samesite"] == "Lax", cookie.key
            assert cookie["expires"], cookie.key


async def test_hubs_pages_ask_nothing_of_another_origin(coral):
    answer = await coral.get("/hub/nowhere/at/all")
    assert answer.status == 404
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.words):
        assert address.startswith("/hub/look/") or address == coral._site.url + "/learn/"
        if address.startswith("/hub/look/"):
            assert (await coral.get(address)).status == 200


async def test_logs_hold_no_token_and_no_address(coral, stack, site):
    for name in ("hub", "relay"):
        log = stack.log(name)
        assert not [token for token in site.tokens if token in log], name
        assert not [value for value in coral.cookies().values() if len(value) > 20 and value in log], name
        for private in ("CONFIGPROXY_AUTH_TOKEN", "JPY_COOKIE_SECRET", "CLUBS_RELAY_TOKEN"):
            assert stack.environment[private] not in log
        assert "@127.0.0.1)" not in log
