"""Tags the frame of every page is drawn with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, Site

from curriculum.courses.first_pages import LESSON_ILLUSTRATIONS

register = template.Library()


@dataclass(frozen=True)
class MenuItem:
    """One link of a menu; ``current`` is what aria-current says, '' for another place."""

    title: str
    url: str
    current: str = ""


@register.simple_tag(takes_context=True)
def main_menu(context: dict[str, Any]) -> list[MenuItem]:
    """The live pages below the home page that editors put in menus, in their order."""
    request = context.get("request")
    home = _home(request)
    if request is None or home is None:
        return []
    pages = home.get_children().live().in_menu()
    return [MenuItem(page.title, url := page.get_url(request), _current(request.path, url)) for page in pages]


@register.simple_tag(takes_context=True)
def footer_menu(context: dict[str, Any]) -> list[MenuItem]:
    """The plain pages that editors put in the footer, in their order."""
    from website.pages.models import PlainPage

    request = context.get("request")
    home = _home(request)
    if request is None or home is None:
        return []
    pages = PlainPage.objects.descendant_of(home).live().filter(in_footer=True)
    return [MenuItem(page.title, page.get_url(request)) for page in pages]


@register.simple_tag(takes_context=True)
def page_trail(context: dict[str, Any], page: Page) -> list[dict[str, str]]:
    """The way from the home page to this one, for <c-breadcrumbs>; [] on the home page itself."""
    home = _home(context.get("request"))
    if home is None or page.pk is None or page.pk == home.pk:
        return []
    above = page.get_ancestors().filter(depth__gte=home.depth)
    steps = [{"title": "Home" if step.pk == home.pk else step.title, "url": step.url} for step in above]
    return [*steps, {"title": page.title}]


@register.simple_tag
def picture_url(name: str) -> str:
    """Where the small picture of this name (one of clubs.directory.pictures) is."""
    return static(f"pictures/{name}.svg")


@register.simple_tag
def illustration_url(name: str) -> str:
    """Where the large illustration of this name is."""
    return static(f"illustrations/{name}.svg")


@register.filter
def lesson_illustration(slug: str) -> str:
    """The name of a lesson's illustration; a laptop for a lesson without its own."""
    return LESSON_ILLUSTRATIONS.get(slug, "laptop_code")


@register.filter
def pounds(pence: int) -> str:
    """Money in words a family uses: Free, £3, £2.50."""
    if not pence:
        return "Free"
    return f"£{pence // 100}" if pence % 100 == 0 else f"£{pence / 100:.2f}"


@register.filter
def clock(moment: datetime) -> str:
    """The hour as families write it, in London: 4pm, 3.45pm."""
    there = timezone.localtime(moment)
    return date_format(there, "gA" if there.minute == 0 else "g.iA").lower()


def _home(request: HttpRequest | None) -> Page | None:
    site = Site.find_for_request(request) if request is not None else None
    return site.root_page if site else None


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
