"""What only the operating system can bring: Pango for PDFs, a browser for the tests."""

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from .progress import SetUpProblem, step
from .state import env_python, is_superuser

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def has_pango() -> bool:
    return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))


def browser() -> str | None:
    """The command of a Chromium on PATH, else of one that Playwright has brought, else None."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or _playwrights_own()


def _playwrights_own() -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for executable in sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True):
        return str(executable)
    return None


def ensure_pango() -> None:
    """WeasyPrint's Pango. Raises SetUpProblem with the one command to type where apt may not be used."""
    _ensure("Pango, which prints the club cards", has_pango, PANGO)


def ensure_browser() -> str:
    """A browser for the tests: found, installed with apt, or Playwright's own; never done without."""
    if found := browser():
        return found
    try:
        _ensure("Chromium, for the browser tests", lambda: browser() is not None, ("chromium",))
    except SetUpProblem:
        with step("Letting Playwright bring its own Chromium"):
            subprocess.run([str(env_python("dev")), "-m", "playwright", "install", "chromium"], check=False)
        if browser() is None:
            raise
    found = browser()
    if found is None:
        raise SetUpProblem("No browser can be had for the tests. Install Chromium and run this again.")
    return found


def _ensure(what: str, there: Callable[[], bool], packages: tuple[str, ...]) -> None:
    if there():
        return
    command = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    if is_superuser() and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        with step(f"Installing {what}"):
            subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
            subprocess.run([*command.split(), "-qq"], env=environment, stdout=subprocess.DEVNULL, check=False)
    if not there():
        raise SetUpProblem(
            f"{what[0].upper()}{what[1:]}, is missing. Type this, then run again:\n\n    sudo {command}\n"
        )
