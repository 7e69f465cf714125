"""Attempts to reach out of a sandbox, each tried outside first, where it must succeed, and then inside.

Run as a program by `probing.py`, under whatever user is to be tried:

    python probes.py '{"secret_file": ..., ...}'

It prints one JSON object: {"outside": {probe: outcome}, "inside": {probe: outcome}}, an outcome
being "reached: …" or "refused: …". It needs nothing but `hub_config.sandbox`.
"""

import ctypes
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hub_config.sandbox import Mount, Sandbox, fork, system_mounts

libc = ctypes.CDLL(None, use_errno=True)
SHARED_MEMORY_KEY = 0x434C5542
IPC_CREATE, IPC_REMOVE = 0o1000, 0

Setting = dict[str, Any]


def read_another_childs_file(setting: Setting) -> str:
    return Path(setting["secret_file"]).read_text()


def see_other_processes(setting: Setting) -> str:
    return Path(f"/proc/{setting['bystander']}/status").read_text()[:20]


def signal_another_process(setting: Setting) -> str:
    os.kill(setting["bystander"], 0)
    return "signalled"


def read_another_environment(setting: Setting) -> str:
    return Path(f"/proc/{setting['bystander']}/environ").read_text()[:20]


def connect_to_a_port_of_the_machine(setting: Setting) -> str:
    with socket.create_connection(("127.0.0.1", setting["port"]), timeout=2):
        return "connected"


def send_a_datagram(setting: Setting) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        return str(sender.sendto(b"x", ("127.0.0.1", setting["port"])))


def connect_to_a_named_socket(setting: Setting) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(setting["unix_socket"])
        return "connected"


def connect_to_an_abstract_socket(setting: Setting) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("\0" + setting["abstract_socket"])
        return "connected"


def speak_to_the_hypervisor(_: Setting) -> str:
    with socket.socket(socket.AF_VSOCK) as connection:
        return connection.family.name


def ask_netlink(_: Setting) -> str:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as connection:
        return connection.family.name


def use_a_forgotten_descriptor(setting: Setting) -> str:
    return str(os.fstat(setting["forgotten_descriptor"]).st_ino)


def find_the_callers_secret_in_the_environment(_: Setting) -> str:
    return os.environ["A_SECRET"]


def attach_the_machines_shared_memory(_: Setting) -> str:
    if (number := libc.shmget(SHARED_MEMORY_KEY, 0, 0)) < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    return str(number)


def read_the_machines_shared_files(setting: Setting) -> str:
    return Path(setting["shared_file"]).read_text()


def write_where_only_reading_is_meant(setting: Setting) -> str:
    return str((Path(setting["read_only_folder"]) / "mark").write_text("x"))


def read_the_machines_accounts(_: Setting) -> str:
    return next(line for line in Path("/etc/passwd").read_text().splitlines() if line.startswith("daemon:"))


def read_kernel_settings(_: Setting) -> str:
    return Path("/proc/sys/kernel/ostype").read_text()


def see_devices(_: Setting) -> str:
    return next(str(path) for path in Path("/sys/class").iterdir())


def steal_a_neighbours_descriptor(_: Setting) -> str:
    """As a kernel might take the server's listening socket: by its process, from the same uid."""
    ours, _theirs = os.pipe()
    neighbour = os.fork()
    if neighbour == 0:
        time.sleep(5)
        os._exit(0)
    try:
        return str(Path(f"/proc/{neighbour}/fd/{ours}").readlink())
    finally:
        os.kill(neighbour, 9)
        os.waitpid(neighbour, 0)


def connect_with_a_handed_in_socket(setting: Setting) -> str:
    """A listening socket made outside keeps the machine's network: close it and connect it anew."""
    listener = socket.socket(fileno=os.dup(setting["listener"]))
    listener.shutdown(socket.SHUT_RDWR)
    listener.settimeout(2)
    listener.connect(("127.0.0.1", setting["port"]))
    return "connected"


PROBES: tuple[Callable[[Setting], str], ...] = (
    read_another_childs_file,
    see_other_processes,
    signal_another_process,
    read_another_environment,
    connect_to_a_port_of_the_machine,
    send_a_datagram,
    connect_to_a_named_socket,
    connect_to_an_abstract_socket,
    speak_to_the_hypervisor,
    ask_netlink,
    use_a_forgotten_descriptor,
    find_the_callers_secret_in_the_environment,
    attach_the_machines_shared_memory,
    read_the_machines_shared_files,
    write_where_only_reading_is_meant,
    read_the_machines_accounts,
    read_kernel_settings,
    see_devices,
    steal_a_neighbours_descriptor,
    connect_with_a_handed_in_socket,
)

