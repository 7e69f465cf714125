"""Programs that take too much, each run in a sandbox by name: `python limits.py NAME`, JSON out.

The same programs without a sandbox (`NAME --bare`) take what they ask for: the control.
"""

import errno
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hub_config.sandbox import Limits, Sandbox, fork

MEBIBYTE = 1 << 20
LIMITS = Limits(
    memory_bytes=128 * MEBIBYTE,
    processes=24,
    cpu_seconds=1,
    open_files=64,
    file_bytes=4 * MEBIBYTE,
    tmp_bytes=8 * MEBIBYTE,
)
MORE_PROCESSES = 40
SCRATCH = Path("/tmp/sandbox-limits-scratch")


def take_memory() -> str:
    try:
        return f"took {len(bytearray(2 * LIMITS.memory_bytes)) // MEBIBYTE}"
    except MemoryError:
        return "MemoryError"


def take_memory_in_parts() -> str:
    """Several processes, each within its own limit, all together far beyond the sandbox's."""
    children = []
    for _ in range(4):
        if (pid := os.fork()) == 0:
            held = bytearray(LIMITS.memory_bytes * 6 // 10)
            time.sleep(1 + held[0])
            os._exit(0)
        children.append(pid)
    return f"survivors {sum(os.waitpid(pid, 0)[1] == 0 for pid in children)}"


def take_processes() -> str:
    children: list[int] = []
    try:
        for _ in range(MORE_PROCESSES):
            if (pid := os.fork()) == 0:
                signal.pause()
            children.append(pid)
    except BlockingIOError:
        return f"stopped at {len(children)}"
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    return f"took {len(children)}"


def take_processor() -> str:
    until = time.process_time() + 2.2
    while time.process_time() < until:
        pass
    return "ran on"


def take_descriptors() -> str:
    held: list[int] = []
    try:
        held.extend(os.open("/dev/null", os.O_RDONLY) for _ in range(200))
    except OSError as refusal:
        return errno.errorcode[refusal.errno or 0]
    return f"took {len(held)}"


def write_a_large_file() -> str:
    try:
        SCRATCH.write_bytes(bytes(LIMITS.file_bytes + 1))
    except OSError as refusal:
        return errno.errorcode[refusal.errno or 0]
    return "written"


def fill_the_scratch_folder() -> str:
    try:
        for number in range(4):
            SCRATCH.with_suffix(f".{number}").write_bytes(bytes(LIMITS.file_bytes - 1))
    except OSError as refusal:
        return errno.errorcode[refusal.errno or 0]
    return "written"


def leave_a_core() -> str:
    os.abort()


PROGRAMS: dict[str, Callable[[], str]] = {
    program.__name__: program
    for program in (
        take_memory,
        take_memory_in_parts,
        take_processes,
        take_processor,
        take_descriptors,
        write_a_large_file,
        fill_the_scratch_folder,
        leave_a_core,
    )
}


def sandboxed(program: Callable[[], str]) -> dict[str, Any]:
    reader, writer = os.pipe()
    child = fork(
        lambda: os.write(writer, program().encode()) and 0, Sandbox(name="limits", limits=LIMITS), (writer,)
    )
    os.close(writer)
    with os.fdopen(reader, "rb") as words:
        said = words.read().decode()
    return {"said": said, "status": child.wait(), "out_of_memory": child.out_of_memory}


def main() -> None:
    program = PROGRAMS[sys.argv[1]]
    if sys.argv[2:] == ["--bare"]:
        outcome = {"said": program()}
        for path in (SCRATCH, *SCRATCH.parent.glob(f"{SCRATCH.name}.*")):
            path.unlink(missing_ok=True)
    else:
        outcome = sandboxed(program)
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
