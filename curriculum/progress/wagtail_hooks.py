"""In the CMS: where children get stuck, among the reports."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from clubs.people.enums import Role
from clubs.people.rules import has_role

from . import staff_views


class ExerciseCountsItem(MenuItem):
    """The menu's entry, for who writes lessons."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.EDITOR) or has_role(request.user, Role.ADMINISTRATOR)


@hooks.register("register_admin_urls")
def exercise_counts_urls() -> list[URLPattern]:
    """Where the report stands."""
    return [path("lessons/counts/", staff_views.exercise_counts, name="exercise_counts")]


@hooks.register("register_reports_menu_item")
def exercise_counts_item() -> MenuItem:
    """Where it is found."""
    return ExerciseCountsItem(
        "Where children get stuck", reverse("exercise_counts"), name="exercise-counts", icon_name="help"
    )
