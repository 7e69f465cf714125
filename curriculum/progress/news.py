"""What a child's room is told as it happens: how their call for help stands, a phrase, a lesson to begin.

The whole of it each time: a room that missed something has everything again with the next.
No adult is named, and neither a place nor a time.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.utils import timezone

from clubs.people.models import User
from clubs.records.listening import Key, listener
from clubs.timetable.models import Session

from .attending import session_of
from .enums import Phrase
from .models import HelpRequest, Invitation, LessonVisit, Said

HEARTBEAT_SECONDS = 15.0
PHRASE_LASTS = timedelta(minutes=2)
INVITATION_LASTS = timedelta(minutes=20)


@dataclass(frozen=True)
class Call:
    """An open call for help: "waiting" or "taken"."""

    lesson: str
    exercise: str
    state: str


@dataclass(frozen=True)
class Heard:
    """A phrase said to everybody; a room shows each `id` once."""

    id: int
    words: str


@dataclass(frozen=True)
class Invited:
    """A lesson that everybody is invited to begin."""

    id: int
    lesson: str
    title: str


@dataclass(frozen=True)
class News:
    """All that a room is told. `may_ask`: adults of the child's session can be called now."""

    may_ask: bool
    call: Call | None = None
    phrase: Heard | None = None
    invitation: Invited | None = None

    def as_json(self) -> str:
        """The news as it is sent."""
        return json.dumps(asdict(self))


def news_of(learner: User) -> News:
    """What this child's room is to know now."""
    return news_and_keys(learner)[0]


def news_and_keys(learner: User) -> tuple[News, tuple[Key, ...]]:
    """The same, and what it may change with."""
    session = session_of(learner, timezone.now())
    mine: Key = ("learner", str(learner.pk))
    if session is None:
        return News(may_ask=False), (mine,)
    news = News(
        may_ask=True,
        call=_call(learner, session),
        phrase=_heard(session),
        invitation=_invited(learner, session),
    )
    return news, (mine, ("session", str(session.pk)))


def _call(learner: User, session: Session) -> Call | None:
    calls = HelpRequest.objects.open().of_learner(learner.pk).filter(session=session)
    call = calls.select_related("lesson").first()
    return Call(call.lesson.slug, call.exercise, call.state) if call else None


def _heard(session: Session) -> Heard | None:
    said = Said.objects.filter(session=session, said_at__gt=timezone.now() - PHRASE_LASTS).first()
    return Heard(said.pk, str(Phrase(said.phrase).label)) if said else None


def _invited(learner: User, session: Session) -> Invited | None:
    """The last invitation, for a child who has not opened that lesson since."""
    lately = Invitation.objects.filter(session=session, invited_at__gt=timezone.now() - INVITATION_LASTS)
    last = lately.select_related("lesson").first()
    if last is None:
        return None
    visits = LessonVisit.objects.filter(learner=learner, lesson=last.lesson, last_at__gt=last.invited_at)
    return None if visits.exists() else Invited(last.pk, last.lesson.slug, last.lesson.title)


async def stream(
    ask: Callable[[], Awaitable[tuple[News, tuple[Key, ...]] | None]], seen: str
) -> AsyncIterator[bytes]:
    """Server-sent events: the news now and at each change, until `ask` gives None.

    `ask` looks again, permission included; `seen` is the last event's id, if any came.
    """
    async with listener().waiting_for() as waiting:
        while (asked := await ask()) is not None:
            news, keys = asked
            waiting.wait_for(*keys)
            body = news.as_json()
            digest = hashlib.sha256(body.encode()).hexdigest()[:16]
            if digest != seen:
                seen = digest
                yield f"id: {digest}\nevent: news\ndata: {body}\n\n".encode()
            if not await waiting.changes(HEARTBEAT_SECONDS):
                yield b": still here\n\n"
