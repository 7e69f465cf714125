"""A real hub with its service: desks of booked children stand before they come, and go after them."""

import asyncio
import signal
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.integration.hub_desks.computer import AMBER, BASIL, CORAL, LESSON, Computer, is_running
from tests.integration.hub_desks.fake_site import serving
from tests.integration.hub_desks.stack import Stack, laid_out

pytestmark = pytest.mark.asyncio(loop_scope="module")

DINAH = "dinahdinah444444"
WITHIN = 30  # seconds


def due(learner: str, starts_in_minutes: float = 5, lesson: str = LESSON) -> dict[str, str]:
    starts_at = datetime.now(UTC) + timedelta(minutes=starts_in_minutes)
    ends_at = starts_at + timedelta(hours=1)
    return {
        "learner": learner, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(),
        "lesson": lesson,
    }  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site():
    async with serving() as fake:
        yield fake


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(site):
    with laid_out(Stack, site.url, watch_seconds=1) as running:
        await running.start()
        yield running


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def nobody_is_due_afterwards(site):
    yield
    site.due, site.sitting = [], None


@asynccontextmanager
async def at_computer(stack, site):
    computer = Computer(stack, site)
    try:
        yield computer
    finally:
        await computer.session.close()


async def until(stack, site, learner: str, stands: bool) -> None:
    async with at_computer(stack, site) as computer:
        for _ in range(WITHIN * 5):
            if await is_running(computer, learner) is stands:
                return
            await asyncio.sleep(0.2)
    raise AssertionError(f"{learner}'s desk, standing={not stands}:\n{stack.log('hub')[-4000:]}")


async def in_use(stack, learner: str) -> None:
    """What the child's server tells the hub when somebody works at it, of half an hour from now."""
    pid = (stack.desks / f"{learner}.pid").read_text()
    headers = {"Authorization": f"token {token_of(int(pid))}"}
    used_at = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    address = f"{stack.hub_url}/hub/api/users/{learner}/activity"
    told = {"servers": {"": {"last_activity": used_at}}}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(address, json=told) as answer,
    ):
        assert answer.status == 200, await answer.text()


async def test_desk_stands_before_its_child_comes_and_is_the_one_they_get(stack, site):
    """The session watch looks every second, too: it lets a desk be that waits for its child."""
    site.due = [due(AMBER)]
    await until(stack, site, AMBER, stands=True)
    before = (stack.desks / f"{AMBER}.pid").read_text()
    await asyncio.sleep(2.5)
    async with at_computer(stack, site) as computer:
        desk = await computer.sit_down(AMBER)
        assert (str(desk["pid"]), desk["visitor"], desk["warm"]) == (before, AMBER, LESSON)


async def test_nobody_enters_a_desk_that_waits_for_its_child(stack, site):
    site.due = [due(BASIL)]
    await until(stack, site, BASIL, stands=True)
    async with at_computer(stack, site) as computer:
        answer = await computer.get(f"/user/{BASIL}/lesson/{LESSON}")
        assert answer.url.path == "/card/"
        await computer.sit_down(CORAL)
        site.sitting = CORAL
        answer = await computer.get(f"/user/{BASIL}/lesson/{LESSON}")
        assert answer.status in {403, 404}


async def test_desk_is_stopped_when_nobody_is_due_and_one_in_use_stays(stack, site):
    """Basil's place was cancelled, or the session is over; Dinah works on; Coral's is their own."""
    async with at_computer(stack, site) as computer:
        await computer.sit_down(CORAL)
    site.due = [due(BASIL), due(DINAH)]
    await until(stack, site, BASIL, stands=True)
    await until(stack, site, DINAH, stands=True)
    await in_use(stack, DINAH)
    site.due = []
    await until(stack, site, BASIL, stands=False)
    await asyncio.sleep(2.5)
    async with at_computer(stack, site) as computer:
        assert await is_running(computer, DINAH)
        assert await is_running(computer, CORAL)


