"""In the CMS: authors' tokens, among the settings."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from clubs.people.rules import has_role

from . import staff_views
from .enums import AUTHORS


class AuthorTokensItem(MenuItem):
    """The menu's entry, for whoever may write lessons."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, *AUTHORS)


@hooks.register("register_admin_urls")
def author_token_urls() -> list[URLPattern]:
    """The list with its form, and the button beside each row."""
    return [
        path("author-tokens/", staff_views.author_tokens, name="author_tokens"),
        path("author-tokens/<int:pk>/revoke/", staff_views.revoke, name="revoke_author_token"),
    ]


@hooks.register("register_settings_menu_item")
def author_tokens_item() -> MenuItem:
    """Where the list is found."""
    return AuthorTokensItem("Author tokens", reverse("author_tokens"), name="author-tokens", icon_name="key")
