"""Housekeeping of events, in the background."""

import logging

from procrastinate.contrib.django import app

from .rollup import roll_up

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="roll_up_events")
@app.task(name="progress.roll_up_events", queue="housekeeping", queueing_lock="progress.roll_up_events")
def roll_up_events(timestamp: int) -> None:
    """Turn the events of sessions that are over into counts."""
    report = roll_up()
    if report.events or report.calls:
        log.info("%d events of %d children became counts", report.events, report.children)
