"""One child of a session, from the board: what an adult of that session may look at before sitting down."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.people.guards import SignedIn, adults_only
from curriculum.progress.board import board
from curriculum.progress.glance import glance

from .board import own_session


@require_safe
@never_cache
@adults_only
def board_child(request: SignedIn, pk: int, child_pk: int) -> HttpResponse:
    """The code as last sent, the tries, the hints taken, and what the lesson's notes suggest."""
    session = own_session(request.user, pk)
    row = next((row for row in board(session) if row.child.pk == child_pk), None)
    if row is None:
        raise Http404
    seen = glance(row, request.GET.get("exercise", ""))
    return render(
        request,
        "screens/board_child.html",
        {"session": session, "row": row, "glance": seen, "me": request.user},
    )
