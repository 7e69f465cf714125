"""Asks, starts and stops until the hub that runs it stops or is gone."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hub_config.ahead.hub import Hub
from hub_config.ahead.rules import Due, Limits, Tried, plan
from hub_config.ahead.site import ask_site
from hub_config.ahead.web import Away
from hub_config.logs import log_to_stderr
from hub_config.settings import AheadSettings

log = logging.getLogger("clubs.ahead")

FORGOTTEN_AFTER = timedelta(days=1)
SECONDS_BETWEEN_STARTS = 1.0  # each of those at once; a kernel starts after its server


class Ahead:
    """One service: asks every few seconds, starts a few at a time."""

    def __init__(self, settings: AheadSettings, hub: Hub) -> None:
        self._settings, self._hub = settings, hub
        self._limits = Limits(
            timedelta(minutes=settings.minutes), settings.most, timedelta(minutes=settings.quiet_minutes)
        )
        self._tried: dict[tuple[str, datetime], Tried] = {}
        self._ending = threading.Event()

    def end(self, *_: object) -> None:
        """Finish what is being asked, and no more."""
        self._ending.set()

    def run(self) -> None:
        """Go on until `end`, or until the hub that started this process is no more its parent."""
        hub = os.getppid()
        while not self._ending.is_set() and os.getppid() == hub:
            try:
                self.look()
            except Away as away:
                # Nobody is started or stopped on half the facts.
                log.warning("%s", away)
            self._ending.wait(self._settings.seconds_between_looks)

    def look(self) -> None:
        """Look once, and do what is to be done. Raises `Away`."""
        due = ask_site(self._settings.site_url, self._settings.token)
        servers = self._hub.servers()
        now = datetime.now(UTC)
        self._tried = {key: each for key, each in self._tried.items() if now - each.last_at < FORGOTTEN_AFTER}
        chosen = plan(now, due, servers, self._tried, self._limits)
        for learner in chosen.stops:
            log.info("stopping learner=%s: %s", learner, "done" if self._hub.stop(learner) else "refused")
        self._start(chosen.starts)

    def _start(self, starts: Iterable[Due]) -> None:
        with ThreadPoolExecutor(self._settings.at_once) as few:
            for due, started in few.map(self._start_one, starts):
                key = (due.learner, due.starts_at)
                before = self._tried.get(key)
                times = before.times + 1 if before else 1
                self._tried[key] = Tried(times, datetime.now(UTC), started)
                log.info("started ahead learner=%s: %s", due.learner, "yes" if started else "not yet")

    def _start_one(self, due: Due) -> tuple[Due, bool]:
        if self._ending.is_set():
            return due, False
        try:
            started = self._hub.start(due)
        except Away as away:
            log.warning("%s", away)
            started = False
        self._ending.wait(SECONDS_BETWEEN_STARTS)
        return due, started


def main() -> int:
    """Exit code 0 when told to stop, or when the hub is gone."""
    log_to_stderr("clubs.ahead")
    hub = Hub(os.environ["JUPYTERHUB_API_URL"], os.environ["JUPYTERHUB_API_TOKEN"])
    ahead = Ahead(AheadSettings.from_environment(os.environ), hub)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ahead.end)
    ahead.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
