"""How a club's children learn, as far as its lead decides it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clubs.people.guards import SignedIn, adults_only

from . import actions, rules
from .forms import LessonsForm
from .models import Club


@require_http_methods(["GET", "HEAD", "POST"])
@adults_only
def lessons(request: SignedIn, slug: str) -> HttpResponse:
    """What the lead allows, and the form that changes it."""
    club = get_object_or_404(Club, slug=slug)
    rules.check_leads(request.user, club)
    if request.method != "POST":
        form = LessonsForm(initial={"own_notebooks": club.own_notebooks})
        return render(request, "directory/lessons.html", {"club": club, "form": form})
    said = LessonsForm(request.POST)
    # One box, ticked or not, is always a whole answer.
    allows = said.is_valid() and said.cleaned_data["own_notebooks"]
    change = actions.allow_own_notebooks if allows else actions.stop_own_notebooks
    change(by=request.user, club=club)
    messages.success(request, "Saved.")
    return redirect("club_lessons:lessons", slug=slug)
