"""Kernels that are forked: like those that are started, in a tenth of the time and half the memory."""

import asyncio
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from hub_config.launcher import lesson_process
from hub_config.warm_kernels.provisioner import WarmProvisioner
from hub_config.warm_kernels.zygote import LARGEST_ORDER, Order, Zygote
from tests.hostile.probing import CALLERS
from tests.unit.hub_config.lesson_servers import ANNA, BORIS, Scene, Server, launcher

# What a program can see of where it runs; what differs between any two kernels is left out.
SEEN = """
import atexit, faulthandler, gc, json, locale, logging, os, signal, sys, threading, warnings
own = {"JPY_PARENT_PID", "JPY_SESSION_NAME", "PYDEVD_USE_FRAME_EVAL"}
print(json.dumps({
    "path": sys.path,
    "environment": {name: value for name, value in os.environ.items() if name not in own},
    "arguments": [word for word in sys.argv + sys.orig_argv[1:] if "kernel-" not in word],
    "main": str(sys.modules["__main__"]),
    "signals": {n: str(signal.getsignal(n)).split(" at ")[0] for n in set(signal.Signals)},
    "folder": os.getcwd(),
    "umask": os.umask(0o077),
    "writes bytecode": not sys.dont_write_bytecode,
    "text": [locale.getencoding(), sys.stdout.encoding, sys.getfilesystemencoding()],
    "logs to": [str(type(handler)) for handler in logging.root.handlers],
    "log level": logging.root.level,
    "threads": sorted(
        thread.name.split("-")[0] for thread in threading.enumerate()
        if type(thread).__name__ != "ParentPollerUnix"  # a zygote's end is its sandbox's
    ),
    "leads its session": os.getsid(0) == os.getpid(),
    "collects": [gc.isenabled(), gc.get_threshold()],
    "limits": [sys.getswitchinterval(), sys.getrecursionlimit()],
    "tells of crashes": faulthandler.is_enabled(),
    "hook": str(sys.excepthook).split(" at ")[0],
    "may read itself": os.access("/proc/self/mem", os.R_OK),
    "ours": [name for name in sys.modules if name.partition(".")[0] == "hub_config"],
}))
"""
IN_MEMORY = """
def holds(backwards):
    "The words are never put together here, or they would be found."
    head, last = backwards[:0:-1].encode(), backwards[0].encode()
    with open("/proc/self/mem", "rb") as memory:
        for line in open("/proc/self/maps"):
            span, rights, *rest = line.split()
            low, high = (int(each, 16) for each in span.split("-"))
            if rights.startswith("rw"):
                memory.seek(low)
                found = memory.read(high - low)
                if any(after.startswith(last) for after in found.split(head)[1:]):
                    return True
    return False
print(holds({backwards!r}))
"""


@pytest.fixture(scope="module", params=CALLERS)
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    with launcher(request.param) as scene:
        yield scene


@pytest.fixture(scope="module")
def anna(scene: Scene) -> Server:
    return scene.start(ANNA)


@pytest.fixture(scope="module")
def boris(scene: Scene, anna: Server) -> Server:
    """One that starts when the launcher has heard of another learner."""
    return scene.start(BORIS)


def seen_by(server: Server, kernel: str) -> dict[str, Any]:
    return json.loads(server.run(kernel, SEEN))


@contextmanager
def kernel_of(server: Server) -> Iterator[str]:
    kernel = server.new_kernel()
    yield kernel
    server.ask(f"api/kernels/{kernel}", method="DELETE")


def end_zygote(server: Server, kernel: str) -> None:
    """What a child's program can do to the process that its kernel was forked from."""
    assert server.run(kernel, "import os, signal; os.kill(os.getppid(), signal.SIGKILL)") == ""


@pytest.fixture(scope="module")
def forked_and_started(anna: Server) -> tuple[dict[str, Any], dict[str, Any]]:
    forked = anna.new_kernel()
    there = seen_by(anna, forked)
    end_zygote(anna, forked)
    started = anna.new_kernel()
    assert anna.run(forked, "print('still here')") == "still here"
    assert anna.run(started, "import sys; print('jupyter_server' in sys.modules)") == "False", "the control"
    return there, seen_by(anna, started)


def test_forked_kernel_is_like_one_that_is_started(forked_and_started) -> None:
    """The zygote is gone by then: where it cannot be asked, kernels are started."""
    forked, started = forked_and_started
    assert forked == started


def test_kernel_holds_no_token_and_no_other_learner(boris: Server) -> None:
    with kernel_of(boris) as kernel:

        def held(words: str) -> str:
            return boris.run(kernel, IN_MEMORY.replace("{backwards!r}", repr(words[::-1])))

        assert boris.run(kernel, "import sys; print('jupyter_server' in sys.modules)") == "True", (
            "it is forked"
        )
        assert held(BORIS) == "True", "the control: memory can be searched"
        assert held(f"token-of-{BORIS}") == "False"
        assert held(ANNA) == "False"


