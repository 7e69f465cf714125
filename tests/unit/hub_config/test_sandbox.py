"""What a sandbox promises its caller: limits that hold, an honest status, nothing left behind."""

import contextlib
import errno
import json
import os
import signal
import subprocess
import textwrap
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hub_config.sandbox import Mount, sweep, system_mounts
from hub_config.sandbox.cgroups import places
from tests.hostile import limits
from tests.hostile.probing import CALLERS, ROOT, copied_code, python, user_options

SECONDS = 30


def run(
    caller: str, *arguments: str, options: dict[str, Any] | None = None
) -> subprocess.CompletedProcess[str]:
    """A program of its own, as `caller`: this process has threads and cannot fork into a sandbox."""
    with copied_code() as code:
        return subprocess.run(
            [python(), *(each.replace("{code}", str(code)) for each in arguments)],
            cwd=code,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(code)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **(user_options(caller) if options is None else options),
        )


def script(caller: str, text: str) -> Any:
    """The JSON that a script prints; `sandbox` is imported in it."""
    begin = "import json, os, signal, sys, time\nfrom pathlib import Path\nfrom hub_config.sandbox import *\n"
    done = run(caller, "-c", begin + textwrap.dedent(text))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def outcome(caller: str, program: str, *, bare: bool = False) -> dict[str, Any]:
    done = run(caller, "{code}/limits.py", program, *(["--bare"] if bare else []))
    return json.loads(done.stdout) if done.stdout else {"said": "", "status": done.returncode}


LIMITED = [
    pytest.param("take_memory", "MemoryError", "took 256", id="memory of one process"),
    pytest.param("take_descriptors", "EMFILE", "took 200", id="open files"),
    pytest.param("write_a_large_file", "EFBIG", "written", id="size of a file"),
    pytest.param("fill_the_scratch_folder", "ENOSPC", "written", id="size of the scratch folder"),
]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("program", "limited", "unlimited"), LIMITED)
def test_limit_is_met_as_an_ordinary_error(caller: str, program: str, limited: str, unlimited: str) -> None:
    assert outcome(caller, program, bare=True)["said"] == unlimited
    assert outcome(caller, program) == {"said": limited, "status": 0, "out_of_memory": False}


@pytest.mark.parametrize("caller", CALLERS)
def test_processes_are_limited(caller: str) -> None:
    assert outcome(caller, "take_processes", bare=True)["said"] == f"took {limits.MORE_PROCESSES}"
    stopped_at = int(outcome(caller, "take_processes")["said"].removeprefix("stopped at "))
    assert 0 < stopped_at < limits.LIMITS.processes


@pytest.mark.parametrize("caller", CALLERS)
def test_processor_time_is_limited(caller: str) -> None:
    assert outcome(caller, "take_processor", bare=True)["said"] == "ran on"
    assert outcome(caller, "take_processor") == {
        "said": "",
        "status": -signal.SIGXCPU,
        "out_of_memory": False,
    }


@pytest.mark.parametrize("caller", [caller for caller in CALLERS if caller == ROOT] or CALLERS)
def test_memory_of_all_processes_together_is_limited(caller: str) -> None:
    """By the control group; where an ordinary user may make none, each process alone is limited."""
    taken = outcome(caller, "take_memory_in_parts")
    if caller == ROOT:
        assert taken["out_of_memory"]
        assert taken["said"] != "survivors 4"
    assert outcome(caller, "take_memory_in_parts", bare=True)["said"] == "survivors 4"


