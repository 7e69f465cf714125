"""Pages on paper: a template made into a PDF, with nothing fetched but our own static files."""

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# An address nobody can own (RFC 2606), under which the template's own static files seem to stand.
BASE_URL = "https://paper.invalid/"


class OurStaticFilesOnly(URLFetcher):
    """Hands WeasyPrint our static files, and refuses every other address."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """One static file. Raises ValueError for any other address."""
        prefix = BASE_URL.rstrip("/") + settings.STATIC_URL
        if not url.startswith(prefix):
            raise ValueError(f"refused: {urlsplit(url).scheme} address outside our static files")
        name = unquote(urlsplit(url).path.removeprefix(settings.STATIC_URL))
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, _static_file(name), {"Content-Type": kind})


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """Render a template of ours into a PDF (A4 unless its styles say otherwise)."""
    html = render_to_string(template, context)
    return HTML(string=html, base_url=BASE_URL, url_fetcher=OurStaticFilesOnly()).write_pdf()


def _static_file(name: str) -> bytes:
    """A static file's bytes: as collected, else from where it is written. Raises ValueError for none."""
    if ".." in Path(name).parts:
        raise ValueError("refused: a path that climbs")
    found = finders.find(name)
    if isinstance(found, str):
        return Path(found).read_bytes()
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as stored:
            return stored.read()
    raise ValueError(f"no static file {name}")
