"""How much a learner's home may hold, measured and, before a server starts, brought about.

No quota of the file system is asked for: the homes may lie on any. A home is measured every few
seconds while its server runs, and a server whose home is too full is ended; the next start
tidies first, so that nobody is locked out. Notebooks stay; what programs have written goes,
the largest first.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1 << 20
HOME_BYTES = 256 * MEBIBYTE
# A home of more entries, or deeper, is full whatever it weighs: measuring must stay short.
MOST_ENTRIES = 10_000
DEEPEST = 24
# The lesson room reads no larger notebook (hub_config.lesson_server.lesson_folder.LARGEST_FILE).
LARGEST_NOTEBOOK = 20 * MEBIBYTE
LESSONS, KEPT = "lessons", "kept"
TIDIED_TO = 3 / 4  # of what it may hold, so that a child can work on


@dataclass(frozen=True)
class Size:
    """What a home holds: bytes on the disk and entries. `bounded` is False where counting was given up."""

    taken: int
    entries: int
    bounded: bool = True

    def fits(self, most: int) -> bool:
        return self.bounded and self.taken <= most


def measure(home: Path, most: int) -> Size:
    """Count until all is counted or it is known not to fit. Follows no link."""
    taken = entries = 0
    for depth, _path, entry in _entries(home):
        entries += 1
        with suppress(OSError):
            taken += entry.stat(follow_symlinks=False).st_blocks * 512
        if depth > DEEPEST or entries > MOST_ENTRIES or taken > most:
            return Size(taken, entries, bounded=taken > most and depth <= DEEPEST and entries <= MOST_ENTRIES)
    return Size(taken, entries)


def tidy(home: Path, most: int) -> list[str]:
    """Make a home fit again; what was removed, in words for the log. Only while no server runs there."""
    removed: list[str] = []
    for step in (_programs_files, _folders_of_programs, _kept_copies, _everything_else):
        if measure(home, most).fits(most):
            break
        removed += step(home, int(most * TIDIED_TO))
    return removed


def _programs_files(home: Path, most: int) -> Iterator[str]:
    """What is no notebook that the room could open, the largest first; nothing where there is too much."""
    found: list[tuple[int, str]] = []
    taken = 0
    for number, (depth, path, entry) in enumerate(_entries(home)):
        if number > MOST_ENTRIES or depth > DEEPEST:
            return
        size = entry.stat(follow_symlinks=False).st_blocks * 512
        taken += size
        if not entry.is_dir(follow_symlinks=False) and not _is_notebook(path, entry, home):
            found.append((size, path))
    for size, path in sorted(found, reverse=True):
        if taken <= most:
            return
        Path(path).unlink()
        taken -= size
        yield f"a file of {size} bytes"


def _folders_of_programs(home: Path, _most: int) -> Iterator[str]:
    """All but the lessons' own folders, and in those all folders but the kept copies."""
    yield from _clear(home, {LESSONS})
    for lesson in _folders(home / LESSONS):
        yield from _clear(lesson, {KEPT}, files=False)


def _kept_copies(home: Path, _most: int) -> Iterator[str]:
    for lesson in _folders(home / LESSONS):
        yield from _clear(lesson, set(), files=False)


def _everything_else(home: Path, _most: int) -> Iterator[str]:
    """All but each lesson's own notebook: thousands of files beside it."""
    for lesson in _folders(home / LESSONS):
        yield from _clear(lesson, {f"{lesson.name}.ipynb"})


def _clear(folder: Path, stay: set[str], *, files: bool = True) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.name in stay:
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
                yield "a folder"
            elif files:
                Path(entry.path).unlink()
                yield "a file"


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_notebook(path: str, entry: os.DirEntry[str], home: Path) -> bool:
    folder = Path(path).relative_to(home).parts[:-1]
    ours = folder[:1] == (LESSONS,) and len(folder) in {2, 3} and folder[2:] in {(), (KEPT,)}
    small = entry.stat(follow_symlinks=False).st_size <= LARGEST_NOTEBOOK
    return ours and small and entry.name.endswith(".ipynb") and entry.is_file(follow_symlinks=False)


def _entries(home: Path) -> Iterator[tuple[int, str, os.DirEntry[str]]]:
    """Every entry below `home` with its depth (1 for those in it) and path.

    Programs may run there: a folder that goes meanwhile is passed over, and one that is
    swapped for a link is not entered.
    """
    waiting: list[tuple[int, str]] = [(1, str(home))]
    while waiting:
        depth, folder = waiting.pop()
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            with suppress(OSError), os.scandir(descriptor) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}"
                    yield depth, path, entry
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((depth + 1, path))
        finally:
            os.close(descriptor)
