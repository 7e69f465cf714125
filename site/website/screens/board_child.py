"""One child of a session, from the board: what an adult of that session may look at before sitting down.

Or copy, to try it out in Notebook in a server of their own.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clubs.people.guards import SignedIn, adults_only
from clubs.people.models import Child
from curriculum.copies.actions import take_childs
from curriculum.copies.hub import enter_url
from curriculum.copies.rules import may_copy_childs
from curriculum.courses.models import Lesson
from curriculum.progress.board import row_of
from curriculum.progress.glance import glance

from .board import SeeOther, own_session


@require_safe
@never_cache
@adults_only
def board_child(request: SignedIn, pk: int, child_pk: int) -> HttpResponse:
    """The code as last sent, the tries, the hints taken, and what the lesson's notes suggest."""
    session = own_session(request.user, pk)
    row = row_of(session, child_pk)
    if row is None:
        raise Http404
    seen = glance(row, request.GET.get("exercise", ""))
    return render(
        request,
        "screens/board_child.html",
        {
            "session": session,
            "row": row,
            "glance": seen,
            "me": request.user,
            "may_copy": bool(seen and seen.sent)
            and may_copy_childs(request.user, session, row.child, timezone.now()),
        },
    )


@require_POST
@adults_only
def copy_of_child(request: SignedIn, pk: int, child_pk: int) -> HttpResponse:
    """Take a copy of what the child sent last in the lesson it is in, and go to it in Notebook."""
    session = own_session(request.user, pk)
    child = get_object_or_404(Child.objects.select_related("user"), pk=child_pk)
    lesson = get_object_or_404(Lesson.objects.released(), slug=request.POST.get("lesson", ""))
    return SeeOther(enter_url(take_childs(session=session, child=child, lesson=lesson, by=request.user)))
