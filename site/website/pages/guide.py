"""The editors' guide as a page of the CMS, drawn from docs/how-to/editors-guide.md."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

GUIDE = settings.REPOSITORY / "docs" / "how-to" / "editors-guide.md"


@cache
def guide_html() -> SafeString:
    """The guide's Markdown as HTML without its title, which the page shows itself. The text is our own."""
    _title, _newline, body = GUIDE.read_text(encoding="utf-8").partition("\n")
    return mark_safe(MarkdownIt("commonmark").enable("table").render(body))  # noqa: S308 - our own file


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The guide; Wagtail lets in only who may use the CMS."""
    return render(request, "pages/editors_guide.html", {"guide": guide_html()})
