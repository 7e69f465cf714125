"""The superuser's processes run from a copy of the source that the system user can read."""

import compileall
import shutil

from website.supervisor.layout import CHECKOUT, Layout

PARTS = ("site", "clubs", "curriculum", "hub_config", "exercises", "manage.py")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc", ".*", "lesson_room")


def settle(layout: Layout) -> None:
    """Copy the checkout's source into ``layout.app``; nothing to do where they are one."""
    if layout.app == CHECKOUT:
        return
    half = layout.app.with_name("app.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o755)
    for part in PARTS:
        origin = CHECKOUT / part
        if origin.is_dir():
            shutil.copytree(origin, half / part, ignore=LEFT_OUT)
        else:
            shutil.copy2(origin, half / part)
    for path in half.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    compileall.compile_dir(half, quiet=2, workers=1, stripdir=str(half), prependdir=str(layout.app))
    shutil.rmtree(layout.app, ignore_errors=True)
    half.rename(layout.app)
