"""``python -m website.supervisor demo|reset``."""

import sys

from bootstrap.progress import say
from website.supervisor.layout import Layout
from website.supervisor.prepare import forget
from website.supervisor.run import run_until_stopped


def main() -> int:
    command = sys.argv[1:] or ["demo"]
    layout = Layout.here()
    if command == ["demo"]:
        return run_until_stopped(layout, welcome(layout))
    if command == ["reset"]:
        return reset(layout)
    sys.stderr.write("usage: python -m website.supervisor demo|reset\n")
    return 2


def welcome(layout: Layout) -> list[str]:
    """What a person sees when everything answers."""
    from website.demo.logins import login_lines

    return [
        "",
        f"Ready: {layout.site_url}",
        "",
        *login_lines(layout.site_url),
        "",
        "Ctrl-C stops everything.",
        "",
    ]


def reset(layout: Layout) -> int:
    """Forget the demo's data, unless it is running."""
    import fcntl

    lock = layout.data / "running.lock"
    if lock.exists():
        with lock.open() as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                say("It is running: stop it with Ctrl-C first.")
                return 1
    forget(layout)
    say("The demo's data is gone; `make demo` starts afresh.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
