"""Real lesson servers: who gets in, what a kernel can do, what a stop leaves."""

import contextlib
import gzip
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_config.launcher import requests
from hub_config.sandbox import cgroups, sweep
from hub_config.sandbox.child import LOW_PRIORITY
from tests.hostile.probing import CALLERS, ORDINARY_UID, ROOT, python
from tests.unit.hub_config.lesson_servers import ANNA, BORIS, HUB_USER, LIMITS, Scene, Server, launcher

START = {"op": "start", "learner": ANNA, **LIMITS}
FROM_THE_HOME = {
    ".ipython/profile_default/startup/first.py": "STARTED = 'by my own settings'",
    ".jupyter/jupyter_server_config.py": "c.ServerApp.token = 'mine'\nc.ServerApp.terminals_enabled = True",
    f".local/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/mine.py": "",
}


@pytest.fixture(scope="module", params=CALLERS)
def caller(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def scene(caller: str) -> Iterator[Scene]:
    with launcher(caller) as scene:
        for name, text in FROM_THE_HOME.items():
            path = scene.home_of(ANNA) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        if os.geteuid() == 0:
            owner = Path(f"/proc/{scene.process.pid}").stat().st_uid
            for path in (scene.home_of(ANNA), *scene.home_of(ANNA).rglob("*")):
                os.chown(path, owner, owner)
                path.chmod(0o755 if path.is_dir() else 0o644)
        yield scene


@pytest.fixture(scope="module")
def anna(scene: Scene) -> Server:
    return scene.start(ANNA)


@pytest.fixture(scope="module")
def boris(scene: Scene) -> Server:
    server = scene.start(BORIS)
    assert server.ask("api")[0] == 200
    return server


@pytest.fixture(scope="module")
def kernel(anna: Server) -> str:
    return anna.new_kernel()


def test_server_answers_soon(anna: Server) -> None:
    began = time.monotonic()
    assert anna.ask("api")[0] == 200
    assert time.monotonic() - began < 5, "a tenth of this when nothing else runs"


@pytest.mark.parametrize(
    ("token", "status"),
    [
        pytest.param(None, 403, id="no token"),
        pytest.param("invented", 403, id="an invented token"),
        pytest.param(f"token-of-{BORIS}", 403, id="another child's token"),
        pytest.param("mine", 403, id="a token from the child's own settings"),
        pytest.param("", 200, id="the child's own token"),
    ],
)
def test_who_gets_in(anna: Server, token: str | None, status: int) -> None:
    assert anna.ask("api/contents", token=token)[0] == status


def test_revoked_token_is_dead_at_the_next_request(scene: Scene, boris: Server) -> None:
    """The stock client remembers the hub's answers for minutes, or for ever when told 0."""
    assert boris.ask("api/contents")[0] == 200
    scene.hub.revoked.add(f"token-of-{BORIS}")
    assert boris.ask("api/contents")[0] == 403
    scene.hub.revoked.clear()
    assert boris.ask("api/contents")[0] == 200


@pytest.mark.parametrize(("taken", "sent"), [("gzip", "gzip"), ("identity", None)], ids=["packed", "plain"])
def test_pages_come_packed_to_browsers_that_take_it(anna: Server, taken: str, sent: str | None) -> None:
    address = f"http://127.0.0.1:{anna.port}/user/{ANNA}/static/lesson_server/room.css"
    asked = urllib.request.Request(address, headers={"Accept-Encoding": taken})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == sent
        assert answer.headers["Vary"] == "Accept-Encoding"
        body = answer.read()
    assert b"--" in (gzip.decompress(body) if sent else body), "the stylesheet's custom properties"


def test_terminals_are_off(anna: Server) -> None:
    assert anna.ask("api/terminals")[0] == 404


def test_the_site_and_the_hub_come_first(scene: Scene, anna: Server) -> None:
    """Every server's group has a quarter of the usual share; without a group its priority is lower."""
    assert anna.ask("api")[0] == 200
    mine = f"coding-clubs-{scene.process.pid}-*"
    shares = {
        (name, int(file.read_text()))
        for place in cgroups.places()
        for name in ("cpu.shares", "cpu.weight")
        for file in place.folder.glob(f"{mine}/{name}")
    }
    inside = [
        int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and below(scene, each)
    ]
    assert inside
    if shares:
        assert shares <= {("cpu.shares", 256), ("cpu.weight", 25)}
    else:
        assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in inside} == {LOW_PRIORITY}


