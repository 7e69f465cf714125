"""A real hub, proxy and relay: adults with copies and children at one hub, each at their own server alone."""

import asyncio

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from tests.integration.hub_desks.computer import AMBER, LESSON, Computer, is_running
from tests.integration.hub_desks.fake_site import serving
from tests.integration.hub_desks.stack import Stack, laid_out

pytestmark = pytest.mark.asyncio(loop_scope="module")

VERA, WALT = "copy-veraveravera1111", "copy-waltwaltwalt2222"
VERAS_NEXT = "copy-veranextvera3333"  # the same adult, with another copy
COPY, ANOTHER = (f"0a1b2c3d-0000-4000-8000-00000000000{number}" for number in (1, 2))


async def takes_a_copy(computer: Computer, copier: str, copy: str = COPY):
    """The adult, signed in at the site with a copy open, follows its link; the last answer."""
    computer._site.sitting = copier
    return await computer.get(f"/hub/enter-copy?copier={copier}&copy={copy}")


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
async def computers(stack, site):
    """Two computers, an adult's and a child's."""
    both = Computer(stack, site), Computer(stack, site)
    yield both
    for each in both:
        await each.get("/hub/logout")
        await each.session.close()
    site.sitting = None


async def test_an_adult_comes_straight_to_the_copy(computers):
    answer = await takes_a_copy(computers[0], VERA)
    desk = await answer.json()
    assert (desk["desk_of"], desk["visitor"], desk["path"]) == (VERA, VERA, f"copy/{COPY}")


async def test_nobody_but_the_child_enters_the_childs_server(computers):
    adults, childs = computers
    await childs.sit_down(AMBER)
    await takes_a_copy(adults, VERA)
    for path in (f"/user/{AMBER}/", f"/user/{AMBER}/lesson/{LESSON}", f"/user/{AMBER}/api/contents"):
        answer = await adults.get(path)
        assert answer.status in {403, 404}, answer.words
        assert "desk_of" not in answer.words
        assert AMBER not in answer.words
    for path in (f"/hub/spawn/{AMBER}", f"/hub/api/users/{AMBER}", f"/hub/api/users/{AMBER}/server"):
        assert (await adults.get(path, headers={"Accept": "application/json"})).status in {403, 404, 405}
    assert await is_running(childs, AMBER)


async def test_nor_a_child_an_adults_nor_an_adult_anothers(computers, site):
    adults, others = computers
    await takes_a_copy(adults, VERA)
    await others.sit_down(AMBER)
    for _ in range(2):
        for path in (f"/user/{VERA}/", f"/user/{VERA}/copy/{COPY}", f"/hub/spawn/{VERA}"):
            answer = await others.get(path)
            assert answer.status in {403, 404}, answer.words
            assert "desk_of" not in answer.words
        await takes_a_copy(others, WALT)
    assert await is_running(adults, VERA)


async def test_the_link_of_another_adults_copy_is_refused_in_words(computers, site):
    site.sitting = WALT
    answer = await computers[0].get(f"/hub/enter-copy?copier={VERA}&copy={COPY}")
    assert (answer.status, "taken by somebody else" in answer.words) == (403, True)
    assert VERA not in answer.words


async def test_another_copy_is_another_visitor_and_the_one_before_is_gone(computers, stack, site):
    one = computers[0]
    await takes_a_copy(one, VERA)
    site.sign_out()  # what the site does with the token when another copy is taken
    second = await (await takes_a_copy(one, VERAS_NEXT, ANOTHER)).json()
    assert (second["desk_of"], second["path"]) == (VERAS_NEXT, f"copy/{ANOTHER}")
    assert not await is_running(one, VERA)
    # Cookies are sent to the path of their own copy alone, and what is left of the first opens nothing.
    paths = {
        cookie["path"]
        for cookie in one.session.cookie_jar
        if "copy-" in cookie.key or "copy-" in cookie["path"]
    }
    assert all(VERAS_NEXT in path or VERA in path for path in paths)
    for path in (f"/user/{VERA}/", f"/user/{VERA}/copy/{COPY}", f"/user/{VERA}/api/contents"):
        answer = await one.get(path)
        assert answer.status in {403, 404}, answer.words
        assert "desk_of" not in answer.words
    assert await is_running(one, VERAS_NEXT)


async def test_the_same_copy_once_more_is_another_server(computers):
    first = await (await takes_a_copy(computers[0], VERA)).json()
    second = await (await takes_a_copy(computers[0], VERA)).json()
    assert second["pid"] != first["pid"]


