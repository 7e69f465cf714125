"""``python3 -m bootstrap TARGET``: prepare what a make target needs."""

import sys

from . import environments, front_end, system_packages
from .progress import SetUpProblem, say
from .state import make_state_folder


def prepare(target: str) -> None:
    """Prepare ``target``: ``demo`` (site and hub), ``check`` (dev alone) or ``test`` (all of it)."""
    state = make_state_folder()
    names = {"demo": ("site", "hub"), "check": ("dev",), "test": ("site", "hub", "dev")}[target]
    environments.make(state, *names)
    if target != "check":
        system_packages.ensure_pango()
        front_end.build(state)
    if target == "test":
        say(f"The tests' browser: {system_packages.ensure_browser()}")


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in {"demo", "check", "test"}:
        sys.stderr.write("usage: python3 -m bootstrap demo|check|test\n")
        return 2
    try:
        prepare(sys.argv[1])
    except SetUpProblem as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
