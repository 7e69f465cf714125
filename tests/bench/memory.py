"""Memory of a tree of processes; of the marker's: the warm parents, the checkers and the running jobs."""

import threading
from contextlib import suppress
from pathlib import Path

MARKER = (b"curriculum.grading.runner", b"curriculum.grading.checker")
SAMPLE_SECONDS = 0.05


class Peak:
    """Samples while it is entered; `mb` is the most that all of them took at one moment.

    Shared pages count once (PSS), in millions of bytes. Processes elsewhere on the machine
    are left out: only descendants of `root` count.
    """

    def __init__(self, root: int) -> None:
        self.mb = 0.0
        self._root = root
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            self.mb = max(self.mb, sum(map(pss, marker_processes(self._root))) / 1e6)


def descendants(root: int) -> list[int]:
    """A process and all that descend from it, as far as they live."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found, to_see = [], [root]
    while to_see:
        process = to_see.pop()
        to_see += children.get(process, [])
        found.append(process)
    return found


def marker_processes(root: int) -> list[int]:
    """The marker's processes among the descendants of `root`."""
    found = []
    for process in descendants(root):
        with suppress(OSError):
            if any(name in Path(f"/proc/{process}/cmdline").read_bytes() for name in MARKER):
                found.append(process)
    return found


def pss(process: int) -> int:
    """A process's share of memory in bytes; 0 when it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
