"""What a home may hold: how it is counted, what goes and what stays when it is tidied."""

import os
from pathlib import Path

import pytest

from hub_config.launcher import home_size
from hub_config.launcher.home_size import measure, tidy

KIBIBYTE = 1 << 10
MOST = 400 * KIBIBYTE
NOTEBOOK, KEPT = "lessons/robot/robot.ipynb", "lessons/robot/kept/robot before mending.ipynb"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a notebook, a kept copy and a small file of the child's."""
    home = tmp_path / "home"
    for name in (NOTEBOOK, KEPT, "lessons/robot/scores.txt"):
        write(home / name, 8 * KIBIBYTE)
    return home


def write(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))


def names(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_symlink() or path.is_file()}


def nothing(home: Path) -> None:
    pass


def large_file(home: Path) -> None:
    write(home / "lessons/robot/film.bin", 2 * MOST)


def many_large_files(home: Path) -> None:
    for number in range(8):
        write(home / f"part-{number}.bin", MOST // 4)


def large_notebook(home: Path) -> None:
    write(home / "lessons/other/other.ipynb", 2 * MOST)


def sparse_file(home: Path) -> None:
    """Claims a gigabyte, holds nothing."""
    with (home / "sparse.bin").open("wb") as file:
        file.truncate(1 << 30)


def link_to_elsewhere(home: Path) -> None:
    write(home.parent / "elsewhere.bin", 2 * MOST)
    (home / "link").symlink_to(home.parent)


def deep_folders(home: Path) -> None:
    folder = home / "lessons/robot"
    for _ in range(home_size.DEEPEST + 6):
        folder = folder / "d"
    folder.mkdir(parents=True)


def thousands(home: Path) -> None:
    for number in range(60):
        write(home / f"lessons/robot/many/{number}", 1)


def thousands_beside_the_notebook(home: Path) -> None:
    for number in range(60):
        write(home / f"lessons/robot/{number}", 1)


def thousands_of_kept_copies(home: Path) -> None:
    for number in range(60):
        write(home / f"lessons/robot/kept/{number}.ipynb", 1)


SMALL = {NOTEBOOK, KEPT, "lessons/robot/scores.txt"}
HOMES = {
    "as it should be": (nothing, True, SMALL),
    "a large file": (large_file, False, SMALL),
    "a sparse file": (sparse_file, True, {*SMALL, "sparse.bin"}),
    "a link to a large folder": (link_to_elsewhere, True, {*SMALL, "link"}),
    "very deep folders": (deep_folders, False, SMALL),
    "thousands of files": (thousands, False, SMALL),
    "thousands beside the notebook": (thousands_beside_the_notebook, False, {NOTEBOOK}),
    "thousands of kept copies": (thousands_of_kept_copies, False, {NOTEBOOK, "lessons/robot/scores.txt"}),
}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_size, "MOST_ENTRIES", 40)
    monkeypatch.setattr(home_size, "LARGEST_NOTEBOOK", MOST)


@pytest.mark.parametrize(("fill", "fits", "left"), HOMES.values(), ids=HOMES)
def test_home(home: Path, fill, fits, left) -> None:
    fill(home)
    assert measure(home, MOST).fits(MOST) is fits
    assert bool(tidy(home, MOST)) is not fits
    assert measure(home, MOST).fits(MOST)
    assert names(home) == left


def test_largest_go_first_and_some_room_is_made(home: Path) -> None:
    many_large_files(home)
    write(home / "small.txt", KIBIBYTE)
    tidy(home, MOST)
    assert "small.txt" in names(home)
    assert measure(home, MOST).taken <= MOST * home_size.TIDIED_TO


def test_notebook_that_the_room_cannot_open_goes_too(home: Path) -> None:
    large_notebook(home)
    tidy(home, MOST)
    assert names(home) == SMALL


def test_nothing_outside_is_touched(home: Path) -> None:
    link_to_elsewhere(home)
    large_file(home)
    tidy(home, MOST)
    assert (home.parent / "elsewhere.bin").exists()


def test_folder_that_is_a_link_is_not_entered(home: Path) -> None:
    outside = home.parent / "outside"
    write(outside / "precious", KIBIBYTE)
    for number in range(60):
        write(home / f"many/{number}", 1)
    (home / "lessons/link").symlink_to(outside)
    tidy(home, MOST)
    assert (outside / "precious").exists()
