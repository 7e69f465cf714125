"""Notebooks that want marks they have not earned, or to do harm.

Each hostile cell stands in the answer of `double`; the lesson's other exercise
is answered honestly and must keep its mark. For each: nothing is earned beyond what
the code honestly does, the marker answers, goes on serving, and leaves no process behind.
"""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from curriculum.grading import marker
from curriculum.grading.runner.parent import FIRST_UID, MOST_AT_ONCE
from tests.factories import lessons
from tests.integration import marking_stack

pytestmark = pytest.mark.xdist_group("marking")

FORGE = """
import json, os, struct
def forge(*replies):
    for number in range(3, 64):
        for reply in replies:
            body = json.dumps(reply).encode()
            try:
                os.write(number, struct.pack(">I", len(body)) + body)
            except OSError:
                pass
"""

HARM: dict[str, tuple[str, set[str]]] = {
    "an object equal to all": (
        "class All:\n    __eq__ = lambda self, other: True\n    __hash__ = None\n"
        "def double(number):\n    return All()",
        {"wrong"},
    ),
    "a number equal to all": (
        "class All(int):\n    __eq__ = lambda self, other: True\n    __hash__ = None\n"
        "def double(number):\n    return All(0)",
        {"wrong"},
    ),
    "asserts taken out of the tree": (
        "import ast\nclass NoAsserts(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(NoAsserts())\ndef double(number):\n    return 0",
        {"wrong"},
    ),
    "asserts that raise nothing": (
        "import builtins\nbuiltins.AssertionError = type('Quiet', (Exception,), {})\n"
        "def double(number):\n    return 0",
        {"wrong"},
    ),
    "a testing module of one's own": (
        "import sys, types\nfake = types.SimpleNamespace(printed=lambda: 'hello')\n"
        "sys.modules['lesson_kit.testing'] = fake\n"
        "def double(number):\n    return 0",
        {"wrong"},
    ),
    "a codec of one's own": (
        "from curriculum.grading import plain_data\nplain_data.encode = lambda *_: 4\n"
        "def double(number):\n    return 0",
        {"wrong", "stopped_itself"},
    ),
    "answers forged on the channel": (
        FORGE + "forge({'value': 4, 'args': [2]}, {'passed': True}, {'points': 3})\n"
        "def double(number):\n    return 0",
        {"wrong", "stopped_itself"},
    ),
    "noise on the channel": (
        "import os\nfor number in range(3, 64):\n    try:\n        os.write(number, b'\\xff' * 5000)\n"
        "    except OSError:\n        pass\ndef double(number):\n    return 0",
        {"stopped_itself"},
    ),
    "the channel closed": (
        "import os\nos.closerange(3, 64)\ndef double(number):\n    return 0",
        {"stopped_itself"},
    ),
    "os._exit": ("import os\nos._exit(0)", {"stopped_itself"}),
    "exit": ("exit()", {"stopped_itself"}),
    "abort": ("import os\nos.abort()", {"stopped_itself"}),
    "a signal to itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", {"stopped_itself"}),
    "a signal to all": (
        "import os, signal\nos.kill(-1, signal.SIGKILL)",
        {"stopped_itself", "wrong", "error"},
    ),
    "exit inside the function": (
        "import os\ndef double(number):\n    os._exit(0)",
        {"stopped_itself"},
    ),
    "a loop without end": ("while True:\n    pass", {"too_slow"}),
    "a loop that catches everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass",
        {"too_slow"},
    ),
    "the clock put off": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass",
        {"too_slow"},
    ),
    "a sum without end in C": ("number = 9 ** (9 ** 9)", {"too_slow", "too_much_memory"}),
    "a loop without end in the function": (
        "def double(number):\n    while True:\n        pass",
        {"too_slow"},
    ),
    "a list of a thousand million": ("things = [0] * 10**9", {"too_much_memory"}),
    "a list that grows": (
        "things = []\nwhile True:\n    things.append('x' * 1_000_000)",
        {"too_much_memory"},
    ),
    "a flood of print": ("while True:\n    print('x' * 10_000)", {"too_much_output"}),
    "a flood past print": (
        "import sys\nwhile True:\n    sys.__stdout__.write('x' * 100_000)",
        {"too_slow", "too_much_output", "error"},
    ),
    "a disk filled": (
        "with open('/tmp/big', 'wb') as out:\n    while True:\n        out.write(b'x' * 1_000_000)",
        {"error", "stopped_itself", "too_much_memory"},
    ),
    "a fork bomb": (
        "import os\nwhile True:\n    os.fork()",
        {"error", "too_slow", "stopped_itself"},
    ),
    "threads left behind": (
        "import threading, time\nfor _ in range(10):\n"
        "    threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "def double(number):\n    return 0",
        {"wrong", "stopped_itself"},
    ),
    "recursion": ("def double(number):\n    return double(number)", {"error", "stopped_itself"}),
    "a number too long to send": ("def double(number):\n    return 10 ** 100_000", {"wrong"}),
    "a list within lists": (
        "def double(number):\n    deep = []\n    for _ in range(100_000):\n"
        "        deep = [deep]\n    return deep",
        {"wrong", "stopped_itself"},
    ),
    "an error with markup and odd signs": (
        "raise ValueError('<script>alert(1)</script>\\x00\\ud800\\x1b[31m')",
        {"error"},
    ),
    "an error that fails to say": (
        "class Odd(Exception):\n    def __str__(self):\n        raise SystemExit\nraise Odd",
        {"error"},
    ),
    "a name that looks like another": ("print(" + "x" * 50_000 + ")", {"error"}),
}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


