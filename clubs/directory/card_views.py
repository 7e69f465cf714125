"""The pages where a child comes in: the card page, the scanned card, the young person's own choice."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clubs.people.guards import SignedIn, adults_only
from clubs.people.middleware import CHILDREN_REACH
from clubs.people.models import Child
from clubs.people.rules import check_looks_after
from clubs.records.audit import record
from clubs.records.refusals import Refusal
from clubs.safeguarding.actions import decide_for_child
from clubs.safeguarding.enums import Purpose
from clubs.safeguarding.forms import OwnChoiceForm

from . import desk, guessing
from .card_secrets import address_key
from .card_sign_in import Typed, card_of_token, card_of_words
from .forms import CardForm

LESSONS = "/learn/"
# Which club this computer was last used at, so that its children need not choose again.
CLUB_COOKIE = "club"
CLUB_COOKIE_SECONDS = 120 * 24 * 60 * 60


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Type a card: nickname, picture, word. ``?club=`` or an earlier visit chooses the club."""
    if request.method != "POST":
        known = request.GET.get("club") or request.COOKIES.get(CLUB_COOKIE)
        return _card_page(request, CardForm(initial={"club": known}))
    form = CardForm(request.POST)
    if not form.is_valid():
        return _card_page(request, form, status=422)
    key = _address_key(request)
    time.sleep(guessing.seconds_to_wait(key))
    try:
        card = card_of_words(Typed(**form.cleaned_data, address_key=key))
        answer = _come_in(request, card.child)
    except Refusal as refusal:
        return _card_page(request, form, refusal)
    answer.set_cookie(
        CLUB_COOKIE,
        card.club.slug,
        CLUB_COOKIE_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A scanned card: show its nickname and picture and ask; only a press of the button signs in."""
    key = _address_key(request)
    time.sleep(guessing.seconds_to_wait(key))
    card = card_of_token(token, key)
    if request.method == "POST":
        return _come_in(request, card.child)
    return render(request, "directory/card_confirm.html", {"card": card, "next": _next(request)})


@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The young person's own notice and choice, from 13 on."""
    child = desk.who_is_choosing(request)
    if child is None:
        return redirect("card:sign_in")
    form = OwnChoiceForm(request.POST or None)
    if form.is_valid():
        learner = desk.make_learner_for(child)
        yes = form.cleaned_data["learning"]
        decide_for_child(by=learner, child=child, purpose=Purpose.LEARNING, yes=yes)
        if yes:
            return _come_in(request, child)
        request.session.flush()
        return render(request, "directory/chose_no.html")
    status = 422 if form.errors else 200
    return render(request, "directory/choose.html", {"form": form, "next": _next(request)}, status=status)


@require_POST
@adults_only
def open_desk(request: SignedIn, pk: int) -> HttpResponse:
    """A guardian opens the child's desk on this computer; the guardian's own session ends."""
    child = get_object_or_404(Child, pk=pk)
    guardian = request.user
    check_looks_after(guardian, child)
    answer = _come_in(request, child)
    record(action="directory.open_desk", by=guardian, subject=child)
    return answer


def _come_in(request: HttpRequest, child: Child) -> HttpResponse:
    """Begin the child's session and lead on, by way of their own choice where it is still open."""
    onward = _next(request)
    if desk.must_choose_first(child):
        desk.ask_first(request, child)
        return redirect(f"/card/choose/?{urlencode({'next': onward})}")
    desk.begin(request, child)
    return redirect(onward)


def _card_page(
    request: HttpRequest, form: CardForm, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "next": _next(request)}
    status = refusal.status if refusal else status
    return render(request, "directory/card_sign_in.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: ``next`` when a child may go there, else the lessons."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours and asked.startswith(CHILDREN_REACH) else LESSONS


def _address_key(request: HttpRequest) -> str:
    return address_key(request.META.get("REMOTE_ADDR", ""))
