"""Doors that stand in front of every view."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from clubs.records.middleware import refused
from clubs.records.refusals import not_yours

from .enums import Kind
from .guards import has_second_step

# All that a child's session reaches: lessons, the card page, the hub's question who this is, and the way out.
CHILDREN_REACH = ("/learn/", "/card/", "/identity/", "/account/logout/", "/static/", "/healthz")
# Staff screens of others' making, which our own guards do not stand in front of.
STAFF_SCREENS = ("/cms/", "/documents/")


class ChildrenStayInTheirRoom(MiddlewareMixin):
    """Refuses a child's session everywhere but in lessons: no page with a venue, a date or a surname."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Refuse, or let the request through."""
        if request.path.startswith(CHILDREN_REACH) or _kind(request) != Kind.CHILD:
            return None
        refusal = not_yours("This page is for grown-ups.", "Go back to your lessons")
        refusal.next_url = "/learn/"
        return refused(request, refusal)


class SecondStepForStaff(MiddlewareMixin):
    """Sends staff who sign in without a second step to set one up before the CMS opens."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Send away, or let the request through."""
        if not request.path.startswith(STAFF_SCREENS) or _kind(request) != Kind.ADULT:
            return None
        if not request.user.is_staff or has_second_step(request.user):
            return None
        return redirect("mfa_index")


def _kind(request: HttpRequest) -> str | None:
    """The kind of account signed in; asks nothing of the database where no session cookie came."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return getattr(request.user, "kind", None)
