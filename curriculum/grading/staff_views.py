"""Submissions that could not be marked, for administrators; inside the CMS."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clubs.people.enums import Role
from clubs.people.models import User
from clubs.people.rules import check_role

from .actions import try_again
from .models import Submission


@require_safe
def set_aside(request: HttpRequest) -> HttpResponse:
    """What was set aside, oldest first, without a child's name."""
    check_role(request.user, Role.ADMINISTRATOR)
    found = Submission.objects.set_aside().select_related("lesson", "learner").defer("notebook")
    return render(request, "grading/set_aside.html", {"submissions": found[:200]})


@require_POST
def mark_again(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Put one back into the queue."""
    check_role(request.user, Role.ADMINISTRATOR)
    assert isinstance(request.user, User)  # noqa: S101 - check_role lets nobody else through
    submission = get_object_or_404(Submission.objects.defer("notebook"), pk=submission_id)
    try_again(submission=submission, by=request.user)
    messages.success(request, "It will be marked again in a moment.")
    return redirect("set_aside")
