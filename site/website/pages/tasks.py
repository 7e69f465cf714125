"""What the worker does for the CMS by the clock."""

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *", periodic_id="scheduled-pages")
@app.task(name="pages.publish_scheduled", queue="pages", queueing_lock="pages.publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    """Publish pages whose time has come, take down those whose time is up. ``timestamp``: the minute."""
    call_command("publish_scheduled", verbosity=0)