@pytest.mark.parametrize("caller", CALLERS)
def test_crash_is_told_by_its_signal(caller: str) -> None:
    assert outcome(caller, "leave_a_core")["status"] == -signal.SIGABRT


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(
    ("target", "status"),
    [
        pytest.param("lambda: None", 0, id="returns nothing"),
        pytest.param("lambda: 7", 7, id="returns a code"),
        pytest.param("lambda: sys.exit(3)", 3, id="exits"),
        pytest.param("lambda: sys.exit('words')", 1, id="exits with words"),
        pytest.param("lambda: 1 / 0", 1, id="raises"),
        pytest.param("lambda: os._exit(9)", 9, id="leaves without goodbye"),
        pytest.param("lambda: os.kill(os.getpid(), signal.SIGKILL)", -9, id="kills itself"),
        pytest.param("lambda: os.kill(1, signal.SIGKILL)", 0, id="cannot kill PID 1"),
        pytest.param("lambda: signal.raise_signal(signal.SIGTERM)", -15, id="is terminated"),
    ],
)
def test_status_is_the_targets(caller: str, target: str, status: int) -> None:
    assert script(caller, f"print(json.dumps(fork({target}, Sandbox()).wait(20)))") == status


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(
    ("order", "status"),
    [("kill", -signal.SIGKILL), ("terminate", -signal.SIGTERM)],
    ids=["kill", "terminate"],
)
def test_orders_end_everything_inside(caller: str, order: str, status: int) -> None:
    """Also what has hidden from its parent in a session of its own, and ignores every polite signal."""
    told = script(
        caller,
        f"""
        def hide():
            if os.fork() == 0:
                os.setsid()
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                os.write(writer, b"x")
                time.sleep(60)
            time.sleep(60)

        reader, writer = os.pipe()
        child = fork(hide, Sandbox(), [writer])
        os.close(writer)
        os.read(reader, 1)
        child.{order}()
        status = child.wait(10)
        # The end of the pipe: nobody inside holds it any more.
        print(json.dumps([status, os.read(reader, 1).decode()]))
        """,
    )
    assert told == [status, ""]


@pytest.mark.parametrize("caller", CALLERS)
def test_all_inside_dies_with_the_caller(caller: str) -> None:
    """The caller is killed outright; the write end of a pipe inside must close soon after."""
    with copied_code() as code:
        reader, writer = os.pipe()
        text = (
            "import os, sys, time\nfrom hub_config.sandbox import *\n"
            f"fork(lambda: time.sleep(60), Sandbox(), [{writer}])\nos.write({writer}, b'x')\ntime.sleep(60)"
        )
        process = subprocess.Popen(
            [python(), "-c", text],
            cwd=code,
            pass_fds=[writer],
            env={"PYTHONPATH": str(code)},
            **user_options(caller),
        )
        os.close(writer)
        with os.fdopen(reader, "rb") as inside:
            assert inside.read(1) == b"x"
            process.kill()
            process.wait()
            began = time.monotonic()
            assert inside.read(1) == b""
            assert time.monotonic() - began < 5
        # Only its empty control groups outlive it; whoever starts next clears them away. A process that
        # has closed its files is still in its group for a moment.
        deadline = time.monotonic() + 5
        while groups_of(process.pid) and time.monotonic() < deadline:
            sweep()
            time.sleep(0.05)
        assert not groups_of(process.pid)


