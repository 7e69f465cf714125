"""Who gets past the door of a view. What they may do inside is for the rules."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clubs.records.refusals import not_yours

from .enums import Kind, Role
from .models import User
from .rules import check_role


class SignedIn(HttpRequest):
    """A request that got past a guard: somebody is signed in."""

    user: User


# What a guard stands before, and what it makes of it.
type Inner[**P] = Callable[Concatenate[SignedIn, P], HttpResponse]
type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
CARD_PAGE = "/card/"


def adults_only[**P](view: Inner[P]) -> View[P]:
    """Send a stranger to sign in and back; refuse a child's session."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.kind != Kind.ADULT:
            raise not_yours("This page is for grown-ups.", "Go back to your lessons.")
        return view(cast(SignedIn, request), *args, **kwargs)

    return guarded


def children_only[**P](view: Inner[P]) -> View[P]:
    """Send a stranger to the card page; refuse an adult's session."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(CARD_PAGE)
        if request.user.kind != Kind.CHILD:
            raise not_yours(
                "Lessons open with a child's club card, or from your family page.",
                "Open the lessons from your family page.",
            )
        return view(cast(SignedIn, request), *args, **kwargs)

    return guarded


def staff_only[**P](*roles: Role) -> Callable[[Inner[P]], View[P]]:
    """Let in holders of one of these borough-wide roles who sign in with a second step."""

    def guard(view: Inner[P]) -> View[P]:
        @adults_only
        @wraps(view)
        def guarded(request: SignedIn, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            check_role(request.user, *roles)
            if not has_second_step(request.user):
                return redirect("mfa_index")
            return view(request, *args, **kwargs)

        return guarded

    return guard


def has_second_step(user: object) -> bool:
    """Whether this person has an authenticator app or a passkey, which sign-in then always asks for."""
    return is_mfa_enabled(user, SECOND_STEPS)
