"""A pytest plugin: which tests share a worker of xdist, so that a dear set-up is paid once.

Loaded early (``-p tests.xdist_plugin``). xdist's own mark for this, ``xdist_group``, does nothing with
pytest 9.2: it is handed on inside a test's id, which a plugin can no longer change. A scheduler of
one's own is the way that xdist offers.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# What is set up, and the files that share it. All other tests go to whichever worker is free. These go first:
# none may empty the database (`transaction=True`, `live_server`), which holds what migrations have put there.
SHARED = {
    "the whole stack": {
        "tests/e2e/test_copies.py",
        "tests/e2e/test_every_page_type.py",
        "tests/e2e/test_journeys.py",
        "tests/e2e/test_journeys_in_trouble.py",
        "tests/e2e/test_main_job.py",
        "tests/e2e/test_restarts.py",
    },
    "a lesson room": {"tests/e2e/test_lesson_room.py", "tests/e2e/test_lesson_room_for_everybody.py"},
    "a hub": {"tests/integration/test_hub.py"},
    "a hub with a watch": {"tests/integration/test_ahead.py"},
    "a hub with copies": {"tests/integration/test_hub_copies.py"},
    "a hub that starts servers": {"tests/unit/hub_config/test_spawner.py"},
    "a launcher": {"tests/unit/hub_config/test_launcher.py"},
    "rooms for own notebooks": {"tests/unit/hub_config/test_lesson_server_notebook.py"},
    "a copy of the source": {"tests/integration/test_mark_command_processes.py"},
}
SHARED_BY = {file: shared for shared, files in SHARED.items() for file in sorted(files)}


class ByWhatIsShared(LoadScopeScheduling):
    """Gives tests that share a set-up to one worker, and those first: what is single fills the gaps."""

    def _split_scope(self, nodeid: str) -> str:
        return SHARED_BY.get(nodeid.split("::", 1)[0], nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWhatIsShared:
    """Whatever ``--dist`` says."""
    return ByWhatIsShared(config, log)
