"""A sealed room for code that nobody has read: pupils' kernels and the marker's runs.

Pure standard library and ctypes, so that a warm parent process can fork straight
into a sandbox without starting another program (a few milliseconds).

    from hub_config.sandbox import Limits, Mount, Sandbox, fork, system_mounts

    sandbox = Sandbox(
        name="marking",                      # shows in `ps` and in the cgroup's name
        limits=Limits(memory_bytes=256 << 20, cpu_seconds=20),
        mounts=system_mounts(),              # /usr, the interpreter, its environment: read-only
        uid=209_999, gid=209_999,            # used only when the caller is root
    )
    ours, theirs = socket.socketpair()
    child = fork(lambda: run_job(theirs), sandbox, keep_fds=[theirs.fileno()])
    theirs.close()
    ...
    child.kill()                             # everything inside is gone
    status = child.wait()                    # as subprocess: exit code, or -signal
    child.out_of_memory                      # True if the kernel's limit killed something

What stands inside: own mount, PID, network, IPC, UTS and cgroup namespaces (and a
user namespace when the caller is not root); a fresh root holding the listed
mounts only, all read-only unless a `Mount` says `writable`; a private /tmp,
/dev/shm and /proc; another user, no groups, no capabilities, no way to new
privileges, a seccomp filter; limits on memory, processors, processes, open files
and file size. PID 1 inside only reaps; the target is PID 2. When the caller
dies, all of it dies. Descriptors other than `keep_fds` are closed (0, 1 and 2
become /dev/null unless kept), and the environment is exactly
`Sandbox.environment`.

The caller must be single-threaded, and whatever it holds in memory can be read by
the code inside: hold no secret, or fork through a `ForkServer` made before there was one.
`availability()` tells in a sentence why no sandbox can be had here; `fork` raises
`SandboxError` with the same sentence, and nothing runs.
"""

from hub_config.sandbox.availability import availability, available
from hub_config.sandbox.cgroups import sweep
from hub_config.sandbox.child import Child
from hub_config.sandbox.fork_server import ForkServer
from hub_config.sandbox.processes import fork
from hub_config.sandbox.shared_memory import keep_shared
from hub_config.sandbox.specification import Limits, Mount, Sandbox, SandboxError, system_mounts

__all__ = [
    "Child",
    "ForkServer",
    "Limits",
    "Mount",
    "Sandbox",
    "SandboxError",
    "availability",
    "available",
    "fork",
    "keep_shared",
    "sweep",
    "system_mounts",
]