def test_each_kernel_has_its_own_random_numbers(boris: Server) -> None:
    code = "import os, random, uuid; print(random.random(), uuid.uuid4(), os.urandom(8).hex())"
    with kernel_of(boris) as first, kernel_of(boris) as second:
        for one, other in zip(boris.run(first, code).split(), boris.run(second, code).split(), strict=True):
            assert one != other


ENDS = {
    "exits at once": "import os; os._exit(3)",
    "kills itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "crashes": "import ctypes; ctypes.string_at(0)",
}


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS)
def test_kernel_that_ends_is_noticed_and_comes_again(boris: Server, code: str) -> None:
    with kernel_of(boris) as kernel:
        pid = boris.run(kernel, "import os; print(os.getpid())")
        with pytest.raises(TimeoutError):
            boris.run(kernel, code, seconds=1)
        until = time.monotonic() + 20
        while (now := answer_soon(boris, kernel)) in (None, pid) and time.monotonic() < until:
            time.sleep(0.2)
        assert now not in (None, pid)


def answer_soon(server: Server, kernel: str) -> str | None:
    try:
        return server.run(kernel, "import os; print(os.getpid())", seconds=2)
    except TimeoutError:
        return None


def test_kernel_is_ended_with_what_it_started(boris: Server) -> None:
    running = "import os; print(*(name for name in os.listdir('/proc') if name.isdigit()))"
    with kernel_of(boris) as other:
        with kernel_of(boris) as kernel:
            code = "import os, subprocess; print(subprocess.Popen(['sleep', '99']).pid, os.getpid())"
            inside = set(boris.run(kernel, code).split())
            assert inside <= set(boris.run(other, running).split())
        until = time.monotonic() + 10
        while (left := inside & set(boris.run(other, running).split())) and time.monotonic() < until:
            time.sleep(0.1)
        assert not left


@pytest.fixture
def new_factory() -> Iterator[None]:
    """Jupyter makes one factory of provisioners a process, and a server is one process."""
    KernelProvisionerFactory.clear_instance()
    yield
    KernelProvisionerFactory.clear_instance()


def test_server_without_a_zygote_starts_its_kernels(new_factory) -> None:
    """As in a cluster, where each server is alone with its memory."""

    async def answer(folder: str) -> str:
        kernels = AsyncMultiKernelManager(config=lesson_process.config(), connection_dir=folder)
        kernel = kernels.get_kernel(await kernels.start_kernel(kernel_name="python3"))
        assert type(kernel.provisioner) is WarmProvisioner
        client = kernel.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=30)
            reply = await client.execute_interactive("6 * 7", timeout=30, allow_stdin=False, silent=True)
            return str(reply["content"]["status"])
        finally:
            client.stop_channels()
            await kernels.shutdown_all(now=True)

    assert WarmProvisioner.zygote is None
    with TemporaryDirectory(prefix="k") as folder:  # a socket's path may not be long
        assert asyncio.run(answer(folder)) == "ok"


def test_zygote_that_may_fork_no_more_says_so_and_lives(scene: Scene) -> None:
    """A child's programs may take all processes that a sandbox has; afterwards kernels are forked again."""
    learner = "crowdcrowdcrowd3"
    scene.hub.open(learner)
    server = scene.start(learner, processes=48)
    with kernel_of(server) as kernel:
        code = (
            "import subprocess\nhere = []\ntry:\n"
            "    while True: here.append(subprocess.Popen(['sleep', '99']))\n"
            "except OSError as failure: print(failure.strerror)"
        )
        assert server.run(kernel, code) == "Resource temporarily unavailable"
        assert server.ask("api/kernels", method="POST", body={"name": "python3"})[0] >= 500
        server.run(kernel, "for each in here: each.kill(); each.wait()")
        with kernel_of(server) as next_one:
            forked = "import sys; print('jupyter_server' in sys.modules)"
            assert server.run(next_one, forked) == "True"
    scene.stop(learner, now=True)


def test_kernels_that_are_ordered_at_one_moment_go_each_to_who_ordered_it() -> None:
    """Without the lock answers go to whoever reads first."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def answer() -> None:
        while order := theirs.recv(LARGEST_ORDER):
            time.sleep(0.01)
            with Path(os.devnull).open() as nothing:
                number = int(json.loads(order)["folder"])
                socket.send_fds(theirs, [number.to_bytes(4, sys.byteorder)], [nothing.fileno()])

    def ordered(number: int) -> int:
        pid, descriptor = zygote.fork(Order([], {}, str(number)))
        os.close(descriptor)
        return pid

    zygote = Zygote(ours)
    answering = threading.Thread(target=answer)
    answering.start()
    with ours, ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ordered, range(1, 33))) == list(range(1, 33))
    answering.join()
    theirs.close()
