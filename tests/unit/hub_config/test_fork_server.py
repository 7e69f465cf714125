"""Sandboxes that are forked for a process which knows everybody, from one that knows nobody."""

import json
import subprocess

import pytest

from tests.hostile.probing import CALLERS, REPOSITORY, python, user_options

# Runs as a caller of the library would, in a process of its own with one thread.
OPENING = """
import json, os, signal, sys, time
from hub_config.sandbox import ForkServer, Limits, Sandbox, SandboxError, system_mounts

SANDBOX = Sandbox(name="trial", mounts=system_mounts(), uid=209_000, gid=209_000)

def memory_holds(backwards):
    "The words are never put together here, or they would be found."
    import ctypes
    head, last = backwards[:0:-1].encode(), backwards[0].encode()
    for line in open("/proc/self/maps"):
        span, rights, *rest = line.split()
        low, high = (int(each, 16) for each in span.split("-"))
        if rights.startswith("rw"):
            found = ctypes.string_at(low, high - low)
            if any(after.startswith(last) for after in found.split(head)[1:]):
                return True
    return False

def target(arguments, descriptors):
    if "say" in arguments:
        os.write(descriptors[0], arguments["say"].encode())
    if "seek" in arguments:
        os.write(descriptors[0], json.dumps([memory_holds(each) for each in arguments["seek"]]).encode())
    if "sleep" in arguments:
        time.sleep(arguments["sleep"])
    if "fail" in arguments:
        raise ValueError
    return arguments.get("status")

def said(server, **arguments):
    reader, writer = os.pipe()
    child = server.fork(SANDBOX, arguments, [writer])
    os.close(writer)
    status = child.wait(20)
    return os.read(reader, 4096).decode(), status
"""


def script(caller: str, text: str) -> object:
    """What `text` prints as JSON, run after `OPENING` as `caller`."""
    done = subprocess.run(
        [python(), "-c", OPENING + text], cwd=REPOSITORY, capture_output=True, text=True, check=False,
        timeout=60, **user_options(caller),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(params=CALLERS)
def caller(request: pytest.FixtureRequest) -> str:
    return str(request.param)


ENDINGS = [
    pytest.param('{"status": 0}', 0, id="returns"),
    pytest.param('{"status": 7}', 7, id="a status"),
    pytest.param('{"fail": True}', 1, id="an exception"),
]


@pytest.mark.parametrize(("arguments", "status"), ENDINGS)
def test_target_is_told_its_arguments_and_its_status_is_heard(
    caller: str, arguments: str, status: int
) -> None:
    assert (
        script(caller, f"server = ForkServer(target)\nprint(server.fork(SANDBOX, {arguments}).wait(20))")
        == status
    )


def test_descriptors_are_passed(caller: str) -> None:
    assert script(caller, "print(json.dumps(said(ForkServer(target), say='hello')))") == ["hello", 0]


def test_one_sandbox_finds_nothing_of_another_in_its_memory(caller: str) -> None:
    """Both orders are forgotten by the caller, in whose memory they lie still; the control is one's own."""
    text = """
server = ForkServer(target)
said(server, say="-".join(["first", "learner"]))
print(json.dumps(said(server, seek=["renrael-tsrif", "renrael-dnoces"], own="-".join(["second", "learner"]))))
"""
    assert script(caller, text) == ["[false, true]", 0]


def test_what_the_caller_had_before_is_there(caller: str) -> None:
    """The control to the one above: memory is the caller's as it was when the server was made."""
    text = """
KEPT = "-".join(["before", "the", "server"])
print(json.dumps(said(ForkServer(target), seek=["revres-eht-erofeb"])))
"""
    assert script(caller, text) == ["[true]", 0]


def test_killed_server_takes_its_sandboxes_along_and_forks_no_more(caller: str) -> None:
    text = """
server = ForkServer(target)
child = server.fork(SANDBOX, {"sleep": 60})
os.kill(server._pid, signal.SIGKILL)
status = child.wait(10)
try:
    server.fork(SANDBOX, {})
except SandboxError as refusal:
    print(json.dumps([status, bool(str(refusal))]))
"""
    assert script(caller, text) == [-9, True]


def test_signal_to_the_whole_group_is_the_callers_to_answer(caller: str) -> None:
    text = """
os.setsid()
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: None)
server = ForkServer(target)
child = server.fork(SANDBOX, {"sleep": 60})
os.killpg(0, signal.SIGTERM)
os.killpg(0, signal.SIGINT)
heard = said(server, say="still here")
child.kill()
print(json.dumps([heard, child.wait(10)]))
"""
    assert script(caller, text) == [["still here", 0], -9]


def test_close_ends_everything(caller: str) -> None:
    text = """
server = ForkServer(target)
child = server.fork(SANDBOX, {"sleep": 60})
server.close()
print(child.wait(10))
"""
    assert script(caller, text) == -9


def test_sandbox_that_cannot_be_built_is_refused_and_the_next_is_built(caller: str) -> None:
    text = """
from dataclasses import replace
from pathlib import Path
server = ForkServer(target)
try:
    server.fork(replace(SANDBOX, home=Path("/nowhere")), {})
except SandboxError as refusal:
    print(json.dumps([str(refusal), said(server, say="well")]))
"""
    refusal, then = script(caller, text)
    assert "nowhere" in refusal
    assert then == ["well", 0]


def test_process_with_threads_makes_no_server(caller: str) -> None:
    text = """
import threading
threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
try:
    ForkServer(target)
except SandboxError as refusal:
    print(json.dumps(str(refusal)))
"""
    assert "one thread" in script(caller, text)
