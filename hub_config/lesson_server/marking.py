"""Follows a submission until it is marked, by the site's events or by asking again."""

import asyncio
import time
from collections.abc import AsyncIterator

from hub_config.lesson_server.refusals import Refusal, SiteAway
from hub_config.lesson_server.site_api import MARKING_SECONDS, SiteApi

FINISHED = {"marked", "set_aside"}
ASK_AGAIN_SECONDS = 2.0


class StillMarking(Refusal):
    """The marks did not come in the time a child can be asked to wait."""

    status = 504
    code = "still_marking"
    message = "The checker is very busy. Your work is safe and will be checked soon."
    next_step = "Go on with the next part, and press Check again later."


async def marking_states(site_api: SiteApi, first: dict) -> AsyncIterator[dict]:
    """Each state of a submission, from the reply that stored it to its result.

    A broken event stream is made good by asking every two seconds. Raises SiteAway if
    the site stays out of reach, StillMarking when the time is up.
    """
    identity = str(first.get("id", ""))
    if not identity:
        raise SiteAway
    yield first
    try:
        async for state in site_api.submission_events(identity):
            yield state
            if state.get("state") in FINISHED:
                return
    except SiteAway:
        pass
    async for state in _ask_again(site_api, identity):
        yield state


async def _ask_again(site_api: SiteApi, identity: str) -> AsyncIterator[dict]:
    deadline = time.monotonic() + MARKING_SECONDS
    misses = 0
    while time.monotonic() < deadline:
        try:
            state = await site_api.submission(identity)
        except SiteAway:
            misses += 1
            if misses == 3:
                raise
        else:
            misses = 0
            yield state
            if state.get("state") in FINISHED:
                return
        await asyncio.sleep(ASK_AGAIN_SECONDS)
    raise StillMarking
