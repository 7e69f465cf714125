"""The CMS in our clothes, with the guide one press away."""

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from website.pages import guide


@hooks.register("insert_global_admin_css")
def our_colours() -> str:
    """The borough's colour in the admin's frame."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("register_admin_urls")
def guide_address() -> list[URLPattern]:
    """The editors' guide lives inside the CMS."""
    return [path("guide/", guide.show, name="editors_guide")]


@hooks.register("register_help_menu_item")
def guide_in_help() -> MenuItem:
    """The guide, first in the Help menu."""
    return MenuItem("Editors' guide", reverse("editors_guide"), icon_name="help", order=1)
