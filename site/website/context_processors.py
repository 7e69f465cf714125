"""What every page of the site needs to draw its frame; all lazy, so a page that shows none asks for none."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest

from website.account_links import account_links

# Which room a path belongs to; a view may say otherwise with its own ``room``.
ROOMS = (("/learn/", "child"), ("/card/", "child"), ("/team/", "staff"), ("/council/", "staff"))


def room_of(path: str) -> str:
    """public, child or staff, by the path's first part."""
    return next((room for prefix, room in ROOMS if path.startswith(prefix)), "public")


def face(request: HttpRequest) -> dict[str, Any]:
    """``room``, ``is_demo``, ``service_name``, ``borough``, ``child_name`` and ``account_links``."""
    return {
        "room": room_of(request.path),
        "is_demo": apps.is_installed("website.demo"),
        "borough": _borough(request),
        "service_name": lambda: _service_name(request),
        "child_name": lambda: _child_name(request),
        "account_links": lambda: account_links(request),
    }


def _borough(request: HttpRequest) -> Callable[[], Any]:
    from website.pages.borough import BoroughDetails

    return lambda: BoroughDetails.of_request(request)


def _service_name(request: HttpRequest) -> str:
    details = _borough(request)()
    return details.service_name if details else settings.WAGTAIL_SITE_NAME


def _child_name(request: HttpRequest) -> str:
    """What we call the signed-in child, else ''."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_child:
        return ""
    child = getattr(user, "child", None)
    return child.name_shown if child else ""