@pytest.mark.parametrize("caller", CALLERS)
def test_a_job_that_takes_long_steps_aside(caller: str) -> None:
    """By its control group's share where it has one, by its priority elsewhere; others' are as they were."""
    told = script(
        caller,
        """
        from hub_config.sandbox.cgroups import places
        def standing(child):
            mine = f"coding-clubs-{os.getpid()}-*"
            files = [file for place in places() for name in ("cpu.shares", "cpu.weight")
                     for file in place.folder.glob(f"{mine}/{name}")]
            shares = sorted(int(file.read_text()) for file in files)
            return [shares, os.getpriority(os.PRIO_PGRP, child.pid)]
        sandbox = Sandbox()
        other, child = fork(lambda: time.sleep(60), sandbox), fork(lambda: time.sleep(60), sandbox)
        before = standing(child)
        child.step_aside()
        after = standing(child)
        for each in (other, child):
            each.kill()
            each.wait()
        child.step_aside()  # it has ended: nothing to do, and nobody else's
        print(json.dumps([before, after, os.getpriority(os.PRIO_PROCESS, 0)]))
        """,
    )
    (shares, priority), (later_shares, later_priority), own = told
    assert own == priority == 0
    if shares:
        assert later_shares == [shares[0] // 4, shares[1]]
    else:
        assert later_priority > priority


def groups_of(pid: int) -> list[Path]:
    return [path for place in places() for path in place.folder.glob(f"coding-clubs-{pid}-*")]


@pytest.mark.parametrize("caller", CALLERS)
def test_caller_keeps_nothing(caller: str) -> None:
    """Neither descriptors, nor zombies, nor control groups."""
    told = script(
        caller,
        """
        from hub_config.sandbox.cgroups import places
        def groups():
            mine = f"coding-clubs-{os.getpid()}-*"
            return [str(path) for place in places() for path in place.folder.glob(mine)]
        before = len(list(Path("/proc/self/fd").iterdir()))
        during = []
        for _ in range(5):
            child = fork(lambda: 0, Sandbox())
            during.append(len(groups()) == len(places()))
            child.wait()
        try:
            os.waitpid(-1, os.WNOHANG)
            zombies = True
        except ChildProcessError:
            zombies = False
        after = len(list(Path("/proc/self/fd").iterdir()))
        print(json.dumps([after - before, zombies, groups(), all(during)]))
        """,
    )
    assert told == [0, False, [], True]


@pytest.mark.parametrize("caller", CALLERS)
def test_what_the_caller_gives_is_there(caller: str) -> None:
    told = script(
        caller,
        """
        import tempfile
        home = Path(tempfile.mkdtemp())
        os.chmod(home, 0o777)
        reader, writer = os.pipe()

        def look():
            Path("drawing").write_text("mine")
            answer = [os.getcwd(), os.environ["GREETING"], os.environ.get("PYTHONPATH"), os.uname().nodename]
            os.write(writer, json.dumps(answer).encode())

        sandbox = Sandbox(
            name="a-lesson", mounts=(Mount(home, Path("/home/learner"), writable=True),), uid=210_000,
            gid=210_000, home=Path("/home/learner"), environment={"GREETING": "hello"},
        )
        status = fork(look, sandbox, [2, writer]).wait(10)
        drawing = home / "drawing"
        found = [drawing.read_text(), oct(drawing.stat().st_mode)]
        print(json.dumps([status, json.loads(os.read(reader, 999)), *found]))
        drawing.unlink()
        home.rmdir()
        """,
    )
    assert told == [0, ["/home/learner", "hello", None, "a-lesson"], "mine", "0o100600"]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(
    ("prepare", "sandbox", "words"),
    [
        pytest.param(
            "import threading; threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
            "Sandbox()",
            "one thread",
            id="a caller with threads",
        ),
        pytest.param(
            "", "Sandbox(mounts=(Mount(Path('/no/such/place')),))", "/no/such/place", id="a mount of nothing"
        ),
        pytest.param(
            "", "Sandbox(home=Path('/no/such/place'))", "/no/such/place", id="a home that is not mounted"
        ),
    ],
)
def test_sandbox_that_cannot_be_built_runs_nothing(
    caller: str, prepare: str, sandbox: str, words: str
) -> None:
    told = script(
        caller,
        f"""
        {prepare}
        reader, writer = os.pipe()
        try:
            fork(lambda: os.write(writer, b"ran"), {sandbox}, [writer])
            failure = None
        except SandboxError as error:
            failure = str(error)
        os.close(writer)
        print(json.dumps([failure, os.read(reader, 3).decode()]))
        """,
    )
    assert words in told[0]
    assert told[1] == ""


@pytest.mark.parametrize("caller", CALLERS)
def test_sandboxes_are_available(caller: str) -> None:
    assert script(caller, "print(json.dumps([availability(), available()]))") == ["", True]


def test_absence_is_told_in_words() -> None:
    """A process that may have no user namespace, as on a machine where they are switched off."""
    with contextlib.ExitStack() as stack:
        code = stack.enter_context(copied_code())
        text = "from hub_config.sandbox import availability; print(availability())"
        done = subprocess.run(
            ["setpriv", "--inh-caps=-all", "--bounding-set=-all", python(), "-c", text]
            if os.geteuid() == 0
            else [
                python(),
                "-c",
                f"import resource; resource.setrlimit(resource.RLIMIT_NPROC, (0, 0)); {text}",
            ],
            cwd=code,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(code)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert "may make no sandbox" in done.stdout or os.strerror(errno.EAGAIN) in done.stdout


def test_mounts_show_a_linked_path_under_both_names(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    extra = [mount for mount in system_mounts(tmp_path / "linked") if mount.source == tmp_path / "real"]
    assert extra == [
        Mount(tmp_path / "real", tmp_path / "linked"),
        Mount(tmp_path / "real", tmp_path / "real"),
    ]


def test_mounts_leave_out_what_another_shows() -> None:
    assert not [mount for mount in system_mounts(Path("/usr/bin")) if mount.inside == Path("/usr/bin")]
