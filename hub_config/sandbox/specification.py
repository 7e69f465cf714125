"""What a sandbox is made of, as plain data."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1 << 20

MACHINE_PATHS = tuple(
    Path(path)
    for path in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/localtime")
)

DEFAULT_ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108  the sandbox's own, empty and private
    "TMPDIR": "/tmp",  # noqa: S108
    "LANG": "C.UTF-8",
}


class SandboxError(RuntimeError):
    """No sandbox can be had, or this one could not be built; the message is for a person."""


@dataclass(frozen=True)
class Limits:
    """What the code inside may use. Sizes in bytes, `None` for no limit of that kind.

    `memory_bytes` holds for the whole sandbox (its tmpfs files too) where a cgroup
    can be had, and for each process by its private writable memory everywhere, so that
    Python meets a `MemoryError` before the kernel kills. Mind that a forked target
    begins with all its parent's memory on that account. `processes` counts
    threads. `cpu_seconds` is processor time per process; at its end SIGXCPU, a
    second later SIGKILL. `processors` is a rate: 0.5 is half of one processor.
    """

    memory_bytes: int = 256 * MEBIBYTE
    processes: int = 64
    cpu_seconds: int | None = None
    processors: float | None = None
    open_files: int = 256
    file_bytes: int = 32 * MEBIBYTE
    tmp_bytes: int = 32 * MEBIBYTE


@dataclass(frozen=True)
class Mount:
    """A file or folder of the machine that is seen inside, at `target` or else at its own path."""

    source: Path
    target: Path | None = None
    writable: bool = False

    @property
    def inside(self) -> Path:
        return self.target or self.source


@dataclass(frozen=True)
class Sandbox:
    """One sandbox to be built; it may be used for many children, each in its own.

    `loopback` lets programs inside speak TCP among themselves on 127.0.0.1; without it
    only unix sockets can be made. `home` is where the target starts.
    """

    name: str = "sandbox"
    mounts: tuple[Mount, ...] = ()
    limits: Limits = field(default_factory=Limits)
    uid: int = 65534
    gid: int = 65534
    user_name: str = "learner"
    home: Path = Path("/tmp")  # noqa: S108
    environment: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_ENVIRONMENT))
    loopback: bool = False


def system_mounts(*extra: Path) -> tuple[Mount, ...]:
    """The machine's programs and libraries, this interpreter, its environment and `extra` paths, read-only.

    A path reached through a symbolic link is mounted under both names, since
    modules already loaded remember the name they were found by.
    """
    mounts: list[Mount] = []
    for path in (*MACHINE_PATHS, Path(sys.base_prefix), Path(sys.prefix), *extra):
        if not path.exists():
            continue
        real = path.resolve()
        for inside in dict.fromkeys((path.absolute(), real)):
            if not any(_shows(mount, inside, real) for mount in mounts):
                mounts.append(Mount(source=real, target=inside))
    return tuple(mounts)


def _shows(mount: Mount, inside: Path, real: Path) -> bool:
    """Whether `mount` already brings the machine's `real` path to the path `inside`."""
    return inside.is_relative_to(mount.inside) and mount.source / inside.relative_to(mount.inside) == real
