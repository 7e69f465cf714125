"""Where children get stuck, inside the CMS, for editors and administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clubs.people.enums import Role
from clubs.people.rules import check_role
from clubs.records.suppression import SMALLEST_COUNT

from .counts import exercise_reports


@require_safe
def exercise_counts(request: HttpRequest) -> HttpResponse:
    """Counts per exercise, with no child in them."""
    check_role(request.user, Role.EDITOR, Role.ADMINISTRATOR)
    about = {"reports": exercise_reports(), "smallest": SMALLEST_COUNT}
    return render(request, "progress/exercise_counts.html", about)