async def test_child_who_signed_out_is_not_started_again(stack, site):
    site.due = [due(AMBER, 4)]
    await until(stack, site, AMBER, stands=True)
    async with at_computer(stack, site) as computer:
        await computer.sit_down(AMBER)
        site.sign_out()
        await computer.get("/hub/logout")
        await asyncio.sleep(2.5)
        # Once more at most: for a session of which the service did not know that it had begun.
        assert not await is_running(computer, AMBER)


async def test_hub_that_was_killed_takes_everything_up_and_leaves_no_second_service(stack, site):
    site.due = [due(BASIL, 3)]
    await until(stack, site, BASIL, stands=True)
    before = (stack.desks / f"{BASIL}.pid").read_text()
    stack.stop("hub", signal.SIGKILL)
    await stack.start_hub()
    await asyncio.sleep(3)
    async with at_computer(stack, site) as computer:
        assert await is_running(computer, BASIL)
    assert (stack.desks / f"{BASIL}.pid").read_text() == before
    assert len(services_of(stack)) == 1
    site.due = []
    await until(stack, site, BASIL, stands=False)


async def test_site_that_is_away_starts_and_stops_nobody(stack, site):
    site.due = [due(BASIL, 2)]
    await until(stack, site, BASIL, stands=True)
    site.due, site.down = [], True
    await asyncio.sleep(2.5)
    async with at_computer(stack, site) as computer:
        assert await is_running(computer, BASIL)
    site.down = False


async def test_volunteer_hears_of_a_lesson_that_did_not_open_and_of_its_opening(stack, site):
    site.starts.clear()
    refuses = stack.desks / "no-desks"
    refuses.touch()
    try:
        async with at_computer(stack, site) as computer:
            site.sitting = "emberember555555"
            await computer.open_lesson("emberember555555")
            await told(site, 1)
            refuses.unlink()
            await computer.sit_down("emberember555555")
            await told(site, 2)
    finally:
        refuses.unlink(missing_ok=True)
    assert site.starts == [("emberember555555", "failed"), ("emberember555555", "ready")]


async def test_the_service_may_do_nothing_but_its_work(stack, site):
    token = token_of_service(stack)
    headers = {"Authorization": f"token {token}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def status(method: str, path: str) -> int:
            async with session.request(method, f"{stack.hub_url}/hub/api/{path}") as answer:
                return answer.status

        assert await status("GET", "users?state=active") == 200
        for method, path in (
            ("POST", f"users/{AMBER}/tokens"), ("DELETE", f"users/{AMBER}"), ("GET", "proxy"),
            ("GET", "services"), ("POST", "shutdown"), ("PUT", "learners/Sunny"),
        ):  # fmt: skip
            assert await status(method, path) in {403, 404}, path
        async with session.get(f"{stack.hub_url}/user/{CORAL}/lesson/{LESSON}") as answer:
            assert "desk_of" not in await answer.text()


async def test_children_make_nobody_known_to_the_hub(stack, site):
    """Neither from their browser nor with their server's own token."""
    async with at_computer(stack, site) as computer:
        await computer.sit_down(CORAL)
        address = f"{stack.hub_url}/hub/api/learners/{DINAH}"
        token = token_of(int((stack.desks / f"{CORAL}.pid").read_text()))
        for headers in ({}, {"Authorization": f"token {token}"}):
            async with computer.session.put(address, headers=headers) as answer:
                assert answer.status == 403


async def test_log_of_the_service_holds_no_token(stack):
    assert stack.environment["CLUBS_HUB_TOKEN"] not in stack.log("hub")
    assert token_of_service(stack) not in stack.log("hub")


async def told(site, times: int) -> None:
    for _ in range(WITHIN * 5):
        if len(site.starts) >= times:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"the site was told {site.starts}")


def services_of(stack) -> list[int]:
    """The processes of the service that ask for this stack's site."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = b"hub_config.ahead" in (process / "cmdline").read_bytes()
            if ours and stack.environment["CLUBS_SITE_URL"].encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def token_of_service(stack) -> str:
    return token_of(services_of(stack)[0])


def token_of(pid: int) -> str:
    environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return next(each for each in environment if each.startswith(b"JUPYTERHUB_API_TOKEN=")).decode()[21:]
