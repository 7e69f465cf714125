"""The board as it happens: server-sent events of the tiles that are drawn otherwise than before."""

import asyncio
import json
from collections.abc import AsyncIterator
from importlib import import_module
from typing import cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.people.guards import SignedIn, adults_only
from clubs.people.models import User
from clubs.records.listening import Key, listener
from clubs.records.refusals import Refusal
from curriculum.courses.lesson_api import releasing

from .board import Rendered, own_session, rendered

HEARTBEAT_SECONDS = 15.0
# Thirty children who check at once are one new board, not thirty.
GATHER_SECONDS = 0.2


@require_safe
@never_cache
@releasing
@adults_only
def board_events(request: SignedIn, pk: int) -> HttpResponse:
    """The board now, unless it looks as it did at the last event, and its tiles as they change."""
    own_session(request.user, pk)
    seen = request.headers.get("Last-Event-ID", "")
    response = StreamingHttpResponse(_events(request, pk, seen), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return cast(HttpResponse, response)


async def _events(request: HttpRequest, pk: int, seen: str) -> AsyncIterator[bytes]:
    before: Rendered | None = None
    async with listener().waiting_for(("session", str(pk))) as waiting:
        while (now := await _drawn_again(request, pk)) is not None:
            waiting.wait_for(*_keys(pk, now))
            if now.digest != seen:
                yield _message(now, before)
                seen, before = now.digest, now
            if await waiting.changes(HEARTBEAT_SECONDS):
                await asyncio.sleep(GATHER_SECONDS)
            else:
                yield b": still here\n\n"


def _keys(pk: int, now: Rendered) -> list[Key]:
    return [("session", str(pk)), *(("learner", str(learner)) for learner in sorted(now.learners))]


def _message(now: Rendered, before: Rendered | None) -> bytes:
    return f"id: {now.digest}\nevent: board\ndata: {json.dumps(now.as_message(before))}\n\n".encode()


@sync_to_async
@releasing
def _drawn_again(request: HttpRequest, pk: int) -> Rendered | None:
    """Draw the board again, if whoever looks is still signed in and still of this club's team."""
    who = who_now(request)
    if who is None:
        return None
    try:
        return rendered(own_session(who, pk), who)
    except (Refusal, Http404):
        return None


def who_now(request: HttpRequest) -> User | None:
    """Who is signed in at this browser now, read afresh; None once they have signed out."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    looked_up = HttpRequest()
    looked_up.session = store(request.session.session_key)
    user = auth.get_user(looked_up)
    return user if isinstance(user, User) and user.is_active else None