def below(scene: Scene, process: Path) -> bool:
    """Whether a process is a sandbox's first: the child of the fork server, the launcher's only child."""
    with contextlib.suppress(OSError):
        parent = int(process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
        return [parent] == children(scene.process.pid)
    return False


def test_other_kernels_are_not_offered(anna: Server) -> None:
    assert set(anna.ask("api/kernelspecs")[1]["kernelspecs"]) == {"python3"}


IN_A_KERNEL = [
    pytest.param("1 + 1; print(1 + 1)", "2", id="runs Python"),
    pytest.param("import lesson_kit; print('here')", "here", id="has the lesson kit"),
    pytest.param("import turtle; print('lesson_kit' in turtle.__file__)", "True", id="has our own turtle"),
    pytest.param("import os; print(os.getcwd())", "/home/learner", id="starts at home"),
    pytest.param("open('mine.txt', 'w').write('x'); print('kept')", "kept", id="may write at home"),
    pytest.param("open('/usr/x', 'w')", "OSError", id="may not write elsewhere"),
    pytest.param("import hub_config", "ModuleNotFoundError", id="has none of the hub's code"),
    pytest.param("import mine", "ModuleNotFoundError", id="no packages from the home"),
    pytest.param("print(STARTED)", "NameError", id="no start-up files from the home"),
    pytest.param(
        "import os; print([name for name in os.environ if 'TOKEN' in name])", "[]", id="no token in sight"
    ),
    pytest.param("import os; os.environ['LD_PRELOAD']", "KeyError", id="nothing the hub may not set"),
    pytest.param("import os; os.environ['DATABASE_URL']", "KeyError", id="no secret handed on"),
    pytest.param("import os; print(os.listdir('/home'))", "['learner']", id="sees no other child's home"),
    pytest.param("import socket; socket.socket()", "OSError", id="has no network"),
    pytest.param(
        "import socket; socket.socket(socket.AF_VSOCK)", "OSError", id="has no way to the hypervisor"
    ),
    pytest.param(
        "import os; os.listdir('/proc/2/fd')", "FileNotFoundError", id="cannot see the server's files"
    ),
    pytest.param(
        "import os; print(os.listdir('/run/relay'))", "['relay.sock']", id="has its relay, no other"
    ),
    pytest.param("x = bytearray(900 * 2**20)", "MemoryError", id="runs out of memory as an error"),
    pytest.param(
        "import subprocess; print(subprocess.run(['true']).returncode)", "0", id="may start programs"
    ),
    pytest.param("!echo {1 + 1}; echo oops >&2", "2\noops", id="runs a typed command"),
    pytest.param("!exit 3\nprint(_exit_code)", "3", id="knows how a typed command ended"),
    pytest.param("!sleep 1 &", "OSError", id="leaves no typed command running"),
]


@pytest.mark.parametrize(("code", "printed"), IN_A_KERNEL)
def test_a_kernel(anna: Server, kernel: str, code: str, printed: str) -> None:
    assert anna.run(kernel, code) == printed


def test_kernel_can_be_interrupted(anna: Server) -> None:
    kernel = anna.new_kernel()
    assert anna.run(kernel, "import threading, os, signal; print('up')") == "up"
    later = "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\nwhile True: pass"
    assert anna.run(kernel, later) == "KeyboardInterrupt"
    assert anna.ask(f"api/kernels/{kernel}/interrupt", method="POST", body={})[0] == 204
    assert anna.ask(f"api/kernels/{kernel}/restart", method="POST", body={})[0] == 200
    assert anna.run(kernel, "print('again')") == "again"


def test_two_servers_are_two_users(scene: Scene, caller: str, anna: Server, boris: Server) -> None:
    code = "import os; print(os.getuid(), os.stat('.').st_uid)"
    answers = [server.run(server.new_kernel(), code).split() for server in (anna, boris)]
    assert answers[0] != answers[1]
    assert all(process_uid == home_uid for process_uid, home_uid in answers)
    for learner, (uid, _) in zip((ANNA, BORIS), answers, strict=True):
        home = scene.home_of(learner).stat()
        assert home.st_mode & 0o777 == 0o700
        if caller == ROOT:
            assert home.st_uid == int(uid) >= 210_000


def test_second_start_is_refused(scene: Scene, anna: Server) -> None:
    with pytest.raises(Exception, match="is running"):
        scene.start(ANNA)


def test_list_tells_what_runs(scene: Scene, anna: Server, boris: Server) -> None:
    running = {server["learner"]: server for server in scene.running()}
    assert running.keys() == {ANNA, BORIS}
    assert running[ANNA]["port"] == anna.port


def test_launcher_never_holds_a_token(scene: Scene, anna: Server, boris: Server) -> None:
    assert anna.ask("api")[0] == 200
    assert memory_holds(scene.process.pid, ANNA.encode()), "the control: memory can be searched"
    assert not memory_holds(scene.process.pid, f"token-of-{ANNA}".encode())


def test_process_that_servers_are_forked_from_knows_nobody(scene: Scene, anna: Server, boris: Server) -> None:
    """Kernels are forks of its forks, and a child's program may read all of its own memory."""
    (fork_server,) = children(scene.process.pid)
    assert memory_holds(fork_server, b"hub_config.launcher"), "the control: memory can be searched"
    for told in (ANNA, BORIS, f"token-of-{ANNA}"):
        assert not memory_holds(fork_server, told.encode()), told


def memory_holds(pid: int, words: bytes) -> bool:
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            low, high = (int(each, 16) for each in span.split("-"))
            if rights.startswith("rw"):
                memory.seek(low)
                if words in memory.read(high - low):
                    return True
    return False


@pytest.mark.parametrize("now", [False, True], ids=["politely", "at once"])
def test_stop_leaves_nothing(scene: Scene, boris: Server, now: bool) -> None:
    if not scene.poll(BORIS)["running"]:
        boris = scene.start(BORIS)
    boris.run(
        boris.new_kernel(), "import subprocess; subprocess.Popen(['sleep', '99'], start_new_session=True)"
    )
    # As root the launcher's child is PID 1 of the inside, else the keeper before it.
    (first,) = [server["pid"] for server in scene.running() if server["learner"] == BORIS]
    inside = [first, *descendants(first)]
    named = {Path(f"/proc/{pid}/comm").read_text().strip() for pid in inside}
    assert named >= {"sandbox", "lesson server", "kernels' zygote", "warm kernel", "sleep"}
    assert scene.stop(BORIS, now=now)["status"] == (-9 if now else 0)
    assert not [pid for pid in inside if Path(f"/proc/{pid}").exists()]


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descendants(pid: int) -> list[int]:
    return children(pid) + [each for child in children(pid) for each in descendants(child)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param(b"not JSON\n", "not_understood", id="not JSON"),
        pytest.param(b"[]\n", "not_understood", id="a list"),
        pytest.param(b'{"op": "dance"}\n', "unknown_operation", id="an unknown operation"),
        pytest.param(b'{"op": "poll"}\n', "no_learner", id="no learner"),
        pytest.param(b'{"op": "poll", "learner": "../../../etc/x"}\n', "no_learner", id="a path as learner"),
        pytest.param(json.dumps(START).encode() + b"\n", "no_environment", id="a start without environment"),
        pytest.param(
            json.dumps(START | {"memory_bytes": 1}).encode() + b"\n", "bad_limit", id="too little memory"
        ),
        pytest.param(
            json.dumps(START | {"processes": True}).encode() + b"\n",
            "bad_limit",
            id="a limit that is no number",
        ),
    ],
)
def test_requests_that_are_refused(scene: Scene, line: bytes, code: str) -> None:
    assert json.loads(say(scene, line))["code"] == code


