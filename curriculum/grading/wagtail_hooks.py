"""In the CMS, among the reports: what could not be marked, what notebooks tried, lessons' corrections."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from clubs.people.enums import Role
from clubs.people.rules import has_role

from . import correction_views, staff_views


class ForAdministrators(MenuItem):
    """An entry of the menu that administrators alone see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)


@hooks.register("register_admin_urls")
def marking_urls() -> list[URLPattern]:
    """The three lists, and what can be done about their rows."""
    return [
        path("marking/set-aside/", staff_views.set_aside, name="set_aside"),
        path("marking/faults/", staff_views.faults, name="faults"),
        path("marking/set-aside/<uuid:submission_id>/again/", staff_views.mark_again, name="mark_again"),
        path("marking/corrections/", correction_views.corrections, name="corrections"),
        path("marking/corrections/<int:pk>/", correction_views.correction, name="correction"),
        path("marking/corrections/<int:pk>/apply/", correction_views.apply, name="apply_correction"),
        path("marking/corrections/<int:pk>/discard/", correction_views.discard, name="discard_correction"),
    ]


@hooks.register("register_reports_menu_item")
def set_aside_item() -> MenuItem:
    """Where what could not be marked is found."""
    return ForAdministrators(
        "Could not be marked", reverse("set_aside"), name="set-aside", icon_name="warning"
    )


@hooks.register("register_reports_menu_item")
def faults_item() -> MenuItem:
    """Where what notebooks tried is found."""
    return ForAdministrators("What notebooks tried", reverse("faults"), name="faults", icon_name="view")


@hooks.register("register_reports_menu_item")
def corrections_item() -> MenuItem:
    """Where lessons' corrections are found."""
    return ForAdministrators(
        "Lesson corrections", reverse("corrections"), name="lesson-corrections", icon_name="resubmit"
    )
