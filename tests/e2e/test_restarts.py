"""What dies under a working child loses nothing: the hub restarted, the worker killed in mid-marking."""

import os
import signal
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.visitors import Card, come_in_with, ready, write_program
from website.demo import logins
from website.supervisor.process import wait_for
from website.supervisor.run import Supervisor

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

CARD = Card(logins.CHILD_CLUB, logins.CHILD_NICKNAME, logins.CHILD_PICTURE, logins.CHILD_WORD)


@pytest.fixture
def working_child(stack: Supervisor, page: Page) -> Page:
    """A child with a program begun in the first lesson."""
    page.set_default_timeout(20_000)
    come_in_with(page, stack.layout.site_url, CARD)
    page.get_by_role("link", name="Hello, Robot!", exact=True).click()
    ready(page)
    write_program(page, "wake-up", 'robot = "still here"\nprint(robot)\nprint("Hello!")')
    expect(page.locator("#saved")).to_contain_text("All saved")
    return page


def kill_and_start_again(stack: Supervisor, name: str, how: signal.Signals) -> None:
    """End a process as a crash or an upgrade would, and start it as the supervisor does."""
    process = stack.process(name)
    os.kill(process.pid, how)
    assert process.popen is not None
    process.popen.wait(timeout=30)
    process.start()
    wait_for(process, 60)


def test_a_hub_restart_disturbs_no_child(stack: Supervisor, working_child: Page) -> None:
    room = working_child.locator("#exercise-wake-up")
    room.get_by_role("button", name="Run").click()
    expect(room.locator(".output")).to_contain_text("still here")
    kill_and_start_again(stack, "hub", signal.SIGTERM)
    write_program(working_child, "wake-up", "print(robot, 'after')\nprint('Hello!')")
    room.get_by_role("button", name="Run").click()
    expect(room.locator(".output")).to_contain_text("still here after")
    room.get_by_role("button", name="Check").click()
    expect(room.locator(".result-title")).to_be_visible(timeout=60_000)
    working_child.reload()
    ready(working_child)
    expect(working_child.locator("#exercise-wake-up .cm-content")).to_contain_text("after")


def test_a_worker_killed_in_mid_marking_loses_nothing(stack: Supervisor, working_child: Page) -> None:
    room = working_child.locator("#exercise-wake-up")
    slow = 'import time\ntime.sleep(4)\nprint("I am awake!")\nprint("Hello!")'
    write_program(working_child, "wake-up", slow)
    room.get_by_role("button", name="Check").click()
    time.sleep(2)  # the runner sleeps in the child's program now
    kill_and_start_again(stack, "worker", signal.SIGKILL)
    expect(room.locator(".result-title")).to_be_visible(timeout=120_000)
