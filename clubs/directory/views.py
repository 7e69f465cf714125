"""A club's cards: who has one, printing new ones, lifting the limit on guesses."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clubs.people.guards import SignedIn, adults_only
from clubs.records.printing import pdf_of
from clubs.records.refusals import Refusal

from . import actions, guessing, rules
from .forms import MakeCardsForm
from .models import Club, ClubCard
from .places import calendar
from .sheets import pages

SHEET = "directory/card_sheet.html"


@adults_only
def cards(request: SignedIn, slug: str) -> HttpResponse:
    """The club's children and their cards, and the form that makes new ones."""
    club = _team_club(request, slug)
    return _cards_page(request, club, _make_form(club))


@never_cache
@require_POST
@adults_only
def print_cards(request: SignedIn, slug: str) -> HttpResponse:
    """Make cards and show them, this once, on a sheet for the printer (``as=pdf``: as a PDF)."""
    club = _team_club(request, slug)
    form = _make_form(club, request.POST)
    if not form.is_valid():
        return _cards_page(request, club, form, status=422)
    try:
        printed = actions.issue_cards(by=request.user, club=club, wishes=form.wishes())
    except Refusal as refusal:
        form.add_error(None, f"{refusal.message} {refusal.next_step}")
        return _cards_page(request, club, form, status=refusal.status)
    context = {"club": club, "pages": pages(printed)}
    if request.POST.get("as") == "pdf":
        answer = HttpResponse(pdf_of(SHEET, context), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="club-cards-{club.slug}.pdf"'
        return answer
    return render(request, SHEET, context)


@require_POST
@adults_only
def withdraw_card(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Put a lost card out of use."""
    card = get_object_or_404(ClubCard, pk=pk, club=_team_club(request, slug))
    actions.withdraw_card(by=request.user, card=card)
    messages.success(request, f"{card.nickname}'s card is out of use.")
    return redirect("cards:cards", slug=slug)


@require_POST
@adults_only
def lift_limit(request: SignedIn, slug: str) -> HttpResponse:
    """Let children try again at once after too many wrong cards."""
    actions.lift_limit(by=request.user, club=_team_club(request, slug))
    messages.success(request, "Everybody can try again.")
    return redirect("cards:cards", slug=slug)


def _team_club(request: HttpRequest, slug: str) -> Club:
    club = get_object_or_404(Club, slug=slug)
    rules.check_helps(request.user, club)
    return club


def _make_form(club: Club, posted: object = None) -> MakeCardsForm:
    return MakeCardsForm(posted, club=club, children=calendar().children_of(club, timezone.localdate()))


def _cards_page(request: HttpRequest, club: Club, form: MakeCardsForm, status: int = 200) -> HttpResponse:
    context = {
        "club": club,
        "form": form,
        "resting": guessing.resting(club),
        "leads": rules.leads(request.user, club),
    }
    return render(request, "directory/cards.html", context, status=status)
