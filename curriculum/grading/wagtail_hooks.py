"""In the CMS: a list of submissions that could not be marked, among the reports."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from clubs.people.enums import Role
from clubs.people.rules import has_role

from . import staff_views


class SetAsideItem(MenuItem):
    """The menu's entry, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)


@hooks.register("register_admin_urls")
def set_aside_urls() -> list[URLPattern]:
    """The list, and the button beside each of its rows."""
    return [
        path("marking/set-aside/", staff_views.set_aside, name="set_aside"),
        path("marking/set-aside/<uuid:submission_id>/again/", staff_views.mark_again, name="mark_again"),
    ]


@hooks.register("register_reports_menu_item")
def set_aside_item() -> MenuItem:
    """Where the list is found."""
    return SetAsideItem("Could not be marked", reverse("set_aside"), name="set-aside", icon_name="warning")