@pytest.mark.parametrize(
    "line", [b"x" * (2 * requests.LONGEST_LINE), b""], ids=["a line without end", "nothing at all"]
)
def test_visitors_without_a_request_are_dropped(scene: Scene, line: bytes) -> None:
    assert say(scene, line) == b""


def say(scene: Scene, line: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(scene.folder / "launcher.sock"))
        try:
            connection.sendall(line)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(4096)
        except (BrokenPipeError, ConnectionResetError):
            return b""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can speak as somebody else")
@pytest.mark.parametrize(
    ("uid", "heard"),
    [(pwd.getpwnam(HUB_USER).pw_uid, True), (ORDINARY_UID + 1, False)],
    ids=["the hub's user", "another user"],
)
def test_only_the_hub_is_heard(scene: Scene, uid: int, heard: bool) -> None:
    text = (
        "import socket, sys; c = socket.socket(socket.AF_UNIX); c.connect(sys.argv[1])\n"
        'c.sendall(b\'{"op": "list"}\\n\'); print(len(c.recv(99)) > 0)'
    )
    done = subprocess.run(
        [python(), "-c", text, str(scene.folder / "launcher.sock")],
        capture_output=True,
        text=True,
        check=False,
        user=uid,
        group=uid,
        extra_groups=(),
    )
    # One who is not heard finds the line cut, before or after speaking.
    assert (done.stdout.strip() == "True") is heard, done.stderr


