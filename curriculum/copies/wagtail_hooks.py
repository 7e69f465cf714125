"""In the CMS: lessons in Notebook, for whoever may write them."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from clubs.people.rules import has_role
from curriculum.authoring.enums import AUTHORS

from . import staff_views


class LessonCopiesItem(MenuItem):
    """The menu's entry, for whoever may write lessons."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, *AUTHORS)


@hooks.register("register_admin_urls")
def lesson_copy_urls() -> list[URLPattern]:
    """The list, and the buttons beside each row."""
    return [
        path("lesson-copies/", staff_views.lesson_copies, name="lesson_copies"),
        path("lesson-copies/<slug:slug>/<slug:of>/", staff_views.copy_lesson, name="copy_lesson"),
    ]


@hooks.register("register_settings_menu_item")
def lesson_copies_item() -> MenuItem:
    """Where the list is found."""
    return LessonCopiesItem(
        "Lessons in Notebook", reverse("lesson_copies"), name="lesson-copies", icon_name="code"
    )
