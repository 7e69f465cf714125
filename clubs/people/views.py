"""Adults' own details, residents without e-mail, and borough-wide roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from clubs.records.refusals import Refusal

from . import actions
from .enums import Role
from .forms import DetailsForm, GrantRoleForm, TelephoneAdultForm
from .guards import SignedIn, adults_only, staff_only
from .models import BoroughRole, User


@adults_only
def details(request: SignedIn) -> HttpResponse:
    """See and change one's own name and telephone."""
    form = DetailsForm(request.POST) if request.method == "POST" else DetailsForm.of(request.user)
    if form.is_bound and form.is_valid():
        actions.name_adult(by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("people:details")
    return render(request, "people/details.html", {"form": form}, status=_status(form))


def no_passwords(request: HttpRequest, rest: str = "") -> HttpResponse:
    """There is no password to change or forget: lead whoever looks for one to the way in."""
    return redirect("account_login")


@staff_only(Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)
def residents(request: SignedIn) -> HttpResponse:
    """Register a resident without e-mail, and see those there are."""
    form = TelephoneAdultForm(request.POST or None)
    if form.is_valid():
        resident = actions.register_by_telephone(by=request.user, **form.cleaned_data)
        messages.success(request, f"{resident} is registered.")
        return redirect("people:residents")
    people = User.objects.adults().filter(email=None, is_active=True).order_by("last_name", "first_name")
    return render(request, "people/residents.html", {"form": form, "residents": people}, status=_status(form))


@staff_only(Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
def roles(request: SignedIn) -> HttpResponse:
    """See who holds which role, propose one."""
    form = GrantRoleForm(request.POST or None)
    if form.is_valid():
        try:
            actions.grant_role(by=request.user, user=form.cleaned_data["email"], role=form.role_chosen())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.next_step}")
        else:
            messages.success(request, "Done. A safeguarding role waits for a second person.")
            return redirect("people:roles")
    held = BoroughRole.objects.select_related("user", "granted_by").order_by("role", "pk")
    context = {"form": form, "active": held.active(), "proposed": held.awaiting_second_person()}
    return render(request, "people/roles.html", context, status=_status(form))


@require_POST
@staff_only(Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
def agree_to_role(request: SignedIn, pk: int) -> HttpResponse:
    """The second person's yes."""
    actions.agree_to_role(by=request.user, role=get_object_or_404(BoroughRole, pk=pk))
    return redirect("people:roles")


@require_POST
@staff_only(Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
def end_role(request: SignedIn, pk: int) -> HttpResponse:
    """Take a role away, or turn a proposal down."""
    actions.end_role(by=request.user, role=get_object_or_404(BoroughRole, pk=pk))
    return redirect("people:roles")


def _status(form: DetailsForm | GrantRoleForm) -> int:
    return 422 if form.errors else 200