def test_learner_without_a_relay_has_no_server(scene: Scene) -> None:
    with pytest.raises(Exception, match="no socket open"):
        scene.start("nobodynobodynob1")


def test_server_whose_home_is_filled_ends_and_the_next_starts_tidied(scene: Scene) -> None:
    """The notebook stays; what the program wrote goes."""
    learner, most = "filledfilledfil5", 16 << 20
    scene.hub.open(learner)
    server = scene.start(learner, home_bytes=most)
    home = scene.home_of(learner)
    server.run(
        server.new_kernel(),
        "import os, pathlib\n"
        "home = pathlib.Path.home()\n"
        "(home / 'lessons/robot').mkdir(parents=True)\n"
        "(home / 'lessons/robot/robot.ipynb').write_text('{}')\n"
        "(home / 'filled.bin').write_bytes(os.urandom(24 << 20))\n",
    )
    until = time.monotonic() + 30
    while scene.poll(learner)["running"] and time.monotonic() < until:
        time.sleep(0.2)
    assert not scene.poll(learner)["running"]
    assert scene.start(learner, home_bytes=most).ask("api")[0] == 200
    assert (home / "lessons/robot/robot.ipynb").exists()
    assert not (home / "filled.bin").exists()
    scene.stop(learner, now=True)


def test_servers_end_with_the_fork_server_and_the_launcher_says_so(caller: str) -> None:
    with launcher(caller) as scene:
        assert scene.start(ANNA).ask("api")[0] == 200
        inside = [pid for each in scene.running() for pid in (each["pid"], *descendants(each["pid"]))]
        (fork_server,) = children(scene.process.pid)
        os.kill(fork_server, signal.SIGKILL)
        assert scene.process.wait(timeout=15) == os.EX_SOFTWARE
        until = time.monotonic() + 5
        while (left := [pid for pid in inside if is_alive(pid)]) and time.monotonic() < until:
            time.sleep(0.05)
        assert not left


@pytest.mark.parametrize("order", ["terminate", "kill"])
def test_servers_end_with_the_launcher(caller: str, order: str) -> None:
    with launcher(caller) as scene:
        server = scene.start(ANNA)
        assert server.ask("api")[0] == 200
        inside = [pid for each in scene.running() for pid in (each["pid"], *descendants(each["pid"]))]
        getattr(scene.process, order)()
        scene.process.wait(timeout=15)
        until = time.monotonic() + 5
        while (left := [pid for pid in inside if is_alive(pid)]) and time.monotonic() < until:
            time.sleep(0.05)
        assert not left
        assert (scene.folder / "launcher.sock").exists() is (order == "kill")
        sweep()  # the empty control groups of the one that was killed


def is_alive(pid: int) -> bool:
    """Also true while nobody has reaped it; a zombie whose parent is gone counts as dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
