"""In the CMS, among the reports: submissions that could not be marked, and what others tried."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from clubs.people.enums import Role
from clubs.people.rules import has_role

from . import staff_views


class AdministratorsItem(MenuItem):
    """An entry of the menu, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)


@hooks.register("register_admin_urls")
def set_aside_urls() -> list[URLPattern]:
    """The two lists, and the button beside each row of the first."""
    return [
        path("marking/set-aside/", staff_views.set_aside, name="set_aside"),
        path("marking/faults/", staff_views.faults, name="faults"),
        path("marking/set-aside/<uuid:submission_id>/again/", staff_views.mark_again, name="mark_again"),
    ]


@hooks.register("register_reports_menu_item")
def set_aside_item() -> MenuItem:
    """Where the list is found."""
    return AdministratorsItem(
        "Could not be marked", reverse("set_aside"), name="set-aside", icon_name="warning"
    )


@hooks.register("register_reports_menu_item")
def faults_item() -> MenuItem:
    """Where the other is found."""
    return AdministratorsItem("What notebooks tried", reverse("faults"), name="faults", icon_name="view")
