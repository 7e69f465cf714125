"""One control group a sandbox, in version 1, version 2 or a mixture, where this process may make one.

Groups stand below the caller's own (or beside it, where version 2 forbids children of a
group that holds processes), so that whatever limits the caller has hold still.
"""

import itertools
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hub_config.sandbox.specification import Limits

PREFIX = "coding-clubs-"
CONTROLLERS = ("memory", "pids", "cpu")
CPU_PERIOD_MICROSECONDS = 100_000
REMOVAL_TRIES, REMOVAL_PAUSE_SECONDS = 50, 0.01
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """A folder of the cgroup file system under which groups with `controllers` can be made."""

    folder: Path
    controllers: frozenset[str]
    version: int


@dataclass(frozen=True)
class Group:
    """The folders of one sandbox's group, one a hierarchy."""

    places: tuple[Place, ...]

    @property
    def limits_memory(self) -> bool:
        return any("memory" in place.controllers for place in self.places)

    def open_doors(self) -> list[int]:
        """Descriptors through which a process joins by writing "0"; the caller closes them."""
        return [os.open(place.folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC) for place in self.places]

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed something inside for passing the memory limit."""
        for place in self.places:
            if "memory" in place.controllers:
                events = place.folder / ("memory.events" if place.version == 2 else "memory.oom_control")
                counts = dict(line.split() for line in events.read_text().splitlines())
                return int(counts.get("oom_kill", 0)) > 0
        return False

    def memory_bytes(self) -> int | None:
        """Memory in use now, or None where no group counts it."""
        for place in self.places:
            if "memory" in place.controllers:
                name = "memory.current" if place.version == 2 else "memory.usage_in_bytes"
                return int((place.folder / name).read_text())
        return None

    def step_aside(self) -> bool:
        """Give what is inside a quarter of what others get of the processors, while they want them.

        False where no group governs that.
        """
        for place in self.places:
            if "cpu" in place.controllers:
                name, share = ("cpu.weight", "25") if place.version == 2 else ("cpu.shares", "256")
                (place.folder / name).write_text(share)
                return True
        return False

    def remove(self) -> None:
        """Remove the folders; the kernel may need a moment after the last process is gone."""
        for place in self.places:
            for _ in range(REMOVAL_TRIES):
                try:
                    place.folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(REMOVAL_PAUSE_SECONDS)
                else:
                    break


def create(name: str, limits: Limits) -> Group | None:
    """Make a group with `limits`, or None where this process may not; `name` is for whoever looks."""
    title = f"{PREFIX}{os.getpid()}-{next(_numbers)}-{name}"
    made: list[Place] = []
    for place in places():
        folder = place.folder / title
        try:
            folder.mkdir()
            made.append(Place(folder, place.controllers, place.version))
            _write_limits(made[-1], limits)
        except OSError:
            Group(tuple(made)).remove()
            return None
    return Group(tuple(made)) if made else None


def sweep() -> None:
    """Remove groups that a killed process of ours left behind, those empty by now."""
    for place in places():
        for folder in place.folder.glob(f"{PREFIX}*"):
            owner = folder.name.removeprefix(PREFIX).partition("-")[0]
            if not Path(f"/proc/{owner}").exists():
                with suppress(OSError):
                    folder.rmdir()


def places() -> list[Place]:
    """Where groups can be made, one place a hierarchy; empty where none can."""
    own = Path("/proc/self/cgroup").read_text()
    return [place for place in _places(own) if os.access(place.folder, os.W_OK)]


@lru_cache(maxsize=1)
def _places(own_groups: str) -> tuple[Place, ...]:
    """As `places`, for a process whose groups are those; what is mounted does not change meanwhile."""
    own = _own_paths(own_groups)
    found: list[Place] = []
    for mount_root, mount_point, kind, options in _hierarchies():
        if kind == "cgroup":
            wanted = frozenset(CONTROLLERS) & options
            path = next((own[each] for each in wanted if each in own), None)
            if wanted and path is not None:
                found.append(Place(_below(mount_point, mount_root, path), wanted, 1))
        elif "" in own:
            found += _version_2(_below(mount_point, mount_root, own[""]), mount_point)
    return tuple(found)


def _version_2(folder: Path, top: Path) -> list[Place]:
    """The nearest folder, our own or the one above, whose children get the controllers."""
    for candidate in (folder, folder.parent) if folder != top else (folder,):
        with suppress(OSError):
            enabled = frozenset((candidate / "cgroup.subtree_control").read_text().split())
            # cpu is a comfort; without memory and pids the group would only be for show.
            if {"memory", "pids"} <= enabled and os.access(candidate / "cgroup.procs", os.W_OK):
                return [Place(candidate, enabled & frozenset(CONTROLLERS), 2)]
    return []


def _own_paths(own_groups: str) -> dict[str, str]:
    """This process's path in each hierarchy, by controller; version 2 is the empty name."""
    paths: dict[str, str] = {}
    for line in own_groups.splitlines():
        _, controllers, path = line.split(":", 2)
        paths |= dict.fromkeys(controllers.split(","), path)
    return paths


def _hierarchies() -> list[tuple[str, Path, str, frozenset[str]]]:
    """Mounted hierarchies as (root inside the hierarchy, mount point, type, options)."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        if kind in ("cgroup", "cgroup2"):
            root, point = before.split(" ")[3:5]
            found.append((root, Path(point), kind, frozenset(options.split(","))))
    return found


def _below(mount_point: Path, mount_root: str, path: str) -> Path:
    """The folder of `path`, also where a container mounts only its own part of the hierarchy."""
    inside = path.removeprefix(mount_root) if mount_root != "/" else path
    return mount_point / inside.lstrip("/")


def _write_limits(place: Place, limits: Limits) -> None:
    for name, value in _values(place, limits).items():
        # Accounting of swap is a build option of the kernel; where it is off there is nothing to limit.
        with suppress(FileNotFoundError):
            (place.folder / name).write_text(value)


def _values(place: Place, limits: Limits) -> dict[str, str]:
    memory, quota = (
        str(limits.memory_bytes),
        limits.processors and int(limits.processors * CPU_PERIOD_MICROSECONDS),
    )
    values: dict[str, str] = {}
    if "memory" in place.controllers:
        values |= (
            {"memory.max": memory, "memory.swap.max": "0"}
            if place.version == 2
            else {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory}
        )
    if "pids" in place.controllers:
        values["pids.max"] = str(limits.processes)
    if "cpu" in place.controllers and quota:
        values |= (
            {"cpu.max": f"{quota} {CPU_PERIOD_MICROSECONDS}"}
            if place.version == 2
            else {"cpu.cfs_period_us": str(CPU_PERIOD_MICROSECONDS), "cpu.cfs_quota_us": str(quota)}
        )
    return values