def mark(runner: Path, *notebooks: bytes) -> list[dict[str, Any]]:
    """Mark notebooks of the small lesson, all at once."""
    job = {
        "source": lessons.source_notebook(),
        "release": lessons.release_notebook(),
        "exercises": [{"id": "double", "wrong_answers": []}, {"id": "hello", "wrong_answers": []}],
        "runner": str(runner),
        "seconds": {"cell": 2, "call": 1, "job": 20},
    }

    async def mark_all() -> list[dict[str, Any]]:
        checkers = marker.Checkers()
        try:
            return await asyncio.gather(
                *(checkers.mark(job | {"notebook": notebook.decode()}) for notebook in notebooks)
            )
        finally:
            checkers.close()

    return asyncio.run(mark_all())


def processes_inside(runner: Path) -> list[int]:
    """Processes of the users that marking runs as, begun by this runner."""
    users = range(FIRST_UID, FIRST_UID + MOST_AT_ONCE)
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if folder.stat().st_uid in users and descends_from(folder, runner):
                found.append(int(folder.name))
    return found


def descends_from(process: Path, runner: Path) -> bool:
    """Whether one of its forebears was started with this runner's socket."""
    while process.name != "0":
        if str(runner).encode() in (process / "cmdline").read_bytes():
            return True
        status = (process / "status").read_text()
        process = Path("/proc") / re.search(r"PPid:\s+(\d+)", status)[1]
    return False


@pytest.mark.parametrize("harm", HARM)
def test_no_mark_is_gained_and_no_harm_done(runner: Path, harm: str) -> None:
    code, outcomes = HARM[harm]
    hostile, honest = mark(
        runner, lessons.sent(double=code, hello=lessons.HELLO), lessons.sent(**lessons.RIGHT)
    )
    double, hello = hostile["exercises"]
    assert double["points"] == 0
    assert double["outcome"] in outcomes, double
    assert double["message"]
    assert "\x00" not in double["message"]
    double["message"].encode("utf-8")
    if harm != "answers forged on the channel":  # a cell that garbles its own replies may lose its own marks
        assert hello["outcome"] == "passed", hello
    assert honest["points"] == 4
    marking_stack.wait_until(lambda: not processes_inside(runner))


OURS = [
    str(marking_stack.REPOSITORY / part)
    for part in ("exercises", "curriculum", "site", "tests", ".state/data")
]
# Where the checkout itself lies below /tmp, the empty folders that lead to the lesson kit are seen there.
LEADS_TO_KIT = [part for top, part in [marking_stack.REPOSITORY.parts[1:3]] if top == "tmp"]
LOOKS = {
    "the tests": f"import os\nfound = [p for p in {OURS!r} if os.path.exists(p)]",
    "the source of the marker": (
        "import os\nfound = [p for p in os.sys.path if os.path.isdir(p + '/curriculum')]"
    ),
    "the environment": (
        "import os\nfound = [n for n in os.environ if n not in ('PATH', 'HOME', 'TMPDIR', 'LANG')]"
    ),
    "other processes": (
        "import os\nmine = {1, 2, os.getpid()}\n"
        "found = [p for p in os.listdir('/proc') if p.isdigit() and int(p) not in mine]"
    ),
    "descriptors": "import os\nfound = [n for n in os.listdir('/proc/self/fd') if int(n) > 12]",
    "what an earlier job left": (
        f"import os\nfound = [n for n in os.listdir('/tmp') if n not in {LEADS_TO_KIT!r}]\n"
        "open('/tmp/mine', 'w').close()"
    ),
    "the network": (
        "import socket\nfound = []\nfor at in [('127.0.0.1', 8000), ('127.0.0.1', 5432), ('1.1.1.1', 53)]:\n"
        "    try:\n        socket.create_connection(at, 1)\n        found.append(at)\n"
        "    except OSError:\n        pass"
    ),
    "sockets of the machine": (
        "import os\ntops = [top for top in ('/run', '/var/run', '/tmp') if os.path.isdir(top)]\n"
        f"found = [n for top in tops for n in os.listdir(top) if n not in {['mine', *LEADS_TO_KIT]!r}]"
    ),
    "a secret of the machine": (
        "import os\nfound = [p for p in ('/etc/shadow', '/etc/hostname', '/root') if os.access(p, os.R_OK)]"
    ),
    "another user": (
        "import os\nfound = []\ntry:\n    os.setuid(0)\n    found.append('root')\nexcept OSError:\n    pass"
    ),
}


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_of_the_machine_is_in_reach(runner: Path, look: str) -> None:
    """Each cell leaves what it found in `found`; the function then tells the checker by its mark."""
    code = LOOKS[look] + "\ndef double(number):\n    return number * 2 if not found else str(found)"
    (result,) = mark(runner, lessons.sent(double=code))
    assert result["exercises"][0]["outcome"] == "passed", result["exercises"][0]


def test_a_loop_delays_nobody_else(runner: Path) -> None:
    started = time.monotonic()
    (result,) = mark(runner, lessons.sent(**lessons.RIGHT))
    alone = time.monotonic() - started
    assert result["points"] == 4
    loop = lessons.sent(double="while True:\n    pass")

    async def race() -> float:
        slow = asyncio.create_task(asyncio.to_thread(mark, runner, loop))
        await asyncio.sleep(0.5)
        before = time.monotonic()
        await asyncio.to_thread(mark, runner, lessons.sent(**lessons.RIGHT))
        took = time.monotonic() - before
        assert not slow.done()
        await slow
        return took

    assert asyncio.run(race()) < alone + 1


def test_a_notebook_of_a_megabyte_is_marked(runner: Path) -> None:
    body = json.loads(lessons.sent(**lessons.RIGHT))
    body["metadata"]["padding"] = "x" * 900_000
    (result,) = mark(runner, json.dumps(body).encode())
    assert result["points"] == 4
