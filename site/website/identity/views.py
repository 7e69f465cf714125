"""Sign-on to the hub, and signing out of site and hub together."""

from allauth.idp.oidc.views import AuthorizationView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from clubs.people.enums import Kind
from clubs.people.guards import CARD_PAGE
from clubs.people.sign_in import way_out_by_the_hub
from clubs.records.middleware import refused
from clubs.records.refusals import Refusal
from curriculum.copies.hub import open_copy
from curriculum.copies.names import PREFIX

from .proofs import proves_sign_out
from .tokens import forget_expired_tokens

LESSONS_PAGE = "/learn/"


def lessons_are_for_children() -> Refusal:
    """The refusal for an adult who follows a child's way into a lesson."""
    return Refusal(
        "lessons_are_for_children",
        "Lessons open for a child. You are signed in with your own account.",
        "Open your child's lessons from your family page",
        status=403,
        next_url="/family/",
    )


def not_asked_by_the_hub() -> Refusal:
    """The refusal of a question that did not come from the hub, or came in pieces."""
    return Refusal(
        "not_asked_by_the_hub",
        "Something went wrong on the way to your lesson.",
        "Go to your lessons and open it again",
        status=400,
        next_url=LESSONS_PAGE,
    )


class AuthorizeView(AuthorizationView):
    """The hub's question "who is this?": answered for a child, and for an adult with a copy open.

    Without a session it sends to the card page, which comes back here.
    """

    http_method_names = ["get"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{CARD_PAGE}?{urlencode({'next': request.get_full_path()})}")
        if request.user.kind != Kind.CHILD and open_copy(request.user) is None:
            return refused(request, lessons_are_for_children())
        forget_expired_tokens(request.user)
        answer = super().dispatch(request, *args, **kwargs)
        # The hub needs no consent page, so the only page allauth could show is one of its
        # errors, which it sends with status 200 and in words for programmers.
        return refused(request, not_asked_by_the_hub()) if answer.status_code == 200 else answer


authorize = never_cache(AuthorizeView.as_view())


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the site's session, then the hub's; the hub sends the browser back to `signed_out`.

    A link or a reload (GET) ends nothing: it leads to the page with the button.
    """
    if request.method == "GET":
        return HttpResponseRedirect(reverse("identity:signed_out"))
    way_out = way_out_by_the_hub(request.user) or reverse("identity:signed_out")
    logout(request)  # its signal revokes the hub's tokens
    return HttpResponseRedirect(way_out)


@never_cache
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where the hub's logout ends.

    A child who signed out in the lesson room comes with the hub's proof, and the site's
    session ends as well; an adult's there is not the hub's to end. Without a proof a session that
    still stands gets a button.
    """
    if request.GET.get("of") == "adult" or request.GET.get("learner", "").startswith(PREFIX):
        return HttpResponseRedirect("/")  # an adult closed a copy; the page here is in a child's words
    if request.GET:
        if request.user.is_authenticated and proves_sign_out(request.GET, request.user.opaque_id):
            logout(request)
        return HttpResponseRedirect(reverse("identity:signed_out"))  # so that no reload proves anything
    return render(request, "identity/signed_out.html", {"room": "child", "lessons_url": LESSONS_PAGE})
