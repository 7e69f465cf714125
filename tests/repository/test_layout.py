"""The shape of the tree, and what may never stand in it."""

import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, text=True
    )
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name]


def text_of(path: Path) -> str:
    try:
        return path.read_text()
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return ""


def test_site_is_a_plain_source_root() -> None:
    """An ``__init__.py`` there would shadow the standard library's ``site``."""
    assert not (REPOSITORY / "site" / "__init__.py").exists()


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"/work/(main|shared)|/root/\.pyenv", id="a path of one machine"),
        pytest.param(r"registry\.npmjs|files\.pythonhosted|deb\.debian\.org", id="a registry's host"),
        pytest.param(r"lorem ipsum", id="filler text"),
    ],
)
def test_no_file_names(pattern: str) -> None:
    # uv.lock names the public index by design: without it the lock cannot be checked.
    exempt = {REPOSITORY / "uv.lock", Path(__file__).resolve()}
    found = [
        str(path.relative_to(REPOSITORY))
        for path in tracked_files()
        if path not in exempt and re.search(pattern, text_of(path), re.IGNORECASE)
    ]
    assert not found
