"""Search over the public pages, and robots.txt."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

# Nothing here is for a robot to list: people's own pages, and ways in.
NOT_FOR_ROBOTS = (
    "/account/",
    "/api/",
    "/book/",
    "/card/",
    "/cms/",
    "/family/",
    "/identity/",
    "/learn/",
    "/team/",
)
A_PAGE_SHOWS = 10
LONGEST_QUERY = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Public pages that hold the words asked for; the words are not kept."""
    words = request.GET.get("words", "").strip()[:LONGEST_QUERY]
    site = Site.find_for_request(request)
    found = []
    if words and site:
        pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
        found = pages.specific().search(words, operator="and")
    page = Paginator(found, A_PAGE_SHOWS).get_page(request.GET.get("page"))
    return render(request, "pages/search.html", {"words": words, "found": page})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