async def test_another_copy_elsewhere_ends_this_one_and_its_name_is_forgotten(computers, stack, site):
    """By the session watch: the browser of the first copy asks for nothing any more."""
    here, elsewhere = computers
    await takes_a_copy(here, VERA)
    site.sign_out()
    await takes_a_copy(elsewhere, VERAS_NEXT, ANOTHER)
    await here.sit_down(AMBER)  # the control: a child's name is kept, whatever happens
    for _ in range(150):
        if not any(VERA in row for row in names_kept(stack)):
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail(f"still kept: {names_kept(stack)}")
    assert any(VERAS_NEXT in row for row in names_kept(stack))
    await here.get("/hub/logout")
    await asyncio.sleep(3)
    assert any(AMBER in row for row in names_kept(stack))
    assert not await is_running(elsewhere, VERA)
    # And the forgotten name, should it be vouched for once more, is a new one.
    answer = await takes_a_copy(here, VERA)
    assert (await answer.json())["desk_of"] == VERA


def names_kept(stack: Stack) -> list[str]:
    """Every row of the hub's that may hold somebody's name."""
    rows = []
    with psycopg.connect(stack.environment["CLUBS_HUB_DATABASE_URL"]) as connection:
        for table in ("users", "spawners", "servers", "oauth_clients", "oauth_codes", "api_tokens"):
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
            rows += [row for (row,) in connection.execute(query)]
    return rows


async def test_an_adult_at_a_childs_computer_ends_the_childs_session_and_the_reverse(computers):
    one = computers[0]
    await one.sit_down(AMBER)
    await takes_a_copy(one, VERA)
    assert not await is_running(one, AMBER)
    await one.sit_down(AMBER)
    assert not await is_running(one, VERA)


async def test_without_a_copy_there_is_no_way_in(computers, site):
    """Where none is open, the site vouches for nobody: the stand-in's page is what it says instead."""
    site.sitting = None
    answer = await computers[0].get(f"/hub/enter-copy?copier={VERA}&copy={COPY}")
    assert answer.url.path == "/card/"
    site.sitting = VERA
    site.says[VERA] = "nobody"
    answer = await computers[0].get(f"/hub/enter-copy?copier={VERA}&copy={COPY}")
    site.says.clear()
    assert answer.status == 403
    assert not await is_running(computers[0], VERA)


async def test_a_copy_that_is_closed_ends_the_server_though_nobody_asks(computers, stack, site):
    await takes_a_copy(computers[0], VERA)
    site.says[VERA] = "nobody"  # what the provider says of an adult whose copy is closed
    for _ in range(100):
        if not await is_running(computers[0], VERA) and not (stack.folder / "relay" / VERA).exists():
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail("the server still stands")
    site.says.clear()


NO_ADDRESSES = {
    "a child as copier": f"/hub/enter-copy?copier={AMBER}&copy={COPY}",
    "a copier as learner": f"/hub/enter?learner={VERA}&lesson={LESSON}",
    "no copy": f"/hub/enter-copy?copier={VERA}",
    "a path as copy": f"/hub/enter-copy?copier={VERA}&copy=../../hub/home",
    "a pattern as copier": f"/hub/enter-copy?copier=copy-.*&copy={COPY}",
}


@pytest.mark.parametrize("path", NO_ADDRESSES.values(), ids=NO_ADDRESSES)
async def test_what_is_no_address_of_a_copy_is_refused(computers, path):
    assert (await computers[0].get(path)).status == 400


async def test_a_child_arrives_at_no_copy_and_an_adult_at_no_lesson(computers):
    adults, childs = computers
    await childs.sit_down(AMBER)
    await takes_a_copy(adults, VERA)
    assert (await childs.get(f"/hub/arrived-copy?copier={VERA}&copy={COPY}")).status == 403
    assert (await adults.get(f"/hub/arrived?learner={AMBER}&lesson={LESSON}")).status == 403


async def test_nothing_is_told_of_an_adults_start(computers, stack, site):
    slow = stack.desks / "slow-desks"
    slow.touch()
    refuses = stack.desks / "no-desks"
    refuses.touch()
    site.starts.clear()
    answer = await takes_a_copy(computers[0], VERA)
    slow.unlink()
    refuses.unlink()
    assert answer.status == 500
    await asyncio.sleep(0.5)
    assert site.starts == []
