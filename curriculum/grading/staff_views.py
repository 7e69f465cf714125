"""Submissions that could not be marked, and what others tried, for administrators; inside the CMS."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clubs.people.enums import Role
from clubs.people.models import User
from clubs.people.rules import check_role

from .actions import try_again
from .faults import TRIES, Fault
from .models import Submission


@require_safe
def set_aside(request: HttpRequest) -> HttpResponse:
    """What was set aside, oldest first, without a child's name."""
    check_role(request.user, Role.ADMINISTRATOR)
    found = Submission.objects.set_aside().select_related("lesson", "learner").defer("notebook")
    return render(request, "grading/set_aside.html", {"submissions": found[:200]})


@require_safe
def faults(request: HttpRequest) -> HttpResponse:
    """What notebooks tried, newest first, without a child's name; ``?slips`` shows beginners' slips too."""
    check_role(request.user, Role.ADMINISTRATOR)
    with_slips = "slips" in request.GET
    kinds = frozenset(Fault) if with_slips else TRIES
    found = Submission.objects.with_faults(kinds).select_related("lesson", "learner").defer("notebook")[:200]
    rows = [
        {"submission": each, "fault": Fault(fault["kind"]), "told": fault}
        for each in found
        for fault in each.faults
        if fault["kind"] in kinds
    ]
    return render(request, "grading/faults.html", {"rows": rows, "with_slips": with_slips})


@require_POST
def mark_again(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Put one back into the queue."""
    check_role(request.user, Role.ADMINISTRATOR)
    assert isinstance(request.user, User)  # noqa: S101 - check_role lets nobody else through
    submission = get_object_or_404(Submission.objects.defer("notebook"), pk=submission_id)
    try_again(submission=submission, by=request.user)
    messages.success(request, "It will be marked again in a moment.")
    return redirect("set_aside")
