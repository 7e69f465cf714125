"""Lessons to look at in Notebook, inside the CMS."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clubs.people.guards import SignedIn, staff_only
from curriculum.authoring.enums import AUTHORS
from curriculum.courses.models import Lesson

from .actions import take_lesson
from .hub import enter_url


class SeeOther(HttpResponseRedirect):
    """After a form was posted: fetch that page."""

    status_code = 303


@require_safe
@never_cache
@staff_only(*AUTHORS)
def lesson_copies(request: SignedIn) -> HttpResponse:
    """Every lesson that is given out, with the two ways to look at it."""
    return render(request, "copies/lesson_copies.html", {"lessons": Lesson.objects.released()})


@require_POST
@staff_only(*AUTHORS)
def copy_lesson(request: SignedIn, slug: str, of: str) -> HttpResponse:
    """Take a copy and go to it."""
    lesson = get_object_or_404(Lesson.objects.released().select_related("current"), slug=slug)
    return SeeOther(enter_url(take_lesson(lesson=lesson, of=of, by=request.user)))
