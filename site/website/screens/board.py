"""The class board of a session: its page, its tiles as they change, and what can be done from it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clubs.directory.rules import check_helps
from clubs.people.guards import SignedIn, adults_only
from clubs.people.models import User
from clubs.records.middleware import wants_json
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson
from curriculum.progress.actions import choose_lessons, say, start_for_all
from curriculum.progress.board import BoardRow, Need, board, session_lessons
from curriculum.progress.enums import Phrase
from curriculum.progress.help_actions import cannot_go, go_to_help, helped
from curriculum.progress.models import HelpRequest, Invitation, Said

PHRASES_SHOWN = 5


class SeeOther(HttpResponseRedirect):
    """After a form was posted: fetch that page."""

    status_code = 303


@require_safe
@never_cache
@adults_only
def class_board(request: SignedIn, pk: int) -> HttpResponse:
    """Who needs somebody, who is on which exercise; the page keeps itself fresh where it can."""
    session = own_session(request.user, pk)
    if wants_json(request):
        return JsonResponse(rendered(session, request.user).as_message())
    about = {
        **live_part(session),
        "me": request.user,
        "phrases": Phrase.choices,
        "all_lessons": Lesson.objects.released(),
        "read_at": timezone.now(),
    }
    return render(request, "screens/board.html", about)


def live_part(session: Session) -> dict[str, Any]:
    """What of the board changes by itself."""
    rows = board(session)
    return {
        "session": session,
        "rows": rows,
        "here": sum(row.here for row in rows),
        "asking": sum(row.need == Need.ASKING for row in rows),
        "lessons": session_lessons(session),
        "said": said_at(session),
        "invitation": Invitation.objects.filter(session=session)
        .select_related("lesson", "invited_by")
        .first(),
    }


def said_at(session: Session) -> list[Said]:
    """The last phrases said to everybody, newest first, with who said them."""
    return list(Said.objects.filter(session=session).select_related("said_by")[:PHRASES_SHOWN])


@dataclass(frozen=True)
class Rendered:
    """The board as it is drawn: its head, what was said, each child's tile by key, in their order.

    `changed_at` is the newest thing that the tiles tell of, `learners` whose changes matter.
    """

    head: str
    said: str
    tiles: dict[str, str]
    learners: frozenset[int]
    changed_at: datetime | None = None

    def as_message(self, before: "Rendered | None" = None) -> dict[str, object]:
        """All of it; or, given what was sent before, only the tiles that are drawn otherwise now."""
        known = before.tiles if before else {}
        return {
            "head": self.head,
            "said": self.said,
            "tiles": {key: html for key, html in self.tiles.items() if known.get(key) != html},
            "order": list(self.tiles),
            "changed_at": self.changed_at.isoformat() if self.changed_at else None,
        }

    @property
    def digest(self) -> str:
        """The same for boards that look the same."""
        whole = "\0".join([self.head, self.said, *self.tiles, *self.tiles.values()])
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def rendered(session: Session, me: User) -> Rendered:
    """Draw the board for one of its adults."""
    about = {**live_part(session), "me": me}
    rows: list[BoardRow] = about["rows"]
    return Rendered(
        head=render_to_string("screens/_board_head.html", about),
        said=render_to_string("screens/_board_said.html", about),
        tiles={row.key: render_to_string("screens/_board_tile.html", {**about, "row": row}) for row in rows},
        learners=frozenset(row.child.user_id for row in rows if row.child.user_id),
        changed_at=max((row.last_seen_at for row in rows if row.last_seen_at), default=None),
    )


@require_POST
@adults_only
def set_lessons(request: SignedIn, pk: int) -> HttpResponse:
    """Say which lesson this session does; the children see its name first on their own page."""
    session = own_session(request.user, pk)
    chosen = Lesson.objects.released().filter(slug__in=request.POST.getlist("lesson")[:10])
    choose_lessons(session=session, lessons=list(chosen), by=request.user)
    return _done(request, session, "The children see this lesson first now.")


@require_POST
@adults_only
def begin(request: SignedIn, pk: int) -> HttpResponse:
    """Invite all children of the session to begin a lesson."""
    session = own_session(request.user, pk)
    lesson = Lesson.objects.released().filter(slug=request.POST.get("lesson", "")).first()
    if lesson is None:
        raise Refusal(
            "no_lesson_chosen", "No lesson was chosen.", "Choose one, then press again.", status=422
        )
    start_for_all(session=session, lesson=lesson, by=request.user)
    return _done(request, session, f"The children are invited to begin “{lesson.title}”.")


@require_POST
@adults_only
def say_to_all(request: SignedIn, pk: int) -> HttpResponse:
    """Say one phrase of the list to all children of the session."""
    session = own_session(request.user, pk)
    said = say(session=session, phrase=request.POST.get("phrase"), by=request.user)
    return _done(request, session, f"Said to everybody: “{Phrase(said.phrase).label}”")


def _help(
    request: SignedIn, pk: int, call_pk: int, *, act: Callable[..., HelpRequest], words: str
) -> HttpResponse:
    """Do one thing to one call for help."""
    session = own_session(request.user, pk)
    call = get_object_or_404(HelpRequest.objects.select_related("session__club"), pk=call_pk, session=session)
    act(call=call, by=request.user)
    return _done(request, session, words)


@require_POST
@adults_only
def help_go(request: SignedIn, pk: int, call_pk: int) -> HttpResponse:
    """I'm on it."""
    return _help(
        request, pk, call_pk, act=go_to_help, words="You are on it. The child knows somebody is coming."
    )


@require_POST
@adults_only
def help_cannot(request: SignedIn, pk: int, call_pk: int) -> HttpResponse:
    """I cannot go after all."""
    return _help(request, pk, call_pk, act=cannot_go, words="The others see that this child waits again.")


@require_POST
@adults_only
def help_done(request: SignedIn, pk: int, call_pk: int) -> HttpResponse:
    """The child has been helped."""
    return _help(request, pk, call_pk, act=helped, words="Done. Thank you.")


def own_session(user: User, pk: int) -> Session:
    """The session, for a member of its club's team alone. Raises Refusal "not_yours", Http404."""
    session = get_object_or_404(Session.objects.select_related("club__venue", "term"), pk=pk)
    check_helps(user, session.club)
    return session


def _done(request: HttpRequest, session: Session, words: str) -> HttpResponse:
    """Back to the board; to its script, which stays there, only the words."""
    if wants_json(request):
        return JsonResponse({"words": words})
    messages.success(request, words)
    return SeeOther(reverse("team:board", args=[session.pk]))