# Calls with arguments that can do no harm: outside, the kernel gets as far as judging them.
HARMLESS_CALLS: dict[str, tuple[int, ...]] = {
    "ptrace": (9999, 0, 0, 0),
    "process_vm_readv": (0, 0, 0, 0, 0, 99),
    "process_vm_writev": (0, 0, 0, 0, 0, 99),
    "mount": (0, 0, 0, 0, 0),
    "umount2": (0, 0),
    "pivot_root": (0, 0),
    "chroot": (0,),
    "move_mount": (-1, 0, -1, 0, 0),
    "unshare": (0x1,),
    "setns": (-1, 0),
    "keyctl": (9999, 0, 0, 0, 0),
    "add_key": (0, 0, 0, 0, 0),
    "request_key": (0, 0, 0, 0),
    "bpf": (9999, 0, 0),
    "perf_event_open": (0, 0, 0, 0, 0),
    "userfaultfd": (0x40000000,),
    "io_uring_setup": (0, 0),
    "io_uring_enter": (-1, 0, 0, 0, 0, 0),
    "pidfd_getfd": (-1, 0, 0),
    "kexec_load": (0, 99999, 0, 0),
    "init_module": (0, 0, 0),
    "finit_module": (-1, 0, 0),
    "reboot": (0, 0, 0, 0),
    "open_by_handle_at": (-1, 0, 0),
    "swapon": (0, 0),
    "sethostname": (0, -1),
    "settimeofday": (0, 1),
    "personality": (0xFFFFFFFF,),
}
NEW_USER_NAMESPACE = 0x10000000


def machine() -> str:
    return os.uname().machine


def attempt(probe: Callable[[Setting], str], setting: Setting) -> str:
    try:
        return f"reached: {probe(setting)}"
    except (OSError, KeyError, StopIteration) as refusal:
        return f"refused: {refusal!r}"


def error_of_call(name: str) -> int:
    """The errno of one harmless call, 0 if it succeeded."""
    from hub_config.sandbox.kernel import MACHINE
    from hub_config.sandbox.seccomp import ARCHITECTURES, REFUSED

    number = REFUSED[name][ARCHITECTURES[MACHINE][0]]
    ctypes.set_errno(0)
    arguments = (ctypes.c_long(each) for each in HARMLESS_CALLS[name])
    return ctypes.get_errno() if libc.syscall(number, *arguments) < 0 else 0


def state() -> dict[str, Any]:
    """What the kernel says this process is."""
    lines = (line.partition(":") for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "status": {name: value.strip() for name, _, value in lines},
        "namespaces": {
            name: str(Path(f"/proc/self/ns/{name}").readlink())
            for name in ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
        },
        "root": sorted(path.name for path in Path("/").iterdir()),
        "groups": os.getgroups(),
        "processes": [path.name for path in Path("/proc").iterdir() if path.name.isdigit()],
        "file_systems": Path("/proc/self/mountinfo").read_text().splitlines(),
    }


def inside(what: Callable[[], Any], sandbox: Sandbox, *keep: int) -> Any:
    """The JSON of what `what` gives in a sandbox of its own, or its exit status if it gave nothing."""
    reader, writer = os.pipe()

    def target() -> int:
        os.write(writer, json.dumps(what()).encode())
        return 0

    child = fork(target, sandbox, keep_fds=(2, writer, *keep))
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        said = answers.read()
    status = child.wait()
    return json.loads(said) if said else f"ended: {status}"


def use_another_architectures_calls() -> str:
    """x86_64's second table of calls, which a filter that forgets it lets through."""
    ctypes.set_errno(0)
    libc.syscall(ctypes.c_long(0x40000000 + 39))
    return f"errno {ctypes.get_errno()}"


def clone_into_a_user_namespace() -> int:
    """The errno of clone with NEWUSER; a child that comes to life ends at once."""
    from hub_config.sandbox.kernel import MACHINE
    from hub_config.sandbox.seccomp import ARCHITECTURES, CLONE

    ctypes.set_errno(0)
    number = CLONE[ARCHITECTURES[MACHINE][0]]
    made = libc.syscall(number, ctypes.c_long(NEW_USER_NAMESPACE | 17), *[ctypes.c_long(0)] * 4)
    if made == 0:
        os._exit(0)
    return ctypes.get_errno() if made < 0 else 0


def main() -> None:
    setting = json.loads(sys.argv[1])
    forgotten = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(forgotten, True)
    # The attempt spends its listener, so each side has its own.
    listeners = {side: socket.create_server(("127.0.0.1", 0)) for side in ("outside", "inside")}
    numbers = {side: listener.fileno() for side, listener in listeners.items()}
    setting["forgotten_descriptor"] = forgotten
    settings = {side: setting | {"listener": number} for side, number in numbers.items()}
    segment = libc.shmget(SHARED_MEMORY_KEY, 4096, IPC_CREATE | 0o600)
    sandbox = Sandbox(
        name="hostile",
        mounts=(*system_mounts(), Mount(Path(setting["read_only_folder"]))),
        uid=setting["uid"],
        gid=setting["uid"],
    )
    report = {
        "outside": {probe.__name__: attempt(probe, settings["outside"]) for probe in PROBES},
        "inside": {
            probe.__name__: inside(partial(attempt, probe, settings["inside"]), sandbox, numbers["inside"])
            for probe in PROBES
        },
        "state_outside": state(),
        "state_inside": inside(state, sandbox),
        "calls_outside": {name: error_of_call(name) for name in HARMLESS_CALLS},
        "calls_inside": inside(lambda: {name: error_of_call(name) for name in HARMLESS_CALLS}, sandbox),
        "clone_inside": inside(clone_into_a_user_namespace, sandbox),
        "other_table_inside": inside(use_another_architectures_calls, sandbox),
    }
    libc.shmctl(segment, IPC_REMOVE, None)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
