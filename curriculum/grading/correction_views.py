"""A lesson's corrections, for administrators; inside the CMS.

Administrators alone: a correction changes what children have reached. Editors write
the site's pages and answer for no child's marks.
"""

import dataclasses
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clubs.people.enums import Role
from clubs.people.models import User
from clubs.people.rules import check_role
from clubs.records.refusals import Refusal

from .correction_report import report
from .corrections import apply_correction, discard_correction
from .enums import CorrectionState
from .models import Correction
from .rules import check_may_become, may_become


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, the latest first."""
    check_role(request.user, Role.ADMINISTRATOR)
    found = Correction.objects.select_related("lesson")[:200]
    return render(request, "grading/corrections.html", {"corrections": found})


@require_safe
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """What one would change, or has changed: counts, and no child."""
    check_role(request.user, Role.ADMINISTRATOR)
    found = get_object_or_404(Correction.objects.select_related("lesson", "version"), pk=pk)
    now = CorrectionState(found.state)
    about = {
        "correction": found,
        "report": _counted(found),
        "may_apply": may_become(now, CorrectionState.APPLIED),
        "may_discard": may_become(now, CorrectionState.DISCARDED),
    }
    return render(request, "grading/correction.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then write the marks."""
    return _decide(
        request, pk, CorrectionState.APPLIED, lambda found, by: apply_correction(correction=found, by=by)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then let everything stand as it is."""
    return _decide(
        request, pk, CorrectionState.DISCARDED, lambda found, by: discard_correction(correction=found, by=by)
    )


def _decide(
    request: HttpRequest, pk: int, then: CorrectionState, act: Callable[[Correction, User], Correction]
) -> HttpResponse:
    check_role(request.user, Role.ADMINISTRATOR)
    assert isinstance(request.user, User)  # noqa: S101 - check_role lets nobody else through
    found = get_object_or_404(Correction.objects.select_related("lesson", "version"), pk=pk)
    try:
        if request.method != "POST":
            check_may_become(CorrectionState(found.state), then)
            about = {
                "correction": found,
                "report": _counted(found),
                "applying": then == CorrectionState.APPLIED,
            }
            return render(request, "grading/correction_decision.html", about)
        act(found, request.user)
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.next_step}")
    else:
        messages.success(request, f"The correction of “{found.lesson}” has been {then.label}.")
    return redirect("correction", pk)


def _counted(found: Correction) -> dict[str, object]:
    """`correction_report.Report` as a mapping: as it was kept when somebody decided, else as it is now."""
    return found.report or dataclasses.asdict(report(found))
