"""A family's children and what is agreed to for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from clubs.people import actions as people
from clubs.people.enums import Role
from clubs.people.forms import ChildForm
from clubs.people.guards import SignedIn, adults_only, staff_only
from clubs.people.models import Child, User
from clubs.people.rules import check_looks_after
from clubs.records.refusals import Refusal

from . import actions, rules
from .enums import CHILD_PURPOSES
from .forms import ConsentsForm, NewChildForm

FAMILY_PAGE = "/family/"


@adults_only
def add_child(request: SignedIn) -> HttpResponse:
    """Add a child to the family of whoever asks; ``?next=`` leads back to a booking begun before."""
    form = NewChildForm(request.POST or None)
    if form.is_valid() and (child := _added(request, form, request.user)):
        messages.success(request, f"{child.name_shown} is in your family now.")
        return redirect(_next(request))
    return _form_page(request, form, title="Add a child", button="Add this child")


@adults_only
def change_child(request: SignedIn, pk: int) -> HttpResponse:
    """Correct what a guardian told us about a child."""
    child = _own_child(request, pk)
    form = ChildForm(request.POST) if request.method == "POST" else ChildForm.of(child)
    if form.is_bound and form.is_valid():
        people.update_child(by=request.user, child=child, **form.cleaned_data)
        messages.success(request, "Put right.")
        return redirect(_next(request))
    return _form_page(request, form, title=f"About {child.name_shown}", button="Save")


@adults_only
def consents(request: SignedIn, pk: int) -> HttpResponse:
    """See and change what is agreed to for a child."""
    child = _own_child(request, pk)
    today = timezone.localdate()
    asked = [one for one in CHILD_PURPOSES if not rules.decides_for_themselves(child, one, today)]
    form = (
        ConsentsForm(request.POST, purposes=asked)
        if request.method == "POST"
        else ConsentsForm.of(child, asked)
    )
    if form.is_bound and form.is_valid():
        actions.decide_changes(by=request.user, child=child, answers=form.answers())
        messages.success(request, "Your answers are written down.")
        return redirect(_next(request))
    return _form_page(request, form, title=f"Your say about {child.name_shown}", button="Save my answers")


@staff_only(Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)
def add_child_for(request: SignedIn, guardian: int) -> HttpResponse:
    """Add a child for somebody who is on the telephone."""
    resident = get_object_or_404(User.objects.adults(), pk=guardian)
    form = NewChildForm(request.POST or None)
    if form.is_valid() and (child := _added(request, form, resident)):
        messages.success(request, f"{child.name_shown} is in the family of {resident}.")
        return redirect("people:residents")
    return _form_page(request, form, title=f"Add a child for {resident}", button="Add this child")


def _added(request: SignedIn, form: NewChildForm, guardian: User) -> Child | None:
    """The child added, else None with the reason put on the form."""
    try:
        return actions.add_child_with_answers(
            by=request.user, guardian=guardian, about_child=form.about_child(), answers=form.answers()
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        form.add_error(None, f"{refusal.message} {refusal.next_step}")
        return None


def _own_child(request: SignedIn, pk: int) -> Child:
    child = get_object_or_404(Child, pk=pk)
    check_looks_after(request.user, child)
    return child


def _form_page(request: HttpRequest, form: object, *, title: str, button: str) -> HttpResponse:
    status = 422 if getattr(form, "errors", None) else 200
    context = {"form": form, "title": title, "button": button, "next": _next(request)}
    return render(request, "safeguarding/child_form.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: ``next`` when it is a page of this site, else the family page."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return FAMILY_PAGE
